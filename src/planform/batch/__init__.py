"""Batches: a table of tasks becomes plans, records, documents, executed notebooks and a summary.

Names are loaded when first used: a plan's notebook needs nothing of what drives the batch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from .mapping._candidates import CheckResult, check_table
    from .mapping._columns import COLUMN_PARTS, ColumnGuess, TableGuess, field_choices, guess_table
    from .mapping._failures import Failure
    from .plans._make import Made, in_lab, make_plan
    from .report._report import Report
    from .report._summary import Summary, write_report
    from .run._result import BatchResult, Item
    from .run._run import run_batch
    from .run._stop import BatchStoppedError
    from .tables._source import Row, Table, read_table

_HOMES = {
    "COLUMN_PARTS": "mapping._columns",
    "BatchResult": "run._result",
    "CheckResult": "mapping._candidates",
    "ColumnGuess": "mapping._columns",
    "BatchStoppedError": "run._stop",
    "Failure": "mapping._failures",
    "Item": "run._result",
    "Made": "plans._make",
    "Report": "report._report",
    "Row": "tables._source",
    "Table": "tables._source",
    "check_table": "mapping._candidates",
    "field_choices": "mapping._columns",
    "guess_table": "mapping._columns",
    "in_lab": "plans._make",
    "make_plan": "plans._make",
    "read_table": "tables._source",
    "run_batch": "run._run",
    "Summary": "report._summary",
    "TableGuess": "mapping._columns",
    "write_report": "report._summary",
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

__getattr__ = lazily(__name__, _HOMES)
