"""The two engines: how each is reached, how a write begins, how it locks. All that differs stands here."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, Select, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import NoSuchModuleError
from sqlalchemy.pool import QueuePool, StaticPool

from ..errors import StoreError
from ._url import MEMORY, file_of

LOCK = 7_015_621_190  # PostgreSQL advisory lock under which a store is made; any number that nobody else takes


def connect(url: URL, timeout: float) -> Engine:
    """An engine on which `begin()` starts a transaction of the right kind.

    Raises:
        StoreError: the folder or the driver is missing.
    """
    try:
        engine = _sqlite(url, timeout) if url.drivername == "sqlite" else _postgres(url, timeout)
    except (ImportError, NoSuchModuleError):
        raise StoreError("PostgreSQL needs one package more: pip install 'planform[postgres]'") from None
    event.listen(engine, "begin", BEGIN[engine.dialect.name])
    return engine


def _sqlite(url: URL, timeout: float) -> Engine:
    path = file_of(url)
    if path is not None:
        _make_folder(path)
    options: dict[str, Any] = {"timeout": timeout, "isolation_level": None, "check_same_thread": False}
    reader = {"creator": lambda: _reader(path, options)} if path is not None and only_read(path) else {}
    engine = create_engine(
        url,
        poolclass=StaticPool if (url.database or "") in MEMORY else QueuePool,
        hide_parameters=True,
        connect_args=options,
        **reader,
    )
    event.listen(engine, "connect", _on_sqlite_connect)
    return engine


def only_read(path: Path) -> bool:
    """Whether a file is there that this person may not change; SQLite writes beside it, too."""
    return path.is_file() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _reader(path: Path, options: dict[str, Any]) -> sqlite3.Connection:
    """A connection that only reads; where not even SQLite's own notes can be laid beside the file, without them."""
    address = f"file:{quote(str(path))}?mode=ro"
    connection: sqlite3.Connection = sqlite3.connect(address, uri=True, **options)
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        return connection
    except sqlite3.OperationalError:
        connection.close()
        connection = sqlite3.connect(f"{address}&immutable=1", uri=True, **options)
        return connection


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: the folder cannot be made: {error.strerror}") from None


def _postgres(url: URL, timeout: float) -> Engine:
    logging.getLogger("psycopg").addHandler(logging.NullHandler())  # of a lost connection we tell ourselves
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": 10})

    def wait_no_longer(connection: Any, record: object) -> None:
        connection.execute(f"SET lock_timeout = {int(timeout * 1000)}")
        connection.commit()

    event.listen(engine, "connect", wait_no_longer)
    return engine


def _on_sqlite_connect(connection: Any, record: object) -> None:
    connection.execute("PRAGMA foreign_keys=ON")
    connection.create_function("lower", 1, _lower, deterministic=True)  # its own knows ASCII only


def _lower(text: str | None) -> str | None:
    return text.lower() if isinstance(text, str) else text


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgres(connection: Connection) -> None:
    """A transaction begins by itself; rows are locked as they are read for writing."""


BEGIN: dict[str, Callable[[Connection], None]] = {"sqlite": _begin_sqlite, "postgresql": _begin_postgres}


def on_postgres(connection: Connection) -> bool:
    """Whether this is PostgreSQL, else SQLite."""
    return connection.dialect.name == "postgresql"


def lock_schema(connection: Connection) -> None:
    """Make others wait who would make or change the same store; SQLite's write transaction has done so already."""
    if on_postgres(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def lock_rows(connection: Connection, query: Select[Any]) -> None:
    """Keep others from changing these rows; SQLite's write transaction has done so already.

    A statement of its own: what is read after it sees what others saved while this one waited.
    """
    if on_postgres(connection):
        connection.execute(query.with_for_update()).all()


def prepare_file(engine: Engine) -> None:
    """Switch a SQLite file to write-ahead logging, so that readers and the writer do not wait for each other."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA journal_mode=WAL")  # outside a transaction


def tidy(engine: Engine) -> None:
    """Give back the room of rows that are gone."""
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is None:
            return
        if engine.dialect.name == "sqlite":
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                raw.execute(statement)
        else:
            raw.autocommit = True
            raw.execute("VACUUM ANALYZE")
            raw.autocommit = False


def insert_missing(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert the rows whose primary key is not there yet."""
    make = postgresql.insert if on_postgres(connection) else sqlite.insert
    connection.execute(make(table).on_conflict_do_nothing(), rows)
