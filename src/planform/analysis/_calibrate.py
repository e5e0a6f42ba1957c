"""How estimates turned out: actual against estimate, and how often what was forecast held. Never by person."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..errors import InvalidTableError
from ._amounts import ENOUGH_HISTORY, NORMAL, Spread
from ._frames import FloatArray, day, missing, number, records, text
from ._history import finished, hours_per_point, lognormal, middle, spent
from ._say import count

if TYPE_CHECKING:
    from ._render import Chart

SIZES = ((4.0, "up to 4 h"), (16.0, "4 to 16 h"), (40.0, "16 to 40 h"), (math.inf, "over 40 h"))
SHARES = {"p10": 0.1, "p50": 0.5, "p80": 0.8, "p90": 0.9}
ITEMS = ("plan_id", "at", "mean", "sd", "spent", *SHARES)
CORRELATION = 0.3  # of the items of a plan whose forecasts are put together
Rows = list[dict[str, Any]]


@dataclass(frozen=True, repr=False)
class Calibration:
    """Estimates and forecasts held against what came.

    Attributes:
        plans: one row a finished plan with estimate and actual hours: plan_id, key, title, finished, size (class by its
            estimate), estimate (likely, or the median of its range), low, high, actual, ratio (actual / estimate).
        sizes: one row a size class: size, plans, p10, p50, p90 of the ratio, within_2x (share between half and twice).
        bias: median ratio; above 1 work takes longer than estimated. NaN without such plans.
        coverage: one row a promise: promise, expected, plans, held, share, low, high (95 % Wilson score interval).
        points: hours per finished point: p10, p50, p90, plans; NaN where nobody counts points.
        spread: what a forecast takes for single numbers with this history; `count` is 0 below ten plans: the default.
        left_out: finished plans without actual hours or without an estimate in hours.
    """

    plans: pd.DataFrame
    sizes: pd.DataFrame
    bias: float
    coverage: pd.DataFrame
    points: dict[str, float]
    spread: Spread
    left_out: int

    @property
    def headline(self) -> str:
        """One sentence: how long work takes against its estimate."""
        rest = f"; {count(self.left_out, 'more')[:-1]} without both figures" if self.left_out > 1 else ""
        rest = "; 1 more without both figures" if self.left_out == 1 else rest
        if not len(self.plans):
            return f"No finished plan has both an estimate and actual hours{rest}"
        ratios = np.sort(self.plans["ratio"].to_numpy(dtype=float))
        low, high = np.quantile(ratios, [0.1, 0.9])
        ends = f"; 80 % of them between {low:.2f} and {high:.2f} times" if len(ratios) >= ENOUGH_HISTORY else ""
        of = count(len(ratios), "finished plan")
        return f"Work takes {self.bias:.2f} times its estimate: the median of {of}{ends}{rest}"

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the figures rest on, a sentence each."""
        used = (
            f"Forecasts spread single numbers by these {self.spread.count} plans."
            if self.spread.count
            else f"Forecasts use their default spread until {ENOUGH_HISTORY} plans are finished with both figures."
        )
        return (
            "The estimate of a range is its median, sqrt(low * high); what is under way has not seen its end.",
            "Intervals of shares are Wilson's at 95 %: with few plans they are wide, and say so.",
            "The first forecast of a plan counts; its items are put together by their means and standard deviations, "
            f"correlated {CORRELATION:g}.",
            used,
        )

    def chart(self) -> Chart:
        """Actual hours against the estimate."""
        from ._past_charts import estimate_chart

        return estimate_chart(self)

    def __repr__(self) -> str:
        return f"<Calibration: {self.headline}>"

    def _repr_html_(self) -> str:
        tables = [t for t in (self.sizes, self.coverage) if len(t)]
        shown = "".join(t.to_html(index=False, na_rep="-", float_format="{:.2f}".format) for t in tables)
        return f"<p>{escape(self.headline)}</p>{shown}"


def calibrate(plans: pd.DataFrame, forecasts: pd.DataFrame | None = None) -> Calibration:
    """Holds estimates, and forecasts that were kept, against the actual hours of finished plans.

    Args:
        plans: frame with the columns of ``store.plans()``.
        forecasts: frame with the columns of ``store.forecasts(items=True)``.

    Raises:
        InvalidTableError: a frame lacks a column.
    """
    columns = ("plan_id", "key", "title", "finished", *_AMOUNTS, "status")
    rows = _finished(records(plans, columns, ("plan_id", "actual_hours", "status"), "plans"), plans)
    both = [row for row in rows if middle(row) and spent(row)]
    table = _table(both)
    ratios = lognormal(table["ratio"].to_numpy(dtype=float).tolist())
    return Calibration(
        plans=table,
        sizes=_by_size(table),
        bias=float(np.median(table["ratio"].to_numpy(dtype=float))) if len(table) else math.nan,
        coverage=_coverage(both, [row for row in rows if spent(row)], forecasts),
        points=_points(plans),
        spread=ratios if ratios.count >= ENOUGH_HISTORY else Spread(),
        left_out=len(rows) - len(both),
    )


_AMOUNTS = ("effort_low", "effort_likely", "effort_high", "points", "actual_hours")


def _finished(rows: Rows, plans: pd.DataFrame) -> Rows:
    names = {text(row["plan_id"]) for row in finished(plans)} if len(rows) else set()
    return [row for row in rows if text(row["plan_id"]) in names]


