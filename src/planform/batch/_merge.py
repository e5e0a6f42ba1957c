"""Three states of one plan made one: what a table or a document says now, what it said last time, what the store has.

A value that its source did not change never overwrites what a person wrote elsewhere; where both changed one field,
nothing is changed and both are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..plan import Plan, Template
from ._manifest import digest, digests

EMPTY: tuple[Any, ...] = ("", [], None, {})


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome.

    Attributes:
        changes: name -> value that the plan is to take.
        conflicts: (name, message) of fields that both sides changed.
    """

    changes: dict[str, Any] = field(default_factory=dict)
    conflicts: tuple[tuple[str, str], ...] = ()


def merge(current: Plan, base: Mapping[str, str] | None, new: Mapping[str, Any], source: str) -> Merged:
    """Bring the new values of a source into a plan.

    Args:
        current: the plan as the store has it.
        base: the source's values last time, as digests; None where nobody knows.
        new: the source's values now; a name that it had last time and lacks now was emptied.
        source: what to call it in messages.
    """
    changes: dict[str, Any] = {}
    conflicts = []
    now = digests(new)
    for name in dict.fromkeys([*new, *(base or {})]):
        mine, before, theirs = now.get(name, ""), (base or {}).get(name, ""), _digest(current[name])
        if mine == theirs or (base is not None and mine == before):
            continue
        if theirs == before or (base is None and not theirs):
            changes[name] = new[name] if name in new else type(current[name])()
        else:
            conflicts.append((name, _message(source, new.get(name), current[name], base is not None)))
    return Merged(changes, tuple(conflicts))


def _digest(value: Any) -> str:
    return "" if value in EMPTY else digest(value)


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
