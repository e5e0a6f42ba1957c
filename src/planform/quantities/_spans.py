"""Shapes of an estimate at a place in the tokens: bound, range, product, single."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from ._amounts import PERSON, Found, Tokens, amount, at, number, unit
from ._tokens import Refused, Token, phrase
from ._units import RANK, UNITS, Amount, amount_hours, scaled
from ._words import (
    ABOVE,
    BELOW,
    BETWEEN,
    FOR,
    LEAD,
    OR,
    OR_LESS,
    OR_MORE,
    RANGE,
    RANGE_AFTER_BETWEEN,
    SAME,
    TIMES,
)

SKIPPED = frozenset("~*:=-(+→")  # before an amount; pictures are skipped as well
MODEST = 3  # words looked over before an amount: enough for people, too few to be slow


class Span(NamedTuple):
    """An estimate: what is known of its low, likely and high end, and where it stops in the tokens."""

    low: Amount | None
    likely: Amount | None
    high: Amount | None
    end: int
    note: str = ""

    @property
    def units(self) -> set[str]:
        return {u for a in (self.low, self.likely, self.high) if a for _, u in a}


def unlike(units: set[str]) -> bool:
    """Days and points, or hours and tasks: nothing that can stand in one estimate."""
    return len(units) > 1 and not units <= RANK.keys()


def span(ts: Tokens, i: int) -> Span | None:
    """The first shape that fits at `i`, multiplied if it says so."""
    i = _about(ts, i)
    found = next((s for shape in SHAPES if (s := shape(ts, i))), None) or _simple(ts, i)
    return _result(ts, _multiplied(ts, found)) if found else None


def _simple(ts: Tokens, i: int) -> Span | None:
    """A shape that holds no other: bounds and products take these, so that nothing nests."""
    i = _about(ts, i)
    return next((s for shape in SIMPLE if (s := shape(ts, i))), None)


def _about(ts: Tokens, i: int) -> int:
    for _ in range(MODEST):
        if at(ts, i).text == "~" or (at(ts, i).text in LEAD and at(ts, i + 1).kind in ("number", "vulgar")):
            i += 1
    return i


def _bounded(ts: Tokens, i: int) -> Span | None:
    below, above = phrase(ts, i, BELOW), phrase(ts, i, ABOVE)
    if not (below or above) or _between(ts, i) or (inner := _simple(ts, i + max(below, above))) is None:
        return None
    end = (inner.high if below >= above else inner.low) or inner.likely
    if end is None:
        raise Refused("it has two bounds that contradict")
    return Span(None, None, end, inner.end) if below >= above else Span(end, None, None, inner.end)


def _between(ts: Tokens, i: int) -> Span | None:
    n = phrase(ts, i, BETWEEN)
    return _range(ts, _about(ts, i + n), RANGE_AFTER_BETWEEN) if n else None


def _plain_range(ts: Tokens, i: int) -> Span | None:
    return _range(ts, i, RANGE)


def _range(ts: Tokens, i: int, marks: frozenset[str]) -> Span | None:
    low = amount(ts, i)
    mark = low and at(ts, low.end).text
    if low is None or not (mark in marks or mark in OR):
        return None
    high = amount(ts, _about(ts, low.end + 1))
    if high is None or not (mark in marks or _or(ts, low, high)):
        return None
    if high.unit == "" and at(ts, high.end).kind == "word":  # the other side of "2 days - 3 people"
        return None
    pair = _same_unit(low, high)
    if high.unit == "" or at(ts, high.end).glued:  # "6-9 h - 5 routes" goes on with a remark
        _no_date(ts, high.end)
    more = _plus_sign(ts, high.end)
    return Span(pair[0], None, None if high.open or more else pair[1], high.end + more)


def _or(ts: Tokens, low: Found, high: Found) -> bool:
    """2 or 3 days, a day or two, 1 week or 2 weeks; but "2 hours or 3 days" are two plans."""
    end = number(ts, low.end + 1)
    spoken = end is not None and end.spoken and unit(ts, end.end) is None
    return low.unit in ("", high.unit) or spoken


def _no_date(ts: Tokens, i: int) -> None:
    if at(ts, i).text in ("-", "/", ":") and at(ts, i + 1).kind == "number":
        raise Refused("more than two numbers in a row: write 2-4 h, or best 2, likely 3, worst 5 h")


def _same_unit(low: Found, high: Found) -> tuple[Amount, Amount]:
    """An end without a unit has the unit of the other."""
    first, last = low.amount, high.amount
    if low.unit == "" and len(last) == 1:
        first = ((first[0][0], high.unit),)
    elif high.unit == "" and len(first) == 1:
        last = ((last[0][0], low.unit),)
    if unlike({u for _, u in first + last}):
        raise Refused("its two ends have units that cannot be compared")
    ordered(first, last)
    return first, last


def ordered(*amounts: Amount | None) -> None:
    """Low, likely and high must not fall.

    Raises:
        Refused: an end is below the one before it.
    """
    sizes = [amount_hours(a) if len(a) > 1 or a[0][1] in RANK else a[0][0] for a in amounts if a]
    known = [s for s in sizes if s is not None]
    if known != sorted(known):
        raise Refused("its low end is above its high end")


def _bounded_after(ts: Tokens, i: int) -> Span | None:
    """20+ hours, 3 days or more, 2 h max."""
    found = amount(ts, i)
    if found is None:
        return None
    if found.open:
        return Span(found.amount, None, None, found.end)
    if more := _plus_sign(ts, found.end) or phrase(ts, found.end, OR_MORE):
        return Span(found.amount, None, None, found.end + more)
    less = phrase(ts, found.end, OR_LESS)
    return Span(None, None, found.amount, found.end + less) if less else None


def _plus_sign(ts: Tokens, i: int) -> int:
    """1 for the plus of "3d+", which says "or more"; that of "3d + 1d" and "3d+1d" adds."""
    plus = at(ts, i)
    return int(plus.text == "+" and plus.glued and at(ts, i + 1).kind not in ("number", "vulgar"))


def _times(ts: Tokens, i: int) -> Span | None:
    """2 devs x 3 days, 1-2 devs x 3 days, 5 x 2h, 2 people for a week."""
    count = _plain_range(ts, i) or _single(ts, i)
    if count is None or not count.units <= {"", PERSON}:
        return None
    joins = at(ts, count.end).text in TIMES or (count.units == {PERSON} and at(ts, count.end).text in FOR)
    each = _simple(ts, count.end + 1) if joins else None
    return _product(each, count, each.end) if each and not each.units & {"", PERSON} else None


def _product(each: Span, count: Span, end: int) -> Span:
    """An estimate as often as a count says; by a range of counts each end by its own."""
    if count.likely:
        return times(each, count.likely[0][0], end)
    if not (count.low and count.high):
        raise Refused("it has a bound where it should say how many")
    low, high = times(each, count.low[0][0], end), times(each, count.high[0][0], end)
    return Span(low.low or low.likely, None, high.high or high.likely, end, "each end multiplied by its own count")


def _multiplied(ts: Tokens, found: Span) -> Span:
    """3 days x 2 people, 2h x 4."""
    if at(ts, found.end).text not in TIMES or (factor := amount(ts, found.end + 1)) is None:
        return found
    if factor.unit not in ("", PERSON) or found.units & {"", PERSON}:
        raise Refused("only one of the factors can be an amount of work")
    return times(found, factor.amount[0][0], factor.end)


def _result(ts: Tokens, found: Span) -> Span:
    """The 6 d of "2 devs x 3 d = 6 d": what is said to be the same must be."""
    if at(ts, found.end).text not in SAME or (said := _simple(ts, found.end + 1)) is None:
        return found
    if _sizes(said) != _sizes(found):
        raise Refused("what it says to be the same is not: write one of them")
    return said._replace(note=found.note) if found.note else found._replace(end=said.end)


def _sizes(found: Span) -> list[float | str | None]:
    """Its ends in hours, or in its unit where that is no time."""
    ends = [(a, amount_hours(a)) for a in found[:3] if a]
    return [f"{a}" if hours is None else round(hours, 6) for a, hours in ends]


def times(found: Span, factor: float, end: int) -> Span:
    low, likely, high = (tuple((scaled(v, factor), u) for v, u in a) if a else None for a in found[:3])
    return Span(low, likely, high, end, f"multiplied by {factor:g}" if factor != 1 else found.note)


def _single(ts: Tokens, i: int) -> Span | None:
    found = amount(ts, i)
    if found is None or (found.spoken and found.unit == ""):
        return None
    return Span(None, found.amount, None, found.end)


SHAPES: tuple[Callable[[Tokens, int], Span | None], ...] = (
    _bounded,
    _times,
)
SIMPLE: tuple[Callable[[Tokens, int], Span | None], ...] = (
    _between,
    _plain_range,
    _bounded_after,
    _single,
)


def first_span(ts: Tokens) -> Span | None:
    """The estimate that the text begins with, past words such as "Total:", "about" and "Points:"."""
    given = ""
    for i, token in enumerate(ts):
        if token.text == "-" and at(ts, i + 1).kind == "number" and at(ts, i + 1).glued:
            raise Refused("work cannot be negative")
        if found := span(ts, i):
            return with_unit(found, given) if given else found
        given = _unit_label(ts, i) or given
        abbreviated = token.text == "." and at(ts, i - 1).text in LEAD  # "est."
        passed = token.text in LEAD or token.text in SKIPPED or token.kind == "line" or is_picture(token)
        if not (given or abbreviated or passed):
            return None
    return None


def is_picture(token: Token) -> bool:
    """An emoji or its joiners: they adorn an estimate and say nothing."""
    return token.kind == "symbol" and unicodedata.category(token.text[0]) in ("So", "Sk", "Mn", "Cf")


def _unit_label(ts: Tokens, i: int) -> str:
    """The unit of "Points: 5"; "Sprint: 5" names one, and "Day 3" is no amount."""
    name = UNITS.get(at(ts, i).text, "sprint")
    return name if name != "sprint" and at(ts, i + 1).text in (":", "=") else ""


def with_unit(found: Span, name: str) -> Span:
    low, likely, high = (tuple((v, u or name) for v, u in a) if a else None for a in found[:3])
    return Span(low, likely, high, found.end, found.note)
