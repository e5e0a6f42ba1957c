"""What a column's values tell of it: units, dates, mark-up. Written into a guessed mapping for a person to correct."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ...plan import phase
from ...template import Field, to_date
from ..tables._source import Table
from ._aliases import SECONDS, WAITING, words_of
from ._cells import DAYS, NAMES, STAMP, takes_several
from ._mapping import Target

LOOKED_AT = 1_000  # rows
NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,4})?")
WIKI = re.compile(  # what only Jira writes so
    r"^h[1-6]\. |^bq\. |^\|\||\{(?:code|quote|noformat|color|panel)[:}]|\[[^\]\[|\n]+\|(?:https?:|mailto:|#)|\[~\w",
    re.M,
)
DATE_FORMS = (
    "%d/%b/%y %I:%M %p",  # Jira, as it comes
    "%d/%b/%y",
    "%d/%b/%Y %I:%M %p",
    "%d/%b/%Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%y",
    "%Y%m%d",
)


class Hint(NamedTuple):
    """One line of an entry in a mapping file; without a part it is said as a comment only."""

    part: str
    value: Any
    why: str = ""


def hints(target: Target, table: Table) -> Iterator[Hint]:
    """What to write below a guessed column."""
    cells = [c for row in table.rows[:LOOKED_AT] if (c := target.cell(row)) is not None]
    texts = [t for cell in cells for t in (cell if isinstance(cell, list) else [cell]) if isinstance(t, str)]
    for look in HINTS:
        yield from look(target, cells, texts)


def _take(target: Target, cells: Sequence[Any], texts: Sequence[str]) -> Iterator[Hint]:
    several = sum(isinstance(c, list) and len(set(map(str, c))) > 1 for c in cells)
    names = target.field is not None and target.field.role in NAMES
    if several and not names and not takes_several(target) and not (target.rule.take or target.rule.join):
        told = f"{several} row{'s' * (several > 1)} with several; or first; or join: ', '"
        yield Hint("take", "last", told)


def _dates(target: Target, cells: Sequence[Any], texts: Sequence[str]) -> Iterator[Hint]:
    dated = target.field.kind in ("date", "datetime") if target.field else target.to in DAYS
    unread = [t for t in texts if not to_date(t) and not STAMP.fullmatch(t)]
    if not dated or not unread or target.rule.dates:
        return
    fitting = [form for form in DATE_FORMS if _all_fit(texts, form)]
    if len(fitting) == 1:
        yield Hint("dates", fitting[0], f"such as {texts[0]}")
    else:
        yield Hint("", "dates", f"{' or '.join(fitting) or 'how are they written'}? such as {unread[0]}")


def _all_fit(texts: Iterable[str], form: str) -> bool:
    try:
        return all(datetime.strptime(text, form) for text in texts)
    except ValueError:
        return False


def _unit(target: Target, cells: Sequence[Any], texts: Sequence[str]) -> Iterator[Hint]:
    effort = target.field.kind == "effort" if target.field else target.to in ("effort", "actual")
    if not effort or target.rule.unit or not texts or not all(map(NUMBER.fullmatch, texts)):
        return
    name = words_of(target.column)
    if name in SECONDS and all(t.isdecimal() and int(t) % 60 == 0 for t in texts):
        yield Hint("unit", "seconds", f"as Jira exports them: {texts[0]} is {int(texts[0]) / 3600:g} h")
    elif "points" in name:
        yield Hint("unit", "points")
    else:
        yield Hint("", "unit", f"hours, days, points, seconds? {texts[0]} does not say")


def _markup(target: Target, cells: Sequence[Any], texts: Sequence[str]) -> Iterator[Hint]:
    found = next((m for t in texts if (m := WIKI.search(t[:10_000]))), None)
    if found and not target.rule.markup:
        yield Hint("markup", "jira", f"because of {found[0].strip()}")


HINTS: tuple[Callable[[Target, Sequence[Any], Sequence[str]], Iterator[Hint]], ...] = (_take, _dates, _unit, _markup)


def meant(field: Field | None, value: str) -> str:
    """The status that another tool's word stands for, or ``""``: both closed and resolved are done."""
    if field is None or field.role != "status" or (phase(value) == "open" and words_of(value) not in WAITING):
        return ""
    return next((o for o in field.options if phase(o) == phase(value)), "")
