"""Which field each column of a table goes to: what the mapping file says, else the best guess by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ...errors import Diagnostic, InvalidTableError, UnknownNameError, nearest
from ...plan import Template
from ...template import COMMON, Field
from ..tables._nested import base_of, inside_of, keys_of
from ..tables._source import REPORT, Row, Table
from ._aliases import LEAVES, common
from ._mapfile import MapFile, Rule

KEYS = ("id", "key", "number")  # columns that are guessed to hold the key, in this order
IDS = ("key", "parent", "depends_on")  # what names tasks
NUMBERED = re.compile(r"(?P<name>[^\d\W].*?)[ _-]?(?P<n>[1-9]\d{0,2})")
INDEXED = re.compile(r"(?P<group>.+?)\[(?P<n>\d{0,4})\](?:\.(?P<rest>.+))?")


@dataclass(frozen=True, slots=True)
class Target:
    """Where one column goes.

    Attributes:
        column: the table's name; ``labels.name`` is what each of the labels in that cell has for a name.
        to: name that `Template.plan` knows: a field's path, ``path[n].column`` or a common field; ``""`` leaves it out.
        field: the field it ends in, a column of a group too; None for a common field without one.
        rule: what the mapping file says of it.
        group: key of the group, where one row of a group is meant.
        within: where in a nested cell.
    """

    column: str
    to: str
    field: Field | None
    rule: Rule
    group: str = ""
    within: tuple[str, ...] = ()

    @property
    def base(self) -> str:
        """The column that the cell stands in."""
        return self.column[: -sum(len(step) + 1 for step in self.within)] if self.within else self.column

    def cell(self, row: Row) -> Any:
        """What a row has for it, or None."""
        return inside_of(row.cells.get(self.base), self.within)

    @property
    def lists(self) -> bool:
        """Whether the value is a list of names."""
        return self.to in COMMON and COMMON[self.to].kind == "list"


@dataclass(frozen=True, slots=True)
class Mapping:
    """All columns of one table for one template.

    Attributes:
        targets: one for each column that goes somewhere, in the table's order.
        ignored: columns that are left out on purpose.
        unknown: columns that no field answers to, each with what to do.
        key: column that holds the key, or ``""``.
        notes: columns that the mapping file names and the table lacks.
    """

    targets: tuple[Target, ...]
    ignored: tuple[str, ...] = ()
    unknown: tuple[Diagnostic, ...] = field(default=(), repr=False)
    key: str = ""
    notes: tuple[Diagnostic, ...] = ()

    def demand(self) -> None:
        """Stop where a column is unknown.

        Raises:
            InvalidTableError: all of them in one message.
        """
        if self.unknown:
            raise InvalidTableError(diagnostics=self.unknown)

    def to(self, name: str) -> Target | None:
        """The column that goes to a field, by its path or common name."""
        return next((t for t in self.targets if t.to == name), None)


def map_columns(table: Table, template: Template, mapping: MapFile, key: str | None = None) -> Mapping:
    """Find each column's field.

    Args:
        key: the column of keys; else the one that goes to the common field, else one named id, key or number.

    Raises:
        InvalidTableError: the mapping names fields that the template lacks, or one field twice; or the table has no
            column `key`.
    """
    if wrong := _wrong_fields(template, mapping):
        raise InvalidTableError(diagnostics=wrong)
    found = _Found()
    for column in _columns(table, mapping):
        _place(found, column, table, template, mapping, key)
    keyed = _key_column(table, found.targets, key)
    others = [t.column for t in found.targets if keyed and t.to == _key_name(template) and t.column != keyed]
    targets = _without_twins(table, [t for t in found.targets if t.column not in others], mapping, found.unknown)
    notes = tuple(_absent(table, mapping))
    return Mapping(tuple(targets), (*found.ignored, *others), tuple(found.unknown), keyed, notes)


@dataclass(slots=True)
class _Found:
    targets: list[Target] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    unknown: list[Diagnostic] = field(default_factory=list)


def _columns(table: Table, mapping: MapFile) -> Iterator[str]:
    """The table's columns, each nested one followed, or replaced, by the places in it that the mapping file names."""
    places: dict[str, list[str]] = {}
    for name in mapping.rules:
        if base := base_of(table, name):
            places.setdefault(base, []).append(name)
    for column in table.columns:
        if column not in places or mapping.rule(column):
            yield column
        yield from places.get(column, ())


def _place(found: _Found, column: str, table: Table, template: Template, mapping: MapFile, key: str | None) -> None:
    rule = mapping.rule(column)
    if (rule and not rule.to) or (table.of_failures and not rule and column in REPORT):
        found.ignored.append(column)
    elif target := _target(template, column, rule or Rule(column), guess=rule is None):
        found.targets.append(_with_ids(_leaf(target, table), mapping))
    elif column.casefold() != (key or "").strip().casefold():
        found.unknown.append(_unknown(template, table, column))


def _leaf(target: Target, table: Table) -> Target:
    """A nested cell whose field takes text: the place in it that names the thing."""
    base = base_of(table, target.column)
    if base:
        return replace(target, within=tuple(target.column[len(base) + 1 :].split(".")))
    if target.field is not None and target.field.kind in ("rows", "checklist"):
        return target
    keys = keys_of(table, target.column)
    leaf = next((name for name in LEAVES if name in keys), "")
    return replace(target, column=f"{target.column}.{leaf}", within=(leaf,)) if leaf else target


