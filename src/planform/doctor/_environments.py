"""Python environments that a notebook meets: the one JupyterLab's server runs in, the one its kernel runs in.

The two need not be the same. Widgets have two halves: the server's environment holds the page's half (labextensions),
the kernel's holds Python's; so each environment is asked about itself, by its own interpreter.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import psutil

PATIENCE = 30  # seconds for an interpreter to say what it has
KERNEL = "python3"  # what the notebooks of a workspace ask for
ASK = """
import json, sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

def installed(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None

told = {"prefix": sys.prefix, "python": sys.version.split()[0]}
told["packages"] = {name: installed(name) for name in ("planform", "jupyterlab", "anywidget", "ipywidgets")}
try:
    from jupyter_core.paths import jupyter_path
    for folder in reversed(jupyter_path("labextensions")):
        for name in ("anywidget", "@jupyter-widgets/jupyterlab-manager"):
            file = Path(folder) / name / "package.json"
            if file.is_file():
                told.setdefault("extensions", {})[name] = json.loads(file.read_text(encoding="utf-8"))["version"]
    from jupyter_client.kernelspec import KernelSpecManager
    found = KernelSpecManager().get_all_specs().items()
    told["kernels"] = {name: {"argv": it["spec"]["argv"], "folder": it["resource_dir"]} for name, it in found}
except ImportError:
    pass
print(json.dumps(told))
"""


@dataclass(frozen=True)
class Environment:
    """What an interpreter says of its environment.

    Attributes:
        python: the interpreter.
        prefix: the environment's folder; ``""`` where the interpreter cannot be run.
        packages: versions of planform, jupyterlab, anywidget and ipywidgets; None where not installed.
        extensions: versions of the page's half of widgets that JupyterLab finds from here.
        kernels: kernelspecs that JupyterLab finds from here, by name: argv, folder.
    """

    python: str
    prefix: str = ""
    packages: dict[str, str | None] = field(default_factory=dict)
    extensions: dict[str, str] = field(default_factory=dict)
    kernels: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def answers(self) -> bool:
        """Whether the interpreter could be asked."""
        return bool(self.prefix)

    def kernel(self, name: str = KERNEL) -> str | None:
        """The interpreter that a kernel of JupyterLab here runs on; None where there is no such kernel."""
        argv = self.kernels.get(name, {}).get("argv")
        if not argv:
            return None
        bare = argv[0] in ("python", "python3") or argv[0].startswith("python3.")
        return self.python if bare else str(argv[0])  # Jupyter puts the server's interpreter for a bare name


@cache
def ask(python: str) -> Environment:
    """What an interpreter says of its environment; one that cannot be run says nothing."""
    alien = ("PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__")  # set for us, not for the other
    env = {k: v for k, v in os.environ.items() if k not in alien or python == sys.executable}
    try:
        run = subprocess.run(  # noqa: S603  an interpreter that Jupyter runs, a fixed program
            [python, "-c", ASK], capture_output=True, text=True, timeout=PATIENCE, env=env, check=True
        )
        told = json.loads(run.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return Environment(python)
    known = {name: told[name] for name in ("prefix", "packages", "extensions", "kernels") if name in told}
    return Environment(python, **known)


@dataclass(frozen=True)
class Server:
    """A JupyterLab that a person may meet: what it is called, the interpreter it runs on, whether it runs now."""

    name: str
    python: str
    running: bool = False


def servers(folder: Path) -> list[Server]:
    """The JupyterLab that `planform lab` starts, those that run over a folder, and the one that the shell finds."""
    found = [Server("planform lab", sys.executable), *_running(folder), *_on_path()]
    return list({_prefix_of(server.python): server for server in reversed(found)}.values())[::-1]


def _prefix_of(python: str) -> str:
    return str(Path(python).parent)  # not resolved: interpreters of several environments are links to one


def _running(folder: Path) -> Iterator[Server]:
    from jupyter_server.serverapp import list_running_servers

    for told in list_running_servers():
        if folder.resolve().is_relative_to(Path(told["root_dir"]).resolve()):
            try:
                python = psutil.Process(told["pid"]).cmdline()[0]
            except (psutil.Error, IndexError):
                continue
            yield Server(f"the JupyterLab at {told['url']}", shutil.which(python) or python, running=True)


def _on_path() -> Iterator[Server]:
    script = shutil.which("jupyter-lab")
    if script is None:
        return
    with Path(script).open("rb") as file:
        first = file.readline(1000).decode("utf-8", "replace")
    if first.startswith("#!"):
        yield Server("`jupyter lab` in this shell", first[2:].split()[0])
