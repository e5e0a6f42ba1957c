"""Frames: what lists, charts and forecasts read. Columns are a contract; what is missing is NA, never 0."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Select, Table, case, null, select

from ..plan import facts
from ..settings import EffortSettings
from ._amounts import ENDS, read, scale_of
from ._filters import conditions
from ._tables import checks, dependencies, efforts, plans, risks

NEVER = np.iinfo(np.int64).min  # as numpy keeps a missing time
DAY, MOMENT = "datetime64[us]", "datetime64[us, UTC]"

PLANS = {
    "plan_id": "string",
    "key": "string",
    "template": "string",
    "title": "string",
    "status": "string",
    "owner": "string",
    "parent": "string",
    "sprint": "string",
    "tags": "string",
    "effort_low": "Float64",
    "effort_likely": "Float64",
    "effort_high": "Float64",
    "points": "Float64",
    "effort_text": "string",
    "actual_hours": "Float64",
    "started": DAY,
    "finished": DAY,
    "due": DAY,
    "completeness": "Float64",
    "risks": "Int64",
    "open_checks": "Int64",
    "revision": "Int64",
    "created_at": MOMENT,
    "updated_at": MOMENT,
}
EFFORTS = {
    "plan_id": "string",
    "key": "string",
    "item": "string",
    "position": "Int64",
    "text": "string",
    "kind": "string",
    "low": "Float64",
    "likely": "Float64",
    "high": "Float64",
    "owner": "string",
    "status": "string",
    "done": "boolean",
    "depends_on": "string",
}
RISKS = {
    "plan_id": "string",
    "risk": "string",
    "likelihood": "string",
    "impact": "string",
    "probability": "Float64",
    "impact_hours": "Float64",
    "mitigation": "string",
    "contingency": "string",
    "owner": "string",
    "mitigated": "boolean",
}
CHECKS = {"plan_id": "string", "section": "string", "text": "string", "done": "boolean"}
DEPENDENCIES = {"plan_id": "string", "relation": "string", "text": "string", "target_id": "string"}

OWN = [plans.c[name] for name in PLANS if name in plans.c and not name.startswith("effort_")]
UNITS = ("min", "hour", "day", "week", "month", "year")
Filters = Mapping[str, Any]
Values = Any  # a list, or an array of numbers


def plans_frame(connection: Connection, settings: EffortSettings, filters: Filters) -> pd.DataFrame:
    """One row a plan, oldest first; efforts in hours, points apart; a range has no likely value."""
    amounts = {f"effort_{end}": _scaled(f"effort_{end}", "time", settings) for end in ENDS}
    amounts["points"] = _scaled("effort_likely", "points", settings)
    amounts["actual_hours"] = _scaled("actual_likely", "time", settings)
    named = [column.label(name) for name, column in amounts.items()]
    found = _columns(connection, _plans_only(select(plans.c.id, plans.c.effort_text, *OWN, *named), filters))
    _put_parts(connection, found, settings, filters)
    return frame({**found, "plan_id": found["id"]}, PLANS)


def _scaled(name: str, kind: str, settings: EffortSettings) -> Any:
    """A stored amount in hours, or in points; computed by the engine, which spares fetching kinds and units."""
    prefix = name.partition("_")[0]
    own, unit = plans.c[f"{prefix}_kind"], plans.c[f"{prefix}_unit"]
    ways: dict[tuple[str, str | None], tuple[str, float | None]]
    ways = {("time", name): scale_of("time", name, settings) for name in UNITS}
    ways |= {("points", "points"): ("points", 1.0), ("number", None): scale_of("number", None, settings)}
    known = [
        ((own == k) & unit.is_not_distinct_from(u), f) for (k, u), (shown, f) in ways.items() if shown == kind and f
    ]
    return plans.c[name] * case(*known, else_=None) if known else null()


def _put_parts(connection: Connection, found: dict[str, Values], settings: EffortSettings, filters: Filters) -> None:
    """Amounts of several units ("1d 4h"), each unit by itself."""
    several = plans.c.effort_parts.is_not(None) | plans.c.actual_parts.is_not(None)
    columns = [plans.c[f"{p}_{name}"] for p in ("effort", "actual") for name in ("kind", "unit", *ENDS, "parts")]
    rows = _columns(connection, _plans_only(select(plans.c.id, *columns), filters).where(several))
    if not rows["id"]:
        return
    at = {name: n for n, name in enumerate(found["id"])}
    effort, actual = (read(rows, prefix, settings).only("time") for prefix in ("effort_", "actual_"))
    for n, name in enumerate(rows["id"]):
        for end, values in effort.items():
            found[f"effort_{end}"][at[name]] = float(values[n])
        found["actual_hours"][at[name]] = float(actual["likely"][n])


def efforts_frame(connection: Connection, settings: EffortSettings, filters: Filters) -> pd.DataFrame:
    """One row a part of the work: low, likely and high in hours, or in points where `kind` says so."""
    found = _columns(connection, _with_plans(efforts, filters, plans.c.key))
    amounts = read(found, "", settings)
    ends = {"low": amounts.low, "likely": amounts.likely, "high": amounts.high}
    return frame({**found, **ends, "kind": amounts.kinds}, EFFORTS)


def risks_frame(connection: Connection, settings: EffortSettings, filters: Filters) -> pd.DataFrame:
    """One row a risk; `impact_hours` of a range is the median of the distribution that the range stands for."""
    found = _columns(connection, _with_plans(risks, filters))
    scores = settings.model_copy(update={"bare_number": "unknown"})  # an impact of "3" is a score, not three hours
    return frame({**found, "impact_hours": read(found, "impact_", scores).middles(scores)}, RISKS)


def checks_frame(connection: Connection, settings: EffortSettings, filters: Filters) -> pd.DataFrame:
    """One row a line with a tick."""
    return frame(_columns(connection, _with_plans(checks, filters)), CHECKS)


def dependencies_frame(connection: Connection, settings: EffortSettings, filters: Filters) -> pd.DataFrame:
    """One row a name of another plan; `target_id` is NA where no plan, or more than one, has that name."""
    found = _columns(connection, _with_plans(dependencies, filters))
    known = _known_names(connection) if found["text"] else {}
    targets = [_target(text or "", known, own) for text, own in zip(found["text"], found["plan_id"], strict=True)]
    return frame({**found, "target_id": targets}, DEPENDENCIES)


def frame(columns: Mapping[str, Values], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """A DataFrame of exactly these columns and dtypes."""
    return pd.DataFrame({name: series(columns[name], dtype) for name, dtype in dtypes.items()})


def series(values: Values, dtype: Any) -> pd.Series[Any]:
    """A column; None is NA."""
    return pd.Series(MAKERS[dtype](values), copy=False)


def _numbers(values: Values) -> Any:
    """Float64; a quarter of the time that pandas takes to look at each value."""
    found = np.array(values, dtype=np.float64)  # None becomes NaN, and no number is kept as NaN
    return pd.arrays.FloatingArray(found, np.isnan(found))


def _moments(values: Values) -> Any:
    found = np.array([NEVER if v is None else v for v in values], dtype="datetime64[us]")
    return pd.Series(found).dt.tz_localize("UTC")


MAKERS: dict[str, Callable[[Values], Any]] = {
    "string": lambda values: pd.array(pa.array(values, type=pa.large_string()), dtype="string"),
    "boolean": lambda values: pd.array(values, dtype="boolean"),
    "Int64": lambda values: pd.array(values, dtype="Int64"),
    "Float64": _numbers,
    DAY: lambda values: pa.array(values, type=pa.string()).cast(pa.timestamp("us")).to_numpy(zero_copy_only=False),
    MOMENT: _moments,
}


def _plans_only(query: Select[Any], filters: Filters) -> Select[Any]:
    return query.where(*conditions(filters)).order_by(plans.c.created_at, plans.c.id)


def _with_plans(table: Table, filters: Filters, *more: Any) -> Select[Any]:
    return _plans_only(select(table, *more).join(plans, plans.c.id == table.c.plan_id), filters).order_by(
        table.c.position
    )


def _columns(connection: Connection, query: Select[Any]) -> dict[str, Values]:
    """The result column by column."""
    result = connection.execute(query)
    names, rows = list(result.keys()), result.fetchall()
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {name: [] for name in names}


def _known_names(connection: Connection) -> dict[str, set[str]]:
    """Folded id, key or title -> the plans that have it; ids and keys go before titles."""
    rows = connection.execute(
        select(plans.c.id, plans.c.key, plans.c.title).where(plans.c.deleted.is_(False))
    ).fetchall()
    names: dict[str, set[str]] = defaultdict(set)
    for name, key, _ in rows:
        names[facts.fold(name)].add(name)
        if key:
            names[facts.fold(key)].add(name)
    strong = frozenset(names)
    for name, _, title in rows:
        if title and facts.fold(title) not in strong:
            names[facts.fold(title)].add(name)
    return names


def _target(text: str, known: Mapping[str, set[str]], own: str) -> str | None:
    """The one plan that a reference names; the plan itself is none."""
    hits = next((found for name in facts.candidates(text) if (found := known.get(name))), set())
    others = hits - {own}
    return next(iter(others)) if len(others) == 1 else None


FRAMES: dict[str, Callable[[Connection, EffortSettings, Filters], pd.DataFrame]] = {
    "plans": plans_frame,
    "efforts": efforts_frame,
    "risks": risks_frame,
    "checks": checks_frame,
    "dependencies": dependencies_frame,
}
