"""Executing notebooks: papermill with this interpreter's own kernel, each result put in its place as a whole."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import InvalidTableError, NotFoundError
from ..files import write_whole

TIMEOUT = 600  # seconds for one cell
LONGEST_FOLDER = 90  # bytes of a folder's name in which sockets still get names that the system takes (107)
SCHEME = "planform-kept:"
ENGINES = (None, "nbclient")  # those that start a kernel of Jupyter's
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
        engine: name of papermill's engine; None is nbclient.
        environment: what the kernel needs and no notebook may show: a store's password.
    """

    name: str
    notebook: str
    source: str
    target: str
    parameters: Mapping[str, Any]
    engine: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: `error` is "" or one sentence; the notebook with the error is in its place then."""

    name: str
    error: str = ""


def execute(job: Job) -> Outcome:
    """Execute one notebook; never raises for what the notebook does."""
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    notebook = nbformat.reads(job.notebook, as_version=4)  # type: ignore[no-untyped-call]
    own = {"kernel_manager_class": _own_kernel(tuple(job.environment.items()))} if job.engine in ENGINES else {}
    kept, error = _kept(), ""
    name = f"{SCHEME}{secrets.token_hex(8)}.ipynb"
    try:
        papermill.execute_notebook(
            notebook,
            name,
            parameters=dict(job.parameters),
            engine_name=job.engine,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            execution_timeout=TIMEOUT,
            **own,
        )
    except PapermillExecutionError as failed:
        error = f"{failed.ename}: {failed.evalue}".strip(": ")
    except Exception as failed:  # noqa: BLE001 - a dead kernel, a timeout: the others go on, this one says why
        error = f"the notebook could not be executed: {type(failed).__name__}: {failed}"
    if text := kept.pop(name, ""):
        _put(text, job)
    return Outcome(job.name, error)


def _put(text: str, job: Job) -> None:
    """The executed notebook in its place, which it also says inside."""
    content = json.loads(text)
    content["metadata"]["papermill"] |= {"input_path": job.source, "output_path": job.target}
    write_whole(Path(job.target), json.dumps(content, indent=1, ensure_ascii=False) + "\n")


@cache
def _kept() -> dict[str, str]:
    """Where papermill puts what it writes: its own file handler changes the folder of the whole process."""
    from papermill.iorw import papermill_io

    found: dict[str, str] = {}
    papermill_io.register(SCHEME, _Keeper(found))
    return found


class _Keeper:
    """A place for notebooks, as papermill wants one."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts

    def write(self, text: str, path: str) -> None:
        self.texts[path] = text

    def pretty_path(self, path: str) -> str:
        return path


def run_jobs(jobs: Sequence[Job], workers: int = 2, executor: Executor | None = None) -> Iterator[Outcome]:
    """Execute notebooks beside each other; outcomes as they come.

    A thread is enough for each: the work is done by its kernel, a process of its own. When the caller stops, no further
    notebook begins and those that run are brought to their end, so that every file is whole.
    """
    if not jobs:
        return
    with quiet(), _pool(workers, executor) as pool:
        futures: dict[Future[Outcome], Job] = {pool.submit(execute, job): job for job in jobs}
        try:
            for future in as_completed(futures):
                try:
                    yield future.result()
                except BrokenExecutor as error:
                    yield Outcome(futures[future].name, f"a worker died ({error}); run again to do what is left")
        finally:
            for future in futures:
                future.cancel()


@contextmanager
def _pool(workers: int, executor: Executor | None) -> Iterator[Executor]:
    if executor is not None:
        yield executor
        return
    with ThreadPoolExecutor(workers, thread_name_prefix="planform") as pool:
        yield pool


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


@cache
def _own_kernel(environment: tuple[tuple[str, str], ...]) -> type[Any]:
    """A kernel manager that starts this very interpreter, whatever kernels the machine has; no port."""
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class OwnKernel(AsyncKernelManager):
        def __init__(self, **options: Any) -> None:
            self.sockets = tempfile.mkdtemp(prefix="planform-")  # without an address, ipc takes the current folder
            self.removed = weakref.finalize(self, shutil.rmtree, self.sockets, ignore_errors=True)
            fits = sys.platform != "win32" and len(os.fsencode(self.sockets)) <= LONGEST_FOLDER
            super().__init__(**({"transport": "ipc", "ip": f"{self.sockets}/k"} if fits else {}), **options)

        @property
        def kernel_spec(self) -> Any:
            spec = KernelSpec(**get_kernel_dict(extra_arguments=["--log-level=50"]))
            spec.env = {**QUIET, **dict(environment)}
            return spec

        def cleanup_resources(self, restart: bool = False) -> Any:
            self.removed()
            return super().cleanup_resources(restart)

    return OwnKernel


def prepared(job: Job) -> str:
    """The notebook with its parameters, as papermill injects them, and without results."""
    notebook = json.loads(job.notebook)
    tagged = [n for n, cell in enumerate(notebook["cells"]) if "parameters" in cell["metadata"].get("tags", [])]
    source = "".join(
        f"{name} = {value!r}\n" for name, value in job.parameters.items()
    )  # plain data: its repr is a literal
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "injected-parameters",
        "metadata": {"tags": ["injected-parameters"]},
        "outputs": [],
        "source": f"# Parameters\n{source}".splitlines(keepends=True),
    }
    notebook["cells"].insert(tagged[0] + 1 if tagged else 0, cell)
    said = {"input_path": job.source, "output_path": job.target, "parameters": dict(job.parameters)}
    notebook["metadata"]["papermill"] = said
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def read_notebook(path: Path) -> str:
    """The text of a notebook.

    Raises:
        NotFoundError: there is none.
        InvalidTableError: it is no notebook.
    """
    try:
        text = path.read_text(encoding="utf-8")
        good = all("metadata" in cell for cell in json.loads(text)["cells"])
    except FileNotFoundError as error:
        raise NotFoundError("no such notebook", path=path) from error
    except (OSError, ValueError, KeyError, TypeError):
        good = False
    if not good:
        raise InvalidTableError("is no notebook that can be read", path=path)
    return text
