"""What a person chooses from: the parts of `A | B`, `A/B/C`, `one of: A, B, C`; high, medium, low among them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ._vocabulary import CJK, terms

SPLITS = (  # separator, longest part, most words of it, least parts
    (re.compile(r"\s*\\?[|｜]\s*"), 48, 6, 2),
    (re.compile(r"\s+/\s+|\s*／\s*"), 32, 4, 3),
    (re.compile(r"\s*/\s*"), 20, 3, 3),
    (re.compile(r"\s*,\s*(?:or|oder|ou|o|или)\s+|\s*,\s*|\s+(?:or|oder|ou|или)\s+"), 20, 3, 3),
)
SENTENCE = re.compile(r"[.?!:;](?=\s)|[。：；？]|[?!]$")
OR = re.compile(r"\b(?:or|oder|ou|o|или)\b")
PAIRS = frozenset(
    re.findall(
        r"\S+",
        """yes/no no/yes y/n true/false pass/fail passed/failed on/off go/no-go in/out ja/nein oui/non
        sí/no si/no sim/não sì/no да/нет 是/否 はい/いいえ enabled/disabled internal/external
        open/closed approved/rejected todo/done""",
    )
)
ONE_OF = re.compile(
    r"^(?:(?:choose|select|pick|choose from|one of|options?|either|(?:acceptable|allowed|possible"
    r"|valid) (?:values|options)|eines von|un de|uno de)\b[^:：]{0,20}[:：]?\s*)",
    re.I,
)
NO_CHOICE = re.compile(
    r"\d{4}|(?-i:YYYY|MM)|\.\w+$|\b(?:links?|names?|paths?|e\.g|eg|i\.e|etc|url|and|und|et)\b|https?:|등$|など$|等$",
    re.I,
)
CHOOSES = re.compile(
    r"\b(?:type|kind|category|classification|result|outcome|verdict|decision|action|level|environment|art|typ|tipo|catégorie|categoría"
    r"|categoria|тип|categorie|resultado|ergebnis|résultat|risultato)\b|種別|種類|区分|类型|類型|结果",
    re.I,
)


NEGATIONS = ("un", "in", "im", "non", "non-", "not ", "no ", "nicht ", "não ", "non ", "nao ", "не", "не ")
LINKED = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
PARTED = re.compile(r"[|｜/／,]|\b(?:or|oder|ou|o|или)\b")  # without any of these there is nothing to split


def options_in(hint: str, label: str = "") -> tuple[str, ...]:
    """The parts of `A | B`, `A/B/C`, `A, B or C`, `H/M/L`, where all are short and none is a description."""
    if not PARTED.search(hint):
        return ()
    hint = LINKED.sub(r"\1", hint)
    told = ONE_OF.match(hint)
    text = hint[told.end() :] if told else hint
    for n, (pattern, longest, most, least) in enumerate(SPLITS):
        parts = [bare(p) for p in pattern.split(text)]
        if len(parts) < 2:
            continue
        kept = tuple(dict.fromkeys(p for p in parts if p.strip(".… ")))
        short = all(breadth(p) <= longest and len(p.split()) <= most and not SENTENCE.search(p) for p in kept)
        if 0 < n < 3 and any(c in p for p in parts for c in ",'、，（"):
            continue  # `units / areas, or all`: what belongs there, in other words
        listed = told or OR.search(text) or (chooses(label) and max(len(p.split()) for p in parts) < 3)
        if n == 3 and not listed:
            return ()
        enough = len(kept) >= least or (len(kept) == 2 and (told or _pair(kept, label)))
        if enough and short and len(kept) > 1 and (n == 0 or not NO_CHOICE.search(text)):
            return kept if n or not NO_CHOICE.search(text) or len(kept) > 2 else ()
    return ()


def breadth(text: str) -> int:
    """How broad a text is in columns: a sign of the scripts without spaces says as much as two letters and more."""
    return len(text) + 2 * len(CJK.findall(text))


def bare(part: str) -> str:
    """An option without ticks, stars and quotes around it; links as their words."""
    part = LINKED.sub(r"\1", part)
    part = re.sub(r"^(?:\[[ xX]\]|[☐☑☒□])\s*", "", part.strip())
    return part.strip(" *`\"'“”")


def _pair(parts: Sequence[str], label: str) -> bool:
    one, two = (p.casefold() for p in parts)
    if two in (f"{no}{one}" for no in NEGATIONS):
        return True
    return "/".join(parts).casefold() in PAIRS or chooses(label) or are_levels(parts)


def chooses(label: str) -> bool:
    """Whether what a label asks for is mostly one of a few: a status, a type, a level."""
    return bool(terms(label) & {"status", "severity", "likelihood", "impact", "probability"} or CHOOSES.search(label))


def are_levels(parts: Sequence[str]) -> bool:
    """Whether options are high, medium, low in some language or in letters."""
    from ...quantities import Level

    return len(parts) > 1 and all(Level.parse(p) for p in parts)
