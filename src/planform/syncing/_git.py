"""What git knows of a folder. Without git, or outside a repository, it knows nothing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

LONGEST_WAIT = 30  # seconds
OF_HOOKS = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
"""What git sets for its hooks: there the folder asked about would be taken for the top of the repository."""


def private_folder(folder: Path) -> Path | None:
    """Where a working copy keeps what is its own and never committed; None outside of git."""
    found = _git(folder, "rev-parse", "--absolute-git-dir")
    return Path(found.decode().strip()) if found else None


def committed(path: Path) -> str | None:
    """The text of a file as the last commit has it, None where it has none."""
    found = _git(path.parent, "show", f"HEAD:./{path.name}")
    return None if found is None else found.decode("utf-8", "replace")


def _git(folder: Path, *arguments: str) -> bytes | None:
    own = {name: value for name, value in os.environ.items() if name not in OF_HOOKS}
    try:
        done = subprocess.run(  # noqa: S603  arguments are never words of a document
            ["git", "-C", str(folder), *arguments],  # noqa: S607
            capture_output=True,
            env=own,
            timeout=LONGEST_WAIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
