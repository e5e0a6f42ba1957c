"""The columns of a table, each with a select for its field, and selects for what else there is to say of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from typing import Any

import ipywidgets as widgets

from ...batch import COLUMN_PARTS, ColumnGuess

OUT = ("leave it out", "")
KEEP = "\0keep"  # no text of a table: NUL is taken out of those
SHOWN_DAY = datetime(2026, 11, 21, 9, 14)
ASKED: dict[str, tuple[str, Callable[[str], str]]] = {  # part of a mapping -> its question, how an answer is called
    "unit": ("Numbers are", str),
    "take": ("Of several take", lambda which: f"the {which}"),
    "dates": ("Days are written", lambda form: SHOWN_DAY.strftime(form)),
    "markup": ("Text is", lambda kind: {"jira": "Jira wiki mark-up"}.get(kind, kind)),
}
UNSAID = {"unit": "of no unit", "take": "none: tell me", "dates": "another way", "markup": "Markdown"}


class ColumnRow(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """One column.

    Attributes:
        target: select of its field.
        parts: selects of unit, take, dates, markup, where there is something to choose.
        values: selects of what the field does not know, by value.
    """

    def __init__(self, guess: ColumnGuess, choices: Sequence[tuple[str, str]], tell: Callable[[], None]) -> None:
        """Show a guess.

        Args:
            choices: what a column may go to: (what a person reads, name for a mapping).
            tell: called when a person has chosen something.
        """
        self.column, self._tell = guess.column, tell
        self.parts: dict[str, widgets.Dropdown] = {}
        self.values: dict[str, widgets.Dropdown] = {}
        listed = [OUT, *choices]
        if guess.to and guess.to not in dict(map(reversed, listed)):  # type: ignore[arg-type]  # a row of a group
            listed.insert(1, (guess.label + guess.to[guess.to.find("[") :], guess.to))
        self.target = self._select(guess.column, listed, guess.to)
        self._note = widgets.HTML()
        self._more = widgets.HBox()
        self._more.add_class("pf-more")
        line = widgets.HBox([self.target, self._note])
        line.add_class("pf-column")
        super().__init__([line, self._more])
        self.show(guess)

    def show(self, guess: ColumnGuess) -> None:
        """Ask what there is to ask of the field that is chosen now; what was answered stays."""
        (self.remove_class if self.target.value else self.add_class)("pf-out")
        told = "".join(f"<span>{escape(text)}</span>" for text in guess.samples)
        why = f"<em>{escape(guess.why)}</em>" if guess.why and not self.target.value else ""
        self._note.value = f'<div class="pf-samples">{told}{why}</div>'
        self.parts = {name: self.parts.get(name) or self._part(name, said) for name, said in guess.parts.items()}
        if not guess.options:
            self.values = {}
        for value, (count, meant) in guess.values.items():
            if value not in self.values:
                options = [("tell me", ""), *((o, o) for o in guess.options), ("keep as it is", KEEP)]
                self.values[value] = self._select(f"“{value}” ({count})", options, meant)
        asked = (*self.parts.values(), *self.values.values())
        if self._more.children != asked:
            self._more.children = asked
        self._more.layout.display = None if asked and self.target.value else "none"

    def _part(self, name: str, said: str) -> widgets.Dropdown:
        question, called = ASKED[name]
        options = [(UNSAID[name], ""), *((called(o), o) for o in COLUMN_PARTS[name])]
        return self._select(question, options, said)

    def _select(self, label: str, options: Sequence[tuple[str, str]], value: str) -> widgets.Dropdown:
        select = widgets.Dropdown(options=list(options), value=value, description=label)
        select.observe(lambda _: self._tell(), "value")
        return select

    @property
    def rule(self) -> dict[str, Any] | None:
        """What a mapping says of the column: None leaves it out."""
        if not self.target.value:
            return None
        said = {name: select.value for name, select in self.parts.items() if select.value}
        chosen = {value: select.value for value, select in self.values.items()}
        values = {theirs: ours for theirs, ours in chosen.items() if ours not in ("", KEEP)}
        kept = [theirs for theirs, ours in chosen.items() if ours == KEEP]
        rule = {"to": self.target.value, **said, "values": values, "accept": kept}
        return {name: part for name, part in rule.items() if part}
