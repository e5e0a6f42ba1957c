"""What was found in a document: patterns and the values in them, each with the characters it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..template import Blank, Block, Flag, Node, is_more
from ._values import DONE, Values, pack, says, slots, without_escapes


@dataclass(slots=True)
class Bind:
    """A value and the characters it came from."""

    value: str | bool
    start: int
    end: int
    slot: Blank | Flag | Node | str  # what it is the value of; a tick is that of DONE
    block: Block


@dataclass(slots=True, eq=False)
class Hit:
    """A pattern found in a document."""

    node: Node
    block: Block
    first: int
    last: int
    binds: dict[str, Bind] = field(default_factory=dict)
    untouched: bool = False  # an example of the template, left as it is
    reshaped: bool = False  # in another shape than the template's
    columns: list[int | None] = field(default_factory=list)  # of a table's cells: where the document has them
    kids: list[list[Hit]] = field(default_factory=list)  # for each pattern inside its hits: none, one, or those of rows

    def binds_below(self) -> Iterator[tuple[str, Bind]]:
        """Keys and binds of this scope."""
        yield from self.binds.items()
        for child, hits in zip(self.node.body, self.kids, strict=False):
            if child.kind != "repeat":
                for hit in hits:
                    yield from hit.binds_below()


EMPTY: dict[str, Callable[[], Any]] = {"repeat": list, "flag": bool}  # any other value is a text


def values(hit: Hit) -> Values:
    """The values of a hit's scope; a part that the document lacks is empty."""
    out: Values = {key: EMPTY.get(kind, str)() for key, kind, _ in slots(hit.node)}
    _fill(out, hit)
    return out


def _fill(out: Values, hit: Hit) -> None:
    for child, hits in zip(hit.node.body, hit.kids, strict=False):
        if child.kind == "repeat":
            out[child.key] = pack(child, [row for row, _ in real_rows(child, hits)])
        else:
            for found in hits:
                _fill(out, found)
    out.update((key, bind.value) for key, bind in hit.binds.items() if key != DONE)


def real_rows(repeat: Node, hits: list[Hit]) -> list[tuple[Values, Hit]]:
    """The rows that say something; an example of the template that was left as it is says nothing."""
    rows = [(_row(repeat.unit, hit), hit) for hit in hits if not hit.untouched]
    return [(row, hit) for row, hit in rows if says(row)]


def _row(unit: Node, hit: Hit) -> Values:
    if not unit.tick:
        return values(hit)
    return values(hit) | {DONE: DONE in hit.binds and hit.binds[DONE].value}


Said = tuple[int, int, str]  # a part of a block's text, and what the template has there


def signature(block: Block, shared: Mapping[int, Sequence[Said]] | None = None) -> tuple[Any, ...]:
    """What a block says, wherever it stands, with the values that only repeat others as the template has them.

    Args:
        block: of a document, or of the template.
        shared: id of a block -> those values in it.
    """
    text = block.text
    for start, end, raw in sorted((shared or {}).get(id(block), ()), reverse=True):
        text = text[:start] + raw + text[end:]
    return block.kind, without_escapes(text), tuple(signature(kid, shared) for kid in block.kids)


def goes_on(block: Block) -> bool:
    """`...`, `etc.`, `[Add more as needed]`: says that a group goes on; in plain words it may be an item of a list."""
    said = block.text
    if block.kind not in ("text", "item") or block.kids or not said:
        return False
    return (not said[0].isalnum() or said.casefold() in ("etc", "etc.")) and is_more(said)
