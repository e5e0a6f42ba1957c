"""Effort: an amount of work as a person wrote it, with what it means."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, get_args

from ..errors import UnknownNameError, nearest
from ._readers import Kind as Kind
from ._readers import read
from ._units import DAYS_PER_WEEK, HOURS_PER_DAY, UNITS, Amount, amount_hours, fold

if TYPE_CHECKING:
    from ..settings import EffortSettings

KINDS: tuple[str, ...] = get_args(Kind)
PARSER_VERSION = 2  # raise it when a text comes to mean something else: stored facts are then made anew

_SHORT = {"hour": "h", "day": "d", "week": "wk", "month": "mo", "year": "y"}
_LONG = {"min": "minute", "points": "point", "": ""}
_UNCOUNTED = ("", "loc")
_Writer = Callable[[Amount], str]


class Hours(NamedTuple):
    """Hours of work; None where an end is unknown, or is no time.

    Attributes:
        low: the low end of a range or three-point estimate, or the bound of "at least".
        likely: the single amount, or the likely case of a three-point estimate. A range has none.
        high: the high end, or the bound of "at most".
    """

    low: float | None = None
    likely: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Effort:
    """An amount of work: the text as typed, and what it says.

    Attributes:
        text: as typed.
        kind: ``"time"`` and ``"points"`` have numbers to reckon with. ``"number"`` has no unit, ``"count"`` counts
            something else (tasks, sessions), ``"size"`` and ``"level"`` have `words`; ``"placeholder"``, ``"invalid"``
            and ``"none"`` have nothing.
        unit: ``"min"``, ``"hour"``, ``"day"``, ``"week"``, ``"month"``, ``"year"``, ``"sprint"`` (no hours: its length
            is the team's), ``"points"``, what a count counts, or None. Of several units it is the smallest.
        low: the low end, in `unit`; None where unknown.
        likely: the single amount or likely case, in `unit`. None for a range.
        high: the high end, in `unit`; None where unknown.
        reason: one sentence: how it was read, or why it could not be.
        parts: low, likely, high as they were written where several units are used ("1d 4h"), else three empty tuples.
            The numbers in one unit take the default day and week; `hours` takes those of the settings.
        words: of a size or level: one word, or the two ends ("S", "M").
    """

    text: str
    kind: Kind
    unit: str | None = None
    low: float | None = None
    likely: float | None = None
    high: float | None = None
    reason: str = ""
    parts: tuple[Amount, Amount, Amount] = ((), (), ())
    words: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str, unit: str | None = None) -> Effort:
        """What a text says of an amount of work. Any text is read; none raises.

        A silent wrong number is worse than none: what is not understood is ``"invalid"`` or ``"none"``, with why.

        Args:
            text: such as "2-4 hours", "3 pts", "1d 4h", "S (< 2h)", "2h/4h/8h", "3 days (best 2, worst 5)", "TBD".
            unit: what a bare number stands for: any unit word ("hours", "d", "points", "seconds"); None or
                "unknown" for nothing.

        Raises:
            UnknownNameError: `unit` is no unit.
        """
        found = read(text, _field_unit(unit))
        low, likely, high = found.low, found.likely, found.high
        return cls(text, found.kind, found.unit, low, likely, high, found.reason, found.parts, found.words)

    def hours(self, settings: EffortSettings | None = None) -> Hours:
        """Low, likely and high in hours of work; None for what is not time (points, sizes, sprints, bare numbers).

        A day has ``hours_per_day`` hours (8), a week ``days_per_week`` days (5), a month 52/12 weeks and a year 52
        weeks: the full-time year of 2,080 hours that planning commonly reckons with, holidays not taken off.
        """
        per_day = settings.hours_per_day if settings else HOURS_PER_DAY
        per_week = settings.days_per_week if settings else DAYS_PER_WEEK
        return Hours(*(amount_hours(a, per_day, per_week) if self.kind == "time" else None for a in self._amounts()))

    def describe(self) -> str:
        """A few words for a person: "2 to 4 h, typically 2.8 h"; for what has no numbers, its sentence."""
        if self.words:
            return f"{self.kind} {' to '.join(self.words)}"
        if self.kind == "number" and not self.unit:
            return f"{_joined(self._amounts(), _brief)}, without a unit"
        if self.low is None and self.likely is None and self.high is None:
            return self.reason
        typical = ""
        if self.low is not None and self.high is not None and self.likely is None and self.low < self.high:
            typical = f", typically {_brief(((typically(self.low, self.high), self.unit or ''),))}"
        return _joined(self._amounts(), _brief) + typical

    def __str__(self) -> str:
        return format_effort(self)

    def _amounts(self) -> tuple[Amount, Amount, Amount]:
        if any(self.parts):
            return self.parts
        low, likely, high = (() if v is None else ((v, self.unit or ""),) for v in (self.low, self.likely, self.high))
        return low, likely, high


def format_effort(effort: Effort) -> str:
    """An effort as text that parses to the same kind, numbers, unit and words; as typed where it has no numbers."""
    if effort.words:
        return " to ".join(effort.words)
    amounts = effort._amounts()
    if not any(amounts):
        return effort.text
    return _joined(amounts, _full)


def typically(low: float, high: float, quantiles: tuple[float, float] = (0.1, 0.9)) -> float:
    """The median of the lognormal with `low` and `high` at two quantiles: sqrt(low * high) for P10 and P90.

    The logarithm of a lognormal is normal, so its median is the mean of the ends' logarithms, each weighed by the
    distance of the other in standard deviations; symmetric quantiles weigh the same. A range from zero has no
    lognormal: its middle is given.
    """
    if low <= 0 or high <= 0:
        return (low + high) / 2
    if math.isclose(sum(quantiles), 1.0):
        return math.sqrt(low) * math.sqrt(high)
    from statistics import NormalDist  # seldom needed, and slow to load

    below, above = (NormalDist().inv_cdf(q) for q in quantiles)
    return math.exp((above * math.log(low) - below * math.log(high)) / (above - below))


def bare_unit(named: str | None, settings: EffortSettings | None = None) -> str | None:
    """What a number without a unit stands for: the unit that the field's words name, else the team's, else unknown.

    For amounts of work only: the "3" of an impact or a likelihood is a score, whatever the team's numbers are.

    Args:
        named: `Field.unit`.
        settings: the team's ``[effort]``, whose ``bare_number`` speaks for fields that name no unit.
    """
    if named or settings is None:
        return named or None
    return None if settings.bare_number == "unknown" else settings.bare_number


def _field_unit(unit: str | None) -> str:
    name = fold(unit or "").strip()
    if name in ("", "unknown", "number"):
        return ""
    if name not in UNITS:
        hint = nearest(name, UNITS)
        raise UnknownNameError(f"{unit!r} is no unit of effort{hint}. Use hours, days, weeks, points or unknown.")
    return UNITS[name]


def _joined(amounts: tuple[Amount, Amount, Amount], write: _Writer) -> str:
    low, likely, high = amounts
    if likely:
        ends = [f"{name} {write(end)}" for name, end in (("best", low), ("worst", high)) if end]
        return f"{write(likely)} ({', '.join(ends)})" if ends else write(likely)
    if low and high:
        same = len(low) == len(high) == 1 and low[0][1] == high[0][1]
        return f"{write(((low[0][0], ''),)) if same else write(low)} to {write(high)}"
    return f"at most {write(high)}" if high else f"at least {write(low)}"


def _full(amount: Amount) -> str:
    return " ".join(f"{_digits(v)} {_plural(u, v)}".strip() for v, u in amount)


def _plural(unit: str, value: float) -> str:
    name = _LONG.get(unit, unit)
    if unit in _UNCOUNTED or value == 1:
        return name
    return {"story": "stories", "person": "people"}.get(name, f"{name}s")


def _digits(value: float) -> str:
    """All digits and never an exponent, so that reading gives the same float."""
    return f"{int(value)}" if value == int(value) else format(Decimal(repr(value)), "f")


def _brief(amount: Amount) -> str:
    return " ".join(f"{_rounded(v)} {_SHORT.get(u, u if u == 'min' else _plural(u, v))}".strip() for v, u in amount)


def _rounded(value: float) -> str:
    """Two figures below a hundred: estimates are no better."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2g}"
