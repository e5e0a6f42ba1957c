"""A plan carried to a changed or another template: by path, label, role, shape, words; nothing is dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..template import COMMON, Field
from ._names import fold
from ._plan import Plan
from ._recast import recast, with_unit

if TYPE_CHECKING:
    import pandas as pd

    from ._template import Template


@dataclass(frozen=True, slots=True)
class Move:
    """One value on its way.

    Attributes:
        before: its path in the old template; of text without a field the lines, ``"lines 3-5"``.
        after: its path in the new one, ``""`` where it found no place.
        rule: what decided: ``path``, ``label``, ``role``, ``shape``, ``words``, ``common`` (of every plan); else
            ``unplaced``.
        value: as the old plan has it.
        becomes: as the new plan has it, None where it found no place.
    """

    before: str
    after: str
    rule: str
    value: Any
    becomes: Any


@dataclass(frozen=True, slots=True)
class MigrationResult:
    """A plan in its new template, and what became of each value.

    Attributes:
        plan: the migrated plan; it keeps its id and revision, so saving it adds a revision.
        moved: every value that found a place, in the order of the old template.
        unplaced: every value that found none, and the text of the old document that had no field.
    """

    plan: Plan
    moved: tuple[Move, ...]
    unplaced: tuple[Move, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """One row a value: before, after (NA: no place), rule, value, becomes."""
        import pandas as pd

        rows = [(m.before, m.after or None, m.rule, m.value, m.becomes) for m in (*self.moved, *self.unplaced)]
        frame = pd.DataFrame(rows, columns=["before", "after", "rule", "value", "becomes"])
        return frame.astype({"before": "string", "after": "string", "rule": "string"})


@dataclass(slots=True)
class _Load:
    """What is being carried."""

    values: dict[str, Any] = field(default_factory=dict)
    moved: list[Move] = field(default_factory=list)
    lost: list[Move] = field(default_factory=list)

    def lose(self, path: str, value: Any) -> None:
        self.lost.append(Move(path, "", "unplaced", value, None))


def migrate(plan: Plan, to: Template) -> MigrationResult:
    """Carry a plan to another template.

    Args:
        plan: any plan.
        to: the template it is to have: the same one after a change, or another.

    Returns:
        The plan, what moved where and what found no place. Default items that nobody touched in the old template give
        way to the new one's.
    """
    load = _Load()
    common = _carry_fields(plan, to, load)
    common = _carry_common({**plan.common, **common}, to, load)
    values = to.lens.canonical({**to.blank_values, **load.values})
    new = Plan(to, values, common, id=plan.id, revision=plan.revision)
    return MigrationResult(new, tuple(load.moved), (*load.lost, *_refused(load, new), *_notes(plan)))


def _carry_fields(plan: Plan, to: Template, load: _Load) -> dict[str, Any]:
    """The fields of the old template; those of every plan that the new one has no place for are given back."""
    blank = plan.template.blank_values
    matched = matches(plan.template.tree, to.tree)
    common = {}
    for own in plan.template.tree:
        value = plan.values[own.key]
        if value == blank[own.key]:
            continue
        target, rule = matched.get(own.key, (None, ""))
        if not value:  # default items that a person took out
            load.values |= {target.key: value} if target and target.kind == own.kind else {}
        elif target is not None:
            _place(own, target, rule, value, load)
        elif own.role in COMMON and not to.common[own.role] and isinstance(value, str):
            if said := with_unit(own, None, value):
                common[own.role] = said
                load.moved.append(Move(own.path, own.role, "common", value, said))
            else:
                load.lose(own.path, value)
        else:
            load.lose(own.path, value)
    return common


def _carry_common(common: dict[str, Any], to: Template, load: _Load) -> dict[str, Any]:
    """The common fields that the old template had no field for; those with a field in the new one go there."""
    kept = {}
    for name, value in common.items():
        target = to.common[name]
        if target is None or not value:
            kept[name] = value
        elif target.key in load.values:
            load.lose(name, value)
        else:
            own = Field(name, name, name, "list" if isinstance(value, list) else "line")
            _place(own, target, "common", value, load)
    return {name: value for name, value in kept.items() if value}


def _place(own: Field, target: Field, rule: str, value: Any, load: _Load) -> None:
    if own.kind == target.kind == "rows":
        becomes = _rows(own, target, value, load)
    else:
        said = with_unit(own, target, value)
        becomes = None if said is None else recast(own.kind, target, said)
    if becomes is None:
        load.lose(own.path, value)
    else:
        load.values[target.key] = becomes
        load.moved.append(Move(own.path, target.path, rule, value, becomes))


def _rows(own: Field, target: Field, rows: Sequence[dict[str, Any]], load: _Load) -> list[dict[str, Any]] | None:
    """Rows with their columns carried in the same way; what a column cannot hold is told row by row."""
    matched = matches(own.columns, target.columns) or _lonely(own, target)
    if not matched:
        return None
    ticks = any(row.get("done") is True for row in rows)
    out = []
    for n, row in enumerate(rows):
        inner = _Load()
        for column in own.columns:
            if value := row.get(column.key):
                place, rule = matched.get(column.key, (None, ""))
                if place is None:
                    inner.lose(column.key, value)
                else:
                    _place(column, place, rule, value, inner)
        if ticks and "done" in row and _has_tick(own):
            inner.values["done"] = row["done"]
        load.lost += [replace(m, before=f"{own.path}[{n}].{m.before}") for m in inner.lost]
        out.append(inner.values)
    return out


def _lonely(own: Field, target: Field) -> dict[str, tuple[Field, str]]:
    """Groups of one column each: it is the same column, whatever it is called."""
    one, two = own.columns, target.columns
    return {one[0].key: (two[0], "shape")} if len(one) == len(two) == 1 else {}


def _has_tick(group: Field) -> bool:
    """Whether `done` is the row's tick and no column of that name."""
    return all(column.key != "done" for column in group.columns)


