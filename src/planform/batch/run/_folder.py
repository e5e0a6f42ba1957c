"""The output folder during a run: one run at a time, and what a killed one left is cleared away."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ...errors import OutputError
from ...files import hold, sweep

MARK = ".planform-running"


@contextmanager
def occupied(out: Path) -> Iterator[None]:
    """Have the folder to oneself. A mark that is there already, and nobody holds, is of a run that was killed.

    Raises:
        OutputError: another run is at work in it.
    """
    mark = out / MARK
    was_killed = mark.exists()
    with _marked(mark):
        if was_killed:
            sweep(out)
        try:
            yield
        except (KeyboardInterrupt, SystemExit):  # notebooks were killed
            sweep(out)
            raise
        finally:
            mark.unlink(missing_ok=True)


def _marked(mark: Path) -> IO[str]:
    try:
        file = mark.open("a+", encoding="utf-8")
        _hold(file, mark)
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", path=mark) from error
    return file


def _hold(file: IO[str], mark: Path) -> None:
    if not hold(file.fileno()):
        file.seek(0)
        who = file.read().strip() or "?"
        raise OutputError(
            f"another run (process {who}) is at work in it; wait for its end, or choose another --out", path=mark.parent
        )
