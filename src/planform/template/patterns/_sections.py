"""Sections: runs of alike ones are groups, and so is one that says it is the first of many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from ..blanks._blanks import Blank, Lit, Num, Seg, blanks, frame, is_more, literal_words, spell, words
from ..blocks._blocks import Block
from ._align import align
from ._merge import likeness
from ._patterns import Node
from ._wording import heading_words, plural

REPEAT = re.compile(
    r"\b(?:repeat|copy|duplicate|add (?:more|another|additional|a (?:new )?section)|one (?:section|block"
    r"|entry) (?:per|for each)"
    r"|for (?:each|every)|as many as|wiederholen|kopieren|répéter|repetir|repita|ripetere|повторите|скопируйте)\b"
    r"|繰り返|コピー|重复|复制|반복",
    re.I,
)
LETTERED = re.compile(r"([^\W\d_][^\W\d_]*(?: [^\W\d_]+)? )([A-Z])(?=\s*[:.)–—-]*\s*$)")
SAMPLED = re.compile(r"(?P<noun>(?:[^\W\d_]+ )?)(?P<sign>(?:[.):]| [-–—]) )(?P<name>[^\W\d_][\w -]{0,30})")
COUNTER_HINT = re.compile(r"[nmxk#]|n[or]\.?|num(?:ber|mer)?|.*[_ ](?:n|no|num|number)", re.I)
LONGEST_NOTE = 300  # characters; a longer text is no note on repeating
MOST_SECTIONS = 20  # of one group that a template shows
MOST_COUNTED = 3  # words before a counter that ends a heading: `User Story 1`


def sections(parent: Node, body: list[Node], repeat: Callable[[list[Node]], Node]) -> list[Node]:
    """Runs of alike sections become groups."""
    _name_lettered(body)
    if len(body) > 1:
        _name_samples(body)
    out: list[Node] = []
    k = 0
    while k < len(body):
        run = [body[k]]
        while k + len(run) < len(body) and alike(run[0], body[k + len(run)]):
            run.append(body[k + len(run)])
        many = len(run) > 1 or _first_of_many(run[0], body[k - 1] if k else None, parent)
        k += len(run)
        filled = [r for r in run if any(n.kind != "rule" and not _goes_on(n) for n in r.body)]
        out.append(repeat(filled or run) if many else run[0])
    return out


def _goes_on(node: Node) -> bool:
    """`- ...` and nothing else: what the example before it showed."""
    return node.kind == "list" and bool(node.block.kids) and all(is_more(kid.text) for kid in node.block.kids)


def _name_lettered(body: list[Node]) -> None:
    """`Option A`, `Option B`: samples of a name, as `Option 1` and `Option 2` are."""
    found = [(node, m) for node in body if (m := _lettered(node))]
    runs = [(m[1], m[2]) for _, m in found]
    for node, m in found:
        near = (m[1], chr(ord(m[2]) + 1)) in runs or (m[1], chr(ord(m[2]) - 1)) in runs
        if near and (m[1], "A") in runs and isinstance(node.head[0], Lit):
            rest = node.head[0].text[m.end() :]
            if blanks(node.head):  # `Option A: [Name]` has its name behind
                node.head = [Lit([m[1]]), Num(m[2]), *([Lit([rest])] if rest else []), *node.head[1:]]
                continue
            node.head = [Blank("name", [m[0]], "sample"), *([Lit([rest])] if rest else []), *node.head[1:]]


def _name_samples(body: list[Node]) -> None:
    """`Step 1 - Name`, `Step 2 - Name`: whoever has several of a name means any."""
    found = [(node, m) for node in body if (m := _sampled(node))]
    said = Counter(m.groups() for _, m in found)
    for node, m in found:
        if said[m.groups()] > 1:
            k = next(i for i, s in enumerate(node.head) if isinstance(s, Num)) + 1
            node.head = [*node.head[:k], Lit([m["sign"]]), Blank(m["name"], [m["name"]], "sample")]


def _sampled(node: Node) -> re.Match[str] | None:
    """A counter, a sign and words, and nothing else."""
    if node.kind != "section" or len(node.head) < 2 or not isinstance(node.head[-1], Lit):
        return None
    if not all(isinstance(s, (Lit, Num)) for s in node.head) or sum(isinstance(s, Num) for s in node.head) != 1:
        return None
    return SAMPLED.fullmatch(spell([s for s in node.head if not isinstance(s, Num)]))


def _lettered(node: Node) -> re.Match[str] | None:
    first = node.head[0] if node.kind == "section" and node.head else None
    return LETTERED.match(first.text) if isinstance(first, Lit) else None  # `Appendix A: Glossary` has a name


def alike(first: Node, other: Node) -> bool:
    """Whether two sections are rows of one group: by their headings, then by what is in them."""
    if _stem(first) is None or _stem(first) != _stem(other):
        return False
    if not blanks(first.head) and not (_ends_counted(first) and _follow(first, other)):
        return False
    said = literal_words(first.head)
    if said == literal_words(other.head) and frame(first.head) == frame(other.head):
        return True  # the same heading can not be told apart in a document: one group, union of parts
    mine, theirs = ([n for n in section.body if n.kind != "rule"] for section in (first, other))
    return len(align(mine, theirs, likeness)) >= min(len(mine), len(theirs)) / 2


def _ends_counted(node: Node) -> bool:
    """`Story 1`, `User Story 2`: a few words and a counter."""
    said = words(spell(node.head))
    return len(said) == 1 or (1 < len(said) <= MOST_COUNTED and _is_last_counter(node))


def _is_last_counter(node: Node) -> bool:
    """Whether nothing but a mark of being optional follows the counter."""
    *_, before, last = [None, None, *node.head]
    aside = isinstance(last, Lit) and re.fullmatch(r"\s*[(\[*_].*[)\]*_]\s*", last.text) is not None
    return isinstance(last, Num) or (aside and isinstance(before, Num))


def _follow(first: Node, other: Node) -> bool:
    """1, 2, 3: places in a row. Day 30, Day 60 and version 1.2 are names."""
    mine, theirs = (next((s.text for s in n.head if isinstance(s, Num)), "") for n in (first, other))
    return not mine.isdigit() or not theirs.isdigit() or (int(mine) < 2 and int(theirs) < MOST_SECTIONS)


def _stem(node: Node) -> tuple[tuple[str, ...], bool, str] | None:
    """What a repeated section's heading keeps when counter and blanks are set aside; None where it can not repeat."""
    if node.kind != "section" or not any(isinstance(s, (Blank, Num)) for s in node.head):
        return None
    fixed = re.sub(r"\([^()]*\)", "", "".join(s.text for s in node.head if isinstance(s, Lit)))
    return words(fixed), bool(blanks(node.head)), node.mark


