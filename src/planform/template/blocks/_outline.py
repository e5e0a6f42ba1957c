"""Markdown text -> a tree of blocks that know the characters they came from. The only module that knows markdown-it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

from ..blanks._blanks import is_more
from ..text._markup import is_tag
from ..text._source import Source, cut, front_matter, shared
from ._blocks import BOLD_LEVEL, Block, fold, table_row
from ._framed import frame_of
from ._matter import matter

DEEPEST = 100  # levels of lists and quotes; a list takes two
MARKER = re.compile(r"[ ]{0,3}(?:[-*+]|\d{1,9}[.)])")
LATER_MARKER = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?=\s|$)")
TICK = re.compile(r"\[([ xX])\](?:\s+|$)")
LABELLED = re.compile(
    r"[*_][^*_\s][^*_\n]{0,40}?[*_]\s*:"
    r"|\*\*[^*\n]{1,80}?(?:\*\*\s*[:：]|[:：]\s*\*\*|\w\.\*\*(?=\s|$))"
    r"|__[^_\n]{1,80}?(?:__\s*[:：]|[:：]\s*__|\w\.__(?=\s|$))"
)
PLAIN = re.compile(
    r"(?![a-z])[^\W\d_][\w/&'’-]*(?: [\w/&'’-]+){0,3}(?: ?[(（][^()（）\n]{1,20}[)）])?(?: ?:(?=\s|$)|：)"
)
ALONE = re.compile(rf"(?:{LABELLED.pattern}|{PLAIN.pattern})\s*")
COUNTED = re.compile(r"(?:\*\*|__)[^\W\d_][\w -]{0,24}\d\s*[:：]")  # `**FR-1: [requirement]**`
BOLD = re.compile(r"\*\*(?![*\s])[^*\n]{1,120}(?<![\s.。!])\*\*|__(?![_\s])[^_\n]{1,120}(?<![\s.。!])__")
ENTRY = re.compile(r"[^\W\d_][\w -]{0,30}:(?:\s|$)")
COLON = re.compile(r"[:：](?=[\s*_]|$)")
EMPTY_ITEM = re.compile(r"[-*+]|\d{1,9}[.)]")
ADMONITION = re.compile(r"(?:!!!|\?\?\?\+?) ?[\w -]+(?:\"[^\"\n]*\")?\s*")
PLACE = re.compile(r"<[^<>\n]+>|\[[^\[\]\n]+\]|\{[^{}\n]+\}|\{\{[^{}\n]+\}\}")
INDENT = "    "
ANCHOR = re.compile(r"\s*\{#[^{}\s]*\}$")


def _too_deep(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """A rule of the parser, which drops what is nested too deep: here it is text."""
    if state.level < DEEPEST or silent:
        return False
    token = state.push("paragraph_open", "p", 1)
    token.map = [first, last]
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(first, last, state.blkIndent, False).strip()
    inline.map, inline.children = token.map, []
    state.push("paragraph_close", "p", -1)
    state.line = last
    return True


def _label_parts(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """A rule of the parser: a bold label at the margin is no part of an item above, though no blank line parts them."""
    if not silent or state.sCount[first] >= state.blkIndent or state.parentType not in ("list", "paragraph"):
        return False
    return bool(LABELLED.match(state.src, state.bMarks[first] + state.tShift[first], state.eMarks[first]))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 2 * DEEPEST}).enable("table").disable(["reference", "inline"])
    parser.block.ruler.before("table", "too_deep", _too_deep)
    parser.block.ruler.before("table", "label_parts", _label_parts, {"alt": ["paragraph"]})
    parser.block.ruler.at("table", table, {"alt": ["paragraph", "reference", "blockquote"]})  # right below a quote
    return parser


PARSER = _parser()
UNFRAMED = -1


def outline(source: Source, framed: int | None = UNFRAMED) -> Block:
    """The whole document: sections nest by heading level, a lone first heading is the title.

    Args:
        source: the text.
        framed: the number of the fence that holds it all; None: find out; by default none does.
    """
    front = front_matter(source.text)
    skip = source.text.count("\n", 0, front.end()) if front else 0
    tokens = _tokens(source.text[front.end() :] if front else source.text, skip)
    frame = frame_of(tokens, source, framed) if framed is None or framed >= 0 else None
    kids = _inside(frame[1], skip, source) if frame else fold(_walk(tokens, source))
    mark = str(frame[0]) if frame else ""
    return Block("doc", skip, source.count, mark=mark, kids=[matter(0, skip, source), *kids] if front else kids)


def _tokens(text: str, skip: int) -> list[Token]:
    tokens = PARSER.parse(text)
    for token in tokens if skip else ():
        if token.map:
            token.map = [token.map[0] + skip, token.map[1] + skip]
    return tokens


def _inside(fence: Token, skip: int, source: Source) -> list[Block]:
    """What a fence holds, as if it stood free; all before and after it is literal."""
    first, last = _lines(fence)
    end = last - 1 if source.line(last - 1).strip().startswith(fence.markup) and last - 1 > first else last
    kids = fold(_walk(_tokens(fence.content, first + 1), source))
    around = [(skip, first + 1), (end, source.count)]
    edges = [Block("rule", a, b, source.text[source.start(a) : source.end(b)], (source.start(a),)) for a, b in around]
    return [edges[0], *kids, *(edges[1:] if end < source.count else ())]


def _walk(tokens: Sequence[Token], source: Source, inside: Block | None = None) -> list[Block]:
    """Blocks in their containers, headings still among what follows them."""
    top = inside or Block("doc", 0, source.count)
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
            if token.type == "code_block" and _admonished(stack[-1].kids, source):
                stack[-1].kids[-1] = _indented(token, stack[-1].kids[-1], source)
    return top.kids


def _admonished(kids: list[Block], source: Source) -> bool:
    """Whether a text that is set in stands below `!!! note`."""
    before = kids[-2] if len(kids) > 1 else None
    return before is not None and before.kind == "text" and bool(ADMONITION.fullmatch(source.line(before.first)))


def _indented(token: Token, code: Block, source: Source) -> Block:
    """What an admonition holds: text of its own, each line four signs to the right."""
    held = Block("quote", code.first, code.last, mark=INDENT, prefix=INDENT)
    held.kids = _walk(_tokens(token.content, code.first), source, held)
    return held


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
    if token.markup == "-" and cut(source.line(last - 1), parent.prefix).strip() == "-":
        return _paragraph(token, content + "\n-", source, parent)  # nobody underlines with one dash
    if "\n" in content and all(ENTRY.match(said) for said in content.split("\n")):
        return _paragraph(token, content, source, parent)  # front matter that does not stand at the top
    if token.markup == "-" and _is_sentence(content):  # a rule right below a paragraph
        rule = Block("rule", last - 1, last, source.line(last - 1), (source.start(last - 1),), prefix=parent.prefix)
        return [*_paragraph(token, content, source, parent), rule]
    content = ANCHOR.sub("", content)
    at: tuple[int, ...]
    if "\n" in content:
        at = _places(content, first, source)
    else:
        hashes = line.find("#") + len(token.markup) if token.markup[0] == "#" else 0
        at = (source.starts[first] + (line.find(content, max(0, hashes)) if content else len(line.rstrip())),)
    level = int(token.tag[1])
    return [Block("section", first, last, content, at, "#" * level, parent.prefix, level=level, body=last)]


def _is_sentence(text: str) -> bool:
    """Whether words that stand over dashes are no heading: a labelled value, or too long for one."""
    return len(text) > LONGEST_HEADING or bool(LABELLED.match(text) and not ALONE.fullmatch(text))


LONGEST_HEADING = 150  # characters


def _places(text: str, first: int, source: Source) -> tuple[int, ...]:
    """Offsets of the lines of a text, which begin after whatever its containers put before them."""
    if "\n" not in text:
        return (source.starts[first] + len(source.line(first).rstrip()) - len(text.strip()),)
    lines = ((first + k, content) for k, content in enumerate(text.split("\n")))
    return tuple(source.starts[n] + len(source.line(n).rstrip()) - len(content.strip()) for n, content in lines)


def _paragraph(token: Token, content: str, source: Source, parent: Block) -> list[Block]:
    """Hard breaks and labels cut a paragraph into units: each is one thing to say. A bold line alone is a heading."""
    first, _ = _lines(token)
    lines = [line.strip() for line in content.split("\n")]
    at = _places(content, first, source)
    blocks = []
    for begin, end in _units(lines, first, source):
        if end < len(lines) and lines[end - 1].endswith("\\"):  # a hard break is no part of the words
            lines[end - 1] = lines[end - 1][:-1].rstrip()
        text, where = "\n".join(lines[begin:end]), at[begin:end]
        if parent.kind == "doc" and _is_heading(text):
            blocks.append(Block("section", first + begin, first + end, text, where, level=BOLD_LEVEL, body=first + end))
        elif begin and EMPTY_ITEM.fullmatch(text):
            blocks.append(_bare_list(first + begin, text, where[0] + len(text), parent))
        else:
            blocks.append(Block("text", first + begin, first + end, text, where, prefix=parent.prefix))
    return blocks


def _bare_list(n: int, mark: str, at: int, parent: Block) -> Block:
    """A bullet without words, which cannot begin a list below text: for a person it does."""
    item = Block("item", n, n + 1, at=(at,), mark=mark, prefix=parent.prefix + " " * (len(mark) + 1))
    kind = "-" if mark in "-*+" else "1."
    return Block("list", n, n + 1, mark=kind, prefix=parent.prefix, kids=[item])


def _units(lines: list[str], first: int, source: Source) -> Iterable[tuple[int, int]]:
    if len(lines) == 1:
        return [(0, 1)]
    entries = all(map(ENTRY.match, lines))
    named = [entries or bool(PLAIN.match(line) or LABELLED.match(line)) for line in lines]
    form = sum(named) > 1 and 2 * sum(named) >= len(lines)  # lines of labels, an odd one among them
    cuts = [k for k in range(1, len(lines)) if _parts(lines, k, form and named[k], source.line(first + k - 1))]
    return zip([0, *cuts], [*cuts, len(lines)], strict=True)


def _parts(lines: list[str], k: int, named: bool, line: str) -> bool:
    """Whether line k of a paragraph is another thing to say than the line before it."""
    if named or line.endswith(("  ", "\\")) or LABELLED.match(lines[k]) or EMPTY_ITEM.fullmatch(lines[k]):
        return True
    if TICK.match(lines[k]):
        return True  # a box opens what it ticks
    before = lines[k - 1]
    if PLACE.fullmatch(lines[k]) and before.endswith(("?", ".", "？", "。")) and not PLACE.fullmatch(before):
        return True  # a question, and below it the place for the answer
    return _is_heading(before) or _is_heading(lines[k]) or bool(ALONE.fullmatch(before))


def _is_heading(line: str) -> bool:
    """A line that is bold from end to end, and no label."""
    return bool(BOLD.fullmatch(line)) and (not COLON.search(line) or bool(COUNTED.match(line)))


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
    if kind == "html" and parent.kind == "item" and parent.first == first and token.content.startswith("<!--"):
        return _paragraph(token, token.content.strip(), source, parent)  # what an item says, in a comment
    if kind == "html" and not _is_html(token.content):
        return _paragraph(token, token.content.rstrip("\n"), source, parent)
    if kind == "rule" and parent.kind == "item" and token.markup.startswith("_"):
        return _paragraph(token, token.markup, source, parent)  # `- ____` is a line to write on
    return [Block(kind, first, last, text, (source.start(first),), prefix=parent.prefix)]


def _is_html(text: str) -> bool:
    """Whether a block that begins with `<` is HTML: `<Describe the problem>` is a placeholder."""
    said = text.lstrip("> ")
    inside = said[1 : said.find(">")]
    return said[1:2] in ("!", "?") or not said.startswith("<") or "\n" in inside or is_tag(inside, text)


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
