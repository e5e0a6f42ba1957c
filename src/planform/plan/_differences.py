"""How two states of a plan's values differ. Rows are matched by what they say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ._rows import match_rows

EMPTY: tuple[Any, ...] = ("", [], None, {})
Values = Mapping[str, Any]


def digest(value: Any) -> str:
    """A short name for a value: equal values, equal digests."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Digest:
    """A former value of which only the digest is known: enough to say whether a value is still the same."""

    digest: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of two states.

    Attributes:
        path: field, row and column: ``steps[1].estimated_time``; rows are counted in the newer state.
        before: None where there was nothing.
        after: None where there is nothing.
    """

    path: str
    before: Any
    after: Any


def differences(before: Values, after: Values) -> list[Change]:
    """What differs between two states, in the order of their names; rows that only moved do not differ."""
    names = dict.fromkeys([*before, *after])
    return [change for name in names for change in differences_of(name, before.get(name), after.get(name))]


def same(a: Any, b: Any) -> bool:
    """Whether two values say the same; empty is empty, and a digest stands for its value."""
    if isinstance(a, Digest) or isinstance(b, Digest):
        return _digest_of(a) == _digest_of(b)
    return a == b or (is_empty(a) and is_empty(b))


def is_empty(value: Any) -> bool:
    return value in EMPTY


def _digest_of(value: Any) -> str:
    return value.digest if isinstance(value, Digest) else "" if is_empty(value) else digest(value)


def differences_of(path: str, before: Any, after: Any) -> Iterator[Change]:
    if same(before, after):
        return
    if isinstance(before, list) and isinstance(after, list):
        yield from _row_differences(path, before, after)
    else:
        yield Change(path, None if is_empty(before) else before, None if is_empty(after) else after)


def _row_differences(path: str, before: list[Any], after: list[Any]) -> Iterator[Change]:
    for old, new in match_rows(before, after):
        if new is None or old is None:
            yield Change(
                f"{path}[{old if new is None else new}]",
                None if old is None else before[old],
                None if new is None else after[new],
            )
        elif isinstance(before[old], dict) and isinstance(after[new], dict):
            yield from (
                Change(f"{path}[{new}].{c.path}", c.before, c.after) for c in differences(before[old], after[new])
            )
        elif before[old] != after[new]:
            yield Change(f"{path}[{new}]", before[old], after[new])
