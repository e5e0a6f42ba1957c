"""Rows of a table -> values that a template takes, each row by itself: one bad row never spoils another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import Diagnostic, PlanformError
from ...files import slug_of
from ...plan import Plan, Template
from ...settings import Settings
from ..tables._source import Row, Table, read_table
from ._cells import convert
from ._failures import Failure
from ._guess import guess_lines
from ._mapfile import read_map, write_map
from ._mapping import Mapping as Columns
from ._mapping import Target, map_columns

NEITHER = "has neither a key nor a title: nothing to know it by"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row whose values its template takes.

    Attributes:
        row: where it came from.
        key: the team's own, or ``""``.
        slug: of the title.
        values: name -> canonical value of every field that the row fills.
        whole: whether a field that is not among them was emptied, rather than not spoken of.
    """

    row: Row
    key: str
    title: str
    slug: str
    values: dict[str, Any]
    whole: bool = True


@dataclass(frozen=True)
class Prepared:
    """A table, read and checked against a template; nothing is written yet.

    Attributes:
        good: rows that can become plans.
        failures: rows that cannot, each with its field and what to do.
        strange: column -> value that its field does not list -> number of rows.
        notes: what a person should know and nothing stops for.
    """

    table: Table
    template: Template
    columns: Columns
    good: tuple[Candidate, ...]
    failures: tuple[Failure, ...]
    strange: dict[str, Counter[str]]
    notes: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class CheckResult:
    """What a table would become.

    Attributes:
        rows: number of rows.
        good: number of rows that can become plans.
        columns: column -> field it goes to.
        ignored: columns that are left out on purpose.
        unknown: columns that no field answers to, each with the nearest.
        failures: rows that cannot become plans.
        notes: values no field lists with their counts, titles that stand twice.
    """

    rows: int
    good: int
    columns: dict[str, str]
    ignored: tuple[str, ...]
    unknown: tuple[Diagnostic, ...]
    failures: tuple[Failure, ...]
    notes: tuple[Diagnostic, ...] = field(default=())

    @property
    def exit_code(self) -> int:
        """0 all rows are right, 1 some are not, 2 a column is unknown."""
        return 2 if self.unknown else int(bool(self.failures))

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "rows": self.rows,
            "good": self.good,
            "columns": self.columns,
            "ignored": list(self.ignored),
            "unknown": [str(u) for u in self.unknown],
            "failures": [f.to_dict() for f in self.failures],
            "notes": [str(n) for n in self.notes],
        }


def check_table(
    source: Any,
    template: Template | str | Path,
    mapping: Any = None,
    key: str | None = None,
    write: str | Path | None = None,
    settings: Settings | None = None,
) -> CheckResult:
    """Check a table against a template; run nothing.

    Args:
        source: as `run_batch` takes it.
        mapping: a mapping file, or the same as a dict.
        key: column of keys.
        write: where to write the mapping, guessed or given, for a person to correct.

    Raises:
        NotFoundError: the table, the mapping or the template is not there.
        InvalidTableError: the table or the mapping cannot be used.
        OutputError: `write` exists or cannot be written.
    """
    found = prepare(source, template, mapping, key, settings, demand=False)
    if write is not None:
        write_map(
            Path(write),
            guess_lines(
                found.table,
                found.template,
                found.columns,
                {c: list(v) for c, v in found.strange.items()},
            ),
        )
    targets = {t.column: t.to for t in found.columns.targets}
    return CheckResult(
        len(found.table.rows),
        len(found.good),
        targets,
        found.columns.ignored,
        found.columns.unknown,
        found.failures,
        found.notes,
    )


def prepare(
    source: Any,
    template: Template | str | Path,
    mapping: Any = None,
    key: str | None = None,
    settings: Settings | None = None,
    demand: bool = True,
    limit: int | None = None,
) -> Prepared:
    """Read a table and try every row; `demand` stops at unknown columns."""
    chosen = template if isinstance(template, Template) else Template.load(template, settings)
    table = read_table(source)
    columns = map_columns(table, chosen, read_map(mapping), key)
    if demand:
        columns.demand()
    rows = table.rows if limit is None else table.rows[: max(limit, 0)]
    strange: dict[str, Counter[str]] = defaultdict(Counter)
    tried = [_candidate(row, columns, chosen, table, strange) for row in rows]
    broken = {f.key for f in tried if isinstance(f, Failure) and f.key}
    good, twins = _apart([c for c in tried if isinstance(c, Candidate)], broken, columns, table)
    failures = sorted([*(f for f in tried if isinstance(f, Failure)), *twins], key=lambda f: f.row)
    notes = (*columns.notes, *_strange_notes(strange, columns, table), *_titles_twice(tried, table))
    return Prepared(table, chosen, columns, tuple(good), tuple(failures), dict(strange), notes)


