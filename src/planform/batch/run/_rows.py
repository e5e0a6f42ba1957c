"""The rows of one run: a part of the table at a time becomes records and documents, then notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from ...engine import Job, prepared
from ...errors import Diagnostic
from ...files import write_whole
from ...plan import Template
from ..mapping._candidates import Candidate, Prepared
from ..mapping._failures import Failure
from ..plans._desk import Desk, identities
from ..plans._manifest import Entry, digests
from ..plans._settle import Settled, close, settle
from ..tables._source import Table
from ._executors import AHEAD, Crew, Worked
from ._notebooks import NOT_RUN, Given
from ._progress import Watcher
from ._result import BatchResult, Item
from ._stop import BatchStoppedError, Stop

CHUNK = 200  # rows between two transactions
FEW = 25  # where notebooks are executed, so that the first begin soon
DONE = ("new", "changed", "same")


@dataclass(slots=True)
class Rows:
    """One run: what becomes of its rows, gathered part by part.

    Attributes:
        table: where they came from.
        desk: where plans are settled.
        watch: who is told.
        stop: whether somebody wants it to end.
        force: execute all notebooks.
        named: identity -> row that is still to be worked on; then it is forgotten.
        items: identity -> what became of the row.
        bad: rows that failed before anything began.
        gone: plans whose rows have vanished.
        failures: rows that failed, in whatever order.
        waiting: identity -> row, manifest's entry and state of notebooks that are handed out.
        notes: what a person should know.
        summary: the page at the end.
    """

    table: Table
    desk: Desk
    watch: Watcher
    stop: Stop
    force: bool
    named: dict[str, Candidate]
    items: dict[str, Item]
    bad: list[Item]
    failures: list[Failure]
    gone: list[Item] = field(default_factory=list)
    waiting: dict[str, tuple[Candidate, Entry, str]] = field(default_factory=dict)
    notes: list[Diagnostic] = field(default_factory=list)
    summary: Path | None = None

    @classmethod
    def of(cls, found: Prepared, desk: Desk, watch: Watcher, stop: Stop, force: bool) -> Rows:
        """All rows wait, but for those that failed already."""
        named = identities(found.good)
        items = {i: Item(c.row.number, i, c.title, "waiting") for i, c in named.items()}
        bad = [Item(f.row, f.key, "", "failed", error=f.message) for f in found.failures]
        for failure, item in zip(found.failures, bad, strict=True):
            watch.failed(failure)
            watch.finished(item)
        return cls(found.table, desk, watch, stop, force, named, items, bad, list(found.failures))

    @property
    def template(self) -> Template:
        """What the plans are made from."""
        return self.desk.template

    # --- what a run does

    def compare(self) -> None:
        """Only what would be done."""
        for part in self._parts():
            for settled in settle(part, self.desk, write=False):
                self._settled(settled)
                if not settled.problems:
                    self.watch.finished(self.items[settled.identity])

    def lay(self, given: Given) -> None:
        """Records, documents, and notebooks that are ready: a person may run them."""
        for part in self._parts():
            laid = {}
            for settled in self._documents(part):
                if made := given.job(settled, False, NOT_RUN):
                    write_whole(Path(made[0].target), prepared(made[0]))
                    laid[settled.identity] = replace(settled.entry, notebook=made[1])
                self.items[settled.identity].notebook = "ready" if made else "current"
                self._finished(settled.identity)
            self.desk.manifest.put(laid)

    def execute(self, given: Given, crew: Crew) -> None:
        """Records, documents, and notebooks that are executed, where several work while the next rows are read."""
        for part in self._parts(FEW):
            crew.give([job for settled in self._documents(part, crew) if (job := self._job(given, settled))])
            self._take(crew.until(AHEAD if crew.abreast else 0))
        self._take(crew.until(0))
        self.notes += [Diagnostic("executor", note) for note in crew.notes]

    def vanished(self, closing: bool) -> None:
        """Plans that an earlier table had; a table of failures says nothing of the others."""
        if self.table.of_failures:
            return
        seen = {*self.items, *(f.key for f in self.failures)}
        known = {i: e for i in self.desk.manifest if i not in seen and (e := self.desk.manifest.get(i)) and e.plan}
        closed = self._closed(list(known.items())) if closing else set()
        for identity, entry in known.items():
            state = "closed" if identity in closed else "missing"
            self.gone.append(Item(0, identity, "", state, entry.file, entry.plan))
        self.notes += _renamed(known, self._fresh()) if known else ()

    def _closed(self, known: list[tuple[str, Entry]]) -> set[str]:
        found: set[str] = set()
        for at in range(0, len(known), CHUNK):
            ids = {identity: entry.plan for identity, entry in known[at : at + CHUNK]}
            plans = self.desk.store.find_many(ids.values())
            found.update(close({i: plans[name] for i, name in ids.items() if name in plans}, self.desk))
        return found

    # --- its parts

    def _parts(self, size: int = CHUNK) -> Iterator[dict[str, Candidate]]:
        """Some rows at a time, until somebody stops; they are forgotten here."""
        while self.named and not self.stop():
            part = dict(islice(self.named.items(), size))
            for identity in part:
                del self.named[identity]
            yield part

    def _documents(self, part: dict[str, Candidate], crew: Crew | None = None) -> list[Settled]:
        """Save and write a part of the rows; those that are right. Meanwhile, outcomes are taken as they come."""

        def done(settled: Settled) -> None:
            self._settled(settled)
            self.watch.step(settled.identity)
            if crew is not None and crew.abreast:
                self._take(crew.ready())

        return [s for s in settle(part, self.desk, done, self.stop) if s.written]

    def _settled(self, settled: Settled) -> None:
        item = self.items[settled.identity]
        if settled.problems:
            self._fail(settled.identity, settled.candidate, settled.problems)
            self._finished(settled.identity)  # its notebook will not come
            return
        item.state, item.file = settled.state, settled.entry.file
        item.plan = settled.plan.id or ""

    def _fail(self, identity: str, candidate: Candidate, problems: Sequence[tuple[str, str]]) -> None:
        failure = Failure.of(candidate.row, self.table, problems, identity)
        self.failures.append(failure)
        self.watch.failed(failure)
        item = self.items[identity]
        item.error, item.state = failure.message, item.state if item.state in DONE else "failed"

    def _job(self, given: Given, settled: Settled) -> Job | None:
        item = self.items[settled.identity]
        made = given.job(settled, self.force)
        if made is None:
            item.notebook = "current"
            self._finished(settled.identity)
            return None
        item.notebook = "waiting"
        self.waiting[settled.identity] = settled.candidate, settled.entry, made[1]
        return made[0]

    def _take(self, outcomes: Iterable[Worked]) -> None:
        """Note what was executed; a notebook that failed, or is not reached, is tried again by the next run."""
        for worked in outcomes:
            name, error = worked.outcome.name, worked.outcome.error
            candidate, entry, state = self.waiting.pop(name)
            item = self.items[name]
            item.seconds, item.notebook = worked.seconds, "failed" if error else "executed"
            if error:
                self._fail(name, candidate, [("", error)])
            self.desk.manifest.put({name: replace(entry, notebook="" if error else state)})
            self._finished(name)

    def _finished(self, name: str) -> None:
        self.watch.step(name)
        self.watch.finished(self.items[name])

    def _fresh(self) -> dict[str, Entry]:
        """New plans that have a key, as far as they may be old ones under another."""
        new = [i for i, item in self.items.items() if item.state == "new"]
        return {i: e for i in new if (e := self.desk.manifest.get(i))}

    # --- what came of it

    @property
    def made(self) -> bool:
        """Whether any row became a plan."""
        return any(item.state in DONE for item in self.items.values())

    def result(self, store: str, notes: Sequence[Diagnostic], dry_run: bool, seconds: float) -> BatchResult:
        """In the order of the table; then plans without a row.

        Raises:
            BatchStoppedError: somebody stopped it.
        """
        items = (*sorted([*self.items.values(), *self.bad], key=lambda item: item.row), *self.gone)
        failures = tuple(sorted(self.failures, key=lambda f: f.row))
        told, stopped = (*notes, *self.notes), self.stop()
        made = BatchResult(self.desk.out, store, items, failures, told, self.summary, dry_run, stopped, seconds)
        if stopped:
            raise BatchStoppedError(made)
        return made


def _renamed(gone: dict[str, Entry], new: dict[str, Entry]) -> Iterator[Diagnostic]:
    """A row that vanished and one that is new and says the same but for the key: the same thing, perhaps."""
    of = {tuple(sorted(_but_for_the_key(e, i).items())): i for i, e in gone.items()}
    for identity, entry in new.items():
        if before := of.get(tuple(sorted(_but_for_the_key(entry, identity).items()))):
            yield Diagnostic(
                "renamed",
                f"{identity} is new and says what {before} said, which is no longer in the table. If it is the same "
                f"thing, delete the new plan and give the old one the key {identity}: the next run goes on with that",
            )


def _but_for_the_key(entry: Entry, identity: str) -> dict[str, str]:
    key = next(iter(digests({"": identity}).values()))
    return {name: value for name, value in entry.row.items() if value != key}
