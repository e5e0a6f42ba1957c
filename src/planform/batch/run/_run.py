"""The batch: a table in; plans, records, documents, executed notebooks and a summary out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal

from ...engine import best
from ...errors import InvalidValueError
from ...files import DEFAULT, check_layout, open_folder
from ...plan import Template
from ...settings import Settings
from ...store import PlanStore, missing_file
from ..mapping._candidates import prepare
from ..mapping._failures import write_failures
from ..plans._desk import Desk
from ..plans._manifest import Manifest
from ..plans._place import Place
from ..report._summary import refresh
from ._executors import crew
from ._folder import occupied
from ._notebooks import Given
from ._progress import Progress, Watcher
from ._result import BatchResult
from ._rows import Rows
from ._stop import stoppable


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
    executor: Any = None,
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
        executor: something else to execute them with: any `concurrent.futures.Executor`, a `distributed.Client`, or
            ``dask://HOST:PORT``; one that breaks is replaced by this machine.
        engine: papermill's engine; None is ``planform`` where this system can fork and there are enough rows for it to
            pay, else ``nbclient``.
        on_progress: called with (done, total, identity) after each document and each notebook; its methods
            ``failed(failure)``, ``finished(line of JSON)``, ``stopping(running)`` and ``close()``, where it has them,
            are called too.
        notebook: another notebook than the bundled ``plan.ipynb``; takes the same parameters.
        report: whether to end with the summary.

    Ctrl-C once finishes the notebooks that run, twice stops.

    Raises:
        BatchStoppedError: somebody stopped it; has the result until then.
        InvalidValueError: there are no workers, or the executor is none.
        NotFoundError: the table, the mapping, the template or the notebook is not there.
        InvalidTableError: the table or the mapping cannot be used; all unknown columns are told at once.
        OutputError: `out` cannot be written, or another run is at work in it.
        StoreError: the store cannot be opened or is locked.
    """
    begin = time.monotonic()
    if workers < 1:
        raise InvalidValueError(f"{workers} workers cannot do anything; give at least 1")
    layout, settings = check_layout(layout), settings or Settings.load()
    found = prepare(source, template, mapping, key, settings, limit=limit)
    folder = Path(out) if dry_run else open_folder(Path(out))
    with ExitStack() as opened:
        records = opened.enter_context(_opened(store, settings, dry_run))
        stop = opened.enter_context(stoppable())
        desk = Desk(found.template, records, folder, Manifest(folder), layout)
        opened.callback(desk.manifest.close)
        watch = Watcher(on_progress, 0 if dry_run else 2 * len(found.good), folder)
        opened.callback(watch.close)
        watch.stoppable(stop.ask)
        rows = Rows.of(found, desk, watch, stop, force)
        notes = found.notes
        if dry_run:
            rows.compare()
        else:
            del found  # rows forget what they have done with
            opened.enter_context(occupied(folder))
            remote = executor not in (None, "local")
            place = Place.of(rows.template, template, records, folder, settings, shared=not render_only, remote=remote)
            given = Given.of(notebook, place, engine or best(len(rows.named)), settings, folder)
            if render_only:
                rows.lay(given)
            else:
                hands = opened.enter_context(crew(executor, workers))
                stop.then += [hands.stop, lambda: watch.stopping(hands.running)]
                rows.execute(given, hands)
            if limit is None and not stop():
                rows.vanished(missing == "close")
            write_failures(folder, rows.table.columns, rows.failures)
            if report and not render_only and not stop() and rows.made:
                rows.summary = refresh(store, records, folder, desk.manifest, settings, force).html
            desk.manifest.tidy()
        return rows.result("" if dry_run else records.url, notes, dry_run, time.monotonic() - begin)


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
