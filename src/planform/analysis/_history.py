"""What the team's own finished plans say about single numbers."""

from __future__ import annotations

import math
import statistics

import pandas as pd

from ..plan import facts
from ._amounts import ENOUGH_HISTORY, Spread
from ._frames import number, records, text

COLUMNS = ("effort_low", "effort_likely", "effort_high", "actual_hours")


def spread(history: pd.DataFrame | None) -> Spread:
    """Lognormal of actual / estimate over finished plans, once there are ten with both; else the stated default.

    What is under way has not seen its end: where the frame has a status, only plans that are done speak.
    """
    rows = records(history, (*COLUMNS, "status"), ("actual_hours",), "history")
    if history is not None and "status" in history.columns:
        rows = [row for row in rows if facts.phase(text(row["status"])) == "done"]
    ratios = [ratio for row in rows if (ratio := _ratio(row)) is not None]
    if len(ratios) < ENOUGH_HISTORY:
        return Spread()
    logs = [math.log(r) for r in ratios]
    return Spread(statistics.fmean(logs), max(statistics.stdev(logs), 0.05), len(ratios))


def _ratio(row: dict[str, object]) -> float | None:
    low, likely, high, actual = (number(row[c]) for c in COLUMNS)
    estimate = likely if likely > 0 else math.sqrt(low * high) if low > 0 and high > 0 else math.nan
    return actual / estimate if actual > 0 and estimate > 0 and math.isfinite(actual / estimate) else None
