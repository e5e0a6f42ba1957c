"""The guessed mapping as a file for a person to correct."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from ...plan import Template
from ..tables._nested import keys_of
from ..tables._source import Table
from ._hints import Hint, hints, meant
from ._mapfile import ID_PATTERN, Rule
from ._mapping import Mapping as Columns
from ._mapping import Target

HEAD = """\
# How the columns of {table} become fields of {template}.
# column: field
# column: {{to: field, values: {{theirs: ours}}, accept: [a value the field lacks], unit: hours, split: ';'}}
# column: {{to: field, take: last, dates: "%d/%b/%y", markup: jira}}
# column.name: field    a place in a nested cell
# column: null          leaves it out
# {ids}: 'task-(\\d+) -> PLAN-\\1'   rewrites names of tasks wherever a column holds them
"""


def guess_lines(table: Table, template: Template, columns: Columns, strange: Mapping[str, Sequence[str]]) -> list[str]:
    """The guess as the lines of a mapping file for a person to correct.

    Args:
        strange: column -> values that its field does not know.
    """
    head = HEAD.format(table=table.name, template=template.name, ids=ID_PATTERN)
    lines = [*head.splitlines(), ""]
    placed: dict[str, list[Target]] = {}
    for target in columns.targets:
        placed.setdefault(target.base, []).append(target)
    for column in table.columns:
        for target in placed.get(column, ()):
            lines += _entry(target, table, strange.get(target.column, ()))
        if column not in placed:
            lines.append(_left_out(column, table, columns))
    return lines


def _left_out(column: str, table: Table, columns: Columns) -> str:
    keys = keys_of(table, column)
    why = "   # no field answers to this name" + (f"; it holds {', '.join(keys)}" if keys else "")
    return f"{_spell(column)}: null" + ("" if column in columns.ignored else why)


def _entry(target: Target, table: Table, strange: Sequence[str]) -> Iterator[str]:
    """One column: its field alone, or with what else there is to say."""
    parts = [*_given(target.rule), *hints(target, table)]
    if not parts and not strange and not target.rule.values:
        yield f"{_spell(target.column)}: {_spell(target.to)}"
        return
    yield f"{_spell(target.column)}:"
    yield f"  to: {_spell(target.to)}"
    yield from (_line(hint) for hint in parts)
    if strange or target.rule.values:
        known = ", ".join(target.field.options if target.field else ())
        said = {**target.rule.values, **{v: meant(target.field, v) or None for v in strange}}
        yield f"  values:   # the field knows: {known}" if known else "  values:"
        yield from (f"    {_spell(theirs)}: {_spell(ours)}" for theirs, ours in said.items())


def _given(rule: Rule) -> Iterator[Hint]:
    """What a person has said already."""
    for name in ("unit", "split", "take", "join", "dates", "markup"):
        if value := getattr(rule, name):
            yield Hint(name, value)
    if rule.accept:
        yield Hint("accept", sorted(rule.accept))
    if rule.ids:
        yield Hint(ID_PATTERN, f"{rule.ids.pattern.pattern} -> {rule.ids.template}")


def _line(hint: Hint) -> str:
    why = f"   # {hint.why}" if hint.why else ""
    return f"  {hint.part}: {_spell(hint.value)}{why}" if hint.part else f"  # {hint.value}: {hint.why}"


def _spell(value: Any) -> str:
    """A value as YAML reads it back."""
    spelt = str(yaml.safe_dump(value, allow_unicode=True, width=10_000, default_flow_style=True))
    return spelt.removesuffix("\n").removesuffix("\n...").strip()
