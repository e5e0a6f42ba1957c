"""Names of other plans inside text: what a dependency says, and which names it may mean."""

from __future__ import annotations

import re
from typing import Literal

from ._prose import BULLET, plain, says_nothing

Relation = Literal["blocked_by", "blocks", "related", "external"]

RELATIONS: list[
    tuple[Relation, re.Pattern[str]]
] = [  # the first that fits; what is none of them waits for what it names
    ("blocks", re.compile(r"\b(?:blocks|required by|needed by|unblocks|downstream)\b", re.I)),
    (
        "blocked_by",
        re.compile(
            r"\b(?:blocked|blocking|blockers?|depends|prerequisites?|requires|needs|waits? for|waiting|upstream)\b",
            re.I,
        ),
    ),
    ("related", re.compile(r"\b(?:related|relates|cross-task|next|see also|follow-?ups?|duplicates?)\b", re.I)),
    (
        "external",
        re.compile(
            r"\b(?:external|internal|team|environment|services?|librar(?:y|ies)|packages?|version|third-part(?:y|ies))\b",
            re.I,
        ),
    ),
]
IDENT = re.compile(r"#?[\w.\-/]*\d[\w.\-/]*")


def relation(*labels: str) -> Relation:
    """What a field's labels, nearest first, say of the plans it names."""
    for label in labels:
        found = next((name for name, pattern in RELATIONS if pattern.search(label.replace("_", " "))), None)
        if found:
            return found
    return "blocked_by"


def references(text: str) -> list[str]:
    """The names that a text lists: lines and points, then parts between commas; "and" parts only keys."""
    found = []
    for line in text.splitlines():
        bullet = BULLET.fullmatch(line)
        for piece in re.split(r"\s*[,;]\s+|\s*;\s*", plain(bullet["text"] if bullet else line)):
            found += _keys(piece)
    return [name for name in found if not says_nothing(name)]


def one_reference(text: str) -> list[str]:
    """The names in a cell that holds one: a title with commas stays whole, a list of keys is parted."""
    names = references(text)
    return names if names and all(map(is_key, names)) else [name for name in [plain(text)] if not says_nothing(name)]


def _keys(text: str) -> list[str]:
    parts = [p for p in re.split(r"\s*(?:,|&|\+|/|\band\b|\bund\b|\bet\b)\s*|\s+", text) if p]
    return parts if len(parts) > 1 and all(map(is_key, parts)) else [text.strip()]


def is_key(text: str) -> bool:
    """Whether a word looks like the key of a plan: one word with a number in it."""
    return bool(IDENT.fullmatch(text))


def candidates(text: str) -> list[str]:
    """The keys, ids or titles that a reference may mean, the likeliest first, folded for comparing."""
    whole = plain(text)
    first = re.split(r"\s[-–—]\s|:\s|\s\(", whole)[0]
    word = whole.split(" ")[0].rstrip(":,;.")
    named = [whole, first, re.sub(r"(?i)^(?:task|issue|plan)\s+", "", first), *([word] if is_key(word) else [])]
    return list(dict.fromkeys(fold(n) for name in named for n in (name, name.removeprefix("#")) if n.strip()))


def fold(text: str) -> str:
    """A text for comparing names: case and white space do not count."""
    return " ".join(text.casefold().split())
