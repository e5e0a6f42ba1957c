"""Formats of tables: one function a suffix. A new format is one row of `READERS`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ..errors import InvalidTableError
from ._yaml import documents

Cells = dict[str, Any]  # column -> text, or a list or mapping of texts where the format nests
Found = Iterator[tuple[str, Cells, str]]  # where it stands, cells, why the row cannot be used


def decode(path: Path) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark (what spreadsheets call Unicode text)."""
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InvalidTableError(
            "is not UTF-8 text; save it as 'CSV UTF-8' or convert it", path=path, line=line
        ) from error


def _csv(path: Path, delimiter: str = "") -> Found:
    text = decode(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text), strict=True)
    try:
        header = header_of([c.strip() for c in next(reader, [])], path)
        line = reader.line_num
        for cells in reader:
            start, line = line + 1, reader.line_num
            if any(c.strip() for c in cells):
                yield f"{path}:{start}", {c: v for c, v in zip(header, cells, strict=False) if c}, _width(cells, header)
    except csv.Error as error:
        raise InvalidTableError(
            f"is not well formed: {error}; a cell with quotes or line breaks needs quotes around it",
            path=path,
            line=reader.line_num,
        ) from error


def _delimiter(text: str) -> str:
    head = text.lstrip("\n").split("\n", 1)[0]
    return max(",;\t", key=lambda d: (head.count(d), d == ","))


def _width(cells: Sequence[str], header: Sequence[str]) -> str:
    extra = [c for c in cells[len(header) :] if c.strip()]
    return (
        f"has {len(cells)} cells where the table has {len(header)} columns; "
        "put quotes around a cell that holds the separator"
        if extra
        else ""
    )


def header_of(names: Sequence[str], path: Path) -> list[str]:
    twice = sorted({n for n in names if n and names.count(n) > 1})
    if twice:
        raise InvalidTableError(
            f"names a column twice: {', '.join(map(repr, twice))}; rename or remove one of each", path=path, line=1
        )
    if not any(names):
        raise InvalidTableError("is empty; a table needs a line of column names and one line a task", path=path)
    return list(names)


def _excel(path: Path) -> Found:
    import openpyxl  # type: ignore[import-untyped]

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises of every kind for a file that is none of its own
        raise InvalidTableError("is not a workbook that can be read; save it as .xlsx again", path=path) from error
    try:
        lines = book.worksheets[0].iter_rows(values_only=True) if book.worksheets else iter(())
        header = header_of([str(c).strip() if c is not None else "" for c in next(lines, ())], path)
        for number, cells in enumerate(lines, 2):
            if any(c is not None for c in cells):
                yield f"{path}:{number}", {c: v for c, v in zip(header, cells, strict=False) if c}, ""
    finally:
        book.close()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise InvalidTableError(f"a name stands twice: {', '.join(map(repr, twice))}")
    return dict(pairs)


def _loads(text: str, path: Path, line: int) -> Any:
    try:  # numbers stay as they were typed
        return json.loads(text, object_pairs_hook=_once, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise InvalidTableError(f"is not JSON: {error.msg}", path=path, line=line + error.lineno - 1) from error
    except InvalidTableError as error:
        raise InvalidTableError(error.diagnostics[0].message, path=path, line=line) from error


def _json(path: Path) -> Found:
    yield from _items(_loads(decode(path), path, 1), path)


def _jsonl(path: Path) -> Found:
    for number, line in enumerate(decode(path).split("\n"), 1):
        if line.strip():
            item = _loads(line, path, number)
            good = isinstance(item, dict)
            yield f"{path}:{number}", item if good else {}, "" if good else "is not a mapping of column names to values"


def _yaml(path: Path) -> Found:
    for document in documents(decode(path), path):
        yield from _items(document, path)


def _items(value: Any, path: Path) -> Found:
    """A list of mappings; or one mapping, which is one task, or holds one list of tasks under whatever name."""
    if isinstance(value, dict):
        inner = [v for v in value.values() if isinstance(v, list) and v and all(isinstance(i, dict) for i in v)]
        value = inner[0] if len(value) == 1 and inner else [value]
    if not isinstance(value, list):
        raise InvalidTableError("is neither a list of tasks nor a mapping of names to values", path=path)
    for number, item in enumerate(value, 1):
        good = isinstance(item, dict)
        where = f"{path}" if len(value) == 1 else f"{path}, item {number}"
        yield where, item if good else {}, "" if good else "is not a mapping of column names to values"


def _parquet(path: Path) -> Found:
    import pyarrow
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except pyarrow.ArrowException as error:
        raise InvalidTableError("is not a Parquet file that can be read", path=path) from error
    header_of(table.column_names, path)
    yield from ((f"{path}, row {i}", r, "") for i, r in enumerate(table.to_pylist(), 1))


READERS: dict[str, Callable[[Path], Found]] = {
    ".csv": _csv,
    ".tsv": lambda path: _csv(path, "\t"),
    ".xlsx": _excel,
    ".json": _json,
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
    ".yaml": _yaml,
    ".yml": _yaml,
    ".parquet": _parquet,
}
