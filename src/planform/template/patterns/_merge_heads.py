"""The least general generalisation of two texts: words that both share stay literal, what differs becomes a blank.

A difference between joining words (`to`, `for`) is a choice of literals, words in brackets that one lacks are a flag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from ..blanks._blanks import Blank, Flag, Lit, Num, Seg, frame, spell, words

TOKEN = re.compile(r"\s[-–—]\s|:\s|\*\*|__|`+|\w+|\s+|.", re.DOTALL)
EDGE = re.compile(r"\s[-–—]\s|:\s|:|\*\*|__|`+|[()|\n]")
ASIDE = re.compile(r"\s*\([^()]+\)\s*")
LONGEST_JOIN, MOST_JOINS = 24, 2  # characters and words of what may join two blanks
LONGEST_FLAG = 2  # words; a longer aside says something of its own

Token = str | Seg  # a word, a sign or white space of the literal text, or a segment that is not cut


@dataclass(slots=True)
class Part:
    """A stretch of two texts side by side, and how they are the same there."""

    how: Literal["same", "joins", "differs"]
    left: list[Token]
    right: list[Token]

    @property
    def sides(self) -> tuple[list[Token], list[Token]]:
        return self.left, self.right


def merge_heads(a: list[Seg], b: list[Seg]) -> list[Seg]:
    """Shared words stay, what differs is a blank, a flag or a choice of joining words."""
    if _only_names(a, b) or _only_names(b, a):
        return max(a, b, key=len)
    if _same_label(a, b) and isinstance(a[0], Lit) and isinstance(b[0], Lit):
        return [Lit(list(dict.fromkeys([*a[0].texts, *b[0].texts]))), *merge_heads(a[1:], b[1:])]
    left, right = _tokens(a), _tokens(b)
    keys = [_key(t) for t in left], [_key(t) for t in right]
    if frame(a) == frame(b) and keys[0] == keys[1]:
        return _both(left, right)
    codes = SequenceMatcher(None, *keys, autojunk=False).get_opcodes()
    parts = [Part("same" if tag == "equal" else "differs", left[i:j], right[k:m]) for tag, i, j, k, m in codes]
    out: list[Seg] = []
    for part in _grown(parts):
        out += _merged(part, first=not out)
    return _compact(out)


def _only_names(a: list[Seg], b: list[Seg]) -> bool:
    """`Files:` over a list of its own, beside `Files: [path]`: the label of the same value."""
    if len(a) != 1 or len(b) < 2 or not (isinstance(a[0], Lit) and isinstance(b[0], Lit)):
        return False
    label = a[0].text.strip()
    return label.rstrip("*_")[-1:] in (":", "：") and label == b[0].text.strip() and isinstance(b[1], Blank)


def _same_label(a: list[Seg], b: list[Seg]) -> bool:
    """`Owner: [name]` beside `**Owner**: [name]`: one label in two ways of writing it."""
    if not len(a) == len(b) == 2 or not (isinstance(a[0], Lit) and isinstance(b[0], Lit)):
        return False
    said = a[0].text.rstrip(" *_"), b[0].text.rstrip(" *_")
    labels = all(text.endswith((":", "：")) for text in said) and a[0].text != b[0].text
    return labels and bool(words(said[0])) and words(said[0]) == words(said[1]) and isinstance(a[1], Blank)


def _merged(part: Part, first: bool) -> list[Seg]:
    if part.how == "same":
        return _both(*part.sides)
    if part.how == "joins":
        return [Lit(_spellings(part.left) + _spellings(part.right))]
    return [_difference(part, first)]


def _tokens(segs: list[Seg]) -> list[Token]:
    out: list[Token] = []
    for seg in segs:
        out += TOKEN.findall(seg.text) if isinstance(seg, Lit) and len(seg.texts) == 1 else [seg]
    return out


def _key(token: Token) -> str:
    """What tokens are compared by: any blank is like any other, and so is any counter."""
    if isinstance(token, str):
        return token
    if isinstance(token, Blank):
        return "\0B"
    return "\0N" if isinstance(token, Num) else "\0" + token.text


def _both(x: list[Token], y: list[Token]) -> list[Seg]:
    pairs = zip(x, y, strict=True)
    return _compact(_one_blank(p, q) if isinstance(p, Blank) and isinstance(q, Blank) else p for p, q in pairs)


def _one_blank(p: Blank, q: Blank) -> Blank:
    raws = list(dict.fromkeys([*p.raws, *q.raws]))
    rule = q.rule if q.rule == "differs" else p.rule
    return Blank(p.hint or q.hint, raws, rule, kind=p.kind, options=p.options)


MOST_SPELLINGS = 64  # they multiply; nobody writes so many on purpose


def _spellings(tokens: Iterable[Token]) -> list[str]:
    """All the texts that tokens with alternatives can spell."""
    out = [""]
    for token in tokens:
        out = [head + text for head in out for text in (token.texts if isinstance(token, Lit) else [_spell([token])])][
            :MOST_SPELLINGS
        ]
    return out


def _spell(tokens: Iterable[Token]) -> str:
    return "".join(t if isinstance(t, str) else spell([t]) for t in tokens)


# --- where a difference ends ------------------------------------------------------------------------------------------


def _grown(parts: list[Part]) -> list[Part]:
    """Let a difference grow to the nearest mark-up on both sides: no value is cut in the middle of its words."""
    for k, part in enumerate(parts):
        if part.how == "differs" and _joins(part, parts[:k], parts[k + 1 :]):
            part.how = "joins"
        if part.how == "differs" and not _aside(part) and not _spoken(part):
            _grow_left(part, parts[k - 1 : k])
            _grow_right(part, parts[k + 1 : k + 2])
    out: list[Part] = []
    for part in parts:
        if out and out[-1].how == part.how != "joins":
            out[-1].left += part.left
            out[-1].right += part.right
        elif part.left or part.right:
            out.append(part)
    return out


def _grow_left(part: Part, before: Sequence[Part]) -> None:
    for other in before:
        while other.how == "same" and other.left and not _edge(other.left[-1]):
            part.left.insert(0, other.left.pop())
            part.right.insert(0, other.right.pop())


def _grow_right(part: Part, after: Sequence[Part]) -> None:
    for other in after:
        while other.how == "same" and other.left and not _edge(other.left[0]):
            part.left.append(other.left.pop(0))
            part.right.append(other.right.pop(0))


def _edge(token: Token) -> bool:
    return bool(EDGE.fullmatch(token)) if isinstance(token, str) else isinstance(token, Flag)


def _joins(part: Part, before: list[Part], after: list[Part]) -> bool:
    """Only joining words differ between two blanks: `to`, `for`, `with`, `:`."""
    if not all(isinstance(t, (str, Lit)) for t in (*part.left, *part.right)):
        return False
    if not _has_blank(before) or not _begins_with_blank(after):
        return False
    said = _spellings(part.left) + _spellings(part.right)
    return all(len(words(text)) <= MOST_JOINS and len(text) < LONGEST_JOIN for text in said)


def _has_blank(parts: list[Part]) -> bool:
    return any(isinstance(t, Blank) for part in parts for t in part.left)


def _begins_with_blank(parts: list[Part]) -> bool:
    said = (t for part in parts for t in part.left if not isinstance(t, str) or t.strip())
    return isinstance(next(said, None), Blank)


def _aside(part: Part) -> bool:
    """`(Recommended)`: words in brackets that one has and the other lacks."""
    said = part.left or part.right
    one_sided = not (part.left and part.right) and all(isinstance(t, (str, Flag)) for t in said)
    return one_sided and bool(ASIDE.fullmatch(_spell(said)))


def _spoken(part: Part) -> Lit | None:
    """An aside that earlier examples had already made optional."""
    said = part.left or part.right
    only = said[0] if len(said) == 1 and not (part.left and part.right) else None
    return only if isinstance(only, Lit) and "" in only.texts else None


# --- what becomes of a difference -------------------------------------------------------------------------------------


def _difference(part: Part, first: bool) -> Seg:
    if spoken := _spoken(part):
        return spoken
    if not first and _aside(part):
        said = _spell(part.left or part.right)
        return Flag(said) if len(words(said)) <= LONGEST_FLAG else Lit(["", said])
    hint = next((t.hint for t in (*part.left, *part.right) if isinstance(t, Blank)), "")
    return Blank(hint, list(dict.fromkeys([*_raws(part.left), *_raws(part.right)])), "differs")


def _raws(tokens: list[Token]) -> list[str]:
    """What the examples show here: each alternative of a blank inside is one."""
    most = max((len(t.raws) for t in tokens if isinstance(t, Blank)), default=1)
    return ["".join(_nth(t, n) for t in tokens) for n in range(most)]


def _nth(token: Token, n: int) -> str:
    if isinstance(token, Blank):
        return token.raws[min(n, len(token.raws) - 1)]
    return token if isinstance(token, str) else token.text


def _compact(parts: Iterable[Token]) -> list[Seg]:
    """Segments again: words join the literal before them, blanks without words between them are one."""
    out: list[Seg] = []
    for part in parts:
        last = out[-1] if out else None
        if isinstance(part, str) and isinstance(last, Lit) and len(last.texts) == 1:
            out[-1] = Lit([last.text + part])
        elif isinstance(part, Blank) and isinstance(last, Blank):
            out[-1] = Blank(last.hint, last.raws + part.raws, "differs")
        else:
            out.append(Lit([part]) if isinstance(part, str) else part)
    return out
