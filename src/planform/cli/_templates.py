"""Commands on templates: list them, begin a plan from one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InvalidValueError, PlanformError
from ..settings import Settings
from ._app import DONE, SOME_FAILED, JsonOption, app
from ._folder import TemplatesOption, settings_with
from ._shown import complain, echo_json, say, show_frame, write_text


@app.command("templates")
def templates_command(
    name: Annotated[str | None, typer.Argument(help="Show the fields of this template.")] = None,
    folder: TemplatesOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the templates, with what they shadow and what is wrong with them; or the fields of one."""
    from ..plan import Template

    settings = settings_with(folder)
    if name is None:
        raise typer.Exit(show_templates(settings, as_json))
    frame = Template.load(name, settings).fields
    show_frame(frame if as_json else frame.drop(columns=["hint", "required", "options"]), as_json)


def show_templates(settings: Settings, as_json: bool) -> int:
    """All templates; one that is broken is a row like the others, and told."""
    from ..plan import templates
    from ..template import Catalog

    entries = list(Catalog.of(settings).entries())
    frame = templates(settings)
    errors = {e.name: e.found for e in entries if isinstance(e.found, PlanformError)}
    if as_json:
        more = {e.name: {"shadows": [str(p) for p in e.shadows], "error": str(errors.get(e.name, ""))} for e in entries}
        echo_json([row | more[row["name"]] for row in json.loads(frame.to_json(orient="records"))])
        return SOME_FAILED if errors else DONE
    show_frame(frame.assign(title=frame["title"].where(~frame["name"].isin(list(errors)), "(broken)")), as_json)
    for entry in entries:
        for shadowed in entry.shadows:
            say(f"{entry.name}: {entry.path} shadows {shadowed}")
    for error in errors.values():
        complain(error)
    return SOME_FAILED if errors else DONE


@app.command()
def new(
    template: Annotated[str, typer.Argument(help="Name or path of the template.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write; else it is printed.")] = None,
    values: Annotated[Path | None, typer.Option("--from", help="YAML or JSON file of values.")] = None,
    folder: TemplatesOption = None,
) -> None:
    """Write a new plan as Markdown, empty or with values from a file."""
    from ..batch import read_table
    from ..plan import Template

    chosen = Template.load(template, settings_with(folder))
    plan = chosen.plan(read_table(values).rows[0].cells) if values else chosen.blank()
    if plan.problems:
        raise InvalidValueError("; ".join(map(str, plan.problems)), path=str(values))
    write_text(plan.to_markdown(), out)
