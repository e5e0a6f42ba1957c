"""Who watches a run: a function, an object with more to it, or the notebook that the run was started in."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

from ..mapping._failures import Failure
from ._result import Item, line_of

Progress = Callable[[int, int, str], None]
PAUSE = 0.25  # seconds between two looks of a person


class Watcher:
    """Counts the steps of a run and tells whoever watches.

    Attributes:
        told: called with (done, total, identity). Where it has the methods, they hear more: `failed` of each failure,
            `finished` of each row as a line of JSON, `stoppable` what to call to make it end,
            `stopping` of how many notebooks are still at work, `close`.
    """

    def __init__(self, told: Progress | None, total: int, out: Path) -> None:
        self.told, self.done, self.total, self.out = told or in_notebook(), 0, total, out

    def step(self, name: str) -> None:
        """One document or notebook is done."""
        self.done += 1
        if self.told is not None:
            self.told(self.done, self.total, name)

    def failed(self, failure: Failure) -> None:
        """A row failed."""
        self._more("failed", failure)

    def finished(self, item: Item) -> None:
        """Nothing more becomes of a row."""
        if hasattr(self.told, "finished"):
            self._more("finished", line_of(item, self.out))

    def stoppable(self, ask: Callable[[], None]) -> None:
        """What to call to make it end."""
        self._more("stoppable", ask)

    def stopping(self, running: int) -> None:
        """Somebody wants it to end; so many notebooks are still at work."""
        self._more("stopping", running)

    def close(self) -> None:
        """It is over."""
        self._more("close")

    def _more(self, name: str, *given: Any) -> None:
        if callable(method := getattr(self.told, name, None)):
            method(*given)


class Shown:
    """A bar in the notebook of the person who waits; it goes when the result comes."""

    def __init__(self, display: Any) -> None:
        self.handle = display({"text/plain": "…"}, raw=True, display_id=True)
        self.begin = self.last = time.monotonic()
        self.failures, self.first = 0, ""

    def __call__(self, done: int, total: int, name: str) -> None:
        """Show it, now and then."""
        if time.monotonic() - self.last < PAUSE and done < total:
            return
        self.last = time.monotonic()
        rate = done / max(self.last - self.begin, 1e-9)
        failed = f" · {self.failures:,} failed (first: {escape(self.first)})" if self.failures else ""
        left = f" · {max(total - done, 0) / rate:,.0f} s left"
        bar = f"<progress value='{done}' max='{total}' aria-label='steps done'></progress>"
        self._update(f"<p>{bar} {done:,} of {total:,}{failed} · {rate:,.0f}/s{left} · {escape(name)}</p>")

    def failed(self, failure: Failure) -> None:
        """Count it; the first is named."""
        self.failures += 1
        self.first = self.first or str(failure)

    def stopping(self, running: int) -> None:
        """Say what is waited for."""
        self._update(f"<p>Stopping: {running} notebooks are brought to their end; interrupt again to stop at once</p>")

    def close(self) -> None:
        """Make room for the result."""
        self._update("")

    def _update(self, html: str) -> None:
        self.handle.update({"text/html": html, "text/plain": ""}, raw=True)


def in_notebook() -> Progress | None:
    """A bar, where a person runs this in a notebook; nothing elsewhere."""
    from ..plans._make import in_lab

    if "ipykernel" not in sys.modules or not in_lab():
        return None
    with suppress(ImportError):
        from IPython.display import display

        return Shown(display)
    return None
