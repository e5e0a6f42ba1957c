"""The store: plans kept safely, read as frames."""

from ._filters import Filters
from ._store import PlanStore
from ._url import missing_file

__all__ = ["Filters", "PlanStore", "missing_file"]
