"""Folder and store in step: look at both, decide for each plan, then save, write and delete."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from stat import S_IMODE

from ..errors import NotFoundError, OutputError, PlanformError
from ..files import DEFAULT, inside, name_of, slug_of, write_whole
from ..plan import Plan
from ..store import PlanStore, new_id
from ._decide import BY, Decider, Decision, document
from ._folder import MEANWHILE, digest_of, digest_of_bytes, files_in, take_away
from ._memory import Known, Memory
from ._pairs import pairs
from ._result import SyncResult

WRITABLE = 0o222


def sync(store: PlanStore, folder: str | Path, check: bool = False, by: str = BY) -> SyncResult:
    """Bring Markdown files and the plans of a store in step, in both directions.

    A file is its plan by the id in its front matter, else by its path; only files that changed are read. Where one side
    changed since both were in step, the other takes it; where both changed different things, each takes the other's;
    where both changed one thing, both are told and nothing of that plan is touched. A plan without a file gets one,
    a file that names its template gets a plan. Running again does nothing.

    Args:
        store: where the plans are.
        folder: the Markdown files; those in hidden folders are left out, and so are those that name no template.
        check: only say what would be done.
        by: who saves, in the store's history.

    Raises:
        NotFoundError: there is no such folder.
    """
    root = Path(folder)
    if not root.is_dir():
        raise NotFoundError("no such folder; make it, or name another", path=root)
    memory = Memory(root, store.url)
    decisions = _decisions(store, root, memory)
    if not check:
        names = [d.file.name if d.file else d.before for d in decisions]
        _begin(decisions, memory, names)
        _save(store, [d for d in decisions if d.save and d.plan], by)
        for decision in decisions:
            _carry_out(decision, store, root, memory, by)
        memory.keep(names)
    return SyncResult(tuple(sorted((d.outcome for d in decisions), key=lambda o: o.path)), check)


def _decisions(store: PlanStore, root: Path, memory: Memory) -> list[Decision]:
    files = list(files_in(root, memory.known))
    found = pairs(files, memory.known)
    decider = Decider(store, store.settings, found)
    decisions = [decider.decide(pair) for pair in found]
    seen = {pair.plan for pair in found} | {file.plan for file in files}
    taken = {path.rpartition(".")[0].casefold() for path in (*(f.name for f in files), *(d.before for d in decisions))}
    unseen = [plan_id for plan_id in decider.revisions if plan_id not in seen]
    return decisions + [_unseen(decider, plan, taken) for plan in store.find_many(unseen).values()]


def _unseen(decider: Decider, plan: Plan, taken: set[str]) -> Decision:
    name = name_of(DEFAULT, plan.key, slug_of(plan.title), plan.template.name, taken)
    taken.add(name.casefold())
    return decider.without_file(plan, f"{name}.md")


def _begin(decisions: list[Decision], memory: Memory, names: list[str]) -> None:
    """Give new plans their ids, and remember them before they are saved: a file is no second plan if this stops."""
    found = [(d.file.name, d, d.plan) for d in decisions if d.save and d.plan and not d.plan.id and d.file]
    for name, decision, plan in found:
        decision.plan = replace(plan, id=new_id())
        memory.known[name] = Known(decision.plan.id or "", 0, "")
    if found:
        memory.keep(names)


def _save(store: PlanStore, todo: list[Decision], by: str) -> None:
    """All in one transaction; where that cannot be, one by one, so that the others are saved."""
    try:
        saved = store.save_many([d.plan for d in todo if d.plan], by)
    except PlanformError as error:
        if len(todo) == 1:
            _fail(todo[0], error)
        for decision in todo if len(todo) > 1 else ():
            _save(store, [decision], by)
        return
    for decision, plan in zip(todo, saved, strict=True):
        decision.plan = plan


def _fail(decision: Decision, error: PlanformError) -> None:
    decision.plan, decision.write, decision.delete = None, False, ""
    decision.outcome.state = "failed"
    decision.outcome.detail = "; ".join(d.message for d in error.diagnostics)


def _carry_out(decision: Decision, store: PlanStore, root: Path, memory: Memory, by: str) -> None:
    """Write or delete; then both are in step, and that is remembered."""
    try:
        if decision.delete == "plan":
            store.delete(decision.outcome.plan, by)
            memory.known.pop(decision.before, None)
        elif decision.delete == "file" and decision.file:
            take_away(decision.file)
            memory.known.pop(decision.file.name, None)
        elif decision.plan and decision.write:
            _write(decision, decision.plan, root, memory)
        elif decision.file and decision.file.known and decision.outcome.state == "same":
            memory.known[decision.file.name] = _at(decision.file.known, *decision.file.stamp[1:])
    except PlanformError as error:
        _fail(decision, error)
    except OSError as error:
        _fail(decision, OutputError(f"cannot be read: {error.strerror or error}", path=root))


def _write(decision: Decision, plan: Plan, root: Path, memory: Memory) -> None:
    file = decision.file
    name = file.name if file else decision.before
    path = file.path if file else inside(root, name, "")
    text = document(plan, file)
    if (digest_of(path) != file.stamp[0]) if file else path.exists():
        raise OutputError(MEANWHILE)
    known = Known(plan.id or "", plan.revision or 0, file.stamp[0] if file else "")
    known = _at(known, *file.stamp[1:]) if file and text == file.text else _put(path, text, known)
    decision.outcome.plan = known.plan
    decision.outcome.name = decision.outcome.name or plan.key or plan.title
    memory.known[name] = known


def _put(path: Path, text: str, known: Known) -> Known:
    """Write a file; somebody may change it the moment after: then it is read the next time, whatever its time says."""
    mode = path.stat().st_mode if path.exists() else None
    if path.is_symlink():
        raise OutputError("is a link, and the store has changes for it; put the file itself here, then sync again")
    if mode is not None and not mode & WRITABLE:
        raise OutputError("is read-only, and the store has changes for it; make it writable, then sync again")
    write_whole(path, text)
    if mode is not None:
        path.chmod(S_IMODE(mode))
    about = path.stat()
    known = replace(known, digest=digest_of_bytes(text.encode()))
    return _at(known, about.st_size, about.st_mtime_ns) if digest_of(path) == known.digest else known


def _at(known: Known, size: int, changed: int) -> Known:
    return replace(known, size=size, changed=changed)
