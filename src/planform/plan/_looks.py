"""What looks as if it were to be filled in, whatever the compiler made of it: placeholders, and lines that ask."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..template import HELD, Block, Source, front_matter, is_more, outline


class Look(NamedTuple):
    """A stretch of text that looks like a placeholder, by its offsets and the convention it is written in."""

    start: int
    end: int
    rule: str


INNER = r"[^\[\]\n]"
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (  # bounded: none reads a text more than a fixed number of times
    ("mustache", re.compile(r"\{\{[^{}\n]{1,300}\}\}")),
    ("dollar", re.compile(r"\$\{[^{}\n]{1,300}\}")),
    ("single", re.compile(r"\{[^{}\n]{1,300}\}")),
    ("bracket", re.compile(
        rf"!?\[(?![ xX]\])(?:{INNER}|\[{INNER}{{0,300}}\]){{1,2000}}\](?:\([^()\n]{{0,500}}\)|:(?= *\S))?"
    )),
    ("angle", re.compile(r"</?[A-Za-z][^<>\n]{0,500}>")),
    ("mask", re.compile(
        r"\b(?:YYYY[-/.]MM[-/.]DD|(?:DD|TT|JJ|MM)[-/.](?:DD|MM)[-/.](?:YYYY|JJJJ|AAAA)|TBD|TBC|TODO|FIXME|NNNN?|XXX+)\b"
    )),
    ("score", re.compile(r"_{3,}")),
    ("dots", re.compile(r"\.{3,}|…")),
)  # fmt: skip
LONGEST_COMMENT = 100_000

TAGS = frozenset(
    re.findall(
        r"\w+",
        "a abbr b br code dd details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s section small span"
        " strike strong sub summary sup table tbody td th thead tr u ul",
    )
)


def is_tag(look: str) -> bool:
    """`<details>`, `</sub>`, `<br/>`: mark-up of a page."""
    return look[:1] == "<" and look.strip("</>").split(" ")[0].rstrip("/").lower() in TAGS


class Line(NamedTuple):
    """A line of the template, read once whatever it holds: as it is, without its ends, without a bullet."""

    whole: str
    text: str
    bare: str
    more: bool  # says that a group goes on

    @classmethod
    def of(cls, whole: str) -> Line:
        """The line of a text."""
        return cls(whole, whole.strip(), whole.strip("-*+ \t"), is_more(whole))


Reason = Callable[[str, Line], bool]
LITERAL: tuple[tuple[str, Reason], ...] = (  # why a look outside every field is none: the look, its line -> is it so?
    ("image", lambda look, line: look.startswith("![")),
    ("link", lambda look, line: look.startswith("[") and look.endswith(")")),
    ("a counter", lambda look, line: look in ("[N]", "[n]", "[#]")),
    ("footnote", lambda look, line: look.startswith("[^")),
    ("link definition", lambda look, line: look.endswith(":") and line.text.startswith(look)),
    ("address", lambda look, line: bool(re.match(r"<(?:\w+://|mailto:)|<[^ >@]+@[^ >]+>", look))),
    ("HTML", lambda look, line: is_tag(look)),
    ("anchor or attribute", lambda look, line: bool(re.match(r"\{[#.:%]", look))),
    ("rule", lambda look, line: look == line.text and look[0] == "_"),
    ("dots in a sentence", lambda look, line: look[0] in ".…" and look != line.bare),
)


def looks(text: str) -> list[Look]:
    """Everything that looks like a placeholder, in the order of the text; none overlaps another."""
    found = [*_comments(text), *(Look(*m.span(), name) for name, pattern in PATTERNS for m in pattern.finditer(text))]
    out: list[Look] = []
    for look in sorted(found, key=lambda look: (look.start, -look.end)):
        if not out or look.start >= out[-1].end:
            out.append(_definition_less(look, text))
    return out


def _definition_less(look: Look, text: str) -> Look:
    """A bracket keeps its colon only where a line begins with it: that may define a link."""
    colon = look.rule == "bracket" and text[look.end - 1] == ":"
    starts = look.start == 0 or text[look.start - 1] == "\n"
    link = re.match(r" *(?:https?:|#|/|\.)", text[look.end : look.end + 20])
    return look._replace(end=look.end - 1) if colon and not (starts and link) else look


def _comments(text: str) -> Iterator[Look]:
    at, end = text.find("<!--"), -1
    while at >= 0:
        end = end if end > at else text.find("-->", at)
        if end < 0:
            return
        whole = end - at <= LONGEST_COMMENT
        if whole:
            yield Look(at, end + 3, "comment")
        at = text.find("<!--", end + 3 if whole else at + 4)


def why_literal(look: str, line: Line) -> str:
    """Why a look that is in no field is no placeholder, or ``""``."""
    return next((reason for reason, holds in LITERAL if holds(look, line)), "")


def fixed_label(line: str) -> bool:
    """`**Document Type**: Specification`: a label whose words are the template's own."""
    return bool(FIXED.match(line))


