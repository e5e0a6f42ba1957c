"""Names, kinds and roles for the blanks of a generalised tree: the second half of inference."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import chain

from ..blanks._blanks import Blank, blanks, words
from ..patterns._patterns import Node
from ..patterns._wording import heading_words
from ..text._source import Source
from ..words._fields import Field, Scope
from ..words._roles import COMMON
from ..words._vocabulary import terms
from ._names_blocks import BLOCKS
from ._names_groups import GROUPS
from ._naming import Namer
from ._place import Place

NO_TITLE = re.compile(r"slug|\b(?:id|date|number|no|version|key)\b|YYYY", re.I)
PEOPLE = re.compile(
    r"\b(?:contacts?|people|person|customer|client|stakeholders?|reporter|requester|author|approv\w+|sign|signature|participants?"
    r"|employee|candidate|kontakte?|ansprechpartner\w*|unterschrift|contacto|contato|contatto)\b|連絡先|联系人|연락처",
    re.I,
)
"""Sections in which a name is somebody's."""
TITLED = re.compile(r"(?:\b(?:title|name|titel|titre|título|titolo|nombre)|название|标题|名称|タイトル|名|제목)$", re.I)
LONGEST_TITLE = 5  # words of a placeholder that names the whole
FIRST_FIELDS = 6  # a bare "Name" further down is somebody else's


def christen(root: Node, source: Source) -> tuple[Field, ...]:
    """Give every blank of the tree its key, and say what fields there are, in the order of the template."""
    for node in root.walk():
        _distinguish([n for n in node.body if n.kind == "section"])
    scope = Scope()
    Namer(source, BLOCKS | GROUPS, _first_heading(root)).children(root, Place(scope))
    return tuple(_one_each(_titled(scope.fields)))


def _first_heading(root: Node) -> Node | None:
    """The heading that names the whole: the first, or below a literal one the next, `Study: [name of the study]`."""
    first = next((n for n in root.walk() if n.kind in ("title", "section")), None)
    if first is None or blanks(first.head):
        return first
    held = [n for n in (first.body if first in root.body and first.body else root.body) if n is not first]
    second = next((n for n in held if n.kind in ("title", "section", "repeat")), None)
    named = second is not None and any(_is_title(blank) for blank in blanks(second.head))
    return second if named else first


def _is_title(blank: Blank) -> bool:
    return bool(TITLED.search(blank.hint)) and len(blank.hint.split()) <= LONGEST_TITLE


def _distinguish(sections: list[Node]) -> None:
    """Which words tell a heading from its siblings: `Manual` of `Manual tests`, not `tests`."""
    said = [frozenset(w[:5] for w in words(heading_words(s))) for s in sections]
    shown = Counter(chain.from_iterable(said))
    for section, own in zip(sections, said, strict=True):
        section.own = frozenset(word for word in own if shown[word] == 1)


def _titled(fields: list[Field]) -> list[Field]:
    """A plan has a title: a field that says so, else the first heading's last blank, else one that may be a name."""
    heading = [n for n, f in enumerate(fields) if f.role == "heading" and not NO_TITLE.search(f.hint)]
    named = [n for n, f in enumerate(fields) if f.role == "name" and f.rule.startswith(("label", "example"))]
    named = [n for n in named if not PEOPLE.search(" ".join(fields[n].headings))]
    said = [n for n, f in enumerate(fields) if f.role == "title"]
    title = (said or heading[-1:] or [n for n in named if n < FIRST_FIELDS] or _any_heading(fields))[:1]
    roles = ["title" if n in title else _without(f) for n, f in enumerate(fields)]
    return [f if f.role == role else replace(f, role=role) for f, role in zip(fields, roles, strict=True)]


def _any_heading(fields: list[Field]) -> list[int]:
    return [n for n, f in enumerate(fields) if f.role == "heading"][-1:]


def _without(field: Field) -> str:
    """What the role of a field is that is not the title."""
    if field.role == "name" and "parent" in terms(field.label):
        return "parent"
    return "" if field.role in ("heading", "name", "title") else field.role


def _one_each(fields: list[Field]) -> list[Field]:
    """A common field is one field: the first that has the role keeps it."""
    seen: set[str] = set()
    out = []
    for field in fields:
        role = "" if field.role in COMMON and field.role in seen else field.role
        seen.add(role)
        same = role == field.role and field.required == (role == "title")
        out.append(field if same else replace(field, role=role, required=role == "title"))
    return out
