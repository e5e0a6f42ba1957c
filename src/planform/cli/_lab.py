"""`lab`: a workspace laid and JupyterLab opened in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ._app import DONE, app


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The workspace; laid where absent.")] = Path("workspace"),
    only_lay: Annotated[bool, typer.Option("--no-open", help="Lay the workspace and stop.")] = False,
) -> None:
    """Lay a workspace and open JupyterLab in it; further options go to JupyterLab."""
    from ..workspace import lay_workspace, open_lab

    laid = lay_workspace(folder)
    typer.echo(f"{folder}: {len(laid)} files laid, what was there is untouched")
    raise typer.Exit(DONE if only_lay else open_lab(folder, arguments=tuple(context.args)))
