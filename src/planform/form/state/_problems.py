"""Where in the form a refused value stands: plans know rows by position, the form by ids that stay."""

from __future__ import annotations

from collections.abc import Iterable

from ...plan import Problem
from ...template import KINDS, Field
from ._entries import Entries, Place, speaks
from ._tail import is_tail, tails, unread

Told = tuple[Place, str]  # where, and what there is to say


def placed(problems: Iterable[Problem], entries: Entries) -> list[Told]:
    """A plan's problems at their places in the form."""
    return [(place, p.message) for p in problems if (place := _place(p, entries))]


def refused(fields: Iterable[Field], entries: Entries) -> list[Told]:
    """What is wrong with fields that the template does not have: the common ones."""
    checked = [(f, entries.cells[f.path]) for f in fields if f.kind in KINDS]
    return [((f.path,), why) for f, value in checked if value and (why := KINDS[f.kind].refuse(value, f.options))]


def misread(entries: Entries) -> list[Told]:
    """Parts of the tails of risks that would not be understood as such."""
    groups = (path for path, field in entries.fields.items() if field.kind == "rows" and tails(field))
    found = (told for path in groups for told in entries.walk((path,)))
    return [(at, why) for at, field, value in found if is_tail(field) and value and (why := unread(field, value))]


def _place(problem: Problem, entries: Entries) -> Place | None:
    head, *columns = problem.path.split("[].")
    if head not in entries.fields:
        return None
    place: Place = (head,)
    field, holder = entries.fields[head], entries.cells
    for key in columns:
        rows = [r for r in holder[place[-1]] if speaks(field, r)]
        holding = [r for r in rows if _holds(r["cells"][key], problem.value)]
        fits = holding if len(columns) > 1 else rows[problem.row or 0 :]  # deeper, a position says too little
        if not fits:
            return None
        place, holder = (*place, fits[0]["id"], key), fits[0]["cells"]
        field = next(c for c in field.columns if c.key == key)
    return place


def _holds(value: object, wanted: str) -> bool:
    """Whether a cell, or a row inside it, has this value."""
    if isinstance(value, list):
        return any(isinstance(r, dict) and any(_holds(v, wanted) for v in r.get("cells", {}).values()) for r in value)
    return value == wanted
