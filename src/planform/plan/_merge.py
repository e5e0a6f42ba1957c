"""Three states of one thing made one: what it was, what I made of it, what they made of it; and how two states differ.

States are plain values as plans hold them: texts, flags, lists of texts or rows. Rows are matched by what they say, so
that two people may work on one table. What both changed in different ways is never decided here but told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ._differences import Change, Digest, Values, differences, differences_of, digest, is_empty, same
from ._rows import match_rows, twins

__all__ = ["Change", "Conflict", "Digest", "Merged", "Side", "Step", "differences", "digest", "match_rows", "merge"]

Side = Literal["mine", "theirs"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both sides changed, each in its own way.

    Attributes:
        path: field, row and column, as the merged values have them.
        base: the common ancestor; None where it had nothing.
        mine: None where I took it out.
        theirs: None where they took it out.
    """

    path: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Step:
    """One place where the three states are not the same.

    Attributes:
        path: field, row and column; rows are counted where they changed.
        base: the common ancestor, None where it had nothing or is not known.
        mine: None where I have nothing.
        theirs: None where they have nothing.
        by: who changed it: ``mine``, ``theirs``, ``both`` (alike), or ``conflict``.
    """

    path: str
    base: Any
    mine: Any
    theirs: Any
    by: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Three states made one.

    Attributes:
        values: every name of either side; where there is a conflict, what they have.
        conflicts: what is left to choose.
        steps: all that differs between the three states.
    """

    values: dict[str, Any] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    steps: tuple[Step, ...] = ()


def merge(base: Values | None, mine: Values, theirs: Values, choose: Side | Mapping[str, Side] | None = None) -> Merged:
    """Merge the values of two people who began from the same ones.

    Args:
        base: the common ancestor, a `Digest` where only that is known; None where nobody knows it: then what they have
            stands, and only what they lack is taken from mine.
        mine: values by name; a name that is not there is empty, or not spoken of where `base` is None.
        theirs: the same.
        choose: who is right where both are: one side for all, or by path; a field's choice holds for its rows.
    """
    merging = _Merging(_choice(choose))
    names = dict.fromkeys([*theirs, *mine])
    values = {n: merging.field(n, base, mine, theirs) for n in names}
    return Merged(values, tuple(merging.conflicts), tuple(merging.steps))


def _choice(choose: Side | Mapping[str, Side] | None) -> Callable[[str], Side | None]:
    """Which side a path takes: its own choice, else that of the row or field it belongs to."""
    if choose is None or isinstance(choose, str):
        return lambda path: choose

    def of(path: str) -> Side | None:
        while path and path not in choose:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return choose.get(path)

    return of


# --- merging ----------------------------------------------------------------------------------------------------------

Place = tuple[str, int]  # ("base", n), ("mine", n) or ("theirs", n): a row by where it is known


@dataclass(slots=True)
class _Merging:
    """One merge: who is right in a conflict, and the conflicts that nobody decided."""

    choice: Callable[[str], Side | None]
    conflicts: list[Conflict] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def field(self, name: str, base: Values | None, mine: Values, theirs: Values) -> Any:
        """One field; the empty value has the type that the field has elsewhere."""
        theirs_now = theirs.get(name)
        if base is None:
            own = mine.get(name)
            if name not in mine or same(own, theirs_now):
                return theirs_now
            if not is_empty(theirs_now):
                return self.decide(name, None, own, theirs_now)
            return self.taken(name, None, own, "mine")
        merged = self.value(name, base.get(name), mine.get(name), theirs_now)
        return _nothing_like(theirs_now, mine.get(name)) if merged is None else merged

    def value(self, path: str, base: Any, mine: Any, theirs: Any) -> Any:
        """One value of three states: the one that changed; rows one by one."""
        if same(mine, theirs):
            return self.taken(path, base, theirs, "both")
        if same(mine, base):
            return self.taken(path, base, theirs, "theirs")
        if same(theirs, base):
            return self.taken(path, base, mine, "mine")
        if all(isinstance(v, list) for v in (base or [], mine or [], theirs or [])):
            return self.rows(path, base or [], mine or [], theirs or [])
        if all(isinstance(v, dict) for v in (base or {}, mine, theirs)):
            return self.row(path, base or {}, mine, theirs)
        return self.decide(path, base, mine, theirs)

    def taken(self, path: str, base: Any, value: Any, by: str) -> Any:
        """A value that is beyond doubt, and what changed in it."""
        found = differences_of(path, None if isinstance(base, Digest) else base, value)
        for c in found if not same(base, value) else ():
            sides = {"mine": (c.after, c.before), "theirs": (c.before, c.after), "both": (c.after, c.after)}
            self.steps.append(Step(c.path, c.before, *sides[by], by))
        return value

    def decide(self, path: str, base: Any, mine: Any, theirs: Any) -> Any:
        """What both changed: as chosen, else theirs and a conflict."""
        side = self.choice(path)
        before = None if isinstance(base, Digest) else base
        self.steps.append(Step(path, before, mine, theirs, side or "conflict"))
        if side is None:
            self.conflicts.append(Conflict(path, before, mine, theirs))
        return mine if side == "mine" else theirs

    def row(self, path: str, base: Values, mine: Values, theirs: Values) -> dict[str, Any]:
        """One row, column by column."""
        found = {}
        for name in dict.fromkeys([*theirs, *mine]):
            value = self.value(f"{path}.{name}", base.get(name), mine.get(name), theirs.get(name))
            found[name] = _nothing_like(theirs.get(name), mine.get(name)) if value is None else value
        return found

    def rows(self, path: str, base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
        """All rows: the order of who moved rows, new rows behind the row they were put behind."""
        ours = _Side(base, mine)
        others = _Side(base, theirs)
        both = twins([mine[n] for n in ours.new], [theirs[n] for n in others.new])
        shared = {ours.new[a]: others.new[b] for a, b in both.items()}  # rows that both brought
        back = {b: a for a, b in shared.items()}
        found = []
        for number, (kind, n) in enumerate(self.order(path, base, ours, others, shared)):
            here = {"base": ours.at.get(n), "mine": n, "theirs": back.get(n)}[kind]
            there = {"base": others.at.get(n), "mine": shared.get(n), "theirs": n}[kind]
            row = self.kept(
                f"{path}[{number}]",
                base[n] if kind == "base" else None,
                None if here is None else mine[here],
                None if there is None else theirs[there],
            )
            found += [] if row is None else [row]
        return found

    def kept(self, path: str, base: Any, mine: Any, theirs: Any) -> Any:
        """One row of three states; None where it goes."""
        if base is None and (mine is None or theirs is None):
            self.steps.append(Step(path, None, mine, theirs, "mine" if theirs is None else "theirs"))
            return theirs if mine is None else mine
        if mine is None or theirs is None:
            there = theirs if mine is None else mine
            if there is None or there == base:
                who = "both" if there is None else "mine" if mine is None else "theirs"
                self.steps.append(Step(path, base, mine, theirs, who))
                return None
            chosen = self.decide(path, base, mine, theirs)
            return there if chosen is None and self.choice(path) is None else chosen
        return self.value(path, base, mine, theirs)

    def order(self, path: str, base: list[Any], ours: _Side, others: _Side, shared: Mapping[int, int]) -> list[Place]:
        """Every row once, by the place where it is known; rows that a side took out included."""
        first, second, names = others, ours, ("theirs", "mine")
        if ours.moved and not (others.moved and self._they_lead(path, base, ours, others)):
            first, second, names = ours, others, ("mine", "theirs")
        order = first.places(names[0])
        skip = set(shared) if names[1] == "mine" else set(shared.values())
        after: dict[Place | None, list[Place]] = {}
        last: Place | None = None
        for place in second.places(names[1]):
            if place[0] == "base":
                last = place
            elif place[1] not in skip:
                after.setdefault(last, []).append(place)
        return _woven(order, after)

    def _they_lead(self, path: str, base: list[Any], ours: _Side, others: _Side) -> bool:
        """Both moved rows: whose order holds; a conflict where they differ."""
        common = set(ours.sequence) & set(others.sequence)
        mine = [n for n in ours.sequence if n in common]
        theirs = [n for n in others.sequence if n in common]
        rows = [[base[n] for n in order] for order in (sorted(common), mine, theirs)]
        return mine == theirs or self.decide(path, *rows) is rows[2]


def _nothing_like(*values: Any) -> Any:
    """The empty value of the type that a field has."""
    return next((type(value)() for value in values if value is not None), "")


class _Side:
    """One side's rows as seen from the base.

    Attributes:
        at: index in the base -> index here.
        new: indices of rows that the base lacks.
        sequence: rows of the base that are still here, in the order they have here.
        moved: whether that is another order.
    """

    def __init__(self, base: Sequence[Any], rows: Sequence[Any]) -> None:
        self.match = match_rows(base, rows)
        self.at = {old: new for old, new in self.match if old is not None and new is not None}
        self.new = [new for old, new in self.match if old is None and new is not None]
        self.sequence = [old for old, new in self.match if old is not None and new is not None]
        self.moved = self.sequence != sorted(self.sequence)

    def places(self, name: str) -> list[Place]:
        """Its rows in order, those of the base that it took out where they stood."""
        return [("base", old) if old is not None else (name, new or 0) for old, new in self.match]


def _woven(order: list[Place], after: Mapping[Place | None, list[Place]]) -> list[Place]:
    """The rows of one side with those that only the other brought, each behind the row that it follows there."""
    found: list[Place] = []
    waiting = list(after.get(None, []))
    for place in order:
        if place[0] == "base":
            found += waiting
            waiting = list(after.get(place, []))
        found.append(place)
    return found + waiting
