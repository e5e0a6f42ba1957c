"""Amounts of work in tables: kept as written with the parser's reading of them; hours are found on reading a frame."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ..quantities import Effort, bare_unit, typically
from ..settings import EffortSettings
from ._text import dump, known, load

ENDS = ("low", "likely", "high")
SHORT = 100  # characters; longer texts are not remembered
Values = list[Any]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts as the settings of a day read them, one of each for each row.

    Attributes:
        kinds: ``time``, ``points``, ``size``; ``none`` for all that has no number to reckon with.
        low: the low end in hours, or in points; NaN where unknown.
        likely: the single amount or likely case.
        high: the high end.
    """

    kinds: list[str]
    low: Floats
    likely: Floats
    high: Floats

    def only(self, kind: str) -> dict[str, Floats]:
        """The ends by name, NaN where the amount is of another kind."""
        here = np.array([own == kind for own in self.kinds], dtype=bool)
        ends = zip(ENDS, (self.low, self.likely, self.high), strict=True)
        return {end: np.where(here, values, np.nan) for end, values in ends}

    def middles(self, settings: EffortSettings) -> Values:
        """One number of hours each: the likely one, else the median of the distribution that a range stands for."""
        rows = zip(*(_known(values) for values in self.only("time").values()), strict=True)
        return [middle(low, likely, high, settings.range_quantiles) for low, likely, high in rows]


def _known(values: Floats) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]


def middle(low: float | None, likely: float | None, high: float | None, quantiles: tuple[float, float]) -> float | None:
    """One number for an amount; a bound ("at least 2 d") has none."""
    if likely is not None or low is None or high is None:
        return likely
    return typically(low, high, quantiles)


def written(text: str, unit: str | None = None, prefix: str = "") -> dict[str, Any]:
    """The columns of an amount: the text, and its parts as the parser of today reads them."""
    return dict(_written(text, unit, prefix) if len(text) <= SHORT else _columns(text, unit, prefix))


@lru_cache(maxsize=4096)  # "2 h" stands in many plans
def _written(text: str, unit: str | None, prefix: str) -> dict[str, Any]:
    return _columns(text, unit, prefix)


def _columns(text: str, unit: str | None, prefix: str) -> dict[str, Any]:
    effort = Effort.parse(text, unit=unit)
    ends = {"low": effort.low, "likely": effort.likely, "high": effort.high}
    parts = dump(effort.parts) if any(effort.parts) else None
    columns = {"text": known(text), "kind": effort.kind, "unit": effort.unit or None, **ends, "parts": parts}
    return {f"{prefix}{name}": value for name, value in columns.items()}


def read(found: Mapping[str, Values], prefix: str, settings: EffortSettings) -> Amounts:
    """The amounts in the columns with this prefix."""
    pairs = list(zip(found[f"{prefix}kind"], found[f"{prefix}unit"], strict=True))
    scales = {pair: scale_of(*pair, settings) for pair in set(pairs)}
    kinds = [scales[pair][0] for pair in pairs]
    factors = np.array([scales[pair][1] for pair in pairs], dtype=np.float64)
    ends = [np.array(found[f"{prefix}{name}"], dtype=np.float64) * factors for name in ENDS]
    for n, parts in enumerate(found[f"{prefix}parts"]):
        if parts and kinds[n] == "time":  # "1d 4h": each unit by itself
            for end, hours in zip(ends, _by_parts(parts, pairs[n][1], settings), strict=True):
                end[n] = math.nan if hours is None else hours
    return Amounts(kinds, *ends)


def _by_parts(parts: str, unit: str | None, settings: EffortSettings) -> tuple[float | None, ...]:
    amounts = tuple(tuple((value, name) for value, name in amount) for amount in load(parts))
    return Effort("", "time", unit, parts=amounts).hours(settings)  # type: ignore[arg-type]


def scale_of(kind: str, unit: str | None, settings: EffortSettings) -> tuple[str, float | None]:
    """(kind as frames have it; what one unit is in hours, or 1 for points) of a stored amount."""
    if kind == "number" and unit is None:
        one = Effort.parse("1", bare_unit(None, settings))
        kind, unit = one.kind, one.unit
    hours = Effort("", "time", unit, likely=1.0).hours(settings).likely if kind == "time" and unit else None
    if hours is not None:
        return "time", hours
    return (kind, 1.0) if kind == "points" else ("size" if kind == "size" else "none", None)
