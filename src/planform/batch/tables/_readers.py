"""Formats of tables: one function each. A new format is one row of `READERS`, and its name in `FORMS`."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ...errors import InvalidTableError
from ._inputs import Input, decode, encoding_of, not_text
from ._limits import MAX_CELL, MAX_COLUMNS, MAX_JSON
from ._yaml import documents

Cells = dict[str, Any]  # column -> text, or a list or mapping of texts where the format nests
Found = Iterator[tuple[str, Cells, str]]  # where it stands, cells, why the row cannot be used
HEAD = 100_000  # bytes that tell the encoding and the separator


def _csv(given: Input, delimiter: str = "") -> Found:
    csv.field_size_limit(MAX_CELL)
    with given.open() as raw:
        head = raw.read(HEAD)
        encoding = encoding_of(head)
        raw.seek(0)
        lines = io.TextIOWrapper(raw, encoding, newline="")
        reader = csv.reader(lines, delimiter=delimiter or _delimiter(head.decode(encoding, "ignore")), strict=True)
        try:
            yield from _lines(reader, given.name)
        except csv.Error as error:
            raise InvalidTableError(
                f"is not well formed: {error}; a cell with quotes or line breaks needs quotes around it",
                path=given.name,
                line=reader.line_num,
            ) from error
        except UnicodeDecodeError as error:
            given.text()  # says on which line
            raise not_text(given.name, reader.line_num) from error


def _lines(reader: Any, name: str) -> Found:
    header = header_of([c.strip() for c in next(reader, [])], name)
    line = reader.line_num
    for cells in reader:
        start, line = line + 1, reader.line_num
        if any(c.strip() for c in cells):
            yield f"{name}:{start}", gathered(header, cells), _width(cells, header)


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


def gathered(header: Sequence[str], cells: Sequence[Any]) -> Cells:
    """The cells of a line; a column that stands several times holds a list, as in what Jira exports.

    A filled cell below no name is below ``column 7``: it is told, not lost.
    """
    times, found = Counter(header), Cells()
    for number, (name, value) in enumerate(zip(header, cells, strict=False), 1):
        filled = value is not None and not (isinstance(value, str) and value == "")
        if name and times[name] > 1:
            found.setdefault(name, []).extend([value] if filled else [])
        elif name or filled:
            found[name or f"column {number}"] = value
    return found


def header_of(names: Sequence[str], name: str | Path) -> list[str]:
    """The column names, as they stand."""
    if not any(names):
        raise InvalidTableError("is empty; a table needs a line of column names and one line a task", path=name)
    if len(names) > MAX_COLUMNS:
        raise InvalidTableError(f"has more than {MAX_COLUMNS:,} columns", path=name, line=1)
    return list(names)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = sorted({n for n in names if names.count(n) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise InvalidTableError(f"a name stands twice: {', '.join(map(repr, twice))}")
    return dict(pairs)


def _loads(text: str, name: str, line: int) -> Any:
    try:  # numbers stay as they were typed
        return json.loads(text, object_pairs_hook=_once, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise InvalidTableError(f"is not JSON: {error.msg}", path=name, line=line + error.lineno - 1) from error
    except InvalidTableError as error:
        raise InvalidTableError(error.diagnostics[0].message, path=name, line=line) from error


def _json(given: Input) -> Found:
    data = given.bytes()
    if len(data) > MAX_JSON:
        raise InvalidTableError(
            f"is larger than {MAX_JSON // 1_000_000} MB of JSON; use JSON lines or CSV", path=given.name
        )
    yield from _items(_loads(decode(data, given.name), given.name, 1), given.name)


def _jsonl(given: Input) -> Found:
    with given.open() as raw:
        encoding = encoding_of(raw.read(2))
        raw.seek(0)
        try:
            for number, line in enumerate(io.TextIOWrapper(raw, encoding, newline="\n"), 1):
                if line.strip():
                    yield _item(_loads(line.rstrip(), given.name, number), f"{given.name}:{number}")
        except UnicodeDecodeError:
            given.text()  # says on which line
            raise


def _yaml(given: Input) -> Found:
    for document in documents(given.text(), given.name):
        yield from _items(document, given.name)


def _items(value: Any, name: str) -> Found:
    """A list of mappings; or one mapping, which is one task, or holds one list of tasks under whatever name."""
    if isinstance(value, dict):
        inner = [v for v in value.values() if isinstance(v, list) and v and all(isinstance(i, dict) for i in v)]
        value = inner[0] if len(value) == 1 and inner else [value]
    if not isinstance(value, list):
        raise InvalidTableError("is neither a list of tasks nor a mapping of names to values", path=name)
    for number, item in enumerate(value, 1):
        yield _item(item, name if len(value) == 1 else f"{name}, item {number}")


def _item(item: Any, where: str) -> tuple[str, Cells, str]:
    return (where, item, "") if isinstance(item, dict) else (where, {}, "is not a mapping of column names to values")


def _excel(given: Input) -> Found:
    from ._excel import rows

    for number, cells in rows(given):
        if number == 1:
            header = header_of([str(c).strip() if c is not None else "" for c in cells], given.name)
        elif any(c is not None and c != "" for c in cells):
            yield f"{given.name}:{number}", gathered(header, cells), ""


def _parquet(given: Input) -> Found:
    from ._parquet import rows

    yield from ((f"{given.name}, row {i}", row, "") for i, row in enumerate(rows(given), 1))


READERS: dict[str, Callable[[Input], Found]] = {
    "csv": _csv,
    "tsv": lambda given: _csv(given, "\t"),
    "xlsx": _excel,
    "json": _json,
    "jsonl": _jsonl,
    "ndjson": _jsonl,
    "yaml": _yaml,
    "yml": _yaml,
    "parquet": _parquet,
}
