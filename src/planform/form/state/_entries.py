"""What a person has entered so far: values by field, rows with ids that stay. Every change has an inverse.

A place is a tuple: ``(field path,)``, or ``(group path, row id, column, row id, column ...)`` inside groups.
A group's value is a list of ``{"id": ..., "cells": {column: value}}``; the browser holds the same.
"""

from __future__ import annotations

import copy
import datetime
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...errors import InvalidValueError
from ...plan import match_rows
from ...template import KINDS, Field
from ._tail import joined, parted, tails

Place = tuple[str, ...]
# over the wire: {"op": "set" | "add" | "remove" | "move", "at": place, ...}, or {"op": "many", "changes": sets}
Change = dict[str, Any]
Row = dict[str, Any]


class GoneError(InvalidValueError):
    """A place that is not there (any more): somebody removed the row."""

    code = "gone"


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place found: the field, and the dictionary and key that hold its value."""

    field: Field
    holder: dict[str, Any]
    key: str

    @property
    def value(self) -> Any:
        return self.holder[self.key]


class Entries:
    """The form's own state; rows keep their ids however they are moved."""

    def __init__(self, fields: Iterable[Field], values: Mapping[str, Any]) -> None:
        self.fields = {f.path: f for f in fields}
        self._numbers = itertools.count(1)
        self.cells: dict[str, Any] = {p: self.grown(f, values.get(p)) for p, f in self.fields.items()}

    def grown(self, field: Field, value: Any, before: Sequence[Row] = ()) -> Any:
        """A canonical value as it stands here: rows get ids, those of rows that were there before where alike."""
        if field.kind != "rows":
            return clean(field, value)
        new = list(value or ())
        pairs = match_rows(plain(field, before), [parted(field, r)[0] for r in new])
        kept = {n: before[o] for o, n in pairs if o is not None and n is not None}
        return [self.row(field, r, kept.get(n)) for n, r in enumerate(new)]

    def row(self, field: Field, values: Mapping[str, Any] | None = None, before: Row | None = None) -> Row:
        """A row of a group; columns not named are empty. A new one, unless it is what another row becomes."""
        old: dict[str, Any] = before["cells"] if before else {}
        given, was = parted(field, values or {})
        cells = {c.key: self.grown(c, given.get(c.key), old.get(c.key, ())) for c in field.columns}
        row = {"id": before["id"] if before else f"r{next(self._numbers)}", "cells": cells}
        return {**row, "was": was} if was else row

    def find(self, at: Iterable[str]) -> _Spot:
        """Where a place is.

        Raises:
            GoneError: there is no such field or row.
        """
        path, *rest = at
        fields, holder = self.fields, self.cells
        for row_id, key in zip(rest[::2], rest[1::2], strict=True):
            rows = holder.get(path) if path in fields and fields[path].kind == "rows" else None
            row = next((r for r in rows or () if r["id"] == row_id), None)
            if row is None:
                raise GoneError("this row is no longer there", path=path)
            fields, holder, path = {c.key: c for c in fields[path].columns}, row["cells"], key
        if path not in fields:
            raise GoneError("there is no such field in this form", path=path)
        return _Spot(fields[path], holder, path)

    def apply(self, change: Change) -> Change:
        """Do one change.

        Returns:
            The change that takes it back.

        Raises:
            GoneError: its place is not there.
            InvalidValueError: it makes no sense there.
        """
        if change["op"] == "many":
            return self._apply_many(change["changes"])
        act = _ACTS.get(change["op"])
        if act is None:
            raise InvalidValueError(f"unknown change {change['op']!r}")
        return act(self, self.find(change["at"]), change)

    def _apply_many(self, changes: Sequence[Change]) -> Change:
        """All of them or none."""
        inverses: list[Change] = []
        try:
            for change in changes:
                inverses.insert(0, self.apply(change))
        except InvalidValueError:
            for inverse in inverses:
                self.apply(inverse)
            raise
        return {"op": "many", "changes": inverses}

    def value(self, at: Iterable[str]) -> Any:
        """The value of a place without row ids; rows that say nothing are still in it."""
        spot = self.find(at)
        return plain(spot.field, spot.value)

    def canonical(self, path: str) -> Any:
        """The value of a field as plans keep it."""
        return canonical(self.fields[path], self.cells[path])

    def walk(self, at: Place) -> Iterator[tuple[Place, Field, Any]]:
        """Every place that holds a value at or below one: a field, or a group and the id of its row."""
        group = self.find(at[: len(at) - (len(at) + 1) % 2])
        if len(at) % 2:
            yield from _walk(tuple(at), group.field, group.value)
        else:
            yield from _cells(tuple(at), group.field, next(r for r in group.value if r["id"] == at[-1]))


def parts(change: Change) -> list[Change]:
    """The changes that one consists of: itself, unless it is many."""
    return list(change["changes"]) if change["op"] == "many" else [change]


def _walk(at: Place, field: Field, value: Any) -> Iterator[tuple[Place, Field, Any]]:
    yield at, field, value
    for row in value if field.kind == "rows" else ():
        yield from _cells((*at, row["id"]), field, row)


def _cells(at: Place, group: Field, row: Row) -> Iterator[tuple[Place, Field, Any]]:
    for column in group.columns:
        yield from _walk((*at, column.key), column, row["cells"][column.key])


