"""What two people made of one plan, for the person who has to choose; and the plan that comes of the choices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from ...errors import RevisionConflictError
from ...plan import Plan, Step, as_text, merge_plans
from ...template import Field

Way = Literal["mine", "theirs", "both"]
Choices = Mapping[str, Way]
"""Path of what both changed -> what becomes of it."""

_STEP = re.compile(r"\[(\d+)\](?:\.([^\[]+))?")


def settled(base: Plan | None, mine: Plan, theirs: Plan, keep: str | Choices) -> Plan:
    """The plan that the choices make: theirs with my changes on top.

    Raises:
        RevisionConflictError: a conflict has no choice.
    """
    both = [path for path, way in keep.items() if way == "both"] if isinstance(keep, Mapping) else []
    sides = {p: "mine" if w == "both" else w for p, w in keep.items()} if isinstance(keep, Mapping) else keep
    merged = merge_plans(base, mine, theirs, sides)  # type: ignore[arg-type]  # checked by whoever asks
    if merged.conflicts:
        error = RevisionConflictError("Something is left to choose: " + ", ".join(c.path for c in merged.conflicts))
        error.base, error.mine, error.theirs = base, mine, theirs
        error.conflicts = tuple(c.path for c in merged.conflicts)
        raise error
    plan = merged.plan
    for step in merged.steps:
        if step.path in both:
            plan = _with_both(plan, step)
    return plan


def _with_both(plan: Plan, step: Step) -> Plan:
    """The plan in which their text or row stands beside mine."""
    head, _, _ = step.path.partition("[")
    if head in plan.values:
        return replace(plan, values={**plan.values, head: _joined(plan.values[head], step.mine, step.theirs)})
    return replace(plan, common={**plan.common, head: _joined(plan.common.get(head), step.mine, step.theirs)})


def _joined(value: Any, mine: Any, theirs: Any) -> Any:
    """A value with `theirs` beside each `mine` in it: texts one below the other, rows one after the other."""
    if isinstance(value, str):
        return f"{theirs}\n\n{mine}" if value == mine else value
    if isinstance(value, dict):
        return {name: _joined(inner, mine, theirs) for name, inner in value.items()}
    if not isinstance(value, list):
        return value
    if mine in value:
        at = value.index(mine)
        return [*value[: at + 1], theirs, *value[at + 1 :]]
    return [_joined(inner, mine, theirs) for inner in value]


# --- for the page -----------------------------------------------------------------------------------------------------


def as_told(error: RevisionConflictError, mine: Plan, common: Mapping[str, Field]) -> dict[str, Any]:
    """The conflict as plain data: who saved what, and each place where the three differ, in words.

    Args:
        error: what saving raised.
        mine: the plan in the form.
        common: the common fields that the template lacks.
    """
    theirs: Plan | None = error.theirs if error.diff is not None and len(error.diff) else None
    fields = {**{f.path: f for f in mine.template.tree}, **common}
    steps = [_step(row, fields) for row in _rows(error)]
    return {
        "text": str(error),
        "revision": error.theirs.revision if error.theirs is not None else None,
        "deleted": theirs is None and error.theirs is not None,
        "clashes": [step for step in steps if step["by"] == "conflict"],
        "mine": [step for step in steps if step["by"] == "mine"],
        "theirs": [step for step in steps if step["by"] == "theirs"],
    }


def _rows(error: RevisionConflictError) -> Iterator[dict[str, Any]]:
    yield from error.diff.to_dict("records") if error.diff is not None else ()


def _step(row: dict[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    label, field = named(row["path"], fields)
    shown = {name: as_text(_known(row[name])) for name in ("base", "mine", "theirs")}
    gone = {f"{name}_gone": True for name in ("mine", "theirs") if _known(row[name]) is None}
    both = _can_be_both(row, field)
    return {"path": row["path"], "label": label, "by": row["by"], **shown, **gone, **({"both": True} if both else {})}


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value  # a frame says NaN for nothing


def _can_be_both(row: dict[str, Any], field: Field | None) -> bool:
    """Texts of several lines can stand one below the other, rows and lines one after the other."""
    if not row["mine"] or not row["theirs"]:
        return False
    return str(row["path"]).endswith("]") or (field is not None and field.kind == "prose")


def named(path: str, fields: Mapping[str, Field]) -> tuple[str, Field | None]:
    """What a person calls a path of a plan, and the field or column there; None for a row as a whole."""
    head, _, _ = path.partition("[")
    field = fields.get(head)
    label, inner = (field.label if field else head), field if head == path else None
    for number, column in _STEP.findall(path[len(head) :]):
        label += f" {int(number) + 1}"
        inner = next((c for c in field.columns if c.key == column), None) if field else None
        label += f" · {inner.label if inner else column.capitalize()}" if column else ""
        field = inner or field
    return label, inner
