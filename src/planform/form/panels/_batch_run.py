"""A batch in the background: a thread of its own, told to whoever asks, stopped when somebody wants it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from ...batch import BatchResult, BatchStoppedError, Failure, run_batch
from ...errors import PlanformError

PAUSE = 0.15  # seconds between two messages to the page


class Run:
    """One run.

    Attributes:
        done, total: steps: each row is a document and a notebook.
        name: the row that was done last.
        failed: rows that failed so far.
        result: what it did; None until it has ended.
        problem: why it could not go on, or ``""``.
        stopped: somebody wanted it to end.
    """

    def __init__(self, given: Mapping[str, Any], tell: Callable[[Run], None]) -> None:
        """Begin.

        Args:
            given: arguments of `run_batch`.
            tell: called now and then, and at the end; in the thread of the run.
        """
        self.done, self.total, self.name, self.problem = 0, 0, "", ""
        self.failed: list[Failure] = []
        self.result: BatchResult | None = None
        self.stopped, self.ended = False, False
        self._ask: Callable[[], None] | None = None
        self._tell, self._begin, self._last = tell, time.monotonic(), 0.0
        self._thread = threading.Thread(target=self._go, args=(given,), name="planform-batch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what has begun, and end."""
        self.stopped, ask, self._ask = True, self._ask, None
        if ask:
            ask()

    def wait(self, seconds: float | None = None) -> None:
        """Until it has ended."""
        self._thread.join(seconds)

    @property
    def left(self) -> float | None:
        """Seconds that it may still take; None where that cannot be said yet."""
        spent = time.monotonic() - self._begin
        return spent / self.done * (self.total - self.done) if self.done > 2 and spent > 1 else None

    def _go(self, given: Mapping[str, Any]) -> None:
        try:
            self.result = run_batch(**given, on_progress=_Heard(self))
        except BatchStoppedError as error:
            self.result, self.stopped = error.result, True
        except PlanformError as error:
            self.problem = str(error)
        except Exception as error:  # noqa: BLE001  # a thread has nobody to tell but the page
            self.problem = f"{type(error).__name__}: {error}"
        finally:
            self.ended = True
            self._tell(self)

    def heard(self) -> None:
        """Tell it, unless that was just done."""
        if time.monotonic() - self._last >= PAUSE:
            self._last = time.monotonic()
            self._tell(self)


class _Heard:
    """What `run_batch` tells."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def __call__(self, done: int, total: int, name: str) -> None:
        self.run.done, self.run.total, self.run.name = done, total, name
        self.run.heard()

    def failed(self, failure: Failure) -> None:
        self.run.failed.append(failure)

    def stoppable(self, ask: Callable[[], None]) -> None:
        self.run._ask = ask
        if self.run.stopped:  # somebody was quicker
            self.run.stop()
