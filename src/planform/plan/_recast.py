"""One value in the shape of another kind: a list as prose, lines as ticks. One table; None where words would go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..quantities import Effort
from ..template import Field
from ._efforts import SHORT, unit_of

BLOCKS = frozenset({"prose", "code"})
LISTS = frozenset({"list", "checklist"})
Recast = Callable[[Any], Any]


def recast(kind: str, target: Field, value: Any) -> Any:
    """The value of a field of one kind as another field keeps it.

    Args:
        kind: of the field that it comes from.
        target: where it goes; groups are not for here.
        value: canonical, not empty.

    Returns:
        The value with all its words and ticks, or None where the other kind cannot hold it.
    """
    if kind == target.kind:
        return value
    way: Recast = TABLE.get((_shape(kind), _shape(target.kind)), _cannot)
    return way(value)


def with_unit(own: Field, target: Field | None, value: Any) -> Any:
    """A bare number with the unit that its field's words gave it, where the other field's words do not give it.

    Args:
        own: where the value comes from: the 5 of "Effort (hours)" is hours.
        target: where it goes; None for a field of every plan, which names no unit.
        value: canonical, not empty.

    Returns:
        The value as it is where it means the same there; None where it cannot be said with its unit.
    """
    unit = unit_of(own)
    if not unit or unit == unit_of(target) or not isinstance(value, str) or Effort.parse(value).kind != "number":
        return value
    named = f"{value} {SHORT.get(unit, unit)}"
    meant, said = ((e.unit, e.low, e.likely, e.high) for e in (Effort.parse(value, unit), Effort.parse(named)))
    return named if meant == said else None


def _shape(kind: str) -> str:
    return kind if kind in (*LISTS, "rows", "flag") else "block" if kind in BLOCKS else "line"


def _cannot(value: Any) -> Any:
    return None


def _same(value: Any) -> Any:
    return value


def _one_line(value: str) -> str | None:
    return None if "\n" in value else value


def _only(value: list[str]) -> str | None:
    return value[0] if len(value) == 1 else None


def _bullets(value: list[str]) -> str:
    return "\n".join(f"- {item}" for item in value)


def _tick_lines(value: list[dict[str, Any]]) -> str:
    return "\n".join(f"- [{'x' if item['done'] else ' '}] {item['text']}" for item in value)


def _items(value: str) -> list[str] | None:
    """The items of a bullet list, and only of one; a single line is one item."""
    lines = [line for line in value.split("\n") if line.strip()]
    if len(lines) == 1 and not lines[0].startswith(("- ", "* ")):
        return [lines[0]]
    return [line[2:].strip() for line in lines] if all(line.startswith(("- ", "* ")) for line in lines) else None


def _item(value: str) -> list[str]:
    return [value]


def _ticks(value: list[str]) -> list[dict[str, Any]]:
    return [{"text": item, "done": False} for item in value]


def _unticked(value: list[dict[str, Any]]) -> list[str] | None:
    return None if any(item["done"] for item in value) else [item["text"] for item in value]


TABLE: dict[tuple[str, str], Recast] = {
    ("line", "line"): _same,
    ("line", "block"): _same,
    ("block", "block"): _same,
    ("block", "line"): _one_line,
    ("line", "list"): _item,
    ("block", "list"): _items,
    ("list", "line"): _only,
    ("list", "block"): _bullets,
    ("list", "checklist"): _ticks,
    ("checklist", "list"): _unticked,
    ("checklist", "block"): _tick_lines,
}
