"""What is to be done about one plan in two places: three-way, and nothing that a person wrote is overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..errors import PlanformError, UnknownNameError
from ..plan import Plan, Template, as_text, merge_plans, read_plan, with_front
from ..settings import Settings
from ..store import PlanStore
from ._folder import File, read_again
from ._git import committed
from ._pairs import Pair
from ._result import Outcome

BY = "sync"
SHOWN = 3  # conflicts told in one line
LONGEST = 40  # characters of a value in a message


@dataclass(slots=True)
class Decision:
    """What one pair comes to.

    Attributes:
        outcome: what is told.
        file: None where there is none yet, or none any more.
        plan: what both are to say; None where nothing is to be done.
        save: whether the store lacks some of it.
        write: whether the file may lack some of it.
        delete: ``"plan"``, ``"file"`` or ``""``.
        before: the path that a plan without a file had.
    """

    outcome: Outcome
    file: File | None
    plan: Plan | None = None
    save: bool = False
    write: bool = False
    delete: str = ""
    before: str = ""


class Decider:
    """Decides for one store; reads it, changes nothing."""

    def __init__(self, store: PlanStore, settings: Settings, found: Iterable[Pair]) -> None:
        self.store, self.settings = store, settings
        both = [(pair.plan, pair.file) for pair in found if pair.file]
        self.homes: dict[str, str] = {plan: file.name for plan, file in both if plan}
        self.unsure = next((file.name for plan, file in both if file.problem and not plan), "")
        frame = store.plans()
        named = frame["key"].fillna(frame["title"]).fillna("")
        self.revisions: dict[str, int] = dict(zip(frame["plan_id"], frame["revision"].astype(int), strict=True))
        self.names: dict[str, str] = dict(zip(frame["plan_id"], named, strict=True))
        keyed = frame[frame["key"].notna()]
        self.keys: dict[str, str] = dict(zip(keyed["key"], keyed["plan_id"], strict=True))

    def decide(self, pair: Pair) -> Decision:
        """What is to be done about one pair; a file that cannot be used stops nothing else."""
        file = pair.file
        if file is None:
            return self._without_file(pair)
        if file.problem:
            return self._told(pair, "failed", file.problem)
        if not file.plan and not file.template[0]:
            return self._told(pair, "ignored", "no `planform: {template: NAME}` in its front matter")
        try:
            return self._with_file(pair, file)
        except PlanformError as error:
            return self._told(pair, "failed", "; ".join(d.message for d in error.diagnostics))

    def without_file(self, plan: Plan, path: str) -> Decision:
        """A plan that the folder has never seen."""
        plan_id = plan.id or ""
        return Decision(Outcome(path, plan_id, self.names[plan_id], "new file"), None, plan, write=True, before=path)

    def _told(self, pair: Pair, state: str, detail: str = "") -> Decision:
        name = pair.file.name if pair.file else pair.before
        return Decision(Outcome(name, pair.plan, self.names.get(pair.plan, ""), state, detail), pair.file)

    def _without_file(self, pair: Pair) -> Decision:
        now = self.revisions.get(pair.plan)
        if now is None or pair.known is None:
            return self._told(pair, "same")
        if now == pair.known.revision:
            if self.unsure:
                told = f"the file is gone, unless it is {self.unsure}, which cannot be read; settle that first"
                return replace(self._told(pair, "failed", told), before=pair.before)
            return replace(self._told(pair, "deleted plan"), delete="plan", before=pair.before)
        found = self._told(pair, "came back")
        return replace(found, plan=self.store.get(pair.plan), write=True, before=pair.before)

    def _with_file(self, pair: Pair, file: File) -> Decision:
        if pair.plan and pair.plan not in self.revisions and pair.known and not pair.known.began:
            return self._deleted(pair, file)
        if not pair.plan or pair.plan not in self.revisions:
            return self._new(pair, file)
        known, now = pair.known, self.revisions[pair.plan]
        if not file.changed and known and known.revision == now:
            return self._told(pair, "same")
        theirs = self.store.get(pair.plan)
        if not file.changed and (text := read_again(file)) and not file.changed:
            file.text = text
            return replace(self._told(pair, "to file"), plan=theirs, write=True)
        mine = replace(self._read(file, theirs.template), id=theirs.id, revision=now)
        if says(mine) == says(theirs) and mine.template.is_state(theirs.template.hash):
            noted = mine.document != theirs.document
            return replace(self._told(pair, "to store" if noted else "same"), plan=mine, save=noted, write=True)
        if known and known.revision == now:
            return replace(self._told(pair, "to store"), plan=mine, save=True, write=True)
        return self._both(pair, file, mine, theirs)

    def _deleted(self, pair: Pair, file: File) -> Decision:
        if not file.changed and read_again(file) is not None and not file.changed:
            return replace(self._told(pair, "deleted file"), delete="file")
        told = f"its plan was deleted in the store and the file changed; bring it back (store.restore({pair.plan!r})) "
        return self._told(pair, "conflict", told + "or delete the file")

    def _new(self, pair: Pair, file: File) -> Decision:
        found = self._read(file, None)
        own = self.keys.get(found.key, "")
        if own and (pair.copied or own in self.homes):
            where = self.homes.get(own, file.plan)
            return self._told(pair, "failed", f"its key {found.key} is that of the plan in {where}; give it another")
        if own and not pair.plan:
            pair.plan, self.homes[own] = own, file.name
            return self._with_file(pair, file)
        if not pair.copied and pair.plan and (gone := self._taken_out(pair.plan)):
            return replace(self._told(pair, "back"), plan=replace(found, revision=gone), save=True, write=True)
        plan = replace(found, id=None if pair.copied else pair.plan or None)
        told = self._told(pair, "copy" if pair.copied else "new plan", f"of {file.plan}" if pair.copied else "")
        return replace(told, plan=plan, save=True, write=True)

    def _taken_out(self, plan_id: str) -> int | None:
        """The revision in which a sync took a plan out, for its file was gone: on another branch, say; else None."""
        try:
            last = self.store.history(plan_id).iloc[-1]
        except UnknownNameError:
            return None
        return int(last["revision"]) if (last["action"], str(last["by"])) == ("delete", BY) else None

    def _both(self, pair: Pair, file: File, mine: Plan, theirs: Plan) -> Decision:
        """Both may have changed since the base; where there is none, what differs is asked."""
        base = self._base(pair, file, mine)
        merged = merge_plans(base, mine, theirs)
        if merged.conflicts:
            return self._told(pair, "conflict", "; ".join(_clashes(merged.conflicts)))
        plan = replace(merged.plan, document=file.text)
        save = says(plan) != says(theirs) or not plan.template.is_state(theirs.template.hash)
        state = "merged" if save and says(plan) != says(mine) else "to store" if save else "to file"
        return replace(self._told(pair, state), plan=plan, save=save, write=True)

    def _base(self, pair: Pair, file: File, mine: Plan) -> Plan | None:
        """What both began from: the plan as it was in step, else a state of it that the file still has, else git's."""
        if pair.known:
            return self.store.get(pair.plan, revision=pair.known.revision or 1)
        for revision in range(self.revisions[pair.plan] - 1, 0, -1):
            was = self.store.get(pair.plan, revision=revision)
            if says(was) == says(mine):
                return was
        text = committed(file.path)
        return read_plan(text, mine.template).plan if text else None

    def _read(self, file: File, stored: Template | None) -> Plan:
        """The file's plan, in the template that it names: as the store keeps it, else as it is today."""
        name, mark = file.template
        same = stored is not None and (mark == stored.hash or not name)
        template = stored if same and stored else self._template(name, mark)
        found = read_plan(file.text or "", template, self.settings).plan
        file.values = found.values
        return found

    def _template(self, name: str, mark: str) -> Template | None:
        if not name or "/" in name or "\\" in name:
            return None
        try:
            return Template.load(name, self.settings)
        except UnknownNameError:
            if kept := self.store.template(mark) if mark else None:
                return kept
            raise


def says(plan: Plan) -> tuple[dict[str, Any], dict[str, Any]]:
    """All that a plan says."""
    return dict(plan.values), {name: value for name, value in plan.common.items() if value}


def document(plan: Plan, file: File | None) -> str:
    """The file of a plan: the text that is there, with only what differs rewritten."""
    if file and file.text is not None and file.values == plan.values:
        return with_front(file.text, replace(plan, document=file.text))  # it was just read: once is enough
    return replace(plan, document=file.text if file else None).to_markdown()


def _clashes(conflicts: Any) -> Iterator[str]:
    for conflict in list(conflicts)[:SHOWN]:
        yield f"{conflict.path}: the file says {_short(conflict.mine)}, the store {_short(conflict.theirs)}"
    if len(conflicts) > SHOWN:
        yield f"and {len(conflicts) - SHOWN} more"


def _short(value: Any) -> str:
    text = " ".join(as_text(value).split())
    return repr(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…") if text else "nothing"
