"""planform: a planning kit for JupyterLab.

Markdown templates become typed forms, filled plans become records that pandas reads, tables of tasks become
batches of plans and effort/risk summaries. Names are loaded when they are first used, so that importing is cheap.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "planform.errors": ["Diagnostic", "PlanformError", "RevisionConflictError"],
    "planform.settings": ["Settings"],
    "planform.quantities": ["Effort", "Level"],
    "planform.plan": [
        "MigrationResult",
        "Plan",
        "ReadResult",
        "Template",
        "diff",
        "export",
        "migrate",
        "read_plan",
        "templates",
        "update_document",
    ],
    "planform.store": ["PlanStore"],
    "planform.analysis": ["calibrate", "forecast", "read_psplib", "risk_summary", "throughput"],
    "planform.batch": ["run_batch", "write_report"],
    "planform.syncing": ["SyncResult", "sync"],
    "planform.form": ["BatchPanel", "Dashboard", "PlanBrowser", "PlanForm"],
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'planform' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME_OF])
