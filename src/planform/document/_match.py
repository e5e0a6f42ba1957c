"""A pattern and blocks -> values with their spans. The counterpart of _write, kind by kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from difflib import SequenceMatcher
from typing import Any

from ..template import (MASK, HELD, Blank, Block, Flag, Lit, Node, Source, align, blanks, clean, cut, is_more, label_of, literal_words,
                        outline, spell, words)
from ._values import DONE, is_hint, pack, says, unescape


@dataclass(slots=True)
class Bind:
    """A value and the characters it came from."""

    value: object
    start: int
    end: int
    slot: object  # Blank, Flag, Node or DONE
    block: Block


@dataclass(slots=True, eq=False)
class Hit:
    """A pattern found in a document."""

    node: Node
    block: Block
    first: int
    last: int
    binds: dict[str, Bind] = field(default_factory=dict)
    untouched: bool = False  # an example of the template, left as it is
    kids: list[list[Hit]] = field(default_factory=list)

    def binds_below(self):
        yield from self.binds.items()
        for child, hits in zip(self.node.body, self.kids):
            if child.kind != "repeat":
                for hit in hits:
                    yield from hit.binds_below()


class Matcher:
    def __init__(self, source: Source):
        self.source = source
        self.doubts: list[tuple[str, int]] = []
        self.loose: list[Block] = []
        self.leads: dict[int, tuple] = {}  # labels of blocks that follow one
        self.shared: dict[str, list[Bind]] = {}

    def document(self, root: Node) -> Hit:
        block = outline(self.source)
        hit = Hit(root, block, block.first, block.last, kids=self.children(root.body, block.kids, top=True))
        if any(b.kind == "section" for b in self.loose):
            self.strays(hit)
        return hit

    # ------------------------------------------------------------ one sequence against another

    def children(self, patterns: list[Node], blocks: list[Block], top: bool = False) -> list[list[Hit]]:
        for label, block in zip(blocks, blocks[1:]):
            if block.kind in HELD and label.kind == "text":
                self.leads[id(block)] = words(label_of([Lit([label.text])]))
        pairs = align(patterns, blocks, self.cost, stay)
        pairs += self.moved(patterns, blocks, pairs)
        runs: list[list[Block]] = [[] for _ in patterns]
        for i, j in pairs:
            runs[i].append(blocks[j])
        taken = {id(b) for run in runs for b in run}
        left = [b for b in blocks if id(b) not in taken and b.kind != "rule" and not is_more(b.text)]
        hits = [self.run(node, run) for node, run in zip(patterns, runs)]
        self.loose += self.descend(patterns, hits, left) if left and not top else left
        return hits

    # ------------------------------------------------------------ a person's own arrangement, each with a doubt

    def descend(self, patterns, hits, left: list[Block]) -> list[Block]:
        """Text right under a heading whose template has a label, a quote or a sub-heading there."""
        body = [b for b in left if b.kind != "section"]
        free = [k for k, node in enumerate(patterns) if not hits[k] and not node.static and node.kind in ("text", "quote", "section")]
        guesses = [(k, *(self.inside if patterns[k].kind == "section" else self.unlabelled)(patterns[k], body)) for k in free if body]
        guesses = [g for g in guesses if g[1]]
        if len(guesses) == 1:  # a wrong place is worse than none
            k, found, used = guesses[0]
            hits[k] = [found]
            self.doubts.append((f"taken for {heading(patterns[k])!r}", self.source.line_of(self.source.start(used[0].first))))
            left = [b for b in left if b not in used]
        return left

    def unlabelled(self, node: Node, body: list[Block]):
        """Running text where the template has `**Solution**: [..]` or `> hint`."""
        inner = node.body[0] if node.kind == "quote" and node.body else node
        slots = blanks(inner.head)
        if len(slots) != 1 or body[0].kind != "text" or node.kind == "text" and not node.absorbs():
            return None, []
        used = body[:1] if node.kind == "quote" else [b for b in body if b.kind == "text"]
        fake = Node("prose", node.block, key=slots[0].key, form=slots[0].kind, raws=slots[0].raws)
        hit = self.prose(fake, used)
        return Hit(node, used[0], hit.first, hit.last, hit.binds, [[] for _ in node.body]), used

    def inside(self, node: Node, body: list[Block]):
        pairs = [(i, j) for i, j in align(node.body, body, self.cost, stay) if (self.cost(node.body[i], body[j]) or 0) <= 0.45]
        used = [body[j] for i, j in pairs if not node.body[i].static]
        if not used:
            return None, []
        known = len(self.loose)
        hit = Hit(node, used[0], used[0].first, used[-1].last, kids=self.children(node.body, used))
        del self.loose[known:]
        return hit, used

    def strays(self, root: Hit) -> None:
        """Sections under another parent: where one heading is like one pattern that has no place yet, and like no other."""
        queue, free = [b for b in self.loose if b.kind == "section"], None
        while queue:
            block, known = queue.pop(0), len(self.loose)
            free = free or [(heading_words(n.head), parent, k, n) for parent, k, n in homeless(root)]
            prices = [alike(ours, heading_words([Lit([block.text])]), 0.5) for ours, *_ in free]
            ranked = sorted((price, k) for k, price in enumerate(prices) if price is not None)
            if not ranked or len(ranked) > 1 and ranked[0][0] > ranked[1][0] - 0.1:
                continue
            (_, parent, k, node), free = free[ranked[0][1]], None
            parent.kids[k] = [self.adopt(parent.node.body[k], node, block)]
            queue += [b for b in self.loose[known:] if b.kind == "section"]
            self.loose.remove(block)
            self.doubts.append((f"taken for {heading(node)!r}", self.source.line_of(self.source.start(block.first))))

    def adopt(self, top: Node, node: Node, block: Block) -> Hit:
        """The hit of a stray section, inside empty hits of the parents the document lacks."""
        if top is node:
            return self.one(node, block)
        kids = [[self.adopt(child, node, block)] if any(n is node for n in child.walk()) else [] for child in top.body]
        return Hit(top, block, block.first, block.last, kids=kids)

    def moved(self, patterns, blocks, pairs):
        """Sections in another order: what is left over is paired where the heading leaves no doubt."""
        used_p, used_b = {i for i, _ in pairs}, {j for _, j in pairs}
        out = []
        for j, block in enumerate(blocks):
            if j in used_b or block.kind not in ("section", "text", "item"):
                continue
            ranked = sorted((price, i) for i, node in enumerate(patterns) if i not in used_p and self.may_move(node, block)
                            if (price := self.cost(node, block)) is not None and price <= (0.4 if block.kind == "section" else 0.2))
            if ranked and (len(ranked) == 1 or ranked[0][0] <= ranked[1][0] - 0.1):
                out.append((ranked[0][1], j))
                used_p.add(ranked[0][1])
        return out

    def may_move(self, node: Node, block: Block) -> bool:
        return node.kind == block.kind and not node.static and bool(literal_words(node.head) if node.kind == "section" else label_of(node.head))

    def run(self, node: Node, blocks: list[Block]) -> list[Hit]:
        if not blocks:
            return []
        if node.kind == "repeat":
            return self.rows(node, [self.one(node.unit, b) for b in blocks])
        if node.absorbs():
            return [self.prose(node, blocks) if node.kind == "prose" else self.one(node, blocks[0], blocks)]
        return [self.one(node, blocks[0])]

    def rows(self, repeat: Node, hits: list[Hit]) -> list[Hit]:
        shown = {_signature(e.block) for e in repeat.examples if not e.static}
        for hit in hits:
            hit.untouched = _signature(hit.block) in shown
        return hits

    def one(self, node: Node, block: Block, run: list[Block] | None = None) -> Hit:
        hit = Hit(node, block, block.first, run[-1].last if run else block.last)
        MATCH.get(node.kind, Matcher.plain)(self, hit, node, block, run)
        return hit

    # ------------------------------------------------------------ kind by kind

    def plain(self, hit, node, block, run):
        """Title, section, text, item, quote, list: the head, then what is inside."""
        if node.head and not (len(node.head) == 1 and isinstance(node.head[0], Lit)):
            self.head(hit, node.head, node, block, run)
        if node.tick and block.tick >= 0:
            hit.binds[DONE] = Bind(self.source.text[block.tick] in "xX", block.tick, block.tick + 1, DONE, block)
        hit.kids = self.children(node.body, block.kids)

    def head(self, hit, head, node, block, run=None, cell=False):
        found = node.find(block.text)
        if found is None:
            found = False, self.guess(node, block.text)
        if not found[0]:
            self.doubts.append((f"{block.kind} reads loosely: {block.text[:60]!r}", self.source.line_of(self.source.start(block.first))))
        for seg, a, b in found[1]:
            start, end = block.offset(a), block.offset(b)
            if isinstance(seg, Flag):
                hit.binds[seg.key] = Bind(b > a, start, end, seg, block)
                continue
            if run and len(run) > 1 and seg is head[-1]:
                end = self.source.end(run[-1].last)
                end = start + len(self.source.text[start:end].rstrip())
            self.bind(hit, seg, start, end, block, cell)

    def bind(self, hit, blank: Blank, start: int, end: int, block: Block, cell=False):
        text = self.source.value(start, end, block.prefix)
        text = undo(text) if (start, end) in self.source.masks else text
        text = text.replace("\\|", "|") if cell else text
        raw = "" if (start, end) not in self.source.masks and is_hint(blank, text) else text
        value = clean(blank.kind, unescape(raw))
        bind = Bind(value, start, end, blank, block)
        if blank.shared:
            self.shared.setdefault(blank.key, []).append(bind)
        else:
            hit.binds[blank.key] = bind

    def guess(self, node: Node, text: str):
        """A person's own wording: cut at the separators, the rest is the first blank's."""
        slots = blanks(node.head)
        if not slots:
            return []
        cuts = [m.span() for m in re.finditer(r"\*\*\s*[:–—-]\s*|:\s+|\s+[-–—]\s+", text)][:len(slots) - 1]
        edges = [0, *(x for cut in cuts for x in cut), len(text)]
        spans = list(zip(edges[::2], edges[1::2]))
        out = []
        for blank, (a, b) in zip(slots, spans):
            while a < b and text[a] in " *_`":
                a += 1
            while b > a and text[b - 1] in " *_`":
                b -= 1
            out.append((blank, a, b))
        return out

    def prose(self, node: Node, blocks: list[Block]) -> Hit:
        first, last = blocks[0], blocks[-1]
        line = self.source.line(first.first)
        column = len(first.prefix) if line.startswith(first.prefix) else len(line) - len(line.lstrip())
        start, end = self.source.start(first.first) + column, self.source.end(last.last)
        while end > start and self.source.text[end - 1].isspace():
            end -= 1
        hit = Hit(node, first, first.first, last.last)
        text = self.source.value(start, end, first.prefix)
        masked = (start, end) in self.source.masks
        value = undo(text) if masked else "" if any(" ".join(text.split()) == " ".join(r.split()) for r in node.raws) else text
        left = next((r for r in node.raws if r.strip() and value.startswith(r + "\n")), "") if not masked else ""
        if left:
            self.doubts.append((f"placeholder left in: {left[:40]!r}", self.source.line_of(start)))
        hit.binds[node.key] = Bind(clean(node.form, unescape(value[len(left):])), start, end, node, first)
        return hit

    def fence(self, hit, node, block, run):
        start, end = self.source.start(block.first), self.source.end(block.last)
        deliberate = block.mark.endswith(" pf")
        text = block.text
        if MASK in text:  # code is never marked: what looks like a marker inside is code
            inner = self.source.plain[self.source.start(block.first + 1):max(0, self.source.end(block.body))]
            text = "\n".join(cut(line, block.prefix) for line in inner.split("\n")) if block.kind == "fence" else text
        value = "" if text in node.raws and not deliberate else unescape(text)
        hit.binds[node.key] = Bind(value, start, end, node, block)

    def table(self, hit, node, block, run):
        rows = block.kids[1:]
        if node.body and node.body[0].kind == "repeat":
            columns = self.columns(node, block)
            hit.kids = [self.rows(node.body[0], [self.row(node.body[0].unit, row, columns) for row in rows])]
            return
        hit.kids = self.children(node.body, rows)

    def columns(self, node: Node, block: Block) -> list[int | None]:
        """Which column of the document is each column of the template: by header words, then by place."""
        theirs = [words(c.text) for c in block.kids[0].kids]
        ours = [words(c.text) for c in node.block.kids[0].kids]
        if theirs == ours:
            return list(range(len(ours)))
        out = [theirs.index(w) if w in theirs else None for w in ours]
        spare = [k for k in range(len(theirs)) if k not in out]
        if len(ours) == len(theirs) and (len(spare) == 1 or len(spare) == len(ours)):  # one other name, or all of them
            return [spare.pop(0) if o is None else o for o in out]
        self.loose += [cell for row in block.kids[1:] for k, cell in enumerate(row.kids) if k in spare and cell.text]
        return out

    def row(self, node: Node, block: Block, columns) -> Hit:
        hit = Hit(node, block, block.first, block.last)
        for cell, k in zip(node.body, columns):
            if k is not None and k < len(block.kids):
                self.cell(hit, cell, block.kids[k])
        return hit

    def cell(self, hit, cell: Node, block: Block):
        if blanks(cell.head):
            self.head(hit, cell.head, cell, block, cell=True)

    def fixed_row(self, hit, node, block, run):
        for cell, theirs in list(zip(node.body, block.kids))[1:]:
            self.cell(hit, cell, theirs)

    # ------------------------------------------------------------ what a pair costs

    def cost(self, node: Node, block: Block) -> float | None:
        if node.kind == "repeat":
            price = self.cost(node.unit, block)
            return price if price is not None or node.unit.kind != block.kind else 0.5
        if node.kind == "prose":
            return None if block.kind == "title" else 0.3 + 0.15 * (block.kind in ("section", "rule"))
        if node.kind != block.kind:
            return None
        price = COST.get(node.kind, lambda self, n, b: 0.1)(self, node, block)
        return price if price is None else price + self.lead_cost(node, block)

    def lead_cost(self, node: Node, block: Block) -> float:
        """`Commands:` in front of the pattern, `Verification:` in front of the block: not the same thing."""
        ours, theirs = words(node.lead), self.leads.get(id(block), ())
        return 0.0 if not ours or ours == theirs else 0.5 if theirs else 0.2

    def text_cost(self, node: Node, block: Block) -> float | None:
        if not blanks(node.head):
            return alike(words(spell(node.head)), words(block.text), 0.6) if node.head else None
        found = node.find(block.text)
        if found is None:
            return 0.45 if node.kind == "item" and len(node.head) == 1 else None
        return 0.0 if found[0] else 0.2

    def section_cost(self, node: Node, block: Block) -> float | None:
        if block.kind != "section":
            return None
        found = node.find(block.text) if node.head else (True, [])
        if found and (literal_words(node.head) or not blanks(node.head)):
            return 0.0 if found[0] else 0.15
        if not literal_words(node.head):
            return 0.05 if found and found[0] else 0.4
        price = alike(literal_words(node.head), words(re.sub(r"\([^)]*\)", "", block.text)), 0.45)
        if price is not None and node.own and not node.own & {w[:5] for w in words(block.text)}:
            price = None  # only words that its siblings have as well
        return self.by_children(node, block) if price is None else 0.2 + price / 2

    def by_children(self, node: Node, block: Block) -> float | None:
        """Another heading over the same sub-headings."""
        theirs = [b for b in block.kids if b.kind == "section"]
        ours = [c.unit if c.kind == "repeat" else c for c in node.body]
        ours = [c for c in ours if c.kind == "section" and literal_words(c.head)]
        known = sum(any((self.section_cost(c, b) or 0) <= 0.15 and c.find(b.text) is not None for c in ours) for b in theirs)
        return 0.4 if theirs and ours and known >= len(theirs) / 2 else None

    def list_cost(self, node: Node, block: Block) -> float | None:
        odd = 0.1 * ((block.mark == "-") != (node.block.mark == "-"))
        items = block.kids
        if node.body and node.body[0].kind == "repeat":
            tick = 0.25 * (node.body[0].unit.tick != any(i.tick >= 0 for i in items))
            price = self.text_cost(node.body[0].unit, items[0]) if items else 0.2
            return min(0.55, odd + tick + (0.35 if price is None else price))
        if not node.body:
            return odd
        hits = sum(any((self.text_cost(p, i) or 0) <= 0.2 and self.text_cost(p, i) is not None for p in node.body) for i in items)
        return None if not hits else odd + 0.4 * (1 - hits / max(len(items), 1))

    def table_cost(self, node: Node, block: Block) -> float | None:
        ours = {w for c in node.block.kids[0].kids for w in words(c.text)}
        theirs = {w for c in block.kids[0].kids for w in words(c.text)}
        return 0.55 * (1 - len(ours & theirs) / max(len(ours | theirs), 1))

    def row_cost(self, node: Node, block: Block) -> float | None:
        if not node.body or not block.kids:
            return None
        return alike(words(spell(node.body[0].head)), words(block.kids[0].text), 0.6)

    def fence_cost(self, node: Node, block: Block) -> float | None:
        return 0.0 if node.mark.strip("`~").split(" ")[0] == block.mark.strip("`~").split(" ")[0] else 0.3

    def title_cost(self, node, block):
        return 0.0


def homeless(hit: Hit):
    """(parent hit, index, section pattern) of every section that the document does not show yet."""
    for k, (child, hits) in enumerate(zip(hit.node.body, hit.kids)):
        if child.kind == "section" and not hits:
            yield from ((hit, k, n) for n in child.walk() if n.kind == "section" and not any(s is n for r in child.walk() if r.kind == "repeat" for s in r.walk()))
        for inner in hits if child.kind != "repeat" else ():
            yield from homeless(inner)


def heading(node: Node) -> str:
    return spell(node.head) or node.kind


def heading_words(head) -> tuple[str, ...]:
    return words(re.sub(r"\([^)]*\)", "", " ".join(s.text for s in head if isinstance(s, Lit))))


def undo(text: str) -> str:
    return text[1:-1] if text.startswith("\n") and text.endswith("\n") and len(text) > 1 else text


def stay(node: Node, block: Block) -> float | None:
    if node.kind == "repeat":
        return 0.0
    if node.kind == "prose" and node.form != "prose":
        return None
    if node.absorbs():
        return None if node.kind == "text" and block.kind in ("section", "rule") else 0.3 if block.kind in ("section", "rule") else 0.05
    return None


@lru_cache(maxsize=65536)
def alike(ours: tuple, theirs: tuple, least: float) -> float | None:
    """0 for the same words; 1 less the share of words in common; None below `least`. People shorten words and use initials."""
    if ours == theirs:
        return 0.0
    if not ours or not theirs:
        return None
    if any(len(a) == 1 < len(b) and a[0] == "".join(w[0] for w in b) for a, b in ((ours, theirs), (theirs, ours))):
        return 0.1
    if not any(_stem(a, b) for a in ours for b in theirs):
        return None
    same = sum(any(_stem(a, b) for b in theirs) for a in ours) + sum(any(_stem(a, b) for a in ours) for b in theirs)
    ratio = same / (len(ours) + len(theirs))
    order = SequenceMatcher(None, ours, theirs, autojunk=False).ratio()
    return 1 - max(0.95 * ratio, order) if ratio >= least else None


def _stem(a: str, b: str) -> bool:
    return a == b or min(len(a), len(b)) >= 3 and (a.startswith(b) or b.startswith(a)) or min(len(a), len(b)) >= 5 and (
        re.sub("(?:ing|s|ed)$", "", a) == re.sub("(?:ing|s|ed)$", "", b))


def rows_of(repeat: Node, hits: list[Hit]) -> list[dict]:
    """The rows that say something; an example of the template that was left as it is says nothing."""
    return [row for row, _ in real_rows(repeat, hits)]


def real_rows(repeat: Node, hits: list[Hit]) -> list[tuple[dict, Hit]]:
    hits = [h for h in hits if not h.untouched]
    rows = [(values(h) | ({} if not repeat.unit.tick else {DONE: h.binds[DONE].value if DONE in h.binds else False}), h) for h in hits]
    return [(row, h) for row, h in rows if says(row)]


def _signature(block: Block) -> tuple[Any, ...]:
    """What a block says, wherever it stands."""
    return block.kind, block.text, tuple(_signature(kid) for kid in block.kids)


def values(hit: Hit) -> dict:
    out: dict = {}
    for child, hits in zip(hit.node.body, hit.kids):
        if child.kind == "repeat":
            out[child.key] = pack(child, rows_of(child, hits))
        elif hits:
            for h in hits:
                out |= values(h)
        for key in child.keys():
            out.setdefault(key, default_of(child, key))
    if hit.node.kind in ("row",):
        out |= {k: "" for k in hit.node.keys()}
    out |= {k: b.value for k, b in hit.binds.items() if k != DONE}
    return out


def default_of(node: Node, key: str):
    for n in node.walk():
        if n.key == key:
            return [] if n.kind == "repeat" else ""
        if any(isinstance(s, Flag) and s.key == key for s in n.head):
            return False
    return ""


MATCH = {"fence": Matcher.fence, "code": Matcher.fence, "table": Matcher.table, "row": Matcher.fixed_row}
COST = {"text": Matcher.text_cost, "item": Matcher.text_cost, "section": Matcher.section_cost, "list": Matcher.list_cost,
        "rule": lambda self, n, b: 0.0, "table": Matcher.table_cost, "row": Matcher.row_cost, "fence": Matcher.fence_cost, "title": Matcher.title_cost}
