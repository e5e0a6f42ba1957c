"""Lists: one group of alike items, or items that have each a label of their own."""

from __future__ import annotations

import re

from ..blanks._blanks import Blank, Flag, Lit, Seg, blanks, frame, literal_words, parse, spell, words
from ._labels import label_of
from ._merge import like
from ._patterns import Node

CODE = re.compile(r"[A-Z]{1,5}[-_ ]?(?:\d+(?:\.\d+)*|[NX#]+|0+)")
"""`FR-001`, `R1`: a running number, no name."""
MOST_WORDS = 8  # of an item that names those below it
COUNTED = re.compile(r"[^\W\d_]\s*\d+$")
"""`Root cause 1`."""
NUMBER = re.compile(r"\d+(?:\.\d+)*")


def is_group(items: list[Node]) -> bool:
    """Do these siblings show one shape (a group), or has each its own label (fields)?"""
    if not items:
        return False
    ticked = [i.tick for i in items]
    open_items = [i for i in items if is_open(i)]
    if not open_items:
        return any(ticked) or is_empty(items) or are_samples(items)
    labels = [own_label(i) for i in open_items]
    if all(labels) and not _are_numbered(labels) and len(set(labels)) == len(labels):
        return any(i.tick for i in open_items) or _share_parts(open_items)
    if len({shape(i) for i in open_items}) == 1 or all(ticked):
        return True
    alike = len({len(blanks(i.head)) for i in open_items}) == 1
    bare = [len(i.head) == 1 for i, label in zip(open_items, labels, strict=True) if not label]
    said = "".join(s.text for i in open_items for s in i.head[:1] if isinstance(s, Lit))
    return alike and (
        not any(labels) or (bool(bare) and all(bare) and ":" not in said)
    )  # beside `**BREAKING** [change]`


def _are_numbered(labels: list[str]) -> bool:
    """`FR-1`, `FR-2`; not `24h`, `7d`."""
    counted = [label for label in labels if NUMBER.search(label)]
    return bool(counted) and (len(counted) < len(labels) or len({NUMBER.sub("", label) for label in counted}) == 1)


def shape(item: Node) -> str:
    """An item's mark-up with words, blanks and spaces set aside."""
    return frame(item.head).replace(" ", "")


def _share_parts(items: list[Node]) -> bool:
    """`Extract: [how] (est: __h)`, `Load: [how] (est: __h)`: more than the first label, and alike."""
    return len(items) > 1 and min(len(blanks(i.head)) for i in items) > 1 and len({shape(i) for i in items}) == 1


def is_open(node: Node) -> bool:
    """Whether there is a place for a value of its own; one that only repeats the title's is none."""
    if node.static:
        return False
    below = list(node.walk())
    return any(not b.shared for n in below for b in blanks(n.head)) or any(_is_place(n) for n in below)


def _is_place(node: Node) -> bool:
    code = node.kind in ("fence", "code") and bool(node.form)
    return node.kind in ("prose", "repeat") or code or any(isinstance(s, Flag) for s in node.head)


def shown(items: list[Node]) -> list[Node]:
    """The items that show the group's shape: words alone show none, unless words with placeholders in them do."""
    rows = [i for i in items if is_open(i)]
    wordy = any(literal_words(i.head) and not label_of(i.head) for i in rows)
    single = all(sum(len(blanks(n.head)) for n in i.walk()) == 1 for i in rows)
    if len(rows) < len(items) and wordy and (single or any(i.tick for i in rows)):
        return items
    return rows or items


def parted(items: list[Node]) -> tuple[list[Node], list[Node], list[Node]]:
    """Items before, in and after a group: words without its parts are no row of it, where a row has several."""
    rows = [i for i in items if is_open(i)]
    several = bool(rows) and min(sum(len(blanks(n.head)) for n in i.walk()) for i in rows) > 1
    shapes = {shape(i) for i in rows}
    if not several or any(i.tick for i in items):
        return [], items, []
    counted = [k for k, i in enumerate(items) if NUMBER.search(i.block.text) and COUNTED.search(own_label(i))]
    if len(counted) > 1 and counted == list(range(counted[0], counted[-1] + 1)):  # `Cause 1`, `Cause 2`, `Further ones`
        before, after = items[: counted[0]], items[counted[-1] + 1 :]
        if (before or after) and all(map(own_label, before + after)):
            return before, items[counted[0] : counted[-1] + 1], after
    inside = [k for k, i in enumerate(items) if is_open(i) or shape(i) in shapes]
    first, last = inside[0], inside[-1] + 1
    return items[:first], items[first:last], items[last:]


