"""Blocks -> the tree of patterns: what repeats becomes its least general generalisation (Plotkin 1970); blanks get names and kinds."""

from __future__ import annotations

import re

from ._align import align
from ._blanks import (Blank, Lit, Num, bare_label, blanks, frame, is_more, literal_words, numbered, parse,
                      spell, words)
from ._labels import HELD, label_of, lead_of
from ._merge import like, likeness, merge
from ._blocks import Block
from ._patterns import Node
from ._source import Source

# ---------------------------------------------------------------- blocks as patterns


def concrete(block: Block, source: Source, gap: int = 0) -> Node:
    """The block as the pattern of itself alone."""
    node = Node(block.kind, block, mark=block.mark, gap=gap, tick=block.tick >= 0)
    if block.kind in ("title", "section", "text", "item", "cell"):
        node.head = _head(block)
        if block.at:
            node.tail = _tail(block, source)
    if block.kind in ("fence", "code"):
        node.form, node.raws = "code", [block.text]
        node.langs = tuple(filter(None, [block.mark.lstrip("`~").strip()]))
    if block.kind == "quote" and not parse_any(block):
        node.raws = [source.text[source.start(block.first):source.end(block.last)]]
    previous = block.body if block.kind in ("section", "title", "item") and block.body else block.first
    for kid, following in zip(block.kids, [*block.kids[1:], None]):
        node.body.append(concrete(kid, source, kid.first - previous if kid.kind not in ("cell", "row") else 0))
        if not node.body[-1].static and node.body[-1].head and _leads(kid, following):
            node.body[-1].head = parse(kid.text)
        if len(node.body) > 1 and kid.kind in HELD:
            node.body[-1].lead = lead_of(node.body[-2])
        previous = kid.last
    return node


def _leads(block: Block, following: Block | None) -> bool:
    """A bare `Steps:` in front of a list names the list; alone it is a blank."""
    return block.kind == "text" and following is not None and following.kind in HELD


def parse_any(block: Block) -> bool:
    return any(blanks(parse(b.text)) for b in (block, *block.kids))


def _head(block: Block):
    lines = block.text.split("\n")
    while len(lines) > 1 and is_more(lines[-1]):  # "[Add more as needed]" that lazily joined the last item
        lines.pop()
    segs = parse("\n".join(lines))
    if not blanks(segs) and block.kind in ("text", "item"):
        segs = bare_label(block.text) or segs
    return numbered(segs) if block.kind in ("section", "title", "item") else segs


def _tail(block: Block, source: Source) -> str:
    line = source.line(source.line_of(block.at[-1]) - 1)
    return line[len(line.rstrip(" \\")):] if block.kind in ("text", "item") and line.endswith(("  ", "\\")) else ""


def with_references(root: Node) -> Node:
    """`Recommended: Option 1` names a row of the group `Option 1: [..]`, `Option 2: [..]`: its number can be filled in."""
    counted = {word for n in root.walk() if n.kind == "repeat" and n.unit.kind == "section" if (word := _counted(n.unit))}
    inside = {id(n) for r in root.walk() if r.kind == "repeat" for n in r.walk()}
    for node in root.walk():
        if node.kind == "section" and id(node) not in inside:
            for k, (seg, before) in enumerate(zip(node.head[1:], node.head, strict=False), 1):
                if isinstance(seg, Num) and isinstance(before, Lit) and words(before.text)[-1:] in counted:
                    node.head[k] = Blank("", [seg.text], "reference", label=before.text.split()[-1])
    return root


def _counted(unit: Node) -> tuple[str, ...]:
    """The word before the counter that a repeated heading begins with."""
    first, *rest = unit.head or [None]
    return words(first.text)[-1:] if isinstance(first, Lit) and rest and isinstance(rest[0], Num) else ()


DEFAULT = re.compile(r"(\*\*[^*\n]{2,60}?(?:\*\*:|:\*\*)\s+)(\S.*)", re.S)


def with_defaults(root: Node) -> Node:
    """`**Why**: some words` is a field with a default where the same label has a blank elsewhere in the template."""
    labels = {words(label_of(n.head)) for n in root.walk() if n.kind in ("text", "item") and blanks(n.head) and label_of(n.head)}
    for node in root.walk():
        m = DEFAULT.fullmatch(spell(node.head)) if node.kind == "text" and node.static else None
        if m and words(label_of(node.head)) in labels:
            node.head = [Lit([m[1]]), Blank("", [m[2]], "default")]
    return root


# ---------------------------------------------------------------- groups


def generalise(node: Node) -> Node:
    """From the leaves up: lists, tables and runs of alike sections become repeats."""
    body = [generalise(child) for child in node.body if not _is_more(child)]
    node = like(node, body=body)
    if node.kind == "list":
        return _list(node)
    if node.kind == "table":
        return _table(node)
    node.body = _sections(node.body)
    return node


def _is_more(node: Node) -> bool:
    return node.kind in ("text", "item") and not node.body and is_more(spell(node.head)) and not label_of(node.head)


def _is_group(items: list[Node]) -> bool:
    """Do these siblings show one shape (a group), or has each its own label (fields)?"""
    labels = [label_of(i.head) for i in items]
    own = [label and not re.search(r"\d", label) for label in labels]
    hinted = [not i.static for i in items]
    if not any(hinted):
        return any(i.tick for i in items)
    if all(own) and len(set(labels)) == len(items):
        return any(i.tick for i in items) or not all(hinted)
    frames = {frame(i.head) for i in items}
    return len(frames) == 1 or all(i.tick for i in items) or len({len(blanks(i.head)) for i in items}) == 1 and not any(labels)


