"""`doctor`: what is wrong with an installation, and what to do."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ._app import DONE, SOME_FAILED, JsonOption, StoreOption, app
from ._shown import echo_json, say

SIGNS = {"ok": "ok   ", "note": "note ", "fault": "FAULT"}


@app.command()
def doctor(
    folder: Annotated[Path, typer.Argument(help="Where you work.")] = Path(),
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what is wrong with the installation and what to do; 0 when nothing is."""
    from ..doctor import diagnose

    found = diagnose(folder, store)
    faults = [finding for finding in found if finding.level == "fault"]
    if as_json:
        echo_json([asdict(finding) for finding in found])
    else:
        for finding in found:
            say(f"{SIGNS[finding.level]}  {finding.check:<10} {finding.message}")
        say(f"{len(faults)} of {len(found)} are faults; each says what to do" if faults else "Nothing is wrong.")
    raise typer.Exit(SOME_FAILED if faults else DONE)
