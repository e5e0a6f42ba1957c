"""What the batch panel says: how far a run is, how many rows are right, what is wrong with the others."""

from __future__ import annotations

from html import escape

from ...batch import TableGuess
from ._batch_run import Run

MOST_TOLD = 6


def told(text: str, bad: bool = False) -> str:
    """A line that a screen reader says when it changes."""
    return f'<p role="status" class="{"pf-bad" if bad else "pf-said"}">{escape(text)}</p>' if text else ""


def count(number: int, what: str) -> str:
    """``1 row``, ``2 rows``."""
    return f"{number:,} {what}{'s' * (number != 1)}"


def progress(run: Run) -> str:
    """How far a run is, what was done last, what failed first, how long it may take."""
    if not run.total:
        return "Reading the table …"
    parts = [f"{run.done:,} of {run.total:,} steps", run.name]
    if run.failed:
        parts.append(f"{len(run.failed):,} failed; the first: {run.failed[0]}")
    if run.left is not None:
        parts.append(f"about {_minutes(run.left)} left")
    return " · ".join(filter(None, parts))


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def verdict(guess: TableGuess) -> str:
    """How many rows are right, and what is wrong with the first of the others."""
    good, bad = len(guess.found.good), guess.found.failures
    rows = good + len(bad)
    first = "the first " if len(guess.found.table.rows) > rows else ""
    head = told(f"{good:,} of {first}{rows:,} rows can become plans.", bad=bool(bad))
    lines = [f"{f.where.rpartition('/')[2]}: {': '.join(filter(None, (f.field, f.message)))}" for f in bad[:MOST_TOLD]]
    lines += [f"and {len(bad) - MOST_TOLD:,} more"] if len(bad) > MOST_TOLD else []
    notes = [note.message for note in guess.found.notes if note.code == "title-twice"][:MOST_TOLD]
    listed = "".join(f"<li>{escape(line)}</li>" for line in (*lines, *notes))
    return f"{head}<ul>{listed}</ul>" if listed else head
