"""What a sync did, or would do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SAID = {  # what happened, as a person is told it
    "same": "the same",
    "new plan": "new in the store",
    "new file": "new in the folder",
    "to store": "the store took the file's changes",
    "to file": "the file took the store's changes",
    "merged": "both took each other's changes",
    "copy": "a copy, made a plan of its own",
    "deleted plan": "deleted in the store, as its file was",
    "deleted file": "deleted in the folder, as its plan was",
    "came back": "its file was deleted, but the plan has changed since: written again",
    "back": "its file is there again, and so is the plan",
    "conflict": "both changed",
    "failed": "left alone",
    "ignored": "is no plan",
}
QUIET = frozenset({"same", "ignored"})
BAD = frozenset({"conflict", "failed"})


@dataclass(slots=True)
class Outcome:
    """One plan, one file.

    Attributes:
        path: the file, as a path below the folder.
        plan: id of the plan in the store, ``""`` where there is none.
        name: the plan's key or title.
        state: a key of `SAID`.
        detail: of a conflict what both say; of a failure why.
    """

    path: str
    plan: str
    name: str
    state: str
    detail: str = ""

    def __str__(self) -> str:
        """One line."""
        what = SAID[self.state]
        return f"{self.path}: {what}{f' ({self.detail})' if self.detail else ''}"


@dataclass(frozen=True, slots=True)
class SyncResult:
    """All files and plans.

    Attributes:
        outcomes: one for each file, and for each plan that has none, by path.
        checked: whether this only looked.
    """

    outcomes: tuple[Outcome, ...]
    checked: bool = False

    def __iter__(self) -> Iterator[Outcome]:
        """What is not the same on both sides, or cannot be."""
        return (o for o in self.outcomes if o.state not in QUIET)

    @property
    def in_step(self) -> bool:
        """Whether folder and store say the same now."""
        return not any(self) if self.checked else not self.failed

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Conflicts, and what could not be read or written."""
        return tuple(o for o in self.outcomes if o.state in BAD)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a file or plan: path, plan, name, state, detail."""
        import pandas as pd

        rows = [(o.path, o.plan, o.name, o.state, o.detail) for o in self.outcomes]
        return pd.DataFrame(rows, columns=["path", "plan", "name", "state", "detail"], dtype="string")

    def __str__(self) -> str:
        """One line a difference, then the sum."""
        differ = list(self)
        same = len(self.outcomes) - len(differ)
        told = f"{same} in step" + (f", {len(differ)} {'differ' if self.checked else 'dealt with'}" if differ else "")
        return "\n".join([*map(str, differ), told])
