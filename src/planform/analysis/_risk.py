"""The risk register: what is known, what is not, and what the known part may cost. No product of ordinals anywhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..errors import Diagnostic
from ._frames import RISKS, FloatArray, flag, number, owner, records, text
from ._levels import LEVELS, UNKNOWN, Bands, band_of, level, scores, share
from ._levels import bands as as_bands
from ._say import count, hours

if TYPE_CHECKING:
    from ._render import Chart

IN_HOURS = "in hours"  # column of the matrix: the impact is known, but as hours and not as a level
MOST_SUMS = 50_000


@dataclass(frozen=True, slots=True)
class Risk:
    """One row of the register; probability and hours are NaN where unknown or senseless (then `problems` says why).

    `chance` is what is calculated with: the probability, else the middle of the band of its level, else NaN.
    """

    plan: str
    name: str
    likelihood: str
    impact: str
    probability: float
    chance: float
    hours: float
    mitigation: str
    contingency: str
    owner: str
    mitigated: bool | None
    scored: bool = False
    problems: tuple[Diagnostic, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it can join a simulation: a chance and hours are known."""
        return not math.isnan(self.chance) and not math.isnan(self.hours)


def read_risks(risks: pd.DataFrame | None, bands: Bands | None = None) -> list[Risk]:
    """The rows of a risks frame.

    Raises:
        InvalidTableError: the frame lacks a column.
        InvalidValueError: a band makes no sense.
    """
    spans = as_bands(bands)
    rows = records(risks, RISKS, ("plan_id", "risk"), "risks")
    likely, severe = (scores(row[name] for row in rows) for name in ("likelihood", "impact"))
    return [_risk(row, spans, likely, severe) for row in rows]


def _risk(row: dict[str, Any], spans: Bands, likely: Mapping[str, str], severe: Mapping[str, str]) -> Risk:
    where = f"{text(row['plan_id'])}: {text(row['risk'])}"
    given = number(row["probability"])
    given = share(row["likelihood"]) if math.isnan(given) else given
    probability, odd = _within(given, 1.0, "probability", "0 to 1", where)
    impact, strange = _within(number(row["impact_hours"]), 1e9, "hours of impact", "0 upward", where)
    likelihood = likely.get(text(row["likelihood"])) or level(row["likelihood"])
    return Risk(
        plan=text(row["plan_id"]),
        name=text(row["risk"]),
        likelihood=likelihood,
        impact=severe.get(text(row["impact"])) or level(row["impact"]),
        probability=probability,
        chance=sum(spans.get(likelihood, (math.nan,) * 2)) / 2 if math.isnan(probability) else probability,
        hours=impact,
        mitigation=text(row["mitigation"]),
        contingency=text(row["contingency"]),
        owner=owner(row["owner"]),
        scored=text(row["likelihood"]) in likely or text(row["impact"]) in severe,
        mitigated=flag(row["mitigated"]),
        problems=(*odd, *strange),
    )


def _within(value: float, most: float, what: str, span: str, where: str) -> tuple[float, tuple[Diagnostic, ...]]:
    if math.isnan(value) or 0 <= value <= most:
        return value, ()
    message = f"{what} {value:g} is not in {span}; it counts as unknown"
    return math.nan, (Diagnostic("risk", message, where),)


