"""The batch: a table in; plans, records, documents, executed notebooks and a summary out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..engine import Job, prepared, read_notebook, run_jobs
from ..errors import InvalidValueError
from ..files import DEFAULT, check_layout, inside, open_folder, write_whole
from ..plan import Template, digest
from ..settings import Settings
from ..store import PlanStore, missing_file
from ..template import data_folder
from ._candidates import Prepared, prepare
from ._failures import Failure, write_failures
from ._manifest import Manifest, said
from ._mapping import REPORT
from ._place import Place
from ._result import BatchResult
from ._settle import Desk, Settled, close, identities, settle
from ._summary import Summary, refresh

Progress = Callable[[int, int, str], None]
CHUNK = 200  # rows between two transactions
NOT_RUN = "not run: "  # before the digest of a notebook that lies there with its parameters only


def run_batch(
    source: Any,
    template: Template | str | Path,
    out: str | Path = "out",
    store: PlanStore | str | Path | None = None,
    key: str | None = None,
    mapping: Any = None,
    layout: str = DEFAULT,
    missing: Literal["keep", "close"] = "keep",
    limit: int | None = None,
    force: bool = False,
    dry_run: bool = False,
    render_only: bool = False,
    workers: int = 2,
    executor: Executor | None = None,
    engine: str | None = None,
    on_progress: Progress | None = None,
    notebook: str | Path | None = None,
    report: bool = True,
    settings: Settings | None = None,
) -> BatchResult:
    """Make a plan of every row: validated, saved, written as Markdown, its notebook executed; then the summary of all.

    Running again does only what has changed. A row that cannot become a plan is reported in ``failures.csv``; it stops
    nothing.

    Args:
        source: a table: CSV, TSV, XLSX, JSON, JSONL, YAML or Parquet by its suffix, several such paths, a DataFrame, or
            mappings.
        template: a template, its name or its path.
        out: folder for documents, notebooks and the summary.
        store: the records: a path, a URL or an open store; without it what planform.toml says.
        key: column of keys; guessed where not given.
        mapping: a mapping file, or the same as a dict.
        layout: names of files, of ``{key}``, ``{slug}`` and ``{template}``.
        missing: plans whose row has vanished: ``keep`` reports them, ``close`` gives them a closed status.
        limit: how many rows to take.
        force: execute all notebooks, also those that nothing has changed for.
        dry_run: compare only, write nothing.
        render_only: records, Markdown, and notebooks that are ready but not executed.
        workers: notebooks executed beside each other.
        executor: something else to execute them with (`concurrent.futures`).
        engine: papermill's engine; None is nbclient.
        on_progress: called with (done, total, identity) after each document and each notebook.
        notebook: another notebook than the bundled ``plan.ipynb``; takes the same parameters.
        report: whether to end with the summary.

    Raises:
        InvalidValueError: there are no workers.
        NotFoundError: the table, the mapping, the template or the notebook is not there.
        InvalidTableError: the table or the mapping cannot be used; all unknown columns are told at once.
        OutputError: `out` cannot be written.
        StoreError: the store cannot be opened or is locked.
    """
    if workers < 1:
        raise InvalidValueError(f"{workers} workers cannot do anything; give at least 1")
    layout, settings = check_layout(layout), settings or Settings.load()
    found = prepare(source, template, mapping, key, settings, limit=limit)
    text, origin = _notebook(notebook)
    folder = Path(out) if dry_run else open_folder(Path(out))
    with _opened(store, settings, dry_run) as records:
        batch = _Batch(found, folder, records, Manifest(folder), layout, on_progress)
        if dry_run:
            batch.documents(write=False)
            return batch.result(dry_run=True)
        place = Place.of(found.template, template, records, folder, shared=not render_only)
        given = Given(text, origin, place, engine)
        try:
            batch.documents()
            if limit is None:
                batch.vanished(missing)
            if render_only:
                batch.lay(given)
            else:
                batch.execute(given, workers, executor, force)
        finally:
            batch.manifest.tidy()
        write_failures(folder, found.table.columns, batch.failures)
        if report and not render_only and batch.settled:
            batch.summary = refresh(store, records, folder, batch.manifest, settings, force)
        return batch.result()


@dataclass(frozen=True, slots=True)
class Given:
    """What all notebooks of a run have in common: text and path, shared parameters, papermill's engine."""

    text: str
    origin: str
    place: Place
    engine: str | None


