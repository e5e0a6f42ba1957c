"""Executing notebooks: papermill with this interpreter's own kernel, each result put in its place as a whole."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from ..files import write_whole
from ._notebooks import prepared
from ._real import kill_all
from ._zygotes import end_all

TIMEOUT = 600  # seconds for one cell
SCHEME = "planform-kept:"
OURS = "planform"
PAYS = 3  # notebooks; making a zygote ready takes as long as starting the kernels of about two
QUIET = {"JPY_SESSION_NAME": "", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MPLBACKEND": "Agg"}
"""Environment of a kernel: nobody looks at it, and several work beside each other."""


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook to execute.

    Attributes:
        name: identity of the plan it belongs to.
        notebook: the text of the notebook to execute.
        target: the file of the result.
        parameters: values for its parameters cell; data, never code.
        engine: ``planform`` (see docs/engine.md), ``nbclient``, or another of papermill's; None is nbclient.
        environment: what the kernel needs and no notebook may show: a store's password.
        rehearse: parameters with which the notebook does nothing but in the folder it runs in, so that the engine may
            run it once beforehand; None where nobody knows.
    """

    name: str
    notebook: str
    source: str
    target: str
    parameters: Mapping[str, Any]
    engine: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    rehearse: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: `error` is "" or one sentence; the notebook with the error is in its place then."""

    name: str
    error: str = ""


def execute(job: Job) -> Outcome:
    """Execute one notebook; never raises for what the notebook does."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    kept, error = _kept(), ""
    given, made = (f"{SCHEME}{secrets.token_hex(8)}.ipynb" for _ in range(2))
    kept[given] = job.notebook
    try:
        papermill.execute_notebook(
            given,
            made,
            parameters=dict(job.parameters),
            engine_name=job.engine,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            execution_timeout=TIMEOUT,
            **_kernel(job),
        )
    except PapermillExecutionError as failed:
        error = f"{failed.ename}: {failed.evalue}".strip(": ")
    except Exception as failed:  # noqa: BLE001 - a dead kernel, a timeout: the others go on, this one says why
        error = f"the notebook could not be executed: {type(failed).__name__}: {failed}"
    del kept[given]
    if text := kept.pop(made, ""):
        places = {given: job.source, made: job.target}
        for name, place in places.items():
            text = text.replace(json.dumps(name), json.dumps(place, ensure_ascii=False))
        write_whole(Path(job.target), text.rstrip("\n") + "\n")
    return Outcome(job.name, error)


def _kernel(job: Job) -> dict[str, Any]:
    """Options for a kernel of this interpreter, whatever kernels the machine has."""
    from ._client import ForkedKernel
    from ._real import own_kernel

    environment = {**QUIET, **job.environment}
    real = own_kernel(tuple(environment.items()))
    if job.engine in (None, "nbclient"):
        return {"kernel_manager_class": real}
    if job.engine == OURS:
        return {"kernel_manager_class": ForkedKernel.like(environment=environment, real=real, **_rehearsal(job))}
    return {}


def _rehearsal(job: Job) -> dict[str, Any]:
    """What its zygote may run: the notebook with these very parameters, less what they would change."""
    given = job.rehearse
    if given is None:
        return {}
    sample = replace(job, parameters={**job.parameters, **given})
    return {"rehearsed": job.notebook, "rehearsal": lambda: prepared(sample)}


@cache
def _kept() -> dict[str, str]:
    """Where papermill reads and writes: its own file handler changes the folder of the whole process."""
    from papermill.iorw import papermill_io

    found: dict[str, str] = {}
    papermill_io.register(SCHEME, _Keeper(found))
    return found


class _Keeper:
    """A place for notebooks, as papermill wants one."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts

    def read(self, path: str) -> str:
        return self.texts[path]

    def write(self, text: str, path: str) -> None:
        self.texts[path] = text

    def pretty_path(self, path: str) -> str:
        return path


def best(count: int) -> str:
    """The engine for so many notebooks on this system."""
    from ._papermill import why_not

    return "nbclient" if count < PAYS or why_not() else OURS


def end_now() -> None:
    """End all that executes for this process; those who wait for it hear of a dead kernel."""
    kill_all()
    end_all()


@contextmanager
def quiet() -> Iterator[None]:
    """Without the log lines of papermill and nbclient: what goes wrong is in the outcome."""
    import logging

    loggers = [logging.getLogger(name) for name in ("papermill", "traitlets")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
