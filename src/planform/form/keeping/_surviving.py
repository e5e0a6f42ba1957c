"""A form that outlives its kernel: what a person does is kept on disk until it is saved, and restored after that."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...plan import Plan, as_text, changes
from ...settings import Settings
from ..state._entries import Change, parts
from ..state._live import same
from ..state._words import restored, unkept, without_field
from ._cell import cell_token, notebook
from ._journal import Journal, Left, drop_old, left_behind
from ._kept import Kept

if TYPE_CHECKING:
    from ...store import PlanStore


class Surviving(Kept):
    """A plan under somebody's hands, whose unsaved changes are on disk.

    Only a person's work is kept there: what code writes, running the code again writes again.
    """

    def __init__(self, base: Plan, store: PlanStore | None, settings: Settings) -> None:
        self._cell = cell_token(base.template.name)
        self._journal = Journal(settings.journal_path, self._cell, self._unsaved)
        self._journaling = False
        left = _of_one_plan(left_behind(settings.journal_path, self._cell, base.id))
        super().__init__(_begun_from(base, left), store, settings)
        self._take_up(left, known=base.id)
        if self._cell or base.id:
            drop_old(settings.journal_path)

    def close(self) -> None:
        """Take the form off the page; what was not saved is restored in the next form of this plan."""
        self._journal.close()
        super().close()

    # What is kept

    def _after(self, change: Change, source: str) -> None:
        self._journaling = self._journaling or bool(source)
        if self._journaling:
            paths = dict.fromkeys(part["at"][0] for part in parts(change))
            self._keep({path: self._entries.value((path,)) for path in paths})

    def _keep(self, values: Mapping[str, Any]) -> bool:
        """Write to the journal; whether that went well. Where it did not the form goes on, and says so once."""
        if not (self._cell or self._base.id):
            return True  # no later form could be known for the same
        try:
            self._journal.write(values)
        except OSError as error:
            if "journal" not in self._notices:
                self._notify("journal", unkept(error))
            return False
        self._notify("journal", None)
        return True

    def _unsaved(self) -> tuple[dict[str, Any], dict[str, Any]]:
        base = self._base
        before = self._values_of(base)
        changed = [path for path in self._entries.fields if not same(self._entries.canonical(path), before[path])]
        head = {
            "template": base.template.name,
            "hash": base.template.hash,
            "plan": base.id,
            "revision": base.revision,
            "notebook": notebook(),
            "values": dict(base.values) if base.id else {},
            "common": dict(base.common) if base.id else {},
        }
        return head, {path: self._entries.value((path,)) for path in changed}

    def _settle(self, saved: Plan, text: str) -> None:
        self._journaling = False
        self._journal.close(delete=True)
        super()._settle(saved, text)
        self._notify("restored", None)

    # What is restored

    def _take_up(self, left: list[Left], known: str | None) -> None:
        """Show what earlier forms left behind, each as one step to be undone; then their files can go."""
        told = [self._restore(one, self._base.title if self._base.id != known else "") for one in left]
        kept = not any(told) or self._keep({})
        for one in left:
            one.let_go(delete=kept)
        if any(told):
            self._journaling = True
            self._notify("restored", {"text": " ".join(t for t in told if t), "undo": self._rev})

    def _restore(self, left: Left, plan: str) -> str:
        """Let the form say what it said then; what there is to tell of it."""
        before = self.plan
        known = {path: value for path, value in left.values.items() if self._fits(path, value)}
        changed = self._write_all(known)
        lost = {path: as_text(value) for path, value in left.values.items() if path not in known and value}
        told = restored(len(changes(before, self.plan)), time.localtime(left.at), plan) if changed else ""
        return told + without_field(lost)

    def _fits(self, path: str, value: Any) -> bool:
        """Whether a field can have a value: files may be damaged, templates change."""
        try:
            self._regrown(path, value)
        except (AttributeError, KeyError, TypeError, ValueError):
            return False
        return True

    def _snapshot(self) -> dict[str, Any]:
        keys = {"cell": self._cell, "plan": self._base.id or ""}
        return {**super()._snapshot(), "keys": keys}


def _of_one_plan(left: list[Left]) -> list[Left]:
    """Those that go on with the plan of the newest; the others stay where they are."""
    plan = left[-1].head.get("plan") if left else None
    for other in (one for one in left if one.head.get("plan") != plan):
        other.let_go(delete=False)
    return [one for one in left if one.head.get("plan") == plan]


def _begun_from(base: Plan, left: list[Left]) -> Plan:
    """The plan that the changes were made to: as it was then, so that what others saved since is not overwritten."""
    head = left[-1].head if left else {}
    if not head.get("plan") or head.get("hash") != base.template.hash:
        return base
    if (base.id, base.revision) == (head["plan"], head["revision"]):
        return base
    values = base.template.lens.canonical({**base.template.blank_values, **head["values"]})
    return replace(
        base, values=values, common=head["common"], id=head["plan"], revision=head["revision"], document=None
    )
