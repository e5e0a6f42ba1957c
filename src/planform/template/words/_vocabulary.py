"""What the words of a label mean, in the languages that teams plan in: kinds and roles rest on it.

A phrase is compared as whole words, in lower case, without mark-up, digits and what stands in brackets. A hyphen at
one end stands for the rest of a word (``-datum`` is ``Startdatum``); scripts without spaces are compared by their ends.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ._phrases import PHRASES


def _split() -> tuple[dict[str, set[str]], ...]:
    """Whole phrases, ends of words and starts of words -> terms."""
    whole: dict[str, set[str]] = {}
    ends: dict[str, set[str]] = {}
    starts: dict[str, set[str]] = {}
    for term, phrases in PHRASES.items():
        for phrase in " ".join(phrases.split()).split(", "):
            into = ends if phrase[0] == "-" else starts if phrase[-1] == "-" else whole
            into.setdefault(spoken(phrase) if into is whole else phrase.strip("-"), set()).add(term)
    return whole, ends, starts


ACCENTS = str.maketrans("áàâãéèêíìîïóòôõúùûçñ", "aaaaeeeiiiioooouuucn")
SPOKEN = re.compile(r"[^\W_]+|[#%]")
ASIDE = re.compile(r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def spoken(text: str) -> str:
    """A label for comparing: lower case, words alone, no accents: people leave them out."""
    said = " ".join(SPOKEN.findall(text.lower()))
    return said if said.isascii() else said.translate(ACCENTS)


WHOLE, ENDS, STARTS = _split()
LONGEST_END = max(map(len, ENDS))
MODIFIERS = frozenset(
    re.findall(
        r"\S+",
        """task project plan feature issue ticket story current overall initial proposed expected planned
        the our your working milestone sprint incident key estimated original total final agreed""",
    )
)
QUALIFIERS = frozenset(
    re.findall(
        r"\S+",
        """prevista previsto estimada estimado prévue prévu estimée estimé actual actuel actuelle attuale
        stimata stimato real planificada planificado""",
    )
)
"""Words that only qualify what stands before them."""
LONGEST = 80  # characters; a longer label is a sentence


@lru_cache(4096)
def terms(label: str) -> frozenset[str]:
    """What a label means: the terms of its whole phrase, else of it without what only qualifies it."""
    said = spoken(ASIDE.sub(" ", label[:LONGEST]))
    found = (
        WHOLE.get(said)
        or WHOLE.get(_singular(said))
        or WHOLE.get(said.replace(" ", ""))
        or _by_half(label)
        or _by_end(said)
    )
    first, _, rest = said.partition(" ")
    if not found and rest and first in MODIFIERS:
        return terms(rest)
    before, _, last = said.rpartition(" ")
    if not found and before and last in QUALIFIERS:
        return terms(before)
    return frozenset(found or ())


def _singular(said: str) -> str:
    return said.removesuffix(" s").removesuffix("s")


def _by_half(label: str) -> set[str]:
    """`Owner/Assignee`, `Fällig / Due`: what both halves mean, or the one that is known."""
    halves = [h for h in re.split(r"\s*/\s*|\s+(?:or|and|&)\s+", label[:LONGEST]) if h]
    if not 1 < len(halves) < 4:
        return set()
    known = [WHOLE[s] for h in halves if (s := spoken(ASIDE.sub(" ", h))) in WHOLE]
    if known and len({bool(CJK.search(h)) for h in halves}) > 1:  # one label in two languages
        return set.union(*known)
    return set.intersection(*known) if len(known) == len(halves) else set()


def _by_end(said: str) -> set[str]:
    for n in range(min(LONGEST_END, len(said) - 1), 0, -1):
        if (found := ENDS.get(said[-n:])) and (n > 1 or CJK.match(said[-1])) and not said.endswith("update"):
            return found
    return set()


@lru_cache(4096)
def mentions(label: str, term: str) -> bool:
    """Whether a label has a word of this term, whole, wherever it stands."""
    said = spoken(label[:LONGEST])
    if any(_within(phrase, said) for phrase in BY_TERM.get(term, ())):
        return True
    ends = any(f"{end} " in f"{said} " for end in ENDS if term in ENDS[end])
    return ends or any(f" {start}" in f" {said}" for start in STARTS if term in STARTS[start])


def _within(phrase: str, said: str) -> bool:
    return phrase in said if CJK.match(phrase) else f" {phrase} " in f" {said} "


BY_TERM: dict[str, tuple[str, ...]] = {
    term: tuple(p for p, terms_of in WHOLE.items() if term in terms_of) for term in PHRASES
}
