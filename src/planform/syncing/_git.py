"""What git knows of a folder. Without git, or outside a repository, it knows nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

LONGEST_WAIT = 30  # seconds


def private_folder(folder: Path) -> Path | None:
    """Where a working copy keeps what is its own and never committed; None outside of git."""
    found = _git(folder, "rev-parse", "--absolute-git-dir")
    return Path(found.decode().strip()) if found else None


def committed(path: Path) -> str | None:
    """The text of a file as the last commit has it, None where it has none."""
    found = _git(path.parent, "show", f"HEAD:./{path.name}")
    return None if found is None else found.decode("utf-8", "replace")


def _git(folder: Path, *arguments: str) -> bytes | None:
    try:
        done = subprocess.run(  # noqa: S603  arguments are never words of a document
            ["git", "-C", str(folder), *arguments],  # noqa: S607
            capture_output=True,
            timeout=LONGEST_WAIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
