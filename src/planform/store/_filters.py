"""The filters of every frame, as conditions of SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypedDict

from sqlalchemy import Column, ColumnElement, func, or_, select

from ..errors import InvalidValueError, UnknownNameError, nearest
from ._tables import plans, tags
from ._text import fit

Names = str | Iterable[str]
Moment = str | date | datetime


class Filters(TypedDict, total=False):
    """What every frame can be narrowed by; several names mean any of them, case does not count.

    Attributes:
        status: of the plan.
        owner: of the plan.
        template: its template's name.
        tag: one that it has.
        sprint: it is planned for.
        updated_since: a day or time (UTC where it names no zone): saved then or later.
        as_of: a day (its end) or time: the store as it was then.
    """

    status: Names | None
    owner: Names | None
    template: Names | None
    tag: Names | None
    sprint: Names | None
    updated_since: Moment | None
    as_of: Moment | None


def conditions(filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """Conditions on `plans`; a filter that is None says nothing, deleted plans are never there.

    Raises:
        UnknownNameError: there is no such filter.
        InvalidValueError: a filter's value is none that it can have.
    """
    for name in filters:
        if name not in FILTERS:
            known = [*FILTERS, "as_of"]
            raise UnknownNameError(
                f"there is no filter {name!r} here{nearest(name, FILTERS)}; there are {', '.join(known)}"
            )
    return [plans.c.deleted.is_(False), *(FILTERS[name](value) for name, value in filters.items() if value is not None)]


def moment(value: Moment, name: str = "updated_since") -> int:
    """Microseconds since 1970 of a day or time; without a zone it is UTC. Of `as_of`, a day is its last moment.

    Raises:
        InvalidValueError: it is no day or time.
    """
    found = _parsed(value, name)
    if not isinstance(found, datetime):
        found = datetime.combine(found, time())
        found += timedelta(days=1, microseconds=-1) if name == "as_of" else timedelta()
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() * 1_000_000)


def _parsed(value: Moment, name: str) -> date | datetime:
    if isinstance(value, date):
        return value
    try:
        text = value.strip()
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except (ValueError, AttributeError):
        raise InvalidValueError(
            f"{name}={value!r} is no time; write it like 2026-11-21 or 2026-11-21T09:30", path=name
        ) from None


def _names(value: Names, name: str) -> list[str]:
    given = [value] if isinstance(value, str) else value
    try:
        found = list(given)
    except TypeError:
        found = [None]  # type: ignore[list-item]
    if any(not isinstance(item, str) for item in found) or isinstance(given, (bytes, Mapping)):
        raise InvalidValueError(f"{name}={value!r} is no name; give a text, or a list of texts", path=name)
    return [fit(item).strip() for item in found]


def _any_of(column: Column[Any], value: Names, name: str) -> ColumnElement[bool]:
    """Equal as written, or in small letters as far as the database's locale knows them."""
    names = _names(value, name)
    return or_(column.in_(names), func.lower(column).in_([n.lower() for n in names]))


def _column(name: str) -> Callable[[Any], ColumnElement[bool]]:
    return lambda value: _any_of(plans.c[name], value, name)


FILTERS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "status": _column("status"),
    "owner": _column("owner"),
    "template": _column("template"),
    "tag": lambda value: plans.c.id.in_(select(tags.c.plan_id).where(_any_of(tags.c.tag, value, "tag"))),
    "sprint": _column("sprint"),
    "updated_since": lambda value: plans.c.updated_at >= moment(value),
}
