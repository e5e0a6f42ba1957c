"""Blocks -> patterns of themselves alone: which of their words are blanks. What repeats is for _infer to find."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..blanks._blanks import Blank, Lit, Seg, blanks, is_more, literal_words, numbered, parse, spell, words
from ..blanks._labelled import pieces, set_off
from ..blocks._blocks import Block
from ..blocks._matter import entry_head
from ..text._source import Source
from ..words._options import breadth
from ..words._record import is_record
from ._labels import HELD, label_of, lead_of
from ._patterns import Node

SPOKEN = frozenset({"title", "section", "text", "item", "cell", "entry"})  # kinds of block with words of their own
SAID = re.compile(  # what a record says about itself, already said: `Status: Draft`
    r"(?P<lead>\W{0,6}(?P<label>[^\W\d_][^:：*\n]{0,30})(?:[:：](?:\*\*|__)?|(?:\*\*|__) ?[:：])\s*)"
    r"(?P<value>[^\s_*][^\n]{0,40})"
)
NAMES = r"(?:title|name|titel|titre|título|titolo)"
TITLE = re.compile(  # a first heading that says what belongs there, and is no kind of document
    rf"(?:\w+[ ,]+){{0,4}}{NAMES}(?: of (?:the |your )?\w+)?(?: here)?"
    rf"|{NAMES} (?:of|der|des|de|del|do|da|du) [^\n]{{1,40}}|标题|タイトル|제목|название",
    re.IGNORECASE,
)
TITLED = re.compile(
    r"(?:\w+ ){0,3}(?:title|titel|titre|título|titolo|kurzbeschreibung|short description|project name|feature name)"
    r"|\S{0,12}(?:标题|標題|タイトル|제목)|(?:краткое )?название",
    re.I,
)
UNKNOWN = re.compile(r"(?<=[^\W\d_]{3} )[XN]{1,2}$")
BEHIND_SIGN = re.compile(r"(?:[:：]|\s[-–—])\s+(?P<name>[^\W\d_][^:：\n]{0,40})$")
FEWEST_WORDS = 3  # besides the places of a hint that is set off
LONGEST_CODED = 30  # characters in italics or brackets, code with a place among them, that may be a value
LONGEST_SENTENCE = 60  # columns of an item with a place in code that may be an example of one
LONGEST_ROW, MOST_SAID = 300, 5  # characters of a line of labels; words of one of its values
CHOSEN = re.compile(r"#.*\b(?:delete|remove|keep|choose|pick|relevant|applicable|as needed)\b", re.IGNORECASE)
SUMMARY = re.compile(r"<summary>(?:<\w+>)?([^<>\n]{2,80})(?:</\w+>)?</summary>\s*$", re.IGNORECASE)
NUMBER = re.compile(r"\d")
TICKED = re.compile(r"(\[ \])(\s+[^\W\d_].*)", re.DOTALL)
DEFAULT = re.compile(r"(\*\*[^*\n]{2,60}?(?:\*\*:|:\*\*)\s+)(\S.*)", re.DOTALL)


def concrete(block: Block, source: Source, gap: int = 0) -> Node:
    """The block as the pattern of itself alone."""
    node = Node(block.kind, block, mark=block.mark, gap=gap, tick=block.tick >= 0)
    if block.kind in SPOKEN:
        node.head = _head(block, source.links)
        node.tail = _tail(block, source)
    if block.kind in ("fence", "code"):
        language = block.mark.lstrip("`~").strip()
        node.form, node.raws, node.langs = "code", [block.text], (language,) if language else ()
    if block.kind == "quote" and not _has_blanks(block):
        node.raws = [source.text[source.start(block.first) : source.end(block.last)]]
    node.body = _body(block, source)
    return node


def _body(block: Block, source: Source) -> list[Node]:
    body: list[Node] = []
    end = block.body if block.kind in ("section", "title", "item") and block.body else block.first
    for k, kid in enumerate(block.kids):
        node = concrete(kid, source, max(0, kid.first - end) if kid.kind not in ("cell", "row") else 0)
        leads = kid.kind == "text" and any(b.kind in HELD for b in block.kids[k + 1 : k + 2])
        if leads and not node.static:
            node.head = parse(kid.text, source.links)  # a bare `Steps:` before a list names it; alone it is a blank
        if kid.kind == "cell" and k == 0 and node.head:
            node.head = parse(kid.text, source.links)  # what stands first in a row is a label rather than a choice
        if body and kid.kind in HELD:
            node.lead = lead_of(body[-1])
        if body and body[-1].kind == "html" and (m := SUMMARY.search(body[-1].block.text)):
            node.lead = m[1].strip()
        if block.kind == "entry" and kid.kind == "list":
            node.lead = block.text.partition(":")[0]
            node.form = "list" if CHOSEN.search(block.text) else ""
        body.append(node)
        end = kid.last
    return body


def _has_blanks(block: Block) -> bool:
    return any(blanks(parse(b.text)) for b in (block, *block.kids))


def _head(block: Block, links: frozenset[str]) -> list[Seg]:
    lines = block.text.split("\n")
    while len(lines) > 1 and is_more(lines[-1]):  # "[Add more as needed]" that lazily joined the last item
        lines.pop()
    if block.kind == "title" and TITLE.fullmatch(block.text):
        return [Blank(block.text, [block.text], "title")]
    if block.kind == "title":
        return numbered(_titled(_named(parse("\n".join(lines), links))))
    if block.kind == "section":
        return numbered(parse("\n".join(lines), links))
    if block.kind == "entry":
        return entry_head(block)
    if block.kind == "item":
        if not block.text and not block.kids:
            return [Blank("", [""], "label")]
        named = bool(block.kids) and block.kids[0].kind in HELD  # `- Steps:` over a list of its own
        segs = numbered(parse("\n".join(lines), links, bare=not named, alone=not block.kids))
        return [Lit([spell(segs)])] if _mentions(segs) else segs
    if block.kind == "text" and (m := TICKED.fullmatch(block.text)) and "[" not in m[2]:
        return [Blank("", [m[1]], "box", label=m[2].strip()), Lit([m[2]])]
    segs = parse("\n".join(lines), links, bare=block.kind == "text", alone=block.kind == "cell")
    return [Lit([spell(segs)])] if block.kind == "text" and _speaks_of(segs, block.prefix) else segs


def _titled(segs: list[Seg]) -> list[Seg]:
    """`ADR-XXXX: Title of the decision`: behind the sign, words that say what belongs there."""
    last = segs[-1] if segs else None
    if isinstance(last, Lit) and (x := UNKNOWN.search(last.text)):  # `Sprint X`
        return [*segs[:-1], Lit([last.text[: x.start()]]), Blank(x[0], [x[0]], "count")]
    m = BEHIND_SIGN.search(last.text) if isinstance(last, Lit) else None
    if not m or not (TITLE.fullmatch(m["name"]) or TITLED.fullmatch(m["name"])):
        return segs
    return [*segs[:-1], Lit([last.text[: m.start("name")]]), Blank(m["name"], [m["name"]], "title")]  # type: ignore[union-attr]


def _named(segs: list[Seg]) -> list[Seg]:
    """A first heading names the document: `Template: Epic / Milestone Review` offers nothing to choose from."""
    plain = [
        Lit([b.raws[0]]) if isinstance(b, Blank) and b.rule == "menu" and "|" not in b.raws[0] else b for b in segs
    ]
    return [Lit([spell(plain)])] if not blanks(plain) and plain else plain


def _speaks_of(segs: list[Seg], prefix: str) -> bool:
    """`_e.g. "It takes me ..."_`: a hint that is set off, in which somebody trails off or names a file."""
    found = blanks(segs)
    if not found or len(literal_words(segs)) < FEWEST_WORDS:
        return False
    said = spell(segs)
    only_dots = all(b.rule in ("dots", "quotes", "count") for b in found)
    in_code = len(said) > LONGEST_CODED and "`" in said and all(_in_code(said, segs, b) for b in found)
    return (set_off(said) and (only_dots or in_code)) or (in_code and ">" in prefix and not label_of(segs))


def _mentions(segs: list[Seg]) -> bool:
    """Whether a long sentence only speaks of a mark in code: "leave it at `<TBD>` until somebody has measured it"."""
    found = blanks(segs)
    said = spell(segs) if len(found) == 1 else ""
    if "`" not in said or not said.rstrip().endswith((".", "。")) or breadth(said) < LONGEST_SENTENCE:
        return False
    return not label_of(segs) and _in_code(said, segs, found[0])


def _in_code(said: str, segs: list[Seg], blank: Blank) -> bool:
    """Whether a blank stands between back-ticks of what the segments spell."""
    return said.count("`", 0, len(spell(segs[: segs.index(blank)]))) % 2 == 1


def _tail(block: Block, source: Source) -> str:
    """The hard break that ends the block's last line."""
    if block.kind not in ("text", "item") or not block.at:
        return ""
    line = source.line(source.row(block.at[-1]))
    return line[len(line.rstrip(" \\")) :] if line.endswith(("  ", "\\")) else ""


