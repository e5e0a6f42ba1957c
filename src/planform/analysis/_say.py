"""Numbers in words."""

from __future__ import annotations

import math


def count(n: int, noun: str) -> str:
    """ "1 plan", "8 plans"."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def hours(value: float) -> str:
    """ "412 h", "2.5 h"; no more digits than such a figure can bear."""
    if math.isnan(value):
        return "unknown"
    return f"{value:,.0f} h" if value >= 10 or value == round(value) else f"{value:.1f} h"
