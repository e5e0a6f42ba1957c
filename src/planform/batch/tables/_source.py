"""Tables of tasks: whatever the format, rows of text, as they were typed."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import InvalidTableError, PlanformError
from ._inputs import Input, inputs
from ._limits import MAX_CELL, MAX_DEPTH, MAX_NODES, bounded
from ._readers import READERS, Cells, Found, gathered, header_of

REPORT = ("field", "message")  # what failures.csv adds to a row's own columns: not read


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        number: 1-based, counted over all files of the table.
        where: file and line, for messages.
        cells: column -> what was typed; absent where nothing was. Flags stay flags, all other scalars are text; a
            column that stands several times has a list.
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

    @property
    def of_failures(self) -> bool:
        """Whether it is what a batch wrote of rows that failed."""
        return all(name in self.columns for name in REPORT)


def read_table(source: Any, form: str | None = None) -> Table:
    """Read a table: a path, a pattern, several of them, ``-``, an open file, a DataFrame, mappings, or a table itself.

    Everything is text as it was typed: ``NA`` and ``None`` stay words, ``3.10`` stays ``3.10``. Empty cells are absent.

    Args:
        source: what to read.
        form: csv, tsv, xlsx, json, jsonl, yaml or parquet; else told by the suffix, or guessed where there is none.

    Raises:
        NotFoundError: there is no such file.
        InvalidTableError: it cannot be read, is larger than a table may be, or has no row.
    """
    if isinstance(source, Table):
        return source
    if _is_file(source):
        return _checked(str(getattr(source, "name", source)), _files([source], form))
    if isinstance(source, Sequence) and source and all(map(_is_file, source)):
        return _checked(", ".join(str(s) for s in source), _files(source, form))
    if hasattr(source, "to_dict") and hasattr(source, "columns"):
        return _checked("the DataFrame", _frame(source))
    if isinstance(source, Mapping):
        source = [source]
    if isinstance(source, Sequence) and all(isinstance(s, Mapping) for s in source):
        return _checked("the list", ((f"row {i}", dict(r), "") for i, r in enumerate(source, 1)))
    raise InvalidTableError(
        f"a table is a path, several paths, a DataFrame or a list of mappings, not {type(source).__name__}"
    )


def _is_file(source: Any) -> bool:
    return isinstance(source, (str, Path)) or hasattr(source, "read")


def _files(sources: Sequence[Any], form: str | None) -> Found:
    for given in inputs(sources, form):
        yield from _file(given)


def _file(given: Input) -> Found:
    try:
        yield from bounded(READERS[given.form](given), given.name)
    except PlanformError:
        raise
    except OSError as error:
        raise InvalidTableError(f"cannot be read: {error.strerror or error}", path=given.name) from error
    except RecursionError as error:
        raise InvalidTableError(f"is nested deeper than {MAX_DEPTH} levels", path=given.name) from error


def _checked(name: str, found: Iterable[tuple[str, Cells, str]]) -> Table:
    rows: list[Row] = []
    columns: dict[str, None] = {}
    for number, (where, cells, problem) in enumerate(found, 1):
        cells = {str(k).strip(): v for k, v in cells.items()}
        columns |= dict.fromkeys(cells)
        failed = all(c in columns for c in REPORT)
        try:
            clean = {k: v for k, cell in cells.items() if not _nothing(v := plain(unspelt(cell) if failed else cell))}
        except InvalidTableError as error:
            clean, problem = {}, str(error)
        if clean or problem:
            rows.append(Row(number, where, clean, problem))
    if not rows:
        raise InvalidTableError("holds no row; a table needs a line of column names and one line a task", path=name)
    return Table(name, tuple(columns), tuple(rows))


def _nothing(value: Any) -> bool:
    return value is None or (isinstance(value, (str, list, dict)) and not value)


# --- values -----------------------------------------------------------------------------------------------------------


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


def spelt(value: Any) -> str:
    """A cell as failures.csv has it: text as it is, what was nested as JSON."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False) if _json(value) is not None else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def unspelt(cell: Any) -> Any:
    """What `spelt` had: a list, a mapping, or a text that looks like one."""
    if not isinstance(cell, str):
        return cell
    if cell[:2] in ('"[', '"{'):
        try:
            inner = json.loads(cell)
        except ValueError:
            return cell
        return inner if isinstance(inner, str) and _json(inner) is not None else cell
    found = _json(cell)
    return cell if found is None else found


def _json(text: str) -> Any:
    """The list or mapping that a text spells, else None."""
    if text[:1] not in ("[", "{"):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, (list, dict)) else None


# --- a frame ----------------------------------------------------------------------------------------------------------

MANGLED = re.compile(r"(.+)\.(\d+)")  # how pandas renames the second column of a name


def _frame(frame: Any) -> Found:
    names = [str(c) for c in frame.columns]
    own = set(names)
    header = [m[1] if (m := MANGLED.fullmatch(name)) and m[1] in own else name for name in names]
    header_of(header, "the DataFrame")
    for number, values in enumerate(frame.itertuples(index=False, name=None), 1):
        yield f"row {number}", gathered(header, [None if _missing(v) else v for v in values]), ""


def _missing(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)
