"""The summary of a store: effort, finish, risks, and what is not known, in pieces that a notebook shows one by one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from ...analysis import (
    Chart,
    Forecast,
    RiskSummary,
    UnknownTarget,
    effort_by,
    effort_chart,
    forecast,
    risk_summary,
    tornado,
)
from ...errors import PlanformError
from ...store import PlanStore
from ..plans._manifest import NAME as MANIFEST
from ..plans._manifest import Manifest
from ._changes import Snapshot, earlier, moves, said_of
from ._fragments import Fragment, bullets, cards, css, folded, hours, paragraph
from ._tables import (
    change_line,
    change_table,
    effort_table,
    names,
    plan_table,
    plans_without_hours,
    quantile_table,
    risk_table,
    silent,
)

METHOD = (
    "Monte Carlo over the network of dependencies: 10,000 trials with correlated tasks; an owner does one thing at a "
    "time. Effort is what people work, finish is when the last plan is done: two answers, never mixed. The standard "
    "error is that of the simulation alone."
)
LACKING = {"impact_hours": "impact in hours"}
NO_HOURS = "Nothing is estimated in hours."
MOST_BARS = 20


class Report:
    """What a store says about effort and risk.

    Attributes:
        plans, efforts, risks, dependencies: the store's frames, filtered.
        open_risks: the risks of plans that are not done.
        filters: what narrowed them.
        start: the day from which dates count.
    """

    def __init__(
        self,
        store: PlanStore | str | Path | None = None,
        filters: Mapping[str, Any] | None = None,
        out: str | Path | None = None,
        start: date | None = None,
    ) -> None:
        """Read the frames.

        Args:
            store: a path, a URL or an open store; without it what planform.toml says.
            filters: status, owner, template, tag, sprint, updated_since.
            out: folder of the plans' documents, for links to them.
            start: first working day; today or the next one.

        Raises:
            UnknownNameError: there is no such filter.
            StoreError: the store cannot be read.
        """
        opened = store if isinstance(store, PlanStore) else PlanStore(store)
        self.filters = {name: value for name, value in (filters or {}).items() if value is not None}
        self.settings, self.start = opened.settings, start or _working_day(date.today())
        self.plans, self.efforts = opened.plans(**self.filters), opened.efforts(**self.filters)
        when = {name: value for name, value in self.filters.items() if name == "as_of"}
        # all that is finished teaches, whatever the filters
        self._history = self.plans if when == self.filters else opened.plans(**when)
        self.risks, self.dependencies = opened.risks(**self.filters), opened.dependencies(**self.filters)
        left = self.efforts.loc[~self.efforts["done"].fillna(value=False), "plan_id"]
        self.open_risks = self.risks[self.risks["plan_id"].isin(set(left))]  # what is done can no longer go wrong
        self._names, self._out = names(self.plans, _files(out)), out
        if not isinstance(store, PlanStore):
            opened.close()

    @cached_property
    def forecast(self) -> Forecast:
        """Effort left and finish, as distributions."""
        effort = self.settings.effort
        return forecast(
            self.efforts, self.dependencies, self.open_risks, self._history, self.start, self.settings,
            correlation=effort.correlation, range_quantiles=effort.range_quantiles, bands=self.settings.risk.bands,
        )  # fmt: skip

    @cached_property
    def register(self) -> RiskSummary:
        """The open risks summed up."""
        return risk_summary(self.open_risks, bands=self.settings.risk.bands)

    @property
    def known(self) -> bool:
        """Whether anything that is left is estimated in hours."""
        return len(self.forecast.effort) > 0

    def overview(self) -> Fragment:
        """The figures that people ask for first, each with what it stands for."""
        said = "; ".join(f"{name}: {_listed(value)}" for name, value in self.filters.items())
        narrowed = paragraph(f"Only plans with {said}." if said else "", "soft")
        told = paragraph(f"{self._totals()} {self.forecast.headline}.".strip())
        return Fragment(f"<style>{css()}</style>{narrowed}{cards(self._cards())}{told}", self.forecast.headline)

    @property
    def _hours(self) -> tuple[str, str]:
        """P50 and P80 of the effort left, as text."""
        p50, p80 = (f"{hours(self.forecast.quantile(p))} h" if self.known else "unknown" for p in (0.5, 0.8))
        return p50, p80

    def _cards(self) -> list[tuple[str, str, str]]:
        cover, points = self.forecast.cover, self.forecast.points
        p50, p80 = self._hours
        expected = f"{hours(self.register.exposure)} h" if self.register.known else "unknown"
        some = f"for {self.register.known:,} of {len(self.open_risks):,} open risks; the rest is unknown, not zero"
        apart = f"; {points.total:g} points" if points.items else ""
        return [
            ("Plans left", f"{cover.plans:,}", f"of {len(self.plans):,}; {cover.done:,} done"),
            (
                "Effort left, P50",
                p50,
                f"as likely more as less; {cover.estimated:,} of {cover.plans:,} plans, their risks included",
            ),
            ("Effort left, P80", p80, "enough in four cases of five, risks included"),
            ("Finish, P80", self._finish("P80"), f"if work goes on from {self.start.isoformat()}"),
            ("Risks, expected", expected, some if len(self.open_risks) else "no open risks"),
            ("Not in the hours", f"{cover.plans - cover.estimated:,}", f"plans left without hours{apart}"),
        ]

    @cached_property
    def snapshot(self) -> Snapshot:
        """What this report says, to compare the next one with."""
        p50, p80 = self._hours
        figures = {"left": str(self.forecast.cover.plans), "p50": p50, "p80": p80, "finish": self._finish("P80")}
        return Snapshot(datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"), figures, said_of(self.plans))

    def changes(self) -> Fragment:
        """What changed since the last report in this folder, of the same filters."""
        now = self.snapshot
        before = earlier(self._out, self.filters, now.plans)
        if before is None:
            text = "This is the first report here; the next one says what has changed since."
            return Fragment(paragraph(text, "soft"), text, now.to_dict())
        found = moves(before, now)
        text = change_line(before, now, found)
        return Fragment(paragraph(text) + change_table(found, self._names), text, now.to_dict())

    def _totals(self) -> str:
        """Sums of the estimates as written, and how many plans they are of."""
        sums = effort_by(self.efforts, self.plans, "template")
        if not (sums["likely"].fillna(0) > 0).any():
            return ""
        low, likely, high, left = (hours(float(sums[c].fillna(0).sum())) for c in ("low", "likely", "high", "left"))
        spoken = len(self.plans) - sum(map(silent, sums.to_dict("records")))
        return (
            f"All estimates add up to {likely} h (ends: {low} to {high} h) for {spoken:,} of {len(self.plans):,} "
            f"plans; {left} h of that are left."
        )

    def _finish(self, quantile: str) -> str:
        found = self.forecast.quantiles("finish").set_index("quantile")
        return str(found.loc[quantile, "date"]) if "date" in found.columns and self.known else "unknown"

    def curve(self, of: Literal["effort", "finish"] = "effort") -> Chart | Fragment:
        """The chance that so many hours are enough, or that all is done by a day."""
        return self.forecast.chart(of) if self.known else _sentence(f"{self.forecast.headline}.")

    def answers(self) -> Fragment:
        """How much and until when, by how sure one wants to be."""
        if not self.known:
            return Fragment("", self.forecast.headline)  # the curve says so already
        html = f'<div class="narrow">{quantile_table(self.forecast)}{paragraph(METHOD, "soft")}</div>'
        return Fragment(html, self.forecast.headline)

    def effort_chart(self, by: str = "owner") -> Chart | Fragment:
        """Estimates of each group, with their ends; of many groups the largest."""
        found = effort_by(self.efforts, self.plans, by).dropna(subset=["likely"])
        largest = found["likely"].nlargest(MOST_BARS).index
        return effort_chart(found[found.index.isin(largest)]) if len(found) else _sentence(NO_HOURS)

    def effort(self, *by: str) -> Fragment:
        """Estimated hours by template, owner, status, or any other column of the plans."""
        groups = by or ("template", "owner", "status")
        tables = [effort_table(effort_by(self.efforts, self.plans, name), total=name == groups[0]) for name in groups]
        html = f'<div class="even">{"".join(tables)}</div>' if any(tables) else paragraph("No plans.")
        return Fragment(html, f"Effort by {', '.join(groups)}")

    def drivers(self) -> Chart | Fragment:
        """What moves the total most."""
        return tornado(self.forecast, most=10) if self.known else _sentence(NO_HOURS)

    def risk_chart(self) -> Chart | Fragment:
        """Counts of open risks by likelihood and impact."""
        return self.register.chart() if len(self.open_risks) else Fragment("", self.register.headline)

    def risk_table(self) -> Fragment:
        """Every open risk, the dearest first."""
        closed = len(self.risks) - len(self.open_risks)
        headline = f"{self.register.headline}." + (f" {closed} more belong to plans that are done." if closed else "")
        return Fragment(paragraph(headline) + risk_table(self.register.table, self._names), headline)

    def unknown(self) -> Fragment:
        """What the figures do not speak for."""
        fc, lacking = self.forecast, self.register.unknown
        gaps = [f"{n} of {len(self.open_risks)} without {LACKING.get(name, name)}" for name, n in lacking.items() if n]
        loops = [f"these wait for each other: {' → '.join(cycle)}" for cycle in fc.cycles]
        problems = [str(problem) for problem in (*fc.problems, *self.register.problems)]
        parts = [
            plans_without_hours(self.plans, self.efforts, self._names, fc.cover.plans),
            folded("Risks", bullets(gaps)),
            folded("Dependencies that cannot be followed", bullets([*loops, *map(_lost, fc.unknown_targets)])),
            folded("To look at", bullets(problems)),
        ]
        html = "".join(parts) or paragraph("Nothing: every plan that is left has hours, every risk its figures.")
        return Fragment(html, f"{fc.cover.plans - fc.cover.estimated} plans left without hours")

    def plan_table(self) -> Fragment:
        """All plans; what is left first."""
        html = plan_table(self.plans, self.efforts, self._names) or paragraph("No plans.")
        return Fragment(html, f"{len(self.plans)} plans")

    def method(self) -> Fragment:
        """What the figures rest on."""
        risks = folded("Risks", bullets(self.register.assumptions)) if len(self.open_risks) else ""
        return Fragment(bullets(self.forecast.assumptions) + risks, "\n".join(self.forecast.assumptions))


def _lost(target: UnknownTarget) -> str:
    return f"{target.plan}: {target.relation.replace('_', ' ')} “{target.text}”, which no plan here is called"


def _sentence(text: str) -> Fragment:
    return Fragment(paragraph(text), text)


def _listed(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _working_day(day: date) -> date:
    return day + timedelta(days=7 - day.weekday() if day.weekday() >= 5 else 0)


def _files(out: str | Path | None) -> dict[str, str]:
    """Plan id -> file, as the manifest of that folder has it."""
    if out is None or not (Path(out) / MANIFEST).exists():
        return {}
    try:
        return {entry.plan: entry.file for _, entry in Manifest(Path(out)).items() if entry.plan}
    except PlanformError:  # links are a comfort, no condition
        return {}
