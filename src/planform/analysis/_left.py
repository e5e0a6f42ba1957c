"""What is still to do: estimates less the hours already spent, and, on request, what nobody estimated filled in."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ..errors import Diagnostic, InvalidValueError
from ._amounts import ENOUGH_HISTORY, FROM_POINTS, GRID, NORMAL, PHI, TYPICAL, Reader, Reading, Spread
from ._cover import points_of
from ._frames import FloatArray, Item
from ._history import hours_per_point
from ._say import hours

ENOUGH_ITEMS = 3  # estimated ones, before something can be called typical
WELL_OVER = 0.99  # more spent than so much of the distribution: the estimate has nothing to say of the rest
Z90 = NORMAL.inv_cdf(0.9)


def filled(items: Sequence[Item], readings: Sequence[Reading], unknown: str) -> list[Reading]:
    """With ``unknown="typical"`` items without hours are like those that have them; points stand apart as before."""
    pattern = _typical(readings) if unknown == "typical" else None
    if pattern is None:
        return list(readings)
    pairs = zip(items, readings, strict=True)
    return [r if r.known or not math.isnan(points_of(item)) else pattern for item, r in pairs]


def _typical(readings: Sequence[Reading]) -> Reading | None:
    """A lognormal with the mean and variance that the logarithms of all estimated items have together."""
    known = [r for r in readings if r.known and r.quantile(0.5) > 0]
    if len(known) < ENOUGH_ITEMS:
        return None
    middles = [math.log(r.quantile(0.5)) for r in known]
    own = [(math.log(r.quantile(0.9)) - math.log(r.quantile(0.5))) / Z90 for r in known]
    spread = math.sqrt(statistics.pvariance(middles) + statistics.fmean(s * s for s in own))
    return Reading(TYPICAL, "lognormal", statistics.fmean(middles), max(spread, 0.05))


def converted(items: Sequence[Item], readings: Sequence[Reading], history: pd.DataFrame | None) -> list[Reading]:
    """Points as hours, by the hours per point of the team's own finished plans.

    Raises:
        InvalidValueError: fewer than ten finished plans have both.
    """
    found = hours_per_point(history)
    if found.count < ENOUGH_HISTORY:
        raise InvalidValueError(
            f"points='hours' needs {ENOUGH_HISTORY} finished plans with points and actual hours in history; "
            f"there are {found.count}"
        )
    return [_pointed(item, r, found) for item, r in zip(items, readings, strict=True)]


def _pointed(item: Item, reading: Reading, per_point: Spread) -> Reading:
    points = points_of(item)
    if reading.known or math.isnan(points):
        return reading
    if points == 0:
        return Reading("no work", "point", 0.0)
    return Reading(FROM_POINTS, "lognormal", math.log(points) + per_point.mu, per_point.sigma)


def remaining(
    everything: Sequence[Item], left: Sequence[Item], readings: Sequence[Reading], reader: Reader,
    spent: Mapping[str, float],
) -> list[Reading]:  # fmt: skip
    """Takes the hours spent on a plan off its items: first its done ones use them up, then those left, in their order.

    Of an item on which hours were spent it is known that they were not enough: what is left is the rest of its
    distribution beyond them, E - s given E > s. Where the estimate lies behind, the rest is unknown, and said.
    """
    found, places = list(readings), defaultdict(list)
    for place, item in enumerate(left):
        if item.plan in spent and readings[place].known:
            places[item.plan].append(place)
    used = _used(everything, reader, spent)
    for plan, own in places.items():
        over = spent[plan] - used[plan]
        for place in own:
            share = over if place == own[-1] else min(over, found[place].mean)
            if share > 0:
                found[place] = _rest(left[place], found[place], share, reader)
                over -= share
    return found


def _used(everything: Sequence[Item], reader: Reader, spent: Mapping[str, float]) -> dict[str, float]:
    """Hours that the done items of plans were estimated at."""
    quiet, found = Reader(reader.quantiles, reader.spread), dict.fromkeys(spent, 0.0)
    for item in everything:
        if item.done and item.plan in found and (reading := quiet.read(item)).known:
            found[item.plan] += reading.mean
    return found


def _rest(item: Item, reading: Reading, spent: float, reader: Reader) -> Reading:
    below = reading.chance(spent)
    if below > WELL_OVER:
        message = f"{hours(spent)} are spent on it and it is not done: the rest is unknown, estimate it again"
        reader.problems.append(
            Diagnostic("overrun", f"the estimate {item.text or item.amounts!r}: {message}", item.label)
        )
        return Reading("overrun", "unknown")
    if reading.shape == "point":
        return replace(reading, a=reading.a - spent)
    return replace(reading, shape="table", table=_beyond(reading, below, spent))


def _beyond(reading: Reading, below: float, spent: float) -> FloatArray:
    shares = np.minimum(below + (1 - below) * PHI, 1 - 1e-12)
    z = np.array([NORMAL.inv_cdf(max(float(p), 1e-12)) for p in shares])
    return np.maximum.accumulate(np.maximum(reading.at(z.clip(GRID[0], GRID[-1])) - spent, 0.0))
