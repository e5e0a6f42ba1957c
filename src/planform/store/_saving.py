"""Saving many plans in one transaction: what is new, what changed, whose turn it was."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ..errors import RevisionConflictError, StoreError
from ..plan import Plan, facts
from ._codec import Record, Row, fact_rows, numbered, plan_row, record, template_row
from ._dialect import insert_missing, lock_rows
from ._ids import checked, new_id
from ._tables import FACTS, plans, revisions, templates
from ._text import fit, known

CHUNK = 500  # values in one IN (...)
STAMPS = {"begun": "started", "done": "finished"}
NEWEST = (revisions.c.plan_id == plans.c.id) & (revisions.c.revision == plans.c.revision)
CURRENT = select(
    plans.c.id,
    plans.c.key,
    plans.c.revision,
    plans.c.status,
    plans.c.title,
    plans.c.deleted,
    plans.c.template_hash,
    plans.c.template,
    revisions.c.body,
    revisions.c.document,
    revisions.c.by,
).join(revisions, NEWEST)


@dataclass(slots=True)
class State:
    """A plan as the store has it, or will have it when the save is through."""

    id: str
    key: str | None
    revision: int
    title: str
    row: Any = None  # of CURRENT; None for one that this save brings


@dataclass(slots=True)
class Work:
    """What a save writes: rows by table, facts by plan; `freed` are the plans that give up their key."""

    inserted: list[Row] = field(default_factory=list)
    updated: list[Row] = field(default_factory=list)
    revisions: list[Row] = field(default_factory=list)
    templates: dict[str, Row] = field(default_factory=dict)
    facts: dict[str, dict[str, list[Row]]] = field(default_factory=dict)
    freed: list[str] = field(default_factory=list)


class Saving:
    """One save of one or many plans; `theirs` decodes a row of `CURRENT` for a conflict."""

    def __init__(self, connection: Connection, by: str | None, theirs: Callable[[Any], Plan]) -> None:
        self.connection, self.by, self.theirs = connection, known(by), theirs
        self.now = time.time_ns() // 1000
        self.states: dict[str, State] = {}
        self.keys: dict[str, str] = {}
        self.work = Work()

    def run(self, given: Sequence[Plan]) -> list[Plan]:
        """Save them in their order.

        Raises:
            RevisionConflictError: somebody saved one of them since it was read.
            StoreError: a key belongs to another plan.
        """
        self._read(given)
        saved = [self._save(plan) for plan in given]
        self._write()
        return saved

    def _read(self, given: Iterable[Plan]) -> None:
        ids = list({checked(plan.id) for plan in given if plan.id})
        keys = list({key for plan in given if (key := known(plan.key))})
        for row in rows_in(self.connection, ids, keys, lock=True):
            self.states[row.id] = State(row.id, row.key, row.revision, row.title or "", row)
            if row.key is not None:
                self.keys[row.key] = row.id

    def _save(self, plan: Plan) -> Plan:
        state = self.states.get(plan.id or "")
        found = record(stamped(plan, state.row.status) if state and state.row is not None else plan)
        state = state or self._twin(found)
        if state and state.row is not None and _same(found, state.row):
            return numbered(found.plan, state.id, state.revision)
        if state and plan.id and plan.revision != state.revision:
            raise self._conflict(plan, state)
        self._check_key(found, plan.id)
        return self._enter(found, self.states.get(plan.id or ""))

    def _twin(self, found: Record) -> State | None:
        """The stored plan that a plan without an id repeats word for word."""
        state = self.states.get(self.keys.get(found.key or "", "")) if not found.plan.id else None
        return state if state and state.row is not None and _same(found, state.row) else None

    def _check_key(self, found: Record, own: str | None) -> None:
        holder = self.states.get(self.keys.get(found.key or "", ""))
        if holder and holder.id != own:
            raise StoreError(
                f"the key {found.key!r} belongs to another plan, {holder.title!r} (id {holder.id}); "
                f"give this one another key, or change that one: store.get({found.key!r}).with_values(...)"
            )

    def _conflict(self, plan: Plan, state: State) -> RevisionConflictError:
        name = state.key or state.title or state.id
        who = f" by {state.row.by}" if state.row is not None and state.row.by else ""
        what = "deleted" if state.row is not None and state.row.deleted else "saved"
        base = (
            f"yours began from revision {plan.revision}"
            if plan.revision
            else "yours does not say from which revision it began"
        )
        error = RevisionConflictError(
            f"{name}: {what} meanwhile{who} (revision {state.revision}; {base}); nothing was overwritten: "
            "compare the error's `mine` and `theirs`, then save again from `theirs`"
        )
        error.mine, error.theirs = plan, self.theirs(state.row) if state.row is not None else None
        return error

    def _enter(self, found: Record, state: State | None) -> Plan:
        name = state.id if state else found.plan.id or new_id()
        revision = state.revision + 1 if state else 1
        plan = numbered(found.plan, name, revision)
        columns = plan_row(found) | {"revision": revision, "updated_at": self.now, "deleted": False}
        self._facts(found.plan, name, columns)
        if state:
            self.work.updated.append({f"b_{k}": v for k, v in columns.items()} | {"b_id": name})
            self._free(state, found.key)
        else:
            self.work.inserted.append(columns | {"id": name, "created_at": self.now})
        self.work.revisions.append(self._revision(found, name, revision))
        self.work.templates.setdefault(plan.template.hash, template_row(plan.template))
        self.states[name] = State(name, found.key, revision, columns["title"] or "")
        if found.key is not None:
            self.keys[found.key] = name
        return plan

    def _facts(self, plan: Plan, name: str, columns: Row) -> None:
        found = self.work.facts[name] = fact_rows(plan)
        columns |= {"risks": len(found["risks"]), "open_checks": sum(not row["done"] for row in found["checks"])}

    def _free(self, state: State, key: str | None) -> None:
        if state.key is not None and state.key != key:
            self.keys.pop(state.key, None)
            self.work.freed.append(state.id)

    def _revision(self, found: Record, name: str, revision: int) -> Row:
        template = found.plan.template
        return {
            "plan_id": name,
            "revision": revision,
            "at": self.now,
            "by": self.by,
            "action": "save",
            "template_hash": template.hash,
            "template": fit(template.name),
            "body": found.body,
            "document": found.document,
        }

    def _write(self) -> None:
        work, connection = self.work, self.connection
        if work.templates:
            insert_missing(connection, templates, list(work.templates.values()))
        for chunk in chunks(work.freed):  # a key may pass from one plan to another in one save
            connection.execute(update(plans).where(plans.c.id.in_(chunk)).values(key=None))
        if work.inserted:
            connection.execute(insert(plans), work.inserted)
        if work.updated:
            names = [name[2:] for name in work.updated[0] if name != "b_id"]
            connection.execute(
                update(plans).where(plans.c.id == bindparam("b_id")).values({n: bindparam(f"b_{n}") for n in names}),
                work.updated,
            )
        if work.revisions:
            connection.execute(insert(revisions), work.revisions)
        drop_facts(connection, [row["b_id"] for row in work.updated])
        for table in FACTS:
            if rows := [row | {"plan_id": name} for name, found in work.facts.items() for row in found[table.name]]:
                connection.execute(insert(table), rows)


def rows_in(connection: Connection, ids: list[str], keys: list[str], lock: bool = False) -> list[Any]:
    """Rows of `CURRENT` with these ids or keys; `lock` keeps others from saving them until this transaction ends."""
    found = {}
    for column, names in ((plans.c.id, ids), (plans.c.key, keys)):
        for chunk in chunks(sorted(names)):
            if lock:
                lock_rows(connection, select(plans.c.id).where(column.in_(chunk)).order_by(plans.c.id))
            found.update({row.id: row for row in connection.execute(CURRENT.where(column.in_(chunk)))})
    return list(found.values())


def chunks(names: list[str]) -> Iterable[list[str]]:
    """Parts small enough for one statement."""
    return (names[n : n + CHUNK] for n in range(0, len(names), CHUNK))


def drop_facts(connection: Connection, ids: list[str]) -> None:
    """Forget what these plans said; their newest values say it anew."""
    for chunk in chunks(ids):
        for table in FACTS:
            connection.execute(delete(table).where(table.c.plan_id.in_(chunk)))


def stamped(plan: Plan, before: str | None) -> Plan:
    """The plan with the day it was begun or done, where its status has just changed to that and no day is given.

    A plan that comes into the store begun or done keeps its empty days: nobody knows them.
    """
    now = facts.phase(facts.words(facts.common(plan, "status")))
    name = STAMPS.get(now)
    if name is None or facts.phase(before or "") == now or facts.words(facts.common(plan, name)):
        return plan
    return plan.with_values({name: date.today().isoformat()})


def _same(found: Record, row: Any) -> bool:
    kept = found.document is None or found.document == row.document
    return not row.deleted and kept and found.plan.template.hash == row.template_hash and found.body == row.body
