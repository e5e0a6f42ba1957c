"""Two people saved one plan: what each changed, and what is left to choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ..errors import RevisionConflictError
from ..plan import Plan, Step, merge_plans

DIFF = ("path", "base", "mine", "theirs", "by")
SHOWN = 3  # fields named in a message


def conflict_of(
    base: Plan | None, mine: Plan, theirs: Plan | None, what: str, deleted: bool = False
) -> RevisionConflictError:
    """The error that holds all of it."""
    merged = merge_plans(base, mine, theirs) if theirs is not None and not deleted else None
    clashes = merged.conflicts if merged else ()
    told = "; ".join([what, *_what_to_do(clashes, merged is not None, deleted)])
    error = RevisionConflictError(told, path="")
    error.base, error.mine, error.theirs = base, mine, theirs
    error.conflicts = tuple(c.path for c in clashes)
    error.diff = diff_frame(merged.steps if merged else ())
    return error


def _what_to_do(clashes: Iterable[Any], both: bool, deleted: bool) -> list[str]:
    if deleted:
        return ["store.restore(ID) brings it back"]
    if not both:
        return []
    paths = [c.path for c in clashes]
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    if not paths:
        return ["you changed different things: store.merge(error) saves both"]
    return [
        f"both changed {', '.join(paths[:SHOWN])}{more}: see the error's `diff`, then store.merge(error, "
        'choose="mine" or "theirs", or {path: side})'
    ]


def diff_frame(steps: Iterable[Step]) -> pd.DataFrame:
    """What differs between the common ancestor, mine and theirs; `by` says who changed it."""
    return pd.DataFrame([{name: getattr(step, name) for name in DIFF} for step in steps], columns=list(DIFF))
