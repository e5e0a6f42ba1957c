"""Ctrl-C during a run: once finishes what has begun, twice stops."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._result import BatchResult


class BatchStoppedError(KeyboardInterrupt):
    """Somebody stopped the run; what was begun is finished and whole, and running again does the rest.

    Attributes:
        result: what was done until then.
    """

    def __init__(self, result: BatchResult) -> None:
        """With what was done."""
        super().__init__(f"stopped: {result}; run again to do the rest")
        self.result = result


class StoppedAtOnceError(KeyboardInterrupt):
    """Somebody does not want to wait; running again does the rest."""


class Stop:
    """Whether somebody wants the run to end.

    Attributes:
        then: what to do at once when they do.
    """

    def __init__(self) -> None:
        self.asked = False
        self.then: list[Callable[[], None]] = []

    def __call__(self) -> bool:
        return self.asked

    def ask(self, *_: Any) -> None:
        """Once: finish what has begun. Twice: stop."""
        if self.asked:
            raise StoppedAtOnceError
        self.asked = True
        for do in self.then:
            do()


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Watch for Ctrl-C, where nobody else does: only the main thread can, and a handler of somebody's own stays."""
    stop, before = Stop(), signal.getsignal(signal.SIGINT)
    ours = threading.current_thread() is threading.main_thread() and before is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, stop.ask)
    try:
        yield stop
    finally:
        if ours:
            signal.signal(signal.SIGINT, before)