def _first_of_many(node: Node, before: Node | None, parent: Node) -> bool:
    """A lone `Phase 1: [Name]`, `Requirement: [name]` below "Requirements", or one that a note says to repeat."""
    if node.kind != "section" or not blanks(node.head):
        return False
    if _counted(node) or said_to_repeat(node, before):
        return True
    noun = " ".join(words(heading_words(node)))
    above = words(heading_words(parent)) if parent.kind in ("section", "title") else ()
    alone = node.head[0] if len(node.head) == 1 else None
    if isinstance(alone, Blank):  # `[title of option]` below "Options"
        return plural((words(alone.hint) or ("",))[-1]) in above
    return bool(noun) and isinstance(node.head[0], Lit) and plural(noun) == " ".join(above[-len(noun.split()) :])


def _counted(node: Node) -> bool:
    """`Phase 1: [Name]`: words, a counter, and something that sets the name off."""
    if len(node.head) < 3 or not isinstance(node.head[0], Lit) or not _is_counter(node.head[1]):
        return False
    first, _, after = (spell([s]) for s in node.head[:3])
    bare = not after.strip() and any(isinstance(s, Blank) for s in node.head[3:4])  # `Epic 1 [Name]`
    return 0 < len(words(first)) <= MOST_COUNTED and (bare or after.lstrip()[:1] in tuple(":.)–-—："))


def _is_counter(seg: Seg) -> bool:
    return isinstance(seg, Num) or (isinstance(seg, Blank) and bool(COUNTER_HINT.fullmatch(seg.hint)))


def said_to_repeat(node: Node, before: Node | None) -> bool:
    """Whether a note at the end of a section or just before it says that there may be more."""
    last = next((kid.text for kid in reversed(node.block.kids) if kid.kind != "rule"), "")
    note = _last_text(before.block) if before else ""
    return is_more(last) or any(len(text) < LONGEST_NOTE and REPEAT.search(text) for text in (last, note))


def _last_text(block: Block) -> str:
    while block.kids:
        block = block.kids[-1]
    return block.text if block.kind in ("text", "html") else ""
