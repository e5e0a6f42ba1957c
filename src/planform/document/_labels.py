"""The labels in a part of a document, and those that a pattern asks for: what it is about, whatever it is called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from ..template import Block, Lit, Node, label_of
from ._dissect import columns_of
from ._words import labels_alike

KNOWN = 0.6  # the least share of words that two labels have in common
INSIDE = ("list", "item", "quote")


def labels_said(block: Block) -> list[str]:
    """The different labels of lines, items and columns of a section of a document, without its sub-sections."""
    return list(dict.fromkeys(label for kid in block.kids for label in _said(kid)))


def _said(block: Block) -> Iterator[str]:
    if block.kind == "table":
        yield from _columns(block)
    elif block.kind in ("text", "item"):
        label = label_of([Lit([block.text])])
        yield from [label] if label and not _is_a_name(block) else []
    for kid in block.kids if block.kind in INSIDE else ():
        yield from _said(kid)


def _is_a_name(item: Block) -> bool:
    """`1. **Sign in**: ...` over labels of its own: what comes first is no label."""
    return item.kind == "item" and bool(item.kids)


def _columns(table: Block) -> Iterator[str]:
    header, *rows = table.kids
    heads = [cell.text.strip("*_ ") for cell in header.kids]
    return iter(h for h in heads if h) if any(heads) else iter(row.kids[0].text.strip("*_: ") for row in rows)


def labels_asked(node: Node) -> list[str]:
    """The labels of lines, items and columns of a pattern of a section, without its sub-sections."""
    return list(dict.fromkeys(label for child in node.body for label in _asked(child)))


def _asked(node: Node) -> Iterator[str]:
    if node.kind == "section":
        return
    if node.kind == "table":
        yield from _columns(node.block)
    elif node.kind == "repeat":
        yield from (column.names[-1] for column in columns_of(node.unit))
    elif node.kind in ("text", "item") and (label := label_of(node.head)):
        yield label
    for child in node.body if node.kind != "table" else ():
        yield from _asked(child)


def share_known(asked: Sequence[str], said: Iterable[str]) -> float:
    """The share of labels that have a counterpart of their own."""
    found = [min(range(len(asked)), key=lambda n: _price(asked[n], label)) for label in said if asked]
    good = {n for n, label in zip(found, said, strict=False) if _price(asked[n], label) <= 1 - KNOWN}
    return len(good) / max(1, len(list(said)))


@lru_cache(8192)
def _price(ours: str, theirs: str) -> float:
    price = labels_alike(ours, theirs, KNOWN)
    return 2.0 if price is None else price
