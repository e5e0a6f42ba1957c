"""planform: a planning kit for JupyterLab.

Markdown templates become typed forms, filled plans become records that pandas reads, tables of tasks become
batches of plans and effort/risk summaries. Names are loaded when they are first used, so that importing is cheap.
"""

from __future__ import annotations

from .lazy import lazily

__version__ = "0.1.0"

_HOMES = {
    "errors": ["Diagnostic", "PlanformError", "RevisionConflictError"],
    "settings": ["Settings"],
    "quantities": ["Effort", "Level"],
    "plan": [
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
    "store": ["PlanStore"],
    "analysis": ["calibrate", "forecast", "read_psplib", "risk_summary", "throughput"],
    "batch": ["run_batch", "write_report"],
    "syncing": ["SyncResult", "sync"],
    "form": ["BatchPanel", "Dashboard", "PlanBrowser", "PlanForm"],
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)

__getattr__ = lazily(__name__, _HOME_OF)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME_OF])
