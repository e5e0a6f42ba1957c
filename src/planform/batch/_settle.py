"""Values become plans: found in the store or new, merged, saved, written. One way for a table and for one notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import InvalidValueError, OutputError, PlanformError, RevisionConflictError
from ..files import inside, name_of, slug_of, write_whole
from ..plan import Plan, Template, digest, read_plan, update_document
from ..store import PlanStore
from ._candidates import Candidate
from ._cells import squeeze
from ._manifest import Entry, Manifest, digests, said
from ._merge import Brought, bring, carried
from ._source import Row

BY = "batch"
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
    """

    candidate: Candidate
    identity: str
    entry: Entry
    plan: Plan
    state: str
    document: str | None
    problems: Problems


def settle(
    candidates: Sequence[Candidate],
    template: Template,
    store: PlanStore,
    out: Path,
    manifest: Manifest,
    layout: str,
    by: str = BY,
    done: Callable[[Settled], None] = lambda s: None,
    write: bool = True,
) -> list[Settled]:
    """Save all that changed, in one transaction, then write the documents that differ.

    Args:
        done: called for each plan whose document is right.
        write: False only compares.
    """
    found = [
        _compared(c, identity, template, store, out, manifest, layout, current)
        for c, identity, current in _known(candidates, template, store, manifest)
    ]
    if write:
        _save(found, store, by)
        for settled in found:
            if not settled.problems:
                _write(settled, out)
            if not settled.problems:
                manifest.entries[settled.identity] = settled.entry
            done(settled)
    return found


def _known(
    candidates: Iterable[Candidate], template: Template, store: PlanStore, manifest: Manifest
) -> Iterable[tuple[Candidate, str, Plan | None]]:
    """Each candidate with its identity, and its plan where the store has one."""
    named: dict[str, Candidate] = {}
    for candidate in candidates:
        identity, n = candidate.key or candidate.slug, 2
        while identity in named:
            identity, n = f"{candidate.slug}-{n}", n + 1
        named[identity] = candidate
    keyless = _keyless(template, store) if any(not c.key for c in named.values()) else {}
    ask = {
        i: c.key or (manifest.entries[i].plan if i in manifest.entries else "") or keyless.get(c.title, "")
        for i, c in named.items()
    }
    plans = store.find_many(a for a in ask.values() if a)
    return [(candidate, identity, plans.get(ask[identity])) for identity, candidate in named.items()]


def _keyless(template: Template, store: PlanStore) -> dict[str, str]:
    """Title -> id of this template's plans that have no key; a title that several have names none."""
    frame = store.plans(template=template.name)
    frame = frame[frame["key"].isna() & ~frame["title"].duplicated(keep=False)]
    return dict(zip(frame["title"], frame["plan_id"], strict=True))


def _compared(
    candidate: Candidate,
    identity: str,
    template: Template,
    store: PlanStore,
    out: Path,
    manifest: Manifest,
    layout: str,
    current: Plan | None,
) -> Settled:
    entry = manifest.entries.get(identity)
    known = entry is not None and (current is None or entry.plan in ("", current.id))
    if entry is None:
        entry = Entry(name_of(layout, candidate.key, candidate.slug, template.name, manifest.files))
        manifest.entries[identity] = entry  # the name is taken from now on
    entry = replace(entry, row=dict(entry.row), values=dict(entry.values))
    settled = Settled(candidate, identity, entry, template.plan(candidate.values), "new", None, [])
    try:
        path = inside(out, entry.file, ".md")
        if current is not None:
            _merge_into(settled, current, template, path, known)
        elif path.exists() and digest(_read(path)) != entry.text:
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
        if digests(said(plan)) != digests(said(current)) or not plan.template.is_state(current.template.hash)
        else "same"
    )


def _with_document(settled: Settled, plan: Plan, path: Path, known: bool) -> Plan:
    """The plan with what a person changed in the document since planform wrote it."""
    text = _read(path) if path.exists() else None
    if text is None or digest(text) == settled.entry.text:
        return plan
    settled.document = text
    there = read_plan(text, plan.template).plan
    merged = bring(plan, settled.entry.values if known else None, said(there), f"the document {path.name}")
    settled.problems += merged.conflicts
    settled.problems += [
        (p.path, f"the document {path.name}: {p.message}")
        for p in there.problems
        if p.path.partition("[]")[0] in merged.changes
    ]
    return plan.with_values(merged.changes) if merged.changes and not settled.problems else plan


def _save(found: Sequence[Settled], store: PlanStore, by: str) -> None:
    todo = [s for s in found if s.state != "same" and not s.problems]
    for settled in todo:
        if settled.document is not None:
            try:
                settled.plan = replace(settled.plan, document=update_document(settled.document, settled.plan))
            except PlanformError as error:
                settled.problems.append(("", str(error)))
    todo = [s for s in todo if not s.problems]
    try:
        saved = store.save_many([s.plan for s in todo], by=by)
        for settled, plan in zip(todo, saved, strict=True):
            settled.plan = plan
    except (RevisionConflictError, InvalidValueError):  # none went in: find out which one it is
        for settled in todo:
            try:
                settled.plan = store.save(settled.plan, by=by)
            except PlanformError as error:
                settled.problems.append(("", str(error)))


def _write(settled: Settled, out: Path) -> None:
    """The document, where it is not right already; the entry says what is there now."""
    entry, plan = settled.entry, settled.plan
    path = inside(out, entry.file, ".md")
    values = digests(said(plan))
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


def close(identity: str, plan: Plan, store: PlanStore, out: Path, manifest: Manifest, layout: str) -> bool:
    """Give a plan whose row has vanished its template's closed status; False where that cannot be, or is so already."""
    own = plan.template.common["status"]
    options = {squeeze(o): o for o in own.options} if own else {}
    status = next((options[squeeze(c)] for c in CLOSED if squeeze(c) in options), "Closed")
    if plan["status"] == status:
        return False
    row = Row(0, f"{identity} (no longer in the table)", {})
    candidate = Candidate(
        row,
        plan.key,
        plan.title,
        identity if not plan.key else slug_of(plan.title),
        {own.path if own else "status": status},
        whole=False,
    )
    return not settle([candidate], plan.template, store, out, manifest, layout)[0].problems
