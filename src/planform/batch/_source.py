"""Tables of tasks: whatever the format, rows of text, as they were typed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import InvalidTableError, NotFoundError
from ._readers import READERS, Cells, Found, header_of

MAX_BYTES = 200_000_000
MAX_CELL = 100_000  # characters of one value: a plan is read by people
MAX_DEPTH = 20  # lists within mappings within lists
MAX_NODES = 100_000  # values of one row, those within lists and mappings counted


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        number: 1-based, counted over all files of the table.
        where: file and line, for messages.
        cells: column -> what was typed; absent where nothing was. Flags stay flags, all other scalars are text.
        problem: why the row cannot be used at all, or ``""``.
    """

    number: int
    where: str
    cells: Cells
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of tasks.

    Attributes:
        name: where it came from, for messages.
        columns: in their order; where rows have their own, the union in order of appearance.
        rows: all of them, also those with a problem.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...] = field(repr=False)


def read_table(source: Any) -> Table:
    """Read a table: a path by its suffix, several paths, a DataFrame, or mappings.

    Everything is text as it was typed: ``NA`` and ``None`` stay words, ``3.10`` stays ``3.10``. Empty cells are absent.

    Raises:
        NotFoundError: there is no such file.
        InvalidTableError: it cannot be read, names a column twice, or has no row.
    """
    if isinstance(source, (str, Path)):
        return _checked(str(source), _file(Path(source)))
    if isinstance(source, Sequence) and source and all(isinstance(s, (str, Path)) for s in source):
        return _checked(", ".join(str(s) for s in source), (row for s in source for row in _file(Path(s))))
    if hasattr(source, "to_dict") and hasattr(source, "columns"):
        return _checked("the DataFrame", _frame(source, "row"))
    if isinstance(source, Mapping):
        source = [source]
    if isinstance(source, Sequence) and all(isinstance(s, Mapping) for s in source):
        return _checked("the list", ((f"row {i}", dict(r), "") for i, r in enumerate(source, 1)))
    raise InvalidTableError(
        f"a table is a path, several paths, a DataFrame or a list of mappings, not {type(source).__name__}"
    )


def _file(path: Path) -> Found:
    reader = READERS.get(path.suffix.lower())
    if not path.exists():
        raise NotFoundError("no such file; give the path of a table of tasks", path=path)
    if path.is_dir():
        raise InvalidTableError("is a folder; name the table in it", path=path)
    if reader is None:
        raise InvalidTableError(f"cannot tell what kind of table this is; known: {', '.join(READERS)}", path=path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidTableError(f"is larger than {MAX_BYTES // 1_000_000} MB; split it", path=path)
        yield from reader(path)
    except OSError as error:
        raise InvalidTableError(f"cannot be read: {error.strerror or error}", path=path) from error
    except RecursionError as error:
        raise InvalidTableError(f"is nested deeper than {MAX_DEPTH} levels", path=path) from error


def _checked(name: str, found: Iterable[tuple[str, Cells, str]]) -> Table:
    rows: list[Row] = []
    columns: dict[str, None] = {}
    for number, (where, cells, problem) in enumerate(found, 1):
        cells = {str(k).strip(): v for k, v in cells.items()}
        columns |= dict.fromkeys(cells)
        try:
            clean = {k: v for k, cell in cells.items() if not _nothing(v := plain(cell))}
        except InvalidTableError as error:
            clean, problem = {}, str(error)
        if clean or problem:
            rows.append(Row(number, where, clean, problem))
    if not rows:
        raise InvalidTableError("holds no row; a table needs a line of column names and one line a task", path=name)
    return Table(name, tuple(columns), tuple(rows))


def _nothing(value: Any) -> bool:
    return value is None or (isinstance(value, (str, list, dict)) and not value)


def plain(value: Any) -> Any:
    """Scalars as text, within the limits of size and depth."""
    budget = [MAX_NODES]
    return _text(value, budget, MAX_DEPTH)


def _text(value: Any, budget: list[int], depth: int) -> Any:
    budget[0] -= 1
    if budget[0] < 0 or depth < 0:
        raise InvalidTableError(
            f"the row holds more than {MAX_NODES} values"
            if depth >= 0
            else f"the row is nested deeper than {MAX_DEPTH} levels"
        )
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return {str(k).strip(): t for k, v in value.items() if not _nothing(t := _text(v, budget, depth - 1))}
    if isinstance(value, (list, tuple, set)) or (hasattr(value, "tolist") and getattr(value, "ndim", False)):
        return [t for v in value if not _nothing(t := _text(v, budget, depth - 1))]
    return _scalar(value)


def _scalar(value: Any) -> str | bool | None:
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):  # a numpy scalar
        value = value.item()
    if value is None or isinstance(value, bool) or type(value).__name__ in ("NAType", "NaTType"):
        return value if isinstance(value, bool) else None
    if isinstance(value, float):
        return (
            None if math.isnan(value) else str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        )
    if hasattr(value, "isoformat"):
        return str(
            value.isoformat(sep=" ") if hasattr(value, "hour") and hasattr(value, "date") else value.isoformat()
        ).removesuffix(" 00:00:00")
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if len(text) > MAX_CELL:
        raise InvalidTableError(f"a value is longer than {MAX_CELL} characters")
    return text


def _frame(frame: Any, where: str) -> Found:
    names = [str(c) for c in frame.columns]
    header_of(names, Path("the DataFrame"))
    for number, values in enumerate(frame.itertuples(index=False, name=None), 1):
        yield f"{where} {number}", dict(zip(names, values, strict=True)), ""
