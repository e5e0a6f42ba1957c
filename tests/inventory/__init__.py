"""What a person finds in the four templates, as tables; `python -m tests.inventory FOLDER` runs them on any folder."""

from ._table import NAMES, Line, compare, differences, found, main, table, wanted

__all__ = ["NAMES", "Line", "compare", "differences", "found", "main", "table", "wanted"]
