"""Executing notebooks by papermill, one or thousands; it knows no plan.

Names are loaded when first used: papermill, which loads our engine when it is imported itself, stays out of the way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazily

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

__getattr__ = lazily(__name__, _HOMES)
