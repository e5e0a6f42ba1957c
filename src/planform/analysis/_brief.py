"""A store's forecast to read out: what we know, how sure, what drives it, what to ask next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from ..errors import InvalidValueError
from ._calendar import Calendar, calendar
from ._calibrate import Calibration, calibrate
from ._canvas import title_of
from ._forecast import Forecast, forecast
from ._frames import day, missing
from ._risk import RiskSummary, risk_summary
from ._say import count, hours
from ._throughput import Throughput, throughput

MOST = 8  # rows of a list; the frames have them all
LIKELY_LATE = 0.2
SHOWN = ("P10", "P50", "P80", "P90", "P95")
Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, sentences, and a table: its columns (numbers are right-aligned where `numbers` says so) and rows."""

    title: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    numbers: tuple[bool, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Brief:
    """A forecast with the risks, the past and the throughput beside it.

    Attributes:
        forecast: effort and finish.
        risks: of the plans that are not done.
        past: estimates against actual hours, over all plans of the store.
        throughput: the second opinion.
        until: a day that was asked for, or None.
    """

    forecast: Forecast
    risks: RiskSummary
    past: Calibration
    throughput: Throughput
    until: date | None = None

    @property
    def sections(self) -> tuple[Section, ...]:
        """All that has something to say, in the order in which a lead asks."""
        parts = (self._sure(), self._due(), self._drivers(), self._risky(), self._past(), self._next())
        return tuple(part for part in parts if part)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        effort, finish = (_records(self.forecast.quantiles(what)) for what in ("effort", "finish"))
        return {
            "headline": self.forecast.headline,
            "effort": effort,
            "finish": finish,
            **({"until": {"date": self.until.isoformat(), "probability": self._chance()}} if self.until else {}),
            "due": _records(self.forecast.due),
            "tasks": _records(self.forecast.tasks),
            "risks": {"headline": self.risks.headline, "contingency": _records(self.risks.contingency)},
            "past": {"headline": self.past.headline, "coverage": _records(self.past.coverage)},
            "throughput": {"headline": self.throughput.headline, "quantiles": _records(self.throughput.quantiles())},
            "unknown": self._unknown(),
            "assumptions": list(self.forecast.assumptions),
        }

    def to_markdown(self) -> str:
        """The same to paste; what people wrote is no mark-up."""
        parts = [f"**{_plain(self.forecast.headline)}**", *map(_section, self.sections)]
        said = "\n".join(f"- {_plain(s)}" for s in self.forecast.assumptions)
        return "\n\n".join([*parts, f"## Assumptions\n\n{said}"]) + "\n"

    def _sure(self) -> Section | None:
        fc = self.forecast
        if not len(fc.effort):
            return None
        effort, finish = (fc.quantiles(what).to_dict("records") for what in ("effort", "finish"))
        dated = "date" in finish[0]
        rows = [
            (str(e["quantile"]), *(f"{r[c]:,.1f}" for r in (e, f) for c in ("value", "standard_error")),
             *([str(f["date"])] if dated else []))
            for e, f in zip(effort, finish, strict=True) if e["quantile"] in SHOWN
        ]  # fmt: skip
        columns = ("", "Effort (h)", "± s.e.", "Finish (working h)", "± s.e.", *(["Finish"] if dated else []))
        asked = (f"Done by {self.until.isoformat()}: {self._chance():.0%} likely.",) if self.until else ()
        return Section("How sure", asked, columns, (False, True, True, True, True, False)[: len(columns)], tuple(rows))

    def _chance(self) -> float:
        return self.forecast.probability(self.until) if self.until else 0.0

    def _due(self) -> Section | None:
        due = self.forecast.due
        late = due[due["late"] >= LIKELY_LATE]
        if not len(due):
            return None
        rows = [
            (_name(r["key"], r["plan_id"]), *(f"{r[c]:%Y-%m-%d}" for c in ("due", "p50", "p80")), f"{r['late']:.0%}")
            for r in late.head(MOST).to_dict("records")
        ]
        lines = (f"{len(late)} of {count(len(due), 'plan')} with a due day are late in at least one case of five.",)
        columns = ("Plan", "Due", "P50", "P80", "Late") if rows else ()
        return Section("Due days", lines, columns, (False, False, False, False, True), tuple(rows))

    def _drivers(self) -> Section | None:
        tasks = self.forecast.tasks.dropna(subset=["mean"])
        top = tasks[tasks["ssi"] > 0].sort_values("ssi", ascending=False, kind="stable").head(MOST)
        if not len(top):
            return None
        rows = [
            (title_of({str(k): v for k, v in r.items()})[:60], _name(r["owner"], "-"), f"{r['p50']:,.1f}",
             f"{r['p90']:,.1f}", f"{r['criticality']:.0%}", f"{r['ssi']:.2f}")
            for r in top.to_dict("records")
        ]  # fmt: skip
        said = "SSI: how often an item is critical times its share in the spread of the finish."
        columns = ("Item", "Owner", "P50 (h)", "P90 (h)", "Critical", "SSI")
        return Section("What drives the finish", (said,), columns, (False, False, True, True, True, True), tuple(rows))

    def _risky(self) -> Section | None:
        if not len(self.risks.table):
            return None
        known = self.risks.table.dropna(subset=["exposure"]).head(MOST).to_dict("records")
        rows = [
            (str(r["risk"])[:60], _span(r), hours(float(r["impact_hours"])), hours(float(r["exposure"])), _mitigated(r))
            for r in known
        ]  # fmt: skip
        lines = (f"{self.risks.headline}.", f"Levels of likelihood stand for {self.risks.bands_said}.")
        columns = ("Risk", "Chance", "If it happens", "Expected", "Mitigated") if rows else ()
        return Section("Risks", lines, columns, (False, False, True, True, False), tuple(rows))

    def _past(self) -> Section:
        held = [
            (str(r["promise"]), f"{r['expected']:.0%}", f"{r['share']:.0%}", f"{r['low']:.0%} to {r['high']:.0%}",
             str(r["plans"]))
            for r in self.past.coverage.to_dict("records")
        ]  # fmt: skip
        lines = (f"{self.past.headline}.", f"By plans finished a week: {self.throughput.headline}.")
        columns = ("Promise", "Promised", "Kept", "95 % interval", "Plans") if held else ()
        return Section("What the past says", lines, columns, (False, True, True, True, True), tuple(held))

    def _next(self) -> Section | None:
        found = self._unknown()
        more = [f"and {len(found) - 2 * MOST} more"] if len(found) > 2 * MOST else []
        return Section("What to ask next", (*found[: 2 * MOST], *more)) if found else None

    def _unknown(self) -> list[str]:
        return list(_questions(self.forecast, self.risks))


def brief(
    store: Any,
    filters: Mapping[str, Any] | None = None,
    start: date | str | None = None,
    until: date | str | None = None,
    unknown: Literal["exclude", "typical"] = "exclude",
    points: Literal["apart", "hours"] = "apart",
    forecasts: pd.DataFrame | None = None,
) -> Brief:
    """A brief on the plans of a store; all its finished plans are the history, whatever the filters.

    Args:
        store: an open ``PlanStore``, or what has its frames and settings.
        filters: status, owner, template, tag, sprint, updated_since.
        start: first working day; today or the next working day.
        until: a day whose probability is asked for.
        unknown: see ``forecast``.
        points: see ``forecast``.
        forecasts: ``store.forecasts(items=True)``.

    Raises:
        InvalidValueError: `start` or `until` is no date.
        UnknownNameError: there is no such filter.
    """
    settings, chosen = store.settings, dict(filters or {})
    clock = calendar(settings)
    begin, limit = _day(start, "start") or _working(clock), _day(until, "until")
    efforts, everything, risks = store.efforts(**chosen), store.plans(), store.risks(**chosen)
    left = efforts.loc[~efforts["done"].fillna(value=False), "plan_id"]
    risks = risks[risks["plan_id"].isin(set(left))]  # what is done can no longer go wrong
    found = forecast(
        efforts, store.dependencies(**chosen), risks, everything, begin, clock, correlation=settings.effort.correlation,
        range_quantiles=settings.effort.range_quantiles, bands=settings.risk.bands, unknown=unknown, points=points,
    )  # fmt: skip
    own = store.plans(**chosen) if chosen else everything
    return Brief(
        forecast=found,
        risks=risk_summary(risks, settings.risk.bands),
        past=calibrate(everything, forecasts),
        throughput=throughput(own, begin),
        until=limit,
    )


def _day(value: date | str | None, name: str) -> date | None:
    found = day(value)
    if found is None and value:
        raise InvalidValueError(f"{name}: {value!r} is no date; write it like 2026-01-05")
    return found


def _working(clock: Calendar) -> date:
    """Today, or the next day on which anybody works."""
    return clock.dates(date.today(), np.zeros(1))[0]


def _questions(fc: Forecast, risks: RiskSummary) -> Iterator[str]:
    for label in fc.cover.without:
        yield f"{label}: how much work is it? It has no estimate."
    for problem in fc.problems:
        yield str(problem)
    for cycle in fc.cycles:
        yield f"{' -> '.join((*cycle, cycle[0]))}: who goes first?"
    for target in fc.unknown_targets:
        yield f"{target.plan}: {target.relation.replace('_', ' ')} {target.text!r}, which is none of these plans."
    for name, question in ASKED.items():
        if n := risks.unknown[name]:
            yield f"{count(n, 'risk')} {question}"


ASKED = {
    "likelihood": "without a likelihood: how likely?",
    "impact_hours": "without hours of impact: how many would it take?",
    "owner": "without an owner: who watches?",
    "mitigation": "without a mitigation that anybody wrote down: what makes that less likely?",
}


def _mitigated(row: Mapping[Any, Any]) -> str:
    if not missing(row["mitigation"]) or row["mitigated"] is True:
        return "yes"
    return "?" if missing(row["mitigated"]) else "no"


def _span(row: Mapping[Any, Any]) -> str:
    low, high = float(row["probability_low"]), float(row["probability_high"])
    return f"{low:.0%}" if low == high else f"{row['likelihood']} ({low:.0%} to {high:.0%})"


def _name(value: Any, otherwise: Any) -> str:
    return str(otherwise) if missing(value) else str(value)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    return [{name: _datum(value) for name, value in row.items()} for row in rows]


def _datum(value: Any) -> Any:
    if missing(value):
        return None
    return value.isoformat()[:10] if isinstance(value, date) else value


def _section(section: Section) -> str:
    said = "\n".join(f"- {_plain(line)}" for line in section.lines)
    parts = [f"## {section.title}", *([said] if said else [])]
    if section.columns:
        rule = ["---:" if number else "---" for number in section.numbers]
        rows = [section.columns, tuple(rule), *section.rows]
        parts.append("\n".join(f"| {' | '.join(cells)} |" for cells in (list(map(_cell, row)) for row in rows)))
    return "\n\n".join(parts)


def _cell(text: str) -> str:
    return text if set(text) <= set("-:") else _plain(text).replace("|", "\\|")


def _plain(text: str) -> str:
    """One line without mark-up."""
    flat = " ".join(str(text).split())
    for mark in "\\`*_[]<>":
        flat = flat.replace(mark, f"\\{mark}")
    return flat
