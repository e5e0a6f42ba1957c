"""Sections under another parent or another heading: known by their words, else by what is in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..template import Block, Lit, Node, blanks, literal_words, words
from ._hits import Hit
from ._labels import labels_asked, labels_said, share_known
from ._stray import Reader, clearly_best, heading_said
from ._words import Words, alike

HEADING = 0.5  # the least share of words that a heading under another parent has in common with the template's
KNOWN_BY_CONTENT = 0.75  # the least share of the labels in a section that are one pattern's
FEWEST_LABELS = 2  # one label says little


class Home(NamedTuple):
    """A section's place that the document has not shown yet: below pattern k of a hit."""

    parent: Hit
    k: int
    node: Node
    said: Words


def place_strays(reader: Reader, root: Hit) -> None:
    """Sections without a place go where one pattern is like them, and no other: by heading, else by content."""
    queue = [b for b in reader.loose if b.kind == "section"]
    homes = list(_homes(root)) if queue else []
    while queue:
        queue.sort(key=lambda b: all(home.said != _heading(b) for home in homes))  # what is called the same comes first
        block, known = queue.pop(0), len(reader.loose)
        best = _by_heading(homes, block)
        best = _by_content(homes, block) if best is None else best
        if best is not None:
            home = homes[best]
            home.parent.kids[home.k] = [_adopted(reader, home.parent.node.body[home.k], home.node, block)]
        elif not _unwrapped(reader, root, block):
            queue = [*_opened(reader, homes, block), *queue]
            continue
        queue += [b for b in reader.loose[known:] if b.kind == "section"]
        reader.loose.remove(block)
        reader.doubt_about(homes[best].node if best is not None else root.node, block)
        homes = list(_homes(root))


def _opened(reader: Reader, homes: Sequence[Home], block: Block) -> list[Block]:
    """The sections inside one that the template has not, where it has one of them: each is looked at by itself."""
    inside = [b for b in block.kids if b.kind == "section"]
    if all(_by_heading(homes, b) is None for b in inside):
        return []
    own = [b for b in block.kids if b.kind != "section"]
    head = replace(block, kids=own, last=max([block.body, *(b.last for b in own)]))
    k = reader.loose.index(block)
    reader.loose[k : k + 1] = [head, *inside]
    return inside


def _by_heading(homes: Sequence[Home], block: Block) -> int | None:
    prices = [(alike(home.said, _heading(block), HEADING), n) for n, home in enumerate(homes)]
    return clearly_best([(price, n) for price, n in prices if price is not None])


def _heading(block: Block) -> Words:
    return heading_said([Lit([block.text])])


def _by_content(homes: Sequence[Home], block: Block) -> int | None:
    """By the labels and columns inside, which the template has in one section alone."""
    said = labels_said(block)
    if len(said) < FEWEST_LABELS:
        return None
    shares = [(1 - share_known(labels_asked(home.node), said), n) for n, home in enumerate(homes)]
    return clearly_best([(price, n) for price, n in shares if price <= 1 - KNOWN_BY_CONTENT])


def _unwrapped(reader: Reader, root: Hit, block: Block) -> bool:
    """Rows of a group of sections below a heading of their own, which the template has not."""
    rows = [b for b in block.kids if b.kind == "section"]
    fits = [k for k, repeat in enumerate(root.node.body) if rows and _is_open(root, k) and _all_rows(repeat, rows)]
    if len(fits) != 1:
        return False
    repeat = root.node.body[fits[0]]
    root.kids[fits[0]] = [reader.one(repeat.unit, [row]) for row in rows]
    reader.loose += [b for b in block.kids if b.kind not in ("section", "rule")]
    return True


def _is_open(hit: Hit, k: int) -> bool:
    node = hit.node.body[k]
    return node.kind == "repeat" and node.unit.kind == "section" and not hit.kids[k]


def _all_rows(repeat: Node, rows: Sequence[Block]) -> bool:
    if not literal_words(repeat.unit.head):
        return False
    return all(repeat.unit.find(row.text) is not None for row in rows)


def sections_met_once(root: Node, blocks: Sequence[Block]) -> dict[Words, int]:
    """Headings of sections with a field that a document has just once -> the template's level."""
    met = Counter(words(b.text) for b in _inside(blocks) if b.kind == "section")
    rows = {id(n) for repeat in root.walk() if repeat.kind == "repeat" for n in repeat.walk()}
    ours = [n for n in root.walk() if n.kind == "section" and id(n) not in rows and not n.static and not blanks(n.head)]
    levels = {literal_words(n.head): n.block.level for n in ours}
    return {said: level for said, level in levels.items() if met[said] == 1}


def _inside(blocks: Sequence[Block]) -> Iterator[Block]:
    ahead = [*blocks]
    while ahead:
        block = ahead.pop()
        yield block
        if block.kind == "section":
            ahead += block.kids


def _homes(hit: Hit) -> Iterator[Home]:
    for k, (child, hits) in enumerate(zip(hit.node.body, hit.kids, strict=False)):
        if child.kind == "section" and not hits:
            inside = {id(n) for repeat in child.walk() if repeat.kind == "repeat" for n in repeat.walk()}
            sections = (n for n in child.walk() if n.kind == "section" and id(n) not in inside)
            yield from (Home(hit, k, n, heading_said(n.head)) for n in sections)
        for inner in hits if child.kind != "repeat" else ():
            yield from _homes(inner)


def _adopted(reader: Reader, top: Node, node: Node, block: Block) -> Hit:
    """The hit of a stray section, inside empty hits of the parents that the document lacks."""
    if top is node:
        return reader.one(node, [block])
    kids = [[_adopted(reader, c, node, block)] if any(n is node for n in c.walk()) else [] for c in top.body]
    return Hit(top, block, block.first, block.last, kids=kids)