def with_defaults(root: Node) -> Node:
    """`**Why**: some words` is a field with a default where the same label has a blank elsewhere in the template."""
    labels = {words(label_of(n.head)) for n in root.walk() if _is_labelled_blank(n)}
    for node in root.walk():
        if _in_a_row(node) or node.kind not in ("text", "item") or not node.static or node.body:
            continue
        m = DEFAULT.fullmatch(spell(node.head)) if node.kind == "text" else None
        if m and words(label_of(node.head)) in labels:
            node.head = [Lit([m[1]]), Blank("", [m[2]], "default")]
        elif (m := SAID.fullmatch(spell(node.head))) and is_record(m["label"]):
            node.head = [Lit([m["lead"]]), Blank("", [m["value"]], "default")]
    return root


def _in_a_row(node: Node) -> bool:
    """`Status: Draft · Owner: alice · Due: [date]`: what a record says of itself, in one line."""
    text = spell(node.head)
    if node.kind not in ("text", "item") or node.body or len(text) > LONGEST_ROW:
        return False
    labelled = [piece for piece in pieces(text) if piece[1] >= 0]
    values = [span for start, label, end in labelled if (span := _value(text, start, label, end))]
    said: list[Seg] = []
    at = 0
    for seg in node.head if len(labelled) > 1 and values else ():
        size = len(spell([seg]))
        inside = [(a - at, b - at) for a, b in values if at <= a and b <= at + size]
        said += _valued(seg.text, inside) if isinstance(seg, Lit) else [seg]
        at += size
    found = len(blanks(said)) > len(blanks(node.head))
    node.head = said if found else node.head
    return found


def _value(text: str, start: int, label: int, end: int) -> tuple[int, int] | None:
    """Where the value of a record's label stands."""
    begin = end - len(text[label:end].lstrip())
    value = text[begin:end]
    short = bool(words(value) or NUMBER.search(value)) and len(value.split()) <= MOST_SAID
    return (begin, end) if short and is_record(text[start:label]) else None


def _valued(text: str, spans: list[tuple[int, int]]) -> Iterator[Seg]:
    """Fixed words, the values among them as blanks."""
    at = 0
    for begin, end in spans:
        yield from [Lit([text[at:begin]])] if begin > at else []
        yield Blank("", [text[begin:end]], "default")
        at = end
    yield from [Lit([text[at:]])] if at < len(text) else []


def _is_labelled_blank(node: Node) -> bool:
    return node.kind in ("text", "item") and bool(blanks(node.head)) and bool(label_of(node.head))
