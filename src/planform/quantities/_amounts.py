"""Amounts at a place in the tokens: number, quantity, compound. Each returns what it found and where it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ._tokens import VULGAR, Refused, Token, phrase, written
from ._units import (
    ABBREVIATED,
    COUNTED,
    DURATION,
    FOREIGN,
    FRENCH_DAY,
    HALVES,
    MACHINES,
    PEOPLE,
    PROCESSORS,
    QUALIFIERS,
    RANK,
    SUFFIXES,
    TIME,
    UNITS,
    Amount,
    merge,
)
from ._words import AND, ARTICLES, HALF_MORE, JOINED, RANGE, SPOKEN

Tokens = Sequence[Token]
FRACTIONS = {(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)}
PERSON = "person"  # unit of a head count
CALENDAR = "calendar time says how long it lasts, not how much work it is"
_END = Token("end", "", "", False)


class Number(NamedTuple):
    """A number; `spoken` ones ("a", "two", "half") need a unit to be one."""

    value: float
    end: int
    spoken: bool = False


class Quantity(NamedTuple):
    """Number and unit; the unit is "" where none is written; `open` is "20+ hours"."""

    value: float
    unit: str
    end: int
    spoken: bool = False
    open: bool = False


class Found(NamedTuple):
    """An amount, maybe of several units, and where it ends."""

    amount: Amount
    end: int
    spoken: bool = False
    open: bool = False

    @property
    def unit(self) -> str:
        return self.amount[-1][1]


def at(ts: Tokens, i: int) -> Token:
    return ts[i] if 0 <= i < len(ts) else _END


def number(ts: Tokens, i: int) -> Number | None:
    token = at(ts, i)
    if token.kind == "vulgar":
        return Number(VULGAR[token.raw], i + 1)
    if token.kind == "word":
        return _spoken(ts, i)
    if token.kind != "number" or _in_name(ts, i):
        return None
    if part := _fraction(ts, i):
        return part
    return _mixed(ts, Number(written(token.text), i + 1))


def _in_name(ts: Tokens, i: int) -> bool:
    """The 2 of "v2" is no number; those of "1d2h" and "3x2h" are."""
    before = at(ts, i - 1)
    if not at(ts, i).glued or before.kind != "word" or before.text in JOINED:
        return False
    return before.text != "x" and not (before.text in UNITS and at(ts, i - 2).kind == "number")


def _fraction(ts: Tokens, i: int) -> Number | None:
    """1/2, but not the 1/2 of 1/2/4."""
    above, slash, below = at(ts, i), at(ts, i + 1), at(ts, i + 2)
    if slash.text != "/" or below.kind != "number" or "/" in (at(ts, i + 3).text, at(ts, i - 1).text):
        return None
    if not (above.text.isdigit() and below.text.isdigit() and len(above.text + below.text) < 4):
        return None
    pair = (int(above.text), int(below.text))
    return Number(pair[0] / pair[1], i + 3) if pair in FRACTIONS else None


def _mixed(ts: Tokens, whole: Number) -> Number:
    """1½, 1 1/2 and 1 and a half (before the unit)."""
    following = at(ts, whole.end)
    if following.kind == "vulgar":
        return Number(whole.value + VULGAR[following.raw], whole.end + 1)
    if following.kind == "number" and (part := _fraction(ts, whole.end)):
        return Number(whole.value + part.value, part.end, whole.spoken)
    if half := phrase(ts, whole.end, HALF_MORE):
        return Number(whole.value + 0.5, whole.end + half, whole.spoken)
    return whole


def _spoken(ts: Tokens, i: int) -> Number | None:
    word = at(ts, i).text
    j = i + 1 if word in ARTICLES else i
    if at(ts, j).text in HALVES:
        return Number(0.5, _articles(ts, j + 1), True)
    if at(ts, j).text == "couple":
        return Number(2.0, _articles(ts, j + 1), True)
    if at(ts, j).text == "quarter":
        return Number(0.25, _articles(ts, j + 1), True)
    return _mixed(ts, Number(SPOKEN[word], i + 1, True)) if word in SPOKEN else None


def _articles(ts: Tokens, i: int) -> int:
    while at(ts, i).text in ARTICLES or (at(ts, i).text == "-" and at(ts, i).glued):
        i += 1
    return i


class Unit(NamedTuple):
    name: str
    end: int


BEFORE_UNIT = QUALIFIERS | MACHINES | HALVES | DURATION


def unit(ts: Tokens, i: int) -> Unit | None:
    """The unit from `i` on, past a hyphen and past words that say who works."""
    if at(ts, i).text == "(" and at(ts, i + 2).text == ")":  # 8 (points)
        inner = _unit_word(ts, i + 1, "", "")
        return inner and inner._replace(end=i + 3)
    i = _hyphen(ts, i)
    start, half, machine = i, "", ""
    while (word := at(ts, i).text) not in UNITS and word in BEFORE_UNIT:
        if word in DURATION:
            raise Refused(CALENDAR)
        half = "half-" if word in HALVES else half
        machine = word if word in MACHINES else machine
        i = _hyphen(ts, i + 1 + (word in ABBREVIATED and at(ts, i + 1).text in (".", "/")))
    return _unit_word(ts, i, half, machine) or _counted(ts, start, i)


GLUED = ("y", "s")  # "2 y 4": and; "2 S": a size


def _unit_word(ts: Tokens, i: int, half: str, machine: str) -> Unit | None:
    token = at(ts, i)
    if token.kind != "word" or token.text not in UNITS or (token.text in GLUED and not token.glued):
        return None
    if token.raw in ("M", "PT"):
        raise Refused(f"{token.raw!r} can mean two units: write min or months, points or days")
    name = UNITS[token.text]
    end = _suffix(ts, i + 1)
    if at(ts, end).text in PROCESSORS and at(ts, end + 1).kind != "word":  # 12 h GPU
        machine, end = at(ts, end).text, end + 1
    return Unit(f"{machine}-{name}" if machine else f"{half}{name}", end)


def _counted(ts: Tokens, start: int, i: int) -> Unit | None:
    """What can be counted and is no work: people, tasks, sessions."""
    counted = next((k for k in (i, i - 1) if k >= start and at(ts, k).text in COUNTED), None)
    if counted is not None:
        return Unit(COUNTED[at(ts, counted).text], counted + 1)
    people = next((k for k in (i, i - 1) if k >= start and at(ts, k).text in PEOPLE), None)
    return Unit(PERSON, people + 1) if people is not None else None


def _hyphen(ts: Tokens, i: int) -> int:
    follows = at(ts, i + 1)
    return i + 1 if at(ts, i).text == "-" and at(ts, i).glued and follows.glued and follows.kind == "word" else i


def _suffix(ts: Tokens, i: int) -> int:
    """jours-homme, jours/homme, j/h, días-persona: person-days."""
    french = at(ts, i - 1).text in FRENCH_DAY and at(ts, i + 1).text == "h"
    if at(ts, i).text in ("-", "/") and (at(ts, i + 1).text in SUFFIXES or french):
        return i + 2
    return i + 1 if at(ts, i).text in SUFFIXES else i


def quantity(ts: Tokens, i: int) -> Quantity | None:
    if (n := number(ts, i)) is None:
        return None
    is_open = at(ts, n.end).text == "+" and at(ts, n.end).glued and unit(ts, n.end + 1) is not None
    found = unit(ts, n.end + is_open)
    if found is None:
        return Quantity(n.value, "", n.end, n.spoken)
    _one_reading(at(ts, i), at(ts, found.end - 1))
    return Quantity(n.value, found.name, found.end, n.spoken, is_open)


def _one_reading(digits: Token, word: Token) -> None:
    """1.000 Stunden is a thousand to a German and one to a program."""
    whole, _, rest = digits.text.partition(".")
    if word.text in FOREIGN and len(rest) == 3 and whole not in ("", "0"):
        raise Refused(f"{digits.text!r} can be read in two ways: write it without the point")


def amount(ts: Tokens, i: int) -> Found | None:
    """A quantity with what follows it in smaller units: 1d 4h, 2 hours and 30 minutes, 1h30, a day and a half."""
    first = quantity(ts, i)
    if first is None or first.unit not in RANK or first.open:
        return first and Found(((first.value, first.unit),), first.end, first.spoken, first.open)
    parts = [first, *_smaller(ts, first)]
    return Found(merge((q.value, q.unit) for q in parts), parts[-1].end)


def _smaller(ts: Tokens, before: Quantity) -> Iterator[Quantity]:
    while part := _half_more(ts, before) or _minutes(ts, before) or _next_part(ts, before):
        yield part
        before = part


def _half_more(ts: Tokens, before: Quantity) -> Quantity | None:
    n = phrase(ts, before.end, HALF_MORE)
    known = n and unit(ts, before.end + n) is None  # "a day and a half hour" is another part
    return Quantity(0.5, before.unit, before.end + n) if known and at(ts, before.end - 1).kind == "word" else None


def _minutes(ts: Tokens, before: Quantity) -> Quantity | None:
    """The 30 of 1h30 and of "1 h 30 à 2 h"."""
    token = at(ts, before.end)
    bare = token.kind == "number" and len(token.text) == 2 and token.text.isdigit() and int(token.text) < 60
    follows = at(ts, before.end + 1)
    if before.unit != "hour" or not bare or (follows.kind in ("word", "number") and follows.text not in RANGE):
        return None
    return Quantity(float(token.text), "min", before.end + 1)


def _next_part(ts: Tokens, before: Quantity) -> Quantity | None:
    mark = at(ts, before.end).text
    skip = mark in AND or mark in (",", ".")
    part = quantity(ts, before.end + skip)
    if part is None or part.open or RANK.get(part.unit, 99) >= RANK[before.unit]:
        return None
    if mark == "." and len(at(ts, before.end - 1).text) > 4:  # the end of a sentence, not of "Std."
        return None
    ends = at(ts, part.end).kind in ("end", "line") or at(ts, part.end).text in ("(", ".", ")")
    return part if mark != "," or ends else None  # "1 day, 2 hours if lucky" is no sum


def is_amount(ts: Tokens, i: int) -> bool:
    """Whether an amount of time begins at `i`; a refused one does not count."""
    try:
        found = amount(ts, i)
    except Refused:
        return False
    return found is not None and all(u in TIME for _, u in found.amount)


def outside(ts: Tokens, i: int) -> Iterator[int]:
    """Places from `i` on that stand in no bracket."""
    depth = 0
    for k in range(i, len(ts)):
        depth += ts[k].text in "([{"
        if not depth:
            yield k
        depth -= bool(depth) and ts[k].text in ")]}"
