"""Ids of plans: short, unlike any other store's, in the order they were made."""

from __future__ import annotations

import itertools
import re
import secrets
import time

from ..errors import StoreError

VALID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}")
_count = itertools.count()


def new_id() -> str:
    """24 hexadecimal digits: milliseconds since 1970, a count within the process, 32 random bits."""
    return f"{time.time_ns() // 1_000_000:012x}{next(_count) & 0xFFFF:04x}{secrets.token_hex(4)}"


def checked(name: str) -> str:
    """An id that came from outside, from the front matter of a document for instance.

    Raises:
        StoreError: it cannot be an id.
    """
    if not VALID.fullmatch(name):
        raise StoreError(
            f"{name[:60]!r} cannot be the id of a plan: letters, digits and _ . : - are what ids are made of; "
            "take it out of the document's front matter to save the plan as a new one"
        )
    return name