def _table(rows: Rows) -> pd.DataFrame:
    estimates, actuals = [middle(row) for row in rows], [spent(row) for row in rows]
    words = {
        name: pd.Series([text(row[name]) or None for row in rows], dtype="str") for name in ("plan_id", "key", "title")
    }
    figures = {
        "estimate": estimates,
        "low": [number(row["effort_low"]) for row in rows],
        "high": [number(row["effort_high"]) for row in rows],
        "actual": actuals,
        "ratio": [a / e for a, e in zip(actuals, estimates, strict=True)],
    }
    days = pd.to_datetime(pd.Series([day(row["finished"]) for row in rows], dtype="object"))
    return pd.DataFrame(
        {
            **words,
            "finished": pd.Series(days, dtype="datetime64[us]"),
            "size": pd.Series([size_of(e) for e in estimates], dtype="str"),
            **{
                name: pd.Series([None if math.isnan(v) else v for v in values], dtype="Float64")
                for name, values in figures.items()
            },
        }
    )


def size_of(estimate: float) -> str:
    """The size class of an estimate in hours."""
    return next(name for most, name in SIZES if estimate <= most)


def _by_size(table: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for _, name in SIZES:
        ratios = table.loc[table["size"] == name, "ratio"].to_numpy(dtype=float)
        if len(ratios):
            within = float(((ratios >= 0.5) & (ratios <= 2)).mean())
            rows.append((name, len(ratios), *np.quantile(ratios, [0.1, 0.5, 0.9]).tolist(), within))
    return pd.DataFrame(rows, columns=["size", "plans", "p10", "p50", "p90", "within_2x"]).astype({"size": "str"})


def _points(plans: pd.DataFrame) -> dict[str, float]:
    found = hours_per_point(plans)
    rows = [spent(row) / number(row["points"]) for row in finished(plans) if spent(row) and number(row["points"]) > 0]
    ends = np.quantile(rows, [0.1, 0.5, 0.9]).tolist() if rows else [math.nan] * 3
    return {**dict(zip(("p10", "p50", "p90"), ends, strict=True)), "plans": float(found.count)}


# Coverage


def wilson(held: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927): right for small n, and within 0 and 1."""
    if not n:
        return math.nan, math.nan
    z, share = NORMAL.inv_cdf((1 + level) / 2), held / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def _coverage(both: Rows, done: Rows, forecasts: pd.DataFrame | None) -> pd.DataFrame:
    high = [spent(r) <= number(r["effort_high"]) for r in both if number(r["effort_high"]) > 0]
    ends = [(number(r["effort_low"]), number(r["effort_high"]), spent(r)) for r in both]
    within = [low <= actual <= top for low, top, actual in ends if low > 0 and top > 0]
    rows = [_promise("estimate: at most its high end", 0.9, high), _promise("estimate: between its ends", 0.8, within)]
    for name, told in _forecast(done, forecasts).items():
        rows.append(_promise(f"forecast: at most {name.upper()}", SHARES[name], told))
    columns = ["promise", "expected", "plans", "held", "share", "low", "high"]
    return pd.DataFrame([row for row in rows if row[2]], columns=columns).astype({"promise": "str"})


def _promise(name: str, expected: float, held: Sequence[bool]) -> tuple[Any, ...]:
    n = len(held)
    return name, expected, n, sum(held), sum(held) / n if n else math.nan, *wilson(sum(held), n)


def _forecast(done: Rows, forecasts: pd.DataFrame | None) -> dict[str, list[bool]]:
    """Of each quantile, whether the first forecast of a finished plan held."""
    if forecasts is None or not len(forecasts):
        return {}
    if "plan_id" not in forecasts.columns:
        raise InvalidTableError("forecasts: no column 'plan_id'; pass store.forecasts(items=True), which has the items")
    actual = {text(row["plan_id"]): (spent(row), day(row["finished"])) for row in done}
    held: dict[str, list[bool]] = {name: [] for name in SHARES}
    for plan, items in _first(forecasts).items():
        if plan not in actual or any(missing(item["mean"]) for item in items):
            continue
        hours, over = actual[plan]
        said = day(items[0]["at"])
        if over is not None and said is not None and said > over:
            continue  # nobody can foretell what is past
        for name, value in _together(items).items():
            held[name].append(hours <= value + 1e-9)
    return held


def _first(forecasts: pd.DataFrame) -> dict[str, Rows]:
    """Items of the first forecast that names each plan."""
    found: dict[str, Rows] = defaultdict(list)
    for row in records(forecasts, ITEMS, ("plan_id", "mean"), "forecasts"):
        items = found[text(row["plan_id"])]
        if not items or str(items[0]["at"]) == str(row["at"]):
            items.append(row)
        elif str(row["at"]) < str(items[0]["at"]):
            found[text(row["plan_id"])] = [row]
    return found


def _together(items: Rows) -> dict[str, float]:
    """Quantiles of the whole plan; of several items those of the lognormal with their mean and variance."""
    before = number(items[0]["spent"])
    before = 0.0 if math.isnan(before) else before
    if len(items) == 1 and not missing(items[0]["p80"]):
        return {name: before + number(items[0][name]) for name in SHARES}
    mean = sum(number(item["mean"]) for item in items)
    sds = np.array([number(item["sd"]) for item in items])
    variance = _variance(np.nan_to_num(sds))
    sigma = math.sqrt(math.log1p(variance / mean**2)) if mean > 0 else 0.0
    return {
        name: before + (mean * math.exp(-(sigma**2) / 2 + sigma * NORMAL.inv_cdf(p)) if mean > 0 else 0.0)
        for name, p in SHARES.items()
    }


def _variance(sds: FloatArray) -> float:
    return float((1 - CORRELATION) * (sds**2).sum() + CORRELATION * sds.sum() ** 2)
