"""Rows that could not become plans, and the table of them that can be run again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...files import write_whole
from ..tables._source import Row, Table, spelt

NAME = "failures.csv"


@dataclass(frozen=True, slots=True)
class Failure:
    """One row that did not become a plan, or did not get all its files.

    Attributes:
        row: its number in the table, 1-based; 0 where no row stands for it.
        where: file and line.
        cells: its own columns.
        field: columns or fields at fault, with ``; `` between.
        message: what is wrong and what to do.
        key: the plan's key, where the row has one.
    """

    row: int
    where: str
    cells: dict[str, Any] = field(repr=False)
    field: str
    message: str
    key: str = ""

    @classmethod
    def of(cls, row: Row, table: Table, problems: Sequence[tuple[str, str]], key: str = "") -> Failure:
        """From all problems of one row."""
        names = dict.fromkeys(name for name, _ in problems if name)
        return cls(
            row.number, row.where, row.cells, "; ".join(names), "; ".join(dict.fromkeys(m for _, m in problems)), key
        )

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.field, self.message) if part)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"row": self.row, "where": self.where, "key": self.key, "field": self.field, "message": self.message}


def write_failures(out: Path, columns: Sequence[str], failures: Iterable[Failure]) -> Path | None:
    """Write failures.csv; without failures, remove one that an earlier run left."""
    path, found = out / NAME, list(failures)
    if not found:
        path.unlink(missing_ok=True)
        return None
    text = io.StringIO()
    own = [c for c in columns if c not in ("field", "message")]
    writer = csv.DictWriter(text, [*own, "field", "message"], lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({c: spelt(f.cells.get(c)) for c in own} | {"field": f.field, "message": f.message} for f in found)
    write_whole(path, text.getvalue())
    return path
