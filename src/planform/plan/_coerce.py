"""What a person or a table gives -> the canonical value of a field. One small function a kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from ..errors import InvalidValueError
from ..template import COMMON, KINDS, Field, Names, clean
from ._names import INDEX

BULLET = re.compile(r"\s*(?:[-*+•]|\d{1,4}[.)])\s+")
TICK = re.compile(r"\[([ xX])\]\s*")
YES = frozenset({"yes", "y", "true", "1", "x", "on", "ja", "oui", "sí", "si"})


NO = frozenset({"", "no", "n", "false", "0", "off", "nein", "non", "none"})
MISSING = frozenset({"nan", "NaT", "<NA>"})
LISTS = frozenset(name for name, field in COMMON.items() if field.kind == "list")


def text_of(value: Any) -> str:
    """Any scalar as the text that a person would type."""
    if isinstance(value, str):
        return value
    if value is None or str(value) in MISSING:
        return ""
    if isinstance(value, bytes):
        raise InvalidValueError("bytes are no text; decode them first")
    if isinstance(value, datetime):
        day_only = value.time() == datetime.min.time() and value.tzinfo is None
        return value.date().isoformat() if day_only else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, tuple)):
        return ", ".join(text_of(v) for v in value)
    return str(value)


def scalar(field: Field, value: Any) -> Any:
    """One text, as its kind keeps it."""
    if isinstance(value, Mapping):
        raise InvalidValueError(f"{field.label} holds one value, not a mapping", path=field.path)
    return clean(field.kind, text_of(value))


def choice(field: Field, value: Any) -> Any:
    """The option as the template spells it, whatever the case; another text is kept and reported as a problem."""
    text = scalar(field, value)
    return next((o for o in field.options if o.casefold() == text.casefold()), text)


def flag(field: Field, value: Any) -> bool:
    """Yes or no."""
    return truth(value, field.label)


def truth(value: Any, label: str = "done") -> bool:
    """What a person means by yes or no.

    Raises:
        InvalidValueError: it is neither.
    """
    word = text_of(value).strip().casefold()
    if word not in YES and word not in NO:
        raise InvalidValueError(f"{label}: {word!r} is neither yes nor no")
    return word in YES


def lines(value: Any) -> list[Any]:
    """The items of a value: a text has one a line, its bullets left out."""
    if isinstance(value, (str, bytes)) or value is None:
        value = text_of(value)
    if isinstance(value, str):
        return [_unbulleted(line) for line in value.splitlines() if line.strip()]
    if isinstance(value, Mapping):
        return [value]
    return list(value) if isinstance(value, Iterable) else [value]


def _unbulleted(line: str) -> str:
    m = BULLET.match(line)
    return line[m.end() if m else 0 :].strip()


def items(field: Field, value: Any) -> list[str]:
    """Lines of text."""
    return [t["text"] for t in (_item(v, tickable=False) for v in lines(value)) if t["text"]]


def ticks(field: Field, value: Any) -> list[dict[str, Any]]:
    """Lines with a tick."""
    return [t for t in (_item(v) for v in lines(value)) if t["text"]]


def _item(value: Any, tickable: bool = True) -> dict[str, Any]:
    if isinstance(value, Mapping):
        given = {str(k).casefold(): v for k, v in value.items()}
        if odd := [k for k in given if k not in ("text", "done")]:
            raise InvalidValueError(f"an item has a text, and may be done; it has no {', '.join(odd)}")
        return {"text": clean("line", text_of(given.get("text"))), "done": truth(given.get("done"))}
    text = text_of(value)
    bare = BULLET.sub("", text, count=1) if (b := BULLET.match(text)) and TICK.match(text, b.end()) else text
    m = TICK.match(bare) if tickable else None
    return {"text": clean("line", bare[m.end() if m else 0 :]), "done": bool(m and m[1] in "xX")}


def rows(field: Field, value: Any) -> list[dict[str, Any]]:
    """Rows with every column; rows that say nothing are none."""
    found = [row(field, v) for v in lines(value)]
    return [r for r in found if any(v for k, v in r.items() if k != "done" and not isinstance(v, bool))]


def row(field: Field, value: Any) -> dict[str, Any]:
    """One row; a bare text is its first column's."""
    given = value if isinstance(value, Mapping) else {field.columns[0].key: value}
    out = {c.key: KINDS[c.kind].empty() for c in field.columns}
    names = Names(field.columns, field.label)
    if "done" in given and names.find("done") is None:
        out["done"] = truth(given["done"])
    for name, v in given.items():
        if name == "done" and "done" in out:
            continue
        column = names.get(str(name))
        out[column.key] = coerce(column, v)
    return out


COERCE: dict[str, Callable[[Field, Any], Any]] = {
    "choice": choice,
    "level": choice,
    "flag": flag,
    "list": items,
    "checklist": ticks,
    "rows": rows,
}


def coerce(field: Field, value: Any) -> Any:
    """The canonical value.

    Raises:
        InvalidValueError: the value has a shape that this field cannot hold.
        UnknownNameError: a row names a column that the group lacks.
    """
    return COERCE.get(field.kind, scalar)(field, value)


def put(values: dict[str, Any], field: Field, n: int, rest: str | None, value: Any) -> None:
    """Set one row, or one column of one row, of a group: `steps[2].step`."""
    if field.kind not in ("list", "checklist", "rows"):
        raise InvalidValueError(f"{field.label} is no group: it has no [{n}]", path=field.path)
    if n > 9_999:
        raise InvalidValueError(f"row {n} of {field.label} is beyond what a plan holds", path=field.path)
    given = list(values.get(field.key) or [])
    given += [None] * (n + 1 - len(given))
    before = given[n] if isinstance(given[n], dict) else {}
    given[n] = value if rest is None else {**before, **_nested(field, rest, value, before)}
    values[field.key] = given


def _nested(field: Field, rest: str, value: Any, before: dict[str, Any]) -> dict[str, Any]:
    m = INDEX.fullmatch(rest)
    if field.kind != "rows":
        return {rest: value}
    column = Names(field.columns, field.label).get(m[1] if m else rest)
    if not m:
        return {column.key: value}
    inner = {column.key: before.get(column.key)}
    put(inner, column, int(m[2]), m[3], value)
    return inner


def common_value(name: str, value: Any) -> Any:
    """A common field as the plan keeps it: lists of names for tags and depends_on, else one line."""
    if name not in LISTS:
        return clean("line", text_of(value))
    parts = [part for item in lines(value) for part in (item.split(",") if isinstance(item, str) else [text_of(item)])]
    return list(dict.fromkeys(p.strip() for p in parts if p.strip()))
