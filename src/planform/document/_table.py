"""Tables as their author laid them out: which column stands where, and whether the bars stand in line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ..template import Block, Source

COLUMN = re.compile(r"(\d*):(\d+)")


def in_line(source: Source, table: Block) -> dict[int, int]:
    """Widths of the texts of all cells, by id, where the bars stand in line; else nothing.

    The line of dashes shows the widths. The bars are in line if no cell is narrower than its dashes, the header is as
    wide, and some text is shorter: a longer text in one row pushes only its own bars out.
    """
    header, *rows = table.kids
    dashes = [len(part) for part in re.split(r"\|", table.mark.strip().strip("|"))]
    widths = [_widths(source, row) for row in (header, *rows)]
    if widths[0] != dashes or any(a < b for row in widths for a, b in zip(row, dashes, strict=False)):
        return {}
    shown = ((row, ws) for row, ws in zip(table.kids, widths, strict=True))
    if not any(w > len(cell.text) + 2 for row, ws in shown for cell, w in zip(row.kids, ws, strict=True)):
        return {}
    return {id(cell): max(0, width - 2) for row in rows for cell, width in zip(row.kids, dashes, strict=False)}


def empty_width(source: Source, table: Block) -> int:
    """Characters between the bars of an empty cell, as this table has them."""
    rows = ((row, _widths(source, row)) for row in table.kids)
    shown = [width for row, widths in rows for cell, width in zip(row.kids, widths, strict=False) if not cell.text]
    return min(shown, default=2)


def _widths(source: Source, row: Block) -> list[int]:
    """Characters between the bars of a row."""
    line = source.line(row.first)
    first = source.start(row.first) + (len(line) - len(line.lstrip(" >")))
    bars = [first if source.text[first : first + 1] == "|" else first - 1, *(cell.body for cell in row.kids)]
    return [b - a - 1 for a, b in pairwise(bars)]


def columns_style(columns: Sequence[int | None], widths: Sequence[int]) -> str:
    """How a new row has to look: for each column of the document which cell of the template, and how wide.

    Args:
        columns: for each cell of the template its column in the document.
        widths: of the document's columns, 0 where they are as wide as their text.
    """
    ours = {theirs: k for k, theirs in enumerate(columns) if theirs is not None}
    many = max([len(widths), *(k + 1 for k in ours)])
    return " ".join(f"{ours.get(k, '')}:{widths[k] if k < len(widths) else 0}" for k in range(many))


def laid_out(cells: Sequence[str], style: str) -> list[str]:
    """The cells of the template in the columns of the document."""
    if not style:
        return list(cells)
    places = [(int(m[1]) if m[1] else -1, int(m[2])) for m in COLUMN.finditer(style)]
    return [(cells[k] if 0 <= k < len(cells) else "").ljust(width) for k, width in places]
