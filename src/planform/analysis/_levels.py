"""Probabilities and levels: a level names a band of probabilities, never a number to calculate with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..errors import InvalidValueError
from ..quantities import Level
from ..settings import RiskSettings
from ._frames import text

LEVELS = ("low", "medium", "high")
UNKNOWN = "unknown"
Bands = Mapping[str, tuple[float, float]]


def level(value: Any) -> str:
    """ "low", "medium", "high" or "unknown"."""
    found = Level.parse(text(value)) if text(value) else None
    return str(found.value) if found is not None else UNKNOWN


def bands(given: Bands | None) -> Bands:
    """The bands given, or those of the default settings.

    Raises:
        InvalidValueError: a band is missing, or no pair of probabilities in order.
    """
    found = dict(given) if given is not None else dict(RiskSettings().bands)
    for name in LEVELS:
        low, high = found.get(name, (math.nan, math.nan))
        if not 0 <= low <= high <= 1:
            raise InvalidValueError(f"bands: {name!r} needs two probabilities in order, such as (0.25, 0.6)")
    return found


def band_of(probability: float, found: Bands) -> str:
    """The level in whose band a probability lies; at a common border the higher one, outside all the nearest."""
    if math.isnan(probability):
        return UNKNOWN
    inside = [name for name in LEVELS if found[name][0] <= probability <= found[name][1]]
    return inside[-1] if inside else min(LEVELS, key=lambda n: min(abs(probability - edge) for edge in found[n]))
