"""A document and values -> the same document with only the spans of changed values rewritten."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher
from itertools import pairwise
from operator import attrgetter
from typing import cast

from ..errors import InvalidDocumentError
from ..template import Blank, Flag, Node, Source, cut
from ._hits import Bind, Hit, real_rows
from ._scalars import quoted
from ._table import columns_style, empty_width, in_line
from ._values import CODE_MEANT, DONE, Values, View, empty_text, escape, marker, unpack
from ._where import beginning, changed, deeper, gap_between, until, wanted
from ._write import Writer

NEAR = 3  # lines that may stand between two rows of one run
PARTED = 2  # blank lines that go with a row because they part it from the next


class Editor:
    """Collects the edits of one document, (start, end, text), in any order."""

    def __init__(self, source: Source, origin: Source, speaks: frozenset[int], sparse: bool = True) -> None:
        self.source = source
        self.fresh = source.raw == origin.raw
        self.writer = Writer(origin, speaks)
        self.sparse = sparse  # whether parts that the document lacks are written without what nobody has filled in
        self.edits: list[tuple[int, int, str]] = []
        self.widths: dict[int, int] = {}  # id of a cell -> width of its column, where the table's columns are in line
        self.empty = 2  # characters between the bars of this table's empty cells

    def result(self) -> str:
        """The raw text with the edits in place, line ends as the document has them."""
        source, done = self.source, 0
        newline = source.newline
        out: list[str] = []
        for start, end, text in sorted(self.edits, key=lambda edit: edit[0]):
            first, last = source.raw_offset(start), source.raw_offset(end)
            if first < done:
                raise InvalidDocumentError(
                    "two changes would meet in one place; write one of them by hand", line=source.line_of(start)
                )
            out += source.raw[done:first], text.replace("\n", newline)
            done = last
        return "".join(out) + source.raw[done:]

    def shared(self, places: Mapping[str, Iterable[Bind]], old: Values, new: View) -> None:
        """Every other place of a value that stands in several; what a person made another there stays."""
        for key, binds in places.items():
            if new.values.get(key) == old.get(key) and not new.marks(key):
                continue
            for bind in (b for b in binds if b.value in ("", old.get(key, ""))):
                if not any(start <= bind.start and bind.end <= end for start, end, _ in self.edits):
                    self._blank(bind, key, new)

    def hit(self, hit: Hit, old: View, new: View) -> None:
        """Whatever changed in a pattern's own scope, and in the groups inside."""
        for key, bind in hit.binds.items():
            if key == DONE:
                if DONE in new.values:  # else it ticks the template's own words, which no value holds
                    self._tick(bind, new)
            elif new.values.get(key) != old.values.get(key) or new.marks(key):
                EDIT[type(bind.slot)](self, bind, key, new)
        if hit.block.kind == "table":
            self.widths |= in_line(self.source, hit.block)
            self.empty = empty_width(self.source, hit.block)
        self._children(hit, old, new)

    def _replace(self, start: int, end: int, text: str) -> None:
        self.edits.append((start, end, text))

    # --- one value ----------------------------------------------------------------------------------------------------

    def _tick(self, bind: Bind, new: View) -> None:
        done = bool(new.values.get(DONE))
        if done != bind.value:
            self._replace(bind.start, bind.end, "x" if done else " ")

    def _flag(self, bind: Bind, key: str, new: View) -> None:
        self._replace(bind.start, bind.end, cast(Flag, bind.slot).text if new.values.get(key) else "")

    def _blank(self, bind: Bind, key: str, new: View) -> None:
        value = escape(new.values.get(key, ""))
        text = value or empty_text(cast(Blank, bind.slot)).strip()
        if value and new.marks(key):
            text = marker(value)
        elif value and bind.block.kind == "entry":
            text = quoted(value, self.source.text[bind.block.at[0] : bind.start])
        if bind.block.kind == "cell":
            return self._cell(bind, text.replace("|", "\\|").replace("\n", " "))
        before, after = self.source.text[bind.start - 1 : bind.start], self.source.text[bind.end : bind.end + 1]
        pad = " " if bind.start == bind.end and before and not before.isspace() else ""
        start = bind.start - int(not text and before == " " and not after.strip())  # a bare label as it was
        return self._replace(start, bind.end, pad + indent(text, bind.block.prefix))

    def _cell(self, bind: Bind, text: str) -> None:
        """Columns in line stay so, as far as the text fits; an empty cell is as wide as others are."""
        start, end, width = bind.start, bind.end, self.widths.get(id(bind.block), 0)
        while (width or not text or start == end) and end < bind.block.body and self.source.text[end] == " ":
            end += 1
        if width:
            return self._replace(start, end, text.ljust(width) + " ")
        if text:
            return self._replace(start, end, text + " " * (bind.start == bind.end))
        return self._replace(start, end, " " * max(0, self.empty - 1))

    def _node(self, bind: Bind, key: str, new: View) -> None:
        """Prose and code are written whole."""
        node, block = cast(Node, bind.slot), bind.block
        style = block.mark.removesuffix(CODE_MEANT) if node.kind == block.kind == "fence" else ""
        start = bind.start
        if node.kind in ("fence", "code"):
            line = self.source.line(block.first)
            start += len(line) - len(line[len(block.prefix) :].lstrip()) if line.startswith(block.prefix) else 0
        text = "\n".join(self.writer.lines(node, new, style))
        if not text:  # an empty section is its heading
            start = len(self.source.text[:start].rstrip())
        self._replace(start, bind.end, indent(text, block.prefix))

    # --- what is inside -----------------------------------------------------------------------------------------------

    def _children(self, hit: Hit, old: View, new: View) -> None:
        previous: Hit | None = None
        for k, (child, hits) in enumerate(zip(hit.node.body, hit.kids, strict=False)):
            if child.kind == "repeat" and hits:
                if changed(child, old, new):
                    self._rows(child, hits, hit, old, new)
            elif hits:
                for inner in hits:
                    self.hit(inner, old, new)
            elif wanted(hit, k, old, new):
                self._insert(child, hit, previous, new)
            previous = max(hits, key=attrgetter("last"), default=previous)

    def _insert(self, node: Node, parent: Hit, previous: Hit | None, new: View) -> None:
        """A part the document does not have yet goes after the one before it."""
        beside = previous if previous and previous.block.kind == node.kind == "item" else None
        self.writer.deeper, self.writer.sparse = deeper(parent), self.sparse
        lines = self.writer.lines(node, new, beside.block.mark if beside else "")
        self.writer.sparse = False
        if lines in ([], [""]):
            return
        if node.kind == "front":  # stands at the top or is none
            return self._replace(0, 0, "\n".join(lines) + "\n")
        if previous and previous.node.kind == "section" and node.kind != "section" and parent.node.kind == "doc":
            lines = ["---", "", *lines]  # else it would be the last section's
        prefix = self._outer(beside) if beside else (previous or parent).block.prefix
        last = previous.last if previous else beginning(parent)
        if not last:
            return self._replace(0, 0, "\n".join(lines) + "\n\n")
        at = self.source.end(last)
        return self._replace(at, at, indent("\n" * (node.gap + 1) + "\n".join(lines), prefix))

    # --- groups -------------------------------------------------------------------------------------------------------

    def _rows(self, repeat: Node, hits: list[Hit], within: Hit, old: View, new: View) -> None:
        """Rows that stay are edited, the others dropped and added: never rewritten from the first to the last."""
        before, after = real_rows(repeat, hits), unpack(repeat, new.values.get(repeat.key))
        if not after and hits[0].reshaped:
            return self._drop(hits, hits)
        fresh = self.fresh and any(hit.untouched for hit in hits)  # a new document shows no examples beside its rows
        if not before or not after or fresh:
            return self._rewrite(repeat, hits, within, new)
        keys = [_comparable(row) for row, _ in before], [_comparable(row) for row in after]
        for _, i, j, k, m in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
            same = min(j - i, m - k)
            for n in range(same):
                row, hit = before[i + n]
                self.hit(hit, old.row(repeat, i + n, row), new.row(repeat, k + n, after[k + n]))
            self._drop([hit for _, hit in before[i + same : j]], hits)
            added = [new.row(repeat, n, after[n]) for n in range(k + same, m)]
            if added and i + same:
                self._add_after(before[i + same - 1][1], repeat, hits, within, added)
            elif added:
                self._add_before(before[0][1], repeat, hits, within, added)
        return None

    def _rewrite(self, repeat: Node, hits: list[Hit], within: Hit, new: View) -> None:
        """From examples to rows, or from rows to none."""
        first, last = hits[0], hits[-1]
        if any(b.first - a.last > NEAR for a, b in pairwise(hits)):  # what stands between far rows is not ours
            last = first
            self._drop(hits[1:], hits)
        start, end = (
            self.source.start(first.first) + self._column(first),
            self.source.end(until(last.last, within.block)),
        )
        lines = self.writer.lines(repeat, new, self._style(first, within))
        if not lines:
            start, end = self.source.start(first.first), self.source.start(last.last)
            if end > start > 0 and not self.source.text[start:end].endswith("\n"):
                start -= 1
        self._replace(start, end, indent("\n".join(lines), self._outer(first)))

    def _drop(self, gone: list[Hit], hits: list[Hit]) -> None:
        """Rows go with the blank lines that part them from the next, the last with those that part it from others."""
        places = sorted(hits.index(hit) for hit in gone)
        while places:
            begin = end = places.pop(0)
            while places and places[0] == end + 1 and self._near(hits[end], hits[end + 1]):
                end = places.pop(0)
            start, stop = self.source.start(hits[begin].first), self.source.start(hits[end].last)
            if end + 1 < len(hits) and self._near(hits[end], hits[end + 1]):
                stop = self.source.start(hits[end + 1].first)
            elif begin and self._near(hits[begin - 1], hits[begin]):
                start, stop = self.source.end(hits[begin - 1].last), self.source.end(hits[end].last)
            self._replace(start, stop, "")

    def _near(self, hit: Hit, following: Hit) -> bool:
        """Whether nothing but a few blank lines stands between two rows."""
        between = range(hit.last, following.first)
        return 0 <= len(between) <= PARTED and not any(self.source.line(n).strip() for n in between)

    def _add_after(self, neighbour: Hit, repeat: Node, hits: list[Hit], within: Hit, rows: list[View]) -> None:
        gap, outer = [""] * gap_between(hits, repeat), self._outer(neighbour)
        lines = [line for row in self._new(repeat, neighbour, within, rows) for line in (*gap, *row)]
        at = self.source.end(neighbour.last)
        self._replace(at, at, indent("\n".join(["", *lines]), outer))

    def _add_before(self, neighbour: Hit, repeat: Node, hits: list[Hit], within: Hit, rows: list[View]) -> None:
        gap, outer = [""] * gap_between(hits, repeat), self._outer(neighbour)
        lines = [line for row in self._new(repeat, neighbour, within, rows) for line in (*row, *gap)]
        at = self.source.start(neighbour.first) + self._column(neighbour)
        self._replace(at, at, indent("\n".join(lines), outer) + "\n" + outer)

    def _new(self, repeat: Node, neighbour: Hit, within: Hit, rows: list[View]) -> Iterable[list[str]]:
        if neighbour.reshaped:
            return (self._copied(neighbour, row).split("\n") for row in rows)
        self.writer.deeper = deeper(neighbour)
        style = self._style(neighbour, within)
        return (self.writer.lines(repeat.unit, row, style) for row in rows)

    def _copied(self, hit: Hit, row: View) -> str:
        """A row like its neighbour, whatever shape that has, with other values."""
        start, out = self.source.start(hit.first) + self._column(hit), ""
        for key, bind in sorted(hit.binds.items(), key=lambda pair: pair[1].start):
            value = ("x" if row.values.get(DONE) else " ") if key == DONE else escape(row.values.get(key) or "")
            value = marker(value) if value and row.marks(key) else value
            value = value.replace("|", "\\|").replace("\n", " ") if bind.block.kind == "cell" else value
            out += self.source.plain[start : bind.start] + value
            start = bind.end
        first, *rest = (out + self.source.plain[start : self.source.end(hit.last)]).split("\n")
        return "\n".join([first, *(cut(line, self._outer(hit)) for line in rest)])

    # --- the style of what is there -----------------------------------------------------------------------------------

    def _column(self, hit: Hit) -> int:
        """Where a row begins on its first line."""
        line = self.source.line(hit.first)
        return len(line) - len(line.lstrip(" >" if hit.block.kind == "item" else None))

    def _outer(self, hit: Hit) -> str:
        """What stands before a row's first line."""
        return self.source.line(hit.first)[: self._column(hit)]

    def _style(self, hit: Hit, within: Hit) -> str:
        """A bullet or hashes as they are, or the columns of a table."""
        if hit.block.kind == "row":
            return columns_style(within.columns, [self.widths.get(id(cell), 0) for cell in hit.block.kids])
        return hit.block.mark if hit.block.kind in ("item", "section") else ""


EDIT: dict[type, Callable[[Editor, Bind, str, View], None]] = {
    Blank: Editor._blank,
    Flag: Editor._flag,
    Node: Editor._node,
}


def indent(text: str, prefix: str) -> str:
    """Every line after the first gets the container's prefix."""
    head, *rest = text.split("\n")
    return "\n".join([head, *(prefix + line if line else prefix.rstrip() for line in rest)])


def _comparable(row: Values) -> str:
    return json.dumps(row, sort_keys=True, default=str)
