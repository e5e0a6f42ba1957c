"""A pattern and blocks -> hits: where in a document which value stands. The counterpart of _write, kind by kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..template import (
    MASK,
    UNFRAMED,
    Blank,
    Block,
    Flag,
    Lit,
    Node,
    Source,
    align,
    blanks,
    clean,
    cut,
    label_of,
    outline,
    spell,
    words,
)
from ._cost import Prices
from ._dissect import columns_in, dissect
from ._elsewhere import place_strays, sections_met_once
from ._framing import framed_as
from ._hits import Bind, Hit, Said, goes_on, signature
from ._lines import Lines
from ._scalars import unquoted
from ._shapes import reshape
from ._stray import descend, moved
from ._values import CODE_MEANT, DONE, is_hint, same_words, undo_marker_block, unescape

NEVER_LOOSE = ("rule", "front", "entry")  # front matter that no pattern asks for is its author's own
SHOWN = 60  # characters of a text that a doubt shows


class Matcher:
    """Reads one document. What it could not place, and what it doubts, it keeps.

    Attributes:
        loose: blocks that have no place.
        doubts: (what, line).
        shared: key of a value -> the places that only repeat it.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.prices = Prices()
        self.lines = Lines()
        self.doubts: list[tuple[str, int]] = []
        self.loose: list[Block] = []
        self.shared: dict[str, list[Bind]] = {}
        self.repeats: dict[int, list[Said]] = {}  # id of a block -> the same in its text

    def document(self, root: Node) -> Hit:
        """The whole document."""
        block = outline(self.source, int(root.mark or UNFRAMED))
        hit = Hit(root, block, block.first, block.last)
        self.prices.moved = sections_met_once(root, block.kids)
        hit.kids, left = self._aligned(root.body, framed_as(root, block.kids))
        self.loose += reshape(self, hit, hit.kids, left) if left else []
        place_strays(self, hit)
        return hit

    def doubt_about(self, node: Node, block: Block) -> None:
        """Say what a block was taken for."""
        name = spell(node.head) or node.lead or node.key or node.kind
        self.doubt(f"taken for {name!r}", self.source.start(block.first))

    def bind(self, hit: Hit, blank: Blank, start: int, end: int, block: Block) -> None:
        """Bind part of a block's text to a blank."""
        self._bind(hit, blank, block.offset(start), block.offset(end), block)

    def doubt(self, message: str, offset: int) -> None:
        """Note what was taken with less than certainty."""
        self.doubts.append((message, self.source.line_of(offset)))

    # --- one sequence against another ---------------------------------------------------------------------------------

    def fill(self, hit: Hit, blocks: list[Block]) -> None:
        """Hits for each pattern in a container; what none takes is loose."""
        hit.kids, left = self._aligned(hit.node.body, blocks)
        if left:
            left = reshape(self, hit, hit.kids, left)
            self.loose += descend(self, hit, left)

    def _aligned(self, patterns: list[Node], blocks: list[Block]) -> tuple[list[list[Hit]], list[Block]]:
        if not blocks:  # most texts and items hold nothing
            return [[] for _ in patterns], []
        blocks = [block for block in blocks if block.kind != "item" or not goes_on(block)]
        blocks = self.lines.cut(patterns, blocks)
        self.prices.learn(patterns, blocks)
        pairs = align(patterns, blocks, self.prices.cost, self.prices.stay)
        pairs += moved(self.prices, patterns, blocks, pairs)
        runs: list[list[Block]] = [[] for _ in patterns]
        for i, j in pairs:
            runs[i].append(blocks[j])
        taken = {j for _, j in pairs}
        left = [b for j, b in enumerate(blocks) if j not in taken and b.kind not in NEVER_LOOSE and not goes_on(b)]
        return [self._run(node, run) for node, run in zip(patterns, runs, strict=True)], left

    def _run(self, node: Node, run: list[Block]) -> list[Hit]:
        """A repeat has a hit for each block; any other pattern that takes several blocks takes them for one value."""
        if not run:
            return []
        if node.kind == "repeat":
            return self._rows(node, [self.one(node.unit, [block]) for block in run])
        return [self.one(node, run)]

    def _rows(self, repeat: Node, hits: list[Hit]) -> list[Hit]:
        shown = {signature(e.block) for e in repeat.examples if not (e.static or e.said)}
        for hit in hits:
            hit.untouched = signature(hit.block, self.repeats) in shown
        return hits

    def one(self, node: Node, run: list[Block]) -> Hit:
        """The hit of a pattern that is no repeat."""
        return MATCH[node.kind](self, node, run)

    # --- by kind: pattern, its blocks -> hit --------------------------------------------------------------------------

    def _container(self, node: Node, run: list[Block]) -> Hit:
        """Title, section, text, item, quote, list: the head, then what is inside."""
        block = run[0]
        hit = Hit(node, block, block.first, run[-1].last)
        if node.head and not (len(node.head) == 1 and isinstance(node.head[0], Lit)):
            self._head(hit, node, run)
        if node.tick and block.tick >= 0:
            ticked = self.source.text[block.tick] in "xX"
            hit.binds[DONE] = Bind(ticked, block.tick, block.tick + 1, DONE, block)
        self.fill(hit, block.kids)
        return hit

    def _literal(self, node: Node, run: list[Block]) -> Hit:
        """HTML and rules say what they say."""
        return Hit(node, run[0], run[0].first, run[0].last)

    def _prose(self, node: Node, run: list[Block]) -> Hit:
        first, last = run[0], run[-1]
        if first.kind == "quote":  # here its mark is part of the value
            first = replace(first, prefix=first.prefix.removesuffix("> "))
        start, end = self._extent(first, last)
        hit = Hit(node, first, first.first, last.last)
        text, marked = self.source.value(start, end, first.prefix), (start, end) in self.source.masks
        if marked:
            value = undo_marker_block(text)
        elif any(same_words(text, raw) for raw in node.raws) or (len(run) == 1 and goes_on(first)):
            value = ""
        else:
            value = self._without_placeholder(node, text, start)
        hit.binds[node.key] = Bind(clean(node.form, unescape(value)), start, end, node, first)
        return hit

    def _extent(self, first: Block, last: Block) -> tuple[int, int]:
        """From the first character of a run of blocks to its last one that is no white space."""
        line = self.source.line(first.first)
        column = len(first.prefix) if line.startswith(first.prefix) else len(line) - len(line.lstrip())
        start, end = self.source.start(first.first) + column, self.source.end(last.last)
        return start, start + len(self.source.text[start:end].rstrip())

    def _without_placeholder(self, node: Node, text: str, start: int) -> str:
        """People write below the hint and leave it."""
        left = next((raw for raw in node.raws if raw.strip() and text.startswith(raw + "\n")), "")
        if left:
            self.doubt(f"placeholder left in: {left[:40]!r}", start)
        return text[len(left) :]

    def _code(self, node: Node, run: list[Block]) -> Hit:
        block = run[0]
        text = block.text
        if MASK in text and block.kind == "fence":  # code is never marked: what looks like a marker inside is code
            inner = self.source.plain[self.source.start(block.first + 1) : max(0, self.source.end(block.body))]
            text = "\n".join(cut(line, block.prefix) for line in inner.split("\n"))
        meant = text not in node.raws or block.mark.endswith(CODE_MEANT)
        start, end = self.source.start(block.first), self.source.end(block.last)
        hit = Hit(node, block, block.first, block.last)
        if not node.key:  # the template's own
            return hit
        hit.binds[node.key] = Bind(unescape(text) if meant else "", start, end, node, block)
        return hit

    def _table(self, node: Node, run: list[Block]) -> Hit:
        block = run[0]
        hit = Hit(node, block, block.first, block.last)
        rows = block.kids[1:]
        if node.body and node.body[0].kind == "repeat":
            repeat, hit.columns = node.body[0], self._columns(node, block)
            hit.kids = [self._rows(repeat, [self._row(repeat.unit, row, hit.columns) for row in rows])]
        else:
            whole = (
                bool(node.body) and node.body[0].block is node.block.kids[0]
            )  # the head of a form may be a row of it
            self.fill(hit, block.kids if whole else rows)
        return hit

    def _columns(self, node: Node, block: Block) -> list[int | None]:
        """Which column of the document is each column of the template: by header words, then by place."""
        theirs = [words(c.text) for c in block.kids[0].kids]
        ours = [words(c.text) for c in node.block.kids[0].kids]
        if theirs == ours:
            return list(range(len(ours)))
        found = [theirs.index(w) if w in theirs else None for w in ours]
        spare = [k for k in range(len(theirs)) if k not in found]
        if len(ours) == len(theirs) and len(spare) in (1, len(ours)):  # one other name, or all of them
            return [spare.pop(0) if k is None else k for k in found]
        self.loose += [c for row in block.kids[1:] for k, c in enumerate(row.kids) if k in spare and c.text]
        return found

    def _row(self, node: Node, block: Block, columns: list[int | None]) -> Hit:
        hit = Hit(node, block, block.first, block.last)
        for cell, k in zip(node.body, columns, strict=False):
            if k is not None and k < len(block.kids):
                self._cell(hit, cell, block.kids[k])
        return hit

    def _labelled_row(self, node: Node, run: list[Block]) -> Hit:
        """A row of a table whose first column holds labels."""
        block = run[0]
        hit = Hit(node, block, block.first, block.last)
        for cell, theirs in zip(node.body[1:], block.kids[1:], strict=False):
            self._cell(hit, cell, theirs)
        return hit

    def _cell(self, hit: Hit, cell: Node, block: Block) -> None:
        if blanks(cell.head):
            self._head(hit, cell, [block])

    # --- the values of one text ---------------------------------------------------------------------------------------

    def _head(self, hit: Hit, node: Node, run: list[Block]) -> None:
        block = run[0]
        exact, found = node.find(block.text) or (False, _guess(node, block.text))
        if not exact:
            self.doubt(f"{block.kind} reads loosely: {block.text[:SHOWN]!r}", self.source.start(block.first))
        for seg, a, b in found:
            start, end = block.offset(a), block.offset(b)
            if isinstance(seg, Flag):
                hit.binds[seg.key] = Bind(b > a, start, end, seg, block)
                continue
            if len(run) > 1 and seg is node.head[-1]:
                end = start + len(self.source.text[start : self.source.end(run[-1].last)].rstrip())
            self._bind(hit, seg, start, end, block)

    def _bind(self, hit: Hit, blank: Blank, start: int, end: int, block: Block) -> None:
        text, marked = self.source.value(start, end, block.prefix), (start, end) in self.source.masks
        text = undo_marker_block(text) if marked else text
        text = text.replace("\\|", "|") if block.kind == "cell" else text
        said = "" if not marked and is_hint(blank, text) else unescape(text)
        if block.kind == "entry" and said and not marked:
            said = unquoted(said, self.source.text[block.at[0] : start])
        bind = Bind(clean(blank.kind, said), start, end, blank, block)
        if blank.shared:
            self.shared.setdefault(blank.key, []).append(bind)
            if len(block.at) == 1 and blank.raws:
                part = (start - block.at[0], end - block.at[0], blank.raws[0])
                self.repeats.setdefault(id(block), []).append(part)
        else:
            hit.binds[blank.key] = bind


def _guess(node: Node, text: str) -> list[tuple[Blank | Flag, int, int]]:
    """A person's own wording, cut at its labels and separators; where that does not tell, it is the first blank's."""
    columns = columns_in(node, label_of([Lit([text])]))
    parts = dissect(text, columns) if columns else []
    if parts is None:
        return [(columns[0].blank, 0, len(text))]
    return [(column.blank, start, end) for column, start, end in parts]


MATCH: dict[str, Callable[[Matcher, Node, list[Block]], Hit]] = {
    "front": Matcher._container,
    "entry": Matcher._container,
    "title": Matcher._container,
    "section": Matcher._container,
    "text": Matcher._container,
    "prose": Matcher._prose,
    "list": Matcher._container,
    "item": Matcher._container,
    "table": Matcher._table,
    "row": Matcher._labelled_row,
    "fence": Matcher._code,
    "code": Matcher._code,
    "quote": Matcher._container,
    "html": Matcher._literal,
    "rule": Matcher._literal,
}
