"""The store as it was at some moment: laid out anew in memory, so that every frame and filter works on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, MetaData, UniqueConstraint, func, insert, select

from ._codec import numbered, projected, record
from ._dialect import connect
from ._reading import AT_ONCE, PAST, Reader
from ._tables import FACTS, plans, revisions, templates
from ._url import url_of


@contextmanager
def as_it_was(reader: Reader, moment: int, values: bool) -> Iterator[Connection]:
    """A connection to the store of that moment (microseconds since 1970).

    Plans that nobody changed since are copied as they are; of the others the last revision before is read again.

    Args:
        values: whether the plans' values are needed, not only their columns and facts.
    """
    url = url_of(":memory:")
    engine = connect(url, 1.0)
    try:
        with engine.begin() as past:
            _scratch().create_all(past)
            _copy_untouched(reader.connection, past, moment, values)
            _lay_changed(reader, past, moment, values)
            yield past
    finally:
        engine.dispose()


def _scratch() -> MetaData:
    """The tables of plans; a key may stand there twice, for clocks that went back make two plans of one moment."""
    found = MetaData()
    for table in (templates, plans, revisions, *FACTS):
        copy = table.to_metadata(found)
        copy.constraints = {c for c in copy.constraints if not isinstance(c, UniqueConstraint)}
    return found


def _copy_untouched(now: Connection, past: Connection, moment: int, values: bool) -> None:
    _move(past, templates, now.execute(select(templates)))
    still = plans.c.deleted.is_(False) & (plans.c.updated_at <= moment)
    _move(past, plans, now.execute(select(plans).where(still)))
    for table in FACTS:
        _move(past, table, now.execute(select(table).join(plans, plans.c.id == table.c.plan_id).where(still)))
    if values:
        newest = (revisions.c.plan_id == plans.c.id) & (revisions.c.revision == plans.c.revision)
        _move(past, revisions, now.execute(select(revisions).join(plans, newest).where(still)))


def _move(past: Connection, table: Any, result: Any) -> None:
    for part in result.partitions(1_000):
        past.execute(insert(table), [row._asdict() for row in part])


def _lay_changed(reader: Reader, past: Connection, moment: int, values: bool) -> None:
    """Plans that were saved or deleted after the moment, as they were then."""
    last = (
        select(
            revisions.c.plan_id, func.max(revisions.c.revision).label("revision"), func.min(revisions.c.at).label("at")
        )
        .join(plans, plans.c.id == revisions.c.plan_id)
        .where(plans.c.deleted.is_(True) | (plans.c.updated_at > moment), revisions.c.at <= moment)
        .group_by(revisions.c.plan_id)
        .subquery()
    )
    here = (revisions.c.plan_id == last.c.plan_id) & (revisions.c.revision == last.c.revision)
    query = PAST.add_columns(last.c.at.label("created_at")).join(last, here).where(revisions.c.action != "delete")
    for row in reader.connection.execute(query, execution_options={"yield_per": AT_ONCE}):
        _lay(reader, past, row, values)


def _lay(reader: Reader, past: Connection, row: Any, values: bool) -> None:

    columns, said = projected(record(numbered(reader.plan(row), row.id, row.revision)))
    own = {"id": row.id, "revision": row.revision, "created_at": row.created_at, "updated_at": row.at, "deleted": False}
    past.execute(insert(plans), [columns | own])
    for table in FACTS:
        if found := [fact | {"plan_id": row.id} for fact in said[table.name]]:
            past.execute(insert(table), found)
    if values:
        kept = {"plan_id": row.id, "revision": row.revision, "at": row.at, "by": row.by, "action": row.action}
        names = ("template_hash", "template", "body", "document")
        past.execute(insert(revisions), [kept | {name: getattr(row, name) for name in names}])
