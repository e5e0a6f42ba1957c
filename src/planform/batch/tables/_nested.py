"""Cells that hold more than text: mappings, and lists of them, as issue trackers write JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ._source import Table

LOOKED_AT = 1_000  # rows that tell what a column holds
MOST_KEYS = 30


def inside_of(cell: Any, within: Sequence[str]) -> Any:
    """What stands at a place of a nested cell; of a list, what each of its items has there."""
    if not within or cell is None:
        return cell
    if isinstance(cell, list):
        found = [inside_of(item, within) for item in cell]
        return [v for item in found for v in (item if isinstance(item, list) else [item]) if v is not None] or None
    return inside_of(cell.get(within[0]), within[1:]) if isinstance(cell, Mapping) else None


def base_of(table: Table, name: str) -> str:
    """The nested column that ``milestone.title`` is a place in, or ``""``."""
    if name in table.columns or "." not in name:
        return ""
    steps = name.split(".")
    bases = (".".join(steps[:n]) for n in range(len(steps) - 1, 0, -1))
    return next((base for base in bases if base in table.columns and _is_nested(table, base)), "")


def keys_of(table: Table, column: str) -> list[str]:
    """What the mappings in a column have, in order of appearance."""
    keys: dict[str, None] = {}
    for row in table.rows[:LOOKED_AT]:
        cell = row.cells.get(column)
        for item in cell if isinstance(cell, list) else [cell]:
            if isinstance(item, Mapping):
                keys |= dict.fromkeys(item)
    return list(keys)[:MOST_KEYS]


def _is_nested(table: Table, column: str) -> bool:
    """Whether it holds mappings, or nothing in the rows looked at: then the mapping file is believed."""
    cells = [row.cells[column] for row in table.rows[:LOOKED_AT] if column in row.cells]
    return not cells or bool(keys_of(table, column))
