"""The form, filled in by a person and observed by Python; the browser of plans; the dashboard.

Browser and dashboard are loaded when they are first used: a form needs neither a summary nor a forecast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._form import PlanForm
from .state._handles import Handle, RowHandle, RowsHandle

if TYPE_CHECKING:
    from .panels._batch_panel import BatchPanel
    from .panels._browser import PlanBrowser
    from .panels._dashboard import Dashboard

__all__ = ["BatchPanel", "Dashboard", "Handle", "PlanBrowser", "PlanForm", "RowHandle", "RowsHandle"]

_LATER = {"BatchPanel": "panels._batch_panel", "Dashboard": "panels._dashboard", "PlanBrowser": "panels._browser"}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_LATER[name]}", __name__), name)
