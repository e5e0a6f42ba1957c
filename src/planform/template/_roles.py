"""Roles: what a field means to records and analysis, found by the words of its label. One table."""

from __future__ import annotations

import re

COMMON = (
    "key",
    "title",
    "status",
    "owner",
    "effort",
    "actual",
    "started",
    "finished",
    "due",
    "depends_on",
    "parent",
    "sprint",
    "tags",
)
"""The fields of every plan, whatever its template."""

TOP, COLUMN, BODY, CODE = (
    "top",
    "column",
    "body",
    "code",
)  # a value of its own, a column of a group, lines or rows, a fence
VALUE, ANY = (TOP, COLUMN), (TOP, COLUMN, BODY)

ROLES: list[tuple[str, tuple[str, ...], str]] = [  # role, what may have it, label as a person writes it
    ("key", (TOP,), r"^(?:task|issue|ticket|story|jira)[ _-]?(?:id|key|number|no)$|^key$"),
    ("title", (TOP,), r"^(?:(?:task|plan|project|feature|issue)[ _-]?)?(?:title|name)$"),
    ("status", VALUE, r"^(?:status|state)$"),
    ("owner", VALUE, r"^(?:owner|assignee|assigned to|responsible|dri|lead|task owner)s?$"),
    ("effort breakdown", (COLUMN, BODY), r"\bbreakdown\b"),
    (
        "effort",
        (TOP, COLUMN, BODY),
        r"^(?:(?:time |effort |estimated |total )?(?:estimate|effort)(?: estimate)?"
        r"|estimated (?:time|effort|hours)|story points?)$",
    ),
    ("actual", VALUE, r"^actual(?: (?:time|effort|hours))?$|^time spent$"),
    ("complexity", (TOP,), r"^complexity$"),
    ("started", (TOP,), r"^(?:started|start date)$"),
    ("finished", (TOP,), r"^(?:finished|completed(?: on)?|end date)$"),
    ("due", VALUE, r"^(?:due(?: date)?|deadline|target date|completion target)$"),
    ("sprint", (TOP,), r"^(?:sprint|iteration)$"),
    ("parent", (TOP,), r"^(?:parent|epic|feature)$"),
    ("tags", (TOP,), r"^(?:tags?|labels?)$"),
    ("created", (TOP,), r"^created(?: on| at)?$"),
    ("likelihood", VALUE, r"^likelihood$"),
    ("impact", VALUE, r"^impact$"),
    ("probability", VALUE, r"^probability$"),
    ("mitigation", ANY, r"^mitigation(?: (?:strategy|strategies|plan))?$"),
    ("contingency", ANY, r"^contingency(?: plan)?$"),
    ("risk", ANY, r"\brisks?\b|^(?:potential )?blockers?$"),
    (
        "dependency",
        ANY,
        r"^(?:(?:cross[- ]?)?task |project )?dependencies$|^depends on$|^blocked by$|^blocks$|^related(?: tasks?)?$"
        r"|\bprerequisite tasks?\b|\bnext task\b",
    ),
    ("criterion", (BODY,), r"\bcriteria\b|\bdefinition of done\b"),
    ("metric", (BODY,), r"\bmetrics\b|\bkpis?\b"),
    ("step", (BODY,), r"^(?:(?:implementation|development|action|work|additional) )?steps?$|\bstep-by-step\b"),
]
TABLE = [(role, shapes, re.compile(pattern, re.I)) for role, shapes, pattern in ROLES]


def role_of(label: str, shape: str) -> str:
    """The role that a label's words give a field of this shape (`TOP`, `COLUMN` or `BODY`), or ``""``."""
    text = label.replace("_", " ").strip(" :*")
    return next((role for role, shapes, pattern in TABLE if shape in shapes and pattern.search(text)), "")
