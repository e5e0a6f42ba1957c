"""Whether a form shows: the two halves of each widget meet, and notebooks run where planform is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from ._environments import KERNEL, Environment, Server, ask, servers

MANAGER = "@jupyter-widgets/jupyterlab-manager"
GENERATIONS = {"7": "3", "8": "5"}  # first number of ipywidgets -> that of the page's half


def _anywidget(ours: str, theirs: str) -> bool:
    return ours.split(".")[:2] == theirs.split(".")[:2]  # it asks the page for ~MAJOR.MINOR of itself


def _ipywidgets(ours: str, theirs: str) -> bool:
    return GENERATIONS.get(ours.split(".")[0], theirs.split(".")[0]) == theirs.split(".")[0]


HALVES = {  # package of the kernel -> the page's half, the package that brings it, whether two versions meet
    "anywidget": ("anywidget", "anywidget", _anywidget),
    "ipywidgets": (MANAGER, "jupyterlab_widgets", _ipywidgets),
}


def widget_faults(folder: Path) -> Iterator[tuple[str, str]]:
    """For each JupyterLab that a person may meet in a folder: level and message.

    A JupyterLab that `planform lab` starts or that runs here must work; of one that the shell would start, what does
    not fit is only told.
    """
    ask.cache_clear()  # what was wrong may have been mended since
    for server in servers(folder):
        told = list(_of(server, ask(server.python)))
        level = "fault" if server.running or server.python == sys.executable else "note"
        for message in told:
            yield level, message
        if not told:
            there = ask(server.python)
            choice = f"; choose the kernel {_own(there)!r} there" if there.kernel() != sys.executable else ""
            yield "ok", f"{server.name} ({there.prefix}) shows forms{choice}"


def _of(server: Server, there: Environment) -> Iterator[str]:
    if not there.answers:
        yield f"{server.name} runs on {server.python}, which cannot be run: install it anew, or use `planform lab`"
    elif not there.packages.get("jupyterlab"):
        yield f"{server.name} has no JupyterLab: run {server.python} -m pip install jupyterlab"
    else:
        yield from _kernel(server, there)
        yield from _halves(server, there)


def _kernel(server: Server, there: Environment) -> Iterator[str]:
    """Where the notebooks of a workspace would run."""
    python = there.kernel()
    if python is None:
        yield (
            f"{server.name} has no kernel {KERNEL!r}: run {server.python} -m pip install ipykernel, or register this "
            f"environment there: {_register()}"
        )
        return
    kernel = there if python == there.python else ask(python)
    where = there.kernels[KERNEL]["folder"]
    if not kernel.answers:
        yield f"{server.name} starts kernels by {python}, which cannot be run: remove {where}, or {_register()}"
    elif not kernel.packages.get("planform") and _own(there) is None:
        yield (
            f"{server.name} runs notebooks in {kernel.prefix}, where planform is not installed (kernelspec {where}): "
            f"register this environment: {_register()}; or install planform there"
        )


def _own(there: Environment) -> str | None:
    """The kernel of that JupyterLab which is this environment."""
    return next((name for name in there.kernels if there.kernel(name) == sys.executable), None)


def _register() -> str:
    return f"{sys.executable} -m ipykernel install --user --name planform, and choose the kernel planform"


def _halves(server: Server, there: Environment) -> Iterator[str]:
    """Whether the page's half of each widget is there and meets our half."""
    ours = ask(sys.executable)
    for package, (extension, brings, meet) in HALVES.items():
        have, theirs = ours.packages.get(package), there.extensions.get(extension)
        wanted = f"{brings}=={have}" if brings == package and have else f"'{brings}>=3'"
        way = f"run {server.python} -m pip install {wanted}, restart that JupyterLab and reload the page"
        if theirs is None:
            yield f"{server.name} lacks the widget extension {extension}, so forms stay empty: {way}"
        elif have and not meet(have, theirs):
            yield (
                f"{server.name} has {theirs} of the widget extension {extension}, the kernel has {package} {have}; the "
                f"two do not meet, so forms stay empty: {way}"
            )
