"""Overrides: what a template's author says of its fields where inference says otherwise. YAML whose lines are known.

They stand in the front matter under ``planform:``, or in ``NAME.planform.yaml`` beside the template::

    planform:
      fields:
        estimate: {kind: effort, required: true}
      roles: {owner: driver}
      ignore: [appendix.glossary, "Delete this line when you are done"]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from ...errors import Diagnostic, nearest
from ..text._source import ENTRY, front_matter
from ..text._text import line_at
from ..words._kinds import KINDS
from ..words._roles import COMMON, ROLES

ENTRY_NAME = "planform"
BOM = "\ufeff"  # a byte order mark stays the first character of a text
ROLE_NAMES = tuple(dict.fromkeys((*COMMON, *(role for role, *_ in ROLES))))
PLAN_SAYS = frozenset({"template", "hash", "id"})  # the same entry in a filled plan says what it was made from
BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Said:
    """One value, and the line it stands on."""

    value: Any
    line: int


@dataclass(frozen=True, slots=True)
class Change:
    """What is said of one field, or of one line.

    Attributes:
        name: path, tail, label or role of a field; of what is ignored also the words of a line.
        what: `ABOUT` -> what is said.
        where: file or template it is said in.
        line: 1-based line there.
    """

    name: str
    what: dict[str, Said]
    where: str
    line: int


@dataclass(frozen=True, slots=True)
class Front:
    """A template's text without its own entry in the front matter.

    Attributes:
        body: what is compiled, and what plans are rendered from.
        said: the entry, as it is written; ``""`` where there is none.
        line: 1-based line it begins on.
        first: 1-based first line that `body` lacks.
        lacks: how many lines it lacks.
    """

    body: str
    said: str = ""
    line: int = 0
    first: int = 0
    lacks: int = 0

    def line_of(self, n: int) -> int:
        """The line of the whole text that is line n of the body; 0 stays 0."""
        return n + self.lacks if self.lacks and n >= self.first else n

    def body_line(self, n: int) -> int:
        """The line of the body that is line n of the whole text."""
        return n - self.lacks if self.lacks and n >= self.first + self.lacks else n


def beside(path: Path) -> Path:
    """The file of overrides that belongs to a template's file."""
    return path.parent / f"{path.stem}.planform.yaml"


def part_front(text: str) -> Front:
    """Take the template's own entry out of its front matter; with nothing else in it the front matter goes as well."""
    front = front_matter(text)
    start, entry = _own_entry(front["body"], front.start("body")) if front else (0, "")
    if front is None or not entry or _is_of_a_plan(entry):
        return Front(text)
    line = line_at(text, start)
    rest = text[front.start("body") : start] + text[start + len(entry) : front.end("body")]
    if rest.strip():
        kept = text[: front.start("body")] + rest.lstrip("\r\n") + text[front.end("body") :]
        return Front(kept, entry, line, line, line_at(text, len(text)) - line_at(kept, len(kept)))
    mark = text[: text.startswith(BOM)]
    return Front(mark + text[front.end() :], entry, line, 1, line_at(text, front.end()) - 1)


def _own_entry(body: str, offset: int) -> tuple[int, str]:
    starts = [m.start() for m in ENTRY.finditer(body)]
    for begin, end in pairwise([*starts, len(body)]):
        if body[begin:end].split(":", 1)[0].strip(" '\"") == ENTRY_NAME:
            return offset + begin, body[begin:end]
    return 0, ""


