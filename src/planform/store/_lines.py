"""The whole store as lines of JSON, with all that it ever held; and back. Equal stores give equal lines.

The first line says what it is; then a line for each template, each plan with all its revisions, each forecast.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert, select

from ..errors import Diagnostic, InvalidDocumentError, StoreError
from ._codec import Row, numbered, projected, record
from ._dialect import insert_missing, on_postgres
from ._ids import VALID
from ._reading import AT_ONCE, PAST, Reader
from ._saving import write_facts, write_updates
from ._search import text_row
from ._tables import forecasts, plans, revisions, templates
from ._text import dump, fit, load

KIND, FORMAT = "planform store", 1
REVISION = ("revision", "at", "by", "action", "template_hash", "template")
FORECAST = ("id", "at", "by", "headline")


def lines_of(reader: Reader) -> Iterator[str]:
    """Everything, a line at a time; memory holds a few plans at most."""
    connection = reader.connection
    yield dump({"kind": KIND, "format": FORMAT})
    for row in connection.execute(select(templates).order_by(templates.c.hash)):
        own = {"overrides": load(row.overrides)} if row.overrides else {}
        yield dump({"template": {"hash": row.hash, "name": row.name, "text": load(row.text), **own}})
    yield from map(dump, _plans(reader))
    for row in connection.execute(select(forecasts).order_by(forecasts.c.id)):
        yield dump({"forecast": {**{name: getattr(row, name) for name in FORECAST}, "body": load(row.body)}})


def _plans(reader: Reader) -> Iterator[Row]:
    query = PAST.order_by(revisions.c.plan_id, revisions.c.revision)
    plan: Row = {}
    for row in reader.connection.execute(query, execution_options={"yield_per": AT_ONCE}):
        if plan and plan["plan"] != row.id:
            yield plan
            plan = {}
        plan = plan or {"plan": row.id, "revisions": []}
        said = {**load(row.body), "document": None if row.document is None else load(row.document)}
        plan["revisions"].append({**{name: getattr(row, name) for name in REVISION}, **said})
    if plan:
        yield plan


class Arrival:
    """Lines coming into a store, in one transaction.

    Attributes:
        brought: how many plans were new or had new revisions.
    """

    def __init__(self, reader: Reader, source: str) -> None:
        self.reader, self.connection, self.source = reader, reader.connection, source
        self.brought = 0
        self.seen: set[str] = set()
        self.waiting: list[tuple[str, list[Row], int]] = []  # id, revisions, how many of them are known

    def take(self, lines: Iterable[str]) -> int:
        """Bring in all that the store does not have.

        Raises:
            InvalidDocumentError: a line is no line of a store.
            StoreError: a plan has another history here, or its key belongs to another plan.
        """
        number = 0
        for number, line in enumerate(lines, 1):
            try:
                self._line(number, json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                if isinstance(error, (StoreError, InvalidDocumentError)):
                    raise
                self._refuse(number, f"is no line of a planform store ({type(error).__name__})")
        if not number:
            self._refuse(1, "is empty, no export of a planform store; `store.export_jsonl` writes one")
        self._write()
        return self.brought

    def _line(self, number: int, data: dict[str, Any]) -> None:
        if number == 1:
            if data.get("kind") != KIND:
                self._refuse(number, "is no export of a planform store; `store.export_jsonl` writes one")
            if data["format"] > FORMAT:
                self._refuse(number, "was written by a newer planform; update planform to read it")
        elif "template" in data:
            self._template(data["template"])
        elif "plan" in data:
            self._plan(number, data["plan"], data["revisions"])
        else:
            kept = data["forecast"]
            row = {**{name: kept[name] for name in FORECAST}, "body": dump(kept["body"])}
            insert_missing(self.connection, forecasts, [row])

    def _refuse(self, number: int, what: str) -> None:
        raise InvalidDocumentError(diagnostics=[Diagnostic("invalid-document", what, self.source, number)])

    def _template(self, given: dict[str, Any]) -> None:
        overrides = given.get("overrides")
        row = {
            "hash": str(given["hash"]),
            "name": fit(given["name"]),
            "text": dump(str(given["text"])),
            "overrides": dump(overrides) if overrides else "",
        }
        insert_missing(self.connection, templates, [row])

    def _plan(self, number: int, name: str, given: list[dict[str, Any]]) -> None:
        if not VALID.fullmatch(name) or [r["revision"] for r in given] != list(range(1, len(given) + 1)):
            self._refuse(number, f"{name[:60]!r}: its id or the numbers of its revisions make no sense")
        if name in self.seen:
            self._refuse(number, f"the plan {name} is twice; nothing was brought in")
        self.seen.add(name)
        rows = [_revision(name, revision) for revision in given]
        known = self._known(name)
        if any(mine != theirs for mine, theirs in zip(rows, known, strict=False)):
            raise StoreError(f"{self.source}:{number}: plan {name} has another history here; nothing was brought in")
        if len(rows) > len(known):
            self.waiting.append((name, rows, len(known)))
            self.brought += 1
        if len(self.waiting) >= AT_ONCE:
            self._write()

    def _known(self, name: str) -> list[Row]:
        query = select(revisions).where(revisions.c.plan_id == name).order_by(revisions.c.revision)
        return [row._asdict() for row in self.connection.execute(query)]

    def _write(self) -> None:
        """Plans whose newest state is told anew, as a save would tell it."""
        inserted: list[Row] = []
        updated: list[Row] = []
        facts: dict[str, dict[str, list[Row]]] = {}
        said: dict[str, Row] = {}
        for name, rows, known in self.waiting:
            columns = self._columns(name, rows, facts, said)
            if known:
                updated.append({f"b_{k}": v for k, v in columns.items()} | {"b_id": name})
            else:
                inserted.append(columns | {"id": name, "created_at": rows[0]["at"]})
        if inserted:
            self.connection.execute(insert(plans), inserted)
        write_updates(self.reader, updated)
        if new := [row for _, rows, known in self.waiting for row in rows[known:]]:
            self.connection.execute(insert(revisions), new)
        write_facts(self.reader, facts, said, [row["b_id"] for row in updated])
        self.waiting = []

    def _columns(self, name: str, rows: list[Row], facts: dict[str, Any], said: dict[str, Row]) -> Row:
        last = SimpleNamespace(**rows[-1], id=name)
        plan = numbered(self.reader.plan(last), name, last.revision)
        found = record(plan)
        told, own = projected(found)
        deleted = last.action == "delete"
        columns = told | {"revision": last.revision, "updated_at": last.at, "deleted": deleted}
        columns |= {"key": None if deleted else found.key, "deleted_key": found.key if deleted else None}
        if not deleted:
            facts[name] = own
            said[name] = text_row(name, (found.key, columns["title"]), load(found.body), on_postgres(self.connection))
        else:
            facts[name] = {table: [] for table in own}
        return columns


def _revision(name: str, given: dict[str, Any]) -> Row:
    document = given["document"]
    return {
        "plan_id": name,
        **{column: given[column] for column in REVISION},
        "body": dump({"common": given["common"], "values": given["values"]}),
        "document": None if document is None else dump(document),
    }
