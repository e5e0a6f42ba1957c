"""The command that says how much is left, until when, how sure, and what to ask next."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ._app import JsonOption, StoreOption, app, existing
from ._filters import filtered
from ._shown import echo_json, out_console, say

if TYPE_CHECKING:
    from ..analysis import Brief, Section


class Format(StrEnum):
    """How the forecast is shown."""

    table = "table"
    md = "md"
    json = "json"


class Unknown(StrEnum):
    """What happens to items without an estimate."""

    exclude = "exclude"
    typical = "typical"


class Points(StrEnum):
    """What happens to story points."""

    apart = "apart"
    hours = "hours"


@app.command()
@filtered
def forecast(
    chosen: dict[str, Any],
    store: StoreOption = None,
    style: Annotated[Format, typer.Option("--format", help="A table, Markdown to paste, or JSON.")] = Format.table,
    start: Annotated[str | None, typer.Option("--start", help="First working day; today.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Say how likely all is done by this day.")] = None,
    unknown: Annotated[
        Unknown, typer.Option("--unknown", help="Items without an estimate: left out, or as is typical of the others.")
    ] = Unknown.exclude,
    points: Annotated[
        Points, typer.Option("--points", help="Story points: apart, or as hours by the team's finished plans.")
    ] = Points.apart,
    as_json: JsonOption = False,
) -> None:
    """Effort and finish of what is left, how sure, what drives it, and what to ask next."""
    from ..analysis import brief
    from ..store import PlanStore

    with PlanStore(existing(store)) as records:
        kept = records.forecasts(items=True)
        found = brief(records, chosen, start, until, unknown.value, points.value, kept)
    _SHOW[Format.json if as_json else style](found)


def _show_table(found: Brief) -> None:
    out_console.print(Text(found.forecast.headline, style="bold"), soft_wrap=True)
    for section in found.sections:
        _show_section(section)
    out_console.print("\nAssumptions", style="bold")
    for assumption in found.forecast.assumptions:
        say(f"- {assumption}")


def _show_section(section: Section) -> None:
    out_console.print(f"\n{section.title}", style="bold")
    for line in section.lines:
        say(line)
    if not section.columns:
        return
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for name, number in zip(section.columns, section.numbers, strict=False):
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in section.rows:
        table.add_row(*map(Text, row))
    (out_console if out_console.is_terminal else Console(width=200)).print(table)


_SHOW: dict[Format, Callable[[Brief], None]] = {
    Format.table: _show_table,
    Format.md: lambda found: typer.echo(found.to_markdown(), nl=False),
    Format.json: lambda found: echo_json(found.to_dict()),
}
