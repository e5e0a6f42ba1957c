"""Placeholder conventions: one line of text -> segments, literal or blank. A new convention is one row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(slots=True)
class Blank:
    """A place for a value."""

    hint: str  # the placeholder's words
    raws: list[str]  # the placeholders that siblings show; the first is what an empty blank is written as
    rule: str = "bracket"  # the convention it is written in
    key: str = ""  # the value's name in its scope, given by _names
    kind: str = "line"
    options: tuple[str, ...] = ()
    shared: bool = False  # repeats a value that has its place elsewhere
    label: str = ""


@dataclass(slots=True)
class Lit:
    """Fixed words. Siblings may join two blanks with different words: the first is what is written."""

    texts: list[str]

    @property
    def text(self) -> str:
        return self.texts[0]


@dataclass(slots=True)
class Num:
    """A counter: `Phase 1`, `Step [N]`."""

    text: str


@dataclass(slots=True)
class Flag:
    """Words that some siblings have and others lack: a yes or no."""

    text: str
    key: str = ""


Fixed = Lit | Num | Flag
Seg = Fixed | Blank

NO_BLANK = r"/|!|https?:|mailto:|br\b|details|summary|a |img|div|p>|sub>|sup>|kbd>"  # links and HTML in angle brackets
DATE = r"YYYY[-/]MM[-/]DD(?:[T ]HH:MM(?::SS)?(?:Z|-TZ)?)?|MM/DD/YYYY|DD/MM/YYYY"
CONVENTIONS = [  # name, pattern (its one group that matched is the hint), allowed inside `code`
    ("mustache", re.compile(r"\{\{\s*([^{}\n]+?)\s*\}\}"), True),
    ("bracket", re.compile(r"\[((?![ xX]\]|\^)(?:[^\[\]\n]|\[[^\[\]\n]*\])+)\](?![\(\[])"), True),
    ("angle", re.compile(rf"<((?!{NO_BLANK})[A-Za-z][^<>\n@=/]*)>"), True),
    ("comment", re.compile(r"<!--\s*(?!/?pf:)([^\n]*?)\s*-->"), False),
    ("dollar", re.compile(r"\$\{(\w[^{}\n]*)\}"), True),
    ("single", re.compile(r"(?<![\w$}])\{([A-Za-z][^{}\n:;=]*)\}"), False),
    ("mask", re.compile(rf"\b({DATE}|NNNN?|TBD|TODO|XXX+)\b"), True),
    ("count", re.compile(r"(?<=~)(X)\b"), False),
    ("score", re.compile(r"(_{3,})"), False),
    ("enum", re.compile(r"\b([A-Z](?:/[A-Z]){2,})\b(?!/)"), False),
    ("dots", re.compile(r"(?<=[:|\-–—] )(\.\.\.|…)$|^(\.\.\.|…)$"), False),
]
MORE = re.compile(
    r"[-*+\s]*[\[(<{*_]*\s*"
    r"(?:\.{3}|…|etc\.?|add (?:more|another|additional)\b.*"
    r"|(?:more|repeat|continue)\b[^:|]*(?:as needed|if needed|for each).*|and so on.*)"
    r"\s*[\])>}*_.]*\s*$",
    re.IGNORECASE,
)
COUNTER = re.compile(r"\[[Nn#]\]|\d+(?:\.\d+)*")
CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
BARE = re.compile(r"(.{2,60}?)(?::\s*(?:\*\*|__)|(?:\*\*|__)\s*:|:)\s*$", re.S)
PAREN = re.compile(r"(?<=[:\-–—]\s)\(([^()\n]{4,})\)$|(?<=\*\*\s)\(([^()\n]{12,})\)$")
MENU = re.compile(r"(?::\**|\|)\s+([A-Za-z][\w .-]{0,24}(?:\s*[|/]\s*[A-Za-z][\w .-]{0,24}){1,8})$")


def is_more(text: str) -> bool:
    """`[Add more as needed]`, `...`, `etc.`: the group goes on; no content of its own."""
    return bool(MORE.match(text))


def parse(text: str) -> list[Seg]:
    """Literal and blank segments of one text; together they spell it."""
    segs: list[Seg] = []
    at = 0
    for start, end, hint, rule in sorted(_found(text)):
        segs += [Lit([text[at:start]])] if start > at else []
        segs.append(Blank(hint.strip(), [text[start:end]], rule))
        at = end
    segs += [Lit([text[at:]])] if at < len(text) else []
    return _join(segs) if at else _whole(text)


def _found(text: str) -> list[tuple[int, int, str, str]]:
    """(start, end, hint, convention) of every placeholder; of two that overlap, the first convention's."""
    code = [m.span() for m in CODE.finditer(text)]
    found: list[tuple[int, int, str, str]] = []
    for name, pattern, in_code in CONVENTIONS:
        for m in pattern.finditer(text):
            inside = any(a <= m.start() < b for a, b in code)
            if (in_code or not inside) and not any(a < m.end() and m.start() < b for a, b, *_ in found):
                found.append((*m.span(), next(g for g in m.groups() if g is not None), name))
    return found


