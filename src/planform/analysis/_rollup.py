"""Sums of estimates by template, owner, status or any other column; what is missing is counted, never zero."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from ..errors import UnknownNameError, nearest
from ._amounts import Reader, Reading
from ._cover import cover, points_of
from ._frames import Item, items, missing, records, text, texts

OF_ITEMS = ("owner", "status")
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
        by: a column of `plans` ("template", "owner", "status", "sprint", "parent", "tags"; a plan with two tags counts
            for both), or "owner" or "status" of the items, which come first where both have one.
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
    rows: dict[str, list[tuple[Item, Reading]]] = defaultdict(list)
    for item in [*found, *_silent(plans, found)]:
        for group in _groups(item, by, groups):
            rows[group].append((item, reader.read(item)))
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
    if by not in have and by not in OF_ITEMS:
        hint = "pass the plans frame too" if plans is None else f"the plans have {', '.join(have)}"
        raise UnknownNameError(f"nothing to group by {by!r}: {hint}{nearest(by, [*have, *OF_ITEMS])}")
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
    own = getattr(item, by) if by in OF_ITEMS else ""
    return (own,) if own else groups.get(item.plan) or ("",)


def _sums(rows: Sequence[tuple[Item, Reading]]) -> dict[str, Any]:
    timed = [(item, reading) for item, reading in rows if reading.known]
    spans = [_as_written(item, reading) for item, reading in timed]
    pointed = [p for item, _ in rows if not math.isnan(p := points_of(item))]
    sums = [sum(values) for values in zip(*spans, strict=True)] or [None] * 3
    left = sum(span[1] for (item, _), span in zip(timed, spans, strict=True) if not item.done)
    seen = cover([], [item for item, _ in rows], [reading for _, reading in rows])
    return {
        **dict(zip(("low", "likely", "high"), sums, strict=True)),
        "left": left if timed else None,
        "points": sum(pointed) if pointed else None,
        "plans": seen.plans,
        "items": sum(item.kind != ABSENT for item, _ in rows),
        "partly": seen.partly,
        "points_only": seen.points,
        "size_only": seen.sized,
        "missing": len(seen.without),
    }


def _as_written(item: Item, reading: Reading) -> tuple[float, float, float]:
    if reading.how in {"single", "exact", "no work"}:
        value = next(v for v in (item.likely, item.low, item.high) if not math.isnan(v))
        return value, value, value
    ends = [(item.low, 0.1), (item.likely, 0.5), (item.high, 0.9)]
    low, likely, high = (reading.quantile(p) if math.isnan(value) else value for value, p in ends)
    return low, likely, high