@dataclass(frozen=True, repr=False)
class RiskSummary:
    """A register in figures.

    Attributes:
        table: one row a risk, the dearest first: plan_id, risk, likelihood, impact (levels or "unknown"), probability,
            probability_low, probability_high (the band of its level where only that is known), impact_hours, exposure
            (hours: chance * impact; the chance of a level is the middle of its band), mitigation, contingency, owner,
            mitigated; NA where unknown.
        matrix: counts, likelihood down and impact across, "unknown" among both.
        names: as `matrix`, with the names of the risks as lists.
        exposure: sum of chance * hours over the risks where both are known; NaN where there is none.
        known: how many risks that sum speaks for.
        contingency: hours that suffice for all known risks together: quantile ("P50", "P80", "P95"), value.
        exact: whether `contingency` is exact; else sums were rounded to a fine grid.
        unknown: how many risks lack likelihood, impact, impact_hours, owner, mitigation (said nowhere).
        bands: probability band of each level.
        problems: figures that made no sense.
        scored: how many risks have bare scores from 1 to 5, which were taken for levels.
    """

    table: pd.DataFrame
    matrix: pd.DataFrame
    names: pd.DataFrame
    exposure: float
    known: int
    contingency: pd.DataFrame
    exact: bool
    unknown: dict[str, int]
    bands: Bands
    problems: tuple[Diagnostic, ...]
    scored: int = 0

    @property
    def headline(self) -> str:
        """One sentence: how many risks, and what the known ones may cost."""
        if not len(self.table):
            return "No risks recorded"
        if not self.known:
            return f"{count(len(self.table), 'risk')}; none has both a likelihood and hours of impact"
        p80 = float(self.contingency["value"].to_numpy(dtype=float)[1])
        rest = len(self.table) - self.known
        more = f"; {rest} without a likelihood or hours, unknown" if rest else ""
        of = f"{self.known} of {count(len(self.table), 'risk')}"
        return f"{hours(self.exposure)} expected, P80 {hours(p80)} for {of}{more}"

    @property
    def bands_said(self) -> str:
        """The bands in words: what stands beside every figure that a level went into."""
        return ", ".join(f"{name} {100 * a:g} to {100 * b:g} %" for name, (a, b) in self.bands.items())

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the figures rest on, a sentence each."""
        return (
            "Exposure sums chance * hours of impact over the risks that have both; the rest is unknown, not zero.",
            "The contingency takes risks as independent, each with the hours it names"
            + ("; it is exact." if self.exact else "; sums were rounded to a grid of 50,000 steps."),
            f"A level of likelihood is a band of probability ({self.bands_said}); its middle is the chance.",
            "A level of impact is no number: such risks are counted, never multiplied.",
            *self._scores(),
        )

    def _scores(self) -> tuple[str, ...]:
        said = (
            f"{count(self.scored, 'risk')} in bare scores: 1 and 2 are taken for low, 3 for medium, 4 and 5 for high."
        )
        return (said,) if self.scored else ()

    def chart(self) -> Chart:
        """The matrix of likelihood and impact as counts."""
        from ._charts import risk_matrix

        return risk_matrix(self)

    def _repr_html_(self) -> str:
        shown = [
            "plan_id",
            "risk",
            "likelihood",
            "probability_low",
            "probability_high",
            "impact_hours",
            "exposure",
            "mitigation",
        ]
        rows = (
            self.table[shown].to_html(index=False, na_rep="-", float_format="{:.3g}".format) if len(self.table) else ""
        )
        bands = f"<p><small>Levels of likelihood stand for {escape(self.bands_said)}.</small></p>"
        return f"<p>{escape(self.headline)}</p>{rows}{bands}"

    def __repr__(self) -> str:
        return f"<RiskSummary: {self.headline}>"


def risk_summary(risks: pd.DataFrame, bands: Bands | None = None) -> RiskSummary:
    """Sums a risk register up.

    Args:
        risks: frame with the columns of ``store.risks()``.
        bands: probability band of each level, name -> (low, high); the default settings' where there are none.

    Raises:
        InvalidTableError: the frame lacks a column.
        InvalidValueError: a band makes no sense.
    """
    spans = as_bands(bands)
    found = read_risks(risks, spans)
    known = [r for r in found if r.counts]
    sums, chances, exact = total([(r.chance, r.hours) for r in known])
    cells = [(_row(r, spans), _column(r), r.name) for r in found]
    return RiskSummary(
        table=_table(found, spans),
        matrix=_grid(cells, len, "Int64"),
        names=_grid(cells, list, "object"),
        exposure=sum(r.chance * r.hours for r in known) if known else math.nan,
        known=len(known),
        contingency=_contingency(sums, chances, bool(known)),
        exact=exact,
        unknown=_unknown(found),
        bands=spans,
        problems=tuple(d for r in found for d in r.problems),
        scored=sum(r.scored for r in found),
    )


def total(events: Iterable[tuple[float, float]]) -> tuple[FloatArray, FloatArray, bool]:
    """Exact distribution of the sum of independent events, by convolution, one event after the other.

    Args:
        events: pairs of probability and hours.

    Returns:
        Sums in rising order, their probabilities, and whether they are exact: with more than 50,000 different sums they
        are rounded up to a grid of that many steps.
    """
    sums, chances, exact = np.zeros(1), np.ones(1), True
    for probability, impact in events:
        both = np.round(np.concatenate([sums, sums + impact]), 9)
        sums, chances = _merge(both, np.concatenate([chances * (1 - probability), chances * probability]))
        if len(sums) > MOST_SUMS:
            exact = False
            step = sums[-1] / MOST_SUMS
            sums, chances = _merge(np.ceil(sums / step) * step, chances)
    return sums, chances, exact


def _merge(sums: FloatArray, chances: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Equal sums become one, with the chances of all."""
    found, place = np.unique(sums, return_inverse=True)
    return found, np.bincount(place, chances).astype(np.float64)


