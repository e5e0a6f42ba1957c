"""The least general generalisation of sibling examples (anti-unification, Plotkin 1970).

Words that all examples share stay literal, what differs becomes a blank, a part that one lacks is optional.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from ._align import align
from ._blanks import Blank, Flag, Lit, Num, blanks, frame, spell, words
from ._labels import label_of
from ._patterns import Node

TOKEN = re.compile(r"\s[-–—]\s|:\s|\*\*|__|`+|\w+|\s+|.", re.S)
EDGE = re.compile(r"\s[-–—]\s|:\s|:|\*\*|__|`+|[()|\n]")


def tokens(segs) -> list:
    out: list = []
    for seg in segs:
        out += TOKEN.findall(seg.text) if type(seg) is Lit and len(seg.texts) == 1 else [seg]
    return out


def _key(token) -> str:
    if isinstance(token, str):
        return token
    return {Blank: "\0B", Num: "\0N"}.get(type(token), "\0" + getattr(token, "text", ""))


def merge_heads(a: list, b: list) -> list:
    """Least general generalisation of two texts: shared words stay, what differs is a blank or a choice of joining words."""
    if frame(a) == frame(b) and [_key(t) for t in tokens(a)] == [_key(t) for t in tokens(b)]:
        return _zip(tokens(a), tokens(b))
    left, right = tokens(a), tokens(b)
    codes = SequenceMatcher(None, [_key(t) for t in left], [_key(t) for t in right], autojunk=False).get_opcodes()
    parts = [(tag == "equal", left[i:j], right[k:m]) for tag, i, j, k, m in codes]
    out: list = []
    for equal, x, y in _grown(parts):
        out += _zip(x, y) if equal is True else [Lit(_spellings(x) + _spellings(y))] if equal == "joins" else _differ(x, y, out)
    return _compact(out)


def _zip(x, y) -> list:
    return _compact([_both(p, q) if isinstance(p, Blank) else p for p, q in zip(x, y)])


def _both(p: Blank, q: Blank) -> Blank:
    raws = p.raws + [r for r in q.raws if r not in p.raws]
    rule = q.rule if q.rule == "differs" else p.rule
    return Blank(p.hint or q.hint, raws, rule, kind=p.kind, options=p.options)


def _joins(x, y, before, after) -> bool:
    """Only joining words differ between two blanks: `to`, `for`, `with`, `:`."""
    literal = all(isinstance(t, (str, Lit)) for t in (*x, *y))
    return literal and before and after and all(len(words(t)) <= 2 and len(t) < 24 for t in _spellings(x) + _spellings(y))


def _spellings(tokens_) -> list[str]:
    """All the texts that tokens with alternatives can spell."""
    out = [""]
    for token in tokens_:
        out = [head + text for head in out for text in ([token] if isinstance(token, str) else token.texts)]
    return out


def _grown(parts):
    """Let a difference grow to the nearest mark-up on both sides, so that a value is not cut in the middle of its words."""
    flat = [[equal, list(x), list(y)] for equal, x, y in parts]
    for k, (equal, x, y) in enumerate(flat):
        if not equal and _joins(x, y, _ends_open(flat[:k]), _opens(flat[k + 1:])):
            flat[k][0] = "joins"
        if flat[k][0] or _aside(x, y) or _spoken(x, y):
            continue
        while k and flat[k - 1][0] is True and flat[k - 1][1] and not _edge(flat[k - 1][1][-1]):
            x.insert(0, flat[k - 1][1].pop()), y.insert(0, flat[k - 1][2].pop())
        while k + 1 < len(flat) and flat[k + 1][0] is True and flat[k + 1][1] and not _edge(flat[k + 1][1][0]):
            x.append(flat[k + 1][1].pop(0)), y.append(flat[k + 1][2].pop(0))
    out: list = []
    for part in flat:
        if not part[1] and not part[2]:
            continue
        if out and out[-1][0] == part[0] != "joins":
            out[-1][1] += part[1]
            out[-1][2] += part[2]
        else:
            out.append(part)
    return out


def _aside(x, y) -> bool:
    """`(Recommended)`: words in brackets that one has and the other lacks."""
    return not (x and y) and all(isinstance(t, (str, Flag)) for t in (x or y)) and bool(re.fullmatch(r"\s*\([^()]+\)\s*", spell(as_segs(x or y))))


def _spoken(x, y) -> bool:
    """An aside that earlier examples had already made optional."""
    one = x or y
    return not (x and y) and len(one) == 1 and isinstance(one[0], Lit) and "" in one[0].texts


def _edge(token) -> bool:
    return isinstance(token, str) and bool(EDGE.fullmatch(token)) or isinstance(token, Flag)


def _ends_open(parts) -> bool:
    flat = [t for _, x, _ in parts for t in x]
    return bool(flat) and any(isinstance(t, Blank) for t in flat)


def _opens(parts) -> bool:
    flat = [t for _, x, _ in parts for t in x if not (isinstance(t, str) and not t.strip())]
    return bool(flat) and isinstance(flat[0], Blank)


def _differ(x, y, before) -> list:
    if _spoken(x, y):
        return list(x or y)
    if before and _aside(x, y):
        said = spell(as_segs(x or y))
        return [Flag(said)] if len(words(said)) <= 2 else [Lit(["", said])]
    hints = [t.hint for t in (*x, *y) if isinstance(t, Blank)]
    return [Blank(hints[0] if hints else "", list(dict.fromkeys([*_raws(x), *_raws(y)])), "differs")]


def _raws(tokens_) -> list[str]:
    """What the examples show here: each alternative of a blank inside is one."""
    most = max((len(t.raws) for t in tokens_ if isinstance(t, Blank)), default=1)
    return ["".join(t if isinstance(t, str) else t.raws[min(n, len(t.raws) - 1)] if isinstance(t, Blank) else t.text for t in tokens_)
            for n in range(most)]


def as_segs(tokens_) -> list:
    return [Lit([t]) if isinstance(t, str) else t for t in tokens_]


def _compact(parts) -> list:
    out: list = []
    for part in parts:
        if isinstance(part, str) and out and type(out[-1]) is Lit and len(out[-1].texts) == 1:
            out[-1] = Lit([out[-1].text + part])
        elif isinstance(part, Blank) and out and isinstance(out[-1], Blank):
            out[-1] = Blank(out[-1].hint, out[-1].raws + part.raws, "differs")
        else:
            out.append(Lit([part]) if isinstance(part, str) else part)
    return out


def likeness(a: Node, b: Node) -> float | None:
    """Cost of taking two sibling parts for one."""
    if a.kind != b.kind:
        return None
    if a.kind in ("text", "item", "section", "cell"):
        return _head_likeness(a.head, b.head, a.kind)
    if a.lead and b.lead:
        return 0.0 if words(a.lead) == words(b.lead) else None
    if a.kind == "fence":
        return 0.0 if a.mark == b.mark else 0.3
    if a.kind in ("list", "repeat"):
        return 0.2 if a.mark == b.mark else 0.4
    return 0.1


def _head_likeness(a, b, kind) -> float | None:
    left, right = label_of(a), label_of(b)
    if left or right:
        return 0.0 if words(left) == words(right) else None
    if frame(a) == frame(b):
        return 0.1
    return 0.4 if bool(blanks(a)) == bool(blanks(b)) else None


def merge(a: Node, b: Node) -> Node:
    """What two examples share, with what one of them lacks made optional."""
    if a.kind == "repeat":
        unit = merge(a.unit, b.unit)
        return like(a, body=[unit], examples=a.examples + b.examples)
    pairs = align(a.body, b.body, likeness)
    if a.kind == "row":
        pairs = [(i, i) for i in range(min(len(a.body), len(b.body)))]
    body, i, j = [], 0, 0
    for p, q in [*pairs, (len(a.body), len(b.body))]:
        body += [_optional(n) for n in (*a.body[i:p], *b.body[j:q])]
        body += [merge(a.body[p], b.body[q])] if p < len(a.body) and q < len(b.body) else []
        i, j = p + 1, q + 1
    return like(a, head=merge_heads(a.head, b.head), body=body, raws=a.raws + [r for r in b.raws if r not in a.raws],
                 optional=a.optional or b.optional, langs=tuple(dict.fromkeys((*a.langs, *b.langs))))


def like(a: Node, **changes) -> Node:
    names = ("kind", "block", "head", "body", "mark", "gap", "tail", "optional", "key", "form", "raws", "langs", "examples", "tick", "lead")
    return Node(**({n: getattr(a, n) for n in names} | changes))


def _optional(node: Node) -> Node:
    return like(node, optional=True)
