"""What a forecast speaks for: which plans are estimated, in hours or points, and which are not."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ._amounts import FROM_POINTS, TYPICAL, Reading
from ._frames import Item


class Points(NamedTuple):
    """Story points left: their sum, in how many items; a range counts with the middle of its ends."""

    total: float
    items: int


@dataclass(frozen=True, slots=True)
class Cover:
    """How many plans have work left, and what is known of it.

    Attributes:
        plans: with work left.
        estimated: with at least one item in hours.
        partly: of those, with items that have none.
        filled: of those, with items that have none of their own: typical hours or those of their points stand in.
        points: without hours, in story points.
        sized: without either, by a size (S, M, L).
        without: labels of the plans without any estimate.
        done: plans with nothing left.
    """

    plans: int
    estimated: int
    partly: int
    filled: int
    points: int
    sized: int
    without: tuple[str, ...]
    done: int

    def __str__(self) -> str:
        parts = [f"{self.estimated} of {_plans(self.plans)}"]
        parts += [f"{n} {text}" for n, text in self._rest() if n]
        return "; ".join(parts)

    def _rest(self) -> list[tuple[int, str]]:
        return [
            (self.partly, "of them with items not estimated"),
            (self.filled, "of them with hours filled in"),
            (self.points, "in points only"),
            (self.sized, "by size only"),
            (len(self.without), "without an estimate"),
        ]


def _plans(n: int) -> str:
    return f"{n} plan" if n == 1 else f"{n} plans"


def cover(everything: Sequence[Item], left: Sequence[Item], readings: Sequence[Reading]) -> Cover:
    """Sorts the plans that have work left by what is known of it."""
    kinds: dict[str, set[str]] = defaultdict(set)
    labels = {item.plan: item.label for item in left}
    for item, reading in zip(left, readings, strict=True):
        kinds[item.plan].add("hours" if reading.known else item.kind if _counts(item) else "none")
    best = {plan: next((k for k in ("hours", "points", "size") if k in found), "none") for plan, found in kinds.items()}
    return Cover(
        plans=len(kinds),
        estimated=sum(b == "hours" for b in best.values()),
        filled=len({i.plan for i, r in zip(left, readings, strict=True) if r.how in (TYPICAL, FROM_POINTS)}),
        partly=sum(b == "hours" and kinds[plan] != {"hours"} for plan, b in best.items()),
        points=sum(b == "points" for b in best.values()),
        sized=sum(b == "size" for b in best.values()),
        without=tuple(labels[plan] for plan, b in best.items() if b == "none"),
        done=len({item.plan for item in everything} - set(kinds)),
    )


def _counts(item: Item) -> bool:
    return item.kind == "size" or not math.isnan(points_of(item))


def points_of(item: Item) -> float:
    """Points of an item: the likely value, else the middle of the ends, else the one end; NaN where it has none."""
    given = [v for v in item.amounts if math.isfinite(v) and v >= 0]
    if item.kind != "points" or not given:
        return math.nan
    return item.likely if item.likely in given else sum(given) / len(given)


def points(left: Sequence[Item]) -> Points:
    """Sum of what is left in points."""
    found = [p for item in left if not math.isnan(p := points_of(item))]
    return Points(sum(found), len(found))
