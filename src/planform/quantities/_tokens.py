"""Text to tokens, and written numbers to floats. One pass, no backtracking."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from ._units import fold
from ._words import JOINED, LONGEST_JOINED, Phrases

VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125, "⅕": 0.2}
_LIKE = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("×✕✖", " x "),
        **dict.fromkeys("≈∼≃〜", "~"),
        **dict.fromkeys("→⇒➜➔", " → "),
        "、": ",",
        "。": ".",
        "・": "-",
        **dict.fromkeys("’‘´", "'"),
        **dict.fromkeys('"“”„«»`_', " "),
        "≤": "<=",
        "≥": ">=",
        "…": "..",
    }
)
_JOINED = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"  # scripts that write words without spaces
_TOKEN = re.compile(
    r"(?P<always>24/7(?![0-9]))|(?P<number>[0-9]+(?:[.,][0-9]+)*|(?<![\w.])\.[0-9]+)"
    rf"|(?P<joined>[{_JOINED}]+)|(?P<word>[^\W\d_{_JOINED}]+)|(?P<line>\n)|(?P<space>[^\S\n]+)"
    r"|(?P<arrow>[-=]>)|(?P<dash>-{2,3}(?!-))|(?P<symbol>\.\.+|<=|>=|~~|.)"
)
_KIND = {"always": "word", "arrow": "symbol", "dash": "symbol"}
_PLAIN = {"->": "→", "=>": "→", "--": "-", "---": "-"}
MOST = 1e9  # beyond it a number is a slip of the hand, or hostile


class Refused(Exception):
    """The text is of a shape that is known, and says something that cannot be. Carries the sentence for a person."""


class Token(NamedTuple):
    kind: str  # number word line symbol vulgar
    text: str  # words folded
    raw: str
    glued: bool  # no white space before it


def tidy(text: str) -> str:
    """One kind of dash, quote, space and times sign; no bold, code or underscores; compatibility forms undone."""
    kept = VULGAR.keys() | {"…"}
    parts = (c if c in kept else unicodedata.normalize("NFKC", c) for c in unicodedata.normalize("NFC", text))
    return "".join(parts).translate(_LIKE).replace("**", " ").strip()


def tokens(text: str) -> list[Token]:
    """The tokens of a tidy text."""
    found: list[Token] = []
    spaced = True
    for match in _TOKEN.finditer(text):
        raw, kind = match.group(), match.lastgroup or "symbol"
        if kind == "joined":
            parts = _apart(fold(raw))
            found += [Token("word", p, raw if len(parts) == 1 else p, not spaced or n > 0) for n, p in enumerate(parts)]
        elif kind != "space":
            kind = "vulgar" if raw in VULGAR else _KIND.get(kind, kind)
            found.append(Token(kind, fold(raw) if kind == "word" else _PLAIN.get(raw, raw), raw, not spaced))
        spaced = kind in ("space", "line")
    return found


def _apart(folded: str) -> list[str]:
    """The words of a run without spaces where all of it is words that are known, else the run as one word.

    Longest first and never back: 3 日本語 is not three days of something.
    """
    parts, i = [], 0
    while i < len(folded):
        size = next((n for n in range(min(LONGEST_JOINED, len(folded) - i), 0, -1) if folded[i : i + n] in JOINED), 0)
        if not size:
            return [folded]
        parts.append(folded[i : i + size])
        i += size
    return parts


AMBIGUOUS = {"PT": {"day": "d", "points": "pts"}, "M": {"min": "min", "month": "mo"}}  # by the field's unit


def named_unit(ts: list[Token], unit: str) -> list[Token]:
    """Tokens in which an abbreviation of two meanings has the one that its field's unit gives: 2 PT of days."""
    return [
        Token(t.kind, AMBIGUOUS[t.raw][unit], AMBIGUOUS[t.raw][unit], t.glued)
        if t.raw in AMBIGUOUS and unit in AMBIGUOUS[t.raw]
        else t
        for t in ts
    ]


def phrase(ts: Sequence[Token], i: int, known: Phrases) -> int:
    """How many tokens from `i` on the longest matching phrase covers; 0 for none."""
    options = known.get(ts[i].text, ()) if i < len(ts) else ()
    return next((len(p) for p in options if tuple(t.text for t in ts[i : i + len(p)]) == p), 0)


def written(digits: str) -> float:
    """A number as people of several countries write it.

    Raises:
        Refused: it can be read in two ways ("1,000"), or is no number ("1.2.3"), or out of all bounds.
    """
    if len(digits) > 1 and digits[0] == "0" and digits.isdigit():
        raise Refused(f"{digits!r} begins with a zero: write 0.5 or 5")
    value = float(_plain(digits))
    if value > MOST:
        raise Refused("the number is too large to be an amount of work")
    return value


def _plain(digits: str) -> str:
    groups = re.split(r"[.,]", digits)
    marks = [c for c in digits if c in ".,"]
    if not marks or marks == ["."]:
        return digits
    if len(marks) == 1:
        if len(groups[1]) == 3 and groups[0] != "0" and len(groups[0]) <= 3:
            raise Refused(f"{digits!r} can be read in two ways: write it without the comma")
        return ".".join(groups)
    thousands, last = set(marks[:-1]), marks[-1]
    grouped = groups[1:] if {last} == thousands else groups[1:-1]
    if len(thousands) != 1 or any(len(g) != 3 for g in grouped):
        raise Refused(f"{digits!r} is no number")
    return "".join(groups) if {last} == thousands else "".join(groups[:-1]) + "." + groups[-1]
