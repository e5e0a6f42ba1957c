"""The mapping file: what a person says about a table's columns. YAML in, rules out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ...errors import Diagnostic, InvalidTableError, NotFoundError, OutputError, nearest
from ..tables._inputs import decode
from ..tables._yaml import documents
from ._markup import MARKUPS

ID_PATTERN = "id_pattern"  # stands alone too: then it is for every column that names tasks
TAKES = ("first", "last")
UNITS = ("seconds", "minutes", "hours", "days", "weeks", "months", "points")


@dataclass(frozen=True, slots=True)
class Ids:
    """How another tool's names of tasks become ours: ``task-(\\d+) -> BACK-\\1``."""

    pattern: re.Pattern[str]
    template: str

    def __call__(self, text: str) -> str:
        found = self.pattern.fullmatch(text.strip()) if len(text) <= 200 else None
        return found.expand(self.template) if found else text


@dataclass(frozen=True, slots=True)
class Rule:
    """What a mapping file says about one column.

    Attributes:
        to: field path, label, role or common name; ``""`` leaves the column out.
        values: value as the table has it (any case) -> value as the field wants it.
        accept: values that are right as they stand although the field's options lack them.
        unit: unit of bare numbers.
        split: what stands between the items of one cell.
        ids: how names of tasks are rewritten.
        take: which of several values is meant: ``first`` or ``last``; or all, where the field has room.
        join: what to put between several values of a field that takes one.
        dates: how the column writes days, as `datetime.strptime` takes it.
        markup: what the column's text is written in, one of `MARKUPS`; Markdown where it is ``""``.
    """

    to: str
    values: Mapping[str, str] = field(default_factory=dict)
    accept: frozenset[str] = frozenset()
    unit: str = ""
    split: str = ""
    ids: Ids | None = None
    take: str = ""
    join: str = ""
    dates: str = ""
    markup: str = ""


@dataclass(frozen=True, slots=True)
class MapFile:
    """All rules, and where they stand."""

    name: str = "the mapping"
    rules: Mapping[str, Rule] = field(default_factory=dict)
    ids: Ids | None = None

    def rule(self, column: str) -> Rule | None:
        """The rule of a column, whatever its case."""
        folded = {name.casefold(): rule for name, rule in self.rules.items()}
        return self.rules.get(column, folded.get(column.casefold()))


def read_map(source: str | Path | Mapping[str, Any] | None) -> MapFile:
    """A mapping from its file, or from the same as a dict.

    Raises:
        NotFoundError: there is no such file.
        InvalidTableError: it is not YAML, or says what no mapping can; all such places at once.
    """
    if source is None:
        return MapFile()
    if isinstance(source, Mapping):
        return _rules("the mapping", source)
    path = Path(source)
    if not path.is_file():
        raise NotFoundError("no such mapping file; --write-map writes one to begin with", path=path)
    found = list(documents(decode(path.read_bytes(), path), path))
    if len(found) > 1 or not all(isinstance(f, dict) for f in found):
        raise InvalidTableError("a mapping file is one mapping of column names to fields", path=path)
    return _rules(str(path), found[0] if found else {})


def _rules(name: str, entries: Mapping[str, Any]) -> MapFile:
    rules: dict[str, Rule] = {}
    problems: list[Diagnostic] = []
    ids = None
    for column, entry in entries.items():
        try:
            if column == ID_PATTERN and isinstance(entry, str):
                ids = _ids(entry)
            else:
                rules[str(column).strip()] = _rule(str(column).strip(), entry)
        except ValueError as error:
            problems.append(Diagnostic("invalid-table", f"column {column!r}: {error}", name))
    if problems:
        raise InvalidTableError(diagnostics=problems)
    return MapFile(name, rules, ids)


def _rule(column: str, entry: Any) -> Rule:
    if entry is None or entry is False:
        return Rule("")
    if isinstance(entry, str):
        return Rule(entry)
    if not isinstance(entry, Mapping):
        raise ValueError("say where it goes: the name of a field, null to leave it out, or a mapping with 'to'")
    unknown = [f"{n!r}{nearest(n, PARTS)}" for n in entry if n not in PARTS]
    if unknown:
        raise ValueError(f"unknown {', '.join(unknown)}; known: {', '.join(PARTS)}")
    made: dict[str, Any] = {_ATTRIBUTE.get(n, n): PARTS[n](v) for n, v in {"to": column, **entry}.items()}
    return Rule(**made)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value)
    raise ValueError(f"{value!r} is no text")


def _values(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError("'values' is a mapping of the table's values to the field's")
    return {str(k).strip().casefold(): _text(v) for k, v in value.items() if v is not None}  # null: not yet decided


def _accept(value: Any) -> frozenset[str]:
    return frozenset(_text(v).strip() for v in (value if isinstance(value, (list, tuple)) else [value]))


def _one_of(what: str, known: Sequence[str]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in known:
            raise ValueError(f"unknown {what} {value!r}{nearest(str(value), known)}; known: {', '.join(known)}")
        return str(value)

    return read


def _dates(value: Any) -> str:
    """A form that gives back the day it was given: it names day, month and year."""
    day, form = datetime(2026, 11, 21), _text(value)
    try:
        good = datetime.strptime(day.strftime(form), form) == day
    except ValueError:
        good = False
    if not good:
        raise ValueError(f"{value!r} is no form of dates; write day, month and year like %d/%b/%y %I:%M %p")
    return form


_LITERAL = r"(?:[^\\()\[\]{}*+?.^$|]|\\[.\-_/#: ])"
_SET = r"(?:\\[dw]|\.|\[[^\]\\]*(?:\\[dw.\-][^\]\\]*)*\])[+*]?"
_SAFE = re.compile(rf"(?:{_LITERAL}|\({_SET}\)|{_SET}){{0,80}}")  # no repeat within a repeat ...
MAX_REPEATS = 3  # ... and few beside each other: nothing can run away


def _ids(value: Any) -> Ids:
    left, arrow, right = _text(value).partition("->")
    if not arrow or not _SAFE.fullmatch(left.strip()) or sum(left.count(c) for c in "+*") > MAX_REPEATS:
        raise ValueError(
            f"{value!r} is no id pattern; write literal text and groups like (\\d+), an arrow and the new name: "
            "task-(\\d+) -> BACK-\\1"
        )
    try:
        pattern = re.compile(left.strip())
        made = Ids(pattern, right.strip())
        re.compile(left.strip() + "|").fullmatch("").expand(right.strip())  # type: ignore[union-attr]  # does it name groups that exist?
    except (re.error, IndexError) as error:
        raise ValueError(f"{value!r} is no id pattern: {error}") from error
    return made


PARTS: dict[str, Callable[[Any], Any]] = {
    "to": _text,
    "values": _values,
    "accept": _accept,
    "unit": _one_of("unit", UNITS),
    "split": _text,
    "take": _one_of("choice", TAKES),
    "join": _text,
    "dates": _dates,
    "markup": _one_of("mark-up", tuple(MARKUPS)),
    ID_PATTERN: _ids,
}
_ATTRIBUTE = {ID_PATTERN: "ids"}


def write_map(path: Path, lines: list[str]) -> None:
    """Write a guessed mapping for a person to correct; never over one that is there.

    Raises:
        OutputError: the file exists, or its folder cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")
    except FileExistsError as error:
        raise OutputError(
            "is there already; a mapping that a person may have corrected is not overwritten", path=path
        ) from error
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", path=path) from error
