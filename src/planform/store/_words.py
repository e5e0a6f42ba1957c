"""Words as search compares them: case, accents and ligatures aside, the same for both engines and all scripts.

Scripts that put no blanks between words (Chinese, Japanese, Thai) are taken sign by sign: a word of theirs is a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

APART = {  # letters that no normal form takes apart
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
}  # fmt: skip
SIGNS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
TOKEN = re.compile(rf"[{SIGNS}]|[^\W_{SIGNS}]+")
PHRASE = re.compile(r'"([^"]*)"|(\S+)')
LONGEST = 100  # characters of a word; what is longer is no word that people look for


class _Folding(dict[int, str]):
    """Character -> what is left of it; found once, then remembered."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        kept = "" if unicodedata.category(sign).startswith("M") else APART.get(sign, sign)
        self[code] = kept
        return kept


FOLDING = _Folding()
PLAIN = {n: chr(n).lower() if chr(n).isalnum() else " " for n in range(128)}  # most texts need no more


def folded(text: str) -> str:
    """Small letters without accents."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text).casefold().translate(FOLDING)


def tokens(text: str) -> list[str]:
    """The words of a text, in its order."""
    words = text.translate(PLAIN).split() if text.isascii() else TOKEN.findall(folded(text))
    return [word[:LONGEST] for word in words] if len(text) > LONGEST else words


class Term(NamedTuple):
    """What is looked for: words that follow each other; the last may be a beginning, unless it is `exact`."""

    words: tuple[str, ...]
    exact: bool


def terms(query: str) -> list[Term]:
    """A person's words: each is the beginning of a word; what stands between quotes is a phrase as it is."""
    found = [(tokens(quoted or plain), bool(quoted)) for quoted, plain in PHRASE.findall(query)]
    return list(dict.fromkeys(Term(tuple(words), exact) for words, exact in found if words))


class Hit(NamedTuple):
    """Where a term stands in a text."""

    start: int
    end: int


def hits(text: str, wanted: list[Term]) -> tuple[list[Hit], int]:
    """Where the terms stand in a text as it is written, and how many of the terms are there."""
    words = list(_words_in(text))
    found: list[Hit] = []
    seen = 0
    for term in wanted:
        own = list(_places(words, term))
        seen += bool(own)
        found += own
    return sorted(set(found)), seen


def _words_in(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, folded) of each word as it stands in the text."""
    signs = [folded(sign) for sign in text]
    at = [n for n, sign in enumerate(signs) for _ in sign]
    for m in TOKEN.finditer("".join(signs)):
        yield at[m.start()], at[m.end() - 1] + 1, m[0]


def _places(words: list[tuple[int, int, str]], term: Term) -> Iterator[Hit]:
    size = len(term.words)
    for n in range(len(words) - size + 1):
        said = [word for _, _, word in words[n : n + size]]
        last = said[-1] == term.words[-1] if term.exact else said[-1].startswith(term.words[-1])
        if last and tuple(said[:-1]) == term.words[:-1]:
            yield Hit(words[n][0], words[n + size - 1][1])