# --- lines that ask ---------------------------------------------------------------------------------------------------


FRONT = "front matter"


class Ask(NamedTuple):
    """A line that asks for something, and what it is."""

    line: int  # 1-based, of the body
    text: str
    why: str


QUESTION = re.compile(r"[?？؟]\s*+[*_)\]]*+\s*+$")
LABEL = re.compile(r"\s*+(?:[-*+]|\d{1,9}[.)])?\s*+(?:\[[ xX]\]\s*+)?\S.{0,80}?[:：]\s*+(?:\*\*|__)?\s*+$")
FIXED = re.compile(r"\s*(?:[-*+]\s+)?(?:\*\*|__)[^*_:\n]{2,60}:?(?:\*\*|__):?\s+\S")


def verbatim(source: Source) -> dict[int, str]:
    """1-based lines that are no text of their own -> what they are: front matter, code, HTML."""
    out: dict[int, str] = {}
    if front := front_matter(source.text):
        out.update(dict.fromkeys(range(1, source.text.count("\n", 0, front.end()) + 1), FRONT))
    for block in _walk(outline(source, None)):
        if block.kind in ("fence", "code", "html"):
            word = "HTML" if block.kind == "html" else "code"
            out.update(dict.fromkeys(range(block.first + 1, block.last + 1), word))
    return out


def asking(source: Source, answered: list[int]) -> Iterator[Ask]:
    """Lines that ask for something where no field answers: a label with nothing after it, an empty section, a question.

    Args:
        source: the template.
        answered: sorted 1-based lines on which a field stands.
    """
    whole = outline(source, None)
    yield from _asking(whole, whole, source, answered)


def _asking(block: Block, section: Block, source: Source, answered: list[int]) -> Iterator[Ask]:
    for k, kid in enumerate(block.kids):
        following = block.kids[k + 1] if k + 1 < len(block.kids) else None
        empty = kid.kind == "section" and not any(inner.kind != "rule" for inner in kid.kids)
        if empty and not _any(answered, kid.first + 1, kid.last):
            yield Ask(kid.first + 1, kid.text, "an empty section")
        if kid.kind in ("text", "item"):
            yield from _lines_asking(kid, following, source, answered, section)
        if kid.kind in ("section", "title", "list", "item", "quote"):
            yield from _asking(kid, kid if kid.kind in ("section", "title") else section, source, answered)


def _lines_asking(
    block: Block, following: Block | None, source: Source, answered: list[int], section: Block
) -> Iterator[Ask]:
    lines = block.text.split("\n")
    for k, text in enumerate(lines):
        line = source.line_of(block.at[k]) if k < len(block.at) else block.first + 1 + k
        if _any(answered, line, line) or is_more(text):
            continue
        leads = block.kids or (k == len(lines) - 1 and following is not None and following.kind in HELD)
        if LABEL.match(text) and not leads and k == len(lines) - 1:
            yield Ask(line, text, "a label with nothing after it")
        elif QUESTION.search(text) and not _any(answered, section.first + 1, section.last) and not block.kids:
            yield Ask(line, text, "a question without a field")


def _any(lines: list[int], first: int, last: int) -> bool:
    at = bisect_left(lines, first)
    return at < len(lines) and lines[at] <= last


def _walk(block: Block) -> Iterator[Block]:
    yield block
    for kid in block.kids:
        yield from _walk(kid)
