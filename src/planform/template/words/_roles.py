"""Roles: what a field means to records and analysis, found by the words of its label. One table."""

from __future__ import annotations

import re
from functools import lru_cache

from ._fields import Field
from ._vocabulary import mentions, spoken, terms

COMMON = {
    name: Field(name, name, label, kind, role=name, hint=hint)
    for name, label, kind, hint in (
        ("key", "Key", "line", "PLAN-12"),
        ("title", "Title", "line", "What this plan is about"),
        ("status", "Status", "line", "Todo"),
        ("owner", "Owner", "line", "Who sees to it"),
        ("effort", "Effort", "effort", "2-4 hours"),
        ("actual", "Actual effort", "effort", "3 h"),
        ("started", "Started", "date", ""),
        ("finished", "Finished", "date", ""),
        ("due", "Due", "date", ""),
        ("depends_on", "Depends on", "list", "PLAN-3, PLAN-7"),
        ("parent", "Parent", "line", "Feature or epic"),
        ("sprint", "Sprint", "line", "24"),
        ("tags", "Tags", "list", "api, retry"),
    )
}
"""The fields of every plan, whatever its template: values of their own where it has none with that role."""

TOP, COLUMN, BODY, CODE = (
    "top",
    "column",
    "body",
    "code",
)  # a value of its own, a column of a group, lines or rows, a fence
VALUE, ANY = (TOP, COLUMN), (TOP, COLUMN, BODY)

ROLES: list[tuple[str, tuple[str, ...], str, bool]] = [  # role, what may have it, term, whether one word of it will do
    ("key", (TOP,), "key", False),
    ("title", (TOP,), "title", False),
    ("name", (TOP,), "name", False),
    ("status", ANY, "status", False),
    ("owner", VALUE, "owner", False),
    ("effort breakdown", (COLUMN, BODY), "effort breakdown", False),
    ("effort", ANY, "effort", False),
    ("effort", (COLUMN,), "effort column", False),
    ("actual", VALUE, "actual", False),
    ("complexity", (TOP,), "complexity", False),
    ("started", (TOP,), "started", False),
    ("finished", (TOP,), "finished", False),
    ("due", VALUE, "due", False),
    ("due", VALUE, "until", False),
    ("sprint", (TOP,), "sprint", False),
    ("parent", (TOP,), "parent", False),
    ("tags", (TOP,), "tags", False),
    ("created", (TOP,), "created", False),
    ("likelihood", VALUE, "likelihood", False),
    ("probability", VALUE, "probability", False),
    ("impact", VALUE, "impact", False),
    ("mitigation", ANY, "mitigation", False),
    ("contingency", ANY, "contingency", False),
    ("risk", ANY, "risk", False),
    ("risk", (COLUMN,), "risk word", False),
    ("risk", (TOP, BODY), "risk word", True),
    ("dependency", ANY, "dependency", False),
    ("dependency", ANY, "dependency word", True),
    ("criterion", (TOP,), "criterion", False),
    ("criterion", (BODY,), "criterion", True),
    ("metric", (BODY,), "metric", True),
    ("step", (BODY,), "step", False),
]
AMONG_RISKS = {"p": "probability", "l": "likelihood", "i": "impact", "response": "mitigation", "prob": "probability"}
AMONG_TASKS = {"owner column": "owner", "due column": "due"}
BOUND = re.compile(r"\((?:low|high|min|max|best|worst|optimistic|pessimistic)\b.*\)$", re.I)
TASKS = re.compile(
    r"\b(?:actions?|tasks?|to-?dos?|follow-?ups?|work items?|activit(?:y|ies)|aufgaben|maßnahmen|massnahmen"
    r"|todos?|tareas|acciones|tarefas"
    r"|ações|tâches|actions?|attività|azioni|compiti|задачи|действия|работы)\b|課題|アクション|タスク|作業"
    r"|任务|行动|待办|작업|할 ?일|액션",
    re.I,
)
ABOUT_RISKS = frozenset(
    re.findall(
        r"\S+",
        """id no number category type level score rating matrix appetite tolerance status""",
    )
)
ONLY = {
    "risk": ("line", "prose", "list", "checklist", "rows", ""),
    "due": ("date", "datetime", ""),
    "started": ("date", "datetime", ""),
    "finished": ("date", "datetime", ""),
}  # a date is no risk


def role_of(label: str, shape: str, kind: str = "", group: str = "") -> str:
    """The role that a label's words give a field, or ``""``; ``name``, where it may be the title if nothing else is.

    Args:
        label: the words a person sees.
        shape: `TOP`, `COLUMN` or `BODY`.
        kind: of the field, where it is known.
        group: what the group of a column is called: among risks a bare P is clear, among tasks "Who".
    """
    known = terms(label)
    if is_bound(label):
        known = known - {"effort", "effort column"}
    if shape == COLUMN and (short := _among(label, known, group)):
        return short if _may(short, label, kind) else ""
    for role, shapes, term, anywhere in ROLES:
        if shape in shapes and (term in known or (anywhere and mentions(label, term))) and _may(role, label, kind):
            return role
    return ""


def is_bound(label: str) -> bool:
    """Whether a column holds the low or the high one of three points: the middle is the estimate."""
    return bool(BOUND.search(label)) or "bound" in terms(label)


def about_risks(group: str) -> bool:
    """Whether a group is one of risks."""
    return mentions(group, "risk word")


def _among(label: str, known: frozenset[str], group: str) -> str:
    if about_risks(group):
        answers = "response" in known or ("/" in label and mentions(label, "mitigation"))
        return AMONG_RISKS.get(spoken(label)) or (AMONG_RISKS["response"] if answers else "")
    return next((AMONG_TASKS[term] for term in known & set(AMONG_TASKS)), "") if _of_tasks(group) else ""


@lru_cache(maxsize=1024)
def _of_tasks(group: str) -> bool:
    return bool(TASKS.search(group))


def _may(role: str, label: str, kind: str) -> bool:
    return kind in ONLY.get(role, (kind,)) and not (role == "risk" and ABOUT_RISKS & set(spoken(label).split()[-1:]))
