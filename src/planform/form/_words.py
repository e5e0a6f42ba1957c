"""What the form says to a person in words of its own."""

from __future__ import annotations

from ..errors import RevisionConflictError
from ..quantities import Effort

NO_STORE = 'This form has no store. Run form.store = pf.PlanStore("plans.db") and save again.'


def meaning(text: str, unit: str | None = None) -> str:
    """How an amount of work is understood, a bare number in `unit`; ``""`` where there is none."""
    effort = Effort.parse(text, unit)
    return effort.describe() if effort.kind not in ("none", "placeholder") else ""


def conflict(error: RevisionConflictError) -> str:
    """What a conflict means, and what the two buttons beside it do."""
    theirs = f"revision {error.theirs.revision}" if error.theirs is not None else "a newer revision"
    return (
        f"Somebody else saved this plan in the meantime ({theirs}). Keep mine puts your changes on top of theirs; "
        "Take theirs shows what they saved."
    )
