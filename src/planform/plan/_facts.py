"""What a plan says, as plain rows: efforts, risks, checks, dependencies. Roles find the fields.

Each function returns a list of dictionaries; a text that is not there is ``""``, a truth that is not known is None.
Amounts stay as written: hours are computed from them on reading, with the settings of that day.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..quantities import Effort
from ._phase import nothing_left, phase
from ._prose import Entry, entries, part, says_nothing
from ._references import candidates, fold, one_reference, references, relation
from ._risk_text import AMOUNTS, RiskText, risk, risks_of_prose

if TYPE_CHECKING:
    from ..template import Field
    from ._plan import Plan

__all__ = [
    "candidates",
    "checks",
    "common",
    "dependencies",
    "efforts",
    "fold",
    "names",
    "phase",
    "risks",
    "unit_of",
    "words",
]

Row = Mapping[str, Any]
Fact = dict[str, Any]
TOTAL = re.compile(r"(?:sub-?|grand )?total\b.*|sum|overall|altogether", re.I)
UNITS = {"hour": r"hours?|hrs?|h", "day": r"days?|d", "week": r"weeks?", "points": r"(?:story )?points?|pts?|sp"}


def common(plan: Plan, name: str) -> Any:
    """A common field of a plan, wherever its template keeps it."""
    field = plan.template.common[name]
    return plan.values.get(field.path, "") if field else plan.common.get(name, "")


def words(value: Any) -> str:
    """A value as text: lists in one line, nothing for what is no text."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(words, value)))
    return words(value.get("text", "")) if isinstance(value, Mapping) else ""


def names(value: Any) -> list[str]:
    """A common field that holds several: a list, or text parted by commas and lines."""
    if isinstance(value, str):
        return [n.strip() for n in re.split(r"[,;\n]", value) if n.strip()]
    return [text for item in value or () if (text := words(item))] if isinstance(value, (list, tuple)) else []


def efforts(plan: Plan) -> list[Fact]:
    """The parts of the work: item, position, text, unit, owner, status, done, depends_on.

    The breakdown where there is one with an amount in it, else the plan's own effort as one item. `unit` is what a bare
    number means by the words of its field, or None. Rows that say "Total" are no work.
    """
    items = [i for i in _breakdown(plan) if not TOTAL.fullmatch(i["item"])]
    if not any(i["text"] for i in items):
        items = [
            _item(
                words(common(plan, "title")),
                words(common(plan, "effort")),
                unit=unit_of(plan.template.common["effort"]),
            )
        ]
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


def risks(plan: Plan) -> list[Fact]:
    """What may go wrong: risk, likelihood, impact, probability, mitigation, contingency, owner, mitigated.

    `mitigated` is None where the template has no place of its own for a mitigation and none is written.
    """
    return [
        fact
        for field, value in _walk(plan.template.tree, plan.values, until="risk")
        for fact in _risks_of(field, value)
    ]


def checks(plan: Plan) -> list[Fact]:
    """Every line with a tick: section, text, done.

    The section is the checklist's label, with what stands above it where two are alike.
    """
    tree = plan.template.tree
    found = [(field, items) for field, value in _walk(tree, plan.values) if (items := _ticked(field, value))]
    labels = Counter(f.label for top in tree for f in top.walk() if f.kind in ("checklist", "rows"))
    return [{"section": _section(field, labels), **item} for field, items in found for item in items]


def dependencies(plan: Plan) -> list[Fact]:
    """Other plans that this one names: relation (blocked_by, blocks, related, external), text."""
    own = plan.template.common["depends_on"]
    waits = [] if own and own.role == "dependency" else names(common(plan, "depends_on"))
    found = [{"relation": "blocked_by", "text": n} for n in waits if not says_nothing(n)]
    for field, value in _walk(plan.template.tree, plan.values, until="dependency"):
        if field.role == "dependency" and not field.group:
            kind = relation(field.label, *reversed(field.headings))
            found += [{"relation": kind, "text": n} for n in _references_of(field, value)]
    return list({(d["relation"], d["text"]): d for d in found}.values())


def unit_of(field: Field | None) -> str | None:
    """The unit that a field's label or hint names for a bare number, where it names exactly one."""
    text = f"{field.label} {field.hint}" if field else ""
    named = [unit for unit, pattern in UNITS.items() if re.search(rf"\b(?:{pattern})\b", text, re.I)]
    return named[0] if len(named) == 1 else None


def _walk(fields: tuple[Field, ...], values: Row, until: str = "") -> Iterator[tuple[Field, Any]]:
    """Every field with its value, rows entered; groups with the role `until` are given whole."""
    for field in fields:
        value = values.get(field.key)
        yield field, value
        if field.kind == "rows" and not (until and field.role == until):
            for row in _rows(value):
                yield from _walk(field.columns, row, until)


