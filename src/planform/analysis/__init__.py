"""Effort and risk over many plans: frames in, results out.

Nothing here knows a store: pass ``store.efforts()``, ``store.dependencies()``, ``store.risks()``, ``store.plans()``, or
frames of your own with the same columns.
"""

from __future__ import annotations

from ._brief import Brief, Section, brief
from ._calendar import Calendar
from ._calibrate import Calibration, calibrate
from ._charts import effort_chart, exposure_bars, risk_matrix, s_curve, tornado
from ._cover import Cover, Points
from ._forecast import Forecast, forecast
from ._network import UnknownTarget
from ._network_charts import dependency_graph, gantt
from ._past_charts import burn_up, calibration_chart, estimate_chart
from ._psplib import Psplib, read_psplib
from ._render import Chart
from ._risk import RiskSummary, risk_summary
from ._rollup import effort_by, own_and_steps
from ._throughput import Throughput, throughput

__all__ = [
    "Brief",
    "Calendar",
    "Calibration",
    "Chart",
    "Cover",
    "Forecast",
    "Points",
    "Psplib",
    "RiskSummary",
    "Section",
    "Throughput",
    "UnknownTarget",
    "brief",
    "burn_up",
    "calibrate",
    "calibration_chart",
    "dependency_graph",
    "effort_by",
    "effort_chart",
    "estimate_chart",
    "exposure_bars",
    "forecast",
    "gantt",
    "own_and_steps",
    "read_psplib",
    "risk_matrix",
    "risk_summary",
    "s_curve",
    "throughput",
    "tornado",
]
