"""The guessed mapping as a file for a person to correct."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from ..plan import Template
from ._mapfile import ID_PATTERN
from ._mapping import Mapping
from ._source import Table


def guess_lines(table: Table, template: Template, mapping: Mapping, values: dict[str, Sequence[str]]) -> list[str]:
    """The guess as the lines of a mapping file for a person to correct.

    Args:
        values: column -> values that its field does not know.
    """
    by_column = {t.column: t for t in mapping.targets}
    lines = [
        f"# How the columns of {table.name} become fields of {template.name}.",
        "# column: field",
        "# column: {to: field, values: {theirs: ours}, accept: [a value the field lacks], unit: hours, split: ';'}",
        "# column: null          leaves it out",
        f"# {ID_PATTERN}: 'task-(\\d+) -> PLAN-\\1'   rewrites names of tasks wherever a column holds them",
        "",
    ]
    for column in table.columns:
        target = by_column.get(column)
        strange = values.get(column, [])
        if target is None:
            lines.append(
                f"{_spell(column)}: null" + ("" if column in mapping.ignored else "   # no field answers to this name")
            )
        elif strange:
            lines += [
                f"{_spell(column)}:",
                f"  to: {_spell(target.to)}",
                f"  values:   # the field knows: {', '.join(target.field.options if target.field else ())}",
                *(f"    {_spell(v)}: null" for v in strange),
            ]
        else:
            lines.append(f"{_spell(column)}: {_spell(target.to)}")
    return lines


def _spell(text: str) -> str:
    """Text as YAML reads it back."""
    spelt = str(yaml.safe_dump(text, allow_unicode=True, width=10_000, default_flow_style=True))
    return spelt.removesuffix("\n").removesuffix("\n...").strip()
