"""Probabilities and levels: a level names a band of probabilities, never a number to calculate with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import InvalidValueError
from ..quantities import Level, probability
from ..settings import RiskSettings
from ._frames import text

LEVELS = ("low", "medium", "high")
UNKNOWN = "unknown"
Bands = Mapping[str, tuple[float, float]]


def level(value: Any) -> str:
    """ "low", "medium", "high" or "unknown"."""
    found = Level.parse(text(value)) if text(value) else None
    return str(found.value) if found is not None else UNKNOWN


SCORES = {"1": "low", "2": "low", "3": "medium", "4": "high", "5": "high"}


def scores(values: Iterable[Any]) -> dict[str, str]:
    """What bare numbers mean in a register: levels, where all of them are scores from 1 to 5, 5 the highest; else none.

    A register with a 0, a 7 or a 25 among them counts otherwise, and nobody said how.
    """
    bare = {word for value in values if (word := text(value)).isdigit()}
    return SCORES if bare and bare <= set(SCORES) else {}


def share(value: Any) -> float:
    """A likelihood written as a probability ("30 %"), as such; NaN for a level, a score, or nothing."""
    word = text(value)
    found = None if not word or word.isdigit() or Level.parse(word) else probability(word)
    return math.nan if found is None else found


def bands(given: Bands | None) -> Bands:
    """The bands given, or those of the default settings.

    Raises:
        InvalidValueError: a band is missing, or no pair of probabilities in order.
    """
    found = dict(given) if given is not None else dict(RiskSettings().bands)
    for name in LEVELS:
        if not _in_order(found.get(name)):
            raise InvalidValueError(f"bands: {name!r} needs two probabilities in order, such as (0.25, 0.6)")
    return found


def _in_order(band: Any) -> bool:
    try:
        low, high = band
        return bool(0 <= low <= high <= 1)
    except (TypeError, ValueError):
        return False


def band_of(chance: float, found: Bands) -> str:
    """The level in whose band a probability lies; at a common border the higher one, outside all the nearest."""
    if math.isnan(chance):
        return UNKNOWN
    inside = [name for name in LEVELS if found[name][0] <= chance <= found[name][1]]
    return inside[-1] if inside else min(LEVELS, key=lambda n: min(abs(chance - edge) for edge in found[n]))
