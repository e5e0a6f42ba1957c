"""What a batch did."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import Diagnostic
from ._failures import Failure


@dataclass(frozen=True)
class BatchResult:
    """What a batch did.

    Attributes:
        out: the folder.
        store: where the records are (password left out).
        rows: rows of the table that were looked at.
        created, changed, unchanged: identities (key, else slug) of plans.
        executed: identities whose notebook was executed; where plan, template and notebook are as they were, none is.
        failures: rows that did not become plans, or did not get their notebook.
        missing: identities that an earlier table had and this one lacks.
        closed: those of them that were closed.
        notes: what a person should know and nothing stops for.
        files: identity -> Markdown file.
        summary: summary.html, None where none was written.
        dry_run: nothing was written.
    """

    out: Path
    store: str
    rows: int
    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    executed: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    missing: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    notes: tuple[Diagnostic, ...] = ()
    files: dict[str, Path] = field(default_factory=dict, repr=False)
    summary: Path | None = None
    dry_run: bool = False

    @property
    def exit_code(self) -> int:
        """0 all done, 1 some rows failed."""
        return int(bool(self.failures))

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        lists = {
            n: list(getattr(self, n)) for n in ("created", "changed", "unchanged", "executed", "missing", "closed")
        }
        return {
            "out": str(self.out),
            "store": self.store,
            "rows": self.rows,
            **lists,
            "failures": [f.to_dict() for f in self.failures],
            "notes": [str(n) for n in self.notes],
            "files": {k: str(v) for k, v in self.files.items()},
            "summary": str(self.summary) if self.summary else None,
            "dry_run": self.dry_run,
        }

    def __str__(self) -> str:
        """One line."""
        parts = [
            (len(self.created), "new"),
            (len(self.changed), "changed"),
            (len(self.unchanged), "unchanged"),
            (len(self.executed), f"notebook{'s' * (len(self.executed) != 1)} executed"),
            (len(self.failures), "failed"),
            (len(self.missing), "no longer in the table"),
        ]
        would = "would be: " if self.dry_run else ""
        return f"{self.rows} row{'s' * (self.rows != 1)}: {would}" + ", ".join(
            f"{n} {what}" for n, what in parts if n or what == "new"
        )
