"""What it costs to take a block for a pattern: 0 where there is no doubt, None where it is out of the question."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from ..template import HELD, Block, Lit, Node, Num, blanks, label_of, literal_words, spell, words
from ._words import Price, Words, alike, labels_alike

CLAIMED = 0.8  # for a pattern without words of its own, where a sibling knows the block by its label
OTHER_LABEL = 0.25  # a label in other words
LOOSE_HEADING, LOOSE_TEXT = 0.15, 0.2  # the same words in other mark-up, case or separators
KNOWN_ELSEWHERE = 0.5  # for a prose, where a pattern beside it knows the list; less than it costs to leave a block out
HOLDS_ROWS = ("list", "table")
UNKNOWN = 0.1  # the same kind of block, of which no words can be compared


class Siblings(NamedTuple):
    """Patterns beside each other that know a block by what another of them cannot see."""

    labelled: list[Node]  # items with labels, beside one without
    counted: list[Node]  # units of groups of sections that begin with a number
    listed: list[Node]  # lists and tables beside a prose

    @classmethod
    def of(cls, patterns: list[Node]) -> Siblings:
        """Those among some patterns."""
        units = [node.unit for node in patterns if node.kind == "repeat"]
        prose = any(node.kind == "prose" for node in patterns)
        listed = [node for node in patterns if prose and node.kind in HOLDS_ROWS and not node.static]
        return cls(_labelled_beside_bare(patterns), [unit for unit in units if _is_counted(unit)], listed)


class Prices:
    """The prices of one document: it knows the label lines that stand before its lists and fences."""

    def __init__(self) -> None:
        self.leads: dict[int, Words] = {}  # id of a block -> words of the label before it
        self.claimed: set[int] = set()  # ids of items that one pattern knows by their label
        self.known: set[int] = set()  # ids of lists and tables that a pattern beside a prose knows
        self.moved: dict[Words, int] = {}  # words of a heading that stands once -> level of the template's section
        self.uncounted: set[int] = set()  # ids of sections beside counted ones: no rows of that group
        self._siblings: dict[int, Siblings] = {}  # id of a list of patterns -> what is to be known of them

    def learn(self, patterns: list[Node], blocks: list[Block]) -> None:
        """Note the label lines among blocks that follow one another, and the items that are known by their labels."""
        for label, block in pairwise(blocks):
            if block.kind in HELD and label.kind == "text":
                self.leads[id(block)] = words(label_of([Lit([label.text])]))
        if id(patterns) not in self._siblings:
            self._siblings[id(patterns)] = Siblings.of(patterns)
        labelled, counted, listed = self._siblings[id(patterns)]
        if labelled:
            self.claimed |= {id(b) for b in blocks if b.kind == "item" and any(p.find(b.text) for p in labelled)}
        for unit in counted:
            others = [b for b in blocks if b.kind == "section" and not _exactly(unit, b)]
            if len(others) < sum(b.kind == "section" for b in blocks):
                self.uncounted |= {id(b) for b in others}
        if listed:
            held = [b for b in blocks if b.kind in HOLDS_ROWS]
            self.known |= {id(b) for b in held if any(self._knows(node, b) for node in listed)}

    def _knows(self, node: Node, block: Block) -> bool:
        price = self.cost(node, block)
        return price is not None and price <= LOOSE_TEXT

    def cost(self, node: Node, block: Block) -> Price:
        """The price of a pair."""
        if node.kind in COST_OF_ANY:
            return COST_OF_ANY[node.kind](self, node, block)
        price = COST[node.kind](node, block) if node.kind == block.kind else None
        if price is not None and id(block) in self.claimed and not literal_words(node.head):
            price += CLAIMED
        return price if price is None else price + self._lead_cost(node, block)

    def _lead_cost(self, node: Node, block: Block) -> float:
        """`Commands:` in front of the pattern, `Verification:` in front of the block: not the same thing."""
        ours, theirs = words(node.lead), self.leads.get(id(block), ())
        return 0.0 if not ours or ours == theirs else 0.5 if theirs else 0.2

    def _repeat_cost(self, node: Node, block: Block) -> Price:
        """Rows are like their unit; a block of its kind can be a row in a person's own words."""
        if (id(block) in self.uncounted and _is_counted(node.unit)) or _holds_rows(node.unit, block):
            return None
        price = self.cost(node.unit, block)
        return price if price is not None or node.unit.kind != block.kind else 0.5

    def _prose_cost(self, node: Node, block: Block) -> Price:
        """Prose takes what is left, a heading only where it must."""
        if block.kind in ("title", "front") or self._has_own_field(block):
            return None
        return 0.3 + 0.15 * (block.kind in ("section", "rule")) + KNOWN_ELSEWHERE * (id(block) in self.known)

    def _has_own_field(self, block: Block) -> bool:
        """A section of the template's under another heading, at most one level deeper: no part of the text there."""
        return block.kind == "section" and block.level <= self.moved.get(words(block.text), -1) + 1

    def stay(self, node: Node, block: Block, price: float) -> Price:
        """What it costs a pattern that has a block to take one more; None: it takes one. Rows are each priced alone."""
        if node.kind == "repeat":
            return price
        if not node.absorbs() or (node.kind == "prose" and node.form != "prose") or self._has_own_field(block):
            return None
        if block.kind in ("section", "rule"):
            return None if node.kind == "text" else 0.3
        return 0.05 + KNOWN_ELSEWHERE * (id(block) in self.known)


