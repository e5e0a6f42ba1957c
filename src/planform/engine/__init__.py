"""Executing notebooks by papermill, one or thousands; it knows no plan.

Names are loaded when first used: papermill, which loads our engine when it is imported itself, stays out of the way.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._jobs import Job, Outcome, best, end_now, execute, quiet
    from ._notebooks import prepared, read_notebook
    from ._papermill import execute_managed
    from ._zygotes import zygotes_ended

_HOMES = {
    "Job": "_jobs",
    "Outcome": "_jobs",
    "best": "_jobs",
    "end_now": "_jobs",
    "execute": "_jobs",
    "execute_managed": "_papermill",
    "prepared": "_notebooks",
    "quiet": "_jobs",
    "read_notebook": "_notebooks",
    "zygotes_ended": "_zygotes",
}

__all__ = [
    "Job",
    "Outcome",
    "best",
    "end_now",
    "execute",
    "execute_managed",
    "prepared",
    "quiet",
    "read_notebook",
    "zygotes_ended",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value