def _whole(text: str) -> list[Seg]:
    """Conventions that need the whole text: a bare `Label:`, a hint in parentheses, an unbracketed choice."""
    if m := MENU.search(text):
        start, end = m.span(1)
        return [Lit([text[:start]]), Blank(m[1], [text[start:end]], "menu")]
    if m := PAREN.search(text):
        return [Lit([text[: m.start()]]), Blank(m[1] or m[2], [m[0]], "paren")]
    return [Lit([text])] if text else []


def bare_label(text: str) -> list[Seg] | None:
    """`Owner:` with nothing after it."""
    return [Lit([text + " "]), Blank("", [""], "label")] if BARE.match(text) and "\n" not in text else None


def _join(segs: list[Seg]) -> list[Seg]:
    """Two blanks with nothing but space between them are one."""
    out: list[Seg] = []
    for seg in segs:
        if isinstance(seg, Blank) and len(out) > 1 and isinstance(out[-1], Lit) and out[-1].text == " ":
            before = out[-2]
            if isinstance(before, Blank):
                out.pop()
                before.raws[0] += " " + seg.raws[0]
                continue
        previous = out[-1] if out else None
        if isinstance(seg, Blank) and isinstance(previous, Blank):
            previous.raws[0] += seg.raws[0]
        else:
            out.append(seg)
    return out


def spell(segs: Iterable[Seg]) -> str:
    """The text of segments, each blank as its first placeholder."""
    return "".join(s.raws[0] if isinstance(s, Blank) else s.text for s in segs)


def blanks(segs: Iterable[Seg]) -> list[Blank]:
    """The blanks among segments."""
    return [s for s in segs if isinstance(s, Blank)]


def numbered(segs: list[Seg]) -> list[Seg]:
    """Split the counters out of the literals: `Phase 1: ` -> `Phase `, 1, `: `."""
    out: list[Seg] = []
    for seg in segs:
        if isinstance(seg, Blank) and COUNTER.fullmatch(seg.raws[0]):
            out.append(Num(seg.raws[0]))
        elif isinstance(seg, Lit):
            out += _counters(seg.text)
        else:
            out.append(seg)
    return out


def _counters(text: str) -> Iterator[Seg]:
    at = 0
    for m in COUNTER.finditer(text):
        if m.start() > at:
            yield Lit([text[at : m.start()]])
        yield Num(m[0])
        at = m.end()
    if at < len(text):
        yield Lit([text[at:]])


def words(text: str) -> tuple[str, ...]:
    """Lower-case words without mark-up, numbers or emoji: what headings and labels are compared by."""
    return tuple(re.findall(r"[^\W\d_]+", text.lower()))


def slug(text: str) -> str:
    """At most six words joined by underscores: a name for a value."""
    return "_".join(re.findall(r"[^\W_]+", text.lower())[:6])


def literal_words(segs: Iterable[Seg]) -> tuple[str, ...]:
    """The words that are no placeholder's."""
    return tuple(w for s in segs if isinstance(s, (Lit, Flag)) for w in words(s.text))


def frame(segs: Iterable[Seg]) -> str:
    """The mark-up of a text with words, numbers and blanks set aside: two items of one shape have one frame."""
    flat = "".join("x" if isinstance(s, Blank) else s.text for s in segs)
    flat = re.sub(r"`[^`]*`", "`x`", flat)
    flat = re.sub(r"(?<=\w)[.\-/_'](?=\w)", "", flat)
    flat = re.sub(r"x(?:\s*[,]?\s*x)*", "x", re.sub(r"[\w.]+", "x", flat))
    lead = re.match(r"\W*x[^x]*?(?::\**|\s[-–—])\s", flat)
    return lead[0] + "x" if lead else flat