class _Batch:
    """One run: the states of its rows, gathered step by step."""

    def __init__(
        self,
        found: Prepared,
        out: Path,
        store: PlanStore,
        manifest: Manifest,
        layout: str,
        progress: Progress | None,
    ) -> None:
        self.found, self.out, self.store, self.manifest, self.layout = found, out, store, manifest, layout
        self.desk = Desk(found.template, store, out, manifest, layout)
        self.progress, self.done, self.total = progress or (lambda done, total, name: None), 0, 2 * len(found.good)
        self.settled: list[Settled] = []
        self.failures: list[Failure] = list(found.failures)
        self.executed: list[str] = []
        self.missing: list[str] = []
        self.closed: list[str] = []
        self.summary: Summary | None = None

    def step(self, name: str) -> None:
        self.done += 1
        self.progress(self.done, self.total, name)

    def fail(self, settled: Settled, problems: Sequence[tuple[str, str]]) -> None:
        self.failures.append(Failure.of(settled.candidate.row, self.found.table, problems, settled.identity))

    def documents(self, write: bool = True) -> None:
        """Records and Markdown of all rows."""
        named = list(identities(self.found.good).items())
        for at in range(0, len(named), CHUNK):
            for settled in settle(
                dict(named[at : at + CHUNK]), self.desk, lambda s: self.step(s.identity), write=write
            ):
                if settled.problems:
                    self.fail(settled, settled.problems)
                else:
                    self.settled.append(settled)

    def vanished(self, missing: str) -> None:
        """Plans that an earlier table had; a table of failures says nothing of the others."""
        if all(c in self.found.table.columns for c in REPORT):
            return
        seen = {s.identity for s in self.settled} | {f.key for f in self.failures}
        gone = {i: e.plan for i in self.manifest if i not in seen and (e := self.manifest.get(i)) and e.plan}
        self.missing = list(gone)
        if missing == "close" and gone:
            plans = self.store.find_many(gone.values())
            self.closed = close({i: plans[name] for i, name in gone.items() if name in plans}, self.desk)

    def jobs(self, given: Given, force: bool, mark: str = "") -> Iterator[tuple[Settled, Job]]:
        """The notebooks that would show something else than they do; the entry says what they will show."""
        for settled in self.settled:
            parameters = given.place.parameters(settled.candidate.values)
            state = digest([given.text, parameters, said(settled.plan), settled.plan.template.hash])
            target = inside(self.out, settled.entry.file, ".ipynb")
            if force or settled.entry.notebook not in (state, mark + state) or not target.exists():
                settled.entry.notebook = mark + state
                place = given.place.environment
                yield (
                    settled,
                    Job(settled.identity, given.text, given.origin, str(target), parameters, given.engine, place),
                )
            else:
                self.step(settled.identity)

    def execute(self, given: Given, workers: int, executor: Executor | None, force: bool) -> None:
        """Execute them; one that fails, or is not reached, is tried again by the next run."""
        waiting = {job.name: (settled, job, settled.entry.notebook) for settled, job in self.jobs(given, force)}
        for settled, _, _ in waiting.values():
            settled.entry.notebook = ""
        self.manifest.put({name: settled.entry for name, (settled, _, _) in waiting.items()})
        for outcome in run_jobs([job for _, job, _ in waiting.values()], workers, executor):
            settled, _, state = waiting[outcome.name]
            if outcome.error:
                self.fail(settled, [("", outcome.error)])
            else:
                settled.entry.notebook = state
                self.executed.append(outcome.name)
                self.manifest.put({outcome.name: settled.entry})
            self.step(outcome.name)

    def lay(self, given: Given) -> None:
        """Notebooks with their parameters, not executed: a person may run them."""
        for settled, job in self.jobs(given, force=False, mark=NOT_RUN):
            write_whole(Path(job.target), prepared(job))
            self.manifest.put({settled.identity: settled.entry})
            self.step(settled.identity)

    def result(self, dry_run: bool = False) -> BatchResult:
        """What was done, or would be."""
        states: dict[str, list[str]] = {"new": [], "changed": [], "same": []}
        for settled in self.settled:
            states[settled.state].append(settled.identity)
        files = {s.identity: self.out / f"{s.entry.file}.md" for s in self.settled}
        rows = len(self.found.good) + len(self.found.failures)
        return BatchResult(
            self.out,
            self.store.url if not dry_run else "",
            rows,
            tuple(states["new"]),
            tuple(states["changed"]),
            tuple(states["same"]),
            tuple(self.executed),
            tuple(sorted(self.failures, key=lambda f: f.row)),
            tuple(self.missing),
            tuple(self.closed),
            self.found.notes,
            files,
            self.summary.html if self.summary else None,
            dry_run,
        )


def _notebook(given: str | Path | None) -> tuple[str, str]:
    path = Path(given) if given is not None else data_folder("notebooks") / "plan.ipynb"
    return read_notebook(path), str(path)


@contextmanager
def _opened(store: PlanStore | str | Path | None, settings: Settings, dry_run: bool) -> Iterator[PlanStore]:
    """The store; a dry run makes none where there is none."""
    if isinstance(store, PlanStore):
        yield store
        return
    url = str(store) if store is not None else settings.store_url
    none_yet = dry_run and missing_file(url) is not None
    with PlanStore(":memory:" if none_yet else url, settings) as opened:
        yield opened
