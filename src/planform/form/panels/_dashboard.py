"""The dashboard: totals, P50 and P80, risks, missing estimates, and what changed; filters on top, all else follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from ...batch import Report
from ...errors import PlanformError
from ...store import PlanStore

ALL = "all"
CHOICES = {"status": "Status", "owner": "Owner", "template": "Template", "sprint": "Sprint", "tag": "Tag"}
COLUMNS = {"status": "status", "owner": "owner", "template": "template", "sprint": "sprint", "tag": "tags"}
MOST = 30
STYLE = """<style>
.pf-dashboard { background: var(--jp-layout-color0, #fff); padding: 4px 8px; }
.pf-dashboard .pf-beside { display: flex; flex-wrap: wrap; gap: 0 32px; }
.pf-dashboard .pf-beside > figure { flex: 1 1 420px; max-width: 660px; }
.pf-dashboard figure svg { display: block; max-width: 100%; height: auto; }
</style>"""


class Dashboard(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """A store at a glance, for one part of the plans at a time.

    Attributes:
        filters: drop-downs by name: status, owner, template, sprint, tag.
        since: the day from which changes are shown.
        areas: what is shown below, by name: overview, curve, drivers, risks, missing, changed; HTML each.
    """

    def __init__(self, store: PlanStore | str | Path | None = None) -> None:
        """Show a store.

        Args:
            store: an open store, a path or a URL; without it what planform.toml says.

        Raises:
            StoreError: the store cannot be read.
        """
        self._store = store if isinstance(store, PlanStore) else PlanStore(store)
        plans = self._store.plans()
        self.filters = {name: _choice(title, plans[COLUMNS[name]]) for name, title in CHOICES.items()}
        self.since = widgets.DatePicker(description="Changed since", style={"description_width": "initial"})
        self._again = widgets.Button(description="Read again", tooltip="Read the store again")
        self.areas = {name: widgets.HTML() for name in AREAS}
        for control in (*self.filters.values(), self.since):
            control.observe(lambda _: self.refresh(), "value")
        self._again.on_click(lambda _: self.refresh())
        bar = widgets.HBox([*self.filters.values(), self.since, self._again], layout={"flex_flow": "row wrap"})
        super().__init__([bar, *self.areas.values()])
        self.add_class("pf-dashboard")
        self.refresh()

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that a person set."""
        return {name: control.value for name, control in self.filters.items() if control.value != ALL}

    def refresh(self) -> None:
        """Read the store and show it; what cannot be read is said in the page."""
        try:
            report = Report(self._store, self.chosen)
            shown = {name: make(self, report) for name, make in AREAS.items()}
        except PlanformError as error:
            shown = dict.fromkeys(AREAS, "") | {"overview": f'<p role="alert">{escape(str(error))}</p>'}
        for name, html in shown.items():
            self.areas[name].value = html

    def _changed(self, report: Report) -> str:
        day = self.since.value
        if day is None:
            return ""
        return _part(f"What changed since {day.isoformat()}", self._moved(report, day) + self._saved(report, day))

    def _moved(self, report: Report, day: date) -> str:
        """The P80 then and now."""
        before = Report(self._store, {**self.chosen, "as_of": day})
        said = [f"{name}: {_sentence(found)}" for name, found in (("Then", before), ("Now", report))]
        return "".join(f"<p>{escape(line)}</p>" for line in said)

    def _saved(self, report: Report, day: date) -> str:
        rows = report.plans[report.plans["updated_at"] >= pd.Timestamp(day, tz="UTC")]
        if not len(rows):
            return "<p>No plan was saved since.</p>"
        was: dict[Any, Any] = dict(self._store.plans(as_of=day)[["plan_id", "status"]].itertuples(index=False))
        shown = rows.sort_values("updated_at", ascending=False).head(MOST).to_dict("records")
        body = "".join(_row(row, was) for row in shown)
        more = f"<p>and {len(rows) - MOST} more</p>" if len(rows) > MOST else ""
        heads = "".join(f'<th scope="col">{name}</th>' for name in ("Plan", "Title", "Status then", "Status now"))
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>{more}"


def _choice(title: str, values: pd.Series[Any]) -> widgets.Dropdown:
    many = values.map(lambda cell: list(cell) if isinstance(cell, list | tuple) else str(cell).split(", "), "ignore")
    names = sorted({str(name) for cell in many.dropna() for name in cell if name}, key=str.casefold)
    return widgets.Dropdown(options=[ALL, *names], value=ALL, description=title)


def _sentence(report: Report) -> str:
    return report.forecast.headline


def _row(row: Mapping[Any, Any], was: Mapping[Any, Any]) -> str:
    before = _word(was[row["plan_id"]]) if row["plan_id"] in was else "new"
    cells = (_word(row["key"]), _word(row["title"]), before, _word(row["status"]))
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _word(value: Any) -> str:
    return "–" if pd.isna(value) else str(value)


def _part(title: str, html: str) -> str:
    return f'<div class="pf-report"><h2>{escape(title)}</h2>{html}</div>' if html else ""


def _curves(report: Report) -> str:
    return f'<div class="pf-beside">{_picture(report.curve())}{_picture(report.curve("finish"))}</div>'


def _picture(shown: Any) -> str:
    """A chart as inline SVG, or the fragment that stands for it."""
    return str(shown.html() if hasattr(shown, "png") else shown.html)


AREAS: dict[str, Callable[[Dashboard, Report], str]] = {
    "overview": lambda board, report: f'{STYLE}<div class="pf-report">{report.overview().html}</div>',
    "curve": lambda board, report: _part("How sure", _curves(report) if report.known else ""),
    "drivers": lambda board, report: _part("What drives it", _picture(report.drivers()) if report.known else ""),
    "risks": lambda board, report: _part("Risks", _picture(report.risk_chart())),
    "missing": lambda board, report: _part("What is missing", report.unknown().html),
    "changed": lambda board, report: board._changed(report),
}