def _list(node: Node) -> Node:
    if node.body and _is_group(node.body):
        node.body = [_repeat(node.body)]
    return node


def _repeat(examples: list[Node]) -> Node:
    units = [_name_counter(e, len(examples)) for e in examples]
    unit = units[0]
    for other in units[1:]:
        unit = merge(unit, other)
    if unit.kind == "item" and all(e.static for e in examples) or unit.kind == "item" and not blanks(unit.head):
        unit.head = [Blank("", [spell(e.head) for e in examples], "default")]
    return Node("repeat", examples[0].block, body=[unit], examples=examples, gap=examples[0].gap)


def _name_counter(node: Node, count: int) -> Node:
    """`**Test Case 1**: [..]` in a list: the numbered label is a name, save in a checklist, where it counts."""
    text = label_of(node.head)
    if node.kind != "item" or node.tick or not text or not re.search(r"\d", text):
        return node
    whole = spell(node.head)
    start = whole.index(text)
    used, rest = 0, []
    for seg in node.head:
        size = len(spell([seg]))
        if used >= start + len(text):
            rest.append(seg)
        elif used + size > start + len(text):
            rest.append(Lit([seg.text[start + len(text) - used:]]))
        used += size
    lead = [Lit([whole[:start]])] if start else []
    return like(node, head=[*lead, Blank("name", [text], "sample"), *rest])


def _table(node: Node) -> Node:
    """A table is a group of rows, unless its first column is a list of labels."""
    if not node.body:
        return node
    header, *rows = node.body
    for row in rows:
        row.body += [Node("cell", row.block) for _ in range(len(header.body) - len(row.body))]
        row.body = row.body[:len(header.body)]
    fixed = (len(rows) > 1 and len(header.body) > 1 and len({spell(r.body[0].head) for r in rows}) == len(rows)
             and all(r.body[0].static and r.body[0].head for r in rows) and all(any(not c.static for c in r.body[1:]) or not spell(r.body[-1].head) for r in rows)
             and not any(re.fullmatch(r".*\d", spell(r.body[0].head)) for r in rows))
    if fixed:
        for row in rows:
            for cell, name in zip(row.body[1:], header.body[1:]):
                cell.head = cell.head or [Blank("", [""], "label")]
        node.body = rows
        return node
    rows = rows or [Node("row", header.block, body=[Node("cell", header.block) for _ in header.body])]
    repeat = _repeat(rows)
    for cell, *column in zip(repeat.unit.body, *(r.body for r in rows)):
        cell.head = _column(cell, [spell(c.head) for c in column])
    node.body = [repeat]
    return node


def _column(cell: Node, texts: list[str]) -> list:
    """A column that shows only words is a choice of them where they repeat, else a line; every column can be filled."""
    if blanks(cell.head) and not all(b.rule == "differs" for b in blanks(cell.head)):
        return cell.head
    if blanks(cell.head) and any(not isinstance(s, Blank) for s in cell.head):
        return cell.head
    plain = not any(blanks(parse(t)) for t in texts)
    short = all(0 < len(t) < 20 for t in texts)
    options = tuple(dict.fromkeys(texts)) if plain and short and 1 < len(set(texts)) < len(texts) else ()
    return [Blank("", list(dict.fromkeys(texts)) or [""], "column", options=options)]


def _stem(node: Node) -> tuple | None:
    """What a repeated section's heading keeps when counter and blanks are set aside; None where it can not repeat."""
    if node.kind != "section" or not any(isinstance(s, (Blank, Num)) for s in node.head):
        return None
    flags = re.sub(r"\([^()]*\)", "", "".join(s.text for s in node.head if isinstance(s, Lit)))
    return words(flags), bool(blanks(node.head)), node.mark


def _counts(node: Node) -> bool:
    """A lone `Phase 1: [Name]` is the first of many."""
    return bool(re.match(r"(?:\w+ )(?:\d+|\[[Nn]\])\s*[:.)–-]", spell(node.head))) and bool(blanks(node.head)) and any(isinstance(s, Num) for s in node.head)


def _sections(body: list[Node]) -> list[Node]:
    out, k = [], 0
    while k < len(body):
        run = [body[k]]
        while k + len(run) < len(body) and _alike(run, body[k + len(run)]):
            run.append(body[k + len(run)])
        repeated = len(run) > 1 or body[k].kind == "section" and _stem(body[k]) and _counts(body[k])
        out.append(_repeat([r for r in run if any(n.kind != "rule" for n in r.body)] or run) if repeated else body[k])
        k += len(run)
    return out


def _alike(run: list[Node], other: Node) -> bool:
    first = run[0]
    if _stem(first) is None or _stem(first) != _stem(other) or not (blanks(first.head) or len(words(spell(first.head))) == 1):
        return False
    if literal_words(first.head) == literal_words(other.head) and frame(first.head) == frame(other.head) and literal_words(first.head):
        return True  # the same heading can not be told apart in a document: one group, union of parts
    mine = [n for n in first.body if n.kind != "rule"]
    theirs = [n for n in other.body if n.kind != "rule"]
    if not mine or not theirs:
        return True
    shared = len(align(mine, theirs, likeness))
    return shared >= 0.5 * min(len(mine), len(theirs)) and not (shared < len(mine) / 2 and shared < len(theirs) / 2)
