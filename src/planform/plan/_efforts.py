"""The parts of the work that a plan names: its breakdown in rows or prose, or the plan as one item."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..quantities import Effort, bare_unit
from ._cells import Fact, Row, cell, column, common, rows_of, texts, walk, words
from ._phase import nothing_left
from ._prose import Entry, entries, part, says_nothing
from ._risk_text import AMOUNTS

if TYPE_CHECKING:
    from ..template import Field
    from ._plan import Plan

TOTAL = re.compile(r"(?:sub-?|grand )?total\b.*|sum|overall|altogether", re.I)
SHORT = {"hour": "h", "day": "d", "week": "wk", "month": "mo", "year": "y"}
"""Units as people write them behind a number."""


def efforts(plan: Plan) -> list[Fact]:
    """The parts of the work: item, position, text, unit, owner, status, done, depends_on.

    The breakdown where every part of it has an amount, or where the plan has no effort of its own; else the plan's own
    effort as one item: three hours for one of five steps are no estimate of the plan. `unit` is what a bare number
    means by the words of its field, or None. Rows that say "Total" are no work.
    """
    items = [i for i in _breakdown(plan) if not TOTAL.fullmatch(i["item"])]
    whole = words(common(plan, "effort"))
    if not any(i["text"] for i in items) or (_is_amount(whole) and not all(_is_amount(i["text"]) for i in items)):
        items = [_item(words(common(plan, "title")), whole, unit=unit_of(plan.template.common["effort"]))]
    status, owner = words(common(plan, "status")), words(common(plan, "owner"))
    for position, item in enumerate(items, 1):
        own = item["status"] or status
        item |= {
            "position": position,
            "status": own,
            "owner": item["owner"] or owner,
            "done": bool(item["done"]) or nothing_left(own) or nothing_left(status),
        }
    return items


def unit_of(field: Field | None) -> str | None:
    """What a bare number of a field stands for by the template alone; None where only the team's settings say."""
    return bare_unit(field.unit) if field else None


def _item(item: str, text: str, unit: str | None = None, **more: Any) -> Fact:
    return {
        "item": item,
        "position": 0,
        "text": "" if not text.strip() else text,
        "unit": unit,
        "owner": "",
        "status": "",
        "done": False,
        "depends_on": "",
    } | more


def _breakdown(plan: Plan) -> list[Fact]:
    found: list[Fact] = []
    for field, value in walk(plan.template.tree, plan.values):
        if field.kind == "rows" and (amount := _amount_column(field)):
            found += [_item_of_row(field, amount, row) for row in rows_of(value)]
        elif field.role == "effort breakdown" and field.kind in ("prose", "line") and not field.group:
            found += _items_of_prose(words(value))
    return found


def _amount_column(field: Field) -> Field | None:
    if field.role not in ("", "step", "effort breakdown"):
        return None
    return column(field, "effort", "effort breakdown")


def _item_of_row(field: Field, amount: Field, row: Row) -> Fact:
    return _item(
        next(iter(texts(field, row)), ""),
        cell(row, amount),
        unit_of(amount),
        owner=cell(row, column(field, "owner")),
        status=cell(row, column(field, "status")),
        done=row.get("done") is True,
        depends_on=cell(row, column(field, "depends_on", "dependency")),
    )


def _items_of_prose(text: str) -> list[Fact]:
    lines = [Entry(line, "paragraph") for line in text.splitlines() if line.strip()]
    listed = entries(text)
    return [
        item for entry in (listed if any(e.form != "paragraph" for e in listed) else lines) for item in _items_of(entry)
    ]


def _items_of(entry: Entry) -> list[Fact]:
    if entry.form == "row":
        cells = [cell for cell in entry.parts.values() if cell]
        amount = part(entry.parts, "efforts?|estimates?|estimated|time|hours?|days?|points?|amount|size") or next(
            filter(_is_amount, cells[1:]), ""
        )
        return [_item(entry.text, amount)]
    if found := _component(entry.text):
        return [_item(*found)]
    parts = [
        _item(f"{entry.text.rstrip(':')}: {label}", text) for label, text in entry.parts.items() if _is_amount(text)
    ]
    return parts or ([_item(entry.text, "")] if entry.form == "item" else [])


def _component(text: str) -> tuple[str, str] | None:
    """(component, amount) of ``API: auth: 2-3 d``, ``Tests (2 h)``; other sentences with a colon are none."""
    places = re.finditer(r":\s|(?<!\d)\s+[-–—=]\s|\s\(", text[:500])
    pairs = [(text[: hit.start()].strip(), text[hit.end() :].strip()) for hit in places]
    pairs = [(component, amount.removesuffix(")") if "(" not in amount else amount) for component, amount in pairs]
    return next((p for p in pairs if _is_amount(p[1])), next((p for p in pairs[:1] if says_nothing(p[1])), None))


def _is_amount(text: str) -> bool:
    return bool(text) and Effort.parse(text).kind in AMOUNTS
