"""Two people's plans made one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..errors import PlanformError
from ..template import COMMON
from ._merge import Conflict, Side, Step, merge
from ._plan import Plan

Choice = Side | Mapping[str, Side] | None


@dataclass(frozen=True, slots=True)
class MergedPlan:
    """Two plans made one.

    Attributes:
        plan: theirs with my changes on top, their id and revision; where there is a conflict, what they have.
        conflicts: what is left to choose.
        steps: all that differs between the three.
    """

    plan: Plan
    conflicts: tuple[Conflict, ...]
    steps: tuple[Step, ...]


def merge_plans(base: Plan | None, mine: Plan, theirs: Plan, choose: Choice = None) -> MergedPlan:
    """Merge what two people made of a plan, field by field and row by row.

    Args:
        base: the plan both began from; None where nobody knows it.
        mine: one of them.
        theirs: the other; its id, revision and document are kept.
        choose: ``"mine"`` or ``"theirs"``, for all conflicts or by path (or any name that the field has).
    """
    template = mine.template if base is not None and theirs.template.hash == base.template.hash else theirs.template
    said = [None if plan is None else plan.said for plan in (base, mine, theirs)]
    merged = merge(said[0], said[1] or {}, said[2] or {}, _by_path(choose, mine))
    known = {f.key for f in template.tree}
    lost = [
        Conflict(name, None, value if name in mine.values else None, value if name in theirs.values else None)
        for name, value in merged.values.items()
        if value and name not in known and name not in COMMON
    ]  # a field that only the other template has
    values = template.lens.canonical(
        {**template.blank_values, **{k: merged.values[k] for k in known & {*merged.values}}}
    )
    common = {k: v for k, v in merged.values.items() if k in COMMON and k not in known}
    document = theirs.document if template is theirs.template and theirs.document is not None else mine.document
    plan = replace(theirs, template=template, values=values, common=common, document=document)
    return MergedPlan(plan, (*merged.conflicts, *lost), merged.steps)


def _by_path(choose: Choice, plan: Plan) -> Choice:
    """Choices by any name -> by the path of the field."""
    if not isinstance(choose, Mapping):
        return choose
    return {_path(name, plan): side for name, side in choose.items()}


def _path(name: str, plan: Plan) -> str:
    head, bracket, rest = name.partition("[")
    try:
        field = plan.template.find(head)
    except PlanformError:
        return name
    return f"{field.key}{bracket}{rest}" if field else name
