"""What a compiled template tells the rest of the program: its fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a person can fill in.

    Attributes:
        path: dotted chain of slugs from the headings and the label; a column of a group reads ``group[].column``.
        key: the name in its own dictionary of values: the whole path at the top, the column's name in a group.
        label: the words a person sees.
        kind: a name of `KINDS`, or ``list``, ``checklist``, ``rows``.
        group: path of the group it is a column of; ``""`` at the top.
        role: what it means to records and analysis (``status``, ``effort``, ``risk`` ...), or ``""``.
        options: the answers of a choice or level.
        required: whether an empty field counts as missing.
        hint: the placeholder's words; never content.
        line: 1-based line in the template.
        lang: language of code.
        optional: whether the template says that its section may be left out.
        headings: labels of the sections above, outermost first.
        columns: the fields of one row of a group.
        unit: what a bare number of it means (``hour``, ``day``, ``week``, ``points``), where its words name one.
        rule: which rule decided its kind, in a few words.
        sure: how surely, 0 to 1; below 0.7 it is doubtful.
        placeholders: names that the template itself gives (``{{STEP_1}}``): one for a value, one an item for a list.
    """

    path: str
    key: str
    label: str
    kind: str
    group: str = ""
    role: str = ""
    options: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""
    line: int = 0
    lang: str = ""
    optional: bool = False
    headings: tuple[str, ...] = ()
    columns: tuple[Field, ...] = ()
    placeholders: tuple[str, ...] = ()
    unit: str = ""
    rule: str = ""
    sure: float = 1.0

    def walk(self) -> Iterator[Field]:
        """The field and all columns below it, depth first."""
        yield self
        for column in self.columns:
            yield from column.walk()

    @property
    def shown_kind(self) -> str:
        """The kind with its language, as a table shows it: ``code(bash)``."""
        return f"{self.kind}({self.lang})" if self.lang else self.kind


class Scope:
    """The names of one dictionary of values, and the fields that have them."""

    def __init__(self, group: str = "", inline: bool = False) -> None:
        self.fields: list[Field] = []
        self.group, self.inline = group, inline
        self.used: set[str] = {"done"}  # that is what a tick is called, in rows that have one
        self.parents: set[str] = set()
        self.counts: dict[str, int] = {}  # a name -> the number that the next of that name tries first
        self.crowded: set[tuple[str, ...]] = (
            set()
        )  # sections that hold several values: none takes the section's own name

    def take(self, name: str) -> str:
        """A name that nothing else in this dictionary has, and that is no other name's parent."""
        name = name.strip("._") or "value"
        if any(above in self.used for above in _above(name)):
            name = name.replace(".", "_")
        unique, n = name, self.counts.get(name, 2)
        while unique in self.used or unique in self.parents:
            unique, n = f"{name}_{n}", n + 1
        self.counts[name] = n
        self.used.add(unique)
        self.parents.update(_above(unique))
        return unique

    def join(self, path: tuple[str, ...], own: str, single: bool = False) -> str:
        """A section's only value has the section's name; else a value has its own in the section's."""
        return ".".join(path) if single and path and path not in self.crowded else ".".join((*path, own))

    def add(self, field: Field, **more: object) -> Field:
        """Enter a field; its path follows from its key and this scope's group."""
        path = f"{self.group}[].{field.key}" if self.group else field.key
        hint = field.hint if field.kind == "code" else plain_words(field.hint)
        field = replace(field, path=path, group=self.group, hint=hint, **more)  # type: ignore[arg-type]
        self.fields.append(field)
        return field


COMMENT = re.compile(r"<!--+ ?|(?<!-) ?--+>")
QUOTED = re.compile(r"^ {0,3}> ?", re.MULTILINE)
AROUND = ("*", "_", "(", "（")  # what sets a whole hint off from content


def plain_words(hint: str) -> str:
    """A hint without what marks it as one: the signs of a comment, a quote, italics, brackets around all of it."""
    said = COMMENT.sub("", hint) if "--" in hint else hint
    said = QUOTED.sub("", said).strip() if ">" in said else said.strip()
    sign = said[:1]
    if sign not in AROUND or len(said) < LEAST or said[:2] in ("**", "__"):
        return said
    inside, close = said[1:-1], {"(": ")", "（": "）"}.get(sign, sign)
    return inside.strip() if said.endswith(close) and sign not in inside and close not in inside else said


LEAST = 4  # characters of a hint in brackets


def _above(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts))]


def flatten(fields: Iterable[Field]) -> list[Field]:
    """Groups followed by their columns."""
    return [f for field in fields for f in field.walk()]
