"""What repeats, as a template's author says: examples taken apart into fields, or siblings made one group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...errors import Diagnostic, UnknownNameError
from ..patterns._infer import _repeat as repeat_of
from ..patterns._patterns import Node
from ..words._fields import Field
from ._lookup import anywhere
from ._overrides import Change
from ._slots import slots

SIBLINGS = ("item", "section", "row")


class Place(NamedTuple):
    """Siblings of the tree: the first line of one of them, its kind, and whether they are one group."""

    line: int
    kind: str
    together: bool


def regrouped(
    root: Node, fields: Sequence[Field], asked: Sequence[Change], name: str
) -> tuple[list[Place], list[Diagnostic]]:
    """Where in the text the author wants groups that are none, or none where there is one; what cannot be is told."""
    found = dict(slots(root, root))
    above = {id(child): node for node in root.walk() for child in node.body}
    places: list[Place] = []
    wrong: list[Diagnostic] = []
    for change in asked:
        together = bool(change.what["group"].value)
        try:
            field = anywhere(fields, change.name, f"template {name!r}")
        except UnknownNameError as error:
            wrong.append(Diagnostic("invalid-override", error.diagnostics[0].message, change.where, change.line))
            continue
        node = found[field.path].node
        sibling = _sibling(node, above) if together else node if node.kind == "repeat" else None
        if sibling is None:
            told = "no siblings that could be its rows" if together else "no group"
            message = f"{field.path} has {told}" if together else f"{field.path} is {told}"
            wrong.append(Diagnostic("invalid-override", message, change.where, change.what["group"].line))
        elif together:
            places.append(Place(sibling.block.first, sibling.kind, True))
        else:
            places.append(Place(node.examples[0].block.first, node.unit.kind, False))
    return places, wrong


def _sibling(node: Node, above: dict[int, Node]) -> Node | None:
    """The nearest item, section or row around a field that has siblings of its kind."""
    at: Node | None = node
    while at is not None:
        parent = above.get(id(at))
        if parent is not None and at.kind in SIBLINGS and sum(n.kind == at.kind for n in parent.body) > 1:
            return at
        at = parent
    return None


def regroup(root: Node, places: Sequence[Place]) -> Node:
    """The tree, not yet named, with these groups taken apart and these siblings made one."""
    apart = {(p.line, p.kind) for p in places if not p.together}
    together = {(p.line, p.kind) for p in places if p.together}
    for node in list(root.walk()):
        node.body = list(_parted(node.body, apart))
    for node in list(root.walk()):
        if any((n.block.first, n.kind) in together for n in node.body):
            node.body = _joined(node.body, {kind for line, kind in together})
    return root


def _parted(body: list[Node], apart: set[tuple[int, str]]) -> Iterator[Node]:
    for node in body:
        if node.kind == "repeat" and (node.examples[0].block.first, node.unit.kind) in apart:
            yield from node.examples
        else:
            yield node


def _joined(body: list[Node], kinds: set[str]) -> list[Node]:
    """All siblings of a kind as rows of one group, where the first of them stands."""
    rows = [n for n in body if n.kind in kinds]
    first = next(k for k, n in enumerate(body) if n.kind in kinds)
    return [*body[:first], repeat_of(rows), *(n for n in body[first:] if n.kind not in kinds)]
