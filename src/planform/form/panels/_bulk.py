"""Changing one field of many plans at once, and taking that back; nothing that others saved meanwhile is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ...errors import PlanformError
from ...plan import Plan
from ...store import PlanStore

GONE = "is no longer there"


@dataclass(frozen=True)
class Step:
    """A plan that was changed: its revisions before and after."""

    id: str
    before: int
    after: int


@dataclass(frozen=True)
class Bulk:
    """What became of a change of several plans.

    Attributes:
        steps: the plans that were changed.
        refused: of each plan that was not, its name and why.
    """

    steps: tuple[Step, ...]
    refused: tuple[str, ...]


def change_all(store: PlanStore, seen: Mapping[str, int], name: str, value: str, by: str | None = None) -> Bulk:
    """Give a common field of several plans a value, each plan as a revision.

    Args:
        store: where they are.
        seen: ids, each with the revision that the person looked at.
        name: of the field, as `Plan.with_values` takes it.
        value: the new one.
        by: who does it.

    Returns:
        What was done. Refused are plans that somebody saved since they were looked at, and those whose template does
        not allow the value; plans that say so already are left as they are.
    """
    plans, refused, wanted = store.find_many(seen), [], []
    for plan_id, revision in seen.items():
        plan = plans.get(plan_id)
        if plan is None:
            refused.append(f"{plan_id}: {GONE}")
        elif plan.revision != revision:
            refused.append(f"{_called(plan)}: somebody saved it meanwhile (revision {plan.revision}); refresh first")
        elif (why := _complaint(plan, name, value)) is not None:
            refused.append(f"{_called(plan)}: {why}")
        else:
            wanted.append(plan.with_values({name: value}))
    saved, failed = _saved(store, wanted, by)
    before = {plan.id: plan.revision for plan in plans.values()}
    steps = [Step(p.id or "", before[p.id] or 0, p.revision or 0) for p in saved if p.revision != before[p.id]]
    return Bulk(tuple(steps), (*refused, *failed))


def take_back(store: PlanStore, bulk: Bulk, by: str | None = None) -> Bulk:
    """Make the plans of a change again what they were; one that was saved since is left, and named."""
    plans, done, refused = store.find_many(step.id for step in bulk.steps), [], []
    for step in bulk.steps:
        plan = plans.get(step.id)
        if plan is None:
            refused.append(f"{step.id}: {GONE}")
        elif plan.revision != step.after:
            refused.append(f"{_called(plan)}: somebody saved it since (revision {plan.revision}); left as it is")
        else:
            restored = store.restore(step.id, step.before, by=by)
            done.append(Step(step.id, step.after, restored.revision or 0))
    return Bulk(tuple(done), tuple(refused))


def _complaint(plan: Plan, name: str, value: str) -> str | None:
    """Why a plan cannot have a value; None where it can."""
    try:
        changed = plan.with_values({name: value})
    except PlanformError as error:
        return error.diagnostics[0].message
    new = [problem for problem in changed.problems if problem not in plan.problems]
    return new[0].message if new else None


def _saved(store: PlanStore, plans: Iterable[Plan], by: str | None) -> tuple[list[Plan], list[str]]:
    """All in one transaction; where one of them stops that, each by itself, and those that fail by name."""
    plans = list(plans)
    try:
        return store.save_many(plans, by=by), []
    except PlanformError:
        return _one_by_one(plans, lambda plan: store.save(plan, by=by))


def _one_by_one(plans: Iterable[Plan], save: Callable[[Plan], Plan]) -> tuple[list[Plan], list[str]]:
    saved, failed = [], []
    for plan in plans:
        try:
            saved.append(save(plan))
        except PlanformError as error:
            failed.append(f"{_called(plan)}: {error.diagnostics[0].message}")
    return saved, failed


def _called(plan: Plan) -> str:
    return plan.key or plan.title or plan.id or ""
