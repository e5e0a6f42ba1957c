"""What a plan says, as plain rows: efforts, risks, checks, dependencies. Roles find the fields.

Each function returns a list of dictionaries; a text that is not there is ``""``, a truth that is not known is None.
Amounts stay as written: hours are computed from them on reading, with the settings of that day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ._cells import Fact, Row, cell, column, common, names, rows_of, texts, walk, words
from ._efforts import efforts, unit_of
from ._phase import phase
from ._prose import says_nothing
from ._references import candidates, fold, one_reference, references, relation
from ._risk_text import RiskText, risk, risks_of_prose

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

CELLS = {  # parameter of `risk` -> role of the column that gives it
    "likelihood": "likelihood",
    "impact": "impact",
    "chance": "probability",
    "mitigation": "mitigation",
    "contingency": "contingency",
    "owner": "owner",
}


def risks(plan: Plan) -> list[Fact]:
    """What may go wrong: risk, likelihood, impact, probability, mitigation, contingency, owner, mitigated.

    `mitigated` is None where the template has no place of its own for a mitigation and none is written.
    """
    return [
        fact for field, value in walk(plan.template.tree, plan.values, until="risk") for fact in _risks_of(field, value)
    ]


def checks(plan: Plan) -> list[Fact]:
    """Every line with a tick: section, text, done.

    The section is the checklist's label, with what stands above it where two are alike.
    """
    tree = plan.template.tree
    found = [(field, items) for field, value in walk(tree, plan.values) if (items := _ticked(field, value))]
    labels = Counter(f.label for top in tree for f in top.walk() if f.kind in ("checklist", "rows"))
    return [{"section": _section(field, labels), **item} for field, items in found for item in items]


def dependencies(plan: Plan) -> list[Fact]:
    """Other plans that this one names: relation (blocked_by, blocks, related, external), text."""
    own = plan.template.common["depends_on"]
    waits = [] if own and own.role == "dependency" else names(common(plan, "depends_on"))
    found = [{"relation": "blocked_by", "text": n} for n in waits if not says_nothing(n)]
    for field, value in walk(plan.template.tree, plan.values, until="dependency"):
        if field.role == "dependency" and not field.group:
            kind = relation(field.label, *reversed(field.headings))
            found += [{"relation": kind, "text": n} for n in _references_of(field, value)]
    return list({(d["relation"], d["text"]): d for d in found}.values())


# Risks


def _risks_of(field: Field, value: Any) -> list[Fact]:
    if field.kind == "rows":
        return [fact for row in rows_of(value) for fact in _risk_of_row(field, row)] if field.role == "risk" else []
    if field.role != "risk":
        return []
    if isinstance(value, list):
        return [_risk_fact(risk(text)) for item in value if (text := words(item)) and not says_nothing(text)]
    return [_risk_fact(r) for r in risks_of_prose(words(value))] if field.kind in ("prose", "line") else []


def _risk_of_row(field: Field, row: Row) -> list[Fact]:
    said = [t for t in texts(field, row, "risk") if not says_nothing(t)]
    cells = {parameter: cell(row, column(field, role)) for parameter, role in CELLS.items()}
    if not said and not any(cells.values()):
        return []
    found = risk(said[0] if said else "", **cells)
    for text in said[1:]:  # the tail may stand behind the description
        more = risk(text)
        found = found._replace(
            likelihood=found.likelihood or more.likelihood,
            impact=found.impact or more.impact,
            probability=more.probability if found.probability is None else found.probability,
        )
    return [_risk_fact(found, has_place=column(field, "mitigation") is not None)]


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
                (": ".join(texts(field, row)[:2]), row["done"])
                for row in rows_of(value)
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
        said = [next(iter(texts(field, row, "dependency", "title", "key")), "") for row in rows_of(value)]
        return [name for text in said for name in one_reference(text)]
    if isinstance(value, list):
        return [name for item in value for name in one_reference(words(item))]
    return references(words(value))
