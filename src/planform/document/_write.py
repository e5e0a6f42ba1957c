"""A pattern and values -> lines. The counterpart of _match, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from ..template import Blank, Block, Lit, Node, Num, Seg, Source
from ._hits import goes_on
from ._table import laid_out
from ._values import CODE_MEANT, DONE, View, empty_text, escape, marker, marker_block, unpack

INFO = re.compile(r"([`~]*)(.*)")
TICKS = re.compile(r"[`~]{3,}")
ALPHABET = 26
TAKES_THE_NEXT_LINE = ("list", "table", "quote")  # the text right below would be part of it


class Writer:
    """Lines of new parts, in the style of the template or of given neighbours."""

    def __init__(self, source: Source, speaks: frozenset[int]) -> None:
        self.source, self.speaks = source, speaks
        self.deeper = 0  # how many levels deeper than the template's the headings of new parts are
        self.sparse = False  # whether a new part is written without what nobody has filled in

    def lines(self, node: Node, view: View, style: str = "") -> list[str]:
        """The lines of a pattern, without its container's prefix.

        Args:
            node: the pattern.
            view: the values of its scope.
            style: how its neighbours begin (bullet, hashes, fence), or the columns of a table; "" for the template's.
        """
        return WRITE[node.kind](self, node, view, style)

    def _body(self, nodes: list[Node], view: View) -> list[str]:
        out: list[str] = []
        before = ""
        for k, node in enumerate(nodes):
            if (node.optional or self.sparse) and not _said(node, view) and not self._leads(nodes[k : k + 2], view):
                continue
            gap = max(node.gap, int(before in TAKES_THE_NEXT_LINE and node.kind in ("text", "prose")))
            out += [*[""] * gap, *self.lines(node, view)]
            before = node.kind
        return out

    def _leads(self, pair: list[Node], view: View) -> bool:
        """A label goes with the part it leads to."""
        label, *following = pair
        told = (n for n in following if n.lead)
        return label.kind == "text" and any(not (n.optional or self.sparse) or _said(n, view) for n in told)

    # --- by kind: pattern, values, style -> lines ---------------------------------------------------------------------

    def _literal(self, node: Node, view: View, style: str) -> list[str]:
        """HTML and rules as the template has them."""
        block = node.block
        begin = _column(self.source, block)
        first, *rest = (self.source.line(n) for n in range(block.first, block.last))
        return [first[begin:], *(line[len(block.prefix) :] for line in rest)]

    def _text(self, node: Node, view: View, style: str) -> list[str]:
        return (fill(node.head, view) + node.tail).split("\n")

    def _prose(self, node: Node, view: View, style: str) -> list[str]:
        value = escape(view.values.get(node.key, ""))
        if value == "":
            return (node.raws[0] or _dots(node)).split("\n")
        return (marker_block(value) if view.marks(node.key) else value).split("\n")

    def _front(self, node: Node, view: View, style: str) -> list[str]:
        return ["---", *self._body(node.body, view), "---"]

    def _entry(self, node: Node, view: View, style: str) -> list[str]:
        return [fill(node.head, view), *("  " + line for line in self._body(node.body, view))]

    def _section(self, node: Node, view: View, style: str) -> list[str]:
        heading = " ".join(fill(node.head, view).split())
        mark = node.mark and "#" * min(6, max(1, len(node.mark) + self.deeper))
        return [f"{style or mark} {heading}".lstrip(), *self._body(node.body, view)]

    def _list(self, node: Node, view: View, style: str) -> list[str]:
        if [child.kind for child in node.body] == ["repeat"]:
            return self._repeat(node.body[0], view, style)
        return self._body(node.body, view)

    def _item(self, node: Node, view: View, style: str) -> list[str]:
        mark = re.sub(r"\d+", str(view.number), style or node.mark, count=1)
        tick = f"[{'x' if view.values.get(DONE) else ' '}] " if node.tick else ""
        first, *rest = fill(node.head, view).split("\n")
        pad = " " * (len(mark) + 1)
        inside = [*rest, *self._body(node.body, view)]
        return [f"{mark} {tick}{first}".rstrip() + node.tail, *(pad + line if line else "" for line in inside)]

    def _repeat(self, node: Node, view: View, style: str) -> list[str]:
        rows = unpack(node, view.values.get(node.key))
        if not rows:
            return self._samples(node)
        sparse, self.sparse = self.sparse, False  # a row shows what it may hold
        out = self._spread((self.lines(node.unit, view.row(node, n, row), style) for n, row in enumerate(rows)), node)
        self.sparse = sparse
        return out

    def _samples(self, repeat: Node) -> list[str]:
        """The examples as the template shows them; those that read as content cannot stand for `none`."""
        if id(repeat) in self.speaks:
            return []
        return self._spread((self._shown(e.block) for e in repeat.examples if not (e.static or e.said)), repeat)

    def _spread(self, parts: Iterable[list[str]], repeat: Node) -> list[str]:
        """Rows with as many blank lines between them as the template's examples have."""
        gap = [""] * self._gap(repeat)
        out: list[str] = []
        for part in parts:
            out += [*(gap if out else ()), *part]
        return out

    def _gap(self, repeat: Node) -> int:
        """Blank lines between two examples, where nothing else stands between them: each may have its own list."""
        for a, b in pairwise(e.block for e in repeat.examples):
            if b.first >= a.last and not any(self.source.line(n).strip() for n in range(a.last, b.first)):
                return b.first - a.last
        return default_gap(repeat)

    def _shown(self, block: Block) -> list[str]:
        """The source of a block, without its container's prefix."""
        begin = _column(self.source, block)
        lines = [self.source.line(n) for n in range(block.first, block.last)]
        return [line[begin:] if line[:begin].strip() in ("", ">") else line.lstrip() for line in lines]

    def _table(self, node: Node, view: View, style: str) -> list[str]:
        head = [self.source.line(n).strip() for n in (node.block.first, node.block.first + 1)]
        body = self._body(node.body, view)
        if node.body and node.body[0].kind == "row" and node.body[0].block is node.block.kids[0]:
            return [body[0], head[1], *body[1:]]  # a form whose head is a row of it
        return [*head, *body]

    def _row(self, node: Node, view: View, style: str) -> list[str]:
        cells = [_cell_text(fill(cell.head, view)) for cell in node.body]
        return ["| " + " | ".join(laid_out(cells, style)) + " |"]

    def _code(self, node: Node, view: View, style: str) -> list[str]:
        """A fence longer than any in the code. The template's example means empty, unless a mark says it is meant."""
        value = view.values.get(node.key, "")
        meant = CODE_MEANT if value != "" and value in node.raws else ""
        value = value or node.raws[0]
        value = value if value in node.raws else escape(value)
        ticks, info = _opening(style or node.mark) if node.kind == "fence" else ("```", "")
        longest = max(map(len, TICKS.findall(value)), default=0)
        ticks = ticks[:1] * max(len(ticks), longest + 1, 3)
        return [ticks + info + meant, *value.split("\n"), ticks]

    def _quote(self, node: Node, view: View, style: str) -> list[str]:
        return ["> " + line if line else ">" for line in self._body(node.body, view)]


