"""A person's own arrangement: content in other places than the template's, taken where only one place fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import Any, NamedTuple, Protocol

from ..template import Block, Lit, Node, Seg, Source, blanks, label_of, literal_words, words
from ._cost import Prices
from ._hits import Hit
from ._words import Words, alike

Pairs = list[tuple[int, int]]  # (index of a pattern, index of a block)

MOVABLE = ("section", "text", "item", "entry")
CLEARLY = 0.1  # how much lower than any other a price must be
MEANT = 0.45  # the most that content without its heading may cost
MOVED_SECTION, MOVED_LINE = 0.4, 0.2  # the same for what stands in another order: a heading says more than a label

RUNNING = (("text",), ("text", "list", "fence", "code"))  # what begins a text: of one line, of several


class Reader(Protocol):
    """What reads a pattern where it is taken to be: the matcher."""

    source: Source
    prices: Prices
    loose: list[Block]
    doubts: list[tuple[str, int]]

    def fill(self, hit: Hit, blocks: list[Block]) -> None:
        """Hits for each pattern in a container."""

    def one(self, node: Node, run: list[Block]) -> Hit:
        """The hit of a pattern that is no repeat."""

    def doubt_about(self, node: Node, block: Block) -> None:
        """Say what a block was taken for."""


# --- content without its heading, label or quote ----------------------------------------------------------------------


class Guess(NamedTuple):
    """Blocks that may be a pattern's, and what they would say there."""

    place: int
    hit: Hit
    used: list[Block]
    loose: list[Block]  # of the blocks that it uses, what has no place in it
    doubts: list[tuple[str, int]]


def descend(reader: Reader, hit: Hit, left: list[Block]) -> list[Block]:
    """Text right under a heading whose template has a label, a quote or a sub-heading there; gives what is left."""
    patterns, hits = hit.node.body, hit.kids
    body = [b for b in left if b.kind != "section"]
    free = [k for k, node in enumerate(patterns) if not hits[k] and not node.static and node.kind in GUESS]
    if any(found and _says(node) for node, found in zip(patterns, hits, strict=True)):
        free = [k for k in free if patterns[k].kind != "section"]  # more of what stands above the first sub-heading
    guesses = [guess for k in free if body and (guess := GUESS[patterns[k].kind](reader, k, patterns[k], body))]
    guess = _likeliest(guesses, patterns, heading_said([Lit([hit.block.text])]))
    if guess is None:
        return left
    hits[guess.place] = [guess.hit]
    reader.loose += guess.loose
    reader.doubts += guess.doubts
    reader.doubt_about(patterns[guess.place], guess.used[0])
    return [b for b in left if b not in guess.used]


def _says(node: Node) -> bool:
    """Whether it is a section's own text, and not a sub-section's."""
    return node.kind in ("text", "prose", "quote") and not node.static


def _likeliest(guesses: list[Guess], patterns: list[Node], heading: Words) -> Guess | None:
    """The only guess, or the one whose own heading is like the heading above; two candidates mean none."""
    if len(guesses) < 2:
        return guesses[0] if guesses else None
    named = [(price, n) for n, g in enumerate(guesses) if (price := _named(patterns[g.place], heading)) is not None]
    best = clearly_best(named)
    return None if best is None else guesses[best]


def _named(node: Node, heading: Words) -> float | None:
    return alike(heading_said(node.head), heading, 0.3) if node.kind == "section" else None


def _unquoted(reader: Reader, k: int, node: Node, body: list[Block]) -> Guess | None:
    """Running text where the template has `> hint`."""
    inner = node.body[0] if node.body else node
    used = list(takewhile(lambda block: block.kind not in ("rule", "html"), body))
    if [child.kind for child in node.body] != ["prose"]:
        whole = [slot.kind for slot in blanks(inner.head)] == ["prose"] and len(node.body) == 1
        return _running(reader, k, node, inner, used if whole else used[:1])
    if not used:
        return None
    doubts = len(reader.doubts)
    hit = reader.one(inner, used)
    own = Hit(node, used[0], hit.first, hit.last, kids=[[hit]])
    return Guess(k, own, used, [], _since(reader.doubts, doubts))


def _unlabelled(reader: Reader, k: int, node: Node, body: list[Block]) -> Guess | None:
    """Running text where the template has `**Solution**: [..]`."""
    if not node.absorbs() or body[0].kind != "text":
        return None
    return _running(reader, k, node, node, [b for b in body if b.kind == "text"])


