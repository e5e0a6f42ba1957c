"""Who is meant by "PLAN-12", "step 2", "Step 1 and 3" or a plan's own id."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

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
    """Finds plans by id, by key, by title, by the item of a plan that has only one, or by a key within a longer text.

    A name that two plans share names neither of them, unless it is the id or (before a title) the key of one.
    """

    def __init__(self, items: Iterable[Item], titles: Mapping[str, str] | None = None) -> None:
        found = list(items)
        counts = Counter(item.plan for item in found)
        alone = [(item.name, item.plan) for item in found if counts[item.plan] == 1]
        self._exact: dict[str, str] = {}
        self.shared: set[str] = set()
        self._name((plan, plan) for plan in counts)
        self._name((item.key, item.plan) for item in found)
        self._name((title, plan) for plan, title in (titles or {}).items() if plan in counts)
        self._name(alone)

    def _name(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Names of one sort; those of an earlier sort go before."""
        owners: dict[str, set[str]] = {}
        for name, plan in pairs:
            if name:
                owners.setdefault(name.casefold(), set()).add(plan)
        new = {name: plans for name, plans in owners.items() if name not in self._exact and name not in self.shared}
        self._exact |= {name: next(iter(plans)) for name, plans in new.items() if len(plans) == 1}
        self.shared |= {name for name, plans in new.items() if len(plans) > 1}

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
