"""Which file is which plan: by the id that it says, else by its path, else by its key; copies and renames are seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ._folder import File
from ._memory import Known


@dataclass(slots=True)
class Pair:
    """One plan in both places, or in one.

    Attributes:
        file: None where the folder has none.
        plan: the plan's id; ``""`` for a file that is no plan yet.
        known: what was in step, at this path or at the one the file was renamed from.
        copied: the file said that it is a plan which another file is: it becomes one of its own.
        before: the path that a plan without a file had.
    """

    file: File | None
    plan: str
    known: Known | None
    copied: bool = False
    before: str = ""


def pairs(files: Iterable[File], known: dict[str, Known]) -> list[Pair]:
    """Files with their plans, then the plans whose files are gone."""
    found = list(files)
    by_plan: dict[str, list[File]] = defaultdict(list)
    for file in found:
        by_plan[file.plan].append(file)
    paths = {file.name for file in found}
    moved = {k.plan: k for name, k in known.items() if name not in paths}
    out = []
    for file in found:
        first = not file.plan or file is original(by_plan[file.plan])
        own = file.known if file.known and file.known.plan == file.plan else moved.get(file.plan)
        out.append(Pair(file, file.plan if first else "", own if first else None, not first))
    gone = [(name, k) for name, k in known.items() if name not in paths and k.plan not in by_plan]
    return out + [Pair(None, k.plan, k, before=name) for name, k in gone]


def original(files: list[File]) -> File:
    """Of files that say they are one plan the one that was it before, else the first by name."""
    return next((f for f in files if f.known and f.known.plan == f.plan), files[0])
