"""Values inside the lens: one dictionary a scope, rows are dictionaries again; and their canonical form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from ..template import Blank, Flag, Node, Num, blanks, clean, parse

DONE = "done"
"""The key of a row's tick, beside the columns."""

Values = dict[str, Any]
Address = tuple[str | int, ...]
"""Where a value is: keys and row numbers from the top."""

ALSO_CONTENT = frozenset({"differs", "sample", "column", "default", "reference"})
"""Conventions whose examples are words that a person might write as well."""


# --- placeholders -----------------------------------------------------------------------------------------------------


def is_placeholder(blank: Blank, raw: str) -> bool:
    """Whether an example of a blank can only be a hint."""
    return blank.rule not in ALSO_CONTENT or _holds_blanks(raw)


@lru_cache(4096)
def _holds_blanks(raw: str) -> bool:
    return bool(blanks(parse(raw)))


def empty_text(blank: Blank) -> str:
    """What an empty blank is written as: its own placeholder."""
    for raw in blank.raws:
        if is_placeholder(blank, raw) and (raw.strip() or blank.rule == "label"):
            return raw
    return "" if blank.rule == "column" else f"[{blank.label or blank.key}]"


def is_hint(blank: Blank, text: str) -> bool:
    """Whether a text is the placeholder, however it is wrapped, and whatever a formatter has escaped in it."""
    if text == empty_text(blank):
        return True
    return any(same_words(text, raw) and is_placeholder(blank, raw) for raw in blank.raws)


ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


def same_words(text: str, raw: str) -> bool:
    """Whether a text says what the template says there: formatters wrap lines and escape signs."""
    said, shown = text.split(), raw.split()
    return said == shown or ("\\" in text and ESCAPED.sub("", text).split() == ESCAPED.sub("", raw).split())


def without_escapes(text: str) -> str:
    """A text as it would be without what a formatter escapes."""
    return ESCAPED.sub("", text) if "\\" in text else text


# --- scopes -----------------------------------------------------------------------------------------------------------


class Slot(NamedTuple):
    """A value's place in its scope."""

    key: str
    kind: str  # of the value: a name of KINDS, or repeat
    node: Node


def slots(node: Node) -> Iterator[Slot]:
    """The places of all values in this node's scope; what is inside a repeat has the repeat's."""
    if node.kind == "repeat":
        yield Slot(node.key, "repeat", node)
        return
    if node.key:
        yield Slot(node.key, "code" if node.kind in ("fence", "code") else node.form, node)
    for seg in node.head:
        if isinstance(seg, Flag):
            yield Slot(seg.key, "flag", node)
        elif isinstance(seg, Blank) and not seg.shared:
            yield Slot(seg.key, seg.kind, node)
    for child in node.body:
        yield from slots(child)


def unpack(repeat: Node, value: Iterable[Any] | None) -> list[Values]:
    """The rows of a group as dictionaries, whatever its public form."""
    if repeat.form not in ("list", "checklist"):
        return [dict(row) for row in value or []]
    (key,) = repeat.unit.keys()
    if repeat.form == "list":
        return [{key: item} for item in value or []]
    return [_ticked(key, item) for item in value or []]


def _ticked(key: str, item: Any) -> Values:
    return {key: item.get("text", ""), DONE: bool(item.get(DONE))} if isinstance(item, dict) else {key: item}


def pack(repeat: Node, rows: list[Values]) -> list[Any]:
    """The rows of a group in its public form."""
    if repeat.form == "list":
        return [next(iter(row.values())) for row in rows]
    if repeat.form == "checklist":
        return [{"text": next(v for k, v in row.items() if k != DONE), DONE: bool(row.get(DONE))} for row in rows]
    return rows


def canonical(node: Node, values: Mapping[str, Any]) -> Values:
    """Every key present, every text in the form its kind keeps; a row that says nothing is no row."""
    out: Values = {}
    for key, kind, slot in slots(node):
        if kind == "repeat":
            rows = [_canonical_row(slot, row) for row in unpack(slot, values.get(key))]
            out[key] = pack(slot, [row for row in rows if says(row)])
        else:
            out[key] = clean(kind, values.get(key))
    return out


def copied(values: Values) -> Values:
    """The same values in other dictionaries and lists."""
    return {key: _copied_rows(value) if isinstance(value, list) else value for key, value in values.items()}


def _copied_rows(rows: list[Any]) -> list[Any]:
    return [copied(row) if isinstance(row, dict) else row for row in rows]


def _canonical_row(repeat: Node, row: Values) -> Values:
    out = canonical(repeat.unit, row)
    return out | {DONE: bool(row.get(DONE))} if repeat.unit.tick else out


def says(row: Values) -> bool:
    """Whether a row has any words: ticks and flags alone say nothing."""
    return any(bool(v) for k, v in row.items() if k != DONE and not isinstance(v, bool))


def first_number(repeat: Node) -> int:
    """The counter of the first example: `Step 0`, `2. [Prerequisite]`."""
    counters = [s.text for s in repeat.examples[0].head if isinstance(s, Num)] if repeat.unit.kind == "section" else []
    return int(counters[0]) if counters and counters[0].isdigit() else 1


@dataclass
class View:
    """A scope of values as the writer sees it: which value, its address, and whether it needs a marker."""

    values: Values
    address: Address = ()
    root: Values = field(default_factory=dict)
    marked: set[Address] = field(default_factory=set)
    number: int = 1  # the counter of the row that this is

    def row(self, repeat: Node, n: int, row: Values) -> View:
        """The scope of the group's row n, counted from 0."""
        address = (*self.address, repeat.key, n)
        return View(row, address, self.root or self.values, self.marked, n + first_number(repeat))

    def get(self, blank: Blank) -> str:
        """The value of a blank; a shared one is found at the top."""
        scope = (self.root or self.values) if blank.shared else self.values
        value: str = scope.get(blank.key, "")
        return value

    def marks(self, key: str) -> bool:
        """Whether a value of this scope has to stand between markers."""
        return (*self.address, key) in self.marked

    def marks_below(self, key: str) -> bool:
        """The same of a value, or of any in the rows of a group."""
        here = (*self.address, key)
        return any(address[: len(here)] == here for address in self.marked)


# --- markers ----------------------------------------------------------------------------------------------------------

CODE_MEANT = " pf"
"""Ends the first line of code that is the template's example, and yet a value: code is not marked otherwise."""


def escape(value: str | bool) -> str:
    """A value may speak of markers: one colon more, and it is none. A box that is not ticked says nothing."""
    if isinstance(value, bool):
        return "[x]" if value else ""
    return re.sub(r"(<!-- /?pf:)", r"\1:", value)


def unescape(text: str) -> str:
    """What was escaped, as it was."""
    return re.sub(r"(<!-- /?pf:):", r"\1", text)


def marker(escaped: str) -> str:
    """A value between markers, which make it inert; several lines stand on lines of their own."""
    return marker_block(escaped) if "\n" in escaped else f"<!-- pf:v -->{escaped}<!-- /pf:v -->"


def marker_block(escaped: str) -> str:
    """A value between markers on lines of their own."""
    return f"<!-- pf:v -->\n{escaped}\n<!-- /pf:v -->"


def undo_marker_block(text: str) -> str:
    """What stands between markers, without the line ends that belong to them."""
    return text[1:-1] if text.startswith("\n") and text.endswith("\n") and len(text) > 1 else text
