"""Amounts of work in tables: kept as written with the parser's reading of them; hours are found on reading a frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..quantities import Effort, bare_unit, typically
from ..settings import EffortSettings
from ._text import dump, known, load

ENDS = ("low", "likely", "high")
Values = list[Any]


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts as the settings of a day read them, one of each list for each row.

    Attributes:
        kinds: ``time``, ``points``, ``size``; ``none`` for all that has no number to reckon with.
        low: the low end in hours, or in points; None where unknown.
        likely: the single amount or likely case.
        high: the high end.
    """

    kinds: list[str]
    low: Values
    likely: Values
    high: Values

    def only(self, kind: str) -> dict[str, Values]:
        """The ends by name, None where the amount is of another kind."""
        ends = zip(ENDS, (self.low, self.likely, self.high), strict=True)
        return {
            end: [v if k == kind else None for k, v in zip(self.kinds, values, strict=True)] for end, values in ends
        }

    def middles(self, settings: EffortSettings) -> Values:
        """One number of hours each: the likely one, else the median of the distribution that a range stands for."""
        hours = self.only("time")
        ends = zip(*hours.values(), strict=True)
        return [middle(low, likely, high, settings.range_quantiles) for low, likely, high in ends]


def middle(low: float | None, likely: float | None, high: float | None, quantiles: tuple[float, float]) -> float | None:
    """One number for an amount; a bound ("at least 2 d") has none."""
    if likely is not None or low is None or high is None:
        return likely
    return typically(low, high, quantiles)


def written(text: str, unit: str | None = None, prefix: str = "") -> dict[str, Any]:
    """The columns of an amount: the text, and its parts as the parser of today reads them."""
    effort = Effort.parse(text, unit=unit)
    ends = {"low": effort.low, "likely": effort.likely, "high": effort.high}
    parts = dump(effort.parts) if any(effort.parts) else None
    columns = {"text": known(text), "kind": effort.kind, "unit": effort.unit or None, **ends, "parts": parts}
    return {f"{prefix}{name}": value for name, value in columns.items()}


def read(found: Mapping[str, Values], prefix: str, settings: EffortSettings) -> Amounts:
    """The amounts in the columns with this prefix."""
    scale = cache(lambda kind, unit: scale_of(kind, unit, settings))
    names = ("kind", "unit", *ENDS, "parts")
    rows = [_read(scale, settings, *row) for row in zip(*(found[f"{prefix}{name}"] for name in names), strict=True)]
    kinds, low, likely, high = map(list, zip(*rows, strict=True)) if rows else ([], [], [], [])
    return Amounts(kinds, low, likely, high)


def _read(scale: Any, settings: EffortSettings, kind: str, unit: str | None, *rest: Any) -> tuple[Any, ...]:
    *ends, parts = rest
    shown, factor = scale(kind, unit)
    if parts and shown == "time":  # "1d 4h": each unit by itself
        amounts = tuple(tuple((value, name) for value, name in amount) for amount in load(parts))
        return (shown, *Effort("", kind, unit, parts=amounts).hours(settings))  # type: ignore[arg-type]
    return (shown, *(None if value is None or factor is None else value * factor for value in ends))


def scale_of(kind: str, unit: str | None, settings: EffortSettings) -> tuple[str, float | None]:
    """(kind as frames have it; what one unit is in hours, or 1 for points) of a stored amount."""
    if kind == "number" and unit is None:
        one = Effort.parse("1", bare_unit(None, settings))
        kind, unit = one.kind, one.unit
    hours = Effort("", "time", unit, likely=1.0).hours(settings).likely if kind == "time" and unit else None
    if hours is not None:
        return "time", hours
    return (kind, 1.0) if kind == "points" else ("size" if kind == "size" else "none", None)
