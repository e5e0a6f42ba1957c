"""Workbooks, through openpyxl: the first sheet, and no more of it than a person can have written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from ...errors import InvalidTableError, PlanformError
from ._inputs import Input
from ._limits import MAX_BYTES, MAX_RATIO

UNREADABLE = "is not a workbook that can be read; save it as .xlsx again"
PACKED = f"unpacks to more than {MAX_BYTES // 1_000_000} MB, or {MAX_RATIO} times its size; save it as CSV"
SMALL = 10_000_000  # bytes that may be packed as densely as they like


def rows(given: Input) -> Iterator[tuple[int, Sequence[Any]]]:
    """The lines of the first sheet with their numbers, the column names at 1.

    Raises:
        InvalidTableError: it is no workbook, or unpacks to far more than it is.
    """
    import openpyxl  # type: ignore[import-untyped]

    data = given.bytes()
    _unpacks(data, given.name)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            yield from _lines(book.worksheets[0]) if book.worksheets else ()
        finally:
            book.close()
    except PlanformError:
        raise
    except Exception as error:  # openpyxl raises of every kind for a file that is none of its own
        raise InvalidTableError(UNREADABLE, path=given.name) from error


def _unpacks(data: bytes, name: str) -> None:
    """What the directory declares is what can come out: zipfile reads no byte more of a member."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(member.file_size for member in packed.infolist())
    except zipfile.BadZipFile as error:
        raise InvalidTableError(UNREADABLE, path=name) from error
    if size > MAX_BYTES or size > max(SMALL, MAX_RATIO * len(data)):
        raise InvalidTableError(PACKED, path=name)


def _lines(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    sheet.reset_dimensions()  # a sheet may declare a million columns and have two: rows would be padded to that
    header = next(sheet.iter_rows(max_row=1, values_only=True), ())
    width = max((n for n, cell in enumerate(header, 1) if cell is not None), default=0)
    yield 1, header[:width]
    yield from enumerate(sheet.iter_rows(min_row=2, max_col=max(width, 1), values_only=True), 2)
