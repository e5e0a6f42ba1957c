"""Effort and risk over many plans: frames in, results out.

Nothing here knows a store: pass ``store.efforts()``, ``store.dependencies()``, ``store.risks()``, ``store.plans()``, or
frames of your own with the same columns.
"""

from __future__ import annotations

from ._calendar import Calendar
from ._charts import effort_chart, gantt, risk_matrix, s_curve, tornado
from ._cover import Cover, Points
from ._forecast import Forecast, forecast
from ._network import UnknownTarget
from ._psplib import Psplib, read_psplib
from ._render import Chart
from ._risk import RiskSummary, risk_summary
from ._rollup import effort_by

__all__ = [
    "Calendar",
    "Chart",
    "Cover",
    "Forecast",
    "Points",
    "Psplib",
    "RiskSummary",
    "UnknownTarget",
    "effort_by",
    "effort_chart",
    "forecast",
    "gantt",
    "read_psplib",
    "risk_matrix",
    "risk_summary",
    "s_curve",
    "tornado",
]
