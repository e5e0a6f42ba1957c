"""Where a store is: paths and URLs as people write them; passwords are found, used, and never shown."""

from __future__ import annotations

import os
import re
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from ..errors import StoreError
from ..settings import Settings

DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "postgresql+psycopg2": "postgresql+psycopg",
}
MEMORY = ("", ":memory:")
PASSWORD = "PLANFORM_STORE_PASSWORD"  # noqa: S105  the name of a variable
SECRET = re.compile("pass|secret|token|key", re.I)  # names of a URL's parameters that are not shown
File = tuple[int, int] | None  # device and number
ACCOUNT = ("host", "port", "database", "username")


def url_of(target: str | Path, settings: Settings | None = None) -> URL:
    """The URL that a path or URL means; paths become absolute, so that a later change of folder changes nothing.

    Args:
        target: a path (``~`` is the person's own folder), ``:memory:``, or a SQLAlchemy URL.
        settings: where a missing password may stand: in the URL of the same account. The environment's
            ``PLANFORM_STORE_PASSWORD`` comes before; PostgreSQL's own ways (``PGPASSWORD``, ``~/.pgpass``) after.

    Raises:
        StoreError: no URL, or an engine that planform does not know.
    """
    words = str(target)
    if "://" not in words:
        return URL.create("sqlite", database=_absolute(words))
    url = _parsed(words)
    if url.drivername == "sqlite":
        return url.set(database=_absolute(url.database or ""))
    return url if secrets_of(url) else _with_password(url, settings)


def _parsed(words: str) -> URL:
    try:
        url = make_url(words)
    except (ArgumentError, ValueError):
        raise StoreError("the store's URL cannot be read; write a path, or postgresql://user@host/database") from None
    if url.drivername not in DRIVERS:
        raise StoreError(
            f"planform keeps plans in SQLite or PostgreSQL, not in {url.drivername!r}; write a path, or "
            "postgresql://user@host/database"
        )
    return url.set(drivername=DRIVERS[url.drivername])


def _with_password(url: URL, settings: Settings | None) -> URL:
    if password := os.environ.get(PASSWORD):
        return url.set(password=password)
    if settings is None or "://" not in settings.store_url:
        return url
    known = _parsed(settings.store_url)
    same = all(getattr(url, name) == getattr(known, name) for name in ACCOUNT)
    if not same or known.drivername != url.drivername:
        return url
    hidden = {k: v if isinstance(v, str) else list(v) for k, v in known.query.items() if SECRET.search(k)}
    return url.set(password=known.password or "").update_query_dict(hidden)


def _absolute(path: str) -> str:
    """A path from the root; names that SQLite reads by itself (``:memory:``, ``file:...``) stay."""
    return path if path in MEMORY or path.startswith("file:") else str(Path(path).expanduser().absolute())


def secrets_of(url: URL) -> list[str]:
    """What of a URL must not be told."""
    words = [str(v) for k, v in url.query.items() if SECRET.search(k)]
    return [word for word in (str(url.password or ""), *words) if word]


def shown(url: URL) -> str:
    """The URL without its secrets: what may be printed, kept, and opened again where the password is known."""
    told = {k: v for k, v in url.query.items() if not SECRET.search(k)}
    bare = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, told)
    return bare.render_as_string(hide_password=True)


def place(url: URL) -> str:
    """The store in an error message: a path, or the URL without its secrets."""
    return str(url.database or ":memory:") if url.drivername == "sqlite" else shown(url)


def file_of(url: URL) -> Path | None:
    """The file of a SQLite store; None for one in memory, under SQLite's own names, or on a server."""
    name = url.database or ""
    if url.drivername != "sqlite" or name in MEMORY or name.startswith("file:"):
        return None
    return Path(name)


def identity(path: Path | None) -> File:
    """Which file a path leads to at this moment; None where there is none."""
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def log_of(url: URL) -> File:
    """Which write-ahead log lies beside a SQLite file at this moment."""
    path = file_of(url)
    return identity(path.with_name(f"{path.name}-wal")) if path else None


def forget_log(url: URL, log: File) -> None:
    """Take away the log of a file that another has replaced: SQLite would play it into the other, and ruin it."""
    path = file_of(url)
    if path is not None and log is not None and log_of(url) == log:
        for suffix in ("-wal", "-shm"):
            path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)


def missing_file(target: str | Path) -> Path | None:
    """The file that a path or URL means, where it is not there: nothing to read from."""
    path = file_of(url_of(target))
    return path if path is not None and not path.exists() else None
