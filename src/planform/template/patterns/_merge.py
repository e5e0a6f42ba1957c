"""The least general generalisation of sibling examples (anti-unification, Plotkin 1970).

Words that all examples share stay literal, what differs becomes a blank, a part that one lacks is optional.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from ..blanks._blanks import Blank, Seg, blanks, frame, words
from ._align import Pairs, align
from ._labels import label_of
from ._merge_heads import merge_heads
from ._patterns import Node


def merge(a: Node, b: Node) -> Node:
    """What two examples share, with what one of them lacks made optional."""
    if a.kind != b.kind:
        return _as_prose(a, b)
    if a.kind == "repeat":
        return like(a, body=[merge(a.unit, b.unit)], examples=a.examples + b.examples)
    mine, theirs = (_as_rows(a.body, b.body), _as_rows(b.body, a.body)) if a.kind == "list" else (a.body, b.body)
    theirs = [_marked_as(a, n) for n in theirs] if a.kind == "list" else theirs
    return like(
        a,
        head=merge_heads(a.head, b.head),
        body=_merge_bodies(mine, theirs, _pairs(like(a, body=mine), like(b, body=theirs))),
        raws=list(dict.fromkeys([*a.raws, *b.raws])),
        optional=a.optional or b.optional,
        langs=tuple(dict.fromkeys((*a.langs, *b.langs))),
    )


def _is_written(node: Node) -> bool:
    """Whether it is a place for words of one's own, and nothing else."""
    alone = len(node.head) == 1 and isinstance(node.head[0], Blank)
    return node.kind == "prose" or (node.kind == "text" and alone and not node.body)


def _as_prose(a: Node, b: Node) -> Node:
    """`[What it is]` in one example, `<!-- say why -->` in another: one place."""
    prose = a if a.kind == "prose" else b
    raws = [raw for n in (a, b) for raw in (n.raws or [raw for blank in blanks(n.head) for raw in blank.raws])]
    return like(prose, raws=list(dict.fromkeys(raws)), optional=a.optional or b.optional)


def _marked_as(list_: Node, item: Node) -> Node:
    """An item with the bullet of another list: two sorts of bullets are two lists."""
    mark = next((n.mark for n in list_.walk() if n.kind == "item"), item.mark)
    if item.kind == "repeat":
        return like(item, body=[_marked_as(list_, item.unit)])
    return like(item, mark=mark)


def _as_rows(body: list[Node], other: list[Node]) -> list[Node]:
    """A list of one item is a group of one row, where the list it is merged with is a group of rows like it."""
    if len(body) != 1 or [n.kind for n in other] != ["repeat"] or likeness(body[0], other[0].unit) is None:
        return body
    return [Node("repeat", body[0].block, body=body, examples=body, gap=body[0].gap)]


def _pairs(a: Node, b: Node) -> Pairs:
    """Which parts are the same; the cells of a row are by their place."""
    if a.kind == "row":
        return [(k, k) for k in range(min(len(a.body), len(b.body)))]
    return align(a.body, b.body, likeness)


def _merge_bodies(a: list[Node], b: list[Node], pairs: Pairs) -> list[Node]:
    body: list[Node] = []
    i = j = 0
    for p, q in pairs:
        body += [like(n, optional=True) for n in (*a[i:p], *b[j:q])]
        body.append(merge(a[p], b[q]))
        i, j = p + 1, q + 1
    body += [like(n, optional=True) for n in (*a[i:], *b[j:])]
    return sorted(body, key=_is_headed)


def _is_headed(node: Node) -> bool:
    """Whether it is a section or a group of them: what stands below one is part of it."""
    return (node.unit if node.kind == "repeat" else node).kind == "section"


ATTRIBUTES = tuple(attribute.name for attribute in fields(Node))


def like(node: Node, **changes: Any) -> Node:
    """A copy with some attributes changed: `replace` would call `__init__`, and it is made for every block."""
    copy = Node.__new__(Node)
    for name in ATTRIBUTES:
        setattr(copy, name, changes[name] if name in changes else getattr(node, name))
    copy._matchers = None
    return copy


def likeness(a: Node, b: Node) -> float | None:
    """Cost of taking two sibling parts for one."""
    if a.kind != b.kind:
        return 0.3 if _is_written(a) and _is_written(b) else None
    if a.kind in ("text", "item", "section", "cell"):
        return _head_likeness(a.head, b.head)
    if a.lead and b.lead:
        return 0.0 if words(a.lead) == words(b.lead) else None
    if a.kind == "fence":
        return 0.0 if a.mark == b.mark else 0.3
    if a.kind in ("list", "repeat"):
        return 0.2 if a.mark == b.mark else 0.4
    return 0.1


def _head_likeness(a: list[Seg], b: list[Seg]) -> float | None:
    left, right = label_of(a), label_of(b)
    if left or right:
        return 0.0 if words(left) == words(right) else None
    if frame(a) == frame(b):
        return 0.1
    return 0.4 if bool(blanks(a)) == bool(blanks(b)) else None
