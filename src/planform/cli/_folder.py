"""Where the commands look for templates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import NotFoundError
from ..settings import Settings

TemplatesOption = Annotated[
    Path | None,
    typer.Option("--templates", help="Folder of your own templates; else what planform.toml says, else ./templates."),
]


def settings_with(folder: Path | None) -> Settings:
    """The settings of the current folder, with another folder of templates where one is given.

    Raises:
        NotFoundError: that folder is not there.
    """
    if folder is not None and not folder.is_dir():
        raise NotFoundError("no such folder of templates", path=folder)
    return Settings.load(templates=folder.absolute() if folder else None)
