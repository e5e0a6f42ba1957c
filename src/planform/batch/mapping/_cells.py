"""What a cell says, as its field takes it: the mapping file's rules first, then one small function for each kind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from ...errors import InvalidValueError
from ...quantities import Effort, Level
from ...template import COMMON, Field
from ._mapping import Target
from ._markup import MARKUPS

YES = frozenset({"yes", "y", "true", "1", "x", "on", "done"})
NO = frozenset({"no", "n", "false", "0", "-", "off", ""})
LISTS = ("list", "checklist", "rows")
NAMES = ("dependency", "depends_on")  # roles whose text may name several tasks
DAYS = frozenset(name for name, field in COMMON.items() if field.kind == "date")
STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?")


def convert(target: Target, cell: Any) -> Any:
    """The value for `Template.plan`.

    Raises:
        InvalidValueError: the cell holds what its field cannot take, or several values where it takes one.
    """
    value = _each(_nested(target, cell), lambda text: _ruled(target, text))
    value = _chosen(target, value)
    if not target.field:
        return _day(value) if target.to in DAYS else value
    return KINDS.get(target.field.kind, _same)(target.field, value)


def _nested(target: Target, cell: Any) -> Any:
    """Text that holds several: a JSON list, or parts between what the mapping says splits them."""
    if target.rule.split:
        separator = {"\\n": "\n", "newline": "\n", "\\t": "\t"}.get(target.rule.split, target.rule.split)
        texts = cell if isinstance(cell, list) else [cell]
        if separator == "\n" and _kind(target) in LISTS:
            return "\n".join(map(str, texts))  # a text has an item a line, bullets left out
        return [part.strip() for text in texts for part in str(text).split(separator) if part.strip()]
    if not isinstance(cell, str):
        return cell
    if _listed(target) and cell[:2] in ("[{", '["', "[]"):  # how failures.csv spells what was nested
        try:
            found = json.loads(cell)
        except ValueError:
            return cell
        return found if isinstance(found, list) else cell
    return re.split(r"[,;\n]\s*", cell) if target.lists else cell


def takes_several(target: Target) -> bool:
    """Whether the field has room for a list."""
    return _listed(target) or _kind(target) == "prose"


def _listed(target: Target) -> bool:
    return target.lists or _kind(target) in LISTS


def _kind(target: Target) -> str:
    return target.field.kind if target.field else ""


def _chosen(target: Target, value: Any) -> Any:
    """One of several values where the field takes one: the mapping file says which."""
    rule = target.rule
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        return value
    if rule.take:
        value = value[:1] if rule.take == "first" else value[-1:]
    names = target.field is not None and target.field.role in NAMES
    if rule.join or (names and not takes_several(target)):
        return (rule.join or ", ").replace("\\n", "\n").join(value)
    if takes_several(target):
        return value
    if len(distinct := list(dict.fromkeys(value))) > 1:
        raise InvalidValueError(
            f"holds {len(distinct)} values ({', '.join(map(repr, distinct[:5]))}) and {target.to} takes one; "
            "say in the mapping file which (take: first, take: last) or what to put between them (join: ', ')",
            path=target.to,
        )
    return "".join(distinct)


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    return [_each(v, change) if isinstance(v, str) else v for v in value] if isinstance(value, list) else value


def _ruled(target: Target, text: str) -> str:
    rule = target.rule
    text = rule.values.get(text.strip().casefold(), text)
    if rule.ids:
        text = ", ".join(rule.ids(part.strip()) for part in text.split(",")) if "," in text else rule.ids(text)
    if rule.dates and text.strip():
        text = _dated(target, text.strip(), rule.dates)
    if rule.markup:
        text = MARKUPS[rule.markup](text)
    return _with_unit(text, rule.unit) if rule.unit else text


def _dated(target: Target, text: str, form: str) -> str:
    """``05/Jan/26 10:11 AM`` -> ``2026-01-05``; the time only where the field has room for one."""
    try:
        found = datetime.strptime(text, form)
    except ValueError as error:
        raise InvalidValueError(
            f"{text!r} is no date like {form}, which the mapping file says", path=target.to
        ) from error
    timed = _kind(target) == "datetime"
    return found.isoformat(sep=" ", timespec="minutes") if timed else found.date().isoformat()


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


def _date(field: Field, value: Any) -> Any:
    return _day(value)


def _day(value: Any) -> Any:
    """``2026-01-05T10:11:12Z``, as programs write it, is that day."""
    return value[:10] if isinstance(value, str) and STAMP.fullmatch(value) else value


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
    "date": _date,
    "level": _choice,
    "flag": _flag,
    "prose": _prose,
    "rows": _rows,
}
