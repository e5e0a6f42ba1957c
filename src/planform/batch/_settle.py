"""Values become plans: found in the store or new, merged, saved, written. One way for a table and for one notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import InvalidValueError, OutputError, PlanformError, RevisionConflictError
from ..files import inside, slug_of, write_whole
from ..plan import Plan, Template, digest, read_plan, update_document
from ..store import PlanStore, new_id
from ._candidates import Candidate
from ._cells import squeeze
from ._manifest import GONE, Entry, Manifest, digests, said
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
        begun: of a new plan, what the manifest says before it is saved.
        former: its identity in an earlier run, when its row had no key.
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


@dataclass(slots=True)
class Desk:
    """Where plans are settled.

    Attributes:
        template: what they are made from.
        store: where they are saved.
        out: where their documents lie.
        manifest: what earlier runs did there.
        layout: names of new files.
        by: who saves them.
        keyless: title -> id of the template's plans without a key, as they were when first asked for.
    """

    template: Template
    store: PlanStore
    out: Path
    manifest: Manifest
    layout: str
    by: str = BY
    keyless: dict[str, str] | None = None


def identities(candidates: Iterable[Candidate]) -> dict[str, Candidate]:
    """Each by its key, else its slug; with a number where another row has the same."""
    named: dict[str, Candidate] = {}
    following: dict[str, int] = {}
    for candidate in candidates:
        identity, n = candidate.key or candidate.slug, following.get(candidate.slug, 2)
        while identity in named:
            identity, n = f"{candidate.slug}-{n}", n + 1
        following[candidate.slug] = n
        named[identity] = candidate
    return named


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
    found = [_compared(*known, desk) for known in _known(named, desk)]
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


def _known(named: Mapping[str, Candidate], desk: Desk) -> Iterator[tuple[Candidate, str, Plan | None, str]]:
    """Each candidate with its identity, its plan where the store has one, and its identity before it had a key."""
    ask = {identity: c.key or _keyless(identity, c, desk) for identity, c in named.items()}
    plans = desk.store.find_many(a for a in ask.values() if a)
    adopted = _adopted({c.slug: i for i, c in named.items() if c.key and c.key not in plans}, named, desk)
    for identity, candidate in named.items():
        plan, former = adopted.get(identity, (plans.get(ask[identity]), ""))
        yield candidate, identity, plan, former


def _keyless(identity: str, candidate: Candidate, desk: Desk) -> str:
    """The id of the plan of a row without a key: as the last run knew it, else by its title."""
    entry = desk.manifest.get(identity)
    if entry is not None:
        return entry.plan
    if desk.keyless is None:  # a title that several plans have names none
        frame = desk.store.plans(template=desk.template.name)
        frame = frame[frame["key"].isna() & ~frame["title"].duplicated(keep=False)]
        desk.keyless = dict(zip(frame["title"], frame["plan_id"], strict=True))
    return desk.keyless.get(candidate.title, "")


def _adopted(slugs: Mapping[str, str], named: Mapping[str, Candidate], desk: Desk) -> dict[str, tuple[Plan, str]]:
    """Identity -> plan and former identity, of rows that had no key last time and have one now."""
    former = {slug: e.plan for slug in slugs if slug not in named and (e := desk.manifest.get(slug)) and e.plan}
    plans = desk.store.find_many(former.values()) if former else {}
    same = {slug: plan for slug, name in former.items() if (plan := plans.get(name)) and not plan.key}
    return {slugs[slug]: (p, slug) for slug, p in same.items() if p.title == named[slugs[slug]].title}


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
