"""What is plainly wrong with a document as a whole; it is read all the same, and each is one clear line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from ..template import Block, Source

Told = Iterator[tuple[str, int]]  # what, and the line

CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
FENCE = re.compile(r"^[ >]*(`{3,}|~{3,})[ \t]*([^`\n]*)$", re.MULTILINE)
ANOTHER = re.compile(r"(?<=\n)---[ \t]*\r?\n(?=planform:)")
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


def troubles(source: Source, loose: Sequence[Block]) -> Told:
    """The troubles of a document, in no order."""
    for find in FOUND:
        yield from find(source, loose)


def _conflict(source: Source, loose: Sequence[Block]) -> Told:
    marks = list(CONFLICT.finditer(source.plain))
    if len(marks) > 1:
        yield "a merge was not finished here: decide between the two versions", source.line_of(marks[0].start())


def _cut_off(source: Source, loose: Sequence[Block]) -> Told:
    """Code that never ends takes all that follows."""
    opened: re.Match[str] | None = None
    for m in FENCE.finditer(source.text):
        if opened is None:
            opened = m
        elif m[1].startswith(opened[1]) and not m[2].strip():
            opened = None
    if opened:
        yield "code begins here and never ends: is the document cut off?", source.line_of(opened.start())


def _another(source: Source, loose: Sequence[Block]) -> Told:
    for m in ANOTHER.finditer(source.text):
        yield "a second document begins here: only the first was read", source.line_of(m.start())


def _twice(source: Source, loose: Sequence[Block]) -> Told:
    """A heading that stands twice, and the second found no place."""
    known = Counter(m[1] for m in HEADING.finditer(source.text)) if loose else Counter()
    for block in loose:
        if block.kind == "section" and known[block.text] > 1:
            yield f"{block.text!r} stands here again: only one was read", source.line_of(source.start(block.first))


FOUND: tuple[Callable[[Source, Sequence[Block]], Told], ...] = (_conflict, _cut_off, _another, _twice)
