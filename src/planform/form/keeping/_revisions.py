"""The revisions of a plan for the page: who saved what when, and what each changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...plan import FieldChange, Plan, as_text, changes

if TYPE_CHECKING:
    import pandas as pd


def as_told(history: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a history, the newest first; `changed` are paths of fields."""
    return [
        {
            "revision": int(row["revision"]),
            "at": row["at"].isoformat(),
            "by": _text(row["by"]),
            "action": _text(row["action"]),
            "changed": [path for path in _text(row["changed"]).split(", ") if path],
        }
        for row in history.iloc[::-1].to_dict("records")
    ]


def differences(older: Plan, newer: Plan) -> list[dict[str, Any]]:
    """What differs between two plans, in words."""
    return [_told(change) for change in changes(older, newer)]


def _told(change: FieldChange) -> dict[str, Any]:
    told = {
        "label": change.label,
        "section": "" if change.label.startswith(change.section) else change.section,
        "before": as_text(change.before),
        "after": as_text(change.after),
        "change": change.change,
        "delta": change.delta,
    }
    return {name: value for name, value in told.items() if value}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""  # what is not known is NA
