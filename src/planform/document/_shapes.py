"""Content in another shape than the template's: a table for a list, a list for a table, lines for a form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from ..template import Blank, Block, Lit, Node, blanks, label_of, spell, words
from ._dissect import Column, columns_of, dissect
from ._hits import Bind, Hit
from ._values import DONE
from ._words import labels_alike

KNOWN = 0.6  # the least share of words that a header or label has in common with what it is taken for
CLEARLY = 0.1  # how much lower than any other a price must be


class Reader(Protocol):
    """What reads the texts of the places that are found here: the matcher."""

    loose: list[Block]

    def bind(self, hit: Hit, blank: Blank, start: int, end: int, block: Block) -> None:
        """Bind part of a block's text to a blank."""

    def doubt_about(self, node: Node, block: Block) -> None:
        """Say what a block was taken for."""


def reshape(reader: Reader, hit: Hit, hits: list[list[Hit]], left: list[Block]) -> list[Block]:
    """Take tables, lists and lines that no pattern takes for the rows or the labelled values that they hold.

    Args:
        reader: the matcher.
        hit: the container, which gets the labelled values.
        hits: for each pattern in it its hits; gets the rows.
        left: blocks of the container that have no place.

    Returns:
        Those that still have none.
    """
    for block in [b for b in left if b.kind in ("table", "list", "text")]:
        if _as_form(reader, hit, hits, block) or (block.kind != "text" and _as_rows(reader, hit.node, hits, block)):
            left = [b for b in left if b is not block]
    return left


# --- rows -------------------------------------------------------------------------------------------------------------


class Home(NamedTuple):
    """A group without rows: pattern k of a container, or the only one inside it."""

    k: int
    node: Node
    repeat: Node


def _homes(body: Sequence[Node], hits: list[list[Hit]]) -> Iterator[Home]:
    for k, node in enumerate(body):
        if hits[k]:
            continue
        if node.kind == "repeat":
            yield Home(k, node, node)
        elif node.kind in ("list", "table") and [child.kind for child in node.body] == ["repeat"]:
            yield Home(k, node, node.unit)


def _as_rows(reader: Reader, container: Node, hits: list[list[Hit]], block: Block) -> bool:
    fits = [(home, rows) for home in _homes(container.body, hits) if (rows := ROWS[block.kind](home.repeat, block))]
    if len(fits) != 1:  # a wrong place is worse than none
        return False
    ((home, rows),) = fits
    found = [_row(reader, home.repeat, row) for row in rows.rows]
    hits[home.k] = found if home.node is home.repeat else [Hit(home.node, block, block.first, block.last, kids=[found])]
    reader.loose += rows.beyond
    reader.doubt_about(home.node, block)
    return True


class Cell(NamedTuple):
    """A part of a block's text that is a column's."""

    column: Column
    start: int
    end: int
    block: Block


class Row(NamedTuple):
    """One row: the block it is, its parts, and what inside has no column."""

    block: Block
    cells: list[Cell]


class Rows(NamedTuple):
    """The rows of a block, and what in it has no place."""

    rows: list[Row]
    beyond: list[Block]


def _row(reader: Reader, repeat: Node, row: Row) -> Hit:
    hit = Hit(repeat.unit, row.block, row.block.first, row.block.last, reshaped=True)
    for cell in row.cells:
        reader.bind(hit, cell.column.blank, cell.start, cell.end, cell.block)
    if repeat.unit.tick and row.block.tick >= 0:
        hit.binds[DONE] = Bind(False, row.block.tick, row.block.tick + 1, DONE, row.block)
    hit.kids = [[] for _ in repeat.unit.body]
    return hit


def _table_rows(repeat: Node, block: Block) -> Rows | None:
    """The rows of a table whose header names the columns of the group."""
    header, *rows = block.kids
    places = header_columns(columns_of(repeat.unit), [cell.text for cell in header.kids])
    if not any(places):
        return None
    out, beyond = [], []
    for row in rows:
        pairs = list(zip(places, row.kids, strict=False))
        out.append(Row(row, [Cell(column, *_inner(c.text, column), c) for column, c in pairs if column and c.text]))
        beyond += [c for (column, c), head in zip(pairs, header.kids, strict=False) if not column and _says(c, head)]
    return Rows(out, beyond)


def _says(cell: Block, header: Block) -> bool:
    """Whether a cell without a column says something; counters under `#` do not."""
    return bool(cell.text) and (bool(words(header.text)) or not cell.text.isdigit())


def _inner(text: str, column: Column) -> tuple[int, int]:
    n = len(column.wrap)
    inside = n and len(text) > 2 * n and text.startswith(column.wrap) and text.endswith(column.wrap)
    return (n, len(text) - n) if inside else (0, len(text))


def header_columns(columns: Sequence[Column], headers: Sequence[str]) -> list[Column | None]:
    """For each header the column that it names; the only one without a name may be the only one left.

    Nothing, where less than half of the headers are known.
    """
    found: dict[int, Column] = {}
    priced = sorted(
        (price, i, n)
        for i, header in enumerate(headers)
        for n, column in enumerate(columns)
        if (price := _called(column, header)) is not None
    )
    for _, i, n in priced:
        if i not in found and columns[n] not in found.values():
            found[i] = columns[n]
    named = [i for i, header in enumerate(headers) if words(header)]
    others, free = [i for i in named if i not in found], [c for c in columns if c not in found.values()]
    if not found or 2 * len(found) < len(named):
        return [None] * len(headers)
    if len(others) == 1 and (rest := [c for c in free if c is columns[0]] or free[:1] if len(free) == 1 else free[:0]):
        found[others[0]] = rest[0]
    elif len(others) == 1 and (told := [c for c in free if c.blank.key.rpartition(".")[2] == "description"]):
        found[others[0]] = told[0]
    return [found.get(i) for i in range(len(headers))]


