"""Where in a document a new part or row goes, and whether one is wanted."""

from __future__ import annotations

from itertools import pairwise

from ..template import Block, Node
from ._hits import Hit, goes_on
from ._values import View
from ._write import default_gap


def deeper(hit: Hit) -> int:
    """How many levels deeper than in the template the headings of a document are, as a section of it shows."""
    kids = (kid for hits in hit.kids for kid in hits) if hit.node.kind == "doc" else ()
    shown = next((h for h in (hit, *kids) if h.block.level and h.node.mark), None)
    return shown.block.level - len(shown.node.mark) if shown else 0


def changed(node: Node, old: View, new: View) -> bool:
    keys = node.keys()
    return any(new.values.get(key) != old.values.get(key) or new.marks_below(key) for key in keys)


def wanted(hit: Hit, k: int, old: View, new: View) -> bool:
    """Whether part k, which the document lacks, has something to say, or is the label of a part that has."""
    child, following = hit.node.body[k], hit.node.body[k + 1 : k + 2]
    if set(child.keys()) & set(hit.binds):
        return False
    if changed(child, old, new):
        return True
    if child.kind != "text" or not any(n.lead for n in following) or hit.kids[k + 1]:
        return False
    keys = following[0].keys()
    return any(new.values.get(key) != old.values.get(key) for key in keys)


def beginning(hit: Hit) -> int:
    """The line after which a part without a part before it goes."""
    block = hit.block
    if block.kind == "table":
        return block.first + 2  # below its line of dashes
    return (block.body or block.first + 1) if block.kind in ("section", "item", "title") else block.first


def until(last: int, within: Block) -> int:
    """The end of rows, and of the `...` after them: it goes where they go."""
    for block in within.kids:
        if last <= block.first <= last + 1 and goes_on(block):
            last = block.last
    return last


def gap_between(hits: list[Hit], repeat: Node) -> int:
    """Blank lines between the rows that are there."""
    gaps = [b.first - a.last for a, b in pairwise(hits)]
    return max(0, min(gaps)) if gaps else default_gap(repeat)
