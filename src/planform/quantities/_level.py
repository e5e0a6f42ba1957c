"""Levels (low, medium, high) and probabilities, as people write them."""

from __future__ import annotations

import enum
import re
from functools import lru_cache

from ._readers import LONGEST
from ._tokens import Refused, Token, tidy, tokens, written
from ._words import LEVEL_OF, LEVELS, SCORES, STRONGER


class Level(enum.Enum):
    """An ordinal level of a risk: how likely, how severe, how complex. Levels compare: ``Level.LOW < Level.HIGH``."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @classmethod
    def parse(cls, text: str) -> Level | None:
        """The level that a text names, in several languages; None for what is unknown.

        Takes H/M/L, high, med, critical, minor, unlikely, hoch, faible, alto, 🔴, and a score out of a total
        ("4/5": above two thirds is high, up to two fifths is low). A bare "4" is unknown, for 1 is the top in one team
        and the bottom in another; so are two levels at once ("Med-High") and a choice not yet made ("H/M/L").
        """
        return _level(text[:LONGEST])

    def __lt__(self, other: Level) -> bool:
        order = list(Level)
        return order.index(self) < order.index(other)


@lru_cache(maxsize=4096)  # a register says high, medium, low in every row
def _level(text: str) -> Level | None:
    ts = [t for t in tokens(tidy(text)) if t.text not in ("*", "~")]
    return _score(ts) or _word(ts)


def _word(ts: list[Token]) -> Level | None:
    first = next((i for i, t in enumerate(ts) if t.text not in STRONGER), len(ts))
    if first == len(ts) or (name := _letter(ts[first]) or LEVELS.get(ts[first].text)) is None:
        return None
    rest = [t for t in ts[first + 1 :] if t.text not in LEVEL_OF]
    named = LEVELS.get(rest[0].text) == name if rest else True  # 🔴 High
    ends = named or rest[0].text in ("(", ".", ",", ";", ":", "=") or (rest[0].text == "-" and not rest[0].glued)
    others = {LEVELS[t.text] for t in rest[1:2] if t.text in LEVELS} - {name}
    return Level(name) if ends and not others else None


def _letter(token: Token) -> str | None:
    return {"l": "low", "m": "medium", "h": "high"}.get(token.text)


def _score(ts: list[Token]) -> Level | None:
    """4/5, 3 of 5."""
    if len(ts) < 3 or not (ts[0].text.isdigit() and ts[1].text in SCORES and ts[2].text.isdigit()):
        return None
    value, most = int(ts[0].text[:4]), int(ts[2].text[:4])
    if not (1 <= value <= most and 3 <= most <= 10) or (len(ts) > 3 and ts[3].text != "("):
        return None
    share = value / most
    return Level.LOW if share <= 0.4 else Level.HIGH if share > 2 / 3 else Level.MEDIUM


_OUT_OF = frozenset({"/", "in", "of", "out", ":"})
_PERCENT = re.compile(r"(?P<low>[0-9.,]{1,12})(?: ?%)?(?: ?(?:-|to|\.\.) ?(?P<high>[0-9.,]{1,12}))? ?%")


def probability(text: str) -> float | None:
    """A probability between 0 and 1; None for what is none or unclear.

    Takes "30%", "0.3", "30 % chance", "1 in 10", "1/3"; of "20-40 %" the middle, which is its mean where all between
    are as likely. A bare number above 1 is unclear: "30" and "3" may be anything.
    """
    return None if len(text) > LONGEST else _probability(text)


@lru_cache(maxsize=4096)
def _probability(text: str) -> float | None:
    try:
        value = _share(tidy(text).removeprefix("~").strip().lower())
    except (Refused, ValueError):
        return None
    return value if value is not None and 0 <= value <= 1 else None


def _share(text: str) -> float | None:
    if match := _PERCENT.match(text):
        if any(c.isdigit() for c in text[match.end() :].partition("(")[0]):
            return None
        ends = [written(d) / 100 for d in match.groups() if d]
        return sum(ends) / len(ends) if ends == sorted(ends) else None
    ts = tokens(text.partition("(")[0])
    if ts and len(ts) <= 4 and all(t.kind == "number" or t.text in _OUT_OF for t in ts):
        numbers = [written(t.text) for t in ts if t.kind == "number"]
        if len(ts) == len(numbers) == 1:
            return numbers[0]
        ratio = len(numbers) == 2 and ts[0].kind == ts[-1].kind == "number" and numbers[1] > 0
        return numbers[0] / numbers[1] if ratio else None
    return None
