"""What the form says to a person in words of its own."""

from __future__ import annotations

import time
from collections.abc import Mapping

from ...quantities import Effort

NO_STORE = 'This form has no store. Run form.store = pf.PlanStore("plans.db") and save again.'
NOT_SAVED_YET = "This plan was never saved: there are no revisions, and there is no conflict to end."


def meaning(text: str, unit: str | None = None) -> str:
    """How an amount of work is understood, a bare number in `unit`; ``""`` where there is none."""
    effort = Effort.parse(text, unit)
    return effort.describe() if effort.kind not in ("none", "placeholder") else ""


def restored(count: int, when: time.struct_time, plan: str) -> str:
    """What was found of an earlier form; `plan` where the form goes on with another plan than it was asked for."""
    what = f"{count} {'change' if count == 1 else 'changes'}"
    today = time.localtime()[:3] == when[:3]
    moment = time.strftime("%H:%M" if today else "%d %b, %H:%M", when).lstrip("0" if not today else "")
    return f"Restored {what}{f' of {plan!r}' if plan else ''} from {moment}; undo takes {_them(count)} back."


def without_field(lost: Mapping[str, str]) -> str:
    """What had a field in an earlier form, and has none in this one."""
    return "".join(f" What stood in {path} has no field any more: {text}" for path, text in lost.items())


def unkept(error: OSError) -> dict[str, str]:
    """That unsaved work is in the kernel only, and why."""
    why = error.strerror or type(error).__name__
    return {"text": f"What you type cannot be kept on disk until you save ({why}). Save often, or make room."}


def after_save(error: Exception) -> dict[str, str]:
    """That the plan is saved, and what the notebook wanted to do then is not done."""
    return {"text": f"The plan is saved. What form.on_save runs then failed: {type(error).__name__}: {error}"}


def _them(count: int) -> str:
    return "it" if count == 1 else "them"
