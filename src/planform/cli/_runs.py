"""Commands that run notebooks: a batch, a report."""

from __future__ import annotations

import shlex
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InvalidValueError
from ._app import STOPPED, FormatOption, StoreOption, app, existing
from ._filters import filtered
from ._folder import TemplatesOption, settings_with
from ._shown import warn

if TYPE_CHECKING:
    from ..batch import BatchResult
    from ._progress import Watched

SHOWN = 20  # failures that are printed; the file has all
FORECAST = 5_000  # rows up to which the totals are worth the wait; `planform forecast` has no limit


@app.command()
def batch(
    table: Annotated[
        list[str],
        typer.Argument(
            help="CSV, TSV, XLSX, JSON, JSONL, YAML or Parquet; several, a 'pattern*', or - for standard input."
        ),
    ],
    template: Annotated[str, typer.Option("--template", help="Name or path of the template.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for plans, notebooks and the summary.")] = Path("out"),
    folder: TemplatesOption = None,
    store: StoreOption = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", help="Mapping of the columns; `check --write-map` writes one.")
    ] = None,
    key: Annotated[str | None, typer.Option("--key", help="Column of keys.")] = None,
    form: FormatOption = None,
    layout: Annotated[
        str, typer.Option("--layout", help="Names of files, of {key}, {slug}, {template}.")
    ] = "{key}-{slug}",
    missing: Annotated[str, typer.Option("--missing", help="Plans whose row has vanished: keep or close.")] = "keep",
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Only so many rows.")] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Notebooks beside each other.")] = 2,
    executor: Annotated[str, typer.Option("--executor", help="Who executes: local, or dask://HOST:PORT.")] = "local",
    engine: Annotated[str | None, typer.Option("--engine", help="papermill's engine: planform, nbclient.")] = None,
    notebook: Annotated[Path | None, typer.Option("--notebook", help="Another notebook than plan.ipynb.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Execute all notebooks again.")] = False,
    render_only: Annotated[bool, typer.Option("--render-only", help="Records and Markdown, no notebooks.")] = False,
    with_report: Annotated[bool, typer.Option("--report/--no-report", help="End with the summary of all.")] = True,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, a line a row, the whole in the last.")] = False,
) -> None:
    """Make a plan of every row: record, document, executed notebook; then the summary of all."""
    from ..batch import BatchStoppedError, read_table, run_batch
    from ._progress import Lines, Watched

    if missing not in ("keep", "close"):
        raise InvalidValueError(f"--missing is keep or close, not {missing!r}")
    again = ["--template", template, *_given("--templates", folder), *_given("--out", out), *_given("--store", store)]
    again += [*_given("--map", mapping), *_given("--key", key), *_given("--notebook", notebook)]
    again += ["--render-only"] * render_only  # and no --format: what failed is a CSV
    watched = Lines() if as_json else Watched()
    try:
        with ended_by_system():
            result = run_batch(
                read_table(table, form),
                template,
                out,
                store,
                key,
                mapping,
                layout,
                "close" if missing == "close" else "keep",
                limit=limit,
                force=force,
                dry_run=dry_run,
                render_only=render_only,
                workers=workers,
                executor=executor,
                engine=engine,
                on_progress=watched,
                notebook=notebook,
                report=with_report,
                settings=settings_with(folder),
            )
    except BatchStoppedError as stopped:
        show_batch(stopped.result, store, again, watched)
        raise typer.Exit(STOPPED) from None
    except KeyboardInterrupt:  # typer would end without a word
        warn("stopped at once; what is finished is whole. The same command goes on")
        raise typer.Exit(STOPPED) from None
    except SystemExit:
        warn("ended by the system; what is finished is whole. The same command goes on")
        raise
    show_batch(result, store, again, watched)
    raise typer.Exit(result.exit_code)


def _given(option: str, value: object) -> list[str]:
    return [] if value is None else [option, str(value)]


@contextmanager
def ended_by_system() -> Iterator[None]:
    """Whoever ends this program, or closes its terminal, ends it in order: nothing is left running."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    wanted = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {n: signal.signal(n, end) for n in wanted if signal.getsignal(n) is signal.SIG_DFL} if _in_main() else {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _in_main() -> bool:
    return threading.current_thread() is threading.main_thread()


@app.command()
@filtered
def report(
    chosen: dict[str, Any],
    store: StoreOption = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for summary.ipynb and summary.html.")] = Path("out"),
    notebook: Annotated[
        Path | None, typer.Option("--notebook", help="Your own summary notebook instead of the bundled one.")
    ] = None,
) -> None:
    """Write summary.ipynb and summary.html over the plans of the store."""
    from ..batch import write_report

    made = write_report(existing(store), out, notebook, **chosen)
    typer.echo(f"The summary lies in {made.html}")


def show_batch(result: BatchResult, store: str | None, again: list[str], watched: Watched) -> None:
    """What a batch did, what failed, the totals, and what to do next."""
    if watched.as_json:
        typer.echo(result.last_line)
        return
    typer.echo(f"{result} in {_duration(result.seconds)}")
    for line in (*(f for f in result.failures[:SHOWN] if f is not watched.first), *result.notes):
        typer.echo(f"  {line}", err=True)
    if len(result.failures) > SHOWN:
        typer.echo(f"  and {len(result.failures) - SHOWN:,} more", err=True)
    if not result.dry_run and not result.stopped and result.rows <= FORECAST:
        typer.echo(_headline(store))
    for line in _next(result, again):
        typer.echo(line, err=bool(result.failures))


def _headline(store: str | None) -> str:
    from ..batch import Report
    from ..store import PlanStore

    with PlanStore(store) as records:
        return Report(records).forecast.headline


def _next(result: BatchResult, again: list[str]) -> Iterator[str]:
    """What a person does now."""
    if result.stopped:
        yield "Stopped; what is done is whole. The same command goes on."
    elif result.dry_run:
        yield "Nothing was written; the same without --dry-run does it."
    if result.failures and not result.dry_run:
        file = result.out / "failures.csv"
        yield f"The rows that failed are in {file}: correct them there, then"
        yield f"  {shlex.join(['planform', 'batch', str(file), *again])}"
    if result.summary:
        yield f"The summary lies in {result.summary}, the plans beside it."
    elif not (result.dry_run or result.stopped or result.failures) and "--render-only" in again:
        yield f"The plans lie in {result.out}; the same without --render-only executes their notebooks."


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"
