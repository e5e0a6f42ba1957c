"""Which field a person means: by path, tail, label, role or placeholder."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

from ...errors import UnknownNameError, nearest
from ..words._fields import Field, flatten
from ..words._roles import COMMON

MOST_TOLD = 6  # names in a message
ITEMS = frozenset({"list", "checklist"})


def fold(name: str) -> str:
    """Names are compared as slugs: case, blanks and punctuation aside; dots between parts stay."""
    return ".".join("_".join(re.findall(r"[^\W_]+", part.casefold())) for part in name.replace("[]", "").split("."))


def _tails(field: Field) -> list[str]:
    parts = fold(field.key).split(".")
    return [".".join(parts[k:]) for k in range(1, len(parts))]


def _alias(field: Field) -> list[str]:
    """`{{TASK_NAME}}`: a placeholder that is a name calls its field."""
    return [fold(name) for name in field.placeholders] if field.kind not in ITEMS else []


WAYS: tuple[Callable[[Field], list[str]], ...] = (  # the first way that knows a name decides
    lambda f: [fold(f.key)],
    lambda f: [f.role] if f.role in COMMON else [],
    _alias,
    _tails,
    lambda f: [fold(f.label).replace(".", "_")],
    lambda f: [fold(f.role)] if f.role else [],
)


class Names:
    """The names of the fields of one dictionary: a template's, or a group's columns."""

    def __init__(self, fields: Iterable[Field], where: str) -> None:
        self.fields, self.where = tuple(fields), where

    @cached_property
    def tables(self) -> list[dict[str, list[Field]]]:
        """One table for each way of naming."""
        out = []
        for way in WAYS:
            table: dict[str, list[Field]] = defaultdict(list)
            for field in self.fields:
                for name in way(field):
                    table[name].append(field)
            out.append(table)
        return out

    def exact(self, name: str) -> Field | None:
        """The field whose whole path this is."""
        return next(iter(self.tables[0].get(fold(name), [])), None)

    def find(self, name: str) -> Field | None:
        """The field, or None where nothing has that name.

        Raises:
            UnknownNameError: several fields have it; all are listed.
        """
        folded = fold(name)
        for table in self.tables:
            found = table.get(folded, [])
            if len(found) == 1:
                return found[0]
            if found:
                paths = ", ".join(f.path for f in found)
                raise UnknownNameError(f"{name!r} may be any of {paths} in {self.where}; write more of its path")
        return None

    def get(self, name: str, also: Iterable[str] = ()) -> Field:
        """The field.

        Raises:
            UnknownNameError: nothing, or more than one, has that name; the nearest is offered.
        """
        field = self.find(name)
        if field is None:
            known = [f.key.rpartition(".")[2] for f in self.fields] + [f.label for f in self.fields] + list(also)
            raise UnknownNameError(f"{self.where} has no field {name!r}{nearest(name, known) or self._few()}")
        return field

    def _few(self) -> str:
        """What there is, where nothing is near."""
        paths = [f.path for f in self.fields]
        more = f" and {len(paths) - MOST_TOLD} more" if len(paths) > MOST_TOLD else ""
        return f"; it has {', '.join(paths[:MOST_TOLD])}{more}" if paths else ""


def anywhere(fields: Iterable[Field], name: str, where: str) -> Field:
    """The field of a name, columns of groups among them: ``risks[].owner``, or ``owner`` where only one is called so.

    Raises:
        UnknownNameError: nothing, or more than one, has that name; the nearest is offered.
    """
    top = Names(fields, where)
    every = flatten(top.fields)
    if exact := next((f for f in every if f.path == name), None):
        return exact
    group, inside, column = name.partition("[].")
    if inside:
        found = top.get(group)
        return anywhere(found.columns, column, found.label)
    return top.find(name) or Names(every, where).get(name, (f.path for f in every))