def _running(reader: Reader, k: int, node: Node, inner: Node, used: list[Block]) -> Guess | None:
    slots = blanks(inner.head)
    if len(slots) != 1 or not used or used[0].kind not in RUNNING[slots[0].kind == "prose"]:
        return None
    (slot,) = slots
    doubts = len(reader.doubts)
    hit = reader.one(Node("prose", node.block, key=slot.key, form=slot.kind, raws=slot.raws), used)
    own = Hit(node, used[0], hit.first, hit.last, hit.binds, kids=[[] for _ in node.body])
    return Guess(k, own, used, [], _since(reader.doubts, doubts))


def _headless(reader: Reader, k: int, node: Node, body: list[Block]) -> Guess | None:
    """The content of a section of which the document has no heading."""
    hit = Hit(node, body[0], body[0].first, body[-1].last)
    loose, doubts = len(reader.loose), len(reader.doubts)
    if any(_meant(reader, n, block) for n in node.body for block in body):
        reader.fill(hit, body)
    beyond, told = _since(reader.loose, loose), _since(reader.doubts, doubts)
    used = [b for b in body if b not in beyond]
    if not used or (not any(hit.kids) and not hit.binds):
        return None
    hit.block, hit.first, hit.last = used[0], used[0].first, used[-1].last
    return Guess(k, hit, used, [b for b in beyond if b not in body], told)


def _meant(reader: Reader, node: Node, block: Block) -> bool:
    price = reader.prices.cost(node, block)
    return (price is not None and price <= MEANT and not node.static) or (block.kind in ("table", "list"))


def _since(noted: list[Any], known: int) -> list[Any]:
    """What was noted since, taken back: a guess may be dropped."""
    out = noted[known:]
    del noted[known:]
    return out


def _late(reader: Reader, k: int, node: Node, body: list[Block]) -> Guess | None:
    """Running text below the list that the template has after it."""
    if node.form != "prose" or body[0].kind != "text":
        return None
    doubts = len(reader.doubts)
    hit = reader.one(node, used := _together(body))
    return Guess(k, hit, used, [], _since(reader.doubts, doubts))


def _together(body: list[Block]) -> list[Block]:
    """The first block, and those that follow it with nothing between."""
    following = takewhile(lambda pair: pair[0].last + 1 >= pair[1].first, pairwise(body))
    return [body[0], *(block for _, block in following)]


GUESS = {"prose": _late, "text": _unlabelled, "quote": _unquoted, "section": _headless}


# --- another order ----------------------------------------------------------------------------------------------------


def moved(prices: Prices, patterns: list[Node], blocks: list[Block], pairs: Pairs) -> Pairs:
    """What an alignment in order has left over is paired where heading or label leave no doubt."""
    taken, used = {i for i, _ in pairs}, {j for _, j in pairs}
    left = [(j, block) for j, block in enumerate(blocks) if j not in used and block.kind in MOVABLE]
    free = {i: node for i, node in enumerate(patterns) if i not in taken and _may_move(node)} if left else {}
    out = []
    for j, block in left:
        most = MOVED_SECTION if block.kind == "section" else MOVED_LINE
        priced = ((prices.cost(node, block), i) for i, node in free.items() if node.kind == block.kind)
        best = clearly_best([(price, i) for price, i in priced if price is not None and price <= most])
        if best is not None:
            out.append((best, j))
            del free[best]
    return out


def _may_move(node: Node) -> bool:
    """Whether there are words to know it by, and something to fill in."""
    if node.kind not in MOVABLE or node.static:
        return False
    return bool(literal_words(node.head) if node.kind == "section" else label_of(node.head))


def clearly_best(priced: list[tuple[float, int]]) -> int | None:
    """The cheapest, unless another is nearly as cheap: two candidates mean none."""
    ranked = sorted(priced)
    if not ranked or (len(ranked) > 1 and ranked[0][0] > ranked[1][0] - CLEARLY):
        return None
    return ranked[0][1]


def heading_said(head: Sequence[Seg]) -> Words:
    """The literal words of a heading, without what it says in brackets."""
    return words(re.sub(r"\([^)]*\)", "", " ".join(s.text for s in head if isinstance(s, Lit))))