def _called(column: Column, label: str) -> float | None:
    prices = [p for name in column.names if (p := labels_alike(name, label, KNOWN)) is not None]
    return min(prices, default=None)


def _list_rows(repeat: Node, block: Block) -> Rows | None:
    """The items of a list that can be told apart into the columns of a group."""
    columns = columns_of(repeat.unit)
    if len(columns) < 2:
        return None
    out, beyond = [], []
    for item in block.kids:
        parts = dissect(item.text, columns)
        if not parts:
            return None
        cells = [Cell(column, start, end, item) for column, start, end in parts]
        for kid in _lines(item):
            free = [c for c in columns if all(c is not cell.column for cell in cells)]
            cell = _labelled(kid, free)
            cells += [cell] if cell else []
            beyond += [] if cell else [kid]
        out.append(Row(item, cells))
    return Rows(out, beyond) if any(len(row.cells) > 1 for row in out) else None


def _lines(block: Block) -> Iterator[Block]:
    """The texts and items below an item."""
    for kid in block.kids:
        if kid.kind == "list":
            yield from kid.kids
        else:
            yield kid


def _labelled(block: Block, columns: Sequence[Column]) -> Cell | None:
    said = label_of([Lit([block.text])])
    priced = sorted((p, n) for n, c in enumerate(columns) if said and (p := _called(c, said)) is not None)
    if not priced:
        return None
    column = columns[priced[0][1]]
    parts = dissect(block.text, [column])
    return Cell(column, parts[0][1], parts[0][2], block) if parts else None


ROWS = {"table": _table_rows, "list": _list_rows}


# --- labelled values --------------------------------------------------------------------------------------------------


class Carrier(NamedTuple):
    """A label and the value beside it, as a document has them."""

    label: str
    block: Block  # that the value stands in
    whole: Block  # what it is all of
    start: int
    end: int


class Slot(NamedTuple):
    """A labelled blank of the template without a value."""

    label: str
    column: Column


def _as_form(reader: Reader, hit: Hit, hits: list[list[Hit]], block: Block) -> bool:
    """Whether most of a block is labels that the template has as well, each beside its value."""
    slots = list(_slots(hit, hits))
    carriers = list(_carriers(block)) if slots else []
    found = [(slot, carrier) for carrier in carriers if (slot := _slot(slots, carrier.label))]
    if not found or 2 * len(found) < len(carriers) or len({id(slot) for slot, _ in found}) < len(found):
        return False
    for slot, carrier in found:
        if carrier.start < carrier.end:
            reader.bind(hit, slot.column.blank, carrier.start, carrier.end, carrier.block)
    taken = {id(carrier.whole) for _, carrier in found}
    reader.loose += [c.whole for c in carriers if id(c.whole) not in taken and c.start < c.end]
    reader.doubt_about(hit.node, block)
    return True


def _slot(slots: Sequence[Slot], label: str) -> Slot | None:
    """The only slot with that label, or the one that it is clearly most like."""
    priced = sorted((p, n) for n, s in enumerate(slots) if (p := labels_alike(s.label, label, KNOWN)) is not None)
    if not priced or (len(priced) > 1 and priced[0][0] > priced[1][0] - CLEARLY):
        return None
    return slots[priced[0][1]]


def _slots(hit: Hit, hits: list[list[Hit]]) -> Iterator[Slot]:
    for node, found in zip(hit.node.body, hits, strict=True):
        if found or node.kind == "repeat":
            continue
        for inner in _own(node):
            slot = _slot_of(inner)
            if slot and slot.column.blank.key not in hit.binds:
                yield slot


def _own(node: Node) -> Iterator[Node]:
    """What is no section, and no row of a group: the lines, items and rows of a form."""
    if node.kind not in ("repeat", "section"):
        yield node
        for child in node.body:
            yield from _own(child)


def _slot_of(node: Node) -> Slot | None:
    if node.kind == "row" and len(node.body) > 1:
        label, cell = spell(node.body[0].head), node.body[1]
    else:
        label, cell = label_of(node.head), node
    own = blanks(cell.head)
    if not label or len(own) != 1 or own[0].shared:
        return None
    return Slot(label, Column(own[0], (label,)))


def _carriers(block: Block) -> Iterator[Carrier]:
    if block.kind == "table":
        for row in block.kids:
            cell = row.kids[-1]
            if len(row.kids) == 2 and row.kids[0].text:
                yield Carrier(row.kids[0].text.strip("*_: "), cell, row, 0, len(cell.text))
        return
    for item in block.kids if block.kind == "list" else [block]:
        said = "" if item.kids else label_of([Lit([item.text])])
        parts = dissect(item.text, [Column(Blank("", []), (said,))]) if said else None
        yield Carrier(said, item, item, *(parts[0][1:] if parts else (0, 0 if said else len(item.text))))
