"""The forecast: frames in; effort, finish and the tasks that drive them out, with what was assumed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from ..errors import Diagnostic, InvalidValueError, UnknownNameError, nearest
from ._amounts import Reader
from ._calendar import calendar as as_calendar
from ._cover import Cover, Points
from ._frames import FloatArray, day, items, text
from ._history import spread
from ._left import converted, filled, remaining
from ._levels import Bands
from ._network import UnknownTarget
from ._risk import read_risks
from ._say import count, hours
from ._simulate import quantile, standard_error
from ._told import told
from ._work import Options, Work, Worked, work_out

if TYPE_CHECKING:
    from ._render import Chart

LEVELS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
Answer = Literal["effort", "finish"]


@dataclass(frozen=True, repr=False)
class Forecast:
    """How much work is left and when it could be done, each as a distribution.

    Attributes:
        cover: which plans the figures speak for.
        points: story points left (sum and number of items); never mixed with hours.
        cycles: plans (or steps of one plan) that wait for each other; the named dependencies inside were left out.
        unknown_targets: dependencies on something that is not among the plans; left out.
        problems: estimates and risks that could not be used or look wrong, one diagnostic each.
        effort: hours of effort of each trial; empty where nothing is estimated.
        finish: working hours to the finish of each trial; empty where nothing is estimated.
    """

    cover: Cover
    points: Points
    cycles: tuple[tuple[str, ...], ...]
    unknown_targets: tuple[UnknownTarget, ...]
    problems: tuple[Diagnostic, ...]
    effort: FloatArray
    finish: FloatArray
    _work: Worked = field(compare=False)

    def quantiles(self, of: Answer = "effort") -> pd.DataFrame:
        """P10 to P95 in hours with Monte Carlo standard errors; for the finish with the date, if there is a start.

        Columns: quantile ("P10" ..), value, standard_error[, date]; NA where nothing is estimated.
        """
        ordered = self._sorted(of)
        known = bool(len(ordered))
        values = [quantile(ordered, p) if known else None for p in LEVELS]
        errors = [standard_error(ordered, p) if known else None for p in LEVELS]
        frame = pd.DataFrame(
            {
                "quantile": pd.array([_name(p) for p in LEVELS], dtype="str"),
                "value": pd.array(values, dtype="Float64"),
                "standard_error": pd.array(errors, dtype="Float64"),
            }
        )
        options = self._work.work.options
        if of == "finish" and options.start and known:
            frame["date"] = options.calendar.dates(options.start, frame["value"].to_numpy(dtype=float))
        return frame

    def quantile(self, p: float, of: Answer = "effort") -> float:
        """Hours that are enough with probability `p`; NaN where nothing is estimated."""
        if not 0 < p < 1:
            raise InvalidValueError(f"a quantile lies between 0 and 1, for example 0.8; this is {p!r}")
        ordered = self._sorted(of)
        return quantile(ordered, p) if len(ordered) else math.nan

    def probability(self, until: float | date | str, of: Answer = "finish") -> float:
        """Chance that so many hours are enough, or (with a start) that all is done by the end of that day."""
        ordered = self._sorted(of)
        limit = float(until) if isinstance(until, int | float) else self._hours_until(until)
        return float(np.searchsorted(ordered, limit, side="right") / len(ordered)) if len(ordered) else math.nan

    @cached_property
    def tasks(self) -> pd.DataFrame:
        """One row an item that is left, hours throughout.

        Columns: plan_id, key, item, owner, text, read_as; mean, sd, p10, p50, p80, p90 of its distribution;
        spent (hours already spent on its plan, taken off the figures before); risk_hours (what risk events add on
        average, at the last item of their plan); es, ef, ls, lf (early and late start and finish at mean durations and
        risk_hours), total_float, free_float; criticality (share of the trials
        in which it was on a longest path); finish_p10, finish_p50, finish_p90 (working hours from the start to its
        end); ssi (schedule sensitivity index: criticality * sd / sd of the finish; PMBOK 2004); due, late (chance that
        its plan is not done on its due day). NA where the item has no estimate in hours.
        """
        return self._work.tasks()

    @cached_property
    def due(self) -> pd.DataFrame:
        """Due days against the forecast, what is likeliest to be late first.

        Columns: plan_id, key, due, p50, p80 (days on which the plan is done so likely), late (chance that it is not
        done on the evening of its due day). Empty without a start, or where `history` has no due days.
        """
        return self._work.due()

    @property
    def headline(self) -> str:
        """One sentence: the P80 of effort, for which plans, and the P80 of the finish."""
        if not self.cover.plans:
            return f"No work left: {count(self.cover.done, 'plan')} done" if self.cover.done else "No plans"
        if not len(self.effort):
            found = f"; {self.points.total:g} points" if self.points.items else ""
            return f"No estimate in hours: {self.cover}{found}"
        return f"P80 {hours(self.quantile(0.8))} for {self.cover}. Finish: P80 {self._finish_text()}"

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Everything that was assumed or left out, a sentence each."""
        return tuple(self._work.sentences())

    def without(self, key: str, *keys: str) -> Forecast:
        """The same forecast, with the same luck, as if these plans (by key or id) were not there.

        Raises:
            UnknownNameError: no plan has that key or id.
        """
        return _forecast(self._work.work.without((key, *keys)))

    def chart(self, of: Answer = "effort") -> Chart:
        """The S-curve: how likely it is that so many hours are enough."""
        from ._charts import s_curve

        return s_curve(self, of)

    def __repr__(self) -> str:
        return f"<Forecast: {self.headline}>"

    def _repr_html_(self) -> str:
        from ._show import forecast_html

        return forecast_html(self)

    @cached_property
    def _ordered(self) -> dict[str, FloatArray]:
        return {"effort": np.sort(self.effort), "finish": np.sort(self.finish)}

    def _sorted(self, of: str) -> FloatArray:
        if of not in self._ordered:
            raise UnknownNameError(f"no answer {of!r}; there are 'effort' and 'finish'{nearest(of, self._ordered)}")
        return self._ordered[of]

    def _finish_text(self) -> str:
        value, options = self.quantile(0.8, "finish"), self._work.work.options
        if not options.start:
            return f"{hours(value)} of working time from the start"
        return options.calendar.dates(options.start, np.array([value]))[0].isoformat()

    def _hours_until(self, until: date | str) -> float:
        start, found = self._work.work.options.start, day(until)
        if found is None:
            raise InvalidValueError(f"{until!r} is neither hours nor a date like 2026-03-31")
        if start is None:
            raise InvalidValueError("a date needs a start: forecast(..., start='2026-01-05')")
        return self._work.work.options.calendar.hours(start, found)


