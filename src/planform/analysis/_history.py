"""What the team's own finished plans say: how estimates turn out, and how many hours a point is."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from typing import Any

import pandas as pd

from ..plan import facts
from ._amounts import ENOUGH_HISTORY, Spread
from ._frames import number, records, text

COLUMNS = ("effort_low", "effort_likely", "effort_high", "points", "actual_hours")


def spread(history: pd.DataFrame | None) -> Spread:
    """Lognormal of actual / estimate over finished plans, once there are ten with both; else the stated default."""
    found = lognormal(
        actual / estimate for row in finished(history) if (estimate := middle(row)) and (actual := spent(row))
    )
    return found if found.count >= ENOUGH_HISTORY else Spread()


def hours_per_point(history: pd.DataFrame | None) -> Spread:
    """Lognormal of hours per point over finished plans that have both; its count says how far to trust it."""
    rows = [(spent(row), number(row["points"])) for row in finished(history)]
    return lognormal(actual / points for actual, points in rows if actual and points > 0)


def lognormal(ratios: Iterable[float]) -> Spread:
    """Mean and standard deviation of the logarithms; the default's spread where there is one ratio or none."""
    logs = [math.log(r) for r in ratios if 0 < r < math.inf]
    if len(logs) < 2:
        return Spread(count=len(logs))
    return Spread(statistics.fmean(logs), max(statistics.stdev(logs), 0.05), len(logs))


def finished(history: pd.DataFrame | None) -> list[dict[str, Any]]:
    """Rows of finished plans: what is under way has not seen its end. Without a status all rows speak."""
    rows = records(history, (*COLUMNS, "status", "plan_id", "finished"), ("actual_hours",), "history")
    if history is not None and "status" in history.columns:
        return [row for row in rows if facts.phase(text(row["status"])) == "done"]
    return rows


def middle(row: dict[str, Any]) -> float:
    """The estimate of a plan in one number: likely, else the median of its range; 0 where it has none."""
    low, likely, high = (number(row[c]) for c in COLUMNS[:3])
    found = likely if likely > 0 else math.sqrt(low * high) if low > 0 and high > 0 else 0.0
    return found if math.isfinite(found) else 0.0


def spent(row: dict[str, Any]) -> float:
    """Actual hours; 0 where there are none."""
    actual = number(row["actual_hours"])
    return actual if 0 < actual < math.inf else 0.0
