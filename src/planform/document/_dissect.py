"""One text in a person's own wording, cut into the columns of a row: at labels, then at separators."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..template import Blank, Lit, Node, blanks, label_of, words
from ._words import labels_alike

Span = tuple[int, int]

CUT = re.compile(r"\s*(?:\*\*|__)\s*[:：–—-]\s*|[:：]\s*(?:\*\*|__)\s*|\s+(?:[-–—→|·]|=>|->)+\s+|[:：]\s+|：")
PART = re.compile(r"(?:^|[,;(（·|]|\s[-–—]\s)\s*")  # what a labelled part begins after
PART_ENDS = re.compile(r"[,;)）·|]|\s[-–—]\s|\s*$")
LEADING_TIME = re.compile(
    r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*[ap]m)?(?=\W)|\d{4}-\d{2}-\d{2}(?=\W)|\d{1,2}\.\d{1,2}\.(?:\d{4})?(?=\s)"
)
TIMES = frozenset(
    words("time date when hour zeit uhrzeit datum wann heure hora ora fecha data время дата 時刻 日時 时间 日期")
)
ANY = 0.1  # the least share of words in common of two labels, where a pattern was already taken for a text
AROUND = " *_`,;:()（）-–—→"  # what may stand around a part
DESCRIPTION = re.compile(r"description|details?\b|text\b|notes?\b")
WRAPPED = re.compile(r"(\*\*|__|[*_`])(.+)\1$", re.DOTALL)


@dataclass(frozen=True, eq=False)
class Column:
    """A blank of a row, and what people may call it."""

    blank: Blank
    names: tuple[str, ...]
    wrap: str = ""  # mark-up that the template has around it: no part of the value

    @property
    def is_time(self) -> bool:
        """Whether it holds a time or a day."""
        return self.blank.kind in ("date", "datetime") or bool(TIMES & {w for n in self.names for w in words(n)})


def columns_of(unit: Node) -> list[Column]:
    """The places for one text each, in order; what repeats inside has none."""
    out: list[Column] = []
    for node in _outside_repeats(unit):
        out += columns_in(node)
        if node.kind == "prose":
            name = node.key.rpartition(".")[2].replace("_", " ")
            out.append(Column(Blank("", node.raws, key=node.key, kind=node.form, label=name), (name,)))
    return out


def columns_in(node: Node, said: str = "") -> list[Column]:
    """The same for the blanks of one head; `said` is the label that a person gave the first."""
    own, label = blanks(node.head), label_of(node.head)
    label = said if said and label and labels_alike(label, said, ANY) is not None else label
    return [
        Column(blank, _names(blank, label if blank is own[0] else ""), _wrap(node, blank))
        for blank in own
        if not blank.shared
    ]


def _names(blank: Blank, label: str) -> tuple[str, ...]:
    key = blank.key.rpartition(".")[2].replace("_", " ")
    return tuple(dict.fromkeys(name for name in (label, blank.label, key) if name))


def _outside_repeats(node: Node) -> list[Node]:
    if node.kind == "repeat":
        return []
    return [node, *(n for child in node.body for n in _outside_repeats(child))]


def _wrap(node: Node, blank: Blank) -> str:
    at = node.head.index(blank)
    before, after = node.head[at - 1 : at], node.head[at + 1 : at + 2]
    if not (before and after and isinstance(before[0], Lit) and isinstance(after[0], Lit)):
        return ""
    mark = re.search(r"[*_`]*$", before[0].text)
    return mark[0] if mark and after[0].text.startswith(mark[0]) else ""


def dissect(text: str, columns: Sequence[Column]) -> list[tuple[Column, int, int]] | None:
    """Which part of a text is which column's: (column, start, end); None where that can not be told."""
    found, rest = _labelled(text, columns)
    free = [c for c in columns if c not in found]
    pieces = _pieces(text, rest, free)
    if len(pieces) > len(free):
        return None
    if 1 < len(pieces) < len(free):  # a head and one more part: that is its description
        others = [c for c in free[1:] if DESCRIPTION.match(c.blank.key.rpartition(".")[2])]
        if len(pieces) > 2 or not others:
            return None
        free = [free[0], others[0]]
    parts = (*found.items(), *zip(free, pieces, strict=False))
    spans = ((column, *_bare(text, *span, column)) for column, span in parts)
    return sorted((part for part in spans if part[1] < part[2]), key=lambda part: part[1])


