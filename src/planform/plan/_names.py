"""Names of plans' values beyond fields: items of lists, what a plan waits for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..template import ITEMS, Field
from ..template import fold as fold

INDEX = re.compile(r"(.*?)\[(\d{1,9})\](?:\.(.+))?")
RELATION = re.compile(r"^(?:blocked by|depends on|dependencies)$", re.I)


def item_of(fields: Iterable[Field], name: str) -> tuple[Field, int] | None:
    """The item of a list that a template's own placeholder stands for: `STEP_2` -> (steps, 1)."""
    wanted = fold(name)
    places = ((f, [fold(p) for p in f.placeholders]) for f in fields if f.kind in ITEMS)
    return next(((f, known.index(wanted)) for f, known in places if wanted in known), None)


def depends_on(fields: Iterable[Field]) -> Field | None:
    """The field that says what a plan waits for."""
    return next(
        (f for f in fields if f.role == "dependency" and f.kind in ("line", "list") and RELATION.match(f.label)), None
    )
