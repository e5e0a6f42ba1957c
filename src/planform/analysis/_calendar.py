"""Working hours to dates. The only module that knows the holidays library."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import InvalidValueError, nearest
from ..settings import CalendarSettings, Settings
from ._frames import FloatArray, day, text
from ._say import count

LAST_YEAR = 2100  # what a country will celebrate after it nobody knows


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working time.

    Attributes:
        hours_per_day: working hours in a working day.
        days_per_week: working days in a week, from the day after the weekend on; rounded to whole days.
        holidays: dates that nobody works.
        country: ISO 3166 code of the country whose public holidays nobody works ("DE"); "" for none.
        subdivision: code of its state, province or canton ("BY"); "" for what the whole country celebrates.

    Raises:
        InvalidValueError: hours or days make no sense, or there is no such country or subdivision.
    """

    hours_per_day: float = 8.0
    days_per_week: float = 5.0
    holidays: tuple[date, ...] = ()
    country: str = ""
    subdivision: str = ""

    def __post_init__(self) -> None:
        """Refuse hours and days that nobody has, and a place that nobody knows."""
        for name, most in (("hours_per_day", 24), ("days_per_week", 7)):
            if not (isinstance(value := getattr(self, name), int | float) and 0 < value <= most):
                raise InvalidValueError(f"calendar: {name} {value!r} must be above 0 and at most {most}")
        if self.subdivision and not self.country:
            raise InvalidValueError(f"calendar: subdivision {self.subdivision!r} needs its country, such as 'DE'")
        if self.country:
            _check_place(self.country, self.subdivision)

    def dates(self, start: date, hours: FloatArray) -> list[date]:
        """The day on which each amount of working hours since the morning of `start` is used up."""
        days = np.maximum(np.ceil(hours / self.hours_per_day - 1e-9) - 1, 0).clip(max=1e6).astype(np.int64)
        years = int(days.max(initial=0) / (52 * self._days * 0.8)) + 1
        free = self._free(start.year, start.year + years)
        found = np.busday_offset(np.datetime64(start, "D"), days, roll="forward", weekmask=self._mask(), holidays=free)
        return [d if isinstance(d, date) else date.max for d in found.tolist()]

    def hours(self, start: date, until: date) -> float:
        """Working hours from the morning of `start` to the evening of `until`; 0 where that is before."""
        end = np.datetime64(until, "D") + np.timedelta64(1, "D")
        free = self._free(start.year, until.year)
        return self.hours_per_day * max(0, int(np.busday_count(np.datetime64(start, "D"), end, self._mask(), free)))

    def moments(self, start: date, hours: FloatArray, end: bool) -> list[str]:
        """ISO moments, for charts: a working day is a whole day; an end lies in its evening, not the next morning."""
        whole = hours / self.hours_per_day
        days = np.maximum(np.ceil(whole - 1e-9) - 1, 0) if end else np.floor(whole + 1e-9)
        found = self.dates(start, (days + 1) * self.hours_per_day)
        seconds = np.rint((whole - days).clip(0, 1) * 86_400).astype(int).tolist()
        pairs = zip(found, seconds, strict=True)
        return [(datetime.combine(d, time()) + timedelta(seconds=s)).isoformat() for d, s in pairs]

    @property
    def _days(self) -> int:
        return max(1, round(self.days_per_week))

    def _mask(self) -> list[bool]:
        weekend = _weekend(self.country) if self.country else (5, 6)
        days = [*(d for d in range(7) if d not in weekend), *weekend][: self._days]
        return [d in days for d in range(7)]

    def _free(self, first: int, last: int) -> npt.NDArray[np.datetime64]:
        public = _public(self.country, self.subdivision, first, min(last, LAST_YEAR)) if self.country else ()
        return np.array(sorted({*self.holidays, *public}), dtype="datetime64[D]")

    def __str__(self) -> str:
        place = "-".join(filter(None, (self.country, self.subdivision)))
        off = [f"the public holidays of {place}"] if place else []
        off += [count(len(self.holidays), "holiday") + (" more" if place else "")] if self.holidays else []
        free = f" less {' and '.join(off)}" if off else ", no holidays"
        return f"{self.hours_per_day:g} h a day, {self._days} days a week{free}"


def _check_place(country: str, subdivision: str) -> None:
    known = _places()
    if country not in known:
        raise InvalidValueError(
            f"calendar: no country {country!r}{nearest(country, known)}; use ISO codes such as 'DE'"
        )
    if subdivision and subdivision not in known[country]:
        there = f"there are {', '.join(known[country])}" if known[country] else f"{country} has none"
        raise InvalidValueError(f"calendar: no subdivision {subdivision!r} of {country}; {there}")


@lru_cache(maxsize=1)
def _places() -> dict[str, list[str]]:
    import holidays

    return dict(holidays.list_supported_countries(include_aliases=True))


@lru_cache(maxsize=64)
def _weekend(country: str) -> tuple[int, ...]:
    import holidays

    return tuple(sorted(holidays.country_holidays(country).weekend))


@lru_cache(maxsize=64)
def _public(country: str, subdivision: str, first: int, last: int) -> tuple[date, ...]:
    import holidays

    return tuple(holidays.country_holidays(country, subdiv=subdivision or None, years=range(first, last + 1)))


def calendar(value: Any) -> Calendar:
    """A Calendar from one, from settings (a team's hours and holidays), from a list of dates, or the default from None.

    Raises:
        InvalidValueError: a holiday is no date, or there is no such country.
    """
    if isinstance(value, Calendar):
        return value
    if value is not None and not isinstance(value, Settings | CalendarSettings | str | Iterable):
        raise InvalidValueError(f"calendar: {value!r} is no Calendar, no settings and no list of holidays")
    effort = value.effort if isinstance(value, Settings) else None
    told = value.calendar if isinstance(value, Settings) else value
    return Calendar(
        hours_per_day=effort.hours_per_day if effort else 8.0,
        days_per_week=effort.days_per_week if effort else 5.0,
        holidays=_dates(getattr(told, "holidays", told) or ()),
        country=getattr(told, "country", "").upper(),
        subdivision=getattr(told, "subdivision", ""),
    )


def _dates(listed: str | Iterable[Any]) -> tuple[date, ...]:
    given = [listed] if isinstance(listed, str) else list(listed)
    found = [day(v) for v in given]
    if wrong := [text(v) for v, d in zip(given, found, strict=True) if d is None]:
        raise InvalidValueError(f"calendar: {', '.join(wrong)} is no date; write holidays like 2026-12-25")
    return tuple(d for d in found if d is not None)
