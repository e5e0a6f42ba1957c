"""`lab`: a workspace laid and JupyterLab opened in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ._app import DONE, app
from ._shown import say

LAID = """\
In JupyterLab run all cells of {first}, fill in the form, and save.
In a terminal of JupyterLab, or here from {folder}: planform list
When something does not work: planform doctor"""


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FOLDER] [OPTIONS OF JUPYTERLAB]...",
            help="The workspace, laid where absent; without one the workspace that you are in, else this folder.",
        ),
    ] = None,
    only_lay: Annotated[bool, typer.Option("--no-open", help="Lay the workspace and stop.")] = False,
) -> None:
    """Lay a workspace and open JupyterLab in it; further options, such as --no-browser, go to JupyterLab."""
    from ..workspace import FIRST, lay_workspace, open_lab

    folder, options = _parted(arguments or [])
    laid = lay_workspace(folder)
    say(f"{folder.resolve()}: {len(laid)} files laid, what was there is untouched")
    if not only_lay:
        say(LAID.format(first=FIRST, folder=folder.resolve()))
    raise typer.Exit(DONE if only_lay else open_lab(folder, arguments=options))


def _parted(arguments: list[str]) -> tuple[Path, list[str]]:
    """The folder, which comes first, and the options of JupyterLab."""
    from ..workspace import workspace_of

    if arguments and not arguments[0].startswith("-"):
        return Path(arguments[0]), arguments[1:]
    return workspace_of(Path.cwd()), arguments
