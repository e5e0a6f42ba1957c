"""PlanForm: a template shown as a form. Python holds the state; the browser shows it and sends one patch a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import PlanformError, RevisionConflictError, StoreError, UnknownNameError
from ..plan import Plan, ReadResult, Template, read_plan
from ..settings import Settings
from ._preview import preview
from ._static import as_html, as_markdown
from .keeping import _revisions
from .keeping._exchange import as_download, as_told, exported, says_more
from .keeping._surviving import Surviving
from .state._entries import GoneError

if TYPE_CHECKING:
    from ..store import PlanStore

_INDEXED = re.compile(r"^(?P<group>.+?)\[(?P<row>-?\d+)\]\.?(?P<rest>.*)$")


class PlanForm(Surviving):
    """An interactive form for one plan.

    Display it in a notebook; what is typed is in Python at once. ``form["status"]`` is a handle with ``value`` and
    ``error``, ``form["development_steps"]`` one with rows: ``form["development_steps"][0]["estimated_time"].value``.

    Args:
        template: a template, its name or file, or a plan to go on with.
        store: where `save` puts the plan; it can be set later (``form.store = ...``).
        plan: the plan to go on with, or its id or key in the store.

    Raises:
        UnknownNameError: there is no such template or plan.
        SettingsError: the planform.toml of the current folder makes no sense.
    """

    def __init__(
        self, template: Template | Plan | str | Path, store: PlanStore | None = None, plan: Plan | str | None = None
    ) -> None:
        settings = store.settings if store is not None else Settings.load()
        super().__init__(_plan_of(template, store, plan), store, settings)
        self.on_msg(self._receive)

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

    def __repr__(self) -> str:
        return f"PlanForm({self.template.name!r}{f', plan={self._base.id!r}' if self._base.id else ''})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle: tuple[dict[str, Any], dict[str, Any]] | None = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        return {**data, **self._as_document()}, metadata

    def _as_document(self) -> dict[str, str]:
        """What viewers without widgets show."""
        shown = (self._schema, {p: self._entries.value((p,)) for p in self._entries.fields})
        return {"text/html": as_html(*shown), "text/markdown": as_markdown(*shown)}

    def export(self, path: str | Path, to: str | None = None, blanks: bool = True) -> Path:
        """Write the plan as it stands in the form to a file.

        Args:
            path: the file; its ending says the format where `to` does not.
            to: ``md``, ``html``, ``json`` or ``ipynb``.
            blanks: also show what is not filled in yet.

        Returns:
            The file.

        Raises:
            UnknownNameError: neither says a format.
            InvalidValueError: there is no such format.
            OutputError: the file cannot be written.
        """
        return exported(self.plan, path, to, blanks)

    def import_markdown(self, source: str | Path) -> ReadResult:
        """Fill the form from a document, as one step that `undo` takes back.

        What the document says nothing of stays as it is.

        Args:
            source: a Markdown file, or its text (anything with a line end).

        Returns:
            What was found: also what has no field, and what is doubtful.

        Raises:
            NotFoundError: there is no such file.
            InvalidDocumentError: it is no text, or its front matter is no YAML.
        """
        return self._import(source)[0]

    def _import(self, source: str | Path, hand: str = "") -> tuple[ReadResult, int]:
        found = read_plan(source, self.template, self._settings)
        return found, self._write_all(says_more(found.plan, self._values_of(found.plan)), hand)

    # What the browser says

    def _receive(self, _: Any, message: Any, __: Any) -> None:
        try:
            self._answer(message)
        except GoneError:
            self.send({"op": "state", **self._snapshot()})  # that browser shows what is no more: show it all anew
        except RevisionConflictError as error:
            self._told_conflict(error)
        except PlanformError as error:
            self.send({"op": "failed", "about": message["op"], "text": str(error)})
        except Exception as error:  # whatever a store can raise, the person must see that nothing was saved
            if error is not self._told_error:
                self.send({"op": "failed", "about": message["op"], "text": f"{type(error).__name__}: {error}"})
            raise

    def _answer(self, message: Mapping[str, Any]) -> None:
        act = _REQUESTS.get(message["op"])
        if act is not None:
            act(self, message)
        else:
            self._apply({k: v for k, v in message.items() if k != "from"}, str(message.get("from", "")))


def _history(form: PlanForm, message: Mapping[str, Any]) -> None:
    form.send({"op": "history", "to": message["from"], "revisions": _revisions.as_told(form.history())})


def _revision(form: PlanForm, message: Mapping[str, Any]) -> None:
    """What a revision changed, or in what it differs from the form."""
    number = message["revision"]
    found = form._at(number)
    with_form = message.get("against") == "form"
    other = form.plan if with_form else form._at(number - 1) if number > 1 else form.template.blank()
    told = {"revision": number, "against": message.get("against"), "changes": _revisions.differences(other, found)}
    form.send({"op": "revision", "to": message["from"], **told})


def _restore(form: PlanForm, message: Mapping[str, Any]) -> None:
    form._write_all(form._values_of(form._at(message["revision"])), message["from"])
    form.send({"op": "restored", "to": message["from"], "revision": message["revision"]})


def _export(form: PlanForm, message: Mapping[str, Any]) -> None:
    form.send({"op": "file", "to": message["from"], **as_download(form.plan, message["format"])})


def _import(form: PlanForm, message: Mapping[str, Any]) -> None:
    found, fields = form._import(
        f"{message['text']}\n", message["from"]
    )  # with a line end it is never taken for a path
    form.send({"op": "imported", "to": message["from"], **as_told(found, message["name"], fields)})


def _document(form: PlanForm, message: Mapping[str, Any]) -> None:
    form.send({"op": "document", "to": message["from"], "model_id": form.model_id, "data": form._as_document()})


def _resolve(form: PlanForm, message: Mapping[str, Any]) -> None:
    """What a person chose; where somebody has saved once more since, the choice was between other things."""
    theirs = form.store.find(form._base.id) if form.store is not None and form._base.id else None
    if theirs is not None and message["keep"] != "theirs" and theirs.revision != message["revision"]:
        form.save()
    else:
        form.resolve(message["keep"])


_REQUESTS: dict[str, Callable[[PlanForm, Mapping[str, Any]], object]] = {
    "state": lambda form, _: form.send({"op": "state", **form._snapshot()}),
    "save": lambda form, _: form.save(),
    "resolve": _resolve,
    "undo": lambda form, message: form._step(form._history.back(), str(message.get("from", ""))),
    "redo": lambda form, message: form._step(form._history.forth(), str(message.get("from", ""))),
    "dismiss": lambda form, message: form._notify(message["kind"], None),
    "history": _history,
    "revision": _revision,
    "restore": _restore,
    "export": _export,
    "import": _import,
    "document": _document,
    "preview": lambda form, message: form.send(preview(form.plan, message["known"])),
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
