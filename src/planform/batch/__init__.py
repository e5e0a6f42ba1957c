"""Batches: a table of tasks becomes plans, records, documents, executed notebooks and a summary.

Names are loaded when first used: a plan's notebook needs nothing of what drives the batch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._candidates import CheckResult, check_table
    from ._columns import COLUMN_PARTS, ColumnGuess, TableGuess, field_choices, guess_table
    from ._failures import Failure
    from ._make import Made, in_lab, make_plan
    from ._report import Report
    from ._result import BatchResult, Item
    from ._run import run_batch
    from ._source import Row, Table, read_table
    from ._stop import BatchStoppedError
    from ._summary import Summary, write_report

_HOMES = {
    "COLUMN_PARTS": "_columns",
    "BatchResult": "_result",
    "CheckResult": "_candidates",
    "ColumnGuess": "_columns",
    "BatchStoppedError": "_stop",
    "Failure": "_failures",
    "Item": "_result",
    "Made": "_make",
    "Report": "_report",
    "Row": "_source",
    "Table": "_source",
    "check_table": "_candidates",
    "field_choices": "_columns",
    "guess_table": "_columns",
    "in_lab": "_make",
    "make_plan": "_make",
    "read_table": "_source",
    "run_batch": "_run",
    "Summary": "_summary",
    "TableGuess": "_columns",
    "write_report": "_summary",
}

__all__ = [
    "COLUMN_PARTS",
    "BatchResult",
    "BatchStoppedError",
    "CheckResult",
    "ColumnGuess",
    "Failure",
    "Item",
    "Made",
    "Report",
    "Row",
    "Summary",
    "Table",
    "TableGuess",
    "check_table",
    "field_choices",
    "guess_table",
    "in_lab",
    "make_plan",
    "read_table",
    "run_batch",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value
