"""A form and its store: saving, the plan's revisions, and what somebody else saved in between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from ...errors import RevisionConflictError, StoreError, UnknownNameError
from ...plan import Plan, migrate
from ...settings import Settings
from ..state._live import Live
from ..state._words import NO_STORE, NOT_SAVED_YET, after_save
from ._conflict import Choices, as_told, settled

if TYPE_CHECKING:
    import pandas as pd

    from ...store import PlanStore

Heard = TypeVar("Heard", bound=Callable[[Plan], object])


class Kept(Live):
    """A plan under somebody's hands that a store keeps."""

    def __init__(self, base: Plan, store: PlanStore | None, settings: Settings) -> None:
        self._hear_saves: list[Callable[[Plan], object]] = []
        self._told_error: Exception | None = None
        super().__init__(base, store, settings)

    def save(self, by: str | None = None) -> Plan:
        """Save the plan to the store.

        Args:
            by: who saves.

        Returns:
            The plan with its id and revision, as `plan` has it from now on.

        Raises:
            RevisionConflictError: somebody else saved it in between; see `resolve`. Nothing is lost.
            StoreError: the form has no store, or the store refuses.
        """
        if self.store is None:
            raise StoreError(NO_STORE)
        saved = self.store.save(self.plan, by=by)
        self._settle(saved, f"Saved, revision {saved.revision}")
        self._tell_savers(saved)
        return saved

    def on_save(self, hear: Heard, remove: bool = False) -> Heard:
        """Call a function with the plan whenever this form has saved it; also as a decorator.

        Args:
            hear: the function; what it raises is shown in the form, the plan is saved all the same.
            remove: do not call it any more.
        """
        self._hear_saves = [other for other in self._hear_saves if other != hear] + ([] if remove else [hear])
        return hear

    def _tell_savers(self, saved: Plan) -> None:
        """All of them, whatever one raises: the plan is saved, and that is what the page has to say."""
        failed: Exception | None = None
        for hear in list(self._hear_saves):
            try:
                hear(saved)
            except Exception as error:  # noqa: BLE001  # raised below
                failed = failed or error
        self._notify("on_save", after_save(failed) if failed else None)
        if failed is not None:
            self._told_error = failed
            raise failed

    def resolve(self, keep: str | Choices, by: str | None = None) -> None:
        """End a conflict with what somebody else saved in between.

        What only one side changed is taken, row by row of a group; `keep` says what becomes of what both changed.

        Args:
            keep: ``"mine"`` or ``"theirs"`` or ``"both"`` for a field, by path; or ``"mine"`` for all of them; or
                ``"theirs"``: show what the store has and nothing else (`undo` brings this form's back).
            by: who saves.

        Raises:
            RevisionConflictError: something is left to choose.
            UnknownNameError: there is no such way to end it.
            StoreError: the plan was never saved.
        """
        store, plan_id = self._stored()
        if keep not in ("mine", "theirs") and not isinstance(keep, Mapping):
            raise UnknownNameError(f"keep={keep!r}: it is 'mine', 'theirs', or one of them or 'both' by path")
        theirs = store.find(plan_id) or store.restore(plan_id, by=by)  # deleted meanwhile: mine brings it back
        wanted = theirs if keep == "theirs" else settled(self._base, self.plan, theirs, keep)
        if wanted.template.hash != self.template.hash:
            raise StoreError("Somebody else moved this plan to another template: open it in a new form.")
        self._write_all(self._values_of(wanted))
        self._base, self._built = theirs, None
        if keep == "theirs":
            self._settle(theirs, f"Showing revision {theirs.revision}")
        else:
            self.save(by)

    def history(self) -> pd.DataFrame:
        """One row a revision of the plan, oldest first: revision, at, by, action, changed.

        Raises:
            StoreError: the form has no store, or the plan was never saved.
        """
        store, plan_id = self._stored()
        return store.history(plan_id)

    def restore(self, revision: int) -> Plan:
        """Show the plan as it was at a revision; it is saved when `save` is called, and `undo` takes it back.

        Raises:
            UnknownNameError: there is no such revision.
            StoreError: the form has no store, or the plan was never saved.
        """
        self._write_all(self._values_of(self._at(revision)))
        return self.plan

    def _at(self, revision: int) -> Plan:
        """The plan as it was, with the fields that this form has."""
        store, plan_id = self._stored()
        found = store.get(plan_id, revision=revision)
        return found if found.template.hash == self.template.hash else migrate(found, to=self.template).plan

    def _stored(self) -> tuple[PlanStore, str]:
        if self.store is None:
            raise StoreError(NO_STORE)
        if self._base.id is None:
            raise StoreError(NOT_SAVED_YET)
        return self.store, self._base.id

    def _settle(self, saved: Plan, text: str) -> None:
        """What the form shows is what the store has."""
        self._base, self._built = saved, None
        self._fill_in(saved)
        self._changed = False
        self.send({"op": "saved", "text": text, "revision": saved.revision, "plan": saved.id})

    def _fill_in(self, plan: Plan) -> None:
        """Take over what saving added where the form says nothing, such as the day of the start."""
        empty = {p: v for p, v in self._values_of(plan).items() if v and not self._entries.canonical(p)}
        self._write_all(empty, remember=False)

    def _told_conflict(self, error: RevisionConflictError) -> None:
        theirs = error.theirs
        who = self.store.history(theirs.id).iloc[-1]["by"] if self.store is not None and theirs is not None else None
        by = {"by": who} if isinstance(who, str) else {}
        self.send({"op": "conflict", **by, **as_told(error, self.plan, self._common)})
