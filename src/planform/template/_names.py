"""Names, kinds and roles for the blanks of a generalised tree: the second half of inference."""

from __future__ import annotations

from dataclasses import replace

from ._blanks import words
from ._fields import Field, Scope
from ._names_blocks import BLOCKS
from ._names_groups import GROUPS
from ._naming import Namer
from ._patterns import Node
from ._place import Place
from ._roles import COMMON
from ._source import Source
from ._wording import heading_words


def christen(root: Node, source: Source) -> tuple[Field, ...]:
    """Give every blank of the tree its key, and say what fields there are, in the order of the template."""
    for node in root.walk():
        _distinguish([n for n in node.body if n.kind == "section"])
    scope = Scope()
    Namer(source, BLOCKS | GROUPS).children(root, Place(scope))
    return tuple(_one_each(_titled(scope.fields)))


def _distinguish(sections: list[Node]) -> None:
    """Which words tell a heading from its siblings: `Manual` of `Manual tests`, not `tests`."""
    said = [frozenset(w[:5] for w in words(heading_words(s))) for s in sections]
    for k, section in enumerate(sections):
        section.own = said[k].difference(*(other for n, other in enumerate(said) if n != k))


def _titled(fields: list[Field]) -> list[Field]:
    """A plan has a title: a field that says so, else the last blank of the first heading."""
    if any(f.role == "title" for f in fields):
        return fields
    heading = [n for n, f in enumerate(fields) if f.role == "heading"]
    return [replace(f, role="title") if heading and n == heading[-1] else f for n, f in enumerate(fields)]


def _one_each(fields: list[Field]) -> list[Field]:
    """A common field is one field: the first that has the role keeps it."""
    seen: set[str] = set()
    out = []
    for field in fields:
        role = "" if field.role == "heading" or (field.role in COMMON and field.role in seen) else field.role
        seen.add(role)
        out.append(replace(field, role=role, required=role == "title"))
    return out
