"""`check`: what a template, a plan or a table holds, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InvalidTemplateError, InvalidValueError, NotFoundError
from ..settings import Settings
from ._app import DONE, SOME_FAILED, UNUSABLE, FormatOption, JsonOption, app
from ._folder import TemplatesOption, settings_with
from ._shown import each, echo_json, say

if TYPE_CHECKING:
    from ..batch import CheckResult
    from ..plan import Plan, ReadResult, Template

TABLES = frozenset({".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".parquet"})
OVERRIDES = ".planform.yaml"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one file: whether it is all right, as plain data, as lines."""

    good: bool
    data: dict[str, Any]
    lines: list[str]


@app.command()
def check(
    path: Annotated[
        Path,
        typer.Argument(help="A template (or its name), a filled plan, a table (- is standard input), or a folder."),
    ],
    template: Annotated[
        str | None, typer.Option("--template", help="What the table or plan is checked against.")
    ] = None,
    folder: TemplatesOption = None,
    least: Annotated[
        float, typer.Option("--min-complete", min=0, max=1, help="Share of a plan's fields that must be filled.")
    ] = 0.0,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Write the overrides that settle a template's doubts.")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="With --suggest: of all fields.")] = False,
    mapping: Annotated[Path | None, typer.Option("--map", help="Mapping of the table's columns.")] = None,
    key: Annotated[str | None, typer.Option("--key", help="Column of keys.")] = None,
    form: FormatOption = None,
    write_map: Annotated[Path | None, typer.Option("--write-map", help="Write the mapping, to be corrected.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a template, a plan or a table holds and what is wrong with it; nothing is written but --write-map."""
    settings = settings_with(folder)
    if suggest:
        typer.echo(_template_at(path, settings).report().suggest(every), nl=False)
    elif form or (is_table(path) and not path.name.endswith(OVERRIDES)):
        raise typer.Exit(_check_table(path, template, mapping, key, form, write_map, settings, as_json))
    elif path.is_dir():
        raise typer.Exit(_check_folder(path, template, settings, least, as_json))
    else:
        found = checked(path, template, settings, least)
        show([found], as_json, found.data)
        raise typer.Exit(DONE if found.good else SOME_FAILED)


def is_table(path: Path) -> bool:
    """Whether a path names a table, or what comes through a pipe."""
    return path.suffix.lower() in TABLES or str(path) == "-"


def _check_folder(path: Path, template: str | None, settings: Settings, least: float, as_json: bool) -> int:
    """All Markdown files below; one that cannot be read is named, and the others are checked all the same."""
    files = sorted(path.rglob("*.md"))
    if not files:
        raise NotFoundError("no Markdown file is here", path=path)
    found = [result for _, result in each(files, lambda file: checked(file, template, settings, least))]
    read = [result for result in found if result]
    show(read, as_json, [result.data for result in read])
    if not read:
        return UNUSABLE
    return DONE if len(read) == len(found) and all(result.good for result in read) else SOME_FAILED


def show(found: list[Checked], as_json: bool, data: Any) -> None:
    """Print what was found."""
    if as_json:
        echo_json(data)
        return
    for line in (line for result in found for line in result.lines):
        say(line)


def checked(path: Path, template: str | None, settings: Settings, least: float) -> Checked:
    """One Markdown file: a plan where it says that it is one or a template is named, else a template."""
    from ..plan import is_plan, read_plan

    if path.is_file() and not path.name.endswith(OVERRIDES) and (template or is_plan(path)):
        return plan_checked(path, read_plan(path, template, settings), least)
    return template_checked(path, _template_at(path, settings))


def _template_at(path: Path, settings: Settings) -> Template:
    from ..plan import Template

    if path.name.endswith(OVERRIDES):
        path = path.with_name(path.name.removesuffix(OVERRIDES) + ".md")
    named = not path.suffix and path.name == str(path) and not path.exists()
    return Template.load(str(path) if named else path, settings)


# --- a template -------------------------------------------------------------------------------------------------------


def template_checked(path: Path, template: Template) -> Checked:
    """What the compiler made of a template.

    Raises:
        InvalidTemplateError: it has no field at all.
    """
    if not template.tree:
        message = "has no field: there is no placeholder, no empty section and no label to fill in; is it a template?"
        raise InvalidTemplateError(message, path=path)
    report, spoilt = template.report(), _spoilt(template.text)
    data = {"path": str(path), **report.to_dict(), "spoilt": spoilt}
    return Checked(not report.lost, data, [*report.lines(), *_told(spoilt)])


def _spoilt(text: str) -> list[dict[str, Any]]:
    """Letters that a wrong encoding has spoilt."""
    from ..template import mojibake

    return [{"line": d.line, "message": d.message} for d in mojibake(text)]


def _told(found: list[dict[str, Any]], before: str = "") -> list[str]:
    return [f"  {before}{_at(d['line'])}{d['message']}" for d in found]


# --- a plan -----------------------------------------------------------------------------------------------------------


def plan_checked(path: Path, result: ReadResult, least: float) -> Checked:
    """What is wrong with a filled plan: refused values, required fields that are empty, text that has no field."""
    plan = result.plan
    wrong: list[dict[str, Any]] = [{"line": line_of(plan, p.path, p.value), "message": str(p)} for p in plan.problems]
    wrong += [{"line": line_of(plan, name, ""), "message": f"{name} is empty and required"} for name in plan.missing]
    if plan.completeness < least:
        wrong.append({"line": 0, "message": f"{plan.completeness:.0%} filled, less than {least:.0%}"})
    data: dict[str, Any] = {
        "path": str(path),
        "template": plan.template.name,
        "completeness": plan.completeness,
        "score": result.score,
        "missing": list(plan.missing),
        "problems": wrong,
        "unplaced": [{"line": first, "last": last, "text": text} for first, last, text in result.unplaced],
        "doubts": [{"line": d.line, "message": d.message} for d in result.doubts],
        "spoilt": _spoilt(plan.document or ""),
    }
    lines = [
        f"{path}: a plan of {plan.template.name}, {plan.completeness:.0%} filled, {result.score:.0%} of its text placed"
    ]
    lines += _told(wrong)
    lines += [f"  lines {a}-{b} have no field: {text.strip().splitlines()[0][:80]}" for a, b, text in result.unplaced]
    lines += [*_told(data["doubts"], "doubt: "), *_told(data["spoilt"])]
    return Checked(not wrong, data, lines)


def line_of(plan: Plan, path: str, value: str) -> int:
    """The 1-based line of a plan's document on which a field says this, 0 where it has none."""
    from ..template import Source

    text = plan.document or ""
    source = Source(text)
    places = (place for place in plan.template.lens.places(text) if place.path == path)
    said = (place for place in places if value in source.plain[place.start : place.end])
    return next((source.line_of(place.start) for place in said), 0)


def _at(line: int) -> str:
    return f"line {line}: " if line else ""


# --- a table ----------------------------------------------------------------------------------------------------------


def _check_table(
    path: Path,
    template: str | None,
    mapping: Path | None,
    key: str | None,
    form: str | None,
    write_map: Path | None,
    settings: Settings,
    as_json: bool,
) -> int:
    from ..batch import check_table, read_table
    from ..plan import Template

    if template is None:
        raise InvalidValueError("a table is checked against a template: add --template NAME", path=path)
    table = read_table(path, form)
    result = check_table(table, Template.load(template, settings), mapping, key, write_map, settings)
    if as_json:
        echo_json(result.to_dict())
    else:
        show_table_check(path, result)
        if write_map:
            say(f"The mapping is in {write_map}: correct it, then check and run with --map {write_map}")
    return result.exit_code


def show_table_check(path: Path, result: CheckResult) -> None:
    """Where the columns go, and what is wrong with rows."""
    say(f"{path}: {result.good} of {result.rows} rows can become plans")
    for column, target in result.columns.items():
        say(f"  {column} -> {target}")
    for column in result.ignored:
        say(f"  {column} is left out")
    for line in (*result.unknown, *result.failures, *result.notes):
        say(f"  {line}")
