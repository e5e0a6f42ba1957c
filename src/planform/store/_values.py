"""Frames of the values themselves: one row a plan or a row of a group; and what changed between revisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from ..errors import UnknownNameError, nearest
from ..plan import Template, differences, facts
from ..template import Field, to_number
from ._codec import iso_day
from ._filters import conditions
from ._frames import DAY, MOMENT, frame, series
from ._reading import NEWEST
from ._tables import plans, revisions
from ._text import known, load

GROUPS = frozenset({"list", "checklist", "rows"})
DTYPES = {"flag": "boolean", "number": "Float64", "date": DAY}
HISTORY = {"revision": "Int64", "at": MOMENT, "by": "string", "action": "string", "changed": "string"}


def values_frame(stored: Iterable[tuple[Template, Any]]) -> pd.DataFrame:
    """One row a plan, a column a field that holds one value: text, number, day or flag by its kind."""
    rows = [(template, row, load(row.body)["values"]) for template, row in stored]
    fields = {f.key: f for template, _, _ in rows for f in template.tree if f.kind not in GROUPS}
    columns = {
        "plan_id": series([row.id for _, row, _ in rows], "string"),
        "key": series([row.key for _, row, _ in rows], "string"),
    }
    return pd.DataFrame(
        columns | {key: _typed(field, [values.get(key) for _, _, values in rows]) for key, field in fields.items()}
    )


def rows_frame(stored: Iterable[tuple[Template, Any]], group: str) -> pd.DataFrame:
    """One row of the frame for each row of the group: plan_id, key, position, its columns; lists inside become text.

    Raises:
        UnknownNameError: the template has no such group.
    """
    found = [(template, row, _group(template, group)) for template, row in stored]
    columns = {c.key: c for _, _, field in found for c in field.columns or (field,)}
    lines = [
        (row, n, item)
        for _, row, field in found
        for n, item in enumerate(_items(field, load(row.body)["values"].get(field.key)), 1)
    ]
    ticked = any("done" in item for _, _, item in lines) and "done" not in columns
    out = {
        "plan_id": series([row.id for row, _, _ in lines], "string"),
        "key": series([row.key for row, _, _ in lines], "string"),
        "position": series([n for _, n, _ in lines], "Int64"),
    }
    out |= {key: _typed(column, [item.get(key) for _, _, item in lines]) for key, column in columns.items()}
    return pd.DataFrame(
        out | ({"done": series([item.get("done") for _, _, item in lines], "boolean")} if ticked else {})
    )


def stored_rows(connection: Connection, template: str, filters: Mapping[str, Any]) -> list[Any]:
    """id, key, template and body of the plans of one template.

    Raises:
        UnknownNameError: no plan in the store was made from it.
    """
    query = select(plans.c.id, plans.c.key, plans.c.template, plans.c.template_hash, revisions.c.body).join(
        revisions, NEWEST
    )
    rows = connection.execute(
        query.where(*conditions({**filters, "template": template})).order_by(plans.c.created_at, plans.c.id)
    ).fetchall()
    if not rows:
        names = (
            connection.execute(select(plans.c.template).where(plans.c.deleted.is_(False)).distinct()).scalars().all()
        )
        if template.lower() not in {name.lower() for name in names}:
            raise UnknownNameError(f"no plan in the store was made from {template!r}{nearest(template, names)}")
    return list(rows)


def history_frame(connection: Connection, plan_id: str) -> pd.DataFrame:
    """One row a revision, oldest first: when, who, what was done, the paths of the fields that changed."""
    rows = connection.execute(
        select(revisions).where(revisions.c.plan_id == plan_id).order_by(revisions.c.revision)
    ).fetchall()
    changed = [", ".join(_changed(before, after)) or None for before, after in pairwise(rows)]
    columns = {name: [getattr(row, name) for row in rows] for name in HISTORY if name != "changed"}
    return frame(columns | {"changed": [None, *changed][: len(rows)]}, HISTORY)


def _changed(before: Any, after: Any) -> list[str]:
    """Paths of what a revision changed; its template and document by their own names."""
    one, two = load(before.body), load(after.body)
    paths = [c.path for part in ("values", "common") for c in differences(one[part], two[part])]
    paths += ["(template)"] if before.template_hash != after.template_hash else []
    return paths or (["(document)"] if before.document != after.document else [])


def _group(template: Template, name: str) -> Field:
    field = template.field(name)
    if field.kind in GROUPS:
        return field
    groups = [f.path for f in template.tree if f.kind in GROUPS]
    raise UnknownNameError(
        f"{field.path} is no group of {template.name!r}{nearest(name, groups)}; groups are {', '.join(groups)}"
    )


def _items(field: Field, value: Any) -> list[Mapping[str, Any]]:
    items = value if isinstance(value, list) else []
    return [item if field.kind == "rows" and isinstance(item, Mapping) else _line(field, item) for item in items]


def _line(field: Field, item: Any) -> dict[str, Any]:
    done = {"done": bool(item.get("done"))} if isinstance(item, Mapping) else {}
    return {field.key: facts.words(item), **done}


def _typed(field: Field, values: list[Any]) -> pd.Series[Any]:
    if field.kind == "flag":
        return series([v if isinstance(v, bool) else None for v in values], "boolean")
    texts = [known(facts.words(v)) for v in values]
    if field.kind == "date":
        return series([iso_day(t or "") for t in texts], DAY)
    return series([to_number(t or "") for t in texts], "Float64") if field.kind == "number" else series(texts, "string")
