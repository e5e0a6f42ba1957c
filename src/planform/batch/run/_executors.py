"""Notebooks executed beside each other: by threads here, by any executor, by a cluster of dask's."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from ...engine import Job, Outcome, end_now, execute, quiet, zygotes_ended
from ...errors import InvalidValueError, PlanformError
from ._stop import StoppedAtOnceError

AHEAD = 500  # jobs handed out and not back yet: enough for many workers, and memory does not grow with the table
DASK = "dask://"
MOMENT = 0.1  # seconds
PATIENCE = 10  # seconds until a scheduler has answered


@dataclass(frozen=True, slots=True)
class Worked:
    """What became of a job, and the seconds that it took where it was done."""

    outcome: Outcome
    seconds: float = 0.0


def work(job: Job) -> Worked:
    """Execute one notebook, wherever this process is."""
    begin = time.perf_counter()
    with quiet():
        outcome = execute(job)
    return Worked(outcome, time.perf_counter() - begin)


class Crew:
    """Those who execute: jobs go in, outcomes come out as they are ready.

    An executor that breaks is replaced by a pool on this machine, which gets what the other has not given back.

    Attributes:
        abreast: whether the caller goes on working while notebooks are executed.
        notes: what a person should know.
    """

    def __init__(self, executor: Executor, local: Callable[[], Executor], ahead: int = AHEAD, abreast: bool = True,
                 revocable: bool = True) -> None:  # fmt: skip
        self._executor, self._local, self._ahead, self._revocable = executor, local, ahead, revocable
        self._waiting: deque[Job] = deque()
        self._running: dict[Future[Worked], tuple[Job, Executor]] = {}
        self._done: SimpleQueue[Future[Worked]] = SimpleQueue()
        self._stopped = False
        self.abreast = abreast
        self.notes: list[str] = []

    def give(self, jobs: Iterable[Job]) -> None:
        """More to do."""
        self._waiting.extend(jobs)
        self._hand_out()

    def ready(self) -> Iterator[Worked]:
        """Outcomes that are there."""
        while True:
            try:
                future = self._done.get_nowait()
            except Empty:
                return
            yield from self._taken(future)

    def until(self, left: int) -> Iterator[Worked]:
        """Outcomes until no more than so many jobs are left."""
        while self._running and len(self._running) + len(self._waiting) > left:
            yield from self._taken(self._done.get())

    def stop(self) -> None:
        """Begin nothing more; what runs is brought to its end."""
        if not self._stopped:
            self._stopped = True
            self._waiting.clear()
            if self._revocable:
                for future in list(self._running):
                    future.cancel()

    def busy(self, pools: Sequence[Executor]) -> bool:
        """Whether anything is executed by these."""
        return any(future.running() for future, (_, executor) in self._running.items() if executor in pools)

    @property
    def running(self) -> int:
        """How many are handed out and not taken back."""
        return sum(not future.done() for future in self._running)

    def _hand_out(self) -> None:
        while self._waiting and len(self._running) < self._ahead and not self._stopped:
            job = self._waiting.popleft()
            try:
                future = self._executor.submit(work, job)
            except RuntimeError as error:  # it is broken, or was shut down
                if not self._repaired(self._executor, error):
                    raise
                self._waiting.appendleft(job)
                continue
            self._running[future] = job, self._executor
            future.add_done_callback(self._done.put)

    def _taken(self, future: Future[Worked]) -> Iterator[Worked]:
        job, executor = self._running.pop(future)
        worked = self._result(future, job, executor)
        self._hand_out()
        if worked:
            yield worked

    def _result(self, future: Future[Worked], job: Job, executor: Executor) -> Worked | None:
        try:
            return future.result()
        except (BrokenExecutor, CancelledError) as error:
            if self._stopped:
                return None  # it did not begin, or nobody knows
            if self._repaired(executor, error):
                self._waiting.appendleft(job)
                return None
            return Worked(Outcome(job.name, f"its worker died ({error}); run again to do what is left"))
        except Exception as error:  # noqa: BLE001 - whatever an executor or its cluster says of one job
            told = f"{type(error).__name__}: {error}".strip(": ")
            return Worked(Outcome(job.name, f"the executor could not do it: {told}"))

    def _repaired(self, broken: Executor, error: BaseException) -> bool:
        """Whether there is another executor for what this one has not done; a local pool is the last."""
        if self._executor is broken and not self.notes:
            self.notes.append(
                f"the executor broke ({type(error).__name__}: {error}); what it had not done was done on this machine"
            )
            self._executor, self._revocable = self._local(), True
        return self._executor is not broken


@contextmanager
def crew(executor: Any, workers: int) -> Iterator[Crew]:
    """Those who execute, for the time of a run.

    Args:
        executor: None for threads of this process (the work is done by a process each); ``dask://HOST:PORT``, a
            `distributed.Client`, or any `concurrent.futures.Executor`. What was given is left open.
        workers: notebooks beside each other, where this machine does it.

    Raises:
        InvalidValueError: that is no executor.
        PlanformError: no scheduler answers there, or dask is not installed.
    """
    pools: list[ThreadPoolExecutor] = []

    def local() -> Executor:
        pools.append(ThreadPoolExecutor(workers, thread_name_prefix="planform"))
        return pools[-1]

    with quiet(), zygotes_ended(), _opened(executor, local, workers) as made:
        try:
            yield made
        except (StoppedAtOnceError, SystemExit):
            made.stop()
            while made.busy(pools):
                end_now()  # again and again: what was just about to begin begins after all
                time.sleep(MOMENT)
            raise
        finally:
            made.stop()
            for pool in pools:
                pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _opened(executor: Any, local: Callable[[], Executor], workers: int) -> Iterator[Crew]:
    if executor is None or executor == "local":
        yield Crew(local(), local, abreast=workers > 1)
    elif isinstance(executor, Executor):
        yield Crew(executor, local)
    elif isinstance(executor, str) and executor.startswith(DASK):
        with _client(executor) as client:
            yield _on_dask(client, local)
    elif hasattr(executor, "get_executor"):
        yield _on_dask(executor, local)
    else:
        raise InvalidValueError(
            f"{executor!r} executes nothing; give local, dask://HOST:PORT, a distributed.Client or an Executor"
        )


def _on_dask(client: Any, local: Callable[[], Executor]) -> Crew:
    """A cluster: a task whose worker dies is done by another; one that is not pure is never taken for done before."""
    threads = sum(client.nthreads().values())
    return Crew(client.get_executor(pure=False), local, ahead=max(2 * threads, 4), revocable=False)


@contextmanager
def _client(url: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError as error:
        raise PlanformError(f'{url} needs dask: pip install "planform[dask]"') from error
    address = f"tcp://{url.removeprefix(DASK)}"
    try:
        client: Any = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise PlanformError(f"no dask scheduler answers at {address}: {error}") from error
    try:
        yield client
    finally:
        with suppress(OSError, TimeoutError):
            client.close()
