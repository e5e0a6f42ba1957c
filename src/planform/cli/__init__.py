"""The command line: arguments in, the public functions called, results printed. No logic of its own."""

from __future__ import annotations

import sys

from ..errors import PlanformError
from . import _change, _check, _doctor, _export, _forecast, _history, _lab, _plans, _runs, _sync, _templates  # noqa: F401  each enters its commands
from ._app import DONE, UNUSABLE, app
from ._shown import complain

__all__ = ["app", "main"]


def main() -> None:
    """Run a command; a person's mistake is told in a line, never as a traceback."""
    try:
        app()
    except PlanformError as error:
        complain(error)
        sys.exit(UNUSABLE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(DONE)
