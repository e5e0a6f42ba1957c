"""papermill's engine: a notebook in a forked child where that does, in a real kernel where it does not."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from ._client import ForkedKernel
from ._zygotes import ZygoteError, zygote

OPT_IN = "PLANFORM_FORK"
PRELOAD = "PLANFORM_PRELOAD"
OWN_MANAGER = ("kernel_manager_class", "extra_arguments", "km", "ipython_hist_file")
"""Options of nbclient that speak of how a kernel is started."""

NEEDS = {
    "comms": r"^\s*(?:import|from)\s+(?:ipywidgets|anywidget|ipyleaflet|ipympl|ipytree|ipyvuetify|bqplot|comm)\b",
    "standard input": r"(?<![\w.])(?:input|getpass\.getpass|getpass|breakpoint)\s*\("
    r"|\bset_trace\(|^\s*%(?:debug|pdb)\b",
    "its own sockets": r"\b(?:ipykernel|IPKernelApp|get_ipython\(\)\.kernel)\b"
    r"|^\s*%(?:connect_info|qtconsole|subshell)\b",
    "a window": r"^\s*%(?:gui|matplotlib)\s+(?!inline\b|agg\b|-)\w+",
}
"""What only a real kernel has, and how a notebook that wants it can be told."""

PRELOADED = ("numpy", "pandas", "matplotlib", "scipy", "altair", "sqlalchemy", "pydantic", "nbformat", "planform")
"""Modules that the zygote imports when its first notebook does: they look at nothing that differs between notebooks."""

Run = Callable[..., Any]


def execute_managed(real: Run, manager: Any, kernel_name: str, **options: Any) -> Any:
    """Execute a notebook for papermill.

    Args:
        real: papermill's own way, with a kernel that is started.
        manager: papermill's `NotebookExecutionManager`.
        kernel_name: of a kernel spec.
        options: papermill's and nbclient's.
    """
    from papermill.log import logger

    given = options.get("kernel_manager_class")
    asked = given if isinstance(given, type) and issubclass(given, ForkedKernel) else None
    kind, reason = _kind(asked, manager.nb, kernel_name, options)
    if reason:
        logger.warning(f"planform: executed by a real kernel, because {reason}")
        kind = asked.options.get("real") if asked else given
    return real(manager, kernel_name, **{**options, **({"kernel_manager_class": kind} if kind else {})})


def _kind(
    asked: type[ForkedKernel] | None, notebook: Any, kernel_name: str, options: Mapping[str, Any]
) -> tuple[type[Any] | None, str]:
    """The kind of kernel to fork, or why none can be."""
    reason = why_not() or needs(_sources(notebook)) or ("" if asked else _foreign(kernel_name, options))
    if reason:
        return None, reason
    kind = asked or ForkedKernel.like(preload=_preload(notebook), **(_spec(kernel_name) or {}))
    try:
        zygote(kind.breed())
    except ZygoteError as error:
        return None, f"none could be made ready to fork: {error}"
    return kind, ""


def why_not() -> str:
    """Why this system does not fork; "" where it does."""
    if not hasattr(os, "fork"):
        return f"{sys.platform} cannot fork"
    if sys.platform != "linux" and not os.environ.get(OPT_IN):
        return f"forking is not safe with all libraries on {sys.platform}; {OPT_IN}=1 does it nevertheless"
    return ""


def needs(sources: Iterator[str]) -> str:
    """What of a real kernel a notebook wants; "" for nothing."""
    return _needs("\n".join(sources))


@lru_cache(maxsize=64)
def _needs(text: str) -> str:
    wanted = [what for what, sign in NEEDS.items() if re.search(sign, text, re.MULTILINE)]
    return f"the notebook wants {' and '.join(wanted)}" if wanted else ""


def _sources(notebook: Any) -> Iterator[str]:
    return (cell.source for cell in notebook.cells if cell.cell_type == "code")


def _foreign(kernel_name: str, options: Mapping[str, Any]) -> str:
    """Why it must be the kernel that was asked for."""
    if own := [name for name in OWN_MANAGER if options.get(name) is not None]:
        return f"{', '.join(own)} asks for one"
    return "" if _spec(kernel_name) is not None else f"the kernel {kernel_name!r} is not this Python"


def _spec(kernel_name: str) -> dict[str, Any] | None:
    """The environment that a kernel spec asks for, if the spec starts this very Python."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return None
    python, *arguments = spec.argv
    ours = python in ("python", "python3", sys.executable)
    known = arguments == ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
    return {"spec_env": spec.env} if ours and known and spec.language == "python" else None


def _preload(notebook: Any) -> tuple[str, ...]:
    """What its first notebook imports of what can be imported beforehand; an environment variable adds to it."""
    text = "\n".join(_sources(notebook))
    imported = re.findall(r"^\s*(?:import|from)\s+(\w+)", text, re.MULTILINE)
    asked = os.environ.get(PRELOAD, "").replace(",", " ").split()
    return tuple(dict.fromkeys([*asked, *(m for m in PRELOADED if m in imported)]))
