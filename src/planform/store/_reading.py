"""Rows of the store -> plans, as they are and as they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from ..errors import StoreError, UnknownNameError, nearest
from ..plan import Plan, Template
from ._codec import plan_of
from ._filters import conditions
from ._tables import plans, revisions, templates
from ._text import fit, load

CHUNK = 500  # values in one IN (...)
AT_ONCE = 100  # plans in memory while streaming
HIGHEST = 2**31 - 1  # what a column of whole numbers holds
NEWEST = (revisions.c.plan_id == plans.c.id) & (revisions.c.revision == plans.c.revision)
CURRENT = select(
    plans.c.id,
    plans.c.key,
    plans.c.revision,
    plans.c.status,
    plans.c.title,
    plans.c.deleted,
    plans.c.deleted_key,
    plans.c.template_hash,
    plans.c.template,
    plans.c.created_at,
    plans.c.updated_at,
    revisions.c.body,
    revisions.c.document,
    revisions.c.by,
).join(revisions, NEWEST)
PAST = select(
    revisions.c.plan_id.label("id"),
    revisions.c.revision,
    revisions.c.template_hash,
    revisions.c.template,
    revisions.c.body,
    revisions.c.document,
    revisions.c.at,
    revisions.c.by,
    revisions.c.action,
)
Templates = dict[tuple[str, str], Template]


class Reader:
    """Plans of one connection.

    Attributes:
        where: the store, in messages.
        templates: those that were compiled already, by hash and name; grows.
    """

    def __init__(self, connection: Connection, where: str, templates: Templates) -> None:
        self.connection, self.where, self.templates = connection, where, templates

    def plan(self, row: Any) -> Plan:
        """The plan of a row of `CURRENT` or `PAST`.

        Raises:
            StoreError: its values cannot be read.
        """
        try:
            return plan_of(self.template(row), row)
        except (ValueError, KeyError, TypeError):
            raise StoreError(f"{self.where}: plan {row.id} is damaged: its values cannot be read") from None

    def template(self, row: Any) -> Template:
        """The template as it was when the plan was saved, wherever its file is now."""
        known_as = (row.template_hash, row.template)
        if known_as not in self.templates:
            query = select(templates.c.text, templates.c.overrides).where(templates.c.hash == row.template_hash)
            kept = self.connection.execute(query).one()
            self.templates[known_as] = template_of(kept.text, kept.overrides, row.template)
        return self.templates[known_as]

    def template_like(self, name: str) -> Template | None:
        """The template of that hash, else the last one of that name that a plan was saved with."""
        query = PAST.where((revisions.c.template_hash == name) | (revisions.c.template == fit(name)))
        row = self.connection.execute(query.order_by(revisions.c.at.desc()).limit(1)).first()
        return None if row is None else self.template(row)

    def row(self, id_or_key: str, deleted: bool = False) -> Any:
        """The current row of that id, else of that key; `deleted` ones where there is no other, if asked for."""
        name = fit(id_or_key).strip()
        found = rows_in(self.connection, [name], [name])
        live = [row for row in found if not row.deleted]
        own = next((row for row in live if row.id == name), live[0] if live else None)
        return own if own is not None or not deleted else self._deleted(name)

    def _deleted(self, name: str) -> Any:
        gone = plans.c.deleted.is_(True) & ((plans.c.id == name) | (plans.c.deleted_key == name))
        return self.connection.execute(CURRENT.where(gone).order_by(plans.c.updated_at.desc())).first()

    def must(self, id_or_key: str, deleted: bool = False) -> Any:
        """The same row.

        Raises:
            UnknownNameError: there is no such plan; the nearest key is offered.
        """
        row = self.row(id_or_key, deleted)
        if row is not None:
            return row
        if not deleted and (gone := self._deleted(fit(id_or_key).strip())) is not None:
            raise UnknownNameError(f"the plan {id_or_key!r} was deleted; store.restore({gone.id!r}) brings it back")
        keys = self.connection.execute(select(plans.c.key).where(plans.c.key.is_not(None))).scalars().all()
        raise UnknownNameError(f"no plan has the id or key {id_or_key!r}{nearest(id_or_key, [k for k in keys if k])}")

    def revision(self, row: Any, revision: int) -> Plan:
        """The plan of a row as it was.

        Raises:
            UnknownNameError: it has no such revision.
        """
        found = self.past(row.id, revision)
        if found is None:
            name = row.key or row.deleted_key or row.id
            raise UnknownNameError(f"{name} has no revision {revision}; it has 1 to {row.revision}")
        return found

    def past(self, plan_id: str, revision: int | None) -> Plan | None:
        """A plan as it was, or None where that is not known."""
        if revision is None or not 0 < revision <= HIGHEST:
            return None
        here = (revisions.c.plan_id == plan_id) & (revisions.c.revision == revision)
        row = self.connection.execute(PAST.where(here)).first()
        return None if row is None else self.plan(row)

    def each(self, filters: Mapping[str, Any]) -> Iterator[Plan]:
        """The plans that the filters choose, a few in memory at a time, oldest first."""
        query = CURRENT.where(*conditions(filters)).order_by(plans.c.created_at, plans.c.id)
        for row in self.connection.execute(query, execution_options={"yield_per": AT_ONCE}):
            yield self.plan(row)


def template_of(text: str, overrides: str, name: str) -> Template:
    """A template as it was kept."""
    own = {"overrides": load(overrides)} if overrides else {}
    return Template.from_markdown(load(text), name=name, **own)


def rows_in(connection: Connection, ids: Iterable[str], keys: Iterable[str]) -> list[Any]:
    """Rows of `CURRENT` with these ids or keys."""
    found = {}
    for column, names in ((plans.c.id, ids), (plans.c.key, keys)):
        for chunk in chunks(sorted(names)):
            found.update({row.id: row for row in connection.execute(CURRENT.where(column.in_(chunk)))})
    return list(found.values())


def chunks(names: list[str]) -> Iterable[list[str]]:
    """Parts small enough for one statement."""
    return (names[n : n + CHUNK] for n in range(0, len(names), CHUNK))
