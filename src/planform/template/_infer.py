"""Patterns of single blocks -> the tree in which what repeats is one group of rows. Names and kinds are for _names."""

from __future__ import annotations

import re
from functools import reduce
from itertools import pairwise

from ._align import align
from ._blanks import Blank, Lit, Num, Seg, blanks, frame, is_more, literal_words, spell, words
from ._labels import label_of
from ._lists import is_group, open_item, sample_text, with_name
from ._merge import like, likeness, merge
from ._patterns import Node
from ._tables import table_body

FIRST_OF_MANY = re.compile(r"\w+ (?:\d+|\[[Nn]\])\s*[:.)–-]")


def generalise(node: Node) -> Node:
    """From the leaves up: lists, tables and runs of alike sections become repeats."""
    body = [generalise(child) for child in node.body if not _is_more(child)]
    if node.kind == "list" and not body:
        body = [open_item(child) for child in node.body[:1]]
    node = like(node, body=body)
    if node.kind == "list":
        node.body = [_repeat(body)] if is_group(body) else body
    elif node.kind == "table":
        node.body = table_body(node, _repeat)
    else:
        node.body = _sections(body)
    return node


def _is_more(node: Node) -> bool:
    return node.kind in ("text", "item") and not node.body and is_more(spell(node.head)) and not label_of(node.head)


def _repeat(examples: list[Node]) -> Node:
    unit = reduce(merge, map(with_name, examples))
    if unit.kind == "item" and (all(e.static for e in examples) or not blanks(unit.head)):
        unit.head = [sample_text(examples)]
    return Node("repeat", examples[0].block, body=[unit], examples=examples, gap=examples[0].gap)


# --- sections ---------------------------------------------------------------------------------------------------------


def _sections(body: list[Node]) -> list[Node]:
    """Runs of alike sections become groups."""
    out: list[Node] = []
    k = 0
    while k < len(body):
        run = [body[k]]
        while k + len(run) < len(body) and _alike(run[0], body[k + len(run)]):
            run.append(body[k + len(run)])
        k += len(run)
        filled = [r for r in run if any(n.kind != "rule" for n in r.body)]
        out.append(_repeat(filled or run) if len(run) > 1 or _counts(run[0]) else run[0])
    return out


def _alike(first: Node, other: Node) -> bool:
    """Whether two sections are rows of one group: by their headings, then by what is in them."""
    if _stem(first) is None or _stem(first) != _stem(other):
        return False
    if not blanks(first.head) and len(words(spell(first.head))) != 1:
        return False
    said = literal_words(first.head)
    if said and said == literal_words(other.head) and frame(first.head) == frame(other.head):
        return True  # the same heading can not be told apart in a document: one group, union of parts
    mine, theirs = ([n for n in section.body if n.kind != "rule"] for section in (first, other))
    return len(align(mine, theirs, likeness)) >= min(len(mine), len(theirs)) / 2


def _stem(node: Node) -> tuple[tuple[str, ...], bool, str] | None:
    """What a repeated section's heading keeps when counter and blanks are set aside; None where it can not repeat."""
    if node.kind != "section" or not any(isinstance(s, (Blank, Num)) for s in node.head):
        return None
    fixed = re.sub(r"\([^()]*\)", "", "".join(s.text for s in node.head if isinstance(s, Lit)))
    return words(fixed), bool(blanks(node.head)), node.mark


def _counts(node: Node) -> bool:
    """A lone `Phase 1: [Name]` is the first of many."""
    if node.kind != "section" or not FIRST_OF_MANY.match(spell(node.head)):
        return False
    return bool(blanks(node.head)) and any(isinstance(s, Num) for s in node.head)


# --- references -------------------------------------------------------------------------------------------------------


def with_references(root: Node) -> Node:
    """`Recommended: Option 1` names a row of the group `Option 1: [..]`, `Option 2: [..]`: its number is a blank."""
    repeats = [n for n in root.walk() if n.kind == "repeat"]
    counted = {word for n in repeats if n.unit.kind == "section" and (word := _counted(n.unit))}
    inside = {id(n) for repeat in repeats for n in repeat.walk()}
    for node in root.walk():
        if node.kind == "section" and id(node) not in inside:
            node.head = _referring(node.head, counted)
    return root


def _counted(unit: Node) -> tuple[str, ...]:
    """The word before the counter that a repeated heading begins with."""
    first, second = [*unit.head, None, None][:2]
    return words(first.text)[-1:] if isinstance(first, Lit) and isinstance(second, Num) else ()


def _referring(head: list[Seg], counted: set[tuple[str, ...]]) -> list[Seg]:
    out = head[:1]
    for before, seg in pairwise(head):
        if isinstance(seg, Num) and isinstance(before, Lit) and words(before.text)[-1:] in counted:
            out.append(Blank("", [seg.text], "reference", label=before.text.split()[-1]))
        else:
            out.append(seg)
    return out
