"""Plans in and out, one by one: save, get, history, delete, restore, merge."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Unpack

import pandas as pd
from sqlalchemy import delete, func, insert, select, update

from ..errors import RevisionConflictError, StoreError
from ..plan import Choice, Plan, Template, merge_plans
from ._conflict import conflict_of
from ._connected import Connected
from ._dialect import lock_rows, tidy
from ._filters import Filters
from ._ids import new_id
from ._reading import Reader, rows_in
from ._saving import Saving, drop_facts
from ._tables import plans, revisions, templates
from ._text import fit, known
from ._values import history_frame

TRIES = 5  # of a merge that somebody else overtakes


class Records(Connected):
    """Plans by their id or key, with all their revisions."""

    def __len__(self) -> int:
        """How many plans it has."""
        query = select(func.count()).select_from(plans).where(plans.c.deleted.is_(False))
        return self._read(lambda reader: int(reader.connection.execute(query).scalar_one()))

    def __bool__(self) -> bool:
        """A store is a store, with plans or without."""
        return True

    def __contains__(self, id_or_key: object) -> bool:
        """Whether it has a plan of that id or key."""
        return isinstance(id_or_key, str) and self.find(id_or_key) is not None

    def save(self, plan: Plan, by: str | None = None) -> Plan:
        """Keep a plan; the returned one has its id and revision, and is what a later change begins from.

        A plan that the store already has in this state adds no revision. A status that changes to begun or done gives
        `started` or `finished` today's date where they are empty.

        Args:
            plan: the plan; without an id it is new, unless its key and content are a stored one's.
            by: who saves it.

        Raises:
            RevisionConflictError: somebody saved it since it was read; nothing is overwritten. See `merge`.
            StoreError: its key belongs to another plan, or the store cannot be written.
            InvalidValueError: it is too large, or its key too long.
        """
        return self.save_many([plan], by)[0]

    def save_many(self, plans: Iterable[Plan], by: str | None = None) -> list[Plan]:
        """Keep plans in one transaction: all of them, or none. Raises what `save` raises."""
        given = [(plan, plan.id or new_id()) for plan in plans]  # ids beforehand: what is tried again is the same
        return self._save(given, by) if given else []

    def _save(self, given: list[tuple[Plan, str]], by: str | None, action: str = "save") -> list[Plan]:
        saved = self._write(lambda reader: Saving(reader, by, action).run(given))
        self._compiled.update({(plan.template.hash, plan.template.name): plan.template for plan in saved})
        return saved

    def get(self, id_or_key: str, revision: int | None = None) -> Plan:
        """The plan of that id or key, as it is, or as it was at a revision (of a deleted one, too).

        Raises:
            UnknownNameError: there is none; the nearest key is offered. Or it has no such revision.
        """

        def once(reader: Reader) -> Plan:
            row = reader.must(id_or_key, deleted=revision is not None)
            return reader.plan(row) if revision is None else reader.revision(row, revision)

        return self._read(once)

    def template(self, hash_or_name: str) -> Template | None:
        """A template that plans here were made from, by its hash or name, wherever its file is now; None if unknown."""
        return self._read(lambda reader: reader.template_like(hash_or_name))

    def find(self, id_or_key: str) -> Plan | None:
        """The plan of that id or key, or None."""

        def once(reader: Reader) -> Plan | None:
            row = reader.row(id_or_key)
            return reader.plan(row) if row is not None else None

        return self._read(once)

    def find_many(self, ids_or_keys: Iterable[str]) -> dict[str, Plan]:
        """The plans that there are, by the names asked for."""
        asked = {name: fit(name).strip() for name in ids_or_keys}

        def once(reader: Reader) -> dict[str, Plan]:
            rows = [row for row in rows_in(reader.connection, asked.values(), asked.values()) if not row.deleted]
            by_name = {row.key: row for row in rows} | {row.id: row for row in rows}
            return {name: reader.plan(by_name[said]) for name, said in asked.items() if said in by_name}

        return self._read(once)

    def each(self, **filters: Unpack[Filters]) -> Iterator[Plan]:
        """The plans that the filters choose, oldest first, in memory that does not grow with their number."""
        with self._frozen(filters) as (reader, asked):
            yield from reader.each(asked)

    def _frozen(self, filters: Any, values: bool = True) -> Any:
        raise NotImplementedError

    def history(self, id_or_key: str) -> pd.DataFrame:
        """One row a revision, oldest first: revision, at, by, action, changed (paths of fields).

        `action` is save, delete or restore. A deleted plan has a history, too.

        Raises:
            UnknownNameError: there is no such plan, nor was there one.
        """
        return self._read(lambda r: history_frame(r.connection, r.must(id_or_key, deleted=True).id))

    def delete(self, id_or_key: str, by: str | None = None) -> None:
        """Take a plan out of all lists and free its key; `restore` brings it back until `vacuum`.

        Raises:
            UnknownNameError: there is no such plan.
        """
        plan_id = self._read(lambda reader: reader.must(id_or_key).id)
        self._write(lambda reader: _delete(reader, plan_id, by))

    def restore(self, id_or_key: str, revision: int | None = None, by: str | None = None) -> Plan:
        """Make a plan again what it was at a revision; a deleted one what it was at last. Adds a revision.

        Raises:
            UnknownNameError: there is no such plan or revision.
            StoreError: another plan has its key by now.
        """

        def once(reader: Reader) -> Plan:
            row = reader.must(id_or_key, deleted=True)
            found = reader.plan(row) if revision is None else reader.revision(row, revision)
            again = replace(found, id=row.id, revision=row.revision)
            return Saving(reader, by, "restore").run([(again, row.id)])[0]

        return self._write(once)

    def merge(self, conflict: RevisionConflictError, choose: Choice = None, by: str | None = None) -> Plan:
        """Save mine and theirs together: what only one side changed is taken, row by row of a group.

        Args:
            conflict: what `save` raised.
            choose: ``"mine"`` or ``"theirs"`` for what both changed, or {path: side}; a field's choice holds for all
                its rows. Without it, or where it leaves something open, nothing is saved.
            by: who saves.

        Raises:
            RevisionConflictError: something is left to choose; `conflicts` names it, `diff` shows it.
            UnknownNameError: the plan was deleted meanwhile.
        """
        if not isinstance(conflict.mine, Plan):
            raise StoreError("merge takes the RevisionConflictError that save raised")
        mine: Plan = conflict.mine
        for attempt in range(TRIES):
            theirs = self.get(mine.id or "")
            merged = merge_plans(conflict.base, mine, theirs, choose)
            if merged.conflicts:
                raise conflict_of(
                    conflict.base, mine, theirs, f"{theirs.key or theirs.title}: something is left to choose"
                )
            try:
                return self.save(merged.plan, by)
            except RevisionConflictError:  # somebody was faster: theirs is what they have now
                if attempt == TRIES - 1:
                    raise
        raise AssertionError

    def vacuum(self) -> int:
        """Forget for good what was deleted, and give its room back; how many plans that were."""

        def once(reader: Reader) -> int:
            connection = reader.connection
            gone = connection.execute(delete(plans).where(plans.c.deleted.is_(True))).rowcount
            used = select(revisions.c.template_hash).union(select(plans.c.template_hash))
            connection.execute(delete(templates).where(templates.c.hash.not_in(used)))
            return int(gone)

        found = self._write(once)
        tidy(self._engine)
        return found


def _delete(reader: Reader, plan_id: str, by: str | None) -> None:
    connection = reader.connection
    lock_rows(connection, select(plans.c.id).where(plans.c.id == plan_id))
    row = rows_in(connection, [plan_id], [])[0]
    if row.deleted:  # somebody was faster
        return
    at = max(time.time_ns() // 1000, row.updated_at + 1)
    changes = {"deleted": True, "key": None, "deleted_key": row.key, "revision": row.revision + 1, "updated_at": at}
    connection.execute(update(plans).where(plans.c.id == row.id).values(changes))
    kept = {name: getattr(row, name) for name in ("template_hash", "template", "body", "document")}
    mark = {"plan_id": row.id, "revision": row.revision + 1, "at": at, "by": known(by), "action": "delete"}
    connection.execute(insert(revisions).values(kept | mark))
    drop_facts(reader, [row.id])
