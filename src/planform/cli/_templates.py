"""Commands on templates: list them, begin a plan from one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import InvalidValueError
from ._app import JsonOption, app
from ._shown import show_frame, write_text


@app.command("templates")
def templates_command(
    name: Annotated[str | None, typer.Argument(help="Show the fields of this template.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the templates, or the fields of one."""
    from ..plan import Template, templates

    frame = templates() if name is None else Template.load(name).fields
    show_frame(frame if as_json or name is None else frame.drop(columns=["hint", "required", "options"]), as_json)


@app.command()
def new(
    template: Annotated[str, typer.Argument(help="Name or path of the template.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write; else it is printed.")] = None,
    values: Annotated[Path | None, typer.Option("--from", help="YAML or JSON file of values.")] = None,
) -> None:
    """Write a new plan as Markdown, empty or with values from a file."""
    from ..batch import read_table
    from ..plan import Template

    chosen = Template.load(template)
    plan = chosen.plan(read_table(values).rows[0].cells) if values else chosen.blank()
    if plan.problems:
        raise InvalidValueError("; ".join(map(str, plan.problems)), path=str(values))
    write_text(plan.to_markdown(), out)
