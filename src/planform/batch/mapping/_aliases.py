"""What other tools call the fields that every plan has."""

from __future__ import annotations

import re

ALIASES = {  # words of other tools -> common fields, and names that templates often have
    "id": "key",
    "number": "key",
    "no": "key",
    "issue": "key",
    "issue key": "key",
    "issue id": "key",
    "ticket": "key",
    "task id": "key",
    "summary": "title",
    "name": "title",
    "subject": "title",
    "task": "title",
    "task title": "title",
    "state": "status",
    "stage": "status",
    "column": "status",
    "assignee": "owner",
    "assignees": "owner",
    "assigned to": "owner",
    "responsible": "owner",
    "lead": "owner",
    "who": "owner",
    "estimate": "effort",
    "original estimate": "effort",
    "time estimate": "effort",
    "story points": "effort",
    "points": "effort",
    "size": "effort",
    "time spent": "actual",
    "actual effort": "actual",
    "actual hours": "actual",
    "spent": "actual",
    "actual time": "actual",
    "labels": "tags",
    "label": "tags",
    "components": "tags",
    "category": "tags",
    "inward issue link blocks": "depends_on",  # Jira: what blocks this one
    "dependencies": "depends_on",
    "depends on": "depends_on",
    "blocked by": "depends_on",
    "predecessors": "depends_on",
    "waits for": "depends_on",
    "due date": "due",
    "due on": "due",
    "due at": "due",
    "deadline": "due",
    "target date": "due",
    "epic": "parent",
    "parent id": "parent",
    "parent task": "parent",
    "feature": "parent",
    "iteration": "sprint",
    "milestone": "sprint",
    "start date": "started",
    "started at": "started",
    "created at": "created",
    "creation date": "created",
    "updated": "last_updated",
    "updated at": "last_updated",
    "start": "started",
    "closed": "finished",
    "closed at": "finished",
    "resolved": "finished",
    "resolved at": "finished",
    "completed at": "finished",
    "end date": "finished",
    "completed": "finished",
}
SECONDS = ("original estimate", "time spent", "remaining estimate", "σ original estimate", "σ time spent")  # Jira's
WAITING = frozenset(  # statuses of what nobody has begun; all others that are not known are not known
    ["open", "new", "backlog", "to do", "todo", "selected for development", "ready", "planned", "triage", "reopened"]
)
CUSTOM = re.compile(r"custom field \((.+)\)", re.I)  # how Jira exports a field of a team's own
LEAVES = ("name", "title", "login", "displayName", "label", "value", "key", "text")  # what names a nested thing


def common(column: str) -> str:
    """The common field that a column's name means to another tool, or ``""``."""
    custom = CUSTOM.fullmatch(column.strip())
    return ALIASES.get(words_of(custom[1] if custom else column), "")


def words_of(column: str) -> str:
    """``closedAt``, ``closed_at`` and ``Closed at`` are the same words."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    return " ".join(re.findall(r"[^\W_]+", apart.casefold()))
