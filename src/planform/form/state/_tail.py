"""Likelihood and impact of a risk that has no columns for them: the tail of its text, shown as two columns.

`Slow API (likelihood high, impact 2-3 d)` is in the form `Slow API`, `High` and `2-3 d`. Plans and documents have the
text with its tail, in the spelling it was written in until somebody changes one of the three.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...plan import split_tail
from ...template import Field

RULE = "tail of the row's text"
_COLUMNS = {"likelihood": ("Likelihood", "level", ""), "impact": ("Impact", "effort", "high, or 2-3 d")}
_LEVELS = {"likelihood": ("Low", "Medium", "High")}
_ALSO = {"likelihood": "probability"}  # says the same in figures


def with_tail(group: Field) -> Field:
    """A group of risks with a column for each of the two that it lacks, behind the text."""
    if group.role != "risk" or not (texts := _texts(group)):
        return group
    there = {c.role for c in group.columns} | {c.key for c in group.columns}
    lacking = [name for name in _COLUMNS if not {name, _ALSO.get(name)} & there]
    behind = [c.key for c in group.columns].index(texts[0]) + 1
    new = tuple(_column(group, name) for name in lacking)
    return replace(group, columns=(*group.columns[:behind], *new, *group.columns[behind:]))


def _column(group: Field, name: str) -> Field:
    label, kind, hint = _COLUMNS[name]
    path, options = f"{group.path}[].{name}", _LEVELS.get(name, ())
    return Field(path, name, label, kind, group=group.path, role=name, options=options, hint=hint, rule=RULE)


def is_tail(column: Field) -> bool:
    """Whether a column shows a part of a tail."""
    return column.rule == RULE


def tails(group: Field) -> list[str]:
    """The columns of a group that show parts of a tail."""
    return [c.key for c in group.columns if is_tail(c)]


def _texts(group: Field) -> list[str]:
    """Columns whose text may have a tail, the risk itself first."""
    plain = [c for c in group.columns if c.kind in ("line", "prose") and c.role in ("risk", "", "title", "step")]
    return [c.key for c in sorted(plain, key=lambda c: c.role != "risk")]


def parted(group: Field, row: Mapping[str, Any]) -> tuple[dict[str, Any], list[str] | None]:
    """A plan's row as the form has it.

    Returns:
        The row with its tail in columns of their own; and which column had it, with its text as it was.
    """
    columns = tails(group)
    if not columns or any(row.get(c) for c in columns):
        return dict(row), None
    for key in _texts(group):
        text, said = split_tail(str(row.get(key) or ""))
        for name, other in _ALSO.items():
            if name in columns and name not in said and other in said:
                said[name] = said.pop(other)
        if said and set(said) <= set(columns):
            return {**row, key: text, **said}, [key, str(row[key])]
    return dict(row), None


def joined(group: Field, row: dict[str, Any], was: list[str] | None) -> dict[str, Any]:
    """The row as plans have it: the other way round, in the old spelling where nothing changed."""
    columns = tails(group)
    said = {c: str(row[c]).lower() if c in _LEVELS else str(row[c]) for c in columns if row[c]}
    rest = {key: value for key, value in row.items() if key not in columns}
    if was and _folded(parted(group, {**rest, was[0]: was[1]})[0]) == _folded({**rest, **said}):
        return {**rest, was[0]: was[1]}
    if said:
        key = was[0] if was else _texts(group)[0]
        text, own = split_tail(str(rest[key]))
        tail = ", ".join(f"{name} {value}" for name, value in {**own, **said}.items())
        rest[key] = f"{text} ({tail})".strip()
    return rest


def _folded(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.casefold() if key in _LEVELS else value for key, value in row.items()}


def unread(column: Field, text: str) -> str:
    """Why a part of a tail would not be understood, or ""."""
    if split_tail(f"x ({column.role} {text})")[1]:
        return ""
    return f"{text!r} is no {column.role}; write low, medium, high" + (
        ", or an amount such as 2-3 d" if column.role == "impact" else ", or a share such as 30 %"
    )
