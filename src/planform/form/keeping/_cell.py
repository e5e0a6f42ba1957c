"""Which cell of which notebook is running: what a form that was never saved is known by."""

from __future__ import annotations

import hashlib
import os
import sys
from typing import Any

_made: tuple[str, dict[str, int]] = ("", {})  # the run of a cell, and how many forms of each template it has made


def cell_token(template: str) -> str:
    """A name for the form that is being made, the same when its cell runs again; ``""`` outside a notebook's cell."""
    cell, run = _running()
    if not cell:
        return ""
    told = f"{notebook()}\n{cell}\n{template}\n{_number(run, template)}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def notebook() -> str:
    """The path of the notebook that this kernel was started for, as the server tells its kernels; ``""`` without."""
    return os.environ.get("JPY_SESSION_NAME", "")


def _running() -> tuple[str, str]:
    """The id of the cell that runs and of this run of it; JupyterLab tells the kernel."""
    ipython = sys.modules.get("IPython")  # not imported: then nobody runs cells here
    shell = ipython.get_ipython() if ipython is not None else None
    parent: dict[str, Any] = getattr(shell, "parent_header", None) or {}
    return str((parent.get("metadata") or {}).get("cellId") or ""), str((parent.get("header") or {}).get("msg_id"))


def _number(run: str, template: str) -> int:
    """How many forms of this template this run of the cell has made before."""
    global _made
    if _made[0] != run:
        _made = (run, {})
    _made[1][template] = _made[1].get(template, -1) + 1
    return _made[1][template]
