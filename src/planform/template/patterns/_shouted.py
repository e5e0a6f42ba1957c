"""Placeholders in capitals without any brackets: `**Problem:** ONE_OR_TWO_SENTENCES`, then `- FILE -- ACTION`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..blanks._blanks import Blank, Lit, Seg, blanks, spell
from ..text._source import Source
from ._patterns import Node

WORD = re.compile(r"(?<![\w./$%-])[A-Z]{4,}(?:_[A-Z0-9]+)*(?![\w./(-])")
SIGN = re.compile(r"[A-Z]_[A-Z]")
FEWEST = 3  # labelled values in capitals: fewer may be names of constants
LONGEST = 200  # characters of an item or cell whose capitals are places
SPOKEN = ("item", "cell")


def with_shouted(root: Node, source: Source) -> Node:
    """Where values are shouted throughout, so are the parts of items and cells."""
    if not SIGN.search(source.text):
        return root
    nodes = list(root.walk())
    if sum(b.rule == "caps" for n in nodes for b in blanks(n.head)) < FEWEST:
        return root
    heads = {id(cell) for n in nodes if n.kind == "table" for row in n.body[:1] for cell in row.body}
    for node in nodes:
        if node.kind in SPOKEN and id(node) not in heads and len(spell(node.head)) <= LONGEST:
            node.head = [part for seg in node.head for part in (_split(seg) if isinstance(seg, Lit) else [seg])]
    return root


def _split(seg: Lit) -> Iterator[Seg]:
    """Fixed words, the capitals among them as places."""
    at = 0
    for m in WORD.finditer(seg.text):
        yield from [Lit([seg.text[at : m.start()]])] if m.start() > at else []
        yield Blank(m[0], [m[0]], "caps")
        at = m.end()
    yield from [Lit([seg.text[at:]])] if at < len(seg.text) else []
