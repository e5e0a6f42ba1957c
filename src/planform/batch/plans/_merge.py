"""What a table or a document says now, brought into the plan that the store has.

A value that its source did not change never overwrites what a person wrote elsewhere; where both changed one field,
nothing is changed and both are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...plan import Digest, Plan, Template, merge

EMPTY: tuple[Any, ...] = ("", [], None, {})


@dataclass(frozen=True, slots=True)
class Brought:
    """The outcome.

    Attributes:
        changes: name -> value that the plan is to take.
        conflicts: (name, message) of fields that both sides changed.
    """

    changes: dict[str, Any] = field(default_factory=dict)
    conflicts: tuple[tuple[str, str], ...] = ()


def bring(current: Plan, base: Mapping[str, str] | None, new: Mapping[str, Any], source: str) -> Brought:
    """Bring the new values of a source into a plan.

    Args:
        current: the plan as the store has it.
        base: the source's values last time, as digests; None where nobody knows.
        new: the source's values now; a name that it had last time and lacks now was emptied.
        source: what to call it in messages.
    """
    theirs = {name: current[name] for name in dict.fromkeys([*new, *(base or {})])}
    before = None if base is None else {name: Digest(known) for name, known in base.items()}
    merged = merge(before, new, theirs)
    told = tuple((c.path, _message(source, c.mine, c.theirs, base is not None)) for c in merged.conflicts)
    return Brought({name: value for name, value in merged.values.items() if value != theirs[name]}, told)


def _message(source: str, mine: Any, theirs: Any, both: bool) -> str:
    how = (
        "both changed since the last run"
        if both
        else "this folder has no record of an earlier run that would tell which is newer"
    )
    return f"{source} says {_short(mine)}, the store {_short(theirs)}: {how}; make them agree"


def _short(value: Any) -> str:
    if value in EMPTY:
        return "nothing"
    if isinstance(value, list):
        return f"{len(value)} item{'s' * (len(value) != 1)}"
    text = " ".join(str(value).split())
    return repr(text if len(text) <= 40 else f"{text[:37]}...")


def carried(plan: Plan, template: Template) -> tuple[Plan, tuple[tuple[str, str], ...]]:
    """A stored plan in the template of today, by path; and what has no place there."""
    if plan.template.hash == template.hash:
        return plan, ()
    paths = {f.path for f in template.tree}
    blank = plan.template.blank_values
    own = {k: v for k, v in plan.values.items() if v not in EMPTY and v != blank.get(k)}
    lost = [
        (
            k,
            f"{_short(v)} has no place in {template.name!r} of today, which changed since; move it by hand",
        )
        for k, v in own.items()
        if k not in paths
    ]
    made = template.plan({**{k: v for k, v in own.items() if k in paths}, **plan.common})
    return Plan(template, made.values, made.common, id=plan.id, revision=plan.revision), tuple(lost)