def own_label(item: Node) -> str:
    """The label of an item, or all its words where they only name what stands below."""
    if label := label_of(item.head):
        return label
    said = spell(item.head)
    return said if item.body and not blanks(item.head) and len(words(said)) <= MOST_WORDS else ""


def is_empty(items: list[Node]) -> bool:
    """`-` and nothing behind it."""
    return all(not spell(i.head).strip() and not i.body for i in items)


def are_samples(items: list[Node]) -> bool:
    """`Objective 1`, `Objective 2`: the same words with a running number."""
    texts = [spell(i.head).strip() for i in items]
    bare = {NUMBER.sub("#", text) for text in texts}
    short = all(len(words(text)) <= MOST_WORDS for text in texts)
    if any("](#" in text for text in texts):
        return False  # a table of contents
    return len(bare) == 1 and "#" in bare.copy().pop() and len(set(texts)) > 1 and short


def is_said(example: Node, unit: Node) -> bool:
    """Whether an example with places in it says what it is about: `Review | [when]`, `Hand over ([hours])`."""
    if example.kind == "row":
        return bool(example.body) and example.body[0].static and _is_name(spell(example.body[0].head))
    found = unit.find(spell(example.head)) if example.kind == "item" else None
    first = next(((seg, a, b) for seg, a, b in found[1] if isinstance(seg, Blank)), None) if found else None
    if first is None or first[0].rule != "differs" or not any(_is_placeholder(raw) for raw in first[0].raws):
        return False
    return _is_name(spell(example.head)[first[1] : first[2]])


def _is_placeholder(raw: str) -> bool:
    segs = parse(raw.strip(" *_`"))
    return len(segs) == 1 and isinstance(segs[0], Blank)


def _is_name(text: str) -> bool:
    """Words that are no sample: `Daily`, but not `Task 1`, `[name]`, `Example: ...`."""
    said = text.strip(" *_`~:")
    return bool(NAME.search(said)) and not NO_NAME.search(said) and not blanks(parse(text, alone=True))


NAME = re.compile(r"[^\W\d_]{2}")
NO_NAME = re.compile(
    r"\d|\w[./_]\w|\b(?:e\.g|example|sample|beispiel|exemple|ejemplo|exemplo)\b|\.\.\.|…|(?-i:\b[A-Z]\b)|^X+$", re.I
)


def are_bare_ticks(items: list[Node]) -> bool:
    """`- [ ] Test A:`, `- [ ] Test B:`: what is ticked, and nothing to say beside it."""
    found = [b for i in items for n in i.walk() for b in blanks(n.head)]
    return all(i.tick for i in items) and all(b.rule == "label" and b.raws == [""] for b in found)


def sample_text(examples: list[Node]) -> Blank:
    """The one blank of a list whose items are only words: a place, samples, or what the list begins with."""
    raws = [spell(e.head) for e in examples]
    if is_empty(examples):
        return Blank("", [""], "label")
    return Blank("", list(dict.fromkeys(raws)), "item" if are_samples(examples) else "default")


def open_item(item: Node) -> Node:
    """`1. ...` as the only item: an empty list."""
    raw = spell(item.head)
    return like(item, head=[Blank("", [raw], "dots")]) if raw.strip() else item


def with_name(node: Node) -> Node:
    """`**Test Case 1**: [..]` over parts of its own: the numbered label is a name, in a checklist a counter."""
    label = label_of(node.head)
    if node.kind != "item" or node.tick or not re.search(r"\d", label) or CODE.fullmatch(label) or not node.body:
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
