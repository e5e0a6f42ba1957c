"""What stands after an estimate: mostly words to set aside; sometimes a reason not to believe the amount."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ._amounts import CALENDAR, PERSON, Tokens, amount, at, outside, quantity
from ._tokens import Refused
from ._units import DURATION, TIME, UNITS
from ._words import ADDED, BESIDE, EACH, FOR, HEDGES, NOT_WORK, RANGE, RATE, RATE_BEFORE_UNIT, SINGULAR, TIMES

Check = Callable[[Tokens, int, str], str]


def check_tail(ts: Tokens, end: int, unit: str) -> None:
    """Look at what follows an estimate in `unit`, which stops at `end`.

    Raises:
        Refused: it says that the amount is a rate, a date, a part, or one of several.
    """
    for check in CHECKS:
        if reason := check(ts, end, unit):
            raise Refused(reason)


def _symbol(ts: Tokens, end: int, unit: str) -> str:
    follows = at(ts, end)
    if follows.kind in ("number", "vulgar"):
        return f"{follows.raw!r} follows it, and has no unit that I know"
    if follows.text in ("%", "$", "€", "£", "^", "±", "'"):
        return f"{follows.raw!r} follows it: that is no amount of work"
    if follows.text in ("/", "|", ":") and (unit == "" or follows.text != ":"):
        return f"{follows.raw!r} follows it: a rate, or one of several amounts"
    return ""


def _rate(ts: Tokens, end: int, unit: str) -> str:
    direct = at(ts, end).text in RATE or (at(ts, end).text in RATE_BEFORE_UNIT and at(ts, end + 1).text in UNITS)
    return "it is a rate: write the amount of work of all" if direct or EACH & set(_clause(ts, end)) else ""


def _clause(ts: Tokens, end: int) -> Iterator[str]:
    """The words up to the first bracket or stop."""
    for token in ts[end:]:
        if token.text in "([.;" or token.kind == "line":
            return
        yield token.text


def _lasting(ts: Tokens, end: int, unit: str) -> str:
    """2 weeks elapsed, 2 weeks (calendar time)."""
    said = at(ts, end + (at(ts, end).text == "(")).text
    return CALENDAR if said in DURATION else ""


def _not_work(ts: Tokens, end: int, unit: str) -> str:
    return f"{at(ts, end).raw!r} follows it: that is no amount of work" if at(ts, end).text in NOT_WORK else ""


def _heads(ts: Tokens, end: int, unit: str) -> str:
    """2 weeks for 3 developers: 2 weeks, or 6?"""
    i = end
    while at(ts, i).text in FOR or at(ts, i).text in ("(", ",", "with", "by", "~", "mit", "avec", "con"):
        i += 1
    if any(t.text in TIMES for t in ts[i : i + 6]):  # (2 devs x 3 days) says how it came about
        return ""
    counts = (_quantity_unit(ts, k) for k in (i, i + 2) if k == i or at(ts, i + 1).text in RANGE)
    many = any(n > 1 and u == PERSON for n, u in counts)
    return "is that for each of them, or for all? Write 3 person-days, or 2 people x 3 days" if many else ""


def _more_in_brackets(ts: Tokens, end: int, unit: str) -> str:
    """36 h (+ 8 h closure): 36, or 44?"""
    more = at(ts, end).text == "(" and at(ts, end + 1).text == "+" and _unit_at(ts, end + 2)
    return "the brackets add to it: is that in it already? Write the whole amount" if more else ""


def _quantity_unit(ts: Tokens, i: int) -> tuple[float, str]:
    try:
        found = quantity(ts, i)
    except Refused:
        return 0.0, ""
    return (found.value, found.unit) if found else (0.0, "")


def _second(ts: Tokens, end: int, unit: str) -> str:
    """Another amount of the same sort, outside brackets, that is not said to be beside it ("over 3 weeks")."""
    for k in outside(ts, end):
        other = _unit_at(ts, k)
        same = (other in TIME and unit != "points") or other == unit == "points"
        if same and other and not _beside(ts, k) and not _adjective(ts, k):
            return "it has two amounts: join them with + if they add up, or write a range such as 2-4 h"
    return ""


def _unit_at(ts: Tokens, i: int) -> str:
    try:
        found = amount(ts, i)
    except Refused:
        return ""
    return found.unit if found else ""


def _beside(ts: Tokens, i: int) -> bool:
    i -= 1
    while at(ts, i).text in RANGE or at(ts, i).kind == "number" or at(ts, i).text in ("~", "about"):
        i -= 1
    return at(ts, i).text in BESIDE


def _adjective(ts: Tokens, i: int) -> bool:
    """The 90 minute of "90 minute sessions": many, and yet singular."""
    found = amount(ts, i)
    if found is None or found.amount[0][0] == 1 or ts[found.end - 1].text not in SINGULAR:
        return False
    return at(ts, found.end).kind == "word" and at(ts, found.end).text not in ADDED


def _hedge(ts: Tokens, end: int, unit: str) -> str:
    """2-3 hours, possibly 4."""
    for k in outside(ts, end):
        before = {t.text for t in ts[max(end, k - 2) : k]}
        if ts[k].kind in ("number", "vulgar") and HEDGES & before:
            return "it names another number: write a range such as 2-4 h"
    return ""


def _bare(ts: Tokens, end: int, unit: str) -> str:
    """A number without a unit says less, so less may follow it."""
    follows = at(ts, end)
    if unit != "" or follows.kind in ("end", "line") or follows.text in ("(", ")", "[", "?", "*"):
        return ""
    if follows.text == ".":
        return "" if end + 1 == len(ts) else "it looks like the number of a list"
    if follows.kind == "word" and follows.text not in FOR:
        return f"{follows.raw!r} is no unit that I know"
    more = any(ts[k].kind in ("number", "vulgar") for k in outside(ts, end))
    return "it has several numbers, and no unit" if more else ""


CHECKS: tuple[Check, ...] = (_symbol, _rate, _lasting, _not_work, _heads, _more_in_brackets, _second, _hedge, _bare)
