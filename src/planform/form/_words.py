"""What the form says to a person in words of its own."""

from __future__ import annotations

from ..quantities import Effort

NO_STORE = 'This form has no store. Run form.store = pf.PlanStore("plans.db") and save again.'
NOT_SAVED_YET = "This plan was never saved: there are no revisions, and there is no conflict to end."


def meaning(text: str, unit: str | None = None) -> str:
    """How an amount of work is understood, a bare number in `unit`; ``""`` where there is none."""
    effort = Effort.parse(text, unit)
    return effort.describe() if effort.kind not in ("none", "placeholder") else ""
