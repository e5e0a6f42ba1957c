"""When it is done by how many plans were finished a week: no estimates needed, a second opinion beside the network."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..errors import InvalidValueError
from ..plan import facts
from ._frames import FloatArray, day, records, text
from ._say import count

if TYPE_CHECKING:
    from ._render import Chart

LEAST_WEEKS, LEAST_PLANS, MOST_WEEKS = 4, 5, 520
LEVELS = (0.1, 0.5, 0.8, 0.9, 0.95)


@dataclass(frozen=True, repr=False)
class Throughput:
    """A forecast by weeks of the past.

    Attributes:
        weeks: finished plans of each full week before `start`, oldest first; the sample.
        start: the Monday from which weeks count.
        left: plans that are not finished.
        done: plans that are.
        trials: weeks that each trial needed; empty where the past is too short to say.
    """

    weeks: tuple[int, ...]
    start: date
    left: int
    done: int
    trials: FloatArray

    def quantiles(self) -> pd.DataFrame:
        """Columns: quantile ("P10" ..), weeks, date (end of that week); NA where the past is too short."""
        known = len(self.trials) > 0
        weeks = [
            math.ceil(float(np.quantile(self.trials, p, method="inverted_cdf"))) if known else None for p in LEVELS
        ]
        ends = [None if w is None else self.start + timedelta(days=7 * w - 1) for w in weeks]
        names = pd.Series([f"P{round(100 * p)}" for p in LEVELS], dtype="str")
        days = pd.Series(pd.to_datetime(pd.Series(ends, dtype="object")), dtype="datetime64[us]")
        return pd.DataFrame({"quantile": names, "weeks": pd.Series(weeks, dtype="Int64"), "date": days})

    @property
    def headline(self) -> str:
        """One sentence."""
        if not self.left:
            return f"No plan left: {count(self.done, 'plan')} done"
        if not len(self.trials):
            told = f"{count(sum(self.weeks), 'plan')} finished in {count(len(self.weeks), 'full week')}"
            return f"Too little to go by: {told}; {LEAST_PLANS} in {LEAST_WEEKS} weeks are the least"
        days = dict(zip(self.quantiles()["quantile"], self.quantiles()["date"].dt.strftime("%Y-%m-%d"), strict=True))
        rate = f"{sum(self.weeks) / len(self.weeks):.1f} plans a week over {count(len(self.weeks), 'week')}"
        return f"{count(self.left, 'plan')} left at {rate}: P50 {days['P50']}, P80 {days['P80']}"

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What it rests on, a sentence each."""
        return (
            "Weeks to come are drawn from the weeks that were: same people, same mix of small and large.",
            "Plans count as one each, whatever their estimate; none is added.",
        )

    def fan(self) -> pd.DataFrame:
        """Plans finished by the end of each week to come: week (0 is now), date, p10, p50, p90."""
        if not len(self.trials):
            return pd.DataFrame(columns=["week", "date", "p10", "p50", "p90"])
        far = min(MOST_WEEKS, math.ceil(float(np.quantile(self.trials, 0.9))) + 1)
        gains = np.random.default_rng([len(self.weeks), self.left]).choice(self.weeks, size=(4_000, far))
        sums = np.minimum(np.cumsum(gains, axis=1), self.left) + self.done
        rows = [(0, self.start, *[float(self.done)] * 3)]
        for week, ends in enumerate(np.quantile(sums, [0.1, 0.5, 0.9], axis=0).T.tolist(), 1):
            rows.append((week, self.start + timedelta(days=7 * week), *ends))
        return pd.DataFrame(rows, columns=["week", "date", "p10", "p50", "p90"])

    def chart(self) -> Chart:
        """The burn-up with its fan."""
        from ._past_charts import burn_up

        return burn_up(self)

    def __repr__(self) -> str:
        return f"<Throughput: {self.headline}>"


def throughput(
    plans: pd.DataFrame, start: date | str | None = None, weeks: int = 12, trials: int = 10_000, seed: int = 0
) -> Throughput:
    """Forecasts when all plans are finished, by drawing weeks from the past (Magennis, Forecasting 2011, chapter 4).

    Args:
        plans: frame with the columns of ``store.plans()``: status and finished.
        start: a day of the first week to come; today.
        weeks: how many full weeks of the past are the sample, at most.
        trials: of the simulation.
        seed: the same seed gives the same numbers.

    Raises:
        InvalidTableError: the frame lacks a column.
        InvalidValueError: an option makes no sense.
    """
    begin = date.today() if start is None else day(start)
    if begin is None or weeks < 1 or trials < 100 or seed < 0:
        raise InvalidValueError("throughput: start is a date, weeks from 1, trials from 100 and seed from 0 on")
    monday = begin - timedelta(days=begin.weekday())
    rows = records(plans, ("plan_id", "status", "finished"), ("status", "finished"), "plans")
    phases = [facts.phase(text(row["status"])) for row in rows]
    done = [day(row["finished"]) for row, phase in zip(rows, phases, strict=True) if phase == "done"]
    left = sum(phase in ("open", "begun") for phase in phases)
    sample = _sample([d for d in done if d is not None], monday, weeks)
    known = len(sample) >= LEAST_WEEKS and sum(sample) >= LEAST_PLANS and left > 0
    found = _weeks_needed(np.array(sample), left, trials, seed) if known else np.empty(0)
    return Throughput(tuple(sample), monday, left, len(done), found)


def _sample(finished: list[date], monday: date, most: int) -> list[int]:
    """Plans of each full week before that Monday, from the first that finished any, at most so many weeks."""
    back = Counter((monday - d).days - 1 for d in finished if d < monday)
    ages = Counter[int]()
    for days, n in back.items():
        ages[days // 7] += n
    return [ages[age] for age in range(min(max(ages, default=-1) + 1, most) - 1, -1, -1)]


def _weeks_needed(sample: Any, left: int, trials: int, seed: int) -> FloatArray:
    rng = np.random.default_rng(seed)
    found, sums, waiting = np.full(trials, float(MOST_WEEKS)), np.zeros(trials), np.arange(trials)
    for week in range(1, MOST_WEEKS + 1):
        sums[waiting] += rng.choice(sample, size=trials)[waiting]  # all trials draw: one's luck is not another's end
        found[waiting[sums[waiting] >= left]] = week
        waiting = waiting[sums[waiting] < left]
        if not len(waiting):
            break
    return found
