"""What differs between two plans, field by field; rows are compared by what they say, not by where they stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..quantities import Effort, typically
from ..template import COMMON, Field, to_number
from ._differences import differences
from ._efforts import SHORT, unit_of
from ._rows import match_rows

if TYPE_CHECKING:
    import pandas as pd

    from ._plan import Plan


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing that differs.

    Attributes:
        path: the field; rows and lines are numbered as they stand in the newer plan, removed ones as in the older.
        label: the same in the words of the form.
        section: label of the heading above the field, ``""`` at the top.
        before: the older value, None where there was none.
        after: the newer value, None where there is none.
        change: ``changed``, ``added``, ``removed``, ``moved``, ``ticked`` or ``unticked``.
        delta: how much more or less an amount is, ``"+5 d"``; ``""`` for what is no amount.
    """

    path: str
    label: str
    section: str
    before: Any
    after: Any
    change: str
    delta: str = ""


def changes(older: Plan, newer: Plan) -> tuple[FieldChange, ...]:
    """What differs, in the order of the newer plan's template; what only the older one has comes last."""
    fields = {f.key: f for f in (*newer.template.tree, *older.template.tree, *COMMON.values())}
    before, after = (plan.said for plan in (older, newer))
    names = [n for n in fields if n in before or n in after]
    return tuple(c for n in names for c in _of_field(fields[n], {n: before.get(n)}, {n: after.get(n)}))


def diff(older: Plan, newer: Plan) -> pd.DataFrame:
    """What differs between two plans, one row a change.

    Returns:
        Columns path, before, after, change (``changed``, ``added``, ``removed``, ``moved``, ``ticked``, ``unticked``)
        and delta (of an amount, as text: ``"+5 d"``); no row where the plans say the same.
    """
    import pandas as pd

    rows = [(c.path, c.before, c.after, c.change, c.delta) for c in changes(older, newer)]
    frame = pd.DataFrame(rows, columns=["path", "before", "after", "change", "delta"], dtype="object")
    return frame.astype({"path": "string", "change": "string", "delta": "string"})


def _of_field(field: Field, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    section = field.headings[-1] if field.headings else ""
    for c in differences(before, after):
        inner, label = _at(field, c.path)
        word, delta = _word(c.before, c.after), _delta(inner, c.before, c.after)
        yield FieldChange(c.path, label, section, c.before, c.after, word, delta)
    old, new = before.get(field.key), after.get(field.key)
    if isinstance(old, list) and isinstance(new, list):
        for n in _moved(old, new):
            yield FieldChange(f"{field.key}[{n}]", f"{field.label} {n + 1}", section, new[n], new[n], "moved")


def _at(field: Field, path: str) -> tuple[Field | None, str]:
    """The field or column that a path names (None: a row, or a tick), and what a person calls that place."""
    label, inner = field.label, field if path == field.key else None
    for number, name in re.findall(r"\[(\d+)\](?:\.([^\[]+))?", path[len(field.key) :]):
        label += f" {int(number) + 1}"
        inner = next((c for c in field.columns if c.key == name), None)
        label += f" · {inner.label if inner else name.capitalize()}" if name else ""
        field = inner or field
    return inner, label


def _word(before: Any, after: Any) -> str:
    if isinstance(before, bool) and isinstance(after, bool):
        return "ticked" if after else "unticked"
    return "added" if before is None else "removed" if after is None else "changed"


def _moved(before: Sequence[Any], after: Sequence[Any]) -> list[int]:
    """Places, in the newer rows, of those that moved: as few as can be are called so."""
    pairs = sorted((new, old) for old, new in match_rows(before, after) if old is not None and new is not None)
    stays = _rising([old for _, old in pairs])
    return [new for new, old in pairs if old not in stays]


def _rising(numbers: Sequence[int]) -> set[int]:
    """The longest rising subsequence of different numbers (patience sorting, O(n log n))."""
    tops: list[int] = []
    piles = []
    for number in numbers:
        piles.append(bisect_left(tops, number))
        tops[piles[-1] : piles[-1] + 1] = [number]
    out: set[int] = set()
    want, bound = len(tops) - 1, float("inf")
    for number, pile in zip(reversed(numbers), reversed(piles), strict=True):
        if pile == want and number < bound:
            out.add(number)
            want, bound = want - 1, number
    return out


# --- how much ---------------------------------------------------------------------------------------------------------


def _delta(field: Field | None, before: Any, after: Any) -> str:
    known = DELTAS.get(field.kind) if field else None
    return known(field, before, after) if known and isinstance(before, str) and isinstance(after, str) else ""


def _effort_delta(field: Field | None, before: str, after: str) -> str:
    """The difference of the typical amounts, in the unit that both are in, else in hours."""
    one, two = (Effort.parse(text, unit_of(field)) for text in (before, after))
    if one.kind != two.kind or one.kind not in ("time", "points", "number"):
        return ""
    if one.unit == two.unit:
        unit = one.unit or ""
        ends = [_typical(e.low, e.likely, e.high) for e in (one, two)]
        return _signed(ends, SHORT.get(unit, unit))
    return _signed([_typical(*e.hours()) for e in (one, two)], "h")


def _typical(low: float | None, likely: float | None, high: float | None) -> float | None:
    return likely if likely is not None or low is None or high is None else typically(low, high)


def _number_delta(field: Field | None, before: str, after: str) -> str:
    return _signed([to_number(before), to_number(after)], "")


def _signed(ends: Sequence[float | None], unit: str) -> str:
    one, two = ends
    if one is None or two is None or one == two:
        return ""
    more = two - one
    said = f"{more:+.3g}" if abs(more) < 100 else f"{more:+.0f}"  # never 1.23e+04
    return f"{said} {unit}".strip()


DELTAS: dict[str, Callable[[Field | None, str, str], str]] = {"effort": _effort_delta, "number": _number_delta}
