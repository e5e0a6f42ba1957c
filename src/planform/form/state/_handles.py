"""What ``form["status"]`` gives: handles whose value can be read, written, observed and linked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import traitlets as T

from ...errors import UnknownNameError, nearest
from ...template import Field
from ._entries import Change, Place

if TYPE_CHECKING:
    from ._live import Live


class Handle(T.HasTraits):
    """One place of a form.

    Attributes:
        value: what stands there; writing it changes the form everywhere it is shown.
        error: why the value is refused, or ``""``.
        field: the template's field.
    """

    value = T.Any()
    error = T.Unicode()

    def __init__(self, form: Live, field: Field, place: Place) -> None:
        super().__init__()
        self.field, self._form, self._place, self._told = field, form, place, True
        self.told(form._entries.value(place))

    def told(self, value: Any) -> None:
        """Take over what the form has; observers hear of it, the form does not."""
        self._told = True
        try:
            self.value = value
        finally:
            self._told = False

    @T.observe("value")
    def _written(self, change: Any) -> None:
        if not self._told:
            self._form._write(self._place, self.field, change["new"])

    def __repr__(self) -> str:
        return f"<{self.field.label}: {self.value!r}>"


class RowHandle:
    """One row of a group, whatever its position: it stays the same row when rows above it come or go."""

    def __init__(self, rows: RowsHandle, row_id: str) -> None:
        self._rows, self.id = rows, row_id

    def __getitem__(self, column: str) -> Handle:
        field = column_of(self._rows.field, column)
        return self._rows._form._handle(field, (*self._rows._place, self.id, field.key))

    @property
    def value(self) -> dict[str, Any]:
        """The row as a dictionary of its columns."""
        field = self._rows.field
        return {c.key: self[c.key].value for c in field.columns}

    def remove(self) -> None:
        """Take this row out of its group."""
        self._rows._change("remove", id=self.id)

    def __repr__(self) -> str:
        return f"<{self._rows.field.label}, {self.id}: {self.value!r}>"


class RowsHandle(Handle):
    """A group of rows; ``value`` is a list of dictionaries."""

    def __len__(self) -> int:
        return len(self._ids())

    def __iter__(self) -> Iterator[RowHandle]:
        return (RowHandle(self, i) for i in self._ids())

    def __getitem__(self, index: int) -> RowHandle:
        ids = self._ids()
        if not isinstance(index, int) or not -len(ids) <= index < len(ids):
            raise IndexError(f"{self.field.label} has {len(ids)} rows, there is none at {index!r}")
        return RowHandle(self, ids[index])

    def add_row(
        self, values: Mapping[str, Any] | None = None, /, *, index: int | None = None, **columns: Any
    ) -> RowHandle:
        """Put in a row.

        Args:
            values: what it says, by column; columns may be given as keyword arguments as well.
            index: where; at the end when nothing is said.

        Raises:
            UnknownNameError: the group has no such column.
        """
        given = {column_of(self.field, name).key: value for name, value in {**(values or {}), **columns}.items()}
        row = self._form._entries.row(self.field, given)
        self._change("add", row=row, index=len(self) if index is None else index)
        return RowHandle(self, row["id"])

    def remove_row(self, index: int = -1) -> None:
        """Take out a row, the last one when nothing is said."""
        self[index].remove()

    def move_row(self, index: int, to: int) -> None:
        """Put a row at another position."""
        self._change("move", id=self[index].id, index=to)

    def _ids(self) -> list[str]:
        return [row["id"] for row in self._form._entries.find(self._place).value]

    def _change(self, op: str, **more: Any) -> None:
        change: Change = {"op": op, "at": self._place, **more}
        self._form._apply(change)


def column_of(group: Field, name: str) -> Field:
    """A column by its key, label or role.

    Raises:
        UnknownNameError: there is none, or several have that role; offers the nearest.
    """
    tests: tuple[Callable[[Field], str], ...] = (lambda c: c.key, lambda c: c.label.lower(), lambda c: c.role)
    for test in tests:
        found = [c for c in group.columns if test(c) in (name, name.lower())]
        if len(found) == 1:
            return found[0]
    keys = [c.key for c in group.columns]
    raise UnknownNameError(f"{group.label} has no column {name!r}{nearest(name, keys)} (it has {', '.join(keys)})")
