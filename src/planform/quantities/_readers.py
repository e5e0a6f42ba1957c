"""The table of readers: each looks for one shape of estimate, and says what it found or None."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from ._amounts import Tokens, at, is_amount
from ._beside import after_count, bracketed, ranged, unstruck, whole, work
from ._cases import named, slashed, spelt
from ._spans import Span, is_picture, with_unit
from ._tokens import Refused, Token, named_unit, phrase, tidy, tokens, written
from ._units import RANK, TIME, UNITS, Amount, fold, in_unit, merge, plain
from ._words import AND, EXAMPLE, LEAD, LEVEL_ORDER, LEVELS, MASKS, NOTHING, OR, RANGE, SIZE_ORDER, SIZES, STRONGER

Kind = Literal["time", "points", "size", "level", "count", "number", "placeholder", "invalid", "none"]
SHORT = 100  # characters of a text worth remembering
LONGEST = 2_000  # characters; whoever writes more has not written an amount


class Source(NamedTuple):
    """A text to read, taken apart once for all readers."""

    raw: str
    tokens: list[Token]
    unit: str  # the field's, for a bare number; "" for none


class Reading(NamedTuple):
    """What a text says: an `Effort` without its text."""

    kind: Kind
    reason: str
    unit: str | None = None
    low: float | None = None
    likely: float | None = None
    high: float | None = None
    parts: tuple[Amount, Amount, Amount] = ((), (), ())
    words: tuple[str, ...] = ()


def read(text: str, unit: str = "") -> Reading:
    """The first reading that fits. Never raises."""
    if len(text) > LONGEST:
        return Reading("invalid", f"The text is longer than {LONGEST:,} characters: no amount of work needs that.")
    return _read(text, unit) if len(text) <= SHORT else _read.__wrapped__(text, unit)


@lru_cache(4096)  # a backlog says "2 h" a thousand times
def _read(text: str, unit: str) -> Reading:
    try:
        source = Source(text, unstruck(named_unit(spelt(tokens(tidy(text))), unit)), unit)
        return next(found for reader in READERS if (found := reader(source)))
    except Refused as refusal:
        return Reading("invalid", f"Not understood: {refusal}.")


def _blank(source: Source) -> Reading | None:
    return Reading("none", "Nothing is written.") if not source.tokens else None


def _none(source: Source) -> Reading | None:
    """TBD, unknown, ?, n/a, a dash; what follows is a remark, not an amount."""
    ts = source.tokens
    i = next((k for k, t in enumerate(ts) if t.text not in ("?", "-", "*", ":", ".", "..", "...", "=")), len(ts))
    marks = {t.text for t in ts[:i]} & {"?", "-"}
    if (i == len(ts) and i) or (marks and at(ts, i).text == "("):
        return Reading("none", "It says that there is no estimate yet.")
    return Reading("none", "It says that there is no estimate yet.") if phrase(ts, i, NOTHING) else None


_PARTS = re.compile(r"[\s\[\]<>{}()–—-]+")
_GLUED = re.compile(r"[xyn#?]{1,3}(?:h|m|min|d|w|hrs?|hours?|days?|pts?)")  # Xh Ym
_BRACKETS = {"[": "]", "{": "}", "<": ">"}


def _placeholder(source: Source) -> Reading | None:
    """[Time estimate], {{HOURS}}, X hours, XS / S / M / L, "e.g. 2 h": the blank of a template, not yet filled."""
    bare = source.raw.strip().strip("~*`'\" ")
    framed = len(bare) > 1 and _BRACKETS.get(bare[0]) == bare[-1] and bare[-1] not in bare[1:-1].strip("[]{}")
    masks = [w for w in _PARTS.split(fold(bare)) if w]
    blanks = set(masks[:-1]) - RANGE
    masked = bool(blanks) and masks[-1] in UNITS and blanks <= MASKS
    glued = bool(masks) and all(_GLUED.fullmatch(w) for w in masks)
    if framed or masked or glued or _choices(bare) or phrase(source.tokens, 0, EXAMPLE):
        return Reading("placeholder", "It is the placeholder of a template, not yet filled in.")
    return None


def _choices(bare: str) -> bool:
    """XS / S / M / L / XL, Low/Medium/High, 30m | 2h | 1d: all there is to choose from."""
    options = [o.strip(" .") for o in re.split(r"[|/]", fold(bare))]
    if len(options) < 3:
        return False
    named = any(all(o in known for o in options) for known in (SIZES, LEVELS))
    return named or ("|" in bare and all(work(tokens(o)) for o in options))


def _three_point(source: Source) -> Reading | None:
    ts = source.tokens
    if (found := slashed(ts) or named(ts) or ranged(ts)) is None:
        return None
    return _measured(source, found, "a three-point estimate" if found.likely else _shape(found))


def _amount(source: Source) -> Reading | None:
    """Range, bound, compound, single, bare number; with what is added to it and what follows it."""
    found = whole(source.tokens)
    return _measured(source, found, _shape(found)) if found else None


def _beside_count(source: Source) -> Reading | None:
    """Work beside a count of what is done: 55 files, 12 days."""
    found = after_count(source.tokens)
    return _more_than(found, "count") if found else None


def _bracketed(source: Source) -> Reading | None:
    found = bracketed(source.tokens)
    return _more_than(found, "words") if found else None


def _shape(found: Span) -> str:
    if found.likely:
        several = len(found.likely) > 1
        return "one amount of several units" if several else "one amount"
    if found.low and found.high:
        return "a range"
    return "an upper bound" if found.high else "a lower bound"


def _measured(source: Source, found: Span, shape: str) -> Reading:
    units = found.units
    if units == {""}:
        return _number(source, found, shape)
    return _reading(found, f"Read as {shape}{_note(source, found)}.")


def _note(source: Source, found: Span) -> str:
    said = f", {found.note}" if found.note else ""
    if found.units == {"sprint"}:
        said += "; only the team knows how long a sprint is"
    if found.units - {"min", "hour"} and len(found.units) > 1:
        said += "; in one unit by the default day of 8 hours and week of 5 days, in hours by the settings"
    return said + ("; the words after it are set aside" if at(source.tokens, found.end).kind == "word" else "")


def _kind(units: set[str]) -> Kind:
    if units == {""}:
        return "number"
    return "time" if units <= TIME else "points" if units == {"points"} else "count"


BARE = "A number without a unit: write 3 h, 3 d or 3 points, or set bare_number in planform.toml."


def _number(source: Source, found: Span, shape: str) -> Reading:
    """A bare number has the field's unit, unless a bracket says something else."""
    inner = [k for k, t in enumerate(source.tokens) if t.text == "(" and work(source.tokens[k + 1 :])]
    if source.unit and not inner:
        return _reading(with_unit(found, source.unit), f"Read as {shape} in the unit of the field.")
    return _reading(found, BARE)


