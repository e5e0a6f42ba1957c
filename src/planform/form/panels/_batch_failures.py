"""Rows that failed, each with its message and fields to correct what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets

from ...batch import Failure

MOST = 12  # rows that are shown for correction; a table of more is corrected in its file
REPORT = {"field": "", "message": ""}  # what makes a table one of failures: rows that are absent have not vanished


class FailedRows(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """Failures, the first of them to be corrected in place.

    Attributes:
        inputs: row of the table -> column -> text field.
    """

    def __init__(self) -> None:
        """Nothing has failed."""
        super().__init__()
        self._failures: Sequence[Failure] = ()
        self.inputs: dict[int, dict[str, widgets.Text]] = {}
        self.add_class("pf-failures")

    def show(self, failures: Sequence[Failure], file: str = "") -> None:
        """Show these; `file` is where all of them are."""
        self._failures = failures
        self.inputs = {f.row: dict(_inputs(f)) for f in failures[:MOST]}
        shown = [self._row(f) for f in failures[:MOST]]
        more = len(failures) - MOST
        rest = [widgets.HTML(f"<p>and {more:,} more, all in <code>{escape(file)}</code></p>")] if more > 0 else []
        self.children = (*shown, *rest)

    def _row(self, failure: Failure) -> widgets.VBox:
        name = f"{failure.key} · " if failure.key else ""
        head = f"<p><b>{escape(name)}row {failure.row}</b> {escape(failure.message)}</p>"
        line = widgets.HBox(list(self.inputs[failure.row].values()))
        line.add_class("pf-more")
        return widgets.VBox([widgets.HTML(head), *([line] if line.children else [])])

    def corrected(self) -> list[Mapping[str, Any]]:
        """The rows again, as a person has corrected them."""
        return [{**f.cells, **self._typed(f), **REPORT} for f in self._failures]

    def _typed(self, failure: Failure) -> dict[str, str]:
        return {column: text.value for column, text in self.inputs.get(failure.row, {}).items()}


def _inputs(failure: Failure) -> Any:
    for column in filter(None, failure.field.split("; ")):
        cell = failure.cells.get(column, "")
        text = cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
        yield column, widgets.Text(text, description=column)
