"""The words of a record: what every plan says about itself, even where the template already has a value."""

from __future__ import annotations

import re

from ._roles import TOP, role_of
from ._vocabulary import terms

ROLES = frozenset(("status", "owner", "due", "started", "finished", "created", "sprint", "effort"))
ALSO = frozenset(("date", "version", "priority", "severity"))
WORDS = re.compile(
    r"(?:document |doc )?(?:version|revision|priority|severity|date|last updated?|updated(?: at)?|priorität|priorité"
    r"|prioridade?"
    r"|versión|versão|версия|приоритет|版本|优先级|バージョン|優先度|버전|우선순위)$",
    re.IGNORECASE,
)


def is_record(label: str) -> bool:
    """Whether a label is one of those that a record has: status, owner, dates, version, priority."""
    said = re.sub(r"[\s_-]+", " ", label.strip(" *_:：#"))
    return bool(WORDS.match(said)) or role_of(said, TOP) in ROLES or bool(terms(said) & ALSO)
