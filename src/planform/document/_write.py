"""A pattern and values -> lines. The counterpart of _match, kind by kind."""

from __future__ import annotations

import re

from ..template import Blank, Flag, Lit, Node, Num, Source
from ._values import DONE, View, empty_text, escape, marker, unpack


class Writer:
    """Lines of new parts, in the style of the template or of given neighbours."""

    def __init__(self, source: Source, speaks: frozenset[int]) -> None:
        self.source, self.speaks = source, speaks

    def lines(self, node: Node, view: View, style: str = "") -> list[str]:
        return WRITE[node.kind](self, node, view, style)

    def body(self, nodes: list[Node], view: View) -> list[str]:
        out: list[str] = []
        for node, following in zip(nodes, [*nodes[1:], None]):
            if node.optional and not said(node, view) and not leads(node, following, view):
                continue
            out += [""] * node.gap + self.lines(node, view)
        return out

    def literal(self, node: Node, view=None, style="") -> list[str]:
        block = node.block
        return [self.source.line(n)[len(block.prefix) if n > block.first else _column(self.source, block):]
                for n in range(block.first, block.last)]

    def text(self, node: Node, view: View, style: str = "") -> list[str]:
        lines = fill(node.head, view).split("\n")
        return [*lines[:-1], lines[-1] + node.tail]

    def prose(self, node: Node, view: View, style: str = "") -> list[str]:
        return prose_text(node, view).split("\n")

    def section(self, node: Node, view: View, style: str = "") -> list[str]:
        return [f"{style or node.mark} {one(fill(node.head, view))}", *self.body(node.body, view)]

    def list(self, node: Node, view: View, style: str = "") -> list[str]:
        if node.body and node.body[0].kind == "repeat":
            return self.repeat(node.body[0], view, style)
        return self.body(node.body, view)

    def item(self, node: Node, view: View, style: str = "") -> list[str]:
        mark = re.sub(r"\d+", str(view.number), style or node.mark, count=1)
        first = mark + " " + (f"[{'x' if view.values.get(DONE) else ' '}] " if node.tick else "")
        rest = fill(node.head, view).split("\n")
        inside = [*rest[1:], *self.body(node.body, view)] if rest[1:] or node.body else []
        pad = " " * (len(mark) + 1)
        return [(first + rest[0]).rstrip() + node.tail, *(pad + line if line else "" for line in inside)]

    def repeat(self, node: Node, view: View, style: str = "") -> list[str]:
        rows = unpack(node, view.values.get(node.key))
        if not rows:
            return self.samples(node)
        gap = row_gap(node)
        out: list[str] = []
        for n, row in enumerate(rows):
            out += ([""] * gap if n else []) + self.lines(node.unit, view.row(node, n, row), style)
        return out

    def samples(self, node: Node) -> list[str]:
        """The examples as the template shows them."""
        out: list[str] = []
        if id(node) in self.speaks:
            return out
        for example in (e for e in node.examples if not e.static):
            out += ([""] * row_gap(node) if out else []) + self.shown(example.block)
        return out

    def shown(self, block) -> list[str]:
        """The source of a block, without its container's prefix."""
        base = _column(self.source, block)
        lines = [self.source.line(n) for n in range(block.first, block.last)]
        return [line[base:] if line[:base].strip() in ("", ">") else line.lstrip() for line in lines]

    def table(self, node: Node, view: View, style: str = "") -> list[str]:
        head = [self.source.line(n).strip() for n in (node.block.first, node.block.first + 1)]
        return [*head, *self.body(node.body, view)]

    def row(self, node: Node, view: View, style: str = "") -> list[str]:
        widths = [int(w) for w in style.split()] if style else []
        cells = [cell_text(fill(c.head, view)) for c in node.body]
        return ["| " + " | ".join(c.ljust(widths[k]) if k < len(widths) else c for k, c in enumerate(cells)) + " |"]

    def fence(self, node: Node, view: View, style: str = "") -> list[str]:
        value, mark = view.values.get(node.key, ""), style or node.mark
        value, deliberate = (node.raws[0], False) if value == "" else (value, value in node.raws)
        value = value if value in node.raws else escape(value)
        ticks, info = re.match(r"([`~]*)(.*)", mark).groups() if node.kind == "fence" else ("```", "")
        longest = max((len(m) for m in re.findall(r"[`~]{3,}", value)), default=0)
        ticks = (ticks[0] if ticks else "`") * max(len(ticks), longest + 1, 3)
        return [ticks + info + (" pf" if deliberate and value != "" and (info or True) else ""), *value.split("\n"), ticks]

    def quote(self, node: Node, view: View, style: str = "") -> list[str]:
        return ["> " + line if line else ">" for line in self.body(node.body, view)]


def said(node: Node, view: View) -> bool:
    """Is there anything to write in an optional part? A label alone goes with what follows it."""
    keys = node.keys()
    return any(view.values.get(k) for k in keys)


def leads(node: Node, following: Node | None, view: View) -> bool:
    """A label goes with the part it leads to."""
    return bool(node.kind == "text" and following and following.lead and (not following.optional or said(following, view)))


def one(text: str) -> str:
    return " ".join(text.split())


def fill(head, view: View) -> str:
    return "".join(FILL[type(seg)](seg, view) for seg in head)


def blank_text(blank: Blank, view: View) -> str:
    value = escape(view.get(blank))
    if value == "":
        return empty_text(blank)
    around = "\n" if "\n" in value else ""
    space = " " if any(raw.startswith(" ") for raw in blank.raws) else ""
    return space + (marker(value, around) if view.marks(blank.key) else value)


def prose_text(node: Node, view: View) -> str:
    value = escape(view.values.get(node.key, ""))
    if value == "":
        return node.raws[0]
    return marker(value, "\n") if view.marks(node.key) else value


def cell_text(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text).replace("|", "\\|")


def row_gap(repeat: Node) -> int:
    gaps = [b.block.first - a.block.last for a, b in zip(repeat.examples, repeat.examples[1:])]
    return gaps[0] if gaps else 1 if repeat.unit.kind == "section" else 0


def _column(source: Source, block) -> int:
    """Where a block starts on its first line."""
    line = source.line(block.first)
    return min(len(block.prefix), len(line)) if block.kind not in ("item",) else len(line) - len(line.lstrip(" >"))


def _lit(seg, view):
    return seg.text


FILL = {Lit: _lit, Blank: blank_text, Num: lambda seg, view: str(view.number) if view.address else seg.text,
        Flag: lambda seg, view: seg.text if view.values.get(seg.key) else ""}
WRITE = {"text": Writer.text, "title": Writer.section, "section": Writer.section, "prose": Writer.prose, "list": Writer.list,
         "item": Writer.item, "repeat": Writer.repeat, "table": Writer.table, "row": Writer.row, "fence": Writer.fence,
         "code": Writer.fence, "quote": Writer.quote, "html": Writer.literal, "rule": Writer.literal}
