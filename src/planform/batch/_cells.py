"""What a cell says, as its field takes it: the mapping file's rules first, then one small function for each kind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from ..errors import InvalidValueError
from ..quantities import Effort, Level
from ..template import Field
from ._mapping import Target

YES = frozenset({"yes", "y", "true", "1", "x", "on", "done"})
NO = frozenset({"no", "n", "false", "0", "-", "off", ""})


def convert(target: Target, cell: Any) -> Any:
    """The value for `Template.plan`."""
    value = _nested(target, cell)
    value = _each(value, lambda text: _ruled(target, text))
    kind = target.field.kind if target.field else ("list" if target.lists else "line")
    if not target.field:
        return value
    return KINDS.get(kind, _same)(target.field, value)


def _nested(target: Target, cell: Any) -> Any:
    """Text that holds several: a JSON list, or parts between what the mapping says splits them."""
    if not isinstance(cell, str):
        return cell
    if target.rule.split:
        separator = {"\\n": "\n", "newline": "\n", "\\t": "\t"}.get(target.rule.split, target.rule.split)
        return [part.strip() for part in cell.split(separator) if part.strip()]
    several = target.lists or (target.field is not None and target.field.kind in ("list", "checklist", "rows"))
    if several and cell[:2] in ("[{", '["', "[]"):  # how failures.csv spells what was nested
        try:
            found = json.loads(cell)
        except ValueError:
            return cell
        return found if isinstance(found, list) else cell
    return re.split(r"[,;\n]\s*", cell) if target.lists else cell


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    return [_each(v, change) if isinstance(v, str) else v for v in value] if isinstance(value, list) else value


def _ruled(target: Target, text: str) -> str:
    rule = target.rule
    text = rule.values.get(text.strip().casefold(), text)
    if rule.ids:
        text = ", ".join(rule.ids(part.strip()) for part in text.split(",")) if "," in text else rule.ids(text)
    return _with_unit(text, rule.unit) if rule.unit else text


def _with_unit(text: str, unit: str) -> str:
    """`7200` in seconds -> `2h`; an amount that names its unit is left as it is."""
    try:
        number = float(text.replace(" ", "").replace(",", "."))
    except ValueError:
        return text
    if unit != "seconds":
        return f"{text.strip()} {unit}"
    hours = number / 3600
    return f"{hours:g}h" if hours >= 1 else f"{number / 60:g}min"


def squeeze(text: str) -> str:
    """Letters and digits only: `To Do`, `to-do` and `Todo` are one."""
    return "".join(re.findall(r"[^\W_]+", text.casefold()))


def option(field: Field, text: str) -> str:
    """The field's option that a text means, else the text."""
    if squeeze(text) in (known := {squeeze(o): o for o in field.options}):
        return known[squeeze(text)]
    if field.kind == "level" and (level := Level.parse(text)):
        return next((o for o in field.options if Level.parse(o) == level), text)
    return text


def _same(field: Field, value: Any) -> Any:
    return value


def _flag(field: Field, value: Any) -> Any:
    if isinstance(value, str) and (word := value.strip().casefold()) not in YES | NO:
        raise InvalidValueError(f"{word!r} is neither yes nor no", path=field.path)
    return value.strip().casefold() in YES if isinstance(value, str) else value


def _choice(field: Field, value: Any) -> Any:
    return option(field, value) if isinstance(value, str) else value


def _prose(field: Field, value: Any) -> Any:
    """A list in the table is a list in the document."""
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return "\n".join(f"- {v}" for v in value) if len(value) > 1 else "".join(value)
    return value


def _rows(field: Field, value: Any) -> Any:
    """One row a line: `step | description | 2-4 h` by the columns' order, or `step: 2-4 h` with an amount as tail."""
    lines = [line for line in value.splitlines() if line.strip()] if isinstance(value, str) else value
    return (
        [_row(field, item) if isinstance(item, str) else item for item in lines] if isinstance(lines, list) else lines
    )


BULLET = re.compile(r"\s*(?:[-*+•]|\d{1,4}[.)])\s+")


def _row(field: Field, line: str) -> dict[str, Any]:
    text = BULLET.sub("", line, count=1).strip()
    columns = [c for c in field.columns if c.kind not in ("rows", "checklist", "list", "flag")]
    if " | " in text:
        *parts, rest = text.split(" | ", len(columns) - 1)
        return dict(zip((c.key for c in columns), (*(p.strip() for p in parts), rest.strip()), strict=False))
    amount = next((c for c in columns if c.kind == "effort"), None)
    name, colon, tail = text.rpartition(": ")
    if amount and colon and Effort.parse(tail).kind in ("time", "points", "size"):
        return {columns[0].key: name.strip(), amount.key: tail.strip()}
    return {columns[0].key: text} if columns else {}


KINDS: dict[str, Callable[[Field, Any], Any]] = {
    "choice": _choice,
    "level": _choice,
    "flag": _flag,
    "prose": _prose,
    "rows": _rows,
}
