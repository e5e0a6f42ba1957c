import os
import time
from pathlib import Path

import pytest


def commands():
    """Command lines of all processes of this user, by process id."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if folder.stat().st_uid == os.getuid():
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
            except OSError:
                continue
    return found


@pytest.fixture(autouse=True)
def _as_on_any_machine(monkeypatch):
    """A search path of somebody's own would stand first in `sys.path`, where the kept files have the library."""
    monkeypatch.delenv("PYTHONPATH", raising=False)


@pytest.fixture
def running():
    """Whether a process with that command line runs, or still does after a moment."""

    def soon_gone(part, patience=3.0):
        until = time.monotonic() + patience
        while any(part in c for c in commands().values()) and time.monotonic() < until:
            time.sleep(0.05)
        return any(part in c for c in commands().values())

    return soon_gone
