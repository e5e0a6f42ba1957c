"""Opening: a new store is made, a known one is used, anything else is refused untouched."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, insert, inspect, select

from ..errors import StoreError
from ._dialect import lock_schema, prepare_file
from ._tables import VERSION, meta, metadata


def prepare(engine: Engine, where: str) -> None:
    """See that the store has this version's tables.

    Raises:
        StoreError: it holds something else, or was made by a newer planform.
    """
    with engine.connect() as connection:
        found = _version(connection, where)
    if found is None:
        _create(engine, where)
    elif found > VERSION:
        raise StoreError(
            f"{where}: made by a newer planform (schema {found}, this one knows {VERSION}); update planform to open it"
        )


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
            connection.execute(insert(meta).values(name="schema", value=str(VERSION)))
