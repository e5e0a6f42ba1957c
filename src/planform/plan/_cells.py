"""Values of a plan found by role: the common fields, the rows of groups, their cells as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..template import Field
    from ._plan import Plan

Row = Mapping[str, Any]
Fact = dict[str, Any]


def common(plan: Plan, name: str) -> Any:
    """A common field of a plan, wherever its template keeps it."""
    field = plan.template.common[name]
    return plan.values.get(field.path, "") if field else plan.common.get(name, "")


def words(value: Any) -> str:
    """A value as text: lists in one line, nothing for what is no text."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(words, value)))
    return words(value.get("text", "")) if isinstance(value, Mapping) else ""


def names(value: Any) -> list[str]:
    """A common field that holds several: a list, or text parted by commas and lines."""
    if isinstance(value, str):
        return [n.strip() for n in re.split(r"[,;\n]", value) if n.strip()]
    return [text for item in value or () if (text := words(item))] if isinstance(value, (list, tuple)) else []


def walk(fields: tuple[Field, ...], values: Row, until: str = "") -> Iterator[tuple[Field, Any]]:
    """Every field with its value, rows entered; groups with the role `until` are given whole."""
    for field in fields:
        value = values.get(field.key)
        yield field, value
        if field.kind == "rows" and not (until and field.role == until):
            for row in rows_of(value):
                yield from walk(field.columns, row, until)


def rows_of(value: Any) -> list[Row]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def column(field: Field, *roles: str) -> Field | None:
    return next((c for role in roles for c in field.columns if c.role == role), None)


def cell(row: Row, field: Field | None) -> str:
    """The text in a column that there may be."""
    return words(row.get(field.key)) if field else ""


def texts(field: Field, row: Row, *roles: str) -> list[str]:
    """The texts of a row, columns with these roles first, columns that mean something else left out."""
    plain = [
        c for c in field.columns if c.kind in ("line", "prose", "list") and c.role in ("", "title", "step", *roles)
    ]
    ordered = sorted(plain, key=lambda c: c.role not in roles)
    return [text for c in ordered if (text := cell(row, c))]
