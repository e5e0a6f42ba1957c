"""Commands that run notebooks: a batch, a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InvalidValueError
from ._app import STOPPED, FormatOption, JsonOption, StoreOption, app, existing
from ._filters import filtered
from ._folder import TemplatesOption, settings_with
from ._shown import echo_json, err_console, progress_bar

if TYPE_CHECKING:
    from ..batch import BatchResult


@app.command()
def batch(
    table: Annotated[
        list[Path],
        typer.Argument(help="CSV, TSV, XLSX, JSON, JSONL, YAML or Parquet; patterns too; - is standard input."),
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
    force: Annotated[bool, typer.Option("--force", help="Execute all notebooks again.")] = False,
    render_only: Annotated[bool, typer.Option("--render-only", help="Records and Markdown, no notebooks.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Make a plan of every row: record, document, executed notebook; then the summary of all."""
    from ..batch import read_table, run_batch

    if missing not in ("keep", "close"):
        raise InvalidValueError(f"--missing is keep or close, not {missing!r}")
    source = read_table(table, form)
    try:
        with progress_bar(as_json) as advance:
            result = run_batch(
                source,
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
                on_progress=advance,
                settings=settings_with(folder),
            )
    except KeyboardInterrupt:  # typer would end without a word
        err_console.print(
            "planform: stopped; what is finished is whole, run the same command to go on", highlight=False
        )
        raise typer.Exit(STOPPED) from None
    if as_json:
        echo_json(result.to_dict())
    else:
        show_batch(result, store)
    raise typer.Exit(result.exit_code)


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


def show_batch(result: BatchResult, store: str | None) -> None:
    """What a batch did, what failed, and the totals."""
    from ..batch import Report
    from ..store import PlanStore

    typer.echo(str(result))
    for line in (*result.failures, *result.notes):
        typer.echo(f"  {line}", err=True)
    if result.failures and not result.dry_run:
        typer.echo(
            f"The rows that failed are in {result.out / 'failures.csv'}: correct them there and run it again.", err=True
        )
    if not result.dry_run:
        with PlanStore(store) as records:
            typer.echo(Report(records).forecast.headline)
    if result.summary:
        typer.echo(f"The summary lies in {result.summary}, the plans beside it.")
