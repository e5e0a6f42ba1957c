"""What a batch did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ...errors import Diagnostic
from ..mapping._failures import Failure

if TYPE_CHECKING:
    import pandas as pd

STATES = {"new": "new", "changed": "changed", "same": "unchanged", "waiting": "not reached", "failed": "failed"}
LEFT = "style='text-align:left'"
SHOWN = 20  # rows that a notebook shows; the frame has all
COLUMNS = (
    "row",
    "identity",
    "title",
    "plan_id",
    "state",
    "notebook",
    "seconds",
    "document",
    "notebook_path",
    "error",
)


@dataclass(slots=True)
class Item:
    """What became of one row, or of a plan whose row has vanished.

    Attributes:
        row: its number in the table, 1-based; 0 for a plan without a row.
        identity: the plan's key, else its slug.
        title: what it is called.
        state: ``new``, ``changed``, ``same``, ``failed``, ``waiting`` (not reached), ``missing`` or ``closed``.
        file: its files below the output folder, without suffix; ``""`` where it has none.
        plan: the store's id.
        notebook: ``executed``, ``current`` (shows what it should), ``ready`` (not executed), ``failed``, ``waiting``
            or ``""``.
        seconds: how long its notebook took.
        error: what is wrong and what to do.
    """

    row: int
    identity: str
    title: str
    state: str
    file: str = ""
    plan: str = ""
    notebook: str = ""
    seconds: float | None = None
    error: str = ""


@dataclass(frozen=True)
class BatchResult:
    """What a batch did.

    Attributes:
        out: the folder.
        store: where the records are (password left out).
        items: what became of each row, in the order of the table; then plans whose rows have vanished.
        failures: rows that did not become plans, or did not get their notebook.
        notes: what a person should know and nothing stops for.
        summary: summary.html, None where none was written.
        dry_run: nothing was written.
        stopped: somebody stopped it; running again does the rest.
        seconds: how long it took.
    """

    out: Path
    store: str
    items: tuple[Item, ...] = field(default=(), repr=False)
    failures: tuple[Failure, ...] = ()
    notes: tuple[Diagnostic, ...] = ()
    summary: Path | None = None
    dry_run: bool = False
    stopped: bool = False
    seconds: float = 0.0

    @property
    def rows(self) -> int:
        """Rows of the table that were looked at."""
        return sum(item.row > 0 for item in self.items)

    @property
    def created(self) -> tuple[str, ...]:
        """Identities (key, else slug) of new plans."""
        return self._of("new")

    @property
    def changed(self) -> tuple[str, ...]:
        """Identities of plans that were brought up to date."""
        return self._of("changed")

    @property
    def unchanged(self) -> tuple[str, ...]:
        """Identities of plans that were as their rows say."""
        return self._of("same")

    @property
    def executed(self) -> tuple[str, ...]:
        """Identities whose notebook was executed; where plan, template and notebook are as they were, none is."""
        return tuple(item.identity for item in self.items if item.notebook == "executed")

    @property
    def missing(self) -> tuple[str, ...]:
        """Identities that an earlier table had and this one lacks, closed ones too."""
        return self._of("missing", "closed")

    @property
    def closed(self) -> tuple[str, ...]:
        """Those of the missing that were closed."""
        return self._of("closed")

    @property
    def files(self) -> Mapping[str, Path]:
        """Identity -> Markdown file, of the rows that became plans."""
        done = ("new", "changed", "same")
        return MappingProxyType({i.identity: self.out / f"{i.file}.md" for i in self.items if i.state in done})

    @property
    def frame(self) -> pd.DataFrame:
        """One row an item: row, identity, title, plan_id, state, notebook, seconds, document, notebook_path, error.

        `seconds` is the notebook's; `document` and `notebook_path` are paths as text; what is not known is NA.
        """
        import pandas as pd

        found = pd.DataFrame([record(item, self.out) for item in self.items], columns=list(COLUMNS))
        text = [c for c in COLUMNS if c not in ("row", "seconds")]
        return found.astype({"row": "int64", "seconds": "float64", **dict.fromkeys(text, "str")})

    @property
    def exit_code(self) -> int:
        """0 all done, 1 some rows failed."""
        return int(bool(self.failures))

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        lists = ("created", "changed", "unchanged", "executed", "missing", "closed")
        return {
            "out": str(self.out),
            "store": self.store,
            "rows": self.rows,
            **{name: list(getattr(self, name)) for name in lists},
            "failures": [f.to_dict() for f in self.failures],
            "notes": [str(n) for n in self.notes],
            "files": {k: str(v) for k, v in self.files.items()},
            "summary": str(self.summary) if self.summary else None,
            "dry_run": self.dry_run,
            "stopped": self.stopped,
            "seconds": round(self.seconds, 3),
        }

    @property
    def last_line(self) -> str:
        """The whole as one line of JSON: counts, not the rows, which had their own (`line_of`)."""
        counts = {name: len(getattr(self, name)) for name in ("created", "changed", "unchanged", "executed", "missing")}
        told = {k: v for k, v in self.to_dict().items() if k in ("out", "store", "rows", "notes", "summary", "dry_run")}
        more = {"failed": len(self.failures), "stopped": self.stopped, "seconds": round(self.seconds, 3)}
        return json.dumps({"batch": {**told, **counts, **more}}, ensure_ascii=False)

    def _of(self, *states: str) -> tuple[str, ...]:
        return tuple(item.identity for item in self.items if item.state in states)

    def __str__(self) -> str:
        """One line."""
        laid = sum(item.notebook == "waiting" for item in self.items)
        parts = [
            (len(self.created), "new"),
            (len(self.changed), "changed"),
            (len(self.unchanged), "unchanged"),
            (len(self.executed), f"notebook{'s' * (len(self.executed) != 1)} executed"),
            (len(self.failures), "failed"),
            (len(self.missing), "no longer in the table"),
            (len(self._of("waiting")), "not reached"),
            (laid, f"notebook{'s' * (laid != 1)} not reached"),
        ]
        would = "would be: " if self.dry_run else ""
        return f"{self.rows:,} row{'s' * (self.rows != 1)}: {would}" + ", ".join(
            f"{n:,} {what}" for n, what in parts if n or what == "new"
        )

    def _repr_html_(self) -> str:
        """How far it got, what failed, and the first rows."""
        done = self.rows - len(self._of("failed", "waiting"))
        first = sorted(self.items, key=lambda i: (not i.error, i.state != "waiting"))[:SHOWN]
        head = "".join(f"<th {LEFT}>{h}</th>" for h in ("Plan", "Title", "State", "Notebook", "Time", "What is wrong"))
        more = f"<p>{len(self.items) - SHOWN:,} more in <code>.frame</code></p>" if len(self.items) > SHOWN else ""
        bar = f"<progress value='{done}' max='{max(self.rows, 1)}' aria-label='rows done'></progress>"
        body = "".join(map(_html_row, first))
        return (
            f"<p>{bar} {escape(str(self))}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
        )


def _html_row(item: Item) -> str:
    time = "" if item.seconds is None else f"{item.seconds:.1f} s"
    cells = (item.identity, item.title, STATES.get(item.state, item.state), item.notebook, time, item.error)
    return f"<tr>{''.join(f'<td {LEFT}>{escape(cell)}</td>' for cell in cells)}</tr>"


def record(item: Item, out: Path) -> dict[str, Any]:
    """An item as a row of the frame."""
    document, notebook = (str(out / f"{item.file}{suffix}") if item.file else None for suffix in (".md", ".ipynb"))
    told = (item.title, item.plan, item.state, item.notebook)
    paths = (document, notebook if item.notebook else None, item.error or None)
    return dict(zip(COLUMNS, (item.row, item.identity, *(t or None for t in told), item.seconds, *paths), strict=True))


def line_of(item: Item, out: Path) -> str:
    """An item as one line of JSON; what is not known is left out."""
    return json.dumps({k: v for k, v in record(item, out).items() if v is not None}, ensure_ascii=False)