def _target(template: Template, column: str, rule: Rule, guess: bool) -> Target | None:
    """A person's word is taken as it stands; a guess goes by the fields' own names, then by what other tools say."""
    for name in (rule.to, *((common(rule.to),) if guess else ())):
        if name and (found := resolve(template, name)):
            to, field, group = found
            return Target(column, to, field, rule, group)
    return None


def resolve(template: Template, name: str) -> tuple[str, Field | None, str] | None:
    """(name for `Template.plan`, the field it ends in, its group) of any name of a field, or ``group[n].column``."""
    common = name.strip().casefold().replace(" ", "_")
    try:
        if common in COMMON:
            own = template.common[common]
            return (own.path if own else common), own, ""
        if own := template.find(name):
            return own.path, own, ""
        if m := INDEXED.fullmatch(name):
            group = template.field(m["group"])
            column = template.field(f"{group.path}[].{m['rest']}") if m["rest"] else group
            return f"{group.path}[{m['n']}]" + (f".{m['rest']}" if m["rest"] else ""), column, group.path
        if m := NUMBERED.fullmatch(name):
            several = _group(template, m["name"])
            return (f"{several.path}[{int(m['n']) - 1}]", several, several.path) if several else None
    except UnknownNameError:
        return None
    return None


def _group(template: Template, name: str) -> Field | None:
    """The group that a numbered name means: ``STEP_2`` and ``Risk 2`` are the second step and the second risk."""
    for word in (f"{name}s", name):
        try:
            found = template.find(word)
        except UnknownNameError:  # several are called so
            continue
        if found and found.kind in ("list", "checklist", "rows"):
            return found
    return None


def _key_name(template: Template) -> str:
    own = template.common["key"]
    return own.path if own else "key"


def _key_column(table: Table, targets: Sequence[Target], key: str | None) -> str:
    if key:
        found = next((c for c in table.columns if c.casefold() == key.strip().casefold()), "")
        if not found:
            raise InvalidTableError(
                f"has no column {key!r} to take keys from{nearest(key, table.columns)}", path=table.name
            )
        return found
    candidates = [
        t.column
        for t in targets
        if (t.field is None and t.to == "key") or (t.field is not None and t.field.role == "key" and not t.group)
    ]
    ranked = sorted(candidates, key=lambda c: KEYS.index(c.casefold()) if c.casefold() in KEYS else -1)
    return ranked[0] if ranked else ""


def _with_ids(target: Target, mapping: MapFile) -> Target:
    role = target.field.role if target.field else target.to
    names_tasks = target.to in IDS or role in (*IDS, "dependency")
    return (
        replace(target, rule=replace(target.rule, ids=mapping.ids))
        if mapping.ids and names_tasks and not target.rule.ids
        else target
    )


def _without_twins(
    table: Table, targets: Sequence[Target], mapping: MapFile, unknown: list[Diagnostic]
) -> list[Target]:
    """One column for each field; of two guesses the second is left for a person to say.

    Raises:
        InvalidTableError: the mapping file sends two columns to one field.
    """
    seen: dict[str, Target] = {}
    wrong, kept = [], []
    for target in sorted(targets, key=lambda t: mapping.rule(t.column) is None):  # a person's word comes first
        before = seen.setdefault(target.to, target)
        if before is target or "[]" in target.to:
            kept.append(target)
        elif mapping.rule(target.column):
            wrong.append(f"{before.column!r} and {target.column!r} both go to {target.to}")
        else:
            text = (
                f"column {target.column!r} would go to {target.to}, as {before.column!r} does; name another field in a "
                f"mapping file, or leave it out there with '{target.column}: null'"
            )
            unknown.append(Diagnostic("unknown-column", text, table.name))
    if wrong:
        raise InvalidTableError(
            f"{'; '.join(wrong)}; leave one out in the mapping file with 'column: null'", path=table.name
        )
    return [t for t in targets if t in kept]


def _absent(table: Table, mapping: MapFile) -> list[Diagnostic]:
    return [
        Diagnostic("unknown-column", f"the table has no column {c!r}{nearest(c, table.columns)}", mapping.name)
        for c in mapping.rules
        if c.casefold() not in {own.casefold() for own in table.columns} and not base_of(table, c)
    ]


def _wrong_fields(template: Template, mapping: MapFile) -> list[Diagnostic]:
    found = []
    for column, rule in mapping.rules.items():
        target = resolve(template, rule.to) if rule.to else None
        if rule.to and target is None:
            found.append(
                Diagnostic("unknown-name", f"column {column!r}: {_nearest_field(template, rule.to)}", mapping.name)
            )
        if target and target[1] is not None and target[1].kind == "choice":
            options = {o.casefold() for o in (*target[1].options, *rule.accept)}
            found += [
                Diagnostic(
                    "invalid-value",
                    f"column {column!r}: {v!r} is none of {', '.join(target[1].options)}; "
                    "'accept' takes a value that the template does not list",
                    mapping.name,
                )
                for v in rule.values.values()
                if v and v.casefold() not in options
            ]
    return found


def _nearest_field(template: Template, name: str) -> str:
    try:
        template.field(name)
    except UnknownNameError as error:
        return error.diagnostics[0].message
    return f"no field {name!r}"


def _unknown(template: Template, table: Table, column: str) -> Diagnostic:
    known = [*COMMON, *(f.label for f in template.tree), *(f.path for f in template.tree)]
    keys = keys_of(table, column)
    nested = f"; it holds {', '.join(keys)}: name one as '{column}.{keys[0]}'" if keys else ""
    text = (
        f"no field answers to column {column!r}{nearest(column, known)}; name its field in a mapping file, "
        f"or leave it out there with '{column}: null'{nested}"
    )
    return Diagnostic("unknown-column", text, table.name)
