"""A compiled tree and its fields as their author says they are. What the Markdown cannot hold is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from ...errors import Diagnostic, UnknownNameError
from ..blanks._blanks import Blank, Flag, Lit, Num
from ..patterns._concrete import concrete
from ..patterns._patterns import Node
from ..text._source import Source
from ..words._fields import Field, flatten
from ..words._roles import COMMON
from ._lookup import anywhere
from ._overrides import Change, Said
from ._slots import SHAPES, Slot, slots

OVERRIDE = "override"
"""The rule of a field whose kind its author has said."""

CHOSEN = ("choice", "level")


class Amended(NamedTuple):
    """What became of the fields.

    Attributes:
        fields: as their author says they are.
        settled: 1-based lines of the body that are said to hold no field.
        wrong: what cannot be: a name that no field has, a kind that a place cannot hold.
    """

    fields: tuple[Field, ...]
    settled: frozenset[int]
    wrong: list[Diagnostic]


def amend(root: Node, fields: tuple[Field, ...], changes: Sequence[Change], origin: Source, name: str) -> Amended:
    """Change tree and fields as their author says.

    Args:
        root: the pattern tree; changed in place.
        fields: the fields as inferred; their lines are those of the body.
        changes: what to change, later ones win.
        origin: the body.
        name: of the template.
    """
    work = _Amending(root, fields, origin, name)
    for change in changes:
        work.enter(change)
    work.apply()
    return Amended(work.result(), frozenset(work.settled), work.wrong)


class _Amending:
    """One template's changes, looked up and carried out; what is wrong with them is collected."""

    def __init__(self, root: Node, fields: tuple[Field, ...], origin: Source, name: str) -> None:
        self.root, self.fields, self.origin, self.name = root, fields, origin, name
        self.every = {f.path: f for f in flatten(fields)}
        self.slots = dict(slots(root, root))
        self.said: dict[str, dict[str, tuple[Said, Change]]] = {}
        self.new: dict[str, dict[str, Any]] = {}  # path -> attributes of the field that change
        self.gone: set[str] = set()
        self.settled: set[int] = set()
        self.wrong: list[Diagnostic] = []

    @cached_property
    def lines(self) -> dict[str, frozenset[int]]:
        return _lines(self.origin)

    def complain(self, message: str, change: Change, line: int = 0) -> None:
        self.wrong.append(Diagnostic("invalid-override", message, change.where, line or change.line))

    def enter(self, change: Change) -> None:
        """Note a change under the paths of the fields that it names."""
        for path in self.paths(change):
            self.said.setdefault(path, {}).update({key: (said, change) for key, said in change.what.items()})

    def paths(self, change: Change) -> list[str]:
        lines = self.lines.get(change.name.strip(), frozenset()) if set(change.what) == {"ignore"} else frozenset()
        if lines:
            self.settled |= lines if change.what["ignore"].value else set()
            inside = [f.path for f in self.every.values() if f.line in lines]
            return [p for p in inside if self.every[p].group not in inside]
        if change.name in self.every:
            return [change.name]
        try:
            return [anywhere(self.fields, change.name, f"template {self.name!r}").path]
        except UnknownNameError as error:
            self.complain(error.diagnostics[0].message, change)
            return []

    # --- one field ----------------------------------------------------------------------------------------------------

    def apply(self) -> None:
        for path, what in self.said.items():
            if self.truth(what, "ignore"):
                self.ignore(path, what["ignore"][1])
            else:
                self.change(path, what)
        for path, field in self.every.items():
            if field.columns and path not in self.gone and all(c.path in self.gone for c in field.columns):
                self.complain(f"nothing of {path} is left: ignore the whole group", self.said_last(field.columns))

    def said_last(self, columns: Iterable[Field]) -> Change:
        return next(self.said[c.path]["ignore"][1] for c in columns)

    def truth(self, what: dict[str, tuple[Said, Change]], key: str) -> bool:
        return key in what and bool(what[key][0].value)

    def change(self, path: str, what: dict[str, tuple[Said, Change]]) -> None:
        new: dict[str, Any] = {k: what[k][0].value for k in ("label", "required", "role", "hint") if k in what}
        if "kind" in what or "options" in what:
            new |= self.kind(path, what)
        self.new[path] = new

    def kind(self, path: str, what: dict[str, tuple[Said, Change]]) -> dict[str, Any]:
        """The attributes of a field that its kind decides; its place in the tree takes them on."""
        field, slot = self.every[path], self.slots[path]
        (said, change) = what["kind"] if "kind" in what else what["options"]
        options = what["options"][0].value if "options" in what else field.options
        kind = said.value if "kind" in what else field.kind if field.kind in CHOSEN else "choice"
        may_be, words = SHAPES[slot.shape]
        if kind != field.kind and kind not in may_be:
            others = ", ".join(sorted({field.kind, *may_be}))
            message = f"{path} {words}: its kind can be {others}, not {kind}"
            self.complain(message if may_be else f"{message}; write it otherwise in the text", change, said.line)
        elif kind == "prose" and slot.shape in ("list", "table") and self.joins(slot):
            message = (
                f"{path} stands right under a line of words, which a text there would join; leave a line empty above"
            )
            self.complain(message, change, said.line)
        elif kind == "choice" and not options:
            self.complain(f"{path}: a choice has options, written `options: [A, B]`", change, said.line)
        elif "options" in what and kind not in CHOSEN:
            self.complain(f"{path}: options are those of a choice or a level, not of {kind}", change, said.line)
        else:
            options = options if kind in CHOSEN else ()
            hint = self.hold(slot, kind, options)
            new = {"kind": kind, "options": options, "rule": OVERRIDE, "sure": 1.0, "hint": field.hint or hint}
            return new if kind == field.kind else {**new, "columns": (), "lang": ""}
        return {}

    def hold(self, slot: Slot, kind: str, options: tuple[str, ...]) -> str:
        """Let a place hold values of a kind; gives the hint that a new place has."""
        if isinstance(slot.seg, Blank):
            slot.seg.kind, slot.seg.options = kind, options
        elif slot.shape == "block":
            slot.node.form = kind
        elif slot.shape in ("list", "table") and kind == "prose":
            return self.as_prose(slot)
        return ""

    def joins(self, slot: Slot) -> bool:
        """Whether a paragraph in this place would go on with the line above it."""
        first = slot.parent.block.first
        above = self.origin.line(first - 1).strip() if first else ""
        return bool(above) and above[0] != "#" and not set(above) <= set("-=")

    def as_prose(self, slot: Slot) -> str:
        """A list or table becomes one text, which begins as it stands."""
        block, held = slot.parent.block, slot.parent
        raw = self.origin.text[self.origin.start(block.first) : self.origin.end(block.last)].rstrip()
        held.kind, held.key, held.form, held.raws, held.body = "prose", slot.node.key, "prose", [raw], []
        return raw

    # --- no field at all ----------------------------------------------------------------------------------------------

    def ignore(self, path: str, change: Change) -> None:
        """Its words belong to the template."""
        slot = self.slots.get(path)
        if slot is None:  # the column of a group that is ignored as a whole
            return
        self.gone.update(f.path for f in self.every[path].walk())
        self.settle(slot)
        if slot.seg is not None:
            self.literal_segment(slot)
        elif slot.parent.kind in ("list", "table"):
            slot.parent.body = literal(concrete(slot.parent.block, self.origin)).body
        elif slot.shape == "sections":
            blocks = [example.block for example in slot.node.examples]
            self.replace(slot, [literal(concrete(b, self.origin, slot.node.gap)) for b in blocks])
        else:
            self.replace(slot, [literal(n) for n in self.covered(slot)])

    def settle(self, slot: Slot) -> None:
        held = slot.parent if slot.parent.kind in ("list", "table") and slot.seg is None else slot.node
        for node in held.examples if slot.shape == "sections" else [held]:
            last = node.block.body if node.kind in ("section", "title") else node.block.last
            lines = node.raws[0].count("\n") + 1 if node.kind == "prose" and node.raws else 1
            self.settled.update(range(node.block.first + 1, max(last, node.block.first + lines) + 1))

    def literal_segment(self, slot: Slot) -> None:
        seg = slot.seg
        repeated = [n for n in self.root.walk() if any(_repeats(s, seg) for s in n.head)] if not slot.group else []
        for node in [slot.node, *repeated]:
            self.settled.add(node.block.first + 1)
            node.head = [_fixed(s) if s is seg or _repeats(s, seg) else s for s in node.head]
            node._matchers = None

    def covered(self, slot: Slot) -> list[Node]:
        """The blocks that a prose or code field stands for, as they are."""
        first, held = slot.node.block, slot.parent.block
        last = first.first + (slot.node.raws[0].count("\n") if slot.node.raws else 0)
        kids = [b for b in held.kids if first.first <= b.first <= max(last, first.last - 1)]
        return [concrete(b, self.origin, slot.node.gap) for b in kids if first.kind not in ("section", "title")]

    def replace(self, slot: Slot, nodes: list[Node]) -> None:
        k = slot.parent.body.index(slot.node)
        slot.parent.body[k : k + 1] = nodes

    # --- the result ---------------------------------------------------------------------------------------------------

    def result(self) -> tuple[Field, ...]:
        fields = tuple(self.amended(self.fields))
        taken = {f.role: f.path for f in fields if f.role in COMMON and "role" in self.new.get(f.path, {})}
        title = next((f.path for f in fields if f.role == "title" and f.path in taken.values()), None)
        out = []
        for f in fields:
            if f.role in taken and taken[f.role] != f.path:
                f = replace(f, role="")
            if title and "required" not in self.new.get(f.path, {}):
                f = replace(f, required=f.path == title)
            out.append(f)
        return tuple(out)

    def amended(self, fields: Iterable[Field]) -> Iterator[Field]:
        if not self.gone and not self.new:
            return (yield from fields)
        for field in fields:
            if field.path not in self.gone:
                columns = tuple(self.amended(field.columns))
                yield replace(field, **{"columns": columns, **self.new.get(field.path, {})})


def _lines(origin: Source) -> dict[str, frozenset[int]]:
    """What lines say, blanks around set aside -> their 1-based numbers."""
    found: dict[str, set[int]] = {}
    for n in range(origin.count):
        found.setdefault(origin.line(n).strip(), set()).add(n + 1)
    return {said: frozenset(lines) for said, lines in found.items() if said}


def literal(node: Node) -> Node:
    """The same words, nothing to fill in."""
    for n in node.walk():
        n.head = [_fixed(s) for s in n.head]
        n.key, n.form, n.tick = "", "", False
    return node


def _fixed(seg: Blank | Flag | Lit | Num) -> Lit | Num:
    if isinstance(seg, Blank):
        return Lit(list(seg.raws))
    return Lit([seg.text]) if isinstance(seg, Flag) else seg


def _repeats(seg: object, other: object) -> bool:
    return isinstance(seg, Blank) and isinstance(other, Blank) and seg.shared and seg.key == other.key
