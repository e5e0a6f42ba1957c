"""Who is meant by "PLAN-12", "step 2", "Step 1 and 3" or a plan's own id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ._frames import NOTHING, Item

_SPLIT = re.compile(r"[,;\n]|\s(?:and|und|et|y)\s|\s[&+]\s")
_STEP = re.compile(r"(?:step|task|phase|item|part|schritt|no\.?|#)?\s*#?(\d{1,4})\.?", re.IGNORECASE)
_STEPS = re.compile(r"(?:steps|tasks|phases|items|parts|schritte)\s+(?=\d)", re.IGNORECASE)
_WORD = re.compile(r"[\w#][\w.\-/#]*")


def says_nothing(text: str) -> bool:
    return text.strip(" .[]()*_").lower() in NOTHING


def parts(text: str) -> list[str]:
    """ "Steps 1 and 3" -> ["1", "3"]; one name stays whole."""
    return [p for part in _SPLIT.split(_STEPS.sub("", text)) if (p := part.strip())]


class Plans:
    """Finds plans by id, by key, by the item of a plan that has only one, or by a key within a longer text."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._exact: dict[str, str] = {}
        alone: dict[str, list[str]] = {}
        counts: dict[str, int] = {}
        for item in items:
            counts[item.plan] = counts.get(item.plan, 0) + 1
            for name in (item.plan, item.key):
                if name:
                    self._exact.setdefault(name.casefold(), item.plan)
            alone.setdefault(item.name.casefold(), []).append(item.plan)
        for name, owners in alone.items():
            if name and len(owners) == 1 and counts[owners[0]] == 1:
                self._exact.setdefault(name, owners[0])

    def find(self, text: str) -> list[str]:
        """Ids of the plans that `text` names; empty where it names none."""
        if (whole := self._exact.get(text.casefold().strip(" .[]"))) is not None:
            return [whole]
        named = [self._one(part) for part in parts(text)]
        if named and all(named):
            return list(dict.fromkeys(plan for plan in named if plan))
        words = (word.strip(".").casefold() for word in _WORD.findall(text))
        # only what looks like an id may be found inside a sentence: the plan "API" is not meant by every "API"
        return list(dict.fromkeys(self._exact[w] for w in words if w in self._exact and _is_id(w)))

    def _one(self, text: str) -> str | None:
        return self._exact.get(text.casefold().strip(" .[]"))


def _is_id(word: str) -> bool:
    return any(c.isdigit() for c in word) and not word.isdigit() and len(word) >= 3


def steps(text: str, siblings: Sequence[Item]) -> list[int] | None:
    """Places in `siblings` (one plan's items in order) of the steps that `text` names; None unless all are found."""
    names = {item.name.casefold(): place for place, item in enumerate(siblings) if item.name}
    if (whole := names.get(text.casefold())) is not None:
        return [whole]
    found = [_step(part, names, len(siblings)) for part in parts(text)]
    return [place for place in found if place is not None] if found and None not in found else None


def _step(text: str, names: dict[str, int], count: int) -> int | None:
    if (place := names.get(text.casefold())) is not None:
        return place
    match = _STEP.fullmatch(text)
    return int(match[1]) - 1 if match and 1 <= int(match[1]) <= count else None
