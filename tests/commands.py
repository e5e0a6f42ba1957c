"""The command line run in this process: as `test_cli.run`, without the start of an interpreter for every command."""

from __future__ import annotations

import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from typing import NamedTuple

from planform.cli import main


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments, cwd):
    """`planform ARGUMENTS` in a folder; an exception that is no exit is the test's."""
    out, err, argv = StringIO(), StringIO(), sys.argv
    sys.argv = ["planform", *map(str, arguments)]
    try:
        with chdir(cwd), redirect_stdout(out), redirect_stderr(err):
            main()
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.argv = argv
    return Done(code, out.getvalue(), err.getvalue())
