"""How a run is watched: one line in a terminal, JSON lines for programs, silence elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from ._shown import err_console, warn

if TYPE_CHECKING:
    from ..batch import Failure

STEPS = 2  # of a row: its document, its notebook
WIDEST = 28  # characters of the current row's name


class Watched:
    """What `run_batch` tells, for a person: how far it is, the first failure at once, what Ctrl-C will do."""

    as_json = False

    def __init__(self, console: Console = err_console) -> None:
        self.console, self.failures = console, 0
        self.first: Failure | None = None
        left, name = TimeRemainingColumn(compact=True), TextColumn("{task.fields[name]}", markup=False)
        columns = (BarColumn(24), _Done(), _Failed(), _Rate(), left, name)
        self.line = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self.task = self.line.add_task("", total=None, name="", failed=0)

    def __call__(self, done: int, total: int, name: str) -> None:
        """One more document or notebook."""
        if not self.line.live.is_started and self.console.is_terminal:
            self.line.start()
        self.line.update(self.task, completed=done, total=total, name=Text(name[:WIDEST]).plain)

    def failed(self, failure: Failure) -> None:
        """The first is shown at once: whoever sees it may stop and mend the table."""
        self.failures += 1
        if self.first is None:
            self.first = failure
            warn(failure)
        self.line.update(self.task, failed=self.failures)

    def stopping(self, running: int) -> None:
        """What is waited for."""
        what = f"{running} notebook{'s' * (running != 1)} to their end" if running else "what was begun to its end"
        warn(f"stopping: bringing {what}; Ctrl-C again stops at once")

    def close(self) -> None:
        """Leave the terminal as it was."""
        self.line.stop()


class Lines(Watched):
    """The same for a program: a line of JSON a row as soon as it is done; failures are in them."""

    as_json = True

    def __init__(self) -> None:
        super().__init__(Console(stderr=True, force_terminal=False))

    def finished(self, line: str) -> None:
        """One row is done."""
        typer.echo(line)

    def failed(self, failure: Failure) -> None:
        """In its line."""


class _Done(ProgressColumn):
    """Rows, not steps: a document that is there while its notebook runs is half a row."""

    def render(self, task: Task) -> Text:
        """Done of all."""
        return Text(f"{int(task.completed) // STEPS:,}/{int(task.total or 0) // STEPS:,}")


class _Failed(ProgressColumn):
    def render(self, task: Task) -> Text:
        """How many failed, where any did."""
        count = task.fields["failed"]
        return Text(f"{count:,} failed", style="bold red") if count else Text("")


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Rows in a second, or seconds for a row."""
        rate = (task.speed or 0) / STEPS
        return Text("" if not rate else f"{rate:.1f}/s" if rate >= 1 else f"{1 / rate:.1f} s each")
