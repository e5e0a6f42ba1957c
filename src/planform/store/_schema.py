"""Opening: a new store is made, an older one is brought forward, anything else is refused untouched."""

from __future__ import annotations

from sqlalchemy import URL, Connection, Engine, insert, inspect, select

from ..errors import StoreError
from ._dialect import lock_schema, only_read, prepare_file
from ._migrations import bring_forward, copy_file
from ._search import create_index
from ._tables import VERSION, meta, metadata
from ._url import file_of, place


def prepare(engine: Engine, url: URL) -> None:
    """See that the store has this version's tables.

    Raises:
        StoreError: it holds something else, was made by a newer planform, or cannot be brought forward.
    """
    where = place(url)
    with engine.connect() as connection:
        found = _version(connection, where)
    if found is None:
        _create(engine, where)
    elif found > VERSION:
        raise StoreError(f"{where}: {newer(found)}")
    elif found < VERSION:
        _upgrade(engine, url)


def newer(found: int | str) -> str:
    """What to tell of a store that a newer program made."""
    return f"made by a newer planform (schema {found}, this one knows {VERSION}); update planform to open it"


def check_version(connection: Connection, where: str) -> None:
    """See, before writing, that nobody has upgraded the store since it was opened.

    Raises:
        StoreError: somebody has.
    """
    found = connection.execute(select(meta.c.value).where(meta.c.name == "schema")).scalar()
    if found != str(VERSION):
        raise StoreError(f"{where}: {newer(found or 'unknown')}; nothing was saved")


def _version(connection: Connection, where: str) -> int | None:
    """The schema's version, or None where there is no store yet."""
    tables = set(inspect(connection).get_table_names())
    if meta.name not in tables:
        foreign = tables if connection.dialect.name == "sqlite" else tables & set(metadata.tables)
        if foreign:
            raise StoreError(f"{where}: is no planform store: it has other tables ({', '.join(sorted(foreign)[:3])})")
        return None
    value = connection.execute(select(meta.c.value).where(meta.c.name == "schema")).scalar()
    if value is None or not str(value).isdigit():
        raise StoreError(f"{where}: is no planform store: it does not say which version it has")
    return int(value)


def _create(engine: Engine, where: str) -> None:
    prepare_file(engine)
    with engine.execution_options(writes=True).begin() as connection:
        lock_schema(connection)
        if _version(connection, where) is None:  # else somebody was faster
            metadata.create_all(connection)
            create_index(connection)
            connection.execute(insert(meta).values(name="schema", value=str(VERSION)))


def _upgrade(engine: Engine, url: URL) -> None:
    """All steps or none. Who comes second waits for the first, then finds nothing left to do."""
    path = file_of(url)
    if path is not None and only_read(path):
        raise StoreError(f"{path}: has an older schema and can only be read; make it writable once, to upgrade it")
    with engine.execution_options(writes=True).begin() as connection:
        lock_schema(connection)
        found = _version(connection, place(url))
        if found is not None and found < VERSION:
            if path is not None:
                copy_file(path, found)
            bring_forward(connection, found, VERSION)
        elif found is not None and found > VERSION:
            raise StoreError(f"{place(url)}: {newer(found)}")
