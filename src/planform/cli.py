"""The command line: arguments in, the public functions called, results printed. No logic of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from .errors import InvalidValueError, NotFoundError, OutputError, PlanformError
from .settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from .batch import BatchResult, CheckResult
    from .plan import Plan, Template

DONE, SOME_FAILED, UNUSABLE, STOPPED = 0, 1, 2, 130
MISSING = frozenset({"None", "nan", "NaT", "<NA>"})
TABLES = frozenset({".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".yaml", ".yml", ".parquet"})

app = typer.Typer(
    name="planform",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Markdown templates become typed forms, plans become records, tables of tasks become batches and summaries.",
)
out_console, err_console = Console(), Console(stderr=True)

StoreOption = Annotated[
    str | None, typer.Option("--store", help="Path or SQLAlchemy URL; else what planform.toml says.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
StatusOption = Annotated[
    list[str] | None, typer.Option("--status", help="Only plans of this status; may be given again.")
]
OwnerOption = Annotated[list[str] | None, typer.Option("--owner", help="Only plans of this owner.")]
TemplateFilter = Annotated[list[str] | None, typer.Option("--template", help="Only plans of this template.")]
TagOption = Annotated[list[str] | None, typer.Option("--tag", help="Only plans with this tag.")]
SprintOption = Annotated[list[str] | None, typer.Option("--sprint", help="Only plans of this sprint.")]
SinceOption = Annotated[str | None, typer.Option("--since", help="Only plans saved on this day or later.")]


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Options of the program itself."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"planform {installed('planform')}")
        raise typer.Exit(DONE)


@app.command("templates")
def templates_command(
    name: Annotated[str | None, typer.Argument(help="Show the fields of this template.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the templates, or the fields of one."""
    from .plan import Template, templates

    frame = templates() if name is None else Template.load(name).fields
    show_frame(frame if as_json or name is None else frame.drop(columns=["hint", "required", "options"]), as_json)


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="A template, a filled plan, a table, or a folder of them.")],
    template: Annotated[
        str | None, typer.Option("--template", help="What the table or plan is checked against.")
    ] = None,
    mapping: Annotated[Path | None, typer.Option("--map", help="Mapping of the table's columns.")] = None,
    key: Annotated[str | None, typer.Option("--key", help="Column of keys.")] = None,
    write_map: Annotated[Path | None, typer.Option("--write-map", help="Write the mapping, to be corrected.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a template, a plan or a table holds and what is wrong with it; nothing is written but --write-map."""
    if path.is_dir():
        status = max((_check_document(p, template, as_json) for p in sorted(path.rglob("*.md"))), default=DONE)
    elif path.suffix.lower() in TABLES:
        status = _check_table(path, template, mapping, key, write_map, as_json)
    else:
        status = _check_document(path, template, as_json)
    raise typer.Exit(status)


@app.command()
def new(
    template: Annotated[str, typer.Argument(help="Name or path of the template.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write; else it is printed.")] = None,
    values: Annotated[Path | None, typer.Option("--from", help="YAML or JSON file of values.")] = None,
) -> None:
    """Write a new plan as Markdown, empty or with values from a file."""
    from .batch import read_table
    from .plan import Template

    chosen = Template.load(template)
    plan = chosen.plan(read_table(values).rows[0].cells) if values else chosen.blank()
    if plan.problems:
        raise InvalidValueError("; ".join(map(str, plan.problems)), path=str(values))
    write_text(plan.to_markdown(), out)


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(help="Plans in Markdown.")],
    template: Annotated[str | None, typer.Option("--template", help="Read them as this template.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is read from documents; nothing is written."""
    from .plan import read_plan

    found = [read_plan(path, template) for path in files]
    if as_json:
        echo_json(
            [
                {**r.plan.to_dict(), "score": r.score, "unplaced": r.unplaced, "doubts": [str(d) for d in r.doubts]}
                for r in found
            ]
        )
        return
    for path, result in zip(files, found, strict=True):
        out_console.print(
            f"{path}: {result.plan!r}, {result.score:.0%} of the text placed", markup=False, highlight=False
        )
        for first, last, text in result.unplaced:
            out_console.print(
                f"  no field for lines {first}-{last}: {text.splitlines()[0][:80]}", markup=False, highlight=False
            )
        for doubt in result.doubts:
            out_console.print(f"  doubt: {doubt}", markup=False, highlight=False)


@app.command("list")
def list_command(
    store: StoreOption = None,
    status: StatusOption = None,
    owner: OwnerOption = None,
    template: TemplateFilter = None,
    tag: TagOption = None,
    sprint: SprintOption = None,
    since: SinceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the plans of the store."""
    from .store import PlanStore

    with PlanStore(existing(store)) as records:
        frame = records.plans(**filters(status, owner, template, tag, sprint, since))
    columns = [
        "key",
        "title",
        "status",
        "owner",
        "sprint",
        "effort_text",
        "risks",
        "open_checks",
        "completeness",
        "template",
    ]
    percent = (frame["completeness"] * 100).round().astype("Int64").astype("string") + " %"
    names = frame["key"].fillna(frame["plan_id"])  # `show` takes either
    show_frame(frame if as_json else frame.assign(key=names, completeness=percent)[columns], as_json)


@app.command()
def show(
    plan: Annotated[str, typer.Argument(help="Id or key.")], store: StoreOption = None, as_json: JsonOption = False
) -> None:
    """Show one plan as Markdown."""
    from .store import PlanStore

    with PlanStore(existing(store)) as records:
        found = records.get(plan)
    if as_json:
        echo_json({**found.to_dict(), "revision": found.revision})
    else:
        write_text(found.to_markdown(), None)


@app.command()
def batch(
    table: Annotated[list[Path], typer.Argument(help="CSV, TSV, XLSX, JSON, JSONL, YAML or Parquet.")],
    template: Annotated[str, typer.Option("--template", help="Name or path of the template.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for plans, notebooks and the summary.")] = Path("out"),
    store: StoreOption = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", help="Mapping of the columns; `check --write-map` writes one.")
    ] = None,
    key: Annotated[str | None, typer.Option("--key", help="Column of keys.")] = None,
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
    from .batch import run_batch

    if missing not in ("keep", "close"):
        raise InvalidValueError(f"--missing is keep or close, not {missing!r}")
    source = table[0] if len(table) == 1 else table
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
def forecast(
    store: StoreOption = None,
    status: StatusOption = None,
    owner: OwnerOption = None,
    template: TemplateFilter = None,
    tag: TagOption = None,
    sprint: SprintOption = None,
    since: SinceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Effort and finish of what is left, with the method and what is unknown."""
    from .batch import Report
    from .store import PlanStore

    with PlanStore(existing(store)) as records:
        found = Report(records, filters(status, owner, template, tag, sprint, since)).forecast
    if as_json:
        frames = {what: json.loads(found.quantiles(what).to_json(orient="records")) for what in ("effort", "finish")}
        echo_json({"headline": found.headline, **frames, "assumptions": list(found.assumptions)})
        return
    typer.echo(found.headline)
    for what in ("effort", "finish"):
        out_console.print(f"\n{what.capitalize()} in working hours", style="bold")
        show_frame(found.quantiles(what), False)
    for assumption in found.assumptions:
        typer.echo(f"- {assumption}")


@app.command()
def report(
    store: StoreOption = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for summary.ipynb and summary.html.")] = Path("out"),
    status: StatusOption = None,
    owner: OwnerOption = None,
    template: TemplateFilter = None,
    tag: TagOption = None,
    sprint: SprintOption = None,
    since: SinceOption = None,
) -> None:
    """Write summary.ipynb and summary.html over the plans of the store."""
    from .batch import write_report

    made = write_report(existing(store), out=out, **filters(status, owner, template, tag, sprint, since))
    typer.echo(f"The summary lies in {made.html}")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The workspace; laid where absent.")] = Path("workspace"),
    only_lay: Annotated[bool, typer.Option("--no-open", help="Lay the workspace and stop.")] = False,
) -> None:
    """Lay a workspace and open JupyterLab in it; further options go to JupyterLab."""
    from .workspace import lay_workspace, open_lab

    laid = lay_workspace(folder)
    typer.echo(f"{folder}: {len(laid)} files laid, what was there is untouched")
    raise typer.Exit(DONE if only_lay else open_lab(folder, arguments=tuple(context.args)))


# --- what commands share ----------------------------------------------------------------------------------------------


def filters(status: Any, owner: Any, template: Any, tag: Any, sprint: Any, since: Any) -> dict[str, Any]:
    """The filters that a person gave."""
    given = {
        "status": status,
        "owner": owner,
        "template": template,
        "tag": tag,
        "sprint": sprint,
        "updated_since": since,
    }
    return {name: value for name, value in given.items() if value}


def existing(store: str | None) -> str:
    """A store to read from: what only reads makes no new one.

    Raises:
        NotFoundError: no file is there.
    """
    url = store or Settings.load().store_url
    if "://" not in url and not Path(url).exists():
        raise NotFoundError("no store is here yet; save a plan or run a batch, or name another with --store", path=url)
    return url


def _check_document(path: Path, template: str | None, as_json: bool) -> int:
    from .plan import Template, is_plan, read_plan

    if template or is_plan(path):
        return show_plan_check(path, read_plan(path, template).plan, as_json)
    return show_template_check(path, Template.load(path), as_json)


def show_plan_check(path: Path, plan: Plan, as_json: bool) -> int:
    """What is wrong with a filled plan."""
    if as_json:
        echo_json(
            {
                "path": str(path),
                "completeness": plan.completeness,
                "missing": list(plan.missing),
                "problems": [str(p) for p in plan.problems],
            }
        )
    else:
        typer.echo(f"{path}: {plan.completeness:.0%} filled")
        for problem in plan.problems:
            typer.echo(f"  {problem}")
        for name in plan.missing:
            typer.echo(f"  {name} is empty and required")
    return SOME_FAILED if plan.problems or plan.missing else DONE


def show_template_check(path: Path, template: Template, as_json: bool) -> int:
    """What a template holds."""
    frame = template.fields
    if as_json:
        show_frame(frame, as_json)
    else:
        typer.echo(f"{path}: {len(frame)} fields")
        show_frame(frame[["line", "path", "kind", "role"]], as_json)
    return DONE


def _check_table(
    path: Path, template: str | None, mapping: Path | None, key: str | None, write_map: Path | None, as_json: bool
) -> int:
    from .batch import check_table

    if template is None:
        raise InvalidValueError("a table is checked against a template: add --template NAME", path=path)
    result = check_table(path, template, mapping, key, write_map)
    if as_json:
        echo_json(result.to_dict())
    else:
        show_table_check(path, result)
    return result.exit_code


def show_table_check(path: Path, result: CheckResult) -> None:
    """Where the columns go, and what is wrong with rows."""
    typer.echo(f"{path}: {result.good} of {result.rows} rows can become plans")
    for column, target in result.columns.items():
        typer.echo(f"  {column} -> {target}")
    for column in result.ignored:
        typer.echo(f"  {column} is left out")
    for line in (*result.unknown, *result.failures, *result.notes):
        typer.echo(f"  {line}")


def show_batch(result: BatchResult, store: str | None) -> None:
    """What a batch did, what failed, and the totals."""
    from .batch import Report
    from .store import PlanStore

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


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    """A bar with the current row, on a terminal; silence elsewhere."""
    from tqdm import tqdm

    with tqdm(total=0, disable=True if quiet else None, unit="", leave=False, dynamic_ncols=True) as bar:

        def advance(done: int, total: int, name: str) -> None:
            bar.total = total
            bar.set_description_str(name[:24], refresh=False)
            bar.update(done - bar.n)

        yield advance


def show_frame(frame: pd.DataFrame, as_json: bool) -> None:
    """A frame as a table, or as JSON records."""
    if as_json:
        typer.echo(frame.to_json(orient="records", date_format="iso", indent=2, force_ascii=False))
        return
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in frame.columns:
        table.add_column(
            str(column), overflow="fold", no_wrap=False, justify="right" if frame[column].dtype.kind in "if" else "left"
        )
    for row in frame.itertuples(index=False):
        table.add_row(*(Text(cell_text(value)) for value in row))
    console = out_console if out_console.is_terminal else Console(width=200)
    console.print(table)


def cell_text(value: Any) -> str:
    """A cell as a person reads it."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if not isinstance(value, str) and str(value) in MISSING:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def echo_json(data: Any) -> None:
    """Plain data as JSON."""
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False, default=str))


def write_text(text: str, path: Path | None) -> None:
    """To a file that is not there yet, or printed."""
    if path is None:
        typer.echo(text, nl=not text.endswith("\n"))
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError as error:
        raise OutputError("is there already; name another file", path=path) from error
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", path=path) from error
    typer.echo(str(path))


def main() -> None:
    """Run a command; a person's mistake is told in a line, never as a traceback."""
    try:
        app()
    except PlanformError as error:
        for diagnostic in error.diagnostics:
            err_console.print(Text(f"planform: {diagnostic}"), highlight=False, soft_wrap=True)
        sys.exit(UNUSABLE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(DONE)


if __name__ == "__main__":
    main()
