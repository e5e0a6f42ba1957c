"""Small pieces of HTML; every text is escaped here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

Row = Mapping[Any, Any]
DATA = "application/vnd.planform.report+json"
NOTHING = '<span class="soft">–</span>'


@cache
def css() -> str:
    """The style of all fragments."""
    return Path(__file__).with_name("report.css").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML that is done: it is not escaped again."""

    html: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a notebook cell shows: HTML where it can, else text; and data that no viewer shows."""

    html: str
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        shown = {"text/html": f'<div class="pf-report">{self.html}</div>'} if self.html else {}
        return {"text/plain": repr(self), **shown, **({DATA: dict(self.data)} if self.data else {})}

    def __repr__(self) -> str:
        """The text."""
        return self.text or "<Fragment>"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: its heading.
        cell: row -> value: text, a day, or `Markup`.
        style: class of the style sheet: ``num``, ``key`` or ``""``.
        share: row -> length of the bar behind the cell, 0 to 1.
    """

    name: str
    cell: Callable[[Row], Any]
    style: str = ""
    share: Callable[[Row], float] | None = None


def column(name: str, key: str = "", style: str = "", form: Callable[[Any], Any] = lambda value: value) -> Column:
    """A column that shows one value of its row."""
    return Column(name, lambda row: form(row[key or name.lower()]), style)


def missing(value: Any) -> bool:
    """Whether a value says nothing."""
    return value is None or bool(pd.isna(value)) or value == ""


def say(value: Any) -> str:
    """A value as HTML."""
    if isinstance(value, Markup):
        return value.html
    if missing(value):
        return NOTHING
    day = value.date() if isinstance(value, datetime) else value
    return escape(day.isoformat() if isinstance(day, date) else str(day))


def hours(value: Any) -> str:
    """``412``, ``2.5``; nothing where it is unknown."""
    if missing(value):
        return ""
    return f"{value:,.0f}" if value >= 10 or value == round(value) else f"{value:.1f}"


def number(value: Any) -> str:
    """A count; nothing for none."""
    return "" if missing(value) or not value else f"{value:,.0f}"


def table(columns: Sequence[Column], rows: Iterable[Row], caption: str = "", last: Sequence[Any] = ()) -> str:
    """A table; no row, no table.

    Args:
        columns: what to show of each row.
        rows: mappings; one with a true ``strong`` stands out.
        caption: what stands above.
        last: cells of a sum below.
    """
    body = "".join(_line([c.cell(r) for c in columns], columns, r) for r in rows)
    foot = _line(last, columns, {"strong": True}) if last and body else ""
    head = "".join(f'<th scope="col" class="{c.style}">{escape(c.name)}</th>' for c in columns)
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    inside = f"<table>{said}<thead><tr>{head}</tr></thead><tbody>{body}{foot}</tbody></table>"
    named = escape(caption or "Table", quote=True)  # whoever has no mouse scrolls a wide one with the arrow keys
    return f'<div class="wide" tabindex="0" role="group" aria-label="{named}">{inside}</div>' if body else ""


def _line(cells: Sequence[Any], columns: Sequence[Column], row: Row) -> str:
    strong = ' class="strong"' if row.get("strong") else ""
    return f"<tr{strong}>{''.join(map(_cell, cells, columns, [row] * len(columns)))}</tr>"


def _cell(value: Any, column: Column, row: Row) -> str:
    if column.share is None or row.get("strong"):
        return f'<td class="{column.style}">{say(value)}</td>'
    width = f"calc({max(0.0, min(1.0, column.share(row))):.3f} * (100% - 10px)) 70%"
    return f'<td class="{column.style} bar" style="background-size: {width}">{say(value)}</td>'


def cards(items: Iterable[tuple[str, str, str]]) -> str:
    """Figures in boxes: (name, figure, what it means)."""
    boxes = (
        f'<div class="card"><span class="name">{escape(name)}</span><b>{escape(figure)}</b>'
        f"<span>{escape(meaning)}</span></div>"
        for name, figure, meaning in items
    )
    return f'<div class="cards">{"".join(boxes)}</div>'


def paragraph(text: str, style: str = "") -> str:
    """A paragraph; no text, none."""
    kind = f' class="{style}"' if style else ""
    return f"<p{kind}>{escape(text)}</p>" if text else ""


def bullets(items: Iterable[str]) -> str:
    """A list; no item, no list."""
    listed = "".join(f"<li>{escape(i)}</li>" for i in items)
    return f"<ul>{listed}</ul>" if listed else ""


def folded(title: str, html: str, is_open: bool = True) -> str:
    """Something that a reader may fold; nothing inside, nothing shown."""
    return f"<details{' open' if is_open else ''}><summary>{escape(title)}</summary>{html}</details>" if html else ""
