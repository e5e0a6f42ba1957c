"""What a form holds and how it changes: one state in Python, told to every browser and to every observer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets as T

from ...plan import Plan, Template
from ...quantities import bare_unit
from ...settings import Settings
from ...template import Field
from ..page._assets import script, style
from ._entries import Change, Entries, GoneError, Place, parts
from ._handles import Handle, RowsHandle
from ._history import History
from ._problems import Told, misread, placed, refused
from ._schema import common_fields, own_fields, schema
from ._words import meaning

if TYPE_CHECKING:
    from ...store import PlanStore


class Live(anywidget.AnyWidget):
    """A plan under somebody's hands.

    Attributes:
        store: where it is saved, if anywhere.
    """

    _esm = script()
    _css = style()
    _schema = T.Dict().tag(sync=True)
    # Sent whole when a browser asks for it; afterwards only changes go to and fro, so no write loses another.
    _state = T.Dict().tag(sync=True, to_json=lambda _, form: form._snapshot())

    store: PlanStore | None
    _built: Plan | None
    _handles: dict[Place, Handle]

    def __init__(self, base: Plan, store: PlanStore | None, settings: Settings) -> None:
        self.store, self._settings = store, settings
        self._notices: dict[str, dict[str, Any]] = {}
        self._base, self._rev, self._built = base, 0, None
        own, self._common = own_fields(base.template), common_fields(base.template)
        self._entries = Entries([*own, *self._common.values()], self._values_of(base))
        self._history, self._handles = History(), {}
        self._changed, self._told_problems = False, self._problems()
        super().__init__(_schema=schema(base.template, own, self._common.values()))

    @property
    def template(self) -> Template:
        """The template that is filled in."""
        return self._base.template

    @property
    def plan(self) -> Plan:
        """The plan as it stands in the form, with the id and revision it was last saved under."""
        if self._built is None:
            told = {path: self._entries.canonical(path) for path in self._entries.fields}
            common = {name: told.pop(field.path) for name, field in self._common.items()}
            self._built = replace(self._base, values=told, common={**self._base.common, **common})
        return self._built

    @property
    def values(self) -> dict[str, Any]:
        """The plan's values by field path."""
        return dict(self.plan.values)

    def undo(self) -> bool:
        """Take back the last change, wherever it was made. Returns whether there was one."""
        return self._step(self._history.back())

    def redo(self) -> bool:
        """Do again what was taken back last. Returns whether there was something."""
        return self._step(self._history.forth())

    # Changes, from here or from a browser

    def _write(self, place: Place, field: Field, value: Any) -> None:
        before = self._entries.find(place).value
        new = self._entries.grown(field, value, before)
        if new != before:
            self._apply({"op": "set", "at": place, "value": new})

    def _write_all(self, values: Mapping[str, Any], source: str = "", remember: bool = True) -> int:
        """Let fields have these values, as one step to be undone.

        Args:
            values: by path of the field, as plans keep them; one that says the same changes nothing.
            source: the browser that asked for it.
            remember: whether it is a step at all.

        Returns:
            How many fields changed.
        """
        new = [(path, value) for path, value in values.items() if not same(self._entries.canonical(path), value)]
        sets: list[Change] = [{"op": "set", "at": (path,), "value": self._regrown(path, value)} for path, value in new]
        if sets:
            self._apply(sets[0] if len(sets) == 1 else {"op": "many", "changes": sets}, source, remember, whole=True)
        return len(sets)

    def _regrown(self, path: str, value: Any) -> Any:
        return self._entries.grown(self._entries.fields[path], value, self._entries.cells[path])

    def _apply(self, change: Change, source: str = "", remember: bool = True, whole: bool = False) -> None:
        """Do a change and tell every browser, then every observer: a failing observer must not part the two.

        Args:
            change: what to do.
            source: the browser it comes from.
            remember: whether it can be undone.
            whole: whether it is a step of its own, though it looks like typing on in one field.
        """
        inverse = self._entries.apply(change)
        if remember:
            self._history.record(change, inverse, "" if whole else source)
        self._built, self._changed, self._rev = None, True, self._rev + 1
        self.send({**change, **self._consequences(change), "rev": self._rev, "from": "" if whole else source})
        self._after(change, source)
        self._refresh([tuple(part["at"]) for part in parts(change)])

    def _after(self, change: Change, source: str) -> None:
        """What else is to be done with a change before observers hear of it."""

    def _consequences(self, change: Change) -> dict[str, Any]:
        """What a change brings with it besides itself; left out where nothing is new."""
        told: dict[str, Any] = {"can": self._history.can}
        if change["op"] in ("add", "remove", "move"):
            told["order"] = self._order(change["at"])
        elif change["op"] == "many":
            groups = {tuple(p["at"]): n for n, p in enumerate(change["changes"]) if p["op"] != "set"}
            told["changes"] = [dict(part) for part in change["changes"]]
            for at, last in groups.items():
                told["changes"][last]["order"] = self._order(at)
        places = dict.fromkeys(map(_told, parts(change)))
        if said := [m for place in places for m in self._meanings(place)]:
            told["said"] = said
        if (problems := self._problems()) != self._told_problems:
            told["problems"] = self._told_problems = problems
        return told

    def _order(self, group: Place) -> list[str]:
        return [row["id"] for row in self._entries.find(group).value]

    def _step(self, change: Change | None, source: str = "") -> bool:
        if change is not None:
            self._apply(change, source, remember=False, whole=True)
        return change is not None

    # What browsers and handles are told

    def _notify(self, kind: str, notice: dict[str, Any] | None) -> None:
        """Tell every browser something that stays until it is over; None: it is over."""
        if self._notices.get(kind) == notice:
            return
        self._notices = {name: told for name, told in self._notices.items() if name != kind}
        if notice is not None:
            self._notices[kind] = notice
        self.send({"op": "notice", "kind": kind, "notice": notice})

    def _snapshot(self) -> dict[str, Any]:
        return {
            "cells": self._entries.cells,
            "rev": self._rev,
            "problems": self._told_problems,
            "can": self._history.can,
            "said": [told for path in self._entries.fields for told in self._meanings((path,))],
            "changed": self._changed,
            "revision": self._base.revision,
            "notices": self._notices,
        }

    def _meanings(self, at: Place) -> list[Told]:
        """How each amount of work at or below a place is understood, in words."""
        below = self._entries.walk(at)
        team = (self.store.settings if self.store is not None else self._settings).effort
        return [
            (place, meaning(text, bare_unit(field.unit, team)))
            for place, field, text in below
            if field.kind == "effort"
        ]

    def _problems(self) -> list[Told]:
        """Refused values: where they stand in the form, and why."""
        return [
            *placed(self.plan.problems, self._entries),
            *refused(self._common.values(), self._entries),
            *misread(self._entries),
        ]

    def _refresh(self, changed: Iterable[Place]) -> None:
        """Let the handles at, above and below these places have the new value, and all of them their errors."""
        errors, places = dict(self._told_problems), list(changed)
        for place, handle in list(self._handles.items()):
            if any(place[: len(at)] == at or at[: len(place)] == place for at in places):
                try:
                    handle.told(self._entries.value(place))
                except GoneError:
                    continue  # its row was removed; undo brings it back
            handle.error = errors.get(place, "")

    # Small things

    def _handle(self, field: Field, place: Place) -> Handle:
        if place not in self._handles:
            kind = RowsHandle if field.kind == "rows" else Handle
            self._handles[place] = kind(self, field, place)
            self._handles[place].error = dict(self._told_problems).get(place, "")
        return self._handles[place]

    def _values_of(self, plan: Plan) -> dict[str, Any]:
        return {**plan.values, **{f.path: plan.common.get(n) for n, f in self._common.items()}}


def _told(change: Change) -> Place:
    """Where meanings may be new: of a row that is added, its own."""
    return (*change["at"], change["row"]["id"]) if change["op"] == "add" else tuple(change["at"])


def same(a: Any, b: Any) -> bool:
    """Whether two values say the same: a common field never filled in is None in a plan, empty in a form."""
    return bool((a or None) == (b or None))
