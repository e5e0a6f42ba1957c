"""How much a table may hold: what is more is an accident or an attack, and is told in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...errors import InvalidTableError

MAX_BYTES = 200_000_000  # of one file, packed or not
MAX_ROWS = 1_000_000
MAX_COLUMNS = 2_000
MAX_CELL = 2_000_000  # characters of one value: a plan is read by people
MAX_TOTAL = 400_000_000  # characters of all values together: a small packed file can stand for as many
MAX_DEPTH = 20  # lists within mappings within lists
MAX_NODES = 100_000  # values of one row, those within lists and mappings counted
MAX_YAML = 10_000_000  # characters; PyYAML takes about a second for 300 KB
MAX_JSON = 50_000_000  # bytes of one JSON text, which is read whole; JSON lines are not
MAX_RATIO = 200  # unpacked to packed: workbooks of people reach 20
MAX_FILES = 10_000  # that one pattern may stand for


def bounded(found: Iterator[tuple[str, dict[str, Any], str]], name: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Rows as they come, until they are too many.

    Raises:
        InvalidTableError: the table has more than `MAX_ROWS` rows or `MAX_TOTAL` characters.
    """
    total = 0
    for number, (where, cells, problem) in enumerate(found, 1):
        total += sum(len(v) for v in cells.values() if isinstance(v, str))
        if number > MAX_ROWS:
            raise InvalidTableError(f"holds more than {MAX_ROWS:,} rows; split it", path=name)
        if total > MAX_TOTAL:
            raise InvalidTableError(f"holds more than {MAX_TOTAL // 1_000_000} MB of text; split it", path=name)
        yield where, cells, problem
