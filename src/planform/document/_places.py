"""Where in a document each field stands: every character of it is literal, in one of these spans, or unplaced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..template import Node
from ._hits import Bind, Hit
from ._values import DONE


@dataclass(frozen=True, slots=True)
class Place:
    """A span that a field's value has, or would have.

    Attributes:
        path: of the field; a column of a group reads ``group[].column``.
        start: offset of its first character.
        end: offset after its last one; the same as `start` where nothing stands there yet.
        content: whether it says something: a default, not a placeholder.
        repeats: whether it only repeats a value that has its place elsewhere.
        row: number of the row of its group, counted from 1; 0 at the top.
    """

    path: str
    start: int
    end: int
    content: bool = False
    repeats: bool = False
    row: int = 0


def places(hit: Hit, at: str = "", row: int = 0, example: bool = False) -> Iterator[Place]:
    """The places of the values below a hit.

    Args:
        hit: what was found.
        at: what stands before the names of its scope: ``""``, ``"group[]."``, or the whole path of a list.
        row: number of the row that it is, or is part of.
        example: whether that row only shows what one looks like.
    """
    example = example or hit.untouched
    for key, bind in hit.binds.items():
        if key and key != DONE:
            path = at if at and not at.endswith(".") else at + key
            yield Place(path, bind.start, bind.end, bool(bind.value) and not example, False, row)
    for child, hits in zip(hit.node.body, hit.kids, strict=False):
        for n, inner in enumerate(hits, start=1):
            if child.kind == "repeat":
                yield from places(inner, _scope(child, at), n, example)
            else:
                yield from places(inner, at, row, example)


def repeated(path: str, bind: Bind) -> Place:
    """One more place of a value that stands elsewhere."""
    return Place(path, bind.start, bind.end, repeats=True)


def _scope(repeat: Node, at: str) -> str:
    return f"{at}{repeat.key}[]." if repeat.form == "rows" else f"{at}{repeat.key}"
