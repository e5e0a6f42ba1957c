"""What a person finds in the four templates, as tables; `python -m tests.inventory FOLDER` runs them on any folder."""

from ._table import NAMES, differences, found, main, wanted

__all__ = ["NAMES", "differences", "found", "main", "wanted"]