def _contingency(sums: FloatArray, chances: FloatArray, known: bool) -> pd.DataFrame:
    below = np.cumsum(chances)
    levels = {"P50": 0.5, "P80": 0.8, "P95": 0.95}
    values = [float(sums[np.searchsorted(below, p - 1e-12)]) if known else None for p in levels.values()]
    return pd.DataFrame({"quantile": pd.array(list(levels), dtype="str"), "value": pd.array(values, dtype="Float64")})


def _row(risk: Risk, spans: Bands) -> str:
    return risk.likelihood if risk.likelihood != UNKNOWN else band_of(risk.probability, spans)


def _column(risk: Risk) -> str:
    return IN_HOURS if risk.impact == UNKNOWN and not math.isnan(risk.hours) else risk.impact


def _grid(cells: Sequence[tuple[str, str, str]], fold: Any, dtype: str) -> pd.DataFrame:
    """Cells of (likelihood, impact, name), folded; the column for hours only where there are such."""
    rows = (*reversed(LEVELS), UNKNOWN)
    hours_known = (IN_HOURS,) if any(column == IN_HOURS for _, column, _ in cells) else ()
    columns = (*LEVELS, *hours_known, UNKNOWN)
    values = [[fold([name for r, c, name in cells if (r, c) == (row, column)]) for column in columns] for row in rows]
    across = zip(columns, zip(*values, strict=True), strict=True)
    data = {name: pd.Series(list(cells_down), index=list(rows), dtype=dtype) for name, cells_down in across}
    return pd.DataFrame(data).rename_axis(index="likelihood", columns="impact")


def _unknown(risks: Sequence[Risk]) -> dict[str, int]:
    asked: dict[str, Callable[[Risk], bool]] = {
        "likelihood": lambda r: r.likelihood == UNKNOWN and math.isnan(r.probability),
        "impact": lambda r: r.impact == UNKNOWN and math.isnan(r.hours),
        "impact_hours": lambda r: math.isnan(r.hours),
        "owner": lambda r: not r.owner,
        "mitigation": lambda r: r.mitigated is None and not r.mitigation,
    }
    return {name: sum(test(r) for r in risks) for name, test in asked.items()}


def _table(risks: Sequence[Risk], spans: Bands) -> pd.DataFrame:
    def floats(values: Iterable[float]) -> pd.Series:
        return pd.Series([None if math.isnan(v) else v for v in values], dtype="Float64")

    def words(values: Iterable[str]) -> pd.Series:
        return pd.Series([v or None for v in values], dtype="str")

    ends = [_span(r, spans) for r in risks]
    frame = pd.DataFrame(
        {
            "plan_id": words(r.plan for r in risks),
            "risk": words(r.name for r in risks),
            "likelihood": words(r.likelihood for r in risks),
            "impact": words(r.impact for r in risks),
            "probability": floats(r.probability for r in risks),
            "probability_low": floats(low for low, _ in ends),
            "probability_high": floats(high for _, high in ends),
            "impact_hours": floats(r.hours for r in risks),
            "exposure": floats(r.chance * r.hours for r in risks),
            "mitigation": words(r.mitigation for r in risks),
            "contingency": words(r.contingency for r in risks),
            "owner": words(r.owner for r in risks),
            "mitigated": pd.Series([r.mitigated for r in risks], dtype="boolean"),
        }
    )
    return frame.sort_values("exposure", ascending=False, na_position="last", kind="stable", ignore_index=True)


def _span(risk: Risk, spans: Bands) -> tuple[float, float]:
    if not math.isnan(risk.probability):
        return risk.probability, risk.probability
    return spans.get(risk.likelihood, (math.nan, math.nan))
