"""Where in the tree each field has its place, and what a place can hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..blanks._blanks import Blank, Flag
from ..patterns._patterns import Node
from ..words._kinds import KINDS

GROUPS = frozenset({"list", "checklist", "rows"})
SCALARS = frozenset(KINDS) - GROUPS - {"prose", "code", "flag"}
SHAPES: dict[str, tuple[frozenset[str], str]] = {  # shape of a place -> kinds it can hold besides its own, its words
    "line": (SCALARS, "stands in a line"),
    "end": (SCALARS | {"prose"}, "stands at the end of a paragraph"),
    "block": (SCALARS | {"prose"}, "is a paragraph of its own"),
    "code": (frozenset(), "is a fence"),
    "flag": (frozenset(), "is words that are there or not"),
    "list": (frozenset({"prose"}), "is a list"),
    "table": (frozenset({"prose"}), "is a table"),
    "sections": (frozenset(), "is a run of sections"),
    "entry": (frozenset(), "is a list in the front matter"),
}


@dataclass(slots=True)
class Slot:
    """A field's place in the tree: a segment of a node's head, or the whole node."""

    node: Node
    seg: Blank | Flag | None
    parent: Node
    group: str  # path of the group whose row it stands in
    front: bool = False  # stands in the front matter

    @property
    def shape(self) -> str:
        """A name of `SHAPES`."""
        if isinstance(self.seg, Flag):
            return "flag"
        if isinstance(self.seg, Blank):
            last = self.node.kind == "text" and self.node.head[-1] is self.seg and not self.group
            return "end" if last else "line"
        if self.node.kind == "repeat":
            held = "entry" if self.front else self.parent.kind
            return held if held in SHAPES else "sections"
        return "code" if self.node.kind in ("fence", "code") else "block"


def slots(node: Node, parent: Node, group: str = "", front: bool = False) -> Iterator[tuple[str, Slot]]:
    """The places of all fields at and below a node, by the paths of the fields."""
    at = f"{group}[]." if group else ""
    front = front or node.kind == "front"
    if node.key:
        yield at + node.key, Slot(node, None, parent, group, front)
    if node.kind == "repeat":
        yield from slots(node.unit, node, at + node.key, front) if node.form == "rows" else ()
        return
    for seg in node.head:
        if isinstance(seg, (Blank, Flag)) and seg.key and not (isinstance(seg, Blank) and seg.shared):
            yield at + seg.key, Slot(node, seg, parent, group, front)
    for child in node.body:
        yield from slots(child, node, group, front)