def _rows(value: Any) -> list[Row]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _column(field: Field, *roles: str) -> Field | None:
    return next((c for role in roles for c in field.columns if c.role == role), None)


def _cell(row: Row, column: Field | None) -> str:
    return words(row.get(column.key)) if column else ""


def _texts(field: Field, row: Row, *roles: str) -> list[str]:
    """The texts of a row, columns with these roles first, columns that mean something else left out."""
    plain = [
        c for c in field.columns if c.kind in ("line", "prose", "list") and c.role in ("", "title", "step", *roles)
    ]
    ordered = sorted(plain, key=lambda c: c.role not in roles)
    return [text for c in ordered if (text := _cell(row, c))]


# Efforts


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
    for field, value in _walk(plan.template.tree, plan.values):
        if field.kind == "rows" and (amount := _amount_column(field)):
            found += [_item_of_row(field, amount, row) for row in _rows(value)]
        elif field.role == "effort breakdown" and field.kind in ("prose", "line") and not field.group:
            found += _items_of_prose(words(value))
    return found


def _amount_column(field: Field) -> Field | None:
    if field.role not in ("", "step", "effort breakdown"):
        return None
    return _column(field, "effort", "effort breakdown") or next((c for c in field.columns if c.kind == "effort"), None)


def _item_of_row(field: Field, amount: Field, row: Row) -> Fact:
    return _item(
        next(iter(_texts(field, row)), ""),
        _cell(row, amount),
        unit_of(amount),
        owner=_cell(row, _column(field, "owner")),
        status=_cell(row, _column(field, "status")),
        done=row.get("done") is True,
        depends_on=_cell(row, _column(field, "depends_on", "dependency")),
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


# Risks


def _risks_of(field: Field, value: Any) -> list[Fact]:
    if field.kind == "rows":
        return [fact for row in _rows(value) for fact in _risk_of_row(field, row)] if field.role == "risk" else []
    if field.role != "risk":
        return []
    if isinstance(value, list):
        return [_risk_fact(risk(text)) for item in value if (text := words(item)) and not says_nothing(text)]
    return [_risk_fact(r) for r in risks_of_prose(words(value))] if field.kind in ("prose", "line") else []


def _risk_of_row(field: Field, row: Row) -> list[Fact]:
    texts = [t for t in _texts(field, row, "risk") if not says_nothing(t)]
    cells = {
        role: _cell(row, _column(field, role))
        for role in ("likelihood", "impact", "probability", "mitigation", "contingency", "owner")
    }
    if not texts and not any(cells.values()):
        return []
    found = risk(
        texts[0] if texts else "",
        cells["likelihood"],
        cells["impact"],
        cells["probability"],
        cells["mitigation"],
        cells["contingency"],
        cells["owner"],
    )
    for text in texts[1:]:  # the tail may stand behind the description
        more = risk(text)
        found = found._replace(
            likelihood=found.likelihood or more.likelihood,
            impact=found.impact or more.impact,
            probability=more.probability if found.probability is None else found.probability,
        )
    return [_risk_fact(found, has_place=_column(field, "mitigation") is not None)]


def _risk_fact(found: RiskText, has_place: bool = False) -> Fact:
    mitigated = True if found.mitigation else False if has_place else None
    return {"risk": found.text, **{k: v for k, v in found._asdict().items() if k != "text"}, "mitigated": mitigated}


# Checks


def _ticked(field: Field, value: Any) -> list[Fact]:
    if field.kind == "checklist":
        items = [
            (words(item), isinstance(item, Mapping) and item.get("done") is True)
            for item in value or ()
            if isinstance(value, list)
        ]
    else:
        items = (
            [
                (": ".join(_texts(field, row)[:2]), row["done"])
                for row in _rows(value)
                if isinstance(row.get("done"), bool)
            ]
            if field.kind == "rows"
            else []
        )
    return [{"text": text, "done": done} for text, done in items if text]


def _section(field: Field, labels: Mapping[str, int]) -> str:
    above = [h for h in field.headings if h and h != field.label] if labels[field.label] > 1 else []
    return " › ".join([*above, field.label])


# Dependencies


def _references_of(field: Field, value: Any) -> list[str]:
    if field.kind == "rows":
        texts = [next(iter(_texts(field, row, "dependency", "title", "key")), "") for row in _rows(value)]
        return [name for text in texts for name in one_reference(text)]
    if isinstance(value, list):
        return [name for item in value for name in one_reference(words(item))]
    return references(words(value))
