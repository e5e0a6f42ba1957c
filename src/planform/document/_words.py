"""How alike words are: headings and labels as people shorten, inflect and replace them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from ..template import terms, words

Words = tuple[str, ...]
Price = float | None

SAID_OTHERWISE = 0.05  # another word that means the same
SAME_MEANING = 0.1  # another label for the same thing
VAGUE = frozenset({"text", "name", "title", "other", "number", "date", "datetime"})  # terms that say little

SYNONYMS = (
    "deployment rollout release launch golive",
    "database db",
    "rollback revert backout",
    "environment env",
    "configuration config",
    "specification spec",
    "documentation docs doc",
    "administration admin",
    "description desc",
    "background context",
    "approach solution",
    "schedule timeline timetable calendar",
    "zeitplan terminplan",
    "cronograma calendario calendário",
    "objective goal aim",
    "ziel zielsetzung",
    "metric kpi measure indicator",
    "gap shortcoming",
    "question unknown",
    "summary abstract introduction",
    "variable var",
    "reason why motivation rationale",
    "repository repo",
    "cause reason",
    "abnahme akzeptanz",
    "endpoint route",
    "assumption premise",
)
MEANING = {word: group.split()[0] for group in SYNONYMS for word in group.split()}


@lru_cache(maxsize=65536)
def alike(ours: Words, theirs: Words, least: float) -> Price:
    """0 for the same words; 1 less the share of words in common; None below `least`. People shorten words."""
    if ours == theirs:
        return 0.0
    if not ours or not theirs:
        return None
    if _initials(ours, theirs) or _initials(theirs, ours):
        return 0.1
    meant, said = _meanings(ours), _meanings(theirs)
    known = sum(any(_same(a, b) for b in said) for a in meant)
    if not known:
        return None
    known += sum(any(_same(a, b) for a in meant) for b in said)
    share = known / (len(ours) + len(theirs))
    order = SequenceMatcher(None, meant, said, autojunk=False).ratio()
    otherwise = SAID_OTHERWISE * ((meant, said) != (ours, theirs))
    return 1 - max(0.95 * share, order) + otherwise if share >= least else None


def labels_alike(ours: str, theirs: str, least: float) -> Price:
    """The same for labels, which may be other words with one meaning: `Depends on`, `Dependencies`."""
    price = alike(words(ours), words(theirs), least)
    if price == 0 or not (terms(ours) & terms(theirs)) - VAGUE:
        return price
    return SAME_MEANING if price is None else min(price, SAME_MEANING)


def _initials(short: Words, words_: Words) -> bool:
    return len(short) == 1 < len(words_) and short[0] == "".join(w[0] for w in words_)


PARTICLES = frozenset({"out", "back", "off", "up"})  # `Roll-out` is one word


def _meanings(said: Words) -> Words:
    joined: list[str] = []
    for word in said:
        if joined and word in PARTICLES:
            word = joined.pop() + word
        joined.append(word)
    return tuple(MEANING.get(w) or MEANING.get(w.removesuffix("s"), w) for w in joined)


def _same(a: str, b: str) -> bool:
    """The same word, shortened or in another form."""
    shorter = min(len(a), len(b))
    if a == b or (2 * shorter >= max(len(a), len(b)) and shorter >= 3 and a[:shorter] == b[:shorter]):
        return True
    return shorter >= 5 and _root(a) == _root(b)


def _root(word: str) -> str:
    return re.sub("(?:ing|s|ed)$", "", word)
