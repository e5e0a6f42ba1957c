"""Steps from each version of the schema to the next: forward, in one transaction, after a copy of a SQLite file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection, insert, select, text, update

from ..errors import StoreError
from ._dialect import on_postgres
from ._search import create_index, text_row
from ._tables import forecasts, meta, plans, revisions, texts
from ._text import load

AT_ONCE = 200  # plans


def _to_2(connection: Connection) -> None:
    """Full-text search, forecasts, the key that a deleted plan had."""
    connection.execute(text("ALTER TABLE plans ADD COLUMN deleted_key TEXT"))
    texts.create(connection)
    forecasts.create(connection)
    create_index(connection)
    newest = (revisions.c.plan_id == plans.c.id) & (revisions.c.revision == plans.c.revision)
    query = select(plans.c.id, plans.c.key, plans.c.title, revisions.c.body).join(revisions, newest)
    live = query.where(plans.c.deleted.is_(False))
    found = connection.execute(live, execution_options={"yield_per": AT_ONCE})
    for part in found.partitions():
        rows = [text_row(r.id, (r.key, r.title), load(r.body), on_postgres(connection)) for r in part]
        connection.execute(insert(texts), rows)


STEPS: dict[int, Callable[[Connection], None]] = {2: _to_2}
"""Version -> how the version before becomes it."""


def bring_forward(connection: Connection, found: int, version: int) -> None:
    """Take every step from a found version on, in the transaction of the connection."""
    for step in range(found + 1, version + 1):
        STEPS[step](connection)
    connection.execute(update(meta).where(meta.c.name == "schema").values(value=str(version)))


def copy_file(path: Path, version: int) -> Path:
    """Copy a SQLite file to one beside it that nobody has yet; nobody writes meanwhile.

    Raises:
        StoreError: there is no room or right for a copy.
    """
    copy = next(p for n in range(1_000_000) if not (p := _copy_name(path, version, n)).exists())
    half = copy.with_name(f"{copy.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(half)) as target:
            source.backup(target)
        half.replace(copy)
    except (sqlite3.Error, OSError) as error:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise StoreError(
            f"{path}: was not upgraded, because no copy could be made beside it ({error}); nothing was changed"
        ) from None
    return copy


def _copy_name(path: Path, version: int, n: int) -> Path:
    return path.with_name(f"{path.name}.schema-{version}{f'-{n}' if n else ''}.bak")
