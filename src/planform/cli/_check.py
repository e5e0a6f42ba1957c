"""`check`: what a template, a plan or a table holds, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InvalidValueError
from ._app import DONE, SOME_FAILED, JsonOption, app
from ._shown import echo_json, show_frame

if TYPE_CHECKING:
    from ..batch import CheckResult
    from ..plan import Plan, Template

TABLES = frozenset({".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".yaml", ".yml", ".parquet"})


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


def _check_document(path: Path, template: str | None, as_json: bool) -> int:
    from ..plan import Template, is_plan, read_plan

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
    from ..batch import check_table

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
