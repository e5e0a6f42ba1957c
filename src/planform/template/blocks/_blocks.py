"""Blocks: the parts of a document, each with the exact characters it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ..text._source import Source, cut


@dataclass(slots=True, eq=False)
class Block:
    """One block. `text` has no container prefix; `at` says where each of its lines starts in the source."""

    kind: str  # doc section title text list item table row cell fence code quote html rule
    first: int  # first source line
    last: int  # line after the last one that is not blank
    text: str = ""
    at: tuple[int, ...] = ()
    mark: str = ""  # "##", "-", "1.", "```python"
    prefix: str = ""  # stands before every line of its content
    kids: list[Block] = field(default_factory=list)
    level: int = 0  # of a heading
    tick: int = -1  # offset of the character between the brackets of a task item
    body: int = 0  # line where a section's or an item's content or a fence's end begins; offset of a cell's right bar

    def offset(self, pos: int) -> int:
        """Source offset of a position in `text`."""
        line = self.text.count("\n", 0, pos)
        return self.at[line] + pos - (self.text.rfind("\n", 0, pos) + 1)


def table_row(n: int, source: Source, prefix: str) -> Block:
    """Line n as the row of a table, with its cells."""
    line = source.line(n)
    row = Block("row", n, n + 1, prefix=prefix)
    row.kids = [_cell(n, source, line, a, b) for a, b in _between_bars(line, len(line) - len(cut(line, prefix)))]
    return row


def _cell(n: int, source: Source, line: str, start: int, end: int) -> Block:
    text = line[start:end]
    lead = len(text) - len(text.lstrip()) if text.strip() else min(1, len(text))
    begin = source.starts[n]
    return Block("cell", n, n + 1, text=text.strip(), at=(begin + start + lead,), body=begin + end)


def _between_bars(line: str, base: int) -> Iterator[tuple[int, int]]:
    bars = [base + m.start() for m in re.finditer(r"(?<!\\)\|", line[base:])]
    if not bars or line[base : bars[0]].strip():  # the outer bars may be left out
        bars.insert(0, base - 1)
    if line[bars[-1] + 1 :].strip():
        bars.append(len(line))
    return ((a + 1, b) for a, b in pairwise(bars))


BOLD_LEVEL = 7  # of a bold line that stands for a heading: below any other


def fold(flat: list[Block]) -> list[Block]:
    """Nest by heading level; the only heading of the top level, where it comes first, is the title."""
    _entitle([b for b in flat if b.kind == "section"], [b.kind for b in flat[:2]] == ["section", "section"])
    top: list[Block] = []
    stack: list[Block] = []
    for block in flat:
        if stack and stack[-1].level == BOLD_LEVEL and stack[-1].kids and _is_peer(block):
            stack.pop()  # a bold label stands beside the bold lines that are headings here
        while block.kind == "section" and stack and stack[-1].level >= block.level:
            stack.pop()
        (stack[-1].kids if stack else top).append(block)
        for parent in stack:
            parent.last = block.last
        if block.kind == "section":
            stack.append(block)
    return _footer(top, stack)


def _is_peer(block: Block) -> bool:
    return block.kind == "text" and bool(BOLD_LABEL.match(block.text))


BOLD_LABEL = re.compile(r"\*\*[^*\n]{1,80}(?::\*\*|\*\*\s*:)")


def _entitle(headings: list[Block], bare: bool) -> None:
    levels = [h.level for h in headings]
    if levels and min(levels) == BOLD_LEVEL and bare:
        headings[0].kind = "title"  # bold lines for headings, of which the first has nothing below
        return
    if levels and levels.count(min(levels)) == 1 and levels[0] == min(levels) and (len(levels) > 1 or levels[0] == 1):
        headings[0].kind = "title"


def _footer(top: list[Block], stack: list[Block]) -> list[Block]:
    """A last rule with nothing but text after it closes the document, not its last section."""
    kids = stack[-1].kids if stack else []
    k = max((n for n, b in enumerate(kids) if b.kind == "rule"), default=len(kids))
    if kids[k + 1 :] and all(b.kind == "text" for b in kids[k + 1 :]):
        top += kids[k:]
        del kids[k:]
        for section in stack:
            section.last = kids[-1].last if kids else stack[-1].body
    return top
