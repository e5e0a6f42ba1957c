"""A table's columns as a person corrects them: where each goes, what it holds, what else is to be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...plan import Template
from ...settings import Settings
from ...template import COMMON
from ..tables._nested import inside_of, keys_of
from ..tables._source import Table
from ._candidates import Prepared, prepare
from ._hints import DATE_FORMS, hints, meant
from ._mapfile import TAKES, UNITS
from ._mapping import Target
from ._markup import MARKUPS

SAMPLES, LONGEST = 2, 60
COLUMN_PARTS: dict[str, tuple[str, ...]] = {  # what may be said of a column beside its field
    "unit": UNITS,
    "take": TAKES,
    "dates": DATE_FORMS,
    "markup": tuple(MARKUPS),
}


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column of a table, and what is known of it.

    Attributes:
        column: as a mapping names it.
        to: the field it goes to, ``""`` where it is left out.
        label: what the field is called.
        samples: some of its values, in short.
        parts: unit, take, dates, markup: what is guessed, or ``""`` where a person has to choose; absent where there is
            nothing to choose.
        values: value that the field does not know -> (how often it stands, what it may mean).
        options: what the field knows.
        why: why it is left out.
    """

    column: str
    to: str
    label: str = ""
    samples: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class TableGuess:
    """What a table would become, and where its columns go.

    Attributes:
        found: the table tried row by row.
        columns: in the table's order.
    """

    found: Prepared
    columns: tuple[ColumnGuess, ...]


def guess_table(
    table: Table,
    template: Template | str | Path,
    mapping: Any = None,
    key: str | None = None,
    settings: Settings | None = None,
    limit: int | None = None,
) -> TableGuess:
    """Try a table with a mapping, or with the best guess.

    Args:
        limit: how many rows to try.

    Raises:
        InvalidTableError: the mapping cannot be used.
        NotFoundError: there is no such template or mapping.
    """
    found = prepare(table, template, mapping, key, settings, demand=False, limit=limit)
    return TableGuess(found, tuple(_guesses(found)))


def _guesses(found: Prepared) -> Iterator[ColumnGuess]:
    placed: dict[str, list[Target]] = {}
    for target in found.columns.targets:
        placed.setdefault(target.base, []).append(target)
    for column in found.table.columns:
        yield from (_guess(target, found) for target in placed.get(column, ()))
        if column not in placed and not keys_of(found.table, column):
            why = "" if column in found.columns.ignored else "no field answers to this name"
            yield ColumnGuess(column, "", samples=_samples(found.table, column), why=why)
        yield from _places(column, {t.column for t in placed.get(column, ())}, found.table)


def _places(column: str, placed: set[str], table: Table) -> Iterator[ColumnGuess]:
    """The other places in a nested cell; of lists only where none has been found."""
    listed = any(isinstance(row.cells.get(column), list) for row in table.rows[:50])
    if column in placed or (placed and listed):
        return
    for key in keys_of(table, column):
        if (name := f"{column}.{key}") not in placed:
            cells = [c for row in table.rows[:50] if (c := inside_of(row.cells.get(column), (key,))) is not None]
            yield ColumnGuess(name, "", samples=_short(cells))


def _guess(target: Target, found: Prepared) -> ColumnGuess:
    rule = target.rule
    parts = {name: getattr(rule, name) for name in COLUMN_PARTS if getattr(rule, name)}
    parts |= {h.part or str(h.value): str(h.value) if h.part else "" for h in hints(target, found.table)}
    strange: Mapping[str, int] = found.strange.get(target.column, {})
    values = {value: (count, meant(target.field, value)) for value, count in strange.items()}
    label = target.field.label if target.field else target.to
    cells = [c for row in found.table.rows[:50] if (c := target.cell(row)) is not None]
    options = target.field.options if target.field else ()
    return ColumnGuess(target.column, target.to, label, _short(cells), parts, values, options)


def _samples(table: Table, column: str) -> tuple[str, ...]:
    return _short([row.cells[column] for row in table.rows[:50] if column in row.cells])


def _short(cells: list[Any]) -> tuple[str, ...]:
    texts = dict.fromkeys(", ".join(map(str, c)) if isinstance(c, list) else str(c) for c in cells)
    lines = (" ".join(text.split()) for text in list(texts)[:SAMPLES])
    return tuple(line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…" for line in lines)


def field_choices(template: Template) -> list[tuple[str, str]]:
    """What a column may go to: (what a person reads, name for a mapping), fields in the order of the document."""
    taken = {own.path for own in template.common.values() if own}
    common = [(f"{_title(name)}", name) for name in COMMON if template.common[name] is None]
    mains = [(f.label, f.path) for f in template.tree if f.path in taken]
    others = [pair for f in template.tree if f.path not in taken for pair in _of(f)]
    return _apart([*mains, *common, *others])


def _of(found: Any) -> Iterator[tuple[str, str]]:
    yield found.label, found.path
    for column in getattr(found, "columns", ()):
        yield f"{found.label} › {column.label} (next row)", f"{found.path}[].{column.key}"


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _apart(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Labels that stand twice say their place as well."""
    labels = [label for label, _ in pairs]
    return [(f"{label} ({path})" if labels.count(label) > 1 else label, path) for label, path in pairs]
