"""The form, filled in by a person and observed by Python; the browser of plans; the dashboard.

Browser and dashboard are loaded when they are first used: a form needs neither a summary nor a forecast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazily
from ._form import PlanForm
from .state._handles import Handle, RowHandle, RowsHandle

if TYPE_CHECKING:
    from .panels._batch_panel import BatchPanel
    from .panels._browser import PlanBrowser
    from .panels._dashboard import Dashboard

__all__ = ["BatchPanel", "Dashboard", "Handle", "PlanBrowser", "PlanForm", "RowHandle", "RowsHandle"]

_LATER = {"BatchPanel": "panels._batch_panel", "Dashboard": "panels._dashboard", "PlanBrowser": "panels._browser"}

__getattr__ = lazily(__name__, _LATER)
