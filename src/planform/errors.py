"""Everything planform can complain about. Errors carry data; only the command line prints."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing to tell a person: a stable code, what is wrong and what to do, and where it stands.

    Attributes:
        code: stable name of the kind of message, e.g. ``"unknown-column"``.
        message: one sentence or two: what is wrong, and what to do.
        path: file name or field path; ``""`` where there is none.
        line: 1-based line in that file, 0 where there is none.
    """

    code: str
    message: str
    path: str = ""
    line: int = 0

    def __str__(self) -> str:
        """Where and what, in one line."""
        where = (
            f"{self.path}:{self.line}" if self.path and self.line else self.path or (self.line and f"line {self.line}")
        )
        return f"{where}: {self.message}" if where else self.message


class PlanformError(Exception):
    """Base of all errors that planform raises for a person's mistake or the world's.

    Attributes:
        diagnostics: at least one; all problems found at once are reported together.
    """

    code = "error"

    def __init__(
        self, message: str = "", *, path: str | Path = "", line: int = 0, diagnostics: Iterable[Diagnostic] = ()
    ) -> None:
        """One message, or several diagnostics."""
        found = tuple(diagnostics)
        self.diagnostics: tuple[Diagnostic, ...] = found or (Diagnostic(self.code, message, str(path), line),)
        super().__init__(message or str(self.diagnostics[0]))

    def __str__(self) -> str:
        """One line a diagnostic."""
        return "\n".join(str(d) for d in self.diagnostics)

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors cross process borders in a batch."""
        return _rebuild, (type(self), self.diagnostics, {k: v for k, v in self.__dict__.items() if k != "diagnostics"})


def _rebuild(kind: type[PlanformError], diagnostics: tuple[Diagnostic, ...], state: dict[str, Any]) -> PlanformError:
    error = kind.__new__(kind)
    PlanformError.__init__(error, diagnostics=diagnostics)
    error.__dict__.update(state)
    return error


class UnknownNameError(PlanformError, KeyError):
    """A name that nothing has: a field, a template, a column, a plan. Offers the nearest."""

    code = "unknown-name"


class InvalidTemplateError(PlanformError, ValueError):
    """A text that cannot be a template."""

    code = "invalid-template"


class InvalidDocumentError(PlanformError, ValueError):
    """A document that cannot be read as a plan."""

    code = "invalid-document"


class InvalidTableError(PlanformError, ValueError):
    """A table of tasks that cannot be used."""

    code = "invalid-table"


class InvalidValueError(PlanformError, ValueError):
    """Values that their fields refuse."""

    code = "invalid-value"


class SettingsError(PlanformError, ValueError):
    """A planform.toml, environment variable or argument that makes no sense."""

    code = "invalid-settings"


class NotFoundError(PlanformError, FileNotFoundError):
    """A file or folder that is not there."""

    code = "not-found"


class OutputError(PlanformError, OSError):
    """A place that cannot be written."""

    code = "cannot-write"


class StoreError(PlanformError):
    """The store cannot be opened, read or written."""

    code = "store"


class RevisionConflictError(StoreError):
    """Somebody else saved the plan in between.

    Attributes:
        base: the plan that both began from; None where nobody knows it.
        mine: the plan that was to be saved.
        theirs: the plan as the store has it.
        diff: a frame with a row for each place where the three differ: path, base, mine, theirs, by (``mine``,
            ``theirs``, ``both`` alike, or ``conflict``).
        conflicts: the paths of what both changed, each in their own way; what is left to choose.
    """

    code = "revision-conflict"
    base: Any = None
    mine: Any = None
    theirs: Any = None
    diff: Any = None
    conflicts: tuple[str, ...] = ()


def nearest(name: str, known: Iterable[str]) -> str:
    """``"; did you mean 'status'?"`` or the empty string."""
    names = list(known)
    lowered = {n.lower(): n for n in names}
    found = difflib.get_close_matches(name.lower(), lowered, n=1, cutoff=0.6)
    return f"; did you mean {lowered[found[0]]!r}?" if found else ""
