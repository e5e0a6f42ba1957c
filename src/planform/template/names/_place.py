"""Where in the tree a name is given: the scope of names, and what stands above."""

from __future__ import annotations

from dataclasses import dataclass

from ..words._fields import Scope
from ..words._roles import COLUMN, TOP


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the tree a name is given."""

    scope: Scope
    path: tuple[str, ...] = ()  # slugs of the sections above, in this scope
    labels: tuple[str, ...] = ()  # their words, whatever the scope
    lead: str = ""  # the label of the text just before
    optional: bool = False
    named: bool = False  # the heading is nothing but a blank, which is the name of what stands below
    only: bool = False  # whether its section has no other group than the one to name
    group: str = ""  # what the group and its section are called

    @property
    def label(self) -> str:
        """The words of the nearest section."""
        return self.labels[-1] if self.labels else ""

    @property
    def shape(self) -> str:
        """What may have a role here: a value of its own or a column."""
        return COLUMN if self.scope.group else TOP
