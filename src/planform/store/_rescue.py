"""What can still be read of a damaged SQLite file, into a new store. The damaged file is only read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from ..errors import NotFoundError, StoreError
from ._text import dump, load

MOST_GAPS = 200_000  # numbers of rows tried one by one between what can be read from both ends
TEMPLATES = "hash, name, text, overrides"
REVISIONS = "plan_id, revision, at, by, action, template_hash, template, body, document"


class Rescued(NamedTuple):
    """What came out of a damaged file.

    Attributes:
        plans: how many plans could be read, deleted ones included.
        revisions: how many of their states.
        lost: rows that could not be read or make no sense; at least so many.
    """

    plans: int
    revisions: int
    lost: int


def rescued_lines(path: Path) -> tuple[list[str], Rescued]:
    """The lines of a store (as `export_jsonl` writes them) that a damaged file still holds.

    Raises:
        NotFoundError: there is no file.
        StoreError: nothing of it can be read.
    """
    if not path.is_file():
        raise NotFoundError("is not there", path=path)
    with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        kept, lost_templates = _table(connection, "templates", TEMPLATES)
        rows, lost_rows = _table(connection, "revisions", REVISIONS)
    templates = {row["hash"]: line for row in kept if (line := _template(row))}
    plans, senseless = _plans(rows, set(templates))
    if not plans:
        raise StoreError(f"{path}: no plan could be read; bring back a copy")
    head = dump({"kind": "planform store", "format": 1})
    lines = [head, *templates.values(), *(dump({"plan": name, "revisions": own}) for name, own in plans.items())]
    return lines, Rescued(len(plans), sum(map(len, plans.values())), lost_templates + lost_rows + senseless)


def _table(connection: sqlite3.Connection, name: str, columns: str) -> tuple[list[Any], int]:
    """The rows that can be read: from the front, from the back, and one by one between."""
    query = f"SELECT rowid AS n, {columns} FROM {name}"  # noqa: S608  our own names
    front, whole = _until_error(connection, f"{query} ORDER BY rowid")
    if whole:
        return front, 0
    back, _ = _until_error(connection, f"{query} ORDER BY rowid DESC")
    first = front[-1]["n"] if front else 0
    last = back[-1]["n"] if back else first + MOST_GAPS
    between = range(first + 1, min(last, first + MOST_GAPS))
    found = [row for n in between for row in _until_error(connection, f"{query} WHERE rowid = {n}")[0]]
    return [*front, *found, *reversed(back)], max(1, len(between) - len(found) if back else 1)


def _until_error(connection: sqlite3.Connection, query: str) -> tuple[list[Any], bool]:
    rows: list[Any] = []
    try:
        for row in connection.execute(query):
            rows.append(row)  # noqa: PERF402  what came before an error is kept
        return rows, True
    except sqlite3.DatabaseError:
        return rows, False


def _template(row: Any) -> str | None:
    try:
        own = {"overrides": load(row["overrides"])} if row["overrides"] else {}
        return dump({"template": {"hash": row["hash"], "name": row["name"], "text": load(row["text"]), **own}})
    except (ValueError, TypeError):
        return None


def _plans(rows: list[Any], templates: set[str]) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """Plan -> its revisions, numbered anew where some are gone; and how many rows make no sense."""
    found: dict[str, dict[int, dict[str, Any]]] = {}
    senseless = 0
    for row in rows:
        said = next(_revision(row), None) if row["template_hash"] in templates else None
        if said is None:
            senseless += 1
        else:
            found.setdefault(row["plan_id"], {})[row["revision"]] = said
    plans = {name: [own[n] for n in sorted(own)] for name, own in found.items()}
    return {name: [r | {"revision": n} for n, r in enumerate(own, 1)] for name, own in plans.items()}, senseless


def _revision(row: Any) -> Iterator[dict[str, Any]]:
    try:
        body = load(row["body"])
        names = ("revision", "at", "by", "action", "template_hash", "template")
        document = None if row["document"] is None else load(row["document"])
        yield {
            **{name: row[name] for name in names},
            "common": dict(body["common"]),
            "values": dict(body["values"]),
            "document": document,
        }
    except (ValueError, TypeError, KeyError):
        return
