"""Which values to put between markers when a document does not read back as it was meant."""

from __future__ import annotations

from ..template import Node
from ._values import Address, Values, slots, unpack

NARROW_ROUNDS = 3  # attempts that suspect only the rows which came back wrong, and of these the first
CHANGED_ROUNDS = 5  # attempts that suspect only what came back wrong


def suspects(root: Node, new: Values, got: Values, attempt: int, marked: set[Address]) -> set[Address]:
    """Addresses of the values to mark next, in attempt 0 and on: at first few, then whatever may be the cause."""
    stages = ((False, False), (True, False), (True, True))[(attempt >= NARROW_ROUNDS) + (attempt >= CHANGED_ROUNDS) :]
    for wide, everything in stages:
        if more := _suspects(root, new, got, (), wide, everything) - marked:
            return more
    return set()


def _suspects(node: Node, new: Values, got: Values, address: Address, wide: bool, everything: bool) -> set[Address]:
    out: set[Address] = set()
    for key, kind, slot in slots(node):
        if kind == "repeat":
            mine, theirs = unpack(slot, new.get(key)), unpack(slot, got.get(key))
            for n, row in enumerate(mine):
                other = theirs[n] if n < len(theirs) else {}
                if row == other and not everything:
                    continue
                out |= _suspects(slot.unit, row, {} if wide else other, (*address, key, n), wide, everything)
                if out and len(mine) != len(theirs) and not wide:
                    break  # rows came apart: the first wrong one may have moved all others
        elif kind not in ("flag", "code") and new.get(key) and (everything or new.get(key) != got.get(key)):
            out.add((*address, key))
    return out
