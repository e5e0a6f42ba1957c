"""Working hours to dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from ..errors import InvalidValueError
from ..settings import Settings
from ._frames import FloatArray, day, texts
from ._say import count


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working time.

    Attributes:
        hours_per_day: working hours in a working day.
        days_per_week: working days in a week, from Monday on; rounded to whole days.
        holidays: dates that nobody works.
    """

    hours_per_day: float = 8.0
    days_per_week: float = 5.0
    holidays: tuple[date, ...] = ()

    def dates(self, start: date, hours: FloatArray) -> list[date]:
        """The day on which each amount of working hours since the morning of `start` is used up."""
        days = np.maximum(np.ceil(hours / self.hours_per_day - 1e-9) - 1, 0).clip(max=1e6).astype(np.int64)
        mask = [i < max(1, round(self.days_per_week)) for i in range(7)]
        free = np.array(self.holidays, dtype="datetime64[D]")
        found = np.busday_offset(np.datetime64(start, "D"), days, roll="forward", weekmask=mask, holidays=free)
        return [d if isinstance(d, date) else date.max for d in found.tolist()]

    def hours(self, start: date, until: date) -> float:
        """Working hours from the morning of `start` to the evening of `until`."""
        mask = [i < max(1, round(self.days_per_week)) for i in range(7)]
        free = np.array(self.holidays, dtype="datetime64[D]")
        end = np.datetime64(until, "D") + np.timedelta64(1, "D")
        return self.hours_per_day * max(0, int(np.busday_count(np.datetime64(start, "D"), end, mask, free)))

    def __str__(self) -> str:
        free = f" less {count(len(self.holidays), 'holiday')}" if self.holidays else ", no holidays"
        return f"{self.hours_per_day:g} h a day, {max(1, round(self.days_per_week))} days a week{free}"


def calendar(value: Any) -> Calendar:
    """A Calendar from one, from settings (a team's hours and holidays), from a list of dates, or the default from None.

    Raises:
        InvalidValueError: a holiday is no date.
    """
    if isinstance(value, Calendar):
        return value
    if isinstance(value, Settings):
        team = calendar(value.calendar)
        return replace(team, hours_per_day=value.effort.hours_per_day, days_per_week=value.effort.days_per_week)
    listed: Iterable[Any] = getattr(value, "holidays", value) or ()
    given = [listed] if isinstance(listed, str) else list(listed)
    found = [day(v) for v in given]
    if wrong := texts([v for v, d in zip(given, found, strict=True) if d is None]):
        raise InvalidValueError(f"calendar: {', '.join(wrong)} is no date; write holidays like 2026-12-25")
    return Calendar(holidays=tuple(d for d in found if d is not None))
