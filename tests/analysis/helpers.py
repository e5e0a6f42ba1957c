"""A tiny builder of frames with the dtypes that the store gives."""

import pandas as pd

EFFORTS = [
    "plan_id", "key", "item", "position", "text", "kind", "low", "likely", "high",
    "owner", "status", "done", "depends_on",
]  # fmt: skip
NUMBERS = {"low": "Float64", "likely": "Float64", "high": "Float64", "position": "Int64", "done": "boolean"}


def item(plan, low=None, likely=None, high=None, *, name=None, kind="time", owner=None, done=False, needs=None):
    words = "-".join(f"{v:g}" for v in (low, likely, high) if v is not None)
    return {
        "plan_id": plan, "key": plan.upper(), "item": name, "text": f"{words} h" if words else None,
        "kind": kind, "low": low, "likely": likely, "high": high,
        "owner": owner, "status": None, "done": done, "depends_on": needs,
    }  # fmt: skip


def efforts(*rows):
    frame = pd.DataFrame([{"position": place, **row} for place, row in enumerate(rows)], columns=EFFORTS)
    return frame.astype({**NUMBERS, "plan_id": "str", "key": "str", "kind": "str", "owner": "str"})


def dependencies(*rows):
    """Rows of (plan, relation, text, target)."""
    return pd.DataFrame([*rows], columns=["plan_id", "relation", "text", "target_id"], dtype="str")


def risks(*rows):
    columns = ["plan_id", "risk", "likelihood", "impact", "probability", "impact_hours", "mitigation", "contingency"]
    frame = pd.DataFrame([*rows], columns=[*columns, "owner", "mitigated"])
    return frame.astype({"probability": "Float64", "impact_hours": "Float64", "mitigated": "boolean"})


def risk(plan, name="risk", likelihood=None, impact=None, probability=None, hours=None, **more):
    return {
        "plan_id": plan, "risk": name, "likelihood": likelihood, "impact": impact, "probability": probability,
        "impact_hours": hours, **more,
    }  # fmt: skip


PLANS = [
    "plan_id", "key", "title", "status", "effort_low", "effort_likely", "effort_high", "points", "actual_hours",
    "finished", "due",
]  # fmt: skip


def past(count, ratio=1.5, left=6, title="Old"):
    """Finished plans, two a week, that took `ratio` times their estimate (2 to 8 hours), and some that are left."""
    done = [
        {"plan_id": f"old{i}", "status": "Done", "effort_low": 2.0, "effort_high": 8.0, "points": 2.0,
         "actual_hours": 4 * ratio, "finished": pd.Timestamp("2026-11-20") - pd.Timedelta(days=7 * (i // 2))}
        for i in range(count)
    ]  # fmt: skip
    rest = [{"plan_id": f"new{i}", "status": "Todo", "effort_low": 2.0} for i in range(left)]
    return pd.DataFrame([*done, *rest], columns=PLANS).assign(title=title)
