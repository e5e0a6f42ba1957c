"""`sync`: Markdown files and the store in step."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..settings import Settings
from ._app import DONE, SOME_FAILED, JsonOption, StoreOption, app
from ._shown import echo_json, say


@app.command()
def sync(
    folder: Annotated[Path | None, typer.Argument(help="Else what planform.toml says.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only look; exit 1 where the two differ.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the Markdown plans of a folder and the store in step, in both directions."""
    from ..store import PlanStore
    from ..syncing import sync as bring_in_step

    with PlanStore(store) as records:
        result = bring_in_step(records, folder or Settings.load().plans_path, check)
    if as_json:
        echo_json([{name: getattr(o, name) for name in o.__slots__} for o in result.outcomes])
    else:
        say(result)
    raise typer.Exit(DONE if result.in_step else SOME_FAILED)
