"""The two engines: how each is reached, how a write begins, what its complaints mean. All that differs stands here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Error as DBAPIError
from typing import Any

from sqlalchemy import URL, Connection, Engine, Select, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import QueuePool, StaticPool

from ..errors import PlanformError, StoreError

DRIVERS = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
MEMORY = ("", ":memory:")
LOCK = 7_015_621_190  # PostgreSQL advisory lock under which a store is made; any number that nobody else takes

COMPLAINTS: list[tuple[str, str]] = [  # what the engine says -> what it means and what to do
    (
        r"database is locked|database table is locked|lock timeout|lock_not_available|deadlock detected",
        "is locked: another program is writing; nothing was saved, try again when it is done",
    ),
    (
        r"unable to open database file",
        "cannot be opened: its folder cannot be written, or it is itself a folder; choose another path",
    ),
    (
        r"file is not a database|file is encrypted",
        "is no planform store: the file is something else; choose another path",
    ),
    (
        r"readonly database|read-only transaction|permission denied",
        "can only be read; make it writable or choose another store",
    ),
    (r"disk is full|no space left|disk i/o error", "has no room to write (disk full?); nothing was saved"),
    (r"malformed|corrupt", "is damaged; it was left as it is: bring back a copy, or try `sqlite3 FILE .recover`"),
    (
        r"no such table|no such column|does not exist",
        "is no planform store of this version: a table or column is missing",
    ),
    (r"password authentication|authentication failed|role .* does not exist", "refuses the user or password"),
    (r"connection|could not translate|timeout|server closed|refused", "cannot be reached: {first}"),
]


def url_of(target: str | Path) -> URL:
    """The URL that a path or URL means; paths become absolute, so that a later change of folder changes nothing.

    Raises:
        StoreError: no URL, or an engine that planform does not know.
    """
    words = str(target)
    if "://" not in words:
        return URL.create("sqlite", database=_absolute(words))
    try:
        url = make_url(words)
    except (ArgumentError, ValueError):
        raise StoreError("the store's URL cannot be read; write a path, or postgresql://user@host/database") from None
    if url.drivername not in DRIVERS:
        raise StoreError(
            f"planform keeps plans in SQLite or PostgreSQL, not in {url.drivername!r}; write a path, or postgresql://user@host/database"
        )
    url = url.set(drivername=DRIVERS[url.drivername])
    return url.set(database=_absolute(url.database or "")) if url.drivername == "sqlite" else url


def _absolute(path: str) -> str:
    """A path from the root; names that SQLite reads by itself (``:memory:``, ``file:...``) stay."""
    return path if path in MEMORY or path.startswith("file:") else str(Path(path).expanduser().absolute())


def shown(url: URL) -> str:
    """The URL without its secrets: what may be printed."""
    secret = {k: "***" for k in url.query if re.search("pass|secret|token|key", k, re.I)}
    return (
        url.update_query_dict(secret).render_as_string(hide_password=True)
        if secret
        else url.render_as_string(hide_password=True)
    )


def place(url: URL) -> str:
    """The store in an error message: a path, or the URL without its secrets."""
    return str(url.database or ":memory:") if url.drivername == "sqlite" else shown(url)


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
    memory = (url.database or "") in MEMORY
    if not memory and not (url.database or "").startswith("file:"):
        _make_folder(Path(url.database or ""))
    engine = create_engine(
        url,
        poolclass=StaticPool if memory else QueuePool,
        hide_parameters=True,
        connect_args={"timeout": timeout, "isolation_level": None, "check_same_thread": False},
    )
    event.listen(engine, "connect", _on_sqlite_connect)
    return engine


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: the folder cannot be made: {error.strerror}") from None


def _postgres(url: URL, timeout: float) -> Engine:
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


def lock_schema(connection: Connection) -> None:
    """Make others wait who would create the same store; SQLite's write transaction has done so already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def lock_rows(connection: Connection, query: Select[Any]) -> None:
    """Keep others from changing these rows; SQLite's write transaction has done so already.

    A statement of its own: what is read after it sees what others saved while this one waited.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(query.with_for_update()).all()


def prepare_file(engine: Engine) -> None:
    """Switch a SQLite file to write-ahead logging, so that readers and the writer do not wait for each other."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA journal_mode=WAL")  # outside a transaction


def insert_missing(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert the rows whose primary key is not there yet."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(make(table).on_conflict_do_nothing(), rows)


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn what the engine raises into one clear `StoreError`; nothing secret gets into it."""
    try:
        yield
    except PlanformError:
        raise
    except (SQLAlchemyError, DBAPIError, OSError) as error:
        raise StoreError(f"{place(url)}: {_meaning(error, url)}") from None


def _meaning(error: Exception, url: URL) -> str:
    said = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
    first = said.splitlines()[0]
    if url.password:
        first = first.replace(str(url.password), "***")
    if isinstance(error, IntegrityError):
        return f"another program saved the same plan or key at this moment; nothing was saved, try again ({first})"
    return next(
        (meaning.format(first=first) for pattern, meaning in COMPLAINTS if re.search(pattern, said, re.I)),
        f"cannot be used: {first}",
    )
