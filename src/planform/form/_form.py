"""PlanForm: a template shown as a form. Python holds the state; the browser shows it and sends one patch a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets as T

from ..errors import PlanformError, RevisionConflictError, StoreError, UnknownNameError
from ..plan import Plan, Template
from ..quantities import bare_unit
from ..template import Field
from ._assets import script, style
from ._entries import Change, Entries, GoneError, Place
from ._handles import Handle, RowsHandle
from ._history import History
from ._problems import Told, placed, refused
from ._schema import common_fields, own_fields, schema
from ._static import as_html, as_markdown
from ._words import NO_STORE, conflict, meaning

if TYPE_CHECKING:
    from ..store import PlanStore

_INDEXED = re.compile(r"^(?P<group>.+?)\[(?P<row>-?\d+)\]\.?(?P<rest>.*)$")


class PlanForm(anywidget.AnyWidget):
    """An interactive form for one plan.

    Display it in a notebook; what is typed is in Python at once. ``form["status"]`` is a handle with ``value`` and
    ``error``, ``form["development_steps"]`` one with rows: ``form["development_steps"][0]["estimated_time"].value``.

    Args:
        template: a template, its name or file, or a plan to go on with.
        store: where `save` puts the plan; it can be set later (``form.store = ...``).
        plan: the plan to go on with, or its id or key in the store.

    Raises:
        UnknownNameError: there is no such template or plan.
    """

    _esm = script()
    _css = style()
    _schema = T.Dict().tag(sync=True)
    # Sent whole when a browser asks for it; afterwards only changes go to and fro, so no write loses another.
    _state = T.Dict().tag(sync=True, to_json=lambda _, form: form._snapshot())

    def __init__(
        self, template: Template | Plan | str | Path, store: PlanStore | None = None, plan: Plan | str | None = None
    ) -> None:
        base = _plan_of(template, store, plan)
        self.store = store
        self._base, self._rev, self._built = base, 0, None
        own, self._common = own_fields(base.template), common_fields(base.template)
        self._entries = Entries([*own, *self._common.values()], self._values_of(base))
        self._history, self._handles = History(), {}
        self._changed, self._told_problems = False, self._problems()
        super().__init__(_schema=schema(base.template, own, self._common.values()))
        self.on_msg(self._receive)

    store: PlanStore | None
    _built: Plan | None
    _handles: dict[Place, Handle]

    # What a notebook uses

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

    def __getitem__(self, name: str) -> Any:
        """The handle of a field by path, unique tail, label, role or common name; ``"steps[0].step"`` in a row.

        Raises:
            UnknownNameError: nothing has this name; offers the nearest.
        """
        if isinstance(name, str) and (found := _INDEXED.match(name)):
            row = self[found["group"]][int(found["row"])]
            return row[found["rest"]] if found["rest"] else row
        field = self._common.get(name) or self.template.field(name)
        if field.path not in self._entries.fields:
            raise UnknownNameError(f"{name!r} is a column: write form[{field.group!r}][0][{field.key!r}]")
        return self._handle(self._entries.fields[field.path], (field.path,))

    def __iter__(self) -> Any:
        raise TypeError("a form has no order of its own; form.values has all fields")

    def save(self, by: str | None = None) -> Plan:
        """Save the plan to the store.

        Args:
            by: who saves.

        Returns:
            The plan with its id and revision, as `plan` has it from now on.

        Raises:
            RevisionConflictError: somebody else saved it in between; see `resolve`. Nothing is lost.
            StoreError: the form has no store, or the store refuses.
        """
        if self.store is None:
            raise StoreError(NO_STORE)
        self._base = self.store.save(self.plan, by=by)
        self._built, self._changed = None, False
        self._fill_in(self._base)
        self.send({"op": "saved", "text": f"Saved, revision {self._base.revision}"})
        return self._base

    def resolve(self, keep: str) -> None:
        """End a conflict with what somebody else saved in between.

        Args:
            keep: ``"mine"`` keeps what was changed in this form, takes what was changed in the store only, and saves
                that as the next revision; ``"theirs"`` takes all that the store has (`undo` brings this form's back).
        """
        if self.store is None or self._base.id is None:
            raise StoreError("There is no conflict to end: this plan was never saved.")
        if keep not in ("mine", "theirs"):
            raise UnknownNameError(f"keep={keep!r}: it is 'mine' or 'theirs'")
        before, theirs = self._values_of(self._base), self.store.get(self._base.id)
        for path, value in self._values_of(theirs).items():
            mine = self._entries.canonical(path)
            if not _same(mine, value) and (keep == "theirs" or _same(mine, before[path])):
                self._write((path,), self._entries.fields[path], value)
        self._base, self._built = theirs, None
        if keep == "mine":
            self.save()
        else:
            self._changed = False
            self.send({"op": "saved", "text": f"Showing revision {theirs.revision}"})

    def undo(self) -> bool:
        """Take back the last change, wherever it was made. Returns whether there was one."""
        return self._step(self._history.back())

    def redo(self) -> bool:
        """Do again what was taken back last. Returns whether there was something."""
        return self._step(self._history.forth())

    def __repr__(self) -> str:
        return f"PlanForm({self.template.name!r}{f', plan={self._base.id!r}' if self._base.id else ''})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle: tuple[dict[str, Any], dict[str, Any]] | None = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        shown = (self._schema, {p: self._entries.value((p,)) for p in self._entries.fields})
        return {**data, "text/html": as_html(*shown), "text/markdown": as_markdown(*shown)}, metadata

    # Changes, from here or from a browser

    def _write(self, place: Place, field: Field, value: Any) -> None:
        rows = field.kind == "rows"
        new = self._entries.grown(field, value)
        if rows or new != self._entries.find(place).value:
            self._apply({"op": "set", "at": place, "value": new})

    def _apply(self, change: Change, source: str = "", remember: bool = True) -> None:
        """Do a change and tell every browser, then every observer: a failing observer must not part the two."""
        inverse = self._entries.apply(change)
        if remember:
            self._history.record(change, inverse, source)
        self._built, self._changed, self._rev = None, True, self._rev + 1
        self.send({**change, **self._consequences(change), "rev": self._rev, "from": source})
        self._refresh(tuple(change["at"]))

    def _consequences(self, change: Change) -> dict[str, Any]:
        """What a change brings with it besides itself; left out where nothing is new."""
        told: dict[str, Any] = {"can": self._history.can}
        if change["op"] != "set":
            told["order"] = [row["id"] for row in self._entries.find(change["at"]).value]
        if said := self._meanings(tuple(change["at"])):
            told["said"] = said
        if (problems := self._problems()) != self._told_problems:
            told["problems"] = self._told_problems = problems
        return told

    def _step(self, change: Change | None) -> bool:
        if change is not None:
            self._apply(change, remember=False)
        return change is not None

    def _fill_in(self, plan: Plan) -> None:
        """Take over what saving added where the form says nothing, such as the day of the start."""
        for path, value in self._values_of(plan).items():
            if value and not self._entries.canonical(path):
                new = self._entries.grown(self._entries.fields[path], value)
                self._apply({"op": "set", "at": (path,), "value": new}, remember=False)
        self._changed = False

    # What the browser says

    def _receive(self, _: Any, message: Any, __: Any) -> None:
        try:
            self._answer(message)
        except GoneError:
            self.send({"op": "state", **self._snapshot()})  # that browser shows what is no more: show it all anew
        except RevisionConflictError as error:
            self.send({"op": "failed", "text": conflict(error), "conflict": True})
        except PlanformError as error:
            self.send({"op": "failed", "text": str(error)})
        except Exception as error:  # whatever a store can raise, the person must see that nothing was saved
            self.send({"op": "failed", "text": f"{type(error).__name__}: {error}"})
            raise

    def _answer(self, message: Mapping[str, Any]) -> None:
        act = _REQUESTS.get(message["op"])
        if act is not None:
            act(self, message)
        else:
            self._apply({k: v for k, v in message.items() if k != "from"}, str(message.get("from", "")))

    # What the browser is told

    def _snapshot(self) -> dict[str, Any]:
        return {
            "cells": self._entries.cells,
            "rev": self._rev,
            "problems": self._told_problems,
            "can": self._history.can,
            "said": [told for path in self._entries.fields for told in self._meanings((path,))],
            "changed": self._changed,
            "revision": self._base.revision,
        }

    def _meanings(self, at: Place) -> list[Told]:
        """How each amount of work at or below a place is understood, in words."""
        below = (found for found in self._entries.walk(at[0]) if found[0][: len(at)] == at)
        team = self.store.settings.effort if self.store is not None else None
        return [
            (place, meaning(text, bare_unit(field.unit, team)))
            for place, field, text in below
            if field.kind == "effort"
        ]

    def _problems(self) -> list[Told]:
        """Refused values: where they stand in the form, and why."""
        return placed(self.plan.problems, self._entries) + refused(self._common.values(), self._entries)

    def _refresh(self, at: Place) -> None:
        """Let the handles at, above and below a place have the new value, and all of them their errors."""
        errors = dict(self._told_problems)
        for place, handle in list(self._handles.items()):
            if place[: len(at)] == at or at[: len(place)] == place:
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


def _same(a: Any, b: Any) -> bool:
    return bool((a or None) == (b or None))  # a common field never filled in is None in a plan, empty here


_REQUESTS: dict[str, Callable[[PlanForm, Mapping[str, Any]], object]] = {
    "state": lambda form, _: form.send({"op": "state", **form._snapshot()}),
    "save": lambda form, _: form.save(),
    "resolve": lambda form, message: form.resolve(message["keep"]),
    "undo": lambda form, _: form.undo(),
    "redo": lambda form, _: form.redo(),
}


def _plan_of(template: Template | Plan | str | Path, store: PlanStore | None, plan: Plan | str | None) -> Plan:
    """The plan that a form begins with."""
    given = template if isinstance(template, Plan) else plan
    if isinstance(given, str):
        if store is None:
            raise StoreError(f"plan={given!r} names a plan in a store: give the store as well")
        return store.get(given)
    if given is not None:
        return given
    loaded = template if isinstance(template, Template) else Template.load(template)  # type: ignore[arg-type]
    return loaded.blank()
