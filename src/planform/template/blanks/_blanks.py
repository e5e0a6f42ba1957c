"""Placeholder conventions: one line of text -> segments, literal or blank. A new convention is one row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ._conventions import find, outermost
from ._labelled import menu, stands_alone, wholes


@dataclass(slots=True, eq=False)
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
    _known: frozenset[str] = frozenset()
    _lengths: tuple[int, ...] = ()
    _looked: int = -1  # how many placeholders they were made from

    @property
    def known(self) -> frozenset[str]:
        """The placeholders, to look one up: a long group has as many as it has examples."""
        if self._looked != len(self.raws):
            self._known, self._looked = frozenset(self.raws), len(self.raws)
            self._lengths = tuple(sorted({len(raw) for raw in self._known if raw}, reverse=True))
        return self._known

    @property
    def lengths(self) -> tuple[int, ...]:
        """How long they are, the longest first."""
        return self._lengths if self.known else ()


@dataclass(slots=True, eq=False)
class Lit:
    """Fixed words. Siblings may join two blanks with different words: the first is what is written."""

    texts: list[str]

    @property
    def text(self) -> str:
        return self.texts[0]


@dataclass(slots=True, eq=False)
class Num:
    """A counter: `Phase 1`, `Step [N]`."""

    text: str


@dataclass(slots=True, eq=False)
class Flag:
    """Words that some siblings have and others lack: a yes or no."""

    text: str
    key: str = ""


Fixed = Lit | Num | Flag
Seg = Fixed | Blank

MORE = re.compile(
    r"[-*+\s]*[\[(<{*_]*\s*"
    r"(?:\.{3}|…|etc\.?|add (?:more|another|additional)\b.*"
    r"|(?:more|repeat|continue)\b[^:|]*(?:as needed|if needed|for each).*|and so on.*)"
    r"\s*[\])>}*_.]*\s*$",
    re.IGNORECASE,
)
COUNTER = re.compile(r"\[[Nn#]\]|\d+(?:\.\d+)*")

NOTE = re.compile(r"\s*<!--[^\n]*-->$")
MOST_BLANKS = 200  # in one text; with more of them it is data, and nobody's form
WORDLESS = frozenset({"dots", "quotes", "score"})  # conventions that say nothing about what belongs there


def is_more(text: str) -> bool:
    """`[Add more as needed]`, `...`, `etc.`: the group goes on; no content of its own."""
    return bool(MORE.match(NOTE.sub("", text) if text.endswith("-->") else text))


def parse(text: str, links: frozenset[str] = frozenset(), *, bare: bool = False, alone: bool = False) -> list[Seg]:
    """Literal and blank segments of one text; together they spell it.

    Args:
        text: one or more lines.
        links: what the document defines as links: `[such]` is no placeholder.
        bare: whether a label with nothing behind it is a blank.
        alone: whether a hint or a choice needs no label before it.
    """
    found = find(text, links)
    whole = wholes(text, found, bare=bare, alone=alone)
    found = [f for f in found if f.rule != "comment" or stands_alone(text, f)]
    if whole:
        found = outermost([*found, *whole])
    if len(found) > MOST_BLANKS:
        return [Lit([text])]
    segs: list[Seg] = []
    at = 0
    for start, end, hint, rule in found:
        segs += [Lit([text[at:start]])] if start > at else []
        blank = Blank("" if rule in WORDLESS else hint.strip(), [text[start:end]], rule)
        if rule == "label":
            blank.label, blank.hint = blank.hint, ""
        segs.append(blank)
        at = end
    segs += [Lit([text[at:]])] if at < len(text) else []
    return _spaced(_join(segs)) if found else segs


def _spaced(segs: list[Seg]) -> list[Seg]:
    """`Owner:` is written with a space before its value."""
    last = segs[-1]
    if isinstance(last, Blank) and last.raws == [""] and len(segs) > 1:
        before = segs[-2]
        if isinstance(before, Lit) and not before.text.endswith((" ", "#", "$", "€", "£", "@", "：")):
            before.texts = [before.text + " "]
    return segs


def _join(segs: list[Seg]) -> list[Seg]:
    """Two blanks with nothing but space between them are one."""
    out: list[Seg] = []
    for seg in segs:
        if isinstance(seg, Blank) and len(out) > 1 and isinstance(out[-1], Lit) and out[-1].text == " ":
            before = out[-2]
            if isinstance(before, Blank) and not (menu(before.hint) or menu(seg.hint)):
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
    return _words(text) if len(text) < LONGEST_KEPT else tuple(WORD.findall(text.lower()))


LONGEST_KEPT = 200  # characters; of longer texts nobody asks twice
WORD, NAME = re.compile(r"[^\W\d_]+"), re.compile(r"[^\W_]+")


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(text.lower()))


def slug(text: str) -> str:
    """At most six words joined by underscores: a name for a value."""
    return "_".join(NAME.findall(text.lower())[:6])


def literal_words(segs: Iterable[Seg]) -> tuple[str, ...]:
    """The words that are no placeholder's."""
    return tuple(w for s in segs if isinstance(s, (Lit, Flag)) for w in words(s.text))


def frame(segs: Iterable[Seg]) -> str:
    """The mark-up of a text with words, numbers and blanks set aside: two items of one shape have one frame."""
    flat = "".join("x" if isinstance(s, Blank) else s.text for s in segs)
    return _frame(flat) if len(flat) < LONGEST_KEPT else _frame.__wrapped__(flat)


@lru_cache(maxsize=8192)
def _frame(flat: str) -> str:
    for pattern, plain in FLAT:
        flat = pattern.sub(plain, flat)
    lead = LEAD.match(flat)
    return lead[0] + "x" if lead else flat


FLAT = (
    (re.compile(r"`[^`]*`"), "`x`"),
    (re.compile(r"(?<=\w)[.\-/_'](?=\w)"), ""),
    (re.compile(r"[\w.]+"), "x"),
    (re.compile(r"x(?:[\s,]*+x)*"), "x"),
)
LEAD = re.compile(r"\W*x[^x]*?(?::\**|\s[-–—])\s")
