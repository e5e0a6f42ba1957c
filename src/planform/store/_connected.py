"""A store that is open: transactions, what happens when the server or the file goes away meanwhile."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection

from ..errors import StoreError
from ..settings import Settings
from ._complaints import PassingError, explained
from ._dialect import connect
from ._reading import Reader, Templates
from ._schema import check_version, prepare
from ._url import PASSWORD, File, file_of, forget_log, identity, log_of, place, secrets_of, shown, url_of

T = TypeVar("T")
PAUSE = 0.1  # seconds between two tries


class Connected:
    """Where plans are kept, opened: what reads and writes share."""

    def __init__(
        self, url: str | Path | None = None, settings: Settings | None = None, *, timeout: float = 5.0
    ) -> None:
        """Open a store; a new one is made where there is none, an older one is brought to this version's schema.

        Args:
            url: a path, or a SQLAlchemy URL of SQLite or PostgreSQL; without it, what planform.toml says. A password
                that it lacks is looked for in PLANFORM_STORE_PASSWORD and in planform.toml.
            settings: those of the current folder unless given.
            timeout: seconds to wait for another program that is writing, or for a server that restarts.

        Raises:
            StoreError: it cannot be opened, holds something else, or was made by a newer planform.
        """
        self.settings = settings or Settings.load()
        self._url = url_of(self.settings.store_url if url is None else url, self.settings)
        self.url = shown(self._url)
        self._timeout = timeout
        self._compiled: Templates = {}
        self._engine = connect(self._url, timeout)
        self._writer = self._engine.execution_options(writes=True)
        self._closing = weakref.finalize(self, self._engine.dispose)
        self._log: File = None
        self._prepare()

    def __repr__(self) -> str:
        """Where it is; never a password."""
        return f"<PlanStore {place(self._url)}>"

    def __enter__(self) -> Self:
        """Itself; closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    @property
    def environment(self) -> dict[str, str]:
        """What another process needs in its environment to open `url`: the password, where there is one."""
        secrets = secrets_of(self._url)
        return {PASSWORD: secrets[0]} if secrets else {}

    def try_writing(self) -> None:
        """See whether a save would be let in; nothing is written.

        Raises:
            StoreError: it is locked, can only be read, or has another schema by now.
        """
        with self._writing():
            pass

    def close(self) -> None:
        """Let go of the file or the connections; the store opens them again when it is used."""
        self._engine.dispose()

    def _prepare(self) -> None:
        with explained(self._url):
            prepare(self._engine, self._url)
        self._file = self._file_now()

    def _file_now(self) -> File:
        """Which file the path leads to at this moment."""
        path = file_of(self._url)
        found = identity(path)
        if path is not None and found is None:
            raise StoreError(
                f"{path}: was moved or deleted while the store was open; nothing was saved to it: put it back, or open "
                "a new store"
            )
        return found

    def _same_file(self) -> None:
        """Turn to the file that lies there now, where somebody has put another in its place."""
        if self._file_now() != self._file:
            self._engine.dispose()
            forget_log(self._url, self._log)
            self._prepare()
        self._log = log_of(self._url)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        self._same_file()
        with self._again(lambda: self._engine.connect()) as connection, explained(self._url), connection.begin():
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        self._same_file()
        with explained(self._url), self._writer.begin() as connection:
            check_version(connection, place(self._url))
            yield connection
        if self._file_now() != self._file:
            raise PassingError(f"{place(self._url)}: was replaced while saving; save again")

    @contextmanager
    def _reader(self) -> Iterator[Reader]:
        with self._reading() as connection:
            yield self._reader_of(connection)

    def _reader_of(self, connection: Connection) -> Reader:
        return Reader(connection, place(self._url), self._compiled)

    def _read(self, work: Callable[[Reader], T]) -> T:
        """Read in one transaction; again where the server went away meanwhile."""

        def once() -> T:
            with self._reader() as reader:
                return work(reader)

        return self._again(once)

    def _write(self, work: Callable[[Reader], T]) -> T:
        """Do work in one transaction; again where a passing complaint ended it, so it must bear to be done twice."""

        def once() -> T:
            with self._writing() as connection:
                return work(self._reader_of(connection))

        return self._again(once)

    def _again(self, work: Callable[[], T]) -> T:
        """Try until the time is over that others may take."""
        end = time.monotonic() + self._timeout
        while True:
            try:
                with explained(self._url):
                    return work()
            except PassingError:
                if time.monotonic() + PAUSE > end:
                    raise
                time.sleep(PAUSE)
