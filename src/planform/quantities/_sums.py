"""Sums: what an estimate says is added to its first amount."""

from __future__ import annotations

from ._amounts import Tokens, at, is_amount, outside
from ._spans import Span, span, unlike, with_unit
from ._tokens import Refused
from ._units import TIME, Amount, merge
from ._words import ACTIVITIES, ADDED, AND, ARTICLES, FOR, PLUS


def total(ts: Tokens, first: Span) -> Span:
    """The estimate with all that is added to it: 4h + 30m review; 2 h for A, 3 h for B."""
    found = first
    while (j := _addend(ts, found)) is not None:
        found = _sum(ts, found, j)
    return found


def _addend(ts: Tokens, found: Span) -> int | None:
    """Where the next part of a sum begins; None where nothing is added."""
    labelled = at(ts, found.end).text in FOR and found.units <= TIME | {"points"}
    active = at(ts, found.end).text in ACTIVITIES
    for k in outside(ts, found.end):
        if ts[k].text in PLUS and (k == found.end or at(ts, k - 1).text == ")" or _adds(ts, k + 1, found)):
            return _labelled(ts, k + 1, found)
        if active and _lists(ts, k) and (part := _part(ts, k + 1, found)) and _other_activity(ts, found.end, part.end):
            return k + 1
        if labelled and _lists(ts, k) and (part := _part(ts, k + 1, found)) and _alike(ts, found.end, part.end):
            return k + 1
        if is_amount(ts, k):
            return None
    return None


def _adds(ts: Tokens, i: int, found: Span) -> bool:
    """Whether an amount stands behind a plus among words; "for 5 routes + 40 imports" counts other things."""
    part = _part(ts, i, found)
    work = found.units <= TIME | {"points"}
    return part is not None and (part.units != {""} or not work or at(ts, part.end).text in ADDED)


def _lists(ts: Tokens, k: int) -> bool:
    return ts[k].text in (",", ";", "/") or ts[k].text in AND or ts[k].kind == "line"


def _labelled(ts: Tokens, i: int, found: Span) -> int:
    """The amount behind the name of what is added, where there is one before the next plus: + phase 2: 5 h."""
    for k in range(i, min(i + 6, len(ts))):
        if ts[k].text in PLUS or ts[k].text in "([,;":
            break
        if (part := _part(ts, k, found)) and part.units != {""}:
            return k
    return i


def _other_activity(ts: Tokens, a: int, b: int) -> bool:
    """4 h dev, 2 h test."""
    return at(ts, b).text in ACTIVITIES and at(ts, a).text != at(ts, b).text


def _alike(ts: Tokens, a: int, b: int) -> bool:
    """For phase 1, for phase 2 are parts of one whole; for the simple case, for the hard one are not."""
    name = at(ts, a + 1).text
    return at(ts, b).text in FOR and at(ts, b + 1).text == name and name not in ARTICLES


def _part(ts: Tokens, i: int, found: Span) -> Span | None:
    """An estimate that can be added to another: of work, or a count of the same."""
    part = span(ts, i)
    return part if part and part.units <= TIME | {"points", ""} | found.units else None


def _sum(ts: Tokens, found: Span, i: int) -> Span:
    if at(ts, i).text in ("/", "-", "or", "minus"):
        raise Refused("it says plus or minus: write the range that is meant")
    part = span(ts, i)
    if part is None and not (found.low or found.likely):
        raise Refused("what is added to its upper bound has no amount")
    if part is None:
        return Span(found.low or found.likely, None, None, len(ts), "what is added to it has no amount")
    if part.units == {""} != found.units:
        part = _bare_part(ts, found, part)
    elif found.units == {""} and len(part.units) == 1:  # 2 + 3 hours
        found = with_unit(found, *part.units)
    if unlike(found.units | part.units):
        raise Refused("it adds amounts whose units cannot be added")
    ends = _ends(found, part)
    if not any(ends):
        raise Refused("it adds bounds that contradict")
    return Span(*ends, part.end, "all its parts added")


def _bare_part(ts: Tokens, found: Span, part: Span) -> Span:
    """The 0.5 of "2 days + 0.5 contingency" has the unit before it, "2 days + 3 reviewers" is no sum."""
    after = at(ts, part.end)
    named = after.kind in ("word", "number") and after.text not in ADDED
    if len(found.units) > 1 or named or after.text in ("%", "/"):
        raise Refused("what is added has no unit that I know")
    return with_unit(part, *found.units)


def _ends(a: Span, b: Span) -> tuple[Amount | None, Amount | None, Amount | None]:
    likely = _plus(a.likely, b.likely)
    if not (a.low or a.high or b.low or b.high):
        return None, likely, None
    return _plus(a.low or a.likely, b.low or b.likely), likely, _plus(a.high or a.likely, b.high or b.likely)


def _plus(a: Amount | None, b: Amount | None) -> Amount | None:
    return merge(a + b) if a and b else None
