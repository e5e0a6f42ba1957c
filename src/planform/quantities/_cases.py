"""Three-point estimates: best/likely/worst by name, or three amounts between slashes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ._amounts import Found, Tokens, amount, at
from ._spans import Span, first_span, ordered, unlike
from ._tail import check_tail
from ._tokens import Refused, Token
from ._units import UNITS, Amount, words
from ._words import AND, CASES, EACH, GUESSES, LEAD

APART = frozenset({",", ";", "/", "|"}) | AND


class Case(NamedTuple):
    """One named amount; the role of the first, unnamed one is ""."""

    role: str
    amount: Amount
    minutes: bool  # written "5 min", which "max" beside it makes doubtful


def named(ts: Tokens) -> Span | None:
    """Best 2 d, likely 3 d, worst 5 d, in any order; also in brackets behind a likely amount or a range."""
    head, inner = _split(ts)
    for part, base in ((inner, first_span(head) if inner else None), (head, None)):
        found = _cases(part, base) if any(t.text in CASES for t in part) else None
        if found is None or not (roles := _roles(found, base)):
            continue
        _one_meaning(found)
        _no_rate(part)
        units = {u for a in roles.values() for _, u in a}
        given = next((u for u in sorted(units) if u), "")
        low, likely, high = (_given(roles.get(r), units, given) for r in ("low", "likely", "high"))
        ordered(low, likely, high)
        return Span(low, likely, high, len(ts))
    return None


LETTERS = {"o": "optimistic", "m": "likely", "ml": "likely", "p": "pessimistic"}


def spelt(ts: list[Token]) -> list[Token]:
    """O: 2 M: 4 P: 8 with its letters spelt out, where all three stand there in this order."""
    places = [i for i, t in enumerate(ts) if t.text in LETTERS and _before_number(ts, i + 1)]
    if [LETTERS[ts[i].text] for i in places] != ["optimistic", "likely", "pessimistic"]:
        return ts
    return [t._replace(text=LETTERS[t.text], raw=LETTERS[t.text]) if i in places else t for i, t in enumerate(ts)]


def _before_number(ts: Tokens, i: int) -> bool:
    return at(ts, i + (at(ts, i).text in (":", "="))).kind in ("number", "vulgar")


def _split(ts: Tokens) -> tuple[list[Token], list[Token]]:
    """What stands outside brackets, and in the first of them."""
    head: list[Token] = []
    inner: list[Token] = []
    depth = closed = 0
    for token in ts:
        closed += token.text == ")"
        if token.text in ("(", ")"):
            depth = max(0, depth + (1 if token.text == "(" else -1))
        elif not depth:
            head.append(token)
        elif not closed:
            inner.append(token)
    return head, inner


def _segments(ts: Tokens) -> Iterator[list[Token]]:
    segment: list[Token] = []
    for token in ts:
        named_first = token.text in CASES and any(t.text in CASES for t in segment[:2])
        if named_first and any(t.kind in ("number", "vulgar") for t in segment):  # Best: 2d Likely: 3d
            yield segment
            segment = []
        if token.text in APART or token.kind == "line":
            yield segment
            segment = []
        else:
            segment.append(token)
    yield segment


def _cases(ts: Tokens, base: Span | None) -> list[Case] | None:
    """The named amounts; None where a number has no name, so that this is no list of cases."""
    found: list[Case] = []
    for segment in _segments(ts):
        case = _case(segment)
        if case:
            found.append(case)
        elif any(t.kind in ("number", "vulgar") for t in segment):
            return None
    unnamed = sum(not c.role for c in found[base is None :])  # only the first may be, and only without brackets
    return found if found and not unnamed and any(c.role for c in found) else None


def _case(segment: Tokens) -> Case | None:
    """The amount beside the name of a case: right behind it, or right before it."""
    spot = next((i for i, t in enumerate(segment) if t.kind in ("number", "vulgar")), len(segment))
    found = amount(segment, spot)
    if found is None:
        spot, found = _spoken(segment)
    if found is None:
        return None
    if any(t.kind in ("number", "vulgar") for t in segment[found.end :]):
        return None
    names = [t.text for k, t in enumerate(segment) if (k < spot or k == found.end) and t.text in CASES]
    guess = any(t.text in GUESSES for t in segment[:spot])
    strange = any(t.kind == "word" and t.text not in CASES and t.text not in ALLOWED for t in segment[:spot])
    roles = {CASES[n] for n in names}
    if len(roles) > 1 or (strange and roles):
        return None
    role = "likely" if guess and roles else next(iter(roles), "")
    return Case(role, found.amount, segment[found.end - 1].text == "min")


ALLOWED = LEAD | GUESSES | words("case scenario if a an at of fall cas caso im más mais plus le la el den die das en")


def _spoken(segment: Tokens) -> tuple[int, Found | None]:
    """half a day, a week: behind the name."""
    for i in range(min(len(segment), 6)):
        if (found := amount(segment, i)) and found.unit:
            return i, found
    return len(segment), None


def _roles(found: list[Case], base: Span | None) -> dict[str, Amount]:
    """Low, likely, high as far as given; nothing if the cases make no three-point estimate."""
    roles: dict[str, Amount] = {}
    for case in found:
        role = case.role or "likely"
        if role in roles:
            raise Refused(f"it gives two amounts for the {role} case")
        roles[role] = case.amount
    if base is None:
        return roles if len(roles) > 1 else {}
    known = {r: a for r, a in (("low", base.low), ("likely", base.likely), ("high", base.high)) if a}
    return {} if known.keys() & roles.keys() else known | roles


def _one_meaning(found: list[Case]) -> None:
    if any(c.minutes and not c.role for c in found) and any(c.role == "high" for c in found):
        raise Refused("'min' beside 'max' can mean minutes or the least")


def _no_rate(ts: Tokens) -> None:
    each = any(t.text in EACH or (t.text == "/" and at(ts, k + 1).text in UNITS) for k, t in enumerate(ts))
    if each:
        raise Refused("it is a rate: write the amount of work of all")


def _given(found: Amount | None, units: set[str], given: str) -> Amount | None:
    """An amount without a unit has the one unit of the others."""
    if unlike(units - {""}) or ("" in units and len(units) > 2):
        raise Refused("its amounts have units that cannot be compared")
    return tuple((v, u or given) for v, u in found) if found else None


def slashed(ts: Tokens) -> Span | None:
    """2h/4h/8h, PERT 1/2/4 d, O/M/P: 2/4/8 hours; bare numbers only behind such a name (3/4/25 is a date)."""
    start, is_named = _name(ts)
    found = list(_three(ts, start))
    if len(found) != 3 or at(ts, found[-1].end).text == "/":
        return None
    units = {f.unit for f in found}
    given = found[-1].unit or next(iter(units - {""}), "")
    if not given and not is_named:
        raise Refused("three numbers without a unit: a date, or an estimate? Write 1/2/4 d")
    low, likely, high = (_given(f.amount, units, given) for f in found)
    ordered(low, likely, high)
    check_tail(ts, found[-1].end, given)
    return Span(low, likely, high, found[-1].end)


NAMES = frozenset({"o", "m", "p", "ml", "~", ":", "=", "(", ")", "-", "three", "point"})


def _name(ts: Tokens) -> tuple[int, bool]:
    i, is_named = 0, False
    while at(ts, i).text in LEAD | NAMES:
        is_named |= at(ts, i).text in ("pert", "p", "point")
        i += 1
        i += at(ts, i).text == "/"
    return i, is_named


def _three(ts: Tokens, i: int) -> Iterator[Found]:
    for _ in range(3):
        found = amount(ts, i)
        if found is None:
            return
        yield found
        if at(ts, found.end).text != "/":
            return
        i = found.end + 1