def _is_of_a_plan(entry: str) -> bool:
    try:
        node = yaml.compose(entry, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
    inner = node.value[0][1] if isinstance(node, yaml.MappingNode) and node.value else None
    if not isinstance(inner, yaml.MappingNode):
        return False
    return any(isinstance(key, yaml.ScalarNode) and key.value in PLAN_SAYS for key, _ in inner.value)


def read_overrides(text: str, where: str, line: int = 1) -> tuple[list[Change], list[Diagnostic]]:
    """The changes that a text of overrides asks for, and what is wrong with it.

    It may be no YAML, or have keys, kinds or roles that are none. What the changes name is looked for later.

    Args:
        text: YAML: ``fields:``, ``roles:`` and ``ignore:``, or these under ``planform:``.
        where: file or template, for messages.
        line: the line of `where` that the text begins on.
    """
    reader = _Reader(where, line)
    return list(reader.changes(text)), reader.wrong


class _Reader:
    """Reads one text of overrides; what is wrong with it is collected."""

    def __init__(self, where: str, line: int) -> None:
        self.where, self.first = where, line
        self.wrong: list[Diagnostic] = []

    def complain(self, message: str, line: int) -> None:
        self.wrong.append(Diagnostic("invalid-override", message, self.where, line))

    def line(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + self.first

    def changes(self, text: str) -> Iterator[Change]:
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            said = getattr(error, "problem", None) or "nested too deep, or no YAML at all"
            return self.complain(f"the overrides are no YAML: {said}", (mark.line if mark else 0) + self.first)
        if root is None:
            return None
        pairs = self.pairs(root, "overrides")
        if [name for name, _ in pairs] == [ENTRY_NAME]:
            pairs = self.pairs(pairs[0][1], ENTRY_NAME)
        for name, node in pairs:
            if reader := self.known(name, node, PARTS, "overrides hold"):
                yield from reader(self, node)
        return None

    def known(self, name: str, node: yaml.Node, table: dict[str, Any], what: str) -> Any:
        if name not in table:
            told = nearest(name, table) or "; known: " + ", ".join(table)
            self.complain(f"{what} no {name!r}{told}", self.line(node))
        return table.get(name)

    def pairs(self, node: yaml.Node, what: str) -> list[tuple[str, yaml.Node]]:
        """The entries of a mapping; anything else is told."""
        if isinstance(node, yaml.ScalarNode) and not node.value:
            return []  # a name with nothing, or only comments, after it
        if not isinstance(node, yaml.MappingNode):
            self.complain(f"{what} is a mapping, written `name: value`", self.line(node))
            return []
        out: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self.text(key, f"a name in {what}")
            if name in out:
                self.complain(f"{name!r} stands twice in {what}", self.line(key))
            out[name] = value
        return list(out.items())

    def text(self, node: yaml.Node, what: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self.complain(f"{what} is one text", self.line(node))
            return ""
        return "" if node.tag.endswith(":null") else str(node.value).strip()

    def texts(self, node: yaml.Node, what: str) -> list[tuple[str, int]]:
        if not isinstance(node, yaml.SequenceNode):
            self.complain(f"{what} is a list, written [A, B]", self.line(node))
            return []
        return [(self.text(item, what), self.line(item)) for item in node.value]

    # --- the three parts ----------------------------------------------------------------------------------------------

    def fields(self, node: yaml.Node) -> Iterator[Change]:
        for name, said in self.pairs(node, "fields"):
            what: dict[str, Said] = {}
            for key, value in self.pairs(said, name):
                known = len(self.wrong)
                if reader := self.known(key, value, ABOUT, f"{name}: a field has"):
                    found = Said(reader(self, value, f"{key} of {name}"), self.line(value))
                    what |= {key: found} if known == len(self.wrong) else {}
            yield Change(name, what, self.where, self.line(said))

    def roles(self, node: yaml.Node) -> Iterator[Change]:
        for role, said in self.pairs(node, "roles"):
            named = self.texts(said, role) if isinstance(said, yaml.SequenceNode) else [(self.text(said, role), 0)]
            self.role_named(role, self.line(said))
            for name, line in named:
                at = line or self.line(said)
                yield Change(name, {"role": Said(role, at)}, self.where, at)

    def ignored(self, node: yaml.Node) -> Iterator[Change]:
        for name, line in self.texts(node, "ignore"):
            yield Change(name, {"ignore": Said(True, line)}, self.where, line)

    # --- what may be said of a field ----------------------------------------------------------------------------------

    def kind(self, node: yaml.Node, what: str) -> str:
        name = self.text(node, what)
        self.known(name, node, dict.fromkeys(KINDS, True), f"{what}: there is")
        return name

    def role(self, node: yaml.Node, what: str) -> str:
        name = self.text(node, what)
        return name if not name else self.role_named(name, self.line(node))

    def role_named(self, name: str, line: int) -> str:
        if name not in ROLE_NAMES:
            told = nearest(name, ROLE_NAMES) or f"; known: {', '.join(ROLE_NAMES)}"
            self.complain(f"there is no role {name!r}{told}", line)
        return name

    def options(self, node: yaml.Node, what: str) -> tuple[str, ...]:
        found = tuple(text for text, _ in self.texts(node, what) if text)
        if isinstance(node, yaml.SequenceNode) and not found:
            self.complain(f"{what}: name at least one answer", self.line(node))
        return found

    def truth(self, node: yaml.Node, what: str) -> bool:
        said = self.text(node, what).lower()
        if said not in BOOLEANS:
            self.complain(f"{what} is true or false, not {said!r}", self.line(node))
        return BOOLEANS.get(said, False)


PARTS: dict[str, Callable[[_Reader, yaml.Node], Iterator[Change]]] = {
    "fields": _Reader.fields,
    "roles": _Reader.roles,
    "ignore": _Reader.ignored,
}
ABOUT: dict[str, Callable[[_Reader, yaml.Node, str], Any]] = {
    "kind": _Reader.kind,
    "label": _Reader.text,
    "options": _Reader.options,
    "required": _Reader.truth,
    "role": _Reader.role,
    "group": _Reader.truth,
    "hint": _Reader.text,
    "ignore": _Reader.truth,
}
