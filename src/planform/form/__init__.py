"""The form: a template shown in JupyterLab, filled in by a person, observed and written by Python; and the dashboard.

The dashboard is loaded when it is first used: a form needs neither a summary nor a forecast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._form import PlanForm
from ._handles import Handle, RowHandle, RowsHandle

if TYPE_CHECKING:
    from ._dashboard import Dashboard

__all__ = ["Dashboard", "Handle", "PlanForm", "RowHandle", "RowsHandle"]


def __getattr__(name: str) -> Any:
    if name != "Dashboard":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ._dashboard import Dashboard

    return Dashboard
