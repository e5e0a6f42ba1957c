"""Labels: the words before a blank, as people set them off (`**Label**:`, `Label:`, bold)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ..blanks._blanks import Blank, Flag, Lit, Num, Seg, spell, words
from ._patterns import Node

HELD = ("list", "fence", "table", "code", "quote")
"""Kinds of block that a label line just before them names."""

LABEL = re.compile(
    r"\s*(?:[^\w\s*`\[]+\s+)?(?:\*\*|__|[*_](?=\w))?([^:：*`|]{1,60}?)\s*"
    r"(?:[:：]\s*(?:\*\*|__)|[:：][*_](?=\s|$)|(?:\*\*|__)\s*[:：\-–—]|(?:\*\*|__)\s*[:：\-–—]|(?:\*\*|__)\s*\(|(?<=\w)\.(?:\*\*|__)(?=\s|$)|:(?=\s|$)|：)",
    re.DOTALL,
)
BOLD = re.compile(r"\s*(?:\*\*|__)([^*_:：`]{2,60}?)(?:\*\*|__)\s*$")
ASIDE = re.compile(r"\s*\([^()]*\)$")
EXAMPLE = re.compile(r"(?:examples?|sample|beispiel|exemple|ejemplo|exemplo|esempio|пример)\s", re.I)
LONGEST_LEAD = 4  # words; a longer line before a list is a sentence


MARKUP = "*_`: \t：~"  # what may stand around the words of a label


def clean_label(text: str) -> str:
    """The words of a label without mark-up, emoji and colon."""
    return re.sub(r"^[^\w(#%]+|[^\w)）?!%.\]]+$", "", text.replace("**", "").replace("__", "").strip(MARKUP))


LONGEST_LABEL = 200  # characters, mark-up and blanks counted


def label_of(segs: Sequence[Seg]) -> str:
    """The words before the first blank, where they end as a label does."""
    if not segs or not isinstance(segs[0], (Lit, Num)):
        return ""
    text = ""
    for seg in segs:
        if isinstance(seg, (Blank, Flag)):
            break
        text += seg.text
    return _label_in(text[:LONGEST_LABEL]) if text else ""


@lru_cache(maxsize=8192)
def _label_in(text: str) -> str:
    m = LABEL.match(text) or BOLD.match(text)
    return m[1].strip() if m and m[1].count("(") == m[1].count(")") else ""


def lead_of(node: Node) -> str:
    """`**Steps**:` just before a list or a fence is its label."""
    label, whole = label_of(node.head) if node.kind == "text" else "", spell(node.head).rstrip()
    label = "" if EXAMPLE.match(label) else ASIDE.sub("", label)
    return label if label and len(words(label)) <= LONGEST_LEAD and whole.endswith((":", ":**", "：", "：**")) else ""
