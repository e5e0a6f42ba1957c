"""Saving many plans in one transaction: what is new, what changed, whose turn it was."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update

from ..errors import RevisionConflictError, StoreError
from ..plan import Plan, facts
from ._codec import Record, Row, numbered, projected, record, template_row
from ._conflict import conflict_of
from ._dialect import insert_missing, lock_rows, on_postgres
from ._ids import checked
from ._reading import Reader, chunks, rows_in
from ._search import text_row
from ._tables import FACTS, plans, revisions, templates, texts
from ._text import fit, known, load

STAMPS = {"begun": "started", "done": "finished"}


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
    texts: dict[str, Row] = field(default_factory=dict)
    freed: list[str] = field(default_factory=list)


class Saving:
    """One save of one or many plans.

    Attributes:
        by: who saves.
        action: what history calls it.
    """

    def __init__(self, reader: Reader, by: str | None, action: str = "save") -> None:
        self.reader, self.connection, self.by, self.action = reader, reader.connection, known(by), action
        self.now = time.time_ns() // 1000
        self.states: dict[str, State] = {}
        self.keys: dict[str, str] = {}
        self.work = Work()

    def run(self, given: Sequence[tuple[Plan, str]]) -> list[Plan]:
        """Save plans in their order, each with the id that it gets if it is new.

        Raises:
            RevisionConflictError: somebody saved one of them since it was read.
            StoreError: a key belongs to another plan.
        """
        self._read(given)
        saved = [self._save(plan, new) for plan, new in given]
        self._write()
        return saved

    def _read(self, given: Iterable[tuple[Plan, str]]) -> None:
        ids = {checked(plan.id) if plan.id else new for plan, new in given}
        keys = {key for plan, _ in given if (key := known(plan.key))}
        for column, names in ((plans.c.id, ids | keys), (plans.c.key, keys | ids)):
            for chunk in chunks(sorted(names)):  # sorted: two saves of the same plans do not wait for each other
                lock_rows(self.connection, select(plans.c.id).where(column.in_(chunk)).order_by(plans.c.id))
        for row in rows_in(self.connection, ids | keys, keys | ids):
            self.states[row.id] = State(row.id, row.key, row.revision, row.title or "", row)
            if row.key is not None:
                self.keys[row.key] = row.id

    def _save(self, plan: Plan, new: str) -> Plan:
        name = plan.id or new
        state = self.states.get(name)
        row = state.row if state else None
        found = record(stamped(plan, row.status if row is not None else None) if self.action == "save" else plan)
        twin = state if row is not None else self._twin(found)
        if twin and (same := self._repeated(found, plan, twin.row)):
            return numbered(same.plan, twin.id, twin.revision)
        if state and plan.revision != state.revision and not (plan.revision is None and _says_the_same(found, row)):
            raise self._conflict(plan, state)
        self._check_key(found, name)
        return self._enter(found, name, state)

    def _twin(self, found: Record) -> State | None:
        """The stored plan that a plan without an id may repeat word for word."""
        state = self.states.get(self.keys.get(found.key or "", "")) if not found.plan.id else None
        return state if state and state.row is not None else None

    def _repeated(self, found: Record, plan: Plan, row: Any) -> Record | None:
        """What is to be saved, where the store has it already; days that the store itself stamped do not count."""
        if _same(found, row):
            return found
        alike = record(_dated_as(plan, self.reader.plan(row))) if plan.id is None else None
        return alike if alike and _same(alike, row) else None

    def _check_key(self, found: Record, own: str) -> None:
        """A key names one plan, and no other plan has it as its id."""
        clashes = (
            (self.keys.get(found.key or ""), f"the key {found.key!r} belongs to"),
            (found.key, f"the key {found.key!r} is the id of"),
            (self.keys.get(own), f"the id {own!r} is the key of"),
        )
        for name, what in clashes:
            holder = self.states.get(name or "")
            if holder and holder.id != own:
                raise StoreError(
                    f"{what} another plan, {holder.title!r} (id {holder.id}); "
                    f"give this one another key, or change that one: store.get({holder.id!r}).with_values(...)"
                )

    def _conflict(self, plan: Plan, state: State) -> RevisionConflictError:
        if state.row is None:  # twice in this save
            return conflict_of(None, plan, None, f"{plan.key or plan.title or state.id}: is twice in one save")
        theirs = self.reader.plan(state.row)
        base = self.reader.past(state.id, plan.revision) if (plan.revision or 0) <= state.revision else None
        who = f" by {state.row.by}" if state.row.by else ""
        what = "deleted" if state.row.deleted else "saved"
        began = f"began from revision {plan.revision}" if plan.revision else "does not say from which revision it began"
        return conflict_of(
            base,
            plan,
            theirs,
            f"{state.key or state.title or state.id}: {what} meanwhile{who} (revision {state.revision}; yours "
            f"{began}); nothing was overwritten",
            deleted=state.row.deleted,
        )

    def _enter(self, found: Record, name: str, state: State | None) -> Plan:
        revision = state.revision + 1 if state else 1
        plan = numbered(found.plan, name, revision)
        row = state.row if state else None
        at = max(self.now, row.updated_at + 1) if row is not None else self.now  # a clock may go back
        columns, self.work.facts[name] = projected(found)
        columns |= {"revision": revision, "updated_at": at, "deleted": False, "deleted_key": None}
        heading = (found.key, columns["title"])
        self.work.texts[name] = text_row(name, heading, load(found.body), on_postgres(self.connection))
        if state:
            self.work.updated.append({f"b_{k}": v for k, v in columns.items()} | {"b_id": name})
            self._free(state, found.key)
        else:
            self.work.inserted.append(columns | {"id": name, "created_at": at})
        self.work.revisions.append(self._revision(found, name, revision, at))
        self.work.templates.setdefault(plan.template.hash, template_row(plan.template))
        self.states[name] = State(name, found.key, revision, columns["title"] or "")
        if found.key is not None:
            self.keys[found.key] = name
        return plan

    def _free(self, state: State, key: str | None) -> None:
        if state.key is not None and state.key != key:
            self.keys.pop(state.key, None)
            self.work.freed.append(state.id)

    def _revision(self, found: Record, name: str, revision: int, at: int) -> Row:
        template = found.plan.template
        return {
            "plan_id": name,
            "revision": revision,
            "at": at,
            "by": self.by,
            "action": self.action,
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
        write_updates(self.reader, work.updated)
        if work.revisions:
            connection.execute(insert(revisions), work.revisions)
        write_facts(self.reader, work.facts, work.texts, [row["b_id"] for row in work.updated])


def write_updates(reader: Reader, rows: list[Row]) -> None:
    """Change rows of plans; names of columns carry `b_`, so that they do not meet those of the statement."""
    if rows:
        names = [name[2:] for name in rows[0] if name != "b_id"]
        statement = update(plans).where(plans.c.id == bindparam("b_id"))
        reader.connection.execute(statement.values({n: bindparam(f"b_{n}") for n in names}), rows)


def write_facts(
    reader: Reader, found: dict[str, dict[str, list[Row]]], said: dict[str, Row] | None, known_before: list[str]
) -> None:
    """Write what plans say, in the place of what they said; without `said`, search stays as it is."""
    drop_facts(reader, known_before, FACTS if said is None else (*FACTS, texts))
    for table in FACTS:
        if rows := [row | {"plan_id": name} for name, own in found.items() for row in own[table.name]]:
            reader.connection.execute(insert(table), rows)
    if said:
        reader.connection.execute(insert(texts), list(said.values()))


def drop_facts(reader: Reader, ids: list[str], tables: Iterable[Table] = (*FACTS, texts)) -> None:
    """Forget what these plans said; their newest values say it anew."""
    for chunk in chunks(ids):
        for table in tables:
            reader.connection.execute(delete(table).where(table.c.plan_id.in_(chunk)))


def stamped(plan: Plan, before: str | None) -> Plan:
    """The plan with the day it was begun or done, where its status has just changed to that and no day is given.

    Args:
        before: the status that the store has; None where the plan is new: one that comes in begun is begun today as
            far as anybody knows, one that comes in done was done at some time before.
    """
    now = facts.phase(facts.words(facts.common(plan, "status")))
    name = STAMPS.get(now)
    if name is None or facts.phase(before or "") == now or facts.words(facts.common(plan, name)):
        return plan
    return plan if before is None and now == "done" else plan.with_values({name: date.today().isoformat()})


def _dated_as(plan: Plan, twin: Plan) -> Plan:
    """A plan with the days that the store stamped on its twin, where it has none of its own."""
    days = {n: twin[n] for n in STAMPS.values() if twin[n] and not facts.words(facts.common(plan, n))}
    return plan.with_values(days) if days else plan


def _says_the_same(found: Record, row: Any) -> bool:
    return not row.deleted and found.plan.template.hash == row.template_hash and found.body == row.body


def _same(found: Record, row: Any) -> bool:
    """Whether a save would change nothing; a plan without a document leaves the stored one."""
    return _says_the_same(found, row) and (found.document is None or found.document == row.document)
