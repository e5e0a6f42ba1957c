"""Markdown text -> a tree of blocks that know the characters they came from. The only module that knows markdown-it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ._blanks import is_more
from ._blocks import Block, fold, table_row
from ._source import Source, cut, front_matter, shared

PARSER = MarkdownIt("commonmark").enable("table").disable(["reference", "inline"])
MARKER = re.compile(r"[ ]{0,3}(?:[-*+]|\d{1,9}[.)])")
LATER_MARKER = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])")
TICK = re.compile(r"\[([ xX])\](?:\s+|$)")
LABELLED = re.compile(
    r"[*_][^*_\s][^*_\n]{0,40}?[*_]\s*:"
    r"|\*\*[^*\n]{1,80}?(?:\*\*\s*:|:\s*\*\*)"
    r"|__[^_\n]{1,80}?(?:__\s*:|:\s*__)"
)
PLAIN = re.compile(r"[A-Z][\w/&-]*(?: [\w/&-]+){0,3}(?: \([^()\n]{1,20}\))?:(?:\s|$)")


def outline(source: Source) -> Block:
    """The whole document: sections nest by heading level, a lone first heading is the title."""
    front = front_matter(source.text)
    skip = source.text.count("\n", 0, front.end()) if front else 0
    tokens = PARSER.parse(source.text[front.end() :] if front else source.text)
    for token in tokens if skip else ():
        if token.map:
            token.map = [token.map[0] + skip, token.map[1] + skip]
    return Block("doc", skip, source.count, kids=fold(_walk(tokens, source)))


def _walk(tokens: Sequence[Token], source: Source) -> list[Block]:
    """Blocks in their containers, headings still among what follows them."""
    top = Block("doc", 0, source.count)
    stack = [top]
    for i, token in enumerate(tokens):
        if token.type in CLOSINGS:
            _close(stack.pop())
        elif token.type in CONTAINERS:
            block = CONTAINERS[token.type](token, source, stack[-1])
            stack[-1].kids.append(block)
            stack.append(block)
        elif token.type in LEAVES:
            content = tokens[i + 1].content if i + 1 < len(tokens) else ""
            stack[-1].kids += LEAVES[token.type](token, content, source, stack[-1])
    return top.kids


def _lines(token: Token) -> tuple[int, int]:
    """First line, and the line after the last: every token of a block has them."""
    first, last = token.map or (0, 0)
    return first, last


# --- containers: token, source, parent -> block, filled later ---------------------------------------------------------


def _list(token: Token, source: Source, parent: Block) -> Block:
    return Block("list", *_lines(token), mark="1." if token.type[0] == "o" else "-", prefix=parent.prefix)


def _item(token: Token, source: Source, parent: Block) -> Block:
    first, last = _lines(token)
    line = source.line(first)
    base = len(parent.prefix) if line.startswith(parent.prefix) else shared(line, parent.prefix)
    m = MARKER.match(line, base) or LATER_MARKER.search(
        line, min(base, len(line))
    )  # "- - a" opens on its parent's line
    if not m:
        return Block("item", first, last, mark="-", prefix=parent.prefix + "  ")
    gap = len(line[m.end() :]) - len(line[m.end() :].lstrip(" \t"))
    prefix = parent.prefix + " " * (m.end() - base + (gap if 1 <= gap <= 4 else 1))
    at = source.starts[first] + min(m.end() + min(gap, 1), len(line))
    return Block("item", first, last, mark=m[0].strip(), prefix=prefix, at=(at,))


def _quote(token: Token, source: Source, parent: Block) -> Block:
    return Block("quote", *_lines(token), mark=">", prefix=parent.prefix + "> ")


def _table(token: Token, source: Source, parent: Block) -> Block:
    first, last = _lines(token)
    block = Block("table", first, last, prefix=parent.prefix, text=source.line(first), mark=source.line(first + 1))
    block.kids = [table_row(n, source, parent.prefix) for n in (first, *range(first + 2, last))]
    return block


def _close(block: Block) -> None:
    """An item takes its first line of text as its own; every container ends where its content does."""
    if block.kind == "item" and block.kids and block.kids[0].kind == "text":
        _open_item(block, block.kids.pop(0))
    if block.kind in ("item", "list", "quote"):
        block.last = max([block.first + 1, block.body, *(k.last for k in block.kids)])


def _open_item(item: Block, head: Block) -> None:
    item.text, item.at, item.body = head.text, head.at, head.last
    before, _, end = head.text.rpartition("\n")
    if "\n[" in head.text and is_more(end):  # "[Add more]" that lazily joined it
        item.text, item.at = before, head.at[:-1]
    if m := TICK.match(head.text):
        item.tick = head.at[0] + 1
        item.text, item.at = item.text[m.end() :], (item.at[0] + m.end(), *item.at[1:])


# --- leaves: token, content of its line tokens, source, parent -> blocks ----------------------------------------------


def _heading(token: Token, content: str, source: Source, parent: Block) -> list[Block]:
    first, last = _lines(token)
    line = source.line(first)
    at: tuple[int, ...]
    if "\n" in content:
        at = _places(content, first, source)
    else:
        hashes = line.find("#") + len(token.markup) if token.markup[0] == "#" else 0
        at = (source.starts[first] + (line.find(content, max(0, hashes)) if content else len(line.rstrip())),)
    level = int(token.tag[1])
    return [Block("section", first, last, content, at, "#" * level, parent.prefix, level=level, body=last)]


def _places(text: str, first: int, source: Source) -> tuple[int, ...]:
    """Offsets of the lines of a text, which begin after whatever its containers put before them."""
    lines = ((first + k, content) for k, content in enumerate(text.split("\n")))
    return tuple(source.starts[n] + len(source.line(n).rstrip()) - len(content.strip()) for n, content in lines)


def _paragraph(token: Token, content: str, source: Source, parent: Block) -> list[Block]:
    """Hard breaks and bold labels cut a paragraph into units: each is one thing to say."""
    first, _ = _lines(token)
    lines = [line.strip() for line in content.split("\n")]
    at = _places(content, first, source)
    units = []
    for begin, end in _units(lines, first, source):
        if end < len(lines) and lines[end - 1].endswith("\\"):  # a hard break is no part of the words
            lines[end - 1] = lines[end - 1][:-1].rstrip()
        text = "\n".join(lines[begin:end])
        units.append(Block("text", first + begin, first + end, text, at[begin:end], prefix=parent.prefix))
    return units


def _units(lines: list[str], first: int, source: Source) -> Iterable[tuple[int, int]]:
    plain = len(lines) > 1 and all(PLAIN.match(line) or LABELLED.match(line) for line in lines)
    cuts = [k for k in range(1, len(lines)) if plain or _breaks(source.line(first + k - 1), lines[k])]
    return zip([0, *cuts], [*cuts, len(lines)], strict=True)


def _breaks(line: str, following: str) -> bool:
    return line.endswith(("  ", "\\")) or bool(LABELLED.match(following))


def _fence(token: Token, content: str, source: Source, parent: Block) -> list[Block]:
    first, last = _lines(token)
    closed = last - first > 1 and cut(source.line(last - 1), parent.prefix).strip().startswith(token.markup)
    text, mark = token.content.removesuffix("\n"), token.markup + token.info
    end = last - 1 if closed else last
    return [Block("fence", first, last, text, (source.start(first + 1),), mark, parent.prefix, body=end)]


def _verbatim(kind: str, token: Token, content: str, source: Source, parent: Block) -> list[Block]:
    first, last = _lines(token)
    while last > first + 1 and not source.line(last - 1).strip():
        last -= 1
    text = "\n".join(source.line(n) for n in range(first, last))
    return [Block(kind, first, last, text, (source.start(first),), prefix=parent.prefix)]


CONTAINERS: dict[str, Callable[[Token, Source, Block], Block]] = {
    "bullet_list_open": _list,
    "ordered_list_open": _list,
    "list_item_open": _item,
    "blockquote_open": _quote,
    "table_open": _table,
}
CLOSINGS = frozenset(name.replace("_open", "_close") for name in CONTAINERS)
LEAVES: dict[str, Callable[[Token, str, Source, Block], list[Block]]] = {
    "heading_open": _heading,
    "paragraph_open": _paragraph,
    "fence": _fence,
    "code_block": partial(_verbatim, "code"),
    "html_block": partial(_verbatim, "html"),
    "hr": partial(_verbatim, "rule"),
}
