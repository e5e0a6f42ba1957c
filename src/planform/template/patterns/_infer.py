"""Patterns of single blocks -> the tree in which what repeats is one group of rows. Names and kinds are for _names."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise

from ..blanks._blanks import Blank, Lit, Num, Seg, blanks, is_more, parse, spell, words
from ._labels import label_of
from ._lists import are_bare_ticks, is_group, is_open, is_said, open_item, parted, sample_text, shown, with_name
from ._merge import merge
from ._patterns import Node
from ._sections import sections
from ._tables import table_body
from ._wording import NAMED, label_before

ONE_BY_ONE = 16  # examples that are merged in their order


def generalise(node: Node, above: str = "") -> Node:
    """From the leaves up: lists, tables and runs of alike sections become repeats; `above` is the nearest heading."""
    above = spell(node.head) if node.kind in ("section", "title") else above
    for before, lead, child in zip(node.body, node.body[1:], node.body[2:], strict=False):
        _unlead(before, lead, child)
    body = [generalise(child, above) for child in node.body if not _is_more(child)]
    shown_to_go_on = len(body) < len(node.body)
    if not body and (node.kind == "list" or (node.kind == "section" and not blanks(node.head))):
        body = [open_item(child) for child in node.body[:1]]
    node.body = body
    if node.kind == "list":
        node.body = _grouped(body) if is_group(body) or node.form or _goes_on(body, shown_to_go_on) else body
    elif node.kind == "table":
        node.body = table_body(node, _repeat, above)
    else:
        node.body = sections(node, body, _repeat)
    return node


def _unlead(before: Node, lead: Node, child: Node) -> None:
    """The last of several label lines is a field like them, no label of the list or table below."""
    if (
        child.lead
        and child.kind == "table"
        and before.kind == lead.kind == "text"
        and not lead.gap
        and label_of(before.head)
    ):
        lead.head, child.lead = parse(lead.block.text, bare=True), ""


def _goes_on(items: list[Node], more: bool) -> bool:
    """`- **Name**: [a], **Role**: [b]` and then `- ...`: the only item shows what each of them says."""
    return more and len(items) == 1 and len(blanks(items[0].head)) > 1


def _is_more(node: Node) -> bool:
    return node.kind in ("text", "item") and not node.body and is_more(spell(node.head)) and not label_of(node.head)


def _merged(examples: list[Node]) -> Node:
    """The generalisation of all: many are merged in halves, so that no text is copied once for each of them."""
    if len(examples) <= ONE_BY_ONE:
        return reduce(merge, examples)
    half = len(examples) // 2
    return merge(_merged(examples[:half]), _merged(examples[half:]))


def _grouped(items: list[Node]) -> list[Node]:
    """One group; what is only words beside rows of several parts stays what it is, before or after them."""
    before, rows, after = parted(items)
    return [*before, _repeat(rows), *after]


def _repeat(examples: list[Node]) -> Node:
    shaped = shown(examples)
    unit = _merged([with_name(e) for e in shaped])
    if unit.kind == "item" and (not any(map(is_open, examples)) or not blanks(unit.head) or are_bare_ticks(examples)):
        unit.head = [sample_text(examples)]
    for example in examples:
        example.said = not example.static and (is_said(example, unit) or not is_open(example))
    return Node("repeat", examples[0].block, body=[unit], examples=examples, gap=examples[0].gap)


def with_shared(root: Node) -> Node:
    """What stands in the first heading is one value wherever its placeholder stands again."""
    first = next((n for n in root.walk() if n.kind in ("title", "section")), None)
    raws = {b.raws[0] for b in blanks(first.head) if b.hint} if first else set()
    for node in root.walk() if raws else ():
        for blank in blanks(node.head) if node is not first else ():
            blank.shared = blank.raws[0] in raws and (blank.rule in NAMED or not _has_label(blank, node))
    return root


def _has_label(blank: Blank, node: Node) -> bool:
    """Whether a label says what a blank is; of a mask, which says nothing itself, one at the head of the text."""
    return bool(label_before(node.head, blank) or (blank.rule == "mask" and label_of(node.head)))


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
        said = words(before.text) if isinstance(before, Lit) else ()
        if isinstance(seg, Num) and isinstance(before, Lit) and len(said) > 1 and said[-1:] in counted:
            out.append(Blank("", [seg.text], "reference", label=before.text.split()[-1]))
        else:
            out.append(seg)
    return out
