"""The store: plans kept safely, read as frames."""

from ._filters import Filters
from ._ids import new_id
from ._rescue import Rescued
from ._store import PlanStore, rescue
from ._tabular import read_frame, write_frame
from ._url import missing_file

__all__ = ["Filters", "PlanStore", "Rescued", "missing_file", "new_id", "read_frame", "rescue", "write_frame"]
