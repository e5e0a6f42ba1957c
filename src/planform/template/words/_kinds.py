"""The kinds of field: one table. A new kind is one row: how its text is kept, what it refuses, what shows it.

Which blank has which kind is for `_recognise` to say.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Check = Callable[[str, tuple[str, ...]], str]


def one_line(text: str) -> str:
    """White space is one blank: a line of text has no more."""
    return " ".join(text.split())


def block(text: str) -> str:
    """Markdown blocks: line ends are one kind, no blank lines around, no blanks on empty lines."""
    lines = unix(text).rstrip().split("\n")
    while len(lines) > 1 and not lines[0].strip():
        lines.pop(0)
    return "\n".join(line if line.strip() else "" for line in lines) if any(map(str.strip, lines)) else ""


def unix(text: str) -> str:
    """Line ends as Unix writes them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def anything(text: str, options: tuple[str, ...]) -> str:
    """Refuses nothing."""
    return ""


def of_options(text: str, options: tuple[str, ...]) -> str:
    """One of the options, whatever its case."""
    known = {o.casefold() for o in options}
    return "" if not options or text.casefold() in known else f"{text!r} is none of {', '.join(options)}"


DATE_FORMS = (
    "%Y/%m/%d",
    "%d.%m.%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%B %d %Y",
    "%b %d %Y",
)


SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def to_date(text: str) -> date | None:
    """The day that a text means, or None."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    if m := SLASHED.fullmatch(text):
        text = _unslashed(*(int(part) for part in m.groups()))
    for form in DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _unslashed(one: int, two: int, year: int) -> str:
    """`13/02/2026` says which is the month; `04/06/2026` does not, and a wrong date is worse than none."""
    day, month = (one, two) if one > 12 or one == two else (two, one) if two > 12 else (0, 0)
    return f"{day:02d}.{month:02d}.{year}"


def a_date(text: str, options: tuple[str, ...]) -> str:
    """A day, best written as ISO 8601."""
    return "" if to_date(text) else f"{text!r} is no date; write it like 2026-11-21"


def a_datetime(text: str, options: tuple[str, ...]) -> str:
    """A day with or without its time."""
    return (
        ""
        if to_date(re.sub(r"\s+\(?[A-Z]{2,5}\)?$", "", text))
        else f"{text!r} is no date and time; write it like 2026-11-21T09:30"
    )


def to_number(text: str) -> float | None:
    """What a number says, roughly or in percent, with a point or a comma; None where it says none."""
    try:
        number = float(text.strip().lstrip("~").removesuffix("%").replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def a_number(text: str, options: tuple[str, ...]) -> str:
    """A number, a comma as its decimal point allowed."""
    return "" if to_number(text) is not None else f"{text!r} is no number"


def a_level(text: str, options: tuple[str, ...]) -> str:
    """High, medium or low, in the words people use."""
    from ...quantities import Level

    named = text.casefold() in {o.casefold() for o in options}
    return "" if named or Level.parse(text) else f"{text!r} is no level; write high, medium or low"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of field.

    Attributes:
        name: as `Field.kind` says it.
        clean: a text as this kind keeps it.
        refuse: (text, options) -> why it cannot be, or "".
        schema: what JSON Schema says of it.
        control: the form's name for what a person fills it with.
        empty: makes the value of an empty field.
    """

    name: str
    clean: Callable[[str], str] = one_line
    refuse: Check = anything
    schema: tuple[tuple[str, str], ...] = (("type", "string"),)
    control: str = "line"
    empty: Callable[[], Any] = str


def _text(name: str) -> tuple[tuple[str, str], ...]:
    return (("type", "string"), ("format", name))


KINDS: dict[str, Kind] = {
    k.name: k
    for k in [
        Kind("choice", refuse=of_options, control="choice"),
        Kind("datetime", refuse=a_datetime, control="datetime"),
        Kind("date", refuse=a_date, schema=_text("planform-date"), control="date"),
        Kind("effort", schema=_text("planform-effort"), control="effort"),
        Kind("level", refuse=a_level, control="choice"),
        Kind("number", refuse=a_number, control="number"),
        Kind("prose", clean=block, control="prose"),
        Kind("line"),
        Kind("code", clean=unix, control="code"),
        Kind("flag", clean=str, schema=(("type", "boolean"),), control="flag", empty=bool),
        Kind("list", control="list", empty=list),
        Kind("checklist", control="checklist", empty=list),
        Kind("rows", control="rows", empty=list),
    ]
}


UNWRITABLE = re.compile("[\0\ud800-\udfff]")  # no UTF-8 file holds them


UNTICKED = frozenset({"", "[ ]", "[]", "☐", "□", "⬜", "-", "–", "no", "nein", "non", "false"})
"""What a box says that is not ticked."""


def clean(kind: str, value: Any) -> str | bool:
    """The canonical form of one scalar value."""
    if kind == "flag":
        return value.strip().casefold() not in UNTICKED if isinstance(value, str) else bool(value)
    said = "" if value is None else str(value)
    return KINDS[kind].clean(said if said.isprintable() else UNWRITABLE.sub("\ufffd", said))