def _candidate(
    row: Row, columns: Columns, template: Template, table: Table, strange: dict[str, Counter[str]]
) -> Candidate | Failure:
    name = _identity(row, columns, template)
    if row.problem:
        return Failure.of(row, table, [("", row.problem)], name)
    found: list[tuple[str, str]] = []
    values: dict[str, Any] = {}
    try:
        given, common = template.coerce(dict(_raw(row, columns, template, found)))
        values = {**given, **{k: v for k, v in common.items() if v}}
        plan = template.plan(values)
        found += _refused(plan, values, columns, strange)
    except PlanformError as error:
        found += [(d.path, d.message) for d in error.diagnostics]
    if found:
        return Failure.of(row, table, found, name)
    if not plan.key and not plan.title:
        return Failure.of(row, table, [("title", NEITHER)], name)
    return Candidate(row, plan.key, plan.title, slug_of(plan.title), values)


def _identity(row: Row, columns: Columns, template: Template) -> str:
    """What a row that fails would have been known by, as well as can be told."""
    own = template.common["title"]
    title = columns.to(own.path if own else "title")
    key = next((t for t in columns.targets if t.column == columns.key), None)
    text = str((key.cell(row) if key else row.cells.get(columns.key)) or "")
    shown = key.rule.ids(text) if key and key.rule.ids else text
    said = title.cell(row) if title else None
    return shown or (slug_of(str(said)) if said else "")


def _raw(row: Row, columns: Columns, template: Template, found: list[tuple[str, str]]) -> Iterator[tuple[str, Any]]:
    """Each filled cell with its place; ``group[]`` takes the next free row of its group."""
    own = template.common["key"]
    if (
        columns.key
        and columns.key in row.cells
        and not any(t.column == columns.key and t.to in ("key", own.path if own else "") for t in columns.targets)
    ):
        yield (own.path if own else "key"), row.cells[columns.key]
    following: Counter[str] = Counter()
    for target in columns.targets:
        if (cell := target.cell(row)) is None:
            continue
        to = target.to
        if "[]" in to:
            to = to.replace("[]", f"[{following[target.group]}]", 1)
            following[target.group] += 1
        try:
            yield to, convert(target, cell)
        except PlanformError as error:
            found += [(target.column, d.message) for d in error.diagnostics]


def _refused(
    plan: Plan, values: Mapping[str, Any], columns: Columns, strange: dict[str, Counter[str]]
) -> list[tuple[str, str]]:
    by_path: dict[str, list[Target]] = defaultdict(list)
    for target in columns.targets:
        if target.field:
            by_path[target.field.path].append(target)
            by_path[target.group].append(target)
    refused = []
    for problem in plan.problems:
        if problem.path.partition("[]")[0] not in values:
            continue  # the template's own text, not the row's
        targets = by_path.get(problem.path) or by_path.get(problem.path.partition("[]")[0], [])
        if any(problem.value.casefold() in {a.casefold() for a in t.rule.accept} for t in targets):
            continue
        column = targets[0].column if targets else problem.path
        if targets and targets[0].field and targets[0].field.options:
            strange[column][problem.value] += 1
        refused.append(
            (column, problem.message if problem.row is None else f"row {problem.row + 1}: {problem.message}")
        )
    return refused


def _apart(
    found: list[Candidate], broken: set[str], columns: Columns, table: Table
) -> tuple[list[Candidate], list[Failure]]:
    """Rows with one key are all failures, also where another fault keeps some out: nobody can say which is meant."""
    rows: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in found:
        if candidate.key:
            rows[candidate.key].append(candidate)
    twins = {k: same for k, same in rows.items() if len(same) > 1 or k in broken}
    failures = [
        Failure.of(c.row, table, [(columns.key or "key", _twin_message(c, same))], c.key)
        for same in twins.values()
        for c in same
    ]
    return [c for c in found if c.key not in twins], failures


def _twin_message(candidate: Candidate, same: list[Candidate]) -> str:
    if len(same) == 1:
        return f"{candidate.key!r} is also the key of a row that failed; give each its own"
    others = ", ".join(c.row.where.rpartition("/")[2] for c in same if c is not candidate)
    return (
        f"{candidate.key!r} is the key of {len(same)} rows (the other: {others}); give each its own"
        if len(same) == 2
        else f"{candidate.key!r} is the key of {len(same)} rows (also {others}); give each its own"
    )


def _strange_notes(strange: dict[str, Counter[str]], columns: Columns, table: Table) -> Iterator[Diagnostic]:
    for column, values in strange.items():
        target = next((t for t in columns.targets if t.column == column), None)
        options = ", ".join(target.field.options) if target and target.field else ""
        told = ", ".join(f"{v!r} ({n} row{'s' * (n > 1)})" for v, n in values.most_common(20))
        yield Diagnostic(
            "unmapped-value",
            f"column {column!r} holds {told}; its field knows {options}. "
            "Say in the mapping file what they are ('values'), or that they may stay ('accept')",
            table.name,
        )


def _titles_twice(tried: Iterable[Candidate | Failure], table: Table) -> Iterator[Diagnostic]:
    rows: dict[str, list[str]] = defaultdict(list)
    for candidate in tried:
        if isinstance(candidate, Candidate) and candidate.title:
            rows[candidate.title].append(candidate.key or candidate.row.where.rpartition("/")[2])
    for title, where in rows.items():
        if len(where) > 1:
            yield Diagnostic(
                "title-twice", f"{title!r} is the title of {len(where)} rows: {', '.join(where)}", table.name
            )
