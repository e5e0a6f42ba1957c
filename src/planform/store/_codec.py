"""A plan as rows: what is kept of it, what lists show of it, what it says of work, risks and other plans."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ..errors import InvalidValueError
from ..plan import Plan, Template, facts
from ..quantities import PARSER_VERSION
from ..template import to_date
from ._amounts import written
from ._tables import checks, dependencies, efforts, risks, tags
from ._text import dump, fit, known, load

LONGEST_KEY = 200
LARGEST = 64_000_000  # characters of one plan
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """A plan ready to be written.

    Attributes:
        plan: itself, its common dates stamped.
        key: the team's key, or None.
        body: its values as JSON.
        document: the text it was read from, as JSON, or None.
    """

    plan: Plan
    key: str | None
    body: str
    document: str | None


def record(plan: Plan) -> Record:
    """Encode a plan.

    Raises:
        InvalidValueError: the key is longer than a key can be, or the plan is larger than a plan can be.
    """
    key = known(plan.key)
    if key and len(key) > LONGEST_KEY:
        raise InvalidValueError(f"the key has {len(key)} characters; {LONGEST_KEY} are the most", path="key")
    found = Record(
        plan,
        key,
        dump({"common": dict(plan.common), "values": dict(plan.values)}),
        None if plan.document is None else dump(plan.document),
    )
    if len(found.body) + len(found.document or "") > LARGEST:
        raise InvalidValueError(
            f"the plan is larger than {LARGEST:,} characters; keep attachments in files beside it",
            path=key or plan.title,
        )
    return found


def template_row(template: Template) -> Row:
    """A template as it is kept: its exact text under its hash."""
    overrides = getattr(template.compiled, "overrides", "")
    return {
        "hash": template.hash,
        "name": fit(template.name),
        "text": dump(template.text),
        "overrides": dump(overrides) if overrides else "",
    }


def projected(found: Record) -> tuple[Row, dict[str, list[Row]]]:
    """The columns that lists and filters need, and what the plan says, table by table."""
    said = _fact_rows(found.plan)
    counts = {"risks": len(said["risks"]), "open_checks": sum(not check["done"] for check in said["checks"])}
    return _plan_row(found) | counts, said


def _plan_row(found: Record) -> Row:
    plan = found.plan
    texts = {
        name: known(facts.words(facts.common(plan, name))) for name in ("title", "status", "owner", "parent", "sprint")
    }
    days = {name: iso_day(facts.words(facts.common(plan, name))) for name in ("started", "finished", "due")}
    return {
        "key": found.key,
        "template_hash": plan.template.hash,
        "template": fit(plan.template.name),
        **texts,
        **days,
        "tags": known(", ".join(facts.names(facts.common(plan, "tags")))),
        **_common_amount(plan, "effort"),
        **_common_amount(plan, "actual"),
        "completeness": plan.completeness,
        "parser": PARSER_VERSION,
    }


def _fact_rows(plan: Plan) -> dict[str, list[Row]]:
    """Rows without the plan's id."""
    found = {
        efforts.name: [_effort(row) for row in facts.efforts(plan)],
        risks.name: [_risk(row) for row in facts.risks(plan)],
        checks.name: facts.checks(plan),
        dependencies.name: facts.dependencies(plan),
        tags.name: [{"tag": tag} for tag in dict.fromkeys(facts.names(facts.common(plan, "tags")))],
    }
    return {table: [_fitting(row) | {"position": n} for n, row in enumerate(rows, 1)] for table, rows in found.items()}


def iso_day(text: str) -> str | None:
    """A day as ISO text, or None where the text means none."""
    day = to_date(text) if text else None
    return day.isoformat() if day else None


def _common_amount(plan: Plan, name: str) -> Row:
    text = facts.words(facts.common(plan, name))
    return written(text, facts.unit_of(plan.template.common[name]), f"{name}_")


def _effort(row: Row) -> Row:
    return {k: v for k, v in row.items() if k != "unit"} | written(row["text"], row["unit"])


def _risk(row: Row) -> Row:
    amount = written(row["impact"], prefix="impact_")
    del amount["impact_text"]  # the impact itself is the text
    return row | amount


def _fitting(row: Row) -> Row:
    return {name: known(value) if isinstance(value, str) else value for name, value in row.items()}


def numbered(plan: Plan, name: str, revision: int) -> Plan:
    """The plan as the store knows it."""
    return replace(plan, id=name, revision=revision)


def plan_of(template: Template, row: Any) -> Plan:
    """The plan of a row with id, revision, body and document; fields that the body lacks are empty."""
    body = load(row.body)
    document = None if row.document is None else load(row.document)
    return Plan(template, {**template.blank().values, **body["values"]}, body["common"], row.id, row.revision, document)