def _set(entries: Entries, spot: _Spot, change: Change) -> Change:
    before = spot.value
    spot.holder[spot.key] = _fitted_cell(spot.field, change["value"])
    return {"op": "set", "at": change["at"], "value": before}


def _rows(spot: _Spot) -> list[Row]:
    if spot.field.kind != "rows":
        raise InvalidValueError("this field has no rows", path=spot.field.path)
    rows: list[Row] = spot.value
    return rows


def _index(rows: list[Row], row_id: str, path: str) -> int:
    found = next((i for i, r in enumerate(rows) if r["id"] == row_id), None)
    if found is None:
        raise GoneError("this row is no longer there", path=path)
    return found


def _add(entries: Entries, spot: _Spot, change: Change) -> Change:
    rows, row = _rows(spot), change["row"]
    if any(r["id"] == row["id"] for r in rows):
        raise InvalidValueError("this row is there already", path=spot.field.path)
    rows.insert(_within(change.get("index"), len(rows)), _fitted(spot.field, row))
    return {"op": "remove", "at": change["at"], "id": row["id"]}


def _remove(entries: Entries, spot: _Spot, change: Change) -> Change:
    rows = _rows(spot)
    index = _index(rows, change["id"], spot.field.path)
    return {"op": "add", "at": change["at"], "index": index, "row": rows.pop(index)}


def _move(entries: Entries, spot: _Spot, change: Change) -> Change:
    rows = _rows(spot)
    before = _index(rows, change["id"], spot.field.path)
    row = rows.pop(before)
    rows.insert(_within(change["index"], len(rows)), row)
    return {"op": "move", "at": change["at"], "id": row["id"], "index": before}


_ACTS: dict[str, Callable[[Entries, _Spot, Change], Change]] = {
    "set": _set,
    "add": _add,
    "remove": _remove,
    "move": _move,
}


def _within(index: Any, length: int) -> int:
    return length if not isinstance(index, int) else max(0, min(index, length))


def _fitted(field: Field, row: Row) -> Row:
    """A row from outside with exactly the group's columns, each of its kind."""
    given = row.get("cells") or {}
    cells = {c.key: _fitted_cell(c, given.get(c.key)) for c in field.columns}
    return {"id": str(row["id"]), "cells": cells, **({"was": row["was"]} if _was(field, row.get("was")) else {})}


def _was(field: Field, was: Any) -> bool:
    """Whether this is the column of a group that had a tail, and its text."""
    keys = {c.key for c in field.columns}
    return isinstance(was, list) and len(was) == 2 and was[0] in keys and isinstance(was[1], str)


def _fitted_cell(column: Field, value: Any) -> Any:
    return [_fitted(column, r) for r in value or ()] if column.kind == "rows" else clean(column, value)


def _text(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat() if not isinstance(value, datetime.datetime) else value.isoformat(" ", "minutes")
    return "" if value is None else str(value)


def _scalar(field: Field, value: Any) -> str:
    text = KINDS[field.kind].clean(_text(value)) if field.kind in KINDS else _text(value).strip()
    return next((o for o in field.options if o.casefold() == text.casefold()), text)


def _lines(field: Field, value: Any) -> list[str]:
    items = [value] if isinstance(value, str) else list(value or ())
    return [t for item in items if (t := _text(item).strip())]


def _ticks(field: Field, value: Any) -> list[dict[str, Any]]:
    items = [v if isinstance(v, Mapping) else {"text": v} for v in value or ()]
    found = [{"text": _text(v.get("text")).strip(), "done": bool(v.get("done"))} for v in items]
    return [t for t in found if t["text"]]


def _flag(field: Field, value: Any) -> bool:
    return bool(value)


_CLEAN: dict[str, Callable[[Field, Any], Any]] = {
    "flag": _flag,
    "list": _lines,
    "tokens": _lines,
    "checklist": _ticks,
}


def clean(field: Field, value: Any) -> Any:
    """A value as plans keep it, for a field that is no group."""
    shape: Callable[[Field, Any], Any] = _CLEAN.get(field.kind, _scalar)
    return shape(field, value)


def plain(field: Field, value: Any) -> Any:
    """A value without row ids; rows that say nothing are still in it."""
    if field.kind != "rows":
        return copy.deepcopy(value)
    return [_said(field, row, plain) for row in value]


def canonical(field: Field, value: Any) -> Any:
    """A value as plans keep it: without row ids, and without rows that say nothing."""
    if field.kind != "rows":
        return copy.deepcopy(value)
    rows = [row for row in value if speaks(field, row)]
    cells = [_said(field, row, canonical) for row in rows]
    if not tails(field):
        return cells
    return [joined(field, said, row.get("was")) for said, row in zip(cells, rows, strict=True)]


def _said(group: Field, row: Row, way: Callable[[Field, Any], Any]) -> dict[str, Any]:
    """What a row says, by column; of texts, which are most values, no copy is needed."""
    cells = row["cells"]
    return {c.key: text if type(text := cells[c.key]) is str else way(c, text) for c in group.columns}


def speaks(field: Field, row: Row) -> bool:
    """Whether a row says anything; a tick alone does not."""
    return any(
        any(speaks(c, r) for r in row["cells"][c.key]) if c.kind == "rows" else bool(row["cells"][c.key])
        for c in field.columns
        if c.kind != "flag"
    )
