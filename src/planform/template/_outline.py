"""Markdown text -> a tree of blocks that know the exact characters they came from. The only module that knows markdown-it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt

from ._blanks import is_more
from ._source import Source, cut, shared

PARSER = MarkdownIt("commonmark").enable("table").disable(["reference", "inline"])
MARKER = re.compile(r"[ ]{0,3}(?:[-*+]|\d{1,9}[.)])")
TICK = re.compile(r"\[([ xX])\](?:\s+|$)")
FRONT = re.compile(r"---\n(?:.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
LABELLED = re.compile(r"[*_][^*_\s][^*_\n]{0,40}?[*_]\s*:|\*\*[^*\n]{1,80}?(?:\*\*\s*:|:\s*\*\*)|__[^_\n]{1,80}?(?:__\s*:|:\s*__)")
PLAIN = re.compile(r"[A-Z][\w/&-]*(?: [\w/&-]+){0,3}:(?:\s|$)")


@dataclass(slots=True, eq=False)
class Block:
    """One block. `text` has no container prefix; `at` says where each of its lines starts in the source."""

    kind: str  # doc section title text list item table row cell fence code quote html rule
    first: int  # first source line
    last: int  # line after the last one that is not blank
    text: str = ""
    at: tuple[int, ...] = ()
    mark: str = ""  # "##", "-", "1.", "```python"
    prefix: str = ""  # stands before every line of its content
    kids: list[Block] = field(default_factory=list)
    level: int = 0
    tick: int = -1  # offset of the character between the brackets of a task item
    body: int = 0  # level of a section's, index of an item's content column

    def offset(self, pos: int) -> int:
        """Source offset of a position in `text`."""
        line = self.text.count("\n", 0, pos)
        return self.at[line] + pos - (self.text.rfind("\n", 0, pos) + 1)


def outline(source: Source) -> Block:
    """The whole document: sections nest by heading level, a lone first heading is the title."""
    m = FRONT.match(source.text)
    skip = source.text.count("\n", 0, m.end()) if m else 0
    tokens = PARSER.parse(source.text[m.end():] if m else source.text)
    for token in tokens if skip else ():
        if token.map:
            token.map = [token.map[0] + skip, token.map[1] + skip]
    root = Block("doc", skip, source.count)
    root.kids = _fold(_walk(tokens, source), source)
    return root


def _walk(tokens, source: Source) -> list[Block]:
    top = Block("doc", 0, source.count)
    stack = [top]
    for i, token in enumerate(tokens):
        if token.nesting < 0:
            if token.type in CONTAINERS:
                _close(stack.pop())
        elif token.type in CONTAINERS:
            block = CONTAINERS[token.type](token, source, stack[-1])
            stack[-1].kids.append(block)
            stack.append(block)
        elif token.type in LEAVES:
            following = tokens[i + 1] if i + 1 < len(tokens) else None
            stack[-1].kids += LEAVES[token.type](token, following, source, stack[-1])
    return top.kids


def _close(block: Block) -> None:
    """An item takes its first line of text as its own; every container ends where its content does."""
    if block.kind == "item" and block.kids and block.kids[0].kind == "text":
        head = block.kids.pop(0)
        block.text, block.at = head.text, head.at
        block.body = head.last
        if "\n[" in head.text and is_more(head.text[head.text.rindex("\n") + 1:]):  # "[Add more]" that lazily joined it
            block.text, block.at = head.text[:head.text.rindex("\n")], head.at[:-1]
        if m := TICK.match(head.text):
            block.tick = head.at[0] + 1
            block.text, block.at = block.text[m.end():], (block.at[0] + m.end(), *block.at[1:])
    if block.kind in ("item", "list", "quote"):
        block.last = max([block.first + 1, block.body, *(k.last for k in block.kids)])


def _list(token, source, parent):
    return Block("list", *token.map, mark="1." if token.type[0] == "o" else "-", prefix=parent.prefix)


def _item(token, source, parent):
    line = source.line(token.map[0])
    base = len(parent.prefix) if line.startswith(parent.prefix) else shared(line, parent.prefix)
    m = MARKER.match(line, base)
    if not m:  # an item that opens on its parent's line: "- - a"
        m = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])").search(line, min(base, len(line)))
    if not m:
        return Block("item", *token.map, mark="-", prefix=parent.prefix + "  ")
    gap = len(line[m.end():]) - len(line[m.end():].lstrip(" \t"))
    width = m.end() - base + (gap if 1 <= gap <= 4 else 1)
    return Block("item", *token.map, mark=m[0].strip(), prefix=parent.prefix + " " * width, level=gap,
                 at=(source.starts[token.map[0]] + min(m.end() + min(gap, 1), len(line)),))


def _quote(token, source, parent):
    return Block("quote", *token.map, mark=">", prefix=parent.prefix + "> ")


def _table(token, source, parent):
    first, last = token.map
    block = Block("table", first, last, prefix=parent.prefix, text=source.line(first), mark=source.line(first + 1))
    rows = [_row(n, source, parent.prefix) for n in (first, *range(first + 2, last))]
    block.kids = rows
    return block


def _row(n: int, source: Source, prefix: str) -> Block:
    line = source.line(n)
    base = len(line) - len(cut(line, prefix))
    row = Block("row", n, n + 1, prefix=prefix)
    row.kids = [Block("cell", n, n + 1, text=line[a:b].strip(), at=(source.starts[n] + a + _lead(line[a:b]),),
                      body=source.starts[n] + b) for a, b in _cells(line, base)]
    return row


def _lead(cell: str) -> int:
    return len(cell) - len(cell.lstrip()) if cell.strip() else min(1, len(cell))


def _cells(line: str, base: int) -> list[tuple[int, int]]:
    bars = [m.start() for m in re.finditer(r"(?<!\\)\|", line[base:])]
    edges = [base + b for b in bars]
    if not edges or line[base:edges[0]].strip():
        edges.insert(0, base - 1)
    if line[edges[-1] + 1:].strip():
        edges.append(len(line))
    return [(a + 1, b) for a, b in zip(edges, edges[1:])]


def _heading(token, following, source, parent):
    first, last = token.map
    line = source.line(first)
    text = following.content
    hashes = line.find("#") + token.level * 0 + len(token.markup) if token.markup[0] == "#" else 0
    at = line.find(text.split("\n")[0], max(0, hashes)) if text else len(line.rstrip())
    lines = _places(text, first, source) if "\n" in text else (source.starts[first] + at,)
    return [Block("section", first, last, text=text, at=lines, mark="#" * int(token.tag[1]), level=int(token.tag[1]),
                  prefix=parent.prefix, body=last)]


def _places(text: str, first: int, source: Source) -> tuple[int, ...]:
    out = []
    for k, content in enumerate(text.split("\n")):
        line = source.line(first + k)
        out.append(source.starts[first + k] + len(line.rstrip()) - len(content.strip()))
    return tuple(out)


def _paragraph(token, following, source, parent):
    """Hard breaks and bold labels cut a paragraph into units: each is one thing to say."""
    first = token.map[0]
    lines = [line.strip() for line in following.content.split("\n")]
    at = _places(following.content, first, source)
    plain = len(lines) > 1 and all(PLAIN.match(line) or LABELLED.match(line) for line in lines)
    units, begin = [], 0
    for k in range(1, len(lines) + 1):
        if k == len(lines) or plain or _breaks(source.line(first + k - 1), lines[k]):
            if k < len(lines) and lines[k - 1].endswith("\\"):  # a hard break is no part of the words
                lines[k - 1] = lines[k - 1][:-1].rstrip()
            units.append(Block("text", first + begin, first + k, text="\n".join(lines[begin:k]), at=at[begin:k],
                               prefix=parent.prefix))
            begin = k
    return units


def _breaks(line: str, following: str) -> bool:
    return line.endswith(("  ", "\\")) or bool(LABELLED.match(following))


def _fence(token, following, source, parent):
    first, last = token.map
    closed = last - first > 1 and cut(source.line(last - 1), parent.prefix).strip().startswith(token.markup)
    text = token.content[:-1] if token.content.endswith("\n") else token.content
    return [Block("fence", first, last, text=text, at=(source.start(first + 1),), mark=token.markup + token.info,
                  prefix=parent.prefix, body=last - 1 if closed else last, level=int(closed))]


def _other(kind):
    def make(token, following, source, parent):
        first, last = token.map
        while last > first + 1 and not source.line(last - 1).strip():
            last -= 1
        text = "\n".join([source.line(first), *(source.line(n) for n in range(first + 1, last))])
        return [Block(kind, first, last, text=text, at=(source.start(first),), prefix=parent.prefix)]
    return make


CONTAINERS = {"bullet_list_open": _list, "ordered_list_open": _list, "list_item_open": _item,
              "blockquote_open": _quote, "table_open": _table}
CONTAINERS |= {name.replace("_open", "_close"): None for name in CONTAINERS}
LEAVES = {"heading_open": _heading, "paragraph_open": _paragraph, "fence": _fence, "code_block": _other("code"),
          "html_block": _other("html"), "hr": _other("rule")}


def _fold(flat: list[Block], source: Source) -> list[Block]:
    """Nest by heading level; the only heading of the top level, where it comes first, is the title."""
    levels = [b.level for b in flat if b.kind == "section"]
    if levels and levels.count(min(levels)) == 1 and levels[0] == min(levels) and (len(levels) > 1 or levels[0] == 1):
        title = next(b for b in flat if b.kind == "section")
        title.kind = "title"
    top: list[Block] = []
    stack: list[Block] = []
    for block in flat:
        while block.kind == "section" and stack and stack[-1].level >= block.level:
            stack.pop()
        (stack[-1].kids if stack else top).append(block)
        for parent in stack:
            parent.last = block.last
        if block.kind == "section":
            stack.append(block)
    return _footer(top, stack)


def _footer(top: list[Block], stack: list[Block]) -> list[Block]:
    """A last rule with nothing but text after it closes the document, not its last section."""
    kids = stack[-1].kids if stack else []
    k = max((n for n, b in enumerate(kids) if b.kind == "rule"), default=len(kids))
    if kids[k + 1:] and all(b.kind == "text" for b in kids[k + 1:]):
        top += kids[k:]
        del kids[k:]
        for section in stack:
            section.last = kids[-1].last if kids else stack[-1].body
    return top
