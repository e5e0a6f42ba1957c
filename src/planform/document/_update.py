"""A document, and values that changed -> the same document with only those spans rewritten. Rendering is updating the template itself."""

from __future__ import annotations

import json
from typing import Any
from difflib import SequenceMatcher

from ..template import Blank, Flag, Node, Source
from ._match import Bind, Hit, real_rows
from ._values import DONE, View, empty_text, escape, marker, pack, unpack
from ._write import Writer


class Editor:
    def __init__(self, source: Source, origin: Source, speaks: frozenset[int]) -> None:
        self.source = source
        self.writer = Writer(origin, speaks)
        self.edits: list[tuple[int, int, str]] = []

    def result(self) -> str:
        """The raw text with the edits in place, line ends as the document has them."""
        source, out, done = self.source, [], 0
        newline = "\r\n" if source.crlf else "\n"
        for start, end, text in sorted(self.edits, key=lambda e: e[0]):
            a, b = source.raw_offset(start), source.raw_offset(end)
            if a < done:
                raise ValueError(f"two edits meet at {start}")
            out += source.raw[done:a], text.replace("\n", newline) if newline != "\n" else text
            done = b
        return "".join(out) + source.raw[done:]

    def shared(self, places: dict[str, list[Bind]], old: dict[str, Any], new: View) -> None:
        """Every other place of a value that stands in several."""
        for key, binds in places.items():
            for bind in binds if new.values.get(key) != old.get(key) or new.marks(key) else ():
                if not any(a <= bind.start and bind.end <= b for a, b, _ in self.edits):
                    self.blank(bind, key, new)

    # ------------------------------------------------------------ one hit

    def hit(self, hit: Hit, old: View, new: View) -> None:
        for key, bind in hit.binds.items():
            if key == DONE:
                if bool(new.values.get(DONE)) != bind.value:
                    self.edits.append((bind.start, bind.end, "x" if new.values.get(DONE) else " "))
            elif new.values.get(key) != old.values.get(key) or new.marks(key):
                self.bind(bind, key, new)
        self.children(hit, old, new)

    def bind(self, bind, key: str, new: View) -> None:
        EDIT[type(bind.slot)](self, bind, key, new)

    def blank(self, bind, key, new) -> None:
        value, slot = escape(new.values.get(key, "")), bind.slot
        text = value or empty_text(slot).strip()
        if value and new.marks(key):
            text = marker(value, "\n" if "\n" in value else "")
        if bind.block.kind == "cell":
            return self.cell(bind, text.replace("|", "\\|").replace("\n", " "))
        before = self.source.text[bind.start - 1:bind.start]
        pad = " " if bind.start == bind.end and before and not before.isspace() else ""
        self.edits.append((bind.start, bind.end, pad + indent(text, bind.block.prefix)))

    def cell(self, bind, text) -> None:
        """Keep the column's width where the new text still fits."""
        end = bind.end
        while end < bind.block.body - 1 and self.source.text[end] == " ":
            end += 1
        padded = end - bind.end > 0 and bind.end > bind.start
        self.edits.append((bind.start, end, text.ljust(end - bind.start)) if padded else (bind.start, bind.end, text or " "))

    def flag(self, bind, key, new) -> None:
        self.edits.append((bind.start, bind.end, bind.slot.text if new.values.get(key) else ""))

    def node(self, bind, key, new) -> None:
        node = bind.slot
        style = bind.block.mark.removesuffix(" pf") if node.kind == "fence" and bind.block.kind == "fence" else ""
        lines = self.writer.lines(node, new, style)
        start = bind.start
        if node.kind in ("fence", "code"):
            line = self.source.line(bind.block.first)
            start += len(line) - len(line[len(bind.block.prefix):].lstrip()) if line.startswith(bind.block.prefix) else 0
        self.edits.append((start, bind.end, indent("\n".join(lines), bind.block.prefix)))

    # ------------------------------------------------------------ what is inside

    def children(self, hit: Hit, old: View, new: View) -> None:
        previous: Hit | None = None
        for child, hits in zip(hit.node.body, hit.kids):
            changed = any(new.values.get(k) != old.values.get(k) or self.below(new, k) for k in child.keys())
            if child.kind == "repeat" and hits:
                if changed:
                    self.rows(child, hits, old, new)
            elif hits:
                for h in hits:
                    self.hit(h, old, new)
            elif not set(child.keys()) & set(hit.binds) and (changed or self.leads(hit, child, old, new)):
                self.insert(child, hit, previous, new)
            previous = max((h for h in hits), key=lambda h: h.last, default=previous)

    def below(self, view: View, key: str) -> bool:
        here = (*view.address, key)
        return any(a[:len(here)] == here for a in view.marked)

    def leads(self, hit, child, old, new) -> bool:
        """A literal label that the document lacks comes with the part it leads to."""
        k = hit.node.body.index(child)
        following = hit.node.body[k + 1] if k + 1 < len(hit.node.body) else None
        return bool(child.kind == "text" and following and following.lead and not hit.kids[k + 1]
                    and any(new.values.get(x) != old.values.get(x) for x in following.keys()))

    def insert(self, node: Node, parent: Hit, previous: Hit | None, new: View) -> None:
        """A part the document does not have yet goes after the one before it."""
        item = previous is not None and previous.block.kind == "item" and node.kind == "item"
        lines = self.writer.lines(node, new, previous.block.mark if item else "")
        if lines in ([], [""]):
            return
        block = parent.block
        last = previous.last if previous else (block.body or block.first + 1) if block.kind in ("section", "item", "title") else block.first
        prefix = self.outer(previous) if item else previous.block.prefix if previous else block.prefix
        at = self.source.end(last) if last else 0
        text = indent("\n" * (node.gap + 1) + "\n".join(lines), prefix)
        self.edits.append((at, at, text))

    # ------------------------------------------------------------ groups

    def rows(self, repeat: Node, hits: list[Hit], old: View, new: View) -> None:
        before = real_rows(repeat, hits)
        after = unpack(repeat, new.values.get(repeat.key))
        if not before or not after:
            return self.rewrite(repeat, hits, after, new)
        keys = [json.dumps(row, sort_keys=True, default=str) for row, _ in before], [json.dumps(r, sort_keys=True, default=str) for r in after]
        for tag, i, j, k, m in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
            same = min(j - i, m - k)
            for n in range(same):
                row, hit = before[i + n]
                self.hit(hit, old.row(repeat, i + n, row), new.row(repeat, k + n, after[k + n]))
            self.drop([h for _, h in before[i + same:j]], hits)
            if m - k > same:
                self.add(repeat, before[max(0, i + same - 1)][1], hits, after, range(k + same, m), new, ahead=i + same == 0)

    def rewrite(self, repeat, hits, after, new) -> None:
        """From examples to rows, or from rows to none."""
        first = hits[0]
        near = [h for k, h in enumerate(hits) if not k or hits[k - 1].last >= h.first - 3]
        last = near[-1] if len(near) == len(hits) else first  # what stands between far rows is not ours
        self.drop(hits[1:] if last is first and len(hits) > 1 else [], hits)
        column = self.column(first)
        start, end = self.source.start(first.first) + column, self.source.end(last.last)
        view = View({**new.values, repeat.key: pack(repeat, after)}, new.address, new.root, new.marked)
        lines = self.writer.repeat(repeat, view, self.style(repeat, first))
        if not lines:
            start, end = self.source.start(first.first), self.source.start(last.last)
            if end > start and not self.source.text[start:end].endswith("\n") and start:
                start -= 1
        self.edits.append((start, end, indent("\n".join(lines), self.outer(first))))

    def drop(self, gone: list[Hit], hits: list[Hit]) -> None:
        for hit in gone:
            k = hits.index(hit)
            last = hits[k + 1].first if k + 1 < len(hits) and hit.last < hits[k + 1].first <= hit.last + 2 else hit.last
            self.edits.append((self.source.start(hit.first), self.source.start(last), ""))

    def add(self, repeat, neighbour: Hit, hits, rows, which, new, ahead) -> None:
        lines: list[str] = []
        gap = self.gap(hits, repeat)
        for n in which:
            row = self.writer.lines(repeat.unit, new.row(repeat, n, rows[n]), self.style(repeat, neighbour))
            lines += row + [""] * gap if ahead else [""] * gap + row
        text = indent("\n".join(lines), self.outer(neighbour))
        if ahead:
            at = self.source.start(neighbour.first) + self.column(neighbour)
            self.edits.append((at, at, text + "\n" + self.outer(neighbour)))
        else:
            at = self.source.end(neighbour.last)
            self.edits.append((at, at, indent("\n", self.outer(neighbour)) + text))

    def gap(self, hits: list[Hit], repeat: Node) -> int:
        gaps = [b.first - a.last for a, b in zip(hits, hits[1:])]
        return max(0, min(gaps)) if gaps else 1 if repeat.unit.kind == "section" else 0

    def column(self, hit: Hit) -> int:
        line = self.source.line(hit.first)
        return len(line) - len(line.lstrip(" >")) if hit.block.kind == "item" else len(line) - len(line.lstrip())

    def outer(self, hit: Hit) -> str:
        """What stands before a row's first line."""
        line = self.source.line(hit.first)
        return line[:self.column(hit)] if not line[:self.column(hit)].strip() else line[:self.column(hit)]

    def style(self, repeat: Node, hit: Hit) -> str:
        if hit.block.kind == "row":
            return " ".join(str(len(self.source.text[c.at[0]:c.body].rstrip("|")) - 1) for c in hit.block.kids)
        return hit.block.mark if hit.block.kind in ("item", "section") else ""


def indent(text: str, prefix: str) -> str:
    """Every line after the first gets the container's prefix."""
    head, *rest = text.split("\n")
    return "\n".join([head, *(prefix + line if line else prefix.rstrip() for line in rest)])


EDIT = {Blank: Editor.blank, Flag: Editor.flag, Node: Editor.node}