def _exactly(unit: Node, block: Block) -> bool:
    found = unit.find(block.text)
    return found is not None and found[0]


def _is_counted(unit: Node) -> bool:
    """`1. [Topic]`: a section known by its number."""
    return unit.kind == "section" and bool(unit.head) and isinstance(unit.head[0], Num)


def _holds_rows(unit: Node, block: Block) -> bool:
    """Whether a section is no row, but holds all of them: `Risks` over `Risk 1` and `Risk 2`."""
    if unit.kind != "section" or block.kind != "section" or not literal_words(unit.head) or unit.find(block.text):
        return False
    inside = [kid for kid in block.kids if kid.kind == "section"]
    return bool(inside) and all(unit.find(kid.text) for kid in inside)


def _labelled_beside_bare(patterns: list[Node]) -> list[Node]:
    """Items with labels, where another pattern beside them would take anything."""
    units = [p.unit if p.kind == "repeat" else p for p in patterns]
    items = [(p, u) for p, u in zip(patterns, units, strict=True) if u.kind == "item" and blanks(u.head)]
    labelled = [p for p, u in items if p is u and literal_words(u.head)]
    return labelled if len(labelled) < len(items) else []


# --- by kind: pattern, block -> price ---------------------------------------------------------------------------------


def _text_cost(node: Node, block: Block) -> Price:
    if not blanks(node.head):
        return alike(words(spell(node.head)), words(block.text), 0.6) if node.head else None
    found = node.find(block.text)
    if found is not None:
        exact, _ = found
        return 0.0 if exact else LOOSE_TEXT
    label = label_of(node.head)
    if label and (said := label_of([Lit([block.text])])):
        price = labels_alike(label, said, 0.6)
        return None if price is None else OTHER_LABEL + price / 4
    return 0.45 if node.kind == "item" and len(node.head) == 1 else None


def _section_cost(node: Node, block: Block) -> Price:
    said = literal_words(node.head)
    exact, found = (node.find(block.text) if node.head else (True, [])) or (False, None)
    if not said and blanks(node.head):
        return 0.05 if exact else 0.4
    if found is not None:
        return 0.0 if exact else LOOSE_HEADING
    if not said:
        return 0.4
    price = alike(said, words(re.sub(r"\([^)]*\)", "", block.text)), 0.45)
    if price is not None and node.own and not node.own & {w[:5] for w in words(block.text)}:
        price = None  # only words that its siblings have as well
    return _by_children(node, block) if price is None else 0.2 + price / 2


def _by_children(node: Node, block: Block) -> Price:
    """Another heading over the same sub-headings."""
    theirs = [b for b in block.kids if b.kind == "section"]
    ours = [c.unit if c.kind == "repeat" else c for c in node.body]
    ours = [c for c in ours if c.kind == "section" and literal_words(c.head)]
    known = sum(any(c.find(b.text) is not None for c in ours) for b in theirs)
    return 0.4 if theirs and ours and known >= len(theirs) / 2 else None


def _list_cost(node: Node, block: Block) -> Price:
    odd = 0.1 * ((block.mark == "-") != (node.block.mark == "-"))
    if not node.body:
        return odd
    if node.body[0].kind == "repeat":  # rows are known by the first, and by whether they can be ticked
        unit = node.body[0].unit
        tick = 0.25 * (unit.tick != any(i.tick >= 0 for i in block.kids))
        price = _text_cost(unit, block.kids[0]) if block.kids else 0.2
        return min(0.55, odd + tick + (0.35 if price is None else price))
    units = [child.unit if child.kind == "repeat" else child for child in node.body]
    hits = sum(any(_meant(unit, item) for unit in units) for item in block.kids)
    if not hits and not any(child.kind == "repeat" for child in node.body):
        return None
    return odd + 0.4 * (1 - hits / len(block.kids))


def _meant(node: Node, item: Block) -> bool:
    price = _text_cost(node, item)
    return price is not None and price <= LOOSE_TEXT


def _table_cost(node: Node, block: Block) -> Price:
    ours, theirs = ({w for cell in table.kids[0].kids for w in words(cell.text)} for table in (node.block, block))
    return 0.55 * (1 - len(ours & theirs) / max(len(ours | theirs), 1))


def _row_cost(node: Node, block: Block) -> Price:
    if not node.body or not block.kids:
        return None
    return alike(words(spell(node.body[0].head)), words(block.kids[0].text), 0.6)


def _fence_cost(node: Node, block: Block) -> Price:
    ours, theirs = (mark.strip("`~").split(" ")[0] for mark in (node.mark, block.mark))
    return 0.0 if ours == theirs else 0.3


def _no_doubt(node: Node, block: Block) -> Price:
    return 0.0


def _unknown(node: Node, block: Block) -> Price:
    return UNKNOWN


COST: dict[str, Callable[[Node, Block], Price]] = {
    "front": _no_doubt,
    "entry": _text_cost,
    "title": _no_doubt,
    "section": _section_cost,
    "text": _text_cost,
    "list": _list_cost,
    "item": _text_cost,
    "table": _table_cost,
    "row": _row_cost,
    "fence": _fence_cost,
    "code": _unknown,
    "quote": _unknown,
    "html": _unknown,
    "rule": _no_doubt,
}
COST_OF_ANY: dict[str, Callable[[Prices, Node, Block], Price]] = {  # patterns that take blocks of other kinds
    "repeat": Prices._repeat_cost,
    "prose": Prices._prose_cost,
}
