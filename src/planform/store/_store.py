"""The store: plans go in, plans and frames come out."""

from __future__ import annotations

import time
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Unpack

import pandas as pd
from sqlalchemy import Connection, func, insert, select, update

from ..errors import StoreError, UnknownNameError, nearest
from ..plan import Plan, Template
from ..settings import Settings
from ._codec import plan_of
from ._dialect import connect, explained, place, shown, url_of
from ._filters import Filters
from ._frames import FRAMES
from ._saving import Saving, drop_facts, rows_in
from ._schema import prepare
from ._tables import plans, revisions, templates
from ._text import fit, known, load
from ._values import history_frame, rows_frame, stored_rows, values_frame


class PlanStore:
    """Where plans are kept: a SQLite file, or a PostgreSQL database.

    Several programs may use one store at the same time. Every save that changes a plan adds a revision.

    Attributes:
        url: where it is, passwords left out.
        settings: what amounts of work are in hours, and the rest of planform.toml.
    """

    def __init__(
        self, url: str | Path | None = None, settings: Settings | None = None, *, timeout: float = 5.0
    ) -> None:
        """Open a store; a new one is made where there is none.

        Args:
            url: a path, or a SQLAlchemy URL of SQLite or PostgreSQL; without it, what planform.toml says.
            settings: those of the current folder unless given.
            timeout: seconds to wait for another program that is writing.

        Raises:
            StoreError: it cannot be opened, holds something else, or was made by a newer planform.
        """
        self.settings = settings or Settings.load()
        self._url = url_of(self.settings.store_url if url is None else url)
        self.url = shown(self._url)
        self._templates: dict[tuple[str, str], Template] = {}
        self._engine = connect(self._url, timeout)
        self._writer = self._engine.execution_options(writes=True)
        self._closing = weakref.finalize(self, self._engine.dispose)
        with explained(self._url):
            prepare(self._engine, place(self._url))

    def __repr__(self) -> str:
        """Where it is; never a password."""
        return f"<PlanStore {place(self._url)}>"

    def __enter__(self) -> PlanStore:
        """Itself; closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def __len__(self) -> int:
        """How many plans it has."""
        with self._reading() as connection:
            return int(
                connection.execute(
                    select(func.count()).select_from(plans).where(plans.c.deleted.is_(False))
                ).scalar_one()
            )

    def __bool__(self) -> bool:
        """A store is a store, with plans or without."""
        return True

    def __contains__(self, id_or_key: object) -> bool:
        """Whether it has a plan of that id or key."""
        return isinstance(id_or_key, str) and self.find(id_or_key) is not None

    def close(self) -> None:
        """Let go of the file or the connections; the store opens them again when it is used."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with explained(self._url), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with explained(self._url), self._writer.begin() as connection:
            yield connection

    def save(self, plan: Plan, by: str | None = None) -> Plan:
        """Keep a plan; the returned one has its id and revision, and is what a later change begins from.

        A plan that the store already has in this state adds no revision. A status that changes to begun or done gives
        `started` or `finished` today's date where they are empty.

        Args:
            plan: the plan; without an id it is new, unless its key and content are a stored one's.
            by: who saves it.

        Raises:
            RevisionConflictError: somebody saved it since it was read; nothing is overwritten.
            StoreError: its key belongs to another plan, or the store cannot be written.
            InvalidValueError: it is too large, or its key too long.
        """
        return self.save_many([plan], by)[0]

    def save_many(self, plans: Iterable[Plan], by: str | None = None) -> list[Plan]:
        """Keep plans in one transaction: all of them, or none. Raises what `save` raises."""
        given = list(plans)
        if not given:
            return []
        with self._writing() as connection:
            saved = Saving(connection, by, lambda row: self._plan(connection, row)).run(given)
        self._templates.update({(plan.template.hash, plan.template.name): plan.template for plan in saved})
        return saved

    def get(self, id_or_key: str) -> Plan:
        """The plan of that id or key.

        Raises:
            UnknownNameError: there is none; the nearest key is offered.
        """
        if (found := self.find(id_or_key)) is not None:
            return found
        with self._reading() as connection:
            keys = connection.execute(select(plans.c.key).where(plans.c.key.is_not(None))).scalars().all()
        raise UnknownNameError(f"no plan has the id or key {id_or_key!r}{nearest(id_or_key, [k for k in keys if k])}")

    def find(self, id_or_key: str) -> Plan | None:
        """The plan of that id or key, or None."""
        with self._reading() as connection:
            row = _row_of(connection, id_or_key)
            return self._plan(connection, row) if row is not None else None

    def find_many(self, ids_or_keys: Iterable[str]) -> dict[str, Plan]:
        """The plans that there are, by the names asked for."""
        with self._reading() as connection:
            asked = {name: fit(name).strip() for name in ids_or_keys}
            rows = [row for row in rows_in(connection, list(asked.values()), list(asked.values())) if not row.deleted]
            by_name = {row.key: row for row in rows} | {row.id: row for row in rows}
            return {name: self._plan(connection, by_name[said]) for name, said in asked.items() if said in by_name}

    def delete(self, id_or_key: str, by: str | None = None) -> None:
        """Take a plan out of all lists and free its key; its revisions stay.

        Raises:
            UnknownNameError: there is no such plan.
        """
        plan_id = self.get(id_or_key).id
        with self._writing() as connection:
            row = rows_in(connection, [plan_id or ""], [], lock=True)[0]
            if row.deleted:  # somebody was faster
                return
            now = time.time_ns() // 1000
            connection.execute(
                update(plans)
                .where(plans.c.id == row.id)
                .values(deleted=True, key=None, revision=row.revision + 1, updated_at=now)
            )
            connection.execute(
                insert(revisions).values(
                    plan_id=row.id,
                    revision=row.revision + 1,
                    at=now,
                    by=known(by),
                    action="delete",
                    template_hash=row.template_hash,
                    template=row.template,
                    body=row.body,
                    document=row.document,
                )
            )
            drop_facts(connection, [row.id])

    def history(self, id_or_key: str) -> pd.DataFrame:
        """One row a revision, oldest first: revision, at, by, action, changed (paths of fields)."""
        plan_id = self.get(id_or_key).id or ""
        with self._reading() as connection:
            return history_frame(connection, plan_id)

    def plans(self, **filters: Unpack[Filters]) -> pd.DataFrame:
        """One row a plan: who does what until when, efforts in hours, counts of risks and open checks.

        Every frame takes the same filters: status, owner, template, tag, sprint (one name or several), updated_since.
        What is not known is NA. Raises UnknownNameError for a filter that there is not.
        """
        return self._frame("plans", filters)

    def efforts(self, **filters: Unpack[Filters]) -> pd.DataFrame:
        """One row a part of the work, with low, likely and high in hours (points where `kind` says points)."""
        return self._frame("efforts", filters)

    def risks(self, **filters: Unpack[Filters]) -> pd.DataFrame:
        """One row a risk: likelihood as a level, probability where a number was written, impact also in hours."""
        return self._frame("risks", filters)

    def checks(self, **filters: Unpack[Filters]) -> pd.DataFrame:
        """One row a line with a tick: section, text, done."""
        return self._frame("checks", filters)

    def dependencies(self, **filters: Unpack[Filters]) -> pd.DataFrame:
        """One row a name of another plan: relation (blocked_by, blocks, related, external), text, target_id."""
        return self._frame("dependencies", filters)

    def values(self, template: str, /, **filters: Unpack[Filters]) -> pd.DataFrame:
        """One row a plan of this template: plan_id, key, and a column for each field that holds one value.

        Raises:
            UnknownNameError: no plan was made from such a template.
        """
        with self._reading() as connection:
            return values_frame(self._stored(connection, template, filters))

    def rows(self, template: str, group: str, /, **filters: Unpack[Filters]) -> pd.DataFrame:
        """One row for each row of a group (list, checklist, table): plan_id, key, position, its columns.

        Raises:
            UnknownNameError: no plan was made from such a template, or it has no such group.
        """
        with self._reading() as connection:
            return rows_frame(self._stored(connection, template, filters), group)

    def _frame(self, name: str, filters: Any) -> pd.DataFrame:
        with self._reading() as connection:
            return FRAMES[name](connection, self.settings.effort, filters)

    def _stored(self, connection: Connection, template: str, filters: Any) -> list[tuple[Template, Any]]:
        return [(self._template(connection, row), row) for row in stored_rows(connection, template, filters)]

    def _plan(self, connection: Connection, row: Any) -> Plan:
        try:
            return plan_of(self._template(connection, row), row)
        except (ValueError, KeyError, TypeError):
            raise StoreError(f"{place(self._url)}: plan {row.id} is damaged: its values cannot be read") from None

    def _template(self, connection: Connection, row: Any) -> Template:
        """The template as it was when the plan was saved, wherever its file is now."""
        known_as = (row.template_hash, row.template)
        if known_as not in self._templates:
            text = connection.execute(
                select(templates.c.text).where(templates.c.hash == row.template_hash)
            ).scalar_one()
            self._templates[known_as] = Template.from_markdown(load(text), name=row.template)
        return self._templates[known_as]


def _row_of(connection: Connection, id_or_key: str) -> Any:
    """The current row of that id, else of that key; None where there is neither."""
    name = fit(id_or_key).strip()
    found = [row for row in rows_in(connection, [name], [name]) if not row.deleted]
    return next((row for row in found if row.id == name), found[0] if found else None)
