"""Values become plans: found in the store or new, merged, saved, written. One way for a table and for one notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...errors import InvalidValueError, OutputError, PlanformError, RevisionConflictError
from ...files import inside, slug_of, write_whole
from ...plan import Plan, Template, digest, read_plan, update_document
from ...store import new_id
from ..mapping._candidates import Candidate
from ..mapping._cells import squeeze
from ..tables._source import Row
from ._desk import Desk, known_plans
from ._manifest import GONE, Entry, digests
from ._merge import Brought, bring, carried

Problems = list[tuple[str, str]]


@dataclass(slots=True)
class Settled:
    """A candidate on its way.

    Attributes:
        identity: its key, else its slug, with a suffix where another row has the same.
        entry: what the manifest knows and will know.
        plan: as the store has it once saved.
        state: ``new``, ``changed`` or ``same``.
        document: the text a person edited, None where the file is as planform left it.
        problems: why it goes no further; then nothing of it was changed.
        begun: of a new plan, what the manifest says before it is saved.
        former: its identity in an earlier run, when it had no key or another.
        written: whether its document is right.
    """

    candidate: Candidate
    identity: str
    entry: Entry
    plan: Plan
    state: str
    document: str | None
    problems: Problems
    begun: Entry | None = None
    former: str = ""
    written: bool = False


def settle(
    named: Mapping[str, Candidate],
    desk: Desk,
    done: Callable[[Settled], None] = lambda s: None,
    stop: Callable[[], bool] = lambda: False,
    write: bool = True,
) -> list[Settled]:
    """Save all that changed, in one transaction, then write the documents that differ.

    Whenever it is killed, the next run finds what was done: new plans are in the manifest under their ids before they
    are saved, and their documents after they are written.

    Args:
        named: identity -> candidate.
        done: called for each plan whose document is right, and for each that has problems.
        stop: asked before each document; once it says so, the others are left to the next run.
        write: False only compares.
    """
    found = [_compared(*known, desk) for known in known_plans(named, desk)]
    if not write:
        return found
    desk.manifest.put({s.identity: s.begun for s in found if s.begun is not None})
    _save(found, desk)
    finished: dict[str, Entry] = {}
    for settled in found:
        if not settled.problems and stop():
            break
        if not settled.problems:
            _write(settled, desk.out)
        if not settled.problems:
            finished |= {settled.identity: settled.entry} | ({settled.former: GONE} if settled.former else {})
            settled.written = True
        done(settled)
    desk.manifest.put(finished)
    return found


def _compared(candidate: Candidate, identity: str, current: Plan | None, former: str, desk: Desk) -> Settled:
    template, entry, begun = desk.template, desk.manifest.get(former or identity), None
    known = entry is not None and (current is None or entry.plan in ("", current.id))
    if entry is None:
        entry = Entry(desk.manifest.names.give(desk.layout, candidate.key, candidate.slug, template.name))
    if current is None:
        begun = replace(entry, plan=new_id(), notebook="")  # not the old one: who deleted a plan keeps it deleted
    plan = current or replace(template.plan(candidate.values), id=begun.plan if begun else None)
    settled = Settled(candidate, identity, replace(begun or entry), plan, "new", None, [], begun, former)
    try:
        path = inside(desk.out, entry.file, ".md")
        if current is not None:
            _merge_into(settled, current, template, path, known)
        elif path.exists() and digest(_read(path)) != entry.text:
            settled.begun = None
            settled.problems.append(
                (
                    "",
                    f"{path} is there and is not this plan's; move it away, or choose another --out or --layout",
                )
            )
    except PlanformError as error:
        settled.problems += [(d.path, d.message) for d in error.diagnostics]
    return settled


def _merge_into(settled: Settled, current: Plan, template: Template, path: Path, known: bool) -> None:
    entry = settled.entry
    if current.template.name != template.name:
        settled.problems.append(
            ("key", f"{current.key!r} is the key of a plan of template {current.template.name!r}: {current.title!r}")
        )
        return
    plan, lost = carried(current, template)
    settled.problems += lost
    plan = _with_document(settled, plan, path, known)
    merged = (
        bring(plan, entry.row if known and entry.row else None, settled.candidate.values, "the table")
        if settled.candidate.whole
        else Brought({k: v for k, v in settled.candidate.values.items() if plan[k] != v})
    )
    settled.problems += merged.conflicts
    if settled.problems:
        return
    plan = plan.with_values(merged.changes) if merged.changes else plan
    settled.plan = plan
    settled.state = (
        "changed"
        if digests(plan.said) != digests(current.said) or not plan.template.is_state(current.template.hash)
        else "same"
    )


def _with_document(settled: Settled, plan: Plan, path: Path, known: bool) -> Plan:
    """The plan with what a person changed in the document since planform wrote it."""
    text = _read(path) if path.exists() else None
    if text is None or digest(text) == settled.entry.text:
        return plan
    settled.document = text
    there = read_plan(text, plan.template).plan
    merged = bring(plan, settled.entry.values if known else None, there.said, f"the document {path.name}")
    settled.problems += merged.conflicts
    settled.problems += [
        (p.path, f"the document {path.name}: {p.message}")
        for p in there.problems
        if p.path.partition("[]")[0] in merged.changes
    ]
    return plan.with_values(merged.changes) if merged.changes and not settled.problems else plan


def _save(found: Sequence[Settled], desk: Desk) -> None:
    todo = [s for s in found if s.state != "same" and not s.problems]
    for settled in todo:
        if settled.document is not None:
            try:
                settled.plan = replace(settled.plan, document=update_document(settled.document, settled.plan))
            except PlanformError as error:
                settled.problems.append(("", str(error)))
    todo = [s for s in todo if not s.problems]
    try:
        saved = desk.store.save_many([s.plan for s in todo], by=desk.by)
        for settled, plan in zip(todo, saved, strict=True):
            settled.plan = plan
    except (RevisionConflictError, InvalidValueError):  # none went in: find out which one it is
        for settled in todo:
            try:
                settled.plan = desk.store.save(settled.plan, by=desk.by)
            except PlanformError as error:
                settled.problems.append(("", str(error)))


def _write(settled: Settled, out: Path) -> None:
    """The document, where it is not right already; the entry says what is there now."""
    entry, plan = settled.entry, settled.plan
    path = inside(out, entry.file, ".md")
    values = digests(plan.said)
    try:
        if (
            settled.document is not None
            or not path.exists()
            or entry.values != values
            or entry.template != plan.template.hash
            or entry.plan != plan.id
        ):
            text = _text(settled, path)
            if settled.document is not None or not path.exists() or digest(text) != entry.text:
                write_whole(path, text)
            entry.text = digest(text)
    except PlanformError as error:
        settled.problems.append(("", f"{path.name}: {error}"))
        return
    before = {} if settled.candidate.whole else entry.row
    entry.plan, entry.template, entry.values, entry.row = (
        plan.id or "",
        plan.template.hash,
        values,
        {**before, **digests(settled.candidate.values)},
    )


def _text(settled: Settled, path: Path) -> str:
    """A document that is there keeps its style, unless its template has changed."""
    entry, plan = settled.entry, settled.plan
    there = settled.document if settled.document is not None else (_read(path) if path.exists() else None)
    return (
        update_document(there, plan)
        if there is not None and entry.template in ("", plan.template.hash)
        else plan.to_markdown()
    )


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise OutputError("is not UTF-8 text; it stays as it is", path=path) from error
    except OSError as error:
        raise OutputError(f"cannot be read: {error.strerror or error}", path=path) from error


CLOSED = (
    "closed",
    "cancelled",
    "canceled",
    "archived",
    "won't do",
    "wontfix",
    "obsolete",
    "done",
)  # in order of fitness


def close(vanished: Mapping[str, Plan], desk: Desk) -> list[str]:
    """Give plans whose rows have vanished their template's closed status; those that were not so already."""
    by_template: dict[str, tuple[Template, dict[str, Candidate]]] = {}
    for identity, plan in vanished.items():
        own = plan.template.common["status"]
        options = {squeeze(o): o for o in own.options} if own else {}
        status = next((options[squeeze(c)] for c in CLOSED if squeeze(c) in options), "Closed")
        if plan["status"] == status:
            continue
        row, slug = Row(0, f"{identity} (no longer in the table)", {}), slug_of(plan.title) if plan.key else identity
        values = {own.path if own else "status": status}
        _, named = by_template.setdefault(plan.template.hash, (plan.template, {}))
        named[identity] = Candidate(row, plan.key, plan.title, slug, values, whole=False)
    settled = [s for t, named in by_template.values() for s in settle(named, replace(desk, template=t))]
    return [s.identity for s in settled if s.written]