def _reading(found: Span, reason: str) -> Reading:
    """Numbers in one unit: the smallest where there are several, whose parts are kept as well."""
    amounts = (plain(found.low or ()), plain(found.likely or ()), plain(found.high or ()))
    units = {u for a in amounts for _, u in a}
    kind, unit = _kind(units), min(units, key=lambda u: RANK.get(u, 0))
    low, likely, high = (in_unit(a, unit) if a else None for a in amounts)
    mixed = len(units) > 1
    return Reading(kind, reason, unit or None, low, likely, high, amounts if mixed else ((), (), ()))


def _size(source: Source) -> Reading | None:
    first, _, pair = _names(source, _SIZED)
    return _named(source, _SIZED, SIZE_ORDER, "size") if first in SIZES or pair else None


def _level(source: Source) -> Reading | None:
    """A level alone or before a remark: "high" begins many sentences that are none."""
    first, end, _ = _names(source, LEVELS)
    found = _named(source, LEVELS, LEVEL_ORDER, "level") if first else None
    follows = at(source.tokens, end)  # "minor/S" is no level, nor a sentence that begins with one
    return found if found and (found.kind != "level" or not (follows.kind == "word" or follows.text == "/")) else None


_SIZED = {**SIZES, "medium": "M", "med": "M", "mittel": "M"}  # these three are sizes beside a size, levels alone


