"""Several labelled values on one line, where the template has a line for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..template import Block, Node, blanks, label_of, words


class Lines:
    """Cuts lines at the labels that the patterns around them have; the labels of each list of patterns are kept."""

    def __init__(self) -> None:
        self._known: dict[int, re.Pattern[str] | None] = {}

    def cut(self, patterns: list[Node], blocks: list[Block]) -> list[Block]:
        """The blocks, each line with several labels in as many blocks."""
        if not any(_may_be_several(block) for block in blocks):
            return blocks
        if id(patterns) not in self._known:
            self._known[id(patterns)] = _labels(patterns)
        known = self._known[id(patterns)]
        return blocks if known is None else [part for block in blocks for part in _parts(block, known, patterns)]


def _may_be_several(block: Block) -> bool:
    return block.kind == "text" and block.text.count(":") + block.text.count("：") > 1


def _labels(patterns: list[Node]) -> re.Pattern[str] | None:
    """Where one of the labels begins; None where there are no two."""
    known = {words(label_of(p.head)) for p in patterns if p.kind == "text" and blanks(p.head)} - {()}
    if len(known) < 2:
        return None
    said = "|".join(r"\W+".join(map(re.escape, label)) for label in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?:\s*[·•|;,/]\s*|\s+)(?=[*_]{{0,2}}(?:{said})\s*[*_]{{0,2}}\s*[:：])", re.IGNORECASE)


CLEARLY_PARTED = re.compile(r"[·•|]|\*\*|__")  # signs that part labels, and hardly ever words
MANY = 2  # labels behind the first that a value hardly ever holds


def _is_one(block: Block, patterns: list[Node]) -> bool:
    """Whether a pattern takes the whole text for its one value."""
    return any(found and found[0] for p in patterns if p.kind == "text" and (found := p.find(block.text)))


def _parts(block: Block, known: re.Pattern[str], patterns: list[Node]) -> Iterator[Block]:
    cuts = [m.span() for m in known.finditer(block.text)] if _may_be_several(block) else []
    clear = len(cuts) >= MANY or all(CLEARLY_PARTED.search(block.text[a : b + 2]) for a, b in cuts)
    if not cuts or (_is_one(block, patterns) and not clear):
        return iter([block])
    edges = [0, *(edge for span in cuts for edge in span), len(block.text)]
    spans = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    return (_part(block, a, b) for a, b in spans)


def _part(block: Block, start: int, end: int) -> Block:
    """A stretch of a text; a formatter may have wrapped it anywhere."""
    first, last = block.text.count("\n", 0, start), block.text.count("\n", 0, end)
    at = (block.offset(start), *block.at[first + 1 : last + 1])
    return replace(block, first=block.first + first, text=block.text[start:end], at=at)
