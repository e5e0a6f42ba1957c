"""Frames in: columns of any dtype (object, Float64, string, boolean) become plain Python values, once, here."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..errors import Diagnostic, InvalidTableError, nearest

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

EFFORTS = (
    "plan_id", "key", "item", "position", "text", "kind", "low", "likely", "high",
    "owner", "status", "done", "depends_on",
)  # fmt: skip
AMOUNTS = ("low", "likely", "high")
DEPENDENCIES = ("plan_id", "relation", "text", "target_id")
RISKS = (
    "plan_id", "risk", "likelihood", "impact", "probability", "impact_hours",
    "mitigation", "contingency", "owner", "mitigated",
)  # fmt: skip

# "depends on: none", in so many words
FREE = frozenset({"none", "n/a", "nil", "nothing", "no", "keine", "aucune", "ninguna"})
NOTHING = FREE | {"", "-", "--", "–", "—", "na", "tbd", "?"}
UNASSIGNED = NOTHING | {"unassigned", "nobody", "open"}
SEVERAL = re.compile(r"\s*[,;/&+\n]\s*|\s+(?:and|und|et|y)\s+")


class Item(NamedTuple):
    """One row of the efforts frame. Amounts are hours or points by `kind`; NaN where unknown."""

    plan: str
    key: str
    name: str
    position: float
    text: str
    kind: str
    low: float
    likely: float
    high: float
    owner: str
    status: str
    done: bool
    depends_on: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.key or self.plan

    @property
    def owners(self) -> tuple[str, ...]:
        """The people of a cell that names several ("Ana, Ben", "Ana & Ben"), each once."""
        return people(self.owner)

    @property
    def amounts(self) -> tuple[float, float, float]:
        return self.low, self.likely, self.high


def records(
    frame: pd.DataFrame | None, columns: Iterable[str], required: Iterable[str], name: str
) -> list[dict[str, Any]]:
    """Rows as dicts with every one of `columns`; a missing optional column is missing in every row.

    Raises:
        InvalidTableError: no DataFrame, or a required column is not there.
    """
    if frame is None:
        return []
    if not isinstance(frame, pd.DataFrame):
        raise InvalidTableError(f"{name}: a pandas DataFrame is needed, this is a {type(frame).__name__}")
    if not len(frame) and not len(frame.columns):
        return []
    have = [str(c) for c in frame.columns]
    lost = [Diagnostic("missing-column", f"no column {c!r}{nearest(c, have)}", name) for c in required if c not in have]
    if lost:
        raise InvalidTableError(diagnostics=lost)
    wanted = list(columns)
    lists = [frame[c].tolist() if c in have else [None] * len(frame) for c in wanted]
    return [dict(zip(wanted, row, strict=True)) for row in zip(*lists, strict=True)]


def missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def text(value: Any) -> str:
    """Stripped text; an id that pandas turned into 12.0 for want of a nullable integer is ``"12"``."""
    if type(value) is str:
        return value.strip()
    if value is None or missing(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def number(value: Any) -> float:
    """A float; NaN where there is none or it is no number."""
    if type(value) is float:
        return value
    if missing(value) or isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def flag(value: Any) -> bool | None:
    """True, False, or None where nobody said."""
    if missing(value):
        return None
    return value.strip().lower() in {"true", "yes", "1", "x"} if isinstance(value, str) else bool(value)


def texts(value: Any) -> tuple[str, ...]:
    """A list-like cell, or one text, as a tuple of texts without the empty ones."""
    if value is None:
        return ()
    many = value if isinstance(value, list | tuple | set | np.ndarray) else (value,)
    return tuple(found for part in many if (found := text(part)))


def owner(value: Any) -> str:
    """A person's name as typed, or ``""`` for nobody ("TBD", "unassigned", "-")."""
    return _owner(text(value))


@lru_cache(maxsize=4096)
def _owner(cell: str) -> str:
    name = cell.lstrip("@")
    return "" if name.lower() in UNASSIGNED else name


def people(value: Any) -> tuple[str, ...]:
    """The people that a cell names, each once, in their order."""
    return _people(text(value))


@lru_cache(maxsize=4096)
def _people(cell: str) -> tuple[str, ...]:
    found = (owner(part) for part in SEVERAL.split(cell))
    return tuple({name.casefold(): name for name in found if name}.values())


def items(efforts: pd.DataFrame) -> list[Item]:
    """The rows of an efforts frame: plans in the order of first appearance, the items of each by position."""
    if efforts is None:
        raise InvalidTableError("efforts: a pandas DataFrame is needed, such as store.efforts()")
    rows = records(efforts, EFFORTS, ("plan_id", "kind", *AMOUNTS), "efforts")
    _check_numbers(rows)
    found = [_item(row, index) for index, row in enumerate(rows)]
    first: dict[str, int] = {}
    for index, item in enumerate(found):
        first.setdefault(item.plan, index)
    return sorted(found, key=lambda item: (first[item.plan], item.position))


def _check_numbers(rows: Sequence[dict[str, Any]]) -> None:
    """Refuses words where amounts belong: left out, they would make a bound of a range."""
    wrong = [
        Diagnostic("no-number", f"{name}: {row[name]!r} is no number of hours or points", f"efforts, row {place}")
        for place, row in enumerate(rows, 1)
        for name in AMOUNTS
        if isinstance(row[name], str) and row[name].strip() and math.isnan(number(row[name]))
    ]
    if wrong:
        raise InvalidTableError(diagnostics=wrong[:20])


def _item(row: dict[str, Any], index: int) -> Item:
    position = number(row["position"])
    return Item(
        plan=text(row["plan_id"]),
        key=text(row["key"]),
        name=text(row["item"]),
        position=float(index) if math.isnan(position) else position,
        text=text(row["text"]),
        kind=text(row["kind"]).lower(),
        low=number(row["low"]),
        likely=number(row["likely"]),
        high=number(row["high"]),
        owner=owner(row["owner"]),
        status=text(row["status"]),
        done=flag(row["done"]) is True,
        depends_on=texts(row["depends_on"]),
    )


def day(value: Any) -> date | None:
    """A date from a date, datetime, Timestamp or ISO text; None where there is none or it is none."""
    if missing(value):
        return None
    stamp = pd.to_datetime(value, errors="coerce")
    return None if pd.isna(stamp) else stamp.date()
