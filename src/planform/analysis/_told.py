"""What the plans frame says beside the items: hours already spent, due days, titles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from ..plan import facts
from ._frames import day, number, records, text

COLUMNS = ("plan_id", "title", "status", "actual_hours", "due")
OVER = ("done", "dropped")


@dataclass(frozen=True)
class Told:
    """By plan id: hours spent on what is not finished, due day, title."""

    spent: dict[str, float] = field(default_factory=dict)
    due: dict[str, date] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)


def told(plans: pd.DataFrame | None) -> Told:
    """Reads a frame with some of the columns of ``store.plans()``."""
    found = Told()
    for row in records(plans, COLUMNS, (), "history"):
        plan, actual, due = text(row["plan_id"]), number(row["actual_hours"]), day(row["due"])
        if not plan:
            continue
        found.titles[plan] = text(row["title"])
        if facts.phase(text(row["status"])) in OVER:
            continue
        if 0 < actual < float("inf"):
            found.spent[plan] = actual
        if due is not None:
            found.due[plan] = due
    return found
