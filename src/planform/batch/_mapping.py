"""Which field each column of a table goes to: what the mapping file says, else the best guess by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ..errors import Diagnostic, InvalidTableError, UnknownNameError, nearest
from ..plan import Template
from ..template import COMMON, Field
from ._mapfile import MapFile, Rule
from ._source import Table

KEYS = ("id", "key", "number")  # columns that are guessed to hold the key, in this order
REPORT = ("field", "message")  # what failures.csv adds to a row's own columns: not read
IDS = ("key", "parent", "depends_on")  # what names tasks
ALIASES = {  # words of other tools -> common fields
    "id": "key",
    "number": "key",
    "no": "key",
    "issue": "key",
    "issue key": "key",
    "issue id": "key",
    "ticket": "key",
    "task id": "key",
    "summary": "title",
    "name": "title",
    "subject": "title",
    "task": "title",
    "task title": "title",
    "state": "status",
    "stage": "status",
    "column": "status",
    "assignee": "owner",
    "assigned to": "owner",
    "responsible": "owner",
    "lead": "owner",
    "who": "owner",
    "estimate": "effort",
    "original estimate": "effort",
    "time estimate": "effort",
    "story points": "effort",
    "points": "effort",
    "size": "effort",
    "time spent": "actual",
    "actual effort": "actual",
    "actual hours": "actual",
    "spent": "actual",
    "actual time": "actual",
    "labels": "tags",
    "label": "tags",
    "components": "tags",
    "category": "tags",
    "dependencies": "depends_on",
    "depends on": "depends_on",
    "blocked by": "depends_on",
    "predecessors": "depends_on",
    "waits for": "depends_on",
    "due date": "due",
    "deadline": "due",
    "target date": "due",
    "epic": "parent",
    "parent id": "parent",
    "parent task": "parent",
    "feature": "parent",
    "iteration": "sprint",
    "milestone": "sprint",
    "start date": "started",
    "start": "started",
    "closed": "finished",
    "resolved": "finished",
    "end date": "finished",
    "completed": "finished",
}
NUMBERED = re.compile(r"(?P<name>[^\d\W].*?)[ _-]?(?P<n>[1-9]\d{0,2})")
INDEXED = re.compile(r"(?P<group>.+?)\[(?P<n>\d{0,4})\](?:\.(?P<rest>.+))?")


@dataclass(frozen=True, slots=True)
class Target:
    """Where one column goes.

    Attributes:
        column: the table's name.
        to: name that `Template.plan` knows: a field's path, ``path[n].column`` or a common field; ``""`` leaves it out.
        field: the field it ends in, a column of a group too; None for a common field without one.
        rule: what the mapping file says of it.
        group: key of the group, where one row of a group is meant.
    """

    column: str
    to: str
    field: Field | None
    rule: Rule
    group: str = ""

    @property
    def lists(self) -> bool:
        """Whether the value is a list of names."""
        return self.to in ("tags", "depends_on")


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
    targets, ignored, unknown = [], [], []
    failures = all(c in table.columns for c in REPORT)
    for column in table.columns:
        rule = mapping.rule(column)
        if (rule and not rule.to) or (failures and not rule and column in REPORT):
            ignored.append(column)
        elif target := _target(template, column, rule or Rule(column), guess=rule is None):
            targets.append(_with_ids(target, mapping))
        elif column.casefold() != (key or "").strip().casefold():
            unknown.append(_unknown(template, table, column))
    found = _key_column(table, targets, key)
    others = [t.column for t in targets if found and t.to == _key_name(template) and t.column != found]
    targets = [t for t in targets if t.column not in others]
    _no_twins(table, targets)
    return Mapping(tuple(targets), (*ignored, *others), tuple(unknown), found, tuple(_absent(table, mapping)))


def _target(template: Template, column: str, rule: Rule, guess: bool) -> Target | None:
    """A person's word is taken as it stands; a guess goes by the fields' own names, then by what other tools say."""
    for name in (rule.to, *((_common(rule.to),) if guess else ())):
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


def _common(column: str) -> str:
    return ALIASES.get(" ".join(re.findall(r"[^\W_]+", column.casefold())), "")


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


def _no_twins(table: Table, targets: Iterable[Target]) -> None:
    seen: dict[str, str] = {}
    twins = []
    for target in targets:
        if target.to in seen and "[]" not in target.to:
            twins.append(f"{seen[target.to]!r} and {target.column!r} both go to {target.to}")
        seen.setdefault(target.to, target.column)
    if twins:
        raise InvalidTableError(
            f"{'; '.join(twins)}; leave one out in the mapping file with 'column: null'", path=table.name
        )


def _absent(table: Table, mapping: MapFile) -> list[Diagnostic]:
    return [
        Diagnostic("unknown-column", f"the table has no column {c!r}{nearest(c, table.columns)}", mapping.name)
        for c in mapping.rules
        if c.casefold() not in {own.casefold() for own in table.columns}
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
    text = (
        f"no field answers to column {column!r}{nearest(column, known)}; name its field in a mapping file, "
        f"or leave it out there with '{column}: null'"
    )
    return Diagnostic("unknown-column", text, table.name)