def _labelled(text: str, columns: Sequence[Column]) -> tuple[dict[Column, Span], list[Span]]:
    """Parts that begin with a column's label, and the stretches between them."""
    found: dict[Column, Span] = {}
    rest: list[Span] = []
    at = 0
    for m in PART.finditer(text):
        if m.start() < at or (m.start() == 0 and m[0].strip() == "" and not text[m.end() :]):
            continue
        label, start = _label_at(text, m.end(), loosely=bool(m[0].strip()))
        column = _called(label, [c for c in columns if c not in found]) if label else None
        if column is None:
            continue
        end = PART_ENDS.search(text, start)
        stop = end.start() if end else len(text)
        rest.append((at, m.start()))
        found[column] = (start, stop)
        at = stop + int(text[stop : stop + 1] in ")）")
    return found, [span for span in (*rest, (at, len(text))) if text[slice(*span)].strip(AROUND)]


LABEL = re.compile(r"(?:\*\*|__)?([^\W\d_][\w /-]{0,40}?)(?:\*\*|__)?\s*(?:[:=：](?:\*\*|__)?)\s*")
NAME_AND_VALUE = re.compile(r"([^\W\d_]\w*(?:\s[^\W\d_]\w*){0,2})\s+(?=[\w~<>€$\ue000])")


def _label_at(text: str, at: int, loosely: bool) -> tuple[str, int]:
    """`Owner: ` and, inside brackets or after a comma, `likelihood `: the label and where its value begins."""
    if m := LABEL.match(text, at):
        return m[1], m.end()
    if loosely and (m := NAME_AND_VALUE.match(text, at)):
        said = m[1].split(" ")
        return (m[1], m.end()) if len(said) < 3 else ("", at)
    return "", at


def _called(label: str, columns: Sequence[Column]) -> Column | None:
    priced = [
        (p, n) for n, c in enumerate(columns) for name in c.names if (p := labels_alike(name, label, 0.75)) is not None
    ]
    return columns[min(priced)[1]] if priced else None


def _pieces(text: str, rest: Sequence[Span], free: Sequence[Column]) -> list[Span]:
    """What is left, cut at separators into no more pieces than there are columns."""
    out: list[Span] = []
    for start, end in rest:
        if not out and free and free[0].is_time and (m := LEADING_TIME.match(text, start + _indent(text, start))):
            out.append(m.span())
            start = m.end()
        at = start
        for m in CUT.finditer(text, start, end):
            if len(out) + 1 >= len(free):
                break
            if text[at : m.start()].strip(AROUND):
                out.append((at, m.start()))
                at = m.end()
        if text[at:end].strip(AROUND):
            out.append((at, end))
    return out


def _indent(text: str, at: int) -> int:
    return len(text[at:]) - len(text[at:].lstrip(" *_`"))


def _bare(text: str, start: int, end: int, column: Column) -> Span:
    """Without what stands around it; mark-up goes where the template has it too, or where it is lopsided."""
    while start < end and (text[start].isspace() or text[start] in ",;:-–—→"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;-–—→"):
        end -= 1
    if (m := WRAPPED.match(text[start:end])) and (m[1] in (column.wrap, "**", "__")) and m[1] not in m[2]:
        return start + len(m[1]), end - len(m[1])
    for mark in ("**", "__"):
        if text[start:end].count(mark) == 1:
            start += 2 * text.startswith(mark, start, end)
            end -= 2 * text[start:end].endswith(mark)
    return start, end
