"""Estimates that stand beside something else: a count, a name, a struck-out one, a range that explains."""

from __future__ import annotations

from ._amounts import PERSON, Tokens, at, outside
from ._spans import Span, first_span, is_picture, ordered
from ._sums import total
from ._tail import check_tail
from ._tokens import Refused, Token
from ._units import RANK, TIME
from ._words import DOUBT, RANGED

WORDY = 6  # words that may stand before an estimate in brackets
STRUCK = 3  # struck-out pieces that are left out
PARTS = 8  # parts looked through beside a count: enough for people, too few to be slow
APART = frozenset({",", ";", "/"})


def whole(ts: Tokens) -> Span | None:
    """The estimate that some tokens begin with, with all that is added to it, once its tail is looked over."""
    first = first_span(ts)
    found = total(ts, first) if first else None
    if found:
        check_tail(ts, found.end, max(found.units, key=lambda u: RANK.get(u, 0)))
    return found


def work(ts: Tokens) -> Span | None:
    """The amount of time or points that some tokens begin with; None where it is refused."""
    try:
        found = whole(ts)
    except Refused:
        return None
    return found if found and is_work(found) else None


def is_work(found: Span) -> bool:
    return found.units <= TIME or found.units == {"points"}


def unstruck(ts: list[Token]) -> list[Token]:
    """The tokens without what is struck out.

    Raises:
        Refused: nothing is left that says how much.
    """
    marks = [i for i, t in enumerate(ts) if t.text == "~~"]
    if len(marks) < 2:
        return ts
    ends = list(zip(marks[::2], marks[1::2], strict=False))
    kept = [t for i, t in enumerate(ts) if not any(a <= i <= b for a, b in ends[:STRUCK])]
    if marks[0] == 0 and work(kept) is None:
        raise Refused("it is struck out")
    return kept


def after_count(ts: Tokens) -> Span | None:
    """The 12 days of "55 files, 12 days" and of "2 sessions (12 days)": the only amount of work, beside a count."""
    first = first_span(ts)
    if first is None or first.units <= TIME | {"points", "", PERSON}:
        return None
    if at(ts, first.end).text == "(":
        return _ending(ts, work(ts[first.end + 1 :]), first.end + 1)
    places = [k + 1 for k in outside(ts, first.end) if ts[k].text in APART][:PARTS]
    found = [(k, part) for k in places if (part := work(ts[k:]))]
    return _ending(ts, found[0][1], found[0][0]) if len(found) == 1 else None


def _ending(ts: Tokens, found: Span | None, start: int) -> Span | None:
    return found._replace(end=start + found.end) if found else None


def bracketed(ts: Tokens) -> Span | None:
    """The 10 min of "Quick (~10 min)": some words, and an estimate in brackets that end the text."""
    start = next((i for i, t in enumerate(ts[: WORDY + 2]) if t.text == "("), None)
    if not start or not all(t.kind == "word" or t.text in ("-", ".") or is_picture(t) for t in ts[:start]):
        return None
    close = next((i for i in range(start, len(ts)) if ts[i].text == ")"), len(ts))
    if any(t.text in DOUBT for t in ts[:start]) or any(t.text != "." for t in ts[close + 1 :]):
        return None
    return _ending(ts, work(ts[start + 1 : close]), start + 1)


def ranged(ts: Tokens) -> Span | None:
    """15 h (range 13-17 h): a three-point estimate."""
    start = next((i for i, t in enumerate(ts) if t.text == "("), len(ts))
    if at(ts, start + 1).text not in RANGED:
        return None
    likely, ends = work(ts[:start]), first_span(ts[start + 2 :])
    if not (likely and ends and likely.likely and ends.low and ends.high):
        return None
    unit = likely.likely[-1][1]
    low, high = (tuple((v, u or unit) for v, u in end) for end in (ends.low, ends.high))
    if {u for _, u in low + high} - TIME - {"points"}:
        return None
    ordered(low, likely.likely, high)
    return Span(low, likely.likely, high, len(ts))