WRITE: dict[str, Callable[[Writer, Node, View, str], list[str]]] = {
    "front": Writer._front,
    "entry": Writer._entry,
    "title": Writer._section,
    "section": Writer._section,
    "text": Writer._text,
    "prose": Writer._prose,
    "list": Writer._list,
    "item": Writer._item,
    "repeat": Writer._repeat,
    "table": Writer._table,
    "row": Writer._row,
    "fence": Writer._code,
    "code": Writer._code,
    "quote": Writer._quote,
    "html": Writer._literal,
    "rule": Writer._literal,
}


def _said(node: Node, view: View) -> bool:
    """Is there anything to write in an optional part?"""
    return any(map(view.values.get, node.keys()))


def _dots(node: Node) -> str:
    """What stands in a section of which the template says nothing but `...`."""
    return next((b.text for b in node.block.kids if goes_on(b)), "") if node.block.kind == "section" else ""


def default_gap(repeat: Node) -> int:
    """Blank lines between rows of which nothing shows it."""
    return int(repeat.unit.kind == "section")


def _column(source: Source, block: Block) -> int:
    """Where a block starts on its first line."""
    line = source.line(block.first)
    return len(line) - len(line.lstrip(" >")) if block.kind == "item" else min(len(block.prefix), len(line))


def _opening(mark: str) -> tuple[str, str]:
    """Ticks and language of a fence."""
    m = INFO.match(mark)
    return (m[1] or "`", m[2]) if m else ("`", "")


def _cell_text(text: str) -> str:
    """A cell has one line, and no bar that is not escaped."""
    return re.sub(r"\s*\n\s*", " ", text).replace("|", "\\|")


# --- one text ---------------------------------------------------------------------------------------------------------


def fill(head: Iterable[Seg], view: View) -> str:
    """The text of a head with its values."""
    return "".join(_segment(seg, view) for seg in head)


def _segment(seg: Seg, view: View) -> str:
    if isinstance(seg, Blank):
        return _blank_text(seg, view)
    if isinstance(seg, Num):
        return _counter(seg, view.number) if view.address else seg.text
    return seg.text if isinstance(seg, Lit) or view.values.get(seg.key) else ""


def _counter(seg: Num, number: int) -> str:
    """`Phase 2`, `Option B`."""
    lettered = seg.text.isalpha() and number <= ALPHABET
    return chr(ord("A") - 1 + number) if lettered else str(number)


def _blank_text(blank: Blank, view: View) -> str:
    value = escape(view.get(blank))
    if value == "":
        return empty_text(blank)
    space = " " if any(raw.startswith(" ") for raw in blank.raws) else ""
    return space + (marker(value) if view.marks(blank.key) else value)
