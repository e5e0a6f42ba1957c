"""A folder to work in: settings, notebooks, templates; laid where absent, never overwriting."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from .errors import OutputError
from .settings import FILE, find
from .template import data_folder

FIRST = "notebooks/01-fill-a-plan.ipynb"

SETTINGS = """\
# Settings of this workspace; the command line, the notebooks and the form find this file from any folder below it.
store = "plans.db"          # or a SQLAlchemy URL, e.g. postgresql+psycopg://host/planform
templates = "templates"     # your own templates; they come before the bundled ones
plans = "plans"

[effort]
hours_per_day = 8
days_per_week = 5
bare_number = "unknown"     # what a number without a unit is: hours, days, points, or unknown
"""


def lay_workspace(folder: Path) -> list[Path]:
    """Lay a workspace; what is there already stays as it is.

    Args:
        folder: made where absent.

    Returns:
        The files that were laid.

    Raises:
        OutputError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        laid = list(_lay_settings(folder))
        for name in ("notebooks", "templates"):
            laid += _lay_files(data_folder(name), folder / name)
    except OSError as error:
        raise OutputError(f"no workspace can be laid here: {error.strerror or error}", path=folder) from error
    return laid


def _lay_settings(folder: Path) -> Iterator[Path]:
    path = folder / FILE
    if not path.exists():
        path.write_text(SETTINGS, encoding="utf-8")
        yield path


def _lay_files(source: Path, target: Path) -> Iterator[Path]:
    target.mkdir(exist_ok=True)
    for path in sorted(p for p in source.iterdir() if p.suffix in (".ipynb", ".md")):
        if not (target / path.name).exists():
            shutil.copyfile(path, target / path.name)
            yield target / path.name


def workspace_of(folder: Path) -> Path:
    """The workspace that a folder is in, as the terminal and the notebooks find it; else the folder itself."""
    settings = find(folder)
    return settings.parent if settings else folder


def open_lab(folder: Path, notebook: str = FIRST, arguments: Iterable[str] = ()) -> int:
    """Run JupyterLab in a workspace until the person ends it; its exit status.

    Args:
        folder: the workspace; JupyterLab shows all of it.
        notebook: the file that is opened, where it is there.
        arguments: further options of JupyterLab; they win over ours.
    """
    as_root = ("--allow-root",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()  # a container's only user
    shown = f"/lab/tree/{quote(notebook)}" if (folder / notebook).is_file() else "/lab"
    # not the file as an argument: JupyterLab would take its folder for the root, and hide templates and settings
    ours = (f"--ServerApp.root_dir={folder.resolve()}", f"--LabApp.default_url={shown}")
    command = [sys.executable, "-m", "jupyterlab", *ours, *as_root, *arguments]
    return subprocess.run(command, cwd=folder, env=_environment(), check=False).returncode  # noqa: S603  our own interpreter


def _environment() -> dict[str, str]:
    """With this environment's programs first: a terminal in JupyterLab finds `planform`, activated or not."""
    programs = str(Path(sys.executable).parent)
    before = os.environ.get("PATH", "").split(os.pathsep)
    return {**os.environ, "PATH": os.pathsep.join([programs, *(p for p in before if p != programs)])}
