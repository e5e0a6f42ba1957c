"""Values inside the lens: one dictionary a scope, rows are dictionaries again; and their canonical form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..template import Blank, Flag, Node, Num, blanks, clean, parse

DONE = "done"


MIXED = ("differs", "sample", "column", "default", "reference")  # examples that may be content as well


def placeholder(blank: Blank, raw: str) -> bool:
    return blank.rule not in MIXED or bool(blanks(parse(raw)))


def empty_text(blank: Blank) -> str:
    """What an empty blank is written as: its own placeholder."""
    for raw in blank.raws:
        if placeholder(blank, raw) and (raw.strip() or blank.rule == "label"):
            return raw
    return f"[{blank.label or blank.key}]"


def is_hint(blank: Blank, text: str) -> bool:
    squeezed = " ".join(text.split())
    return text == empty_text(blank) or any(squeezed == " ".join(raw.split()) and placeholder(blank, raw) for raw in blank.raws)


def slots(node: Node):
    """(key, kind, node) of every value in this node's scope."""
    if node.kind == "repeat":
        yield node.key, "repeat", node
        return
    if node.key:
        yield node.key, "code" if node.kind in ("fence", "code") else node.form, node
    for seg in node.head:
        if isinstance(seg, Flag):
            yield seg.key, "flag", node
        elif isinstance(seg, Blank) and not seg.shared:
            yield seg.key, seg.kind, node
    for child in node.body:
        yield from slots(child)


def unpack(repeat: Node, value) -> list[dict]:
    """The rows of a group as dictionaries, whatever its public form."""
    if repeat.form == "list":
        (key,) = repeat.unit.keys()
        return [{key: item} for item in value or []]
    if repeat.form == "checklist":
        (key,) = repeat.unit.keys()
        return [{key: item.get("text", ""), DONE: bool(item.get(DONE))} if isinstance(item, dict) else {key: item} for item in value or []]
    return [dict(row) for row in value or []]


def pack(repeat: Node, rows: list[dict]):
    if repeat.form == "list":
        return [next(iter(row.values())) for row in rows]
    if repeat.form == "checklist":
        return [{"text": next(v for k, v in row.items() if k != DONE), DONE: bool(row.get(DONE))} for row in rows]
    return rows


def canonical(node: Node, values: dict) -> dict:
    """Every key present, every text in the form its kind keeps; a row that says nothing is no row."""
    out: dict = {}
    for key, kind, slot in slots(node):
        if kind == "repeat":
            rows = [canonical_row(slot, row) for row in unpack(slot, values.get(key))]
            out[key] = pack(slot, [row for row in rows if says(row)])
        else:
            out[key] = clean(kind, values.get(key))
    return out


def canonical_row(repeat: Node, row: dict) -> dict:
    out = canonical(repeat.unit, row)
    return out | {DONE: bool(row.get(DONE))} if repeat.unit.tick else out


def says(row: dict) -> bool:
    return any(bool(v) for k, v in row.items() if k != DONE and not isinstance(v, bool))


def start(repeat: Node) -> int:
    """The counter of the first example: `Step 0`, `2. [Prerequisite]`."""
    first = next((s.text for s in repeat.examples[0].head if isinstance(s, Num)), "1") if repeat.unit.kind == "section" else "1"
    return int(first) if first.isdigit() else 1


@dataclass
class View:
    """A scope of values as the writer sees it: which value, its address, and whether it needs a marker."""

    values: dict
    address: tuple = ()
    root: dict = field(default_factory=dict)
    marked: set = field(default_factory=set)
    number: int = 1

    def row(self, repeat: Node, n: int, row: dict) -> View:
        return View(row, (*self.address, repeat.key, n), self.root or self.values, self.marked, n + start(repeat))

    def get(self, blank: Blank):
        return (self.root or self.values).get(blank.key, "") if blank.shared else self.values.get(blank.key, "")

    def marks(self, key: str) -> bool:
        return (*self.address, key) in self.marked


def escape(value: str) -> str:
    """A value may speak of markers: one colon more, and it is none."""
    return re.sub(r"(<!-- /?pf:)", r"\1:", value)


def unescape(text: str) -> str:
    return re.sub(r"(<!-- /?pf:):", r"\1", text)


def marker(escaped: str, around: str = "") -> str:
    return f"<!-- pf:v -->{around}{escaped}{around}<!-- /pf:v -->"
