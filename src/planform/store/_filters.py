"""The filters of every frame, as conditions of SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, TypedDict

from sqlalchemy import Column, ColumnElement, func, or_, select

from ..errors import InvalidValueError, UnknownNameError, nearest
from ._tables import plans, tags
from ._text import fit

Names = str | Iterable[str]


class Filters(TypedDict, total=False):
    """What every frame can be narrowed by; several names mean any of them, case does not count.

    Attributes:
        status: of the plan.
        owner: of the plan.
        template: its template's name.
        tag: one that it has.
        sprint: it is planned for.
        updated_since: a day or time (UTC where it names no zone): saved then or later.
    """

    status: Names | None
    owner: Names | None
    template: Names | None
    tag: Names | None
    sprint: Names | None
    updated_since: str | date | datetime | None


def conditions(filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """Conditions on `plans`; a filter that is None says nothing, deleted plans are never there.

    Raises:
        UnknownNameError: there is no such filter.
        InvalidValueError: `updated_since` is no time.
    """
    for name in filters:
        if name not in FILTERS:
            raise UnknownNameError(
                f"there is no filter {name!r}{nearest(name, FILTERS)}; there are {', '.join(FILTERS)}"
            )
    return [plans.c.deleted.is_(False), *(FILTERS[name](value) for name, value in filters.items() if value is not None)]


def moment(value: str | date | datetime) -> int:
    """Microseconds since 1970 of a day or time; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(value.strip()) if isinstance(value, str) else value
    except ValueError:
        raise InvalidValueError(f"{value!r} is no time; write it like 2026-11-21 or 2026-11-21T09:30") from None
    if not isinstance(found, datetime):
        found = datetime.combine(found, time())
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() * 1_000_000)


def _names(value: Names) -> list[str]:
    return [fit(name).strip() for name in ([value] if isinstance(value, str) else value)]


def _any_of(column: Column[Any], value: Names) -> ColumnElement[bool]:
    """Equal as written, or in small letters as far as the database's locale knows them."""
    names = _names(value)
    return or_(column.in_(names), func.lower(column).in_([n.lower() for n in names]))


def _column(name: str) -> Callable[[Any], ColumnElement[bool]]:
    return lambda value: _any_of(plans.c[name], value)


FILTERS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "status": _column("status"),
    "owner": _column("owner"),
    "template": _column("template"),
    "tag": lambda value: plans.c.id.in_(select(tags.c.plan_id).where(_any_of(tags.c.tag, value))),
    "sprint": _column("sprint"),
    "updated_since": lambda value: plans.c.updated_at >= moment(value),
}
