"""Parquet, through pyarrow, some rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...errors import InvalidTableError
from ._inputs import Input
from ._limits import MAX_ROWS

AT_ONCE = 1_000  # rows: a column of one repeated value is packed to nothing


def rows(given: Input) -> Iterator[dict[str, Any]]:
    """The rows.

    Raises:
        InvalidTableError: it is no Parquet file, names a column twice, or has too many rows.
    """
    import pyarrow
    import pyarrow.parquet as pq

    try:
        with given.open() as source:
            file = pq.ParquetFile(source)
            names = file.schema_arrow.names
            if twice := sorted({n for n in names if names.count(n) > 1}):
                raise InvalidTableError(f"names a column twice: {', '.join(map(repr, twice))}", path=given.name)
            if file.metadata.num_rows > MAX_ROWS:
                raise InvalidTableError(f"holds more than {MAX_ROWS:,} rows; split it", path=given.name)
            for batch in file.iter_batches(batch_size=AT_ONCE):
                yield from batch.to_pylist()
    except (pyarrow.ArrowException, OSError) as error:
        raise InvalidTableError("is not a Parquet file that can be read", path=given.name) from error
