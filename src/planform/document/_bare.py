"""A document without what nobody has filled in: no placeholders, hints or headings over nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..template import Block, Node, Source
from ._hits import Hit, real_rows, values
from ._values import DONE, says

COMMENT = re.compile(r"\s*<!--.*?-->\s*", re.DOTALL)
DANGLING = re.compile(r"[ \t]*[-–—,(]?[ \t]+\Z")  # what a blank leaves behind at the end of its line
CLOSING = re.compile(r"(?:\n+[ \t]*(?:---|\*\*\*)[ \t]*)+\s*\Z")  # a rule with nothing below


def without_blanks(source: Source, root: Hit, loose: list[Block]) -> str:
    """The text of a document that was read, less the parts that say nothing.

    Args:
        source: the document.
        root: how it was read.
        loose: what has no field: it stays, and so does whatever it stands in.
    """
    text, gone = source.plain, list(_gone(root, [block.first for block in loose]))
    cuts = sorted((_begin(source, first), source.end(last)) for first, last in gone)
    spots = [span for span in _empty_spots(root) if not any(a <= span[0] and span[1] <= b for a, b in cuts)]
    out, at = "", 0
    for start, end in sorted([*cuts, *spots]):
        if start >= at:
            out, at = out + text[at:start], end
            out = DANGLING.sub("", out) if (start, end) in spots and text[end : end + 1] in ("", "\n") else out
    return CLOSING.sub("\n", (out + text[at:]).strip("\n") + "\n")


def _begin(source: Source, line: int) -> int:
    """With the blank lines before it."""
    while line and not source.line(line - 1).strip(" >"):
        line -= 1
    return source.end(line) if line else 0


def _gone(hit: Hit, loose: list[int]) -> Iterator[tuple[int, int]]:
    """First line and the line after the last of every part that says nothing."""
    held: list[Hit] = []
    for child, hits in zip(hit.node.body, hit.kids, strict=False):
        silent = [h for h in hits if _silent(child, h, loose)]
        yield from ((h.first, h.last) for h in silent)
        if silent and len(silent) == len(hits) and child.lead:
            yield from ((h.first, h.last) for h in held if h.node.static)
        for inner in hits:
            if inner not in silent:
                yield from _gone(inner, loose)
        held = hits


def _silent(node: Node, hit: Hit, loose: list[int]) -> bool:
    if node.static:
        return node.kind == "html" and bool(COMMENT.fullmatch(hit.block.text))
    if any(hit.first <= line < hit.last for line in loose):
        return False
    if node.kind == "repeat":
        return not real_rows(node, [hit])
    return not says(values(hit)) and node.kind not in ("title", "front")


def _empty_spots(hit: Hit) -> Iterator[tuple[int, int]]:
    """Placeholders in texts that say something else."""
    for key, bind in hit.binds.items():
        if key != DONE and bind.value == "" and bind.start < bind.end:
            yield bind.start, bind.end
    for hits in hit.kids:
        for inner in hits:
            yield from _empty_spots(inner)