# --- which field is which ---------------------------------------------------------------------------------------------


def _by_label(field: Field) -> object:
    return fold(field.label)


def _by_role(field: Field) -> object:
    return (field.role, field.kind in ("rows", "list", "checklist")) if field.role else None


def _by_shape(field: Field) -> object:
    return frozenset(fold(c.label) for c in field.columns) if len(field.columns) > 1 else None


ALIKE = 1 / 3  # share of the words of two fields from which on they may be one
RULES: tuple[tuple[str, Callable[[Field], object]], ...] = (
    ("path", lambda field: field.key),
    ("label", _by_label),
    ("role", _by_role),
    ("shape", _by_shape),
)


def matches(old: Iterable[Field], new: Iterable[Field]) -> dict[str, tuple[Field, str]]:
    """Key of an old field -> the new field that it is, and the rule; what two could be is none by that rule."""
    left, free = list(old), list(new)
    out: dict[str, tuple[Field, str]] = {}
    for rule, said in RULES:
        mine, theirs = Counter(map(said, left)), Counter(map(said, free))
        places = {said(f): f for f in free}
        for one in list(left):
            what = said(one)
            if what and mine[what] == theirs[what] == 1:
                out[one.key] = (places[what], rule)
                left.remove(one)
                free.remove(places[what])
    return out | _alike(left, free)


def _alike(left: Sequence[Field], free: Sequence[Field]) -> dict[str, tuple[Field, str]]:
    """Fields of one kind whose headings and label share words, where each is the other's best and only one."""
    pairs = [(_likeness(one, two), one, two) for one in left for two in free if one.kind == two.kind]
    pairs = sorted((p for p in pairs if p[0] >= ALIKE), key=lambda p: -p[0])
    best: dict[int, list[float]] = {}
    for share, *two in pairs:
        for one_of in two:
            best.setdefault(id(one_of), []).append(share)
    clear = {name: shares[0] for name, shares in best.items() if shares[:1] != shares[1:2]}
    return {one.key: (two, "words") for share, one, two in pairs if clear.get(id(one)) == share == clear.get(id(two))}


def _likeness(one: Field, two: Field) -> float:
    """Share of the words of headings and label that both have."""
    mine, theirs = (set(fold(" ".join((*f.headings, f.label))).split("_")) for f in (one, two))
    return len(mine & theirs) / len(mine | theirs)


# --- what must not be lost --------------------------------------------------------------------------------------------


def _refused(load: _Load, new: Plan) -> list[Move]:
    """Values that the new template's text cannot keep as they are: the canonical form has fewer words."""
    out = []
    for move in load.moved:
        kept = new.template.find(move.after)
        if kept is not None and kept.key in load.values and not new.values[kept.key]:
            out.append(replace(move, after="", rule="unplaced", becomes=None))
    return out


def _notes(plan: Plan) -> list[Move]:
    """What the old document says beyond its fields."""
    if plan.document is None:
        return []
    found = plan.template.lens.read(plan.document).unplaced
    return [Move(f"lines {first}-{last}", "", "unplaced", text, None) for first, last, text in found if text.strip()]