def forecast(
    efforts: pd.DataFrame,
    dependencies: pd.DataFrame | None = None,
    risks: pd.DataFrame | None = None,
    history: pd.DataFrame | None = None,
    start: date | str | None = None,
    calendar: Any = None,
    one_at_a_time: bool = True,
    trials: int = 10_000,
    seed: int = 0,
    correlation: float = 0.3,
    unknown: Literal["exclude", "typical"] = "exclude",
    *,
    points: Literal["apart", "hours"] = "apart",
    range_quantiles: tuple[float, float] = (0.1, 0.9),
    bands: Bands | None = None,
) -> Forecast:
    """Forecasts effort and finish of what is left by Monte Carlo over the network of dependencies.

    Args:
        efforts: frame with the columns of ``store.efforts()``; amounts in hours (kind "time") or points ("points").
        dependencies: frame with the columns of ``store.dependencies()``.
        risks: frame with the columns of ``store.risks()``; those with a likelihood and hours of impact join.
        history: frame with the columns of ``store.plans()``; from ten finished plans on, with estimate and actual
            hours, their ratios spread single numbers. Of plans that are not finished, actual hours are taken off what
            is left, and due days are held against the finish.
        start: first working day; the finish then has dates.
        calendar: a ``Calendar``, the settings, their calendar alone, or a list of holidays.
        one_at_a_time: whether an owner does one thing at a time.
        trials: of the simulation, at least 100.
        seed: the same seed gives the same numbers.
        correlation: between any two tasks, 0 to below 1.
        unknown: what happens to items without an estimate: "exclude" leaves their hours out and says so, "typical"
            fills in what is typical of the items that have one (three of them at least).
        points: "apart", or "hours": by the hours per point of ten or more finished plans in `history`.
        range_quantiles: which quantiles the two ends of a range are taken for.
        bands: probability band of each level of likelihood; the default settings' where there are none.

    Returns:
        The forecast. Cycles and unknown targets are listed in it, not raised.

    Raises:
        InvalidTableError: a frame lacks a column.
        InvalidValueError: an option makes no sense.
    """
    begin = day(start)
    if begin is None and text(start):
        raise InvalidValueError(f"start: {start!r} is no date; write it like 2026-01-05")
    clock = as_calendar(calendar)
    options = Options(begin, clock, one_at_a_time, trials, seed, correlation, range_quantiles, unknown)
    _check(options, points)
    everything = tuple(items(efforts))
    left = tuple(item for item in everything if not item.done)
    reader, said = Reader(range_quantiles, spread(history)), told(history)
    readings = [reader.read(item) for item in left]
    if points == "hours":
        readings = converted(left, readings, history)
    readings = remaining(everything, left, filled(left, readings, unknown), reader, said.spent)
    dangers = tuple(read_risks(risks, bands))
    return _forecast(Work(everything, left, tuple(readings), reader, dependencies, dangers, options, said))


def _whole(value: Any, least: int) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and bool(value >= least)


def _forecast(work: Work) -> Forecast:
    done = work_out(work)
    return Forecast(
        cover=done.cover,
        points=done.points,
        cycles=done.network.cycles,
        unknown_targets=done.network.unknown_targets,
        problems=work.problems,
        effort=done.simulation.effort,
        finish=done.simulation.finish,
        _work=done,
    )


def _check(options: Options, points: str) -> None:
    rules = [
        (_whole(options.trials, 100), f"trials: {options.trials!r}; a whole number from 100 on is needed"),
        (_whole(options.seed, 0), f"seed: {options.seed!r}; a whole number from 0 on is needed"),
        (_between(options.correlation, -1e-300, 1), f"correlation: {options.correlation!r} must be from 0 to below 1"),
        (
            _sides(options.range_quantiles),
            f"range_quantiles: {options.range_quantiles!r} must lie on both sides of 0.5",
        ),
        (options.unknown in ("exclude", "typical"), f"unknown: {options.unknown!r} is neither 'exclude' nor 'typical'"),
        (points in ("apart", "hours"), f"points: {points!r} is neither 'apart' nor 'hours'"),
    ]
    if wrong := [Diagnostic("invalid-value", message) for fine, message in rules if not fine]:
        raise InvalidValueError(diagnostics=wrong)


def _between(value: Any, low: float, high: float) -> bool:
    return isinstance(value, int | float | np.number) and bool(low < value < high)


def _sides(ends: Any) -> bool:
    return isinstance(ends, tuple | list) and len(ends) == 2 and _between(ends[0], 0, 0.5) and _between(ends[1], 0.5, 1)


def _name(p: float) -> str:
    return f"P{round(100 * p)}"
