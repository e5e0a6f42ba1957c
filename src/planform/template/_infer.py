"""Patterns of single blocks -> the tree in which what repeats is one group of rows. Names and kinds are for _names."""

from __future__ import annotations

import re
from functools import reduce
from itertools import pairwise

from ._align import align
from ._blanks import Blank, Lit, Num, Seg, blanks, frame, is_more, literal_words, parse, spell, words
from ._labels import label_of
from ._merge import like, likeness, merge
from ._patterns import Node

FIRST_OF_MANY = re.compile(r"\w+ (?:\d+|\[[Nn]\])\s*[:.)–-]")
LONGEST_OPTION = 20  # characters; longer cells are sentences, not answers to choose from


def generalise(node: Node) -> Node:
    """From the leaves up: lists, tables and runs of alike sections become repeats."""
    body = [generalise(child) for child in node.body if not _is_more(child)]
    node = like(node, body=body)
    if node.kind == "list":
        node.body = [_repeat(body)] if body and _is_group(body) else body
    elif node.kind == "table":
        node.body = _table(node)
    else:
        node.body = _sections(body)
    return node


def _is_more(node: Node) -> bool:
    return node.kind in ("text", "item") and not node.body and is_more(spell(node.head)) and not label_of(node.head)


def _repeat(examples: list[Node]) -> Node:
    unit = reduce(merge, map(_with_name, examples))
    if unit.kind == "item" and (all(e.static for e in examples) or not blanks(unit.head)):
        unit.head = [Blank("", [spell(e.head) for e in examples], "default")]
    return Node("repeat", examples[0].block, body=[unit], examples=examples, gap=examples[0].gap)


# --- lists ------------------------------------------------------------------------------------------------------------


def _is_group(items: list[Node]) -> bool:
    """Do these siblings show one shape (a group), or has each its own label (fields)?"""
    labels = [label_of(i.head) for i in items]
    hinted = [not i.static for i in items]
    ticked = [i.tick for i in items]
    if not any(hinted):
        return any(ticked)
    if all(label and not re.search(r"\d", label) for label in labels) and len(set(labels)) == len(items):
        return any(ticked) or not all(hinted)
    if len({frame(i.head) for i in items}) == 1 or all(ticked):
        return True
    return len({len(blanks(i.head)) for i in items}) == 1 and not any(labels)


def _with_name(node: Node) -> Node:
    """`**Test Case 1**: [..]` in a list: the numbered label is a name, save in a checklist, where it counts."""
    label = label_of(node.head)
    if node.kind != "item" or node.tick or not re.search(r"\d", label):
        return node
    whole = spell(node.head)
    begin = whole.index(label)
    lead: list[Seg] = [Lit([whole[:begin]])] if begin else []
    return like(node, head=[*lead, Blank("name", [label], "sample"), *_after(node.head, begin + len(label))])


def _after(segs: list[Seg], start: int) -> list[Seg]:
    """What segments spell from a place on; the one that it cuts is literal."""
    out: list[Seg] = []
    at = 0
    for seg in segs:
        text = spell([seg])
        if at >= start:
            out.append(seg)
        elif at + len(text) > start:
            out.append(Lit([text[start - at :]]))
        at += len(text)
    return out


# --- tables -----------------------------------------------------------------------------------------------------------


def _table(node: Node) -> list[Node]:
    """A table is a group of rows, unless its first column is a list of labels."""
    if not node.body:
        return []
    header, *rows = node.body
    for row in rows:
        missing = len(header.body) - len(row.body)
        row.body = [*row.body, *(Node("cell", row.block) for _ in range(missing))][: len(header.body)]
    if _is_form(header, rows):
        for cell in (cell for row in rows for cell in row.body[1:]):
            cell.head = cell.head or [Blank("", [""], "label")]
        return rows
    rows = rows or [Node("row", header.block, body=[Node("cell", header.block) for _ in header.body])]
    repeat = _repeat(rows)
    for k, cell in enumerate(repeat.unit.body):
        cell.head = _column(cell.head, [spell(row.body[k].head) for row in rows])
    return [repeat]


def _is_form(header: Node, rows: list[Node]) -> bool:
    """Whether the first column holds labels, each its own, with something to fill in beside it."""
    if len(rows) < 2 or len(header.body) < 2:
        return False
    labels = [spell(row.body[0].head) for row in rows]
    if len(set(labels)) < len(rows) or any(re.fullmatch(r".*\d", label) for label in labels):
        return False
    return all(
        row.body[0].static
        and row.body[0].head
        and (any(not c.static for c in row.body[1:]) or not spell(row.body[-1].head))
        for row in rows
    )


def _column(head: list[Seg], texts: list[str]) -> list[Seg]:
    """A column that shows only words is a choice of them where they repeat, else a line; every column can be filled."""
    found = blanks(head)
    if found and (any(b.rule != "differs" for b in found) or len(found) < len(head)):
        return head
    shown = list(dict.fromkeys(texts))
    plain = not any(blanks(parse(text)) for text in texts)
    short = all(0 < len(text) < LONGEST_OPTION for text in texts)
    options = tuple(shown) if plain and short and 1 < len(shown) < len(texts) else ()
    return [Blank("", shown or [""], "column", options=options)]


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
