"""What a list of plans shows: found, in an order, a page at a time; from the store's columns, no plan is decoded."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from ...errors import InvalidValueError
from ...store import PlanStore

MOST_FOUND = 200  # a search shows where the words stand, for which each plan is read
CHOICES = {"status": "Status", "owner": "Owner", "template": "Template", "tag": "Tag", "sprint": "Sprint"}
_OF_CHOICE = {"tag": "tags"}  # filter -> its column, where they differ


EMPTY = (
    "No plan is here yet. Press New plan, fill in the form and save it; or bring documents that you have with "
    "planform save FILES in a terminal."
)
NONE_FOUND = "No plan has all of this: {asked}. Look for less, or clear the search and filters."


class Listing:
    """The plans of a store as a person looks at them.

    Attributes:
        everything: all plans of the store, as they were read last.
        found: those that hold the words and pass the filters, in their order.
        sort: the column by which they are sorted, and whether downward; ``""``: as `found_plans` gives them.
        page: the one that is shown, from 0.
    """

    def __init__(self, store: PlanStore, size: int) -> None:
        self._store, self._size = store, size
        self._text, self._filters = "", dict[str, str]()
        self.sort, self.page = ("", True), 0
        self.read()
        self.find("", {})

    def read(self) -> None:
        """Read the store again; `find` is what shows it."""
        self.everything = self._store.plans()

    def find(self, text: str, filters: Mapping[str, str]) -> set[str]:
        """Look for words and filters; ids of what was found.

        Raises:
            InvalidValueError: there is no word to look for.
        """
        found = found_plans(self._store, text, filters)
        self.found = in_order(found, *self.sort) if self.sort[0] else found
        self._text, self._filters = text, dict(filters)
        return set(self.found["plan_id"])

    def order(self, column: str, down: bool) -> None:
        """Sort what was found.

        Raises:
            InvalidValueError: there is no such column.
        """
        self.found, self.sort = in_order(self.found, column, down), (column, down)

    def turn(self, page: int) -> None:
        """Go to a page, the nearest there is."""
        self.page = max(0, min(page, self._pages - 1))

    @property
    def _pages(self) -> int:
        return -(-len(self.found) // self._size)

    def view(self) -> dict[str, Any]:
        """What the page shows; see `Listing` in table.js."""
        first = self.page * self._size
        rows = shown_rows(self.found.iloc[first : first + self._size])
        return {
            "columns": [{"name": name, "label": label} for name, (label, _) in COLUMNS.items()],
            "rows": rows,
            "sort": self.sort[0],
            "down": self.sort[1],
            "page": self.page,
            "pages": self._pages,
            "range": self._range(first, len(rows)),
            "empty": self._nothing() if not rows else "",
            "clear": bool(self._text or self._filters),
        }

    def _range(self, first: int, count: int) -> str:
        found = len(self.found)
        best = "the best " if self._text and found == MOST_FOUND else ""
        some = f"{first + 1:,}–{first + count:,} of " if found > count else ""
        return f"{some}{best}{counted(found)}"

    def _nothing(self) -> str:
        if not len(self.everything):
            return EMPTY
        asked = [f"“{self._text}”"] * bool(self._text)
        asked += [f"{CHOICES[name].lower()} {value}" for name, value in self._filters.items()]
        return NONE_FOUND.format(asked=", ".join(asked))


def counted(count: int) -> str:
    """``"1 plan"``, ``"2,000 plans"``."""
    return f"{count:,} {'plan' if count == 1 else 'plans'}"


def found_plans(store: PlanStore, text: str, filters: Mapping[str, Any]) -> pd.DataFrame:
    """The plans that hold these words and pass the filters, the latest saved first, or the best found.

    Returns:
        The columns of `PlanStore.plans` and `snippet`: where the words stand.

    Raises:
        InvalidValueError: there is no word to look for.
    """
    frame = store.plans(**filters)
    if not text.strip():
        return frame.sort_values("updated_at", ascending=False, kind="stable").assign(snippet=None)
    found = store.search(text, limit=MOST_FOUND, **filters).set_index("plan_id")["snippet"]
    frame = frame.set_index("plan_id", drop=False)
    there = [name for name in found.index if name in frame.index]  # one may have been deleted meanwhile
    return frame.loc[there].assign(snippet=found[there])


def choices(frame: pd.DataFrame) -> dict[str, list[str]]:
    """For each filter the names that there are."""
    return {name: _names(frame[_OF_CHOICE.get(name, name)]) for name in CHOICES}


def _names(cells: pd.Series[Any]) -> list[str]:
    several = cells.name == "tags"
    said = {name for cell in cells.dropna().unique() for name in (str(cell).split(", ") if several else [str(cell)])}
    return sorted(filter(None, said), key=natural)


def in_order(frame: pd.DataFrame, column: str, down: bool) -> pd.DataFrame:
    """Sorted by a column, case and leading zeros aside ("T-2" before "T-10"); what is empty comes last both ways.

    Raises:
        InvalidValueError: there is no such column.
    """
    if column not in COLUMNS:
        raise InvalidValueError(f"plans cannot be sorted by {column!r}; there are {', '.join(COLUMNS)}")
    keys = _KEYS[column](frame) if column in _KEYS else frame[column]
    if not pd.api.types.is_numeric_dtype(keys) and not pd.api.types.is_datetime64_any_dtype(keys):
        places = {text: n for n, text in enumerate(sorted(set(keys.dropna()), key=natural))}
        keys = keys.map(places)
    order = pd.Series(keys.to_numpy(), dtype=None).sort_values(ascending=not down, na_position="last", kind="stable")
    return frame.iloc[order.index]


def natural(text: str) -> list[tuple[int, int, str]]:
    """A key that sorts numbers inside a text as numbers."""
    parts = re.split(r"(\d+)", text.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def _typical(frame: pd.DataFrame) -> pd.Series[Any]:
    """Hours; of a range its middle. Points come after all hours: they are no hours."""
    middle = (frame["effort_low"] + frame["effort_high"]) / 2
    return frame["effort_likely"].fillna(middle).fillna(frame["points"] + 1e9)


_KEYS: dict[str, Callable[[pd.DataFrame], pd.Series[Any]]] = {"effort_text": _typical}


# --- as text ----------------------------------------------------------------------------------------------------------


def _text(value: Any) -> str:
    return str(value)


COLUMNS: dict[str, tuple[str, Callable[[Any], str]]] = {  # column of the frame -> what it is called, how it is said
    "key": ("Key", _text),
    "title": ("Title", _text),
    "status": ("Status", _text),
    "owner": ("Owner", _text),
    "effort_text": ("Effort", _text),
    "sprint": ("Sprint", _text),
    "due": ("Due", lambda day: day.date().isoformat()),
    "completeness": ("Filled", lambda share: f"{share:.0%}"),
    "updated_at": ("Saved", lambda moment: moment.date().isoformat()),
}


def shown_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a page: id, revision, a text for each column, and where the searched words stand."""
    return [
        {
            "id": row["plan_id"],
            "cells": {name: "" if pd.isna(row[name]) else said(row[name]) for name, (_, said) in COLUMNS.items()},
            "found": snippet_parts(row["snippet"]),
        }
        for row in frame.to_dict("records")
    ]


def snippet_parts(snippet: Any) -> list[tuple[str, bool]]:
    """A snippet of the store as texts, each with whether it was found: that stands between two stars."""
    if not isinstance(snippet, str):
        return []
    return [(part, n % 2 == 1) for n, part in enumerate(snippet.split("**")) if part]
