"""Sums of estimates by template, owner, status or any other column; what is missing is counted, never zero."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from ..errors import UnknownNameError, nearest
from ._amounts import Reader, Reading
from ._cover import cover, points_of
from ._frames import Item, items, missing, people, records, text, texts
from ._history import middle

OF_ITEMS = ("owner", "status")
PLAN = "plan"  # what stands for each plan by itself
ABSENT = "absent"  # kind of the item that stands for a plan without rows among the efforts


def effort_by(
    efforts: pd.DataFrame,
    plans: pd.DataFrame | None = None,
    by: str = "template",
    *,
    range_quantiles: tuple[float, float] = (0.1, 0.9),
) -> pd.DataFrame:
    """Sums estimates as they were written.

    The sum of low ends is no P10 and the sum of high ends no P90 of the whole: for that ask ``forecast``. A single
    number counts as all three; where a range has no likely value, the median of its distribution does; where an end is
    missing ("< 2 h"), its P10 or P90.

    Args:
        efforts: frame with the columns of ``store.efforts()``.
        plans: frame with the columns of ``store.plans()``; plans in it without efforts count as missing.
        by: "plan", or a column of `plans` ("template", "owner", "status", "sprint", "parent", "tags"; a plan with two
            tags counts for both), or "owner" or "status" of the items, which come first where both have one. What
            several owners share ("Ana, Ben") counts for each of them in equal parts: nobody said how they share it.
        range_quantiles: which quantiles the two ends of a range are taken for.

    Returns:
        One row a group, the largest first (people by name: this is no ranking of them): the group (NA where nobody
        named it), low, likely, high (hours), left (likely hours not done), points, plans, items, partly (plans in hours
        with items that have none), points_only, size_only, missing (plans without any estimate). NA where a group has
        no hours or no points.

    Raises:
        InvalidTableError: a frame lacks a column.
        UnknownNameError: no such column to group by.
    """
    found = items(efforts)
    groups = _plan_groups(plans, by)
    reader = Reader(range_quantiles)
    rows: dict[str, list[Part]] = defaultdict(list)
    spelled: dict[str, str] = {}
    for item in [*found, *_silent(plans, found)]:
        named, reading = _groups(item, by, groups), reader.read(item)
        for name in named:
            group = spelled.setdefault(name.casefold(), name) if by == "owner" else name
            rows[group].append(Part(item, reading, 1 / len(named) if by == "owner" else 1.0))
    table = [{by: group or None, **_sums(rows[group])} for group in rows]
    frame = pd.DataFrame(table, columns=[by, *_DTYPES]).astype({by: "str", **_DTYPES})
    order = [by] if by == "owner" else ["likely", "points", by]
    return frame.sort_values(order, ascending=[name == by for name in order], kind="stable", ignore_index=True)


_DTYPES: dict[str, Any] = {
    **dict.fromkeys(("low", "likely", "high", "left", "points"), "Float64"),
    **dict.fromkeys(("plans", "items", "partly", "points_only", "size_only", "missing"), "Int64"),
}


def _plan_groups(plans: pd.DataFrame | None, by: str) -> dict[str, tuple[str, ...]]:
    """Groups of each plan. Raises where neither plans nor items have the column."""
    have = [str(c) for c in plans.columns] if isinstance(plans, pd.DataFrame) else []
    if by not in have and by not in (*OF_ITEMS, PLAN):
        hint = "pass the plans frame too" if plans is None else f"the plans have {', '.join(have)}"
        raise UnknownNameError(f"nothing to group by {by!r}: {hint}{nearest(by, [*have, *OF_ITEMS, PLAN])}")
    columns = ("plan_id", by) if by in have else ("plan_id",)
    return {text(row["plan_id"]): texts(row.get(by)) for row in records(plans, columns, ("plan_id",), "plans")}


def _silent(plans: pd.DataFrame | None, found: Sequence[Item]) -> Iterable[Item]:
    """An item without an estimate for every plan that has no row among the efforts."""
    have = {item.plan for item in found}
    nothing = math.nan
    for row in records(plans, ("plan_id", "key"), ("plan_id",), "plans"):
        plan = text(row["plan_id"])
        if plan not in have and not missing(row["plan_id"]):
            have.add(plan)
            yield Item(plan, text(row["key"]), "", 0.0, "", ABSENT, nothing, nothing, nothing, "", "", False, ())


def _groups(item: Item, by: str, groups: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    if by == PLAN:
        return (item.label,)
    if by == "owner":
        told = item.owners or tuple(owner for cell in groups.get(item.plan, ()) for owner in people(cell))
        return told or ("",)
    own = item.status if by == "status" else ""
    return (own,) if own else groups.get(item.plan) or ("",)


class Part(NamedTuple):
    """What of an item counts for a group."""

    item: Item
    reading: Reading
    share: float


def _sums(parts: Sequence[Part]) -> dict[str, Any]:
    timed = [part for part in parts if part.reading.known]
    spans = [[end * part.share for end in as_written(part.item, part.reading)] for part in timed]
    pointed = [points * part.share for part in parts if not math.isnan(points := points_of(part.item))]
    sums = [sum(values) for values in zip(*spans, strict=True)] or [None] * 3
    left = sum(span[1] for part, span in zip(timed, spans, strict=True) if not part.item.done)
    seen = cover([], [part.item for part in parts], [part.reading for part in parts])
    return {
        **dict(zip(("low", "likely", "high"), sums, strict=True)),
        "left": left if timed else None,
        "points": sum(pointed) if pointed else None,
        "plans": seen.plans,
        "items": sum(part.item.kind != ABSENT for part in parts),
        "partly": seen.partly,
        "points_only": seen.points,
        "size_only": seen.sized,
        "missing": len(seen.without),
    }


def as_written(item: Item, reading: Reading) -> tuple[float, float, float]:
    if reading.how in {"single", "exact", "no work"}:
        value = next(v for v in (item.likely, item.low, item.high) if not math.isnan(v))
        return value, value, value
    low, likely, high = item.amounts
    return (
        low if low == low else reading.quantile(0.1),  # NaN is not itself
        likely if likely == likely else reading.quantile(0.5),
        high if high == high else reading.quantile(0.9),
    )


def own_and_steps(
    plans: pd.DataFrame, efforts: pd.DataFrame, *, range_quantiles: tuple[float, float] = (0.1, 0.9)
) -> pd.DataFrame:
    """The estimate that a plan has of its own beside the sum of its steps, what differs most first.

    Args:
        plans: frame with the columns of ``store.plans()``.
        efforts: frame with the columns of ``store.efforts()``; a plan's only item is no step.
        range_quantiles: which quantiles the two ends of a range are taken for.

    Returns:
        One row a plan that has both, in hours: plan_id, key, title, own, steps (likely each; of a range its median),
        items, difference (steps - own), ratio (steps / own).

    Raises:
        InvalidTableError: a frame lacks a column.
    """
    reader, sums, counts = Reader(range_quantiles), defaultdict[str, float](float), Counter[str]()
    for item in items(efforts):
        counts[item.plan] += 1
        reading = reader.read(item)
        sums[item.plan] += as_written(item, reading)[1] if reading.known else math.nan
    columns = ("plan_id", "key", "title", "effort_low", "effort_likely", "effort_high")
    rows = []
    for row in records(plans, columns, ("plan_id", "effort_likely"), "plans"):
        plan, own = text(row["plan_id"]), middle(row)
        if counts[plan] > 1 and own and not math.isnan(sums[plan]):
            steps = sums[plan]
            told = (plan, text(row["key"]) or None, text(row["title"]) or None)
            rows.append((*told, own, steps, counts[plan], steps - own, steps / own))
    names = ["plan_id", "key", "title", "own", "steps", "items", "difference", "ratio"]
    dtypes = {**dict.fromkeys(names[:3], "str"), **dict.fromkeys(names[3:], "Float64"), "items": "Int64"}
    frame = pd.DataFrame(rows, columns=names).astype(dtypes)
    order = frame["difference"].abs().sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)
