"""What an engine complains about, in words that say what it means and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Error as DBAPIError

from sqlalchemy import URL
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from ..errors import PlanformError, StoreError
from ._url import place, secrets_of

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
    (
        r"malformed|corrupt",
        "is damaged; it was left as it is: bring back a copy, or take out what can be read with "
        "`planform.store.rescue(FILE, NEW_FILE)`",
    ),
    (
        r"no such table|no such column|does not exist",
        "is no planform store of this version: a table or column is missing",
    ),
    (r"password authentication|authentication failed|role .* does not exist", "refuses the user or password"),
    (r"no password supplied", "asks for a password: put it into the URL, or into PLANFORM_STORE_PASSWORD"),
    (r"connection|could not translate|timeout|server closed|refused", "cannot be reached: {first}"),
]
PASSING = re.compile(
    r"deadlock detected|server closed|terminating connection|starting up|recovery mode|shutting down|"
    r"connection (?:was |is )?(?:refused|reset|lost|failed|closed|timed out)|could not receive|broken pipe|"
    r"closed the connection|connection to server .*failed",
    re.I,
)


class PassingError(StoreError):
    """A complaint that may be gone at the next try: a server restarts, two programs wait for each other."""


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn what the engine raises into one clear `StoreError`; nothing secret gets into it."""
    try:
        yield
    except PlanformError:
        raise
    except (SQLAlchemyError, DBAPIError, OSError) as error:
        said = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
        passing = isinstance(error, IntegrityError) or PASSING.search(said)
        kind = PassingError if passing or getattr(error, "connection_invalidated", False) else StoreError
        raise kind(f"{place(url)}: {_meaning(error, said, url)}") from None


def _meaning(error: Exception, said: str, url: URL) -> str:
    first = said.splitlines()[0]
    for secret in secrets_of(url):
        first = first.replace(secret, "***")
    if isinstance(error, IntegrityError):
        return f"another program saved the same plan or key at this moment; nothing was saved, try again ({first})"
    return next(
        (meaning.format(first=first) for pattern, meaning in COMPLAINTS if re.search(pattern, said, re.I)),
        f"cannot be used: {first}",
    )
