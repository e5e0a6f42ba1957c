"""Frames: what lists, charts and forecasts read. Columns are a contract; what is missing is NA, never 0."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, Table, select

from ..plan import facts
from ..settings import EffortSettings
from ._amounts import read
from ._filters import conditions
from ._tables import checks, dependencies, efforts, plans, risks

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

Filters = Mapping[str, Any]
Values = list[Any]


def plans_frame(connection: Connection, settings: EffortSettings, filters: Filters) -> pd.DataFrame:
    """One row a plan, oldest first; efforts in hours, points apart; a range has no likely value."""
    found = _columns(connection, _plans_only(select(plans), filters))
    effort, actual = read(found, "effort_", settings), read(found, "actual_", settings)
    own = {f"effort_{end}": values for end, values in effort.only("time").items()}
    own |= {"points": effort.only("points")["likely"], "actual_hours": actual.only("time")["likely"]}
    return frame({**found, **own, "plan_id": found["id"]}, PLANS)


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
    if dtype == MOMENT:
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="Int64"), unit="us", utc=True), dtype=MOMENT)
    if dtype == DAY:
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object"), format="ISO8601"), dtype=DAY)
    return pd.Series(pd.array(values, dtype=dtype))


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
