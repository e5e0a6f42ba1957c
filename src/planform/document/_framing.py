"""Which heading of a document is its title, and whether it has a footer: as its template has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..template import Block, Node, literal_words

HEADINGS = ("section", "title")


def framed_as(root: Node, blocks: list[Block]) -> list[Block]:
    """The blocks of a document with title and footer where the template has them too."""
    return _without_footer(root, _entitled(root, blocks))


def _entitled(root: Node, blocks: list[Block]) -> list[Block]:
    """Of several headings of the top level the first is the title, where it reads as the template's does.

    And a lone first heading is none, where it reads as that of a section.
    """
    tops = [k for k, block in enumerate(blocks) if block.kind in HEADINGS]
    if not tops:
        return blocks
    k, first = tops[0], blocks[tops[0]]
    title = next((node for node in root.body if node.kind == "title"), None)
    reads = title is not None and bool(literal_words(title.head)) and title.find(first.text) is not None
    if first.kind == "title":
        section = _reads(root, first.text) if title else _stands_as_section(root, first, blocks)
        return blocks if reads or not section else _as_section(root, blocks, k)
    alone = title is not None and len(tops) == 1 and first.level == title.block.level
    if not alone and (not reads or first.level > min(blocks[n].level for n in tops)):
        return blocks
    own = replace(first, kind="title", kids=[], last=first.body)
    return [*blocks[:k], own, *first.kids, *blocks[k + 1 :]]


def _as_section(root: Node, blocks: list[Block], k: int) -> list[Block]:
    """The title as the section that holds all that follows, but for a footer that the template has as well."""
    rules = [n for n, block in enumerate(blocks) if block.kind == "rule" and n > k]
    end = rules[-1] if rules and any(node.kind == "rule" for node in root.body) else len(blocks)
    section = replace(blocks[k], kind="section", kids=blocks[k + 1 : end], last=blocks[end - 1].last)
    return [*blocks[:k], section, *blocks[end:]]


def _stands_as_section(root: Node, first: Block, blocks: list[Block]) -> bool:
    """Whether a lone first heading is a section, of a template without a title."""
    if _reads(root, first.text):
        return True
    others = (block.text for block in blocks if block.kind == "section")
    return any(node.block.level == first.level for node in _sections(root)) and not any(
        _reads(root, said) for said in others
    )


def _reads(root: Node, heading: str) -> bool:
    """Whether a heading is that of a section which has words of its own."""
    return any(literal_words(node.head) and node.find(heading) is not None for node in _sections(root))


def _sections(root: Node) -> Iterator[Node]:
    units = (node.unit if node.kind == "repeat" else node for node in root.body)
    return (node for node in units if node.kind == "section")


def _without_footer(root: Node, blocks: list[Block]) -> list[Block]:
    """A rule and the text below it belong to the last section, where the template's last section has a rule itself."""
    k = max((n for n, block in enumerate(blocks) if block.kind in HEADINGS), default=-1) + 1
    footer, own = blocks[k:], [*_sections(root)][-1:]
    ruled = any(node.kind == "rule" for section in own for node in section.walk())
    if not footer or footer[0].kind != "rule" or not ruled or any(node.kind == "rule" for node in root.body):
        return blocks
    section = blocks[k - 1]
    while section.kids and section.kids[-1].kind == "section":
        section.last, section = footer[-1].last, section.kids[-1]
    section.last = footer[-1].last
    section.kids += footer
    return blocks[:k]
