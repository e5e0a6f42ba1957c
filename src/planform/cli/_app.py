"""The application, its options that several commands share, its exit statuses."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import NotFoundError
from ..settings import FILE, Settings, find

DONE, SOME_FAILED, UNUSABLE, STOPPED = 0, 1, 2, 130

app = typer.Typer(
    name="planform",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Markdown templates become typed forms, plans become records, tables of tasks become batches and summaries.",
)

StoreOption = Annotated[
    str | None, typer.Option("--store", help="Path or SQLAlchemy URL; else what planform.toml says.")
]
FormatOption = Annotated[
    str | None, typer.Option("--format", help="What the table is written in, where its suffix does not say.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Options of the program itself."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"planform {installed('planform')}")
        raise typer.Exit(DONE)


def existing(store: str | None) -> str:
    """A store to read from: what only reads makes no new one.

    Raises:
        NotFoundError: no file is there.
    """
    from ..store import missing_file

    url = store or Settings.load().store_url
    if (path := missing_file(url)) is not None:
        elsewhere = "" if store or find(Path.cwd()) else f"go to the folder that has your {FILE}, "
        raise NotFoundError(
            f"no store is here yet; {elsewhere}save a plan or run a batch, or name another with --store", path=path
        )
    return url
