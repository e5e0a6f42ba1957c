"""Commands on plans: read documents, list and show what the store holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ._app import JsonOption, StoreOption, app, existing
from ._filters import filtered
from ._folder import TemplatesOption, settings_with
from ._shown import each, echo_json, say, show_frame, status_of, write_text

if TYPE_CHECKING:
    from ..plan import ReadResult


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(help="Plans in Markdown.")],
    template: Annotated[str | None, typer.Option("--template", help="Read them as this template.")] = None,
    folder: TemplatesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is read from documents; nothing is written."""
    from ..plan import read_plan

    settings = settings_with(folder)
    found = list(each(files, lambda path: read_plan(path, template, settings)))
    if as_json:
        echo_json([reading(result) for _, result in found if result])
    for path, result in found:
        if result and not as_json:
            show_reading(path, result)
    raise typer.Exit(status_of(found))


def reading(result: ReadResult) -> dict[str, Any]:
    """What was read, as plain data."""
    doubts = [str(doubt) for doubt in result.doubts]
    return {**result.plan.to_dict(), "score": result.score, "unplaced": result.unplaced, "doubts": doubts}


def show_reading(path: Path, result: ReadResult) -> None:
    """What was read, what found no place, what is doubtful."""
    say(f"{path}: {result.plan!r}, {result.score:.0%} of the text placed")
    for first, last, text in result.unplaced:
        say(f"  no field for lines {first}-{last}: {text.splitlines()[0][:80]}")
    for doubt in result.doubts:
        say(f"  doubt: {doubt}")


@app.command("list")
@filtered
def list_command(
    chosen: dict[str, Any],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the plans of the store."""
    from ..store import PlanStore

    with PlanStore(existing(store)) as records:
        frame = records.plans(**chosen)
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
    plan: Annotated[str, typer.Argument(help="Id or key.")],
    revision: Annotated[int | None, typer.Option("--revision", help="As it was then; `history` lists them.")] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one plan as Markdown, as it is or as it was."""
    from ..store import PlanStore

    with PlanStore(existing(store)) as records:
        found = records.get(plan, revision)
    if as_json:
        echo_json({**found.to_dict(), "revision": found.revision})
    else:
        write_text(found.to_markdown(), None)