def _names(source: Source, known: Mapping[str, str]) -> tuple[str, int, str]:
    """The first name and the second of a pair, "" where there is none; and where they end."""
    ts = source.tokens
    skipped = LEAD | STRONGER | {":", "~", "(", "*"}
    i = next((k for k, t in enumerate(ts) if (t.text not in skipped and not is_picture(t)) or t.text in known), len(ts))
    i += is_picture(at(ts, i)) and at(ts, i + 1).text in known  # 🔴 high
    first, end = at(ts, i).text, i + 1
    if at(ts, end).text == "-" and at(ts, end).glued and at(ts, end + 1).glued and at(ts, end + 1).text not in known:
        return "", i, ""  # big-batch, high-level
    joint = next((k for k in (end, _past_bracket(ts, end)) if at(ts, k).text in JOINTS), end)
    last = joint + 1 + (at(ts, joint + 1).text in STRONGER)  # high/very high
    second = at(ts, last).text
    pair = at(ts, joint).text in JOINTS and second in known
    return (first, last + 1 if pair else end, second if pair else "") if first in known else ("", i, "")


JOINTS = RANGE | AND | OR | {"/"}


def _past_bracket(ts: Tokens, i: int) -> int:
    """S (delete) or M (extend)."""
    return next((k + 1 for k in range(i, len(ts)) if ts[k].text == ")"), i) if at(ts, i).text == "(" else i


def _named(source: Source, known: Mapping[str, str], order: tuple[str, ...], kind: Kind) -> Reading | None:
    """A size or level, or a range of two; an amount in brackets or right behind it counts instead."""
    first, end, second = _names(source, known)
    if inside := _inside(source.tokens, end):
        return _more_than(inside, kind)
    names = {known[n] for n in (first, second) if n}
    reason = f"A {kind} has no hours: only the team knows what it stands for."
    return Reading(kind, reason, words=tuple(sorted(names, key=order.index)))


def _inside(ts: Tokens, i: int) -> Span | None:
    """The amount in brackets, or behind a sign, at `i`."""
    return work(ts[i + 1 :]) if at(ts, i).text in ("(", ":", "=", "-", ",", "/") else None


def _more_than(found: Span, before: str) -> Reading:
    return _reading(found, f"Read as {_shape(found)}: it counts more than the {before} before it.")


def _rest(source: Source) -> Reading:
    """Words: without an amount nothing is estimated, with one it is not understood."""
    ts = source.tokens
    if at(ts, 0).kind in ("number", "vulgar") or any(is_amount(ts, k) for k in range(len(ts))):
        raise Refused("the words around the amount may change it; write the amount first, such as 2-4 h or 3 points")
    return Reading("none", "There is no amount in it.")


_ISO = re.compile(
    r"P(?:(?P<week>[0-9.]+)W)?(?:(?P<day>[0-9.]+)D)?(?:T(?:(?P<hour>[0-9.]+)H)?(?:(?P<min>[0-9.]+)M)?(?:0S)?)?"
)


def _iso(source: Source) -> Reading | None:
    """PT4H30M: how trackers export durations; P1D is a day of work there."""
    match = _ISO.fullmatch(source.raw.strip())
    parts = merge((written(v), unit) for unit, v in match.groupdict().items() if v) if match else ()
    return _measured(source, Span(None, parts, None, len(source.tokens)), "an ISO 8601 duration") if parts else None


READERS: tuple[Callable[[Source], Reading | None], ...] = (
    _blank,
    _none,
    _placeholder,
    _iso,
    _beside_count,
    _three_point,
    _amount,
    _size,
    _level,
    _bracketed,
    _rest,
)
