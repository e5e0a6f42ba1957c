"""PlanBrowser: the plans of a store, to find, filter, sort, open in a form, compare, and change several at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from ...errors import PlanformError, UnknownNameError
from ...plan import Plan, Template, diff_body, templates
from ...store import PlanStore
from .._form import PlanForm
from ._browse import CHOICES, Listing, choices, counted
from ._bulk import Bulk, change_all, take_back
from ._plan_table import PlanTable

CHANGED = {"status": "Status", "owner": "Owner"}
MOST_NAMED = 5


class PlanBrowser(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """The plans of a store: found, filtered, sorted, opened, compared, changed.

    Attributes:
        search: the text field above; set its value to look for words.
        filters: drop-downs by name: status, owner, template, tag, sprint; ``""`` lets all pass.
        table: the list; its `selected` are the ids of the ticked plans.
        new: fields for bulk changes by name: status, owner.
        buttons: by name: refresh, create, open, compare, status, owner, undo.
        area: what was opened last stands here: a form, a comparison.
        forms: the forms that were opened, by plan id; opening again shows what was typed and not saved.
    """

    def __init__(self, store: PlanStore | str | Path | None = None, by: str | None = None, page_size: int = 25) -> None:
        """Show a store.

        Args:
            store: an open store, a path or a URL; without it what planform.toml says.
            by: who changes plans here.
            page_size: plans a page.

        Raises:
            StoreError: the store cannot be read.
        """
        self._store = store if isinstance(store, PlanStore) else PlanStore(store)
        self._by, self._bulk, self._still = by, Bulk((), ()), False
        self._listing = Listing(self._store, page_size)
        self.forms: dict[str, PlanForm] = {}
        self.search = _field(widgets.Text, "Find", placeholder="Words, then Enter", continuous_update=False)
        names = choices(self._listing.everything)
        self.filters = {n: _field(widgets.Dropdown, label, options=_any(names[n])) for n, label in CHOICES.items()}
        self.new = {
            n: _field(widgets.Combobox, f"New {n}", placeholder=f"New {n}", options=tuple(names[n])) for n in CHANGED
        }
        self.buttons = {name: _button(name, self) for name in BUTTONS}
        self.area = widgets.VBox()
        self.table = PlanTable(self._listing.view(), {name: _receiver(self, act) for name, act in ASKED.items()})
        self._count = widgets.HTML()
        super().__init__([*_rows(self), self.table, self.area])
        self.add_class("pf-browser")
        self.table.observe(lambda _: self._offer(), "selected")
        for control in (self.search, *self.filters.values()):
            control.observe(self._heard, "value")
        self._offer()

    @property
    def selected(self) -> tuple[str, ...]:
        """Ids of the ticked plans, in the order in which they were ticked."""
        return tuple(self.table.selected)

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that a person set."""
        return {name: control.value for name, control in self.filters.items() if control.value}

    @property
    def plans(self) -> pd.DataFrame:
        """All plans that are found, in the order shown: the columns of `PlanStore.plans`."""
        return self._listing.found.drop(columns="snippet").reset_index(drop=True)

    def refresh(self) -> None:
        """Read the store again; the page, the search and the filters stay."""
        self._listing.read()
        with self._holding():
            for name, found in choices(self._listing.everything).items():
                kept = self.filters[name].value
                self.filters[name].options = _any(found)
                self.filters[name].value = kept if kept in found else ""
                if name in self.new:
                    self.new[name].options = tuple(found)
        self._find(self._listing.page)

    def sort(self, column: str, down: bool | None = None) -> None:
        """Sort by a column of the table; without `down` the other way round at every call.

        Raises:
            InvalidValueError: there is no such column.
        """
        self._listing.order(column, (column, False) == self._listing.sort if down is None else down)
        self._turn(0)

    def open_plan(self, plan_id: str) -> None:
        """Show a plan in a form below the table."""
        if plan_id not in self.forms:
            form = PlanForm(self._store.get(plan_id), store=self._store)
            form.on_save(lambda _: self.refresh())
            self.forms[plan_id] = form
        self._put(self.forms[plan_id])

    def new_plan(self, template: str) -> None:
        """Show an empty form of a template below the table."""
        form = PlanForm(Template.load(template, self._store.settings), store=self._store)

        @form.on_save
        def keep(saved: Plan) -> None:
            self.forms[saved.id or ""] = form
            self.refresh()

        self._put(form)

    def compare(self, older: str, newer: str) -> None:
        """Show what differs between two plans below the table."""
        html = diff_body(self._store.get(older), self._store.get(newer))
        self._put(widgets.HTML(f'<div class="pf-compare">{html}</div>'))

    def change(self, field: str, value: str) -> None:
        """Give the selected plans a status or an owner, each as a revision; those that cannot have it are named.

        Raises:
            UnknownNameError: another field.
        """
        if field not in CHANGED:
            raise UnknownNameError(f"{field!r} cannot be changed for several plans; there are {', '.join(CHANGED)}")
        everything = self._listing.everything
        revisions = dict(zip(everything["plan_id"], everything["revision"], strict=True))
        seen = {plan_id: int(revisions[plan_id]) for plan_id in self.selected if plan_id in revisions}
        self._bulk = change_all(self._store, seen, field, value, self._by)
        done = len(self._bulk.steps)
        self.refresh()
        self._tell(f"{CHANGED[field]} of {counted(done)} is now {value or 'empty'}.", self._bulk)

    def undo(self) -> None:
        """Take the last change of several plans back; plans that were saved since are left, and named."""
        back, self._bulk = take_back(self._store, self._bulk, self._by), Bulk((), ())
        self.refresh()
        self._tell(f"{counted(len(back.steps))} again as before.", back)

    # Small things

    def _heard(self, _: object) -> None:
        if not self._still:
            self._safely(self._find)

    def _find(self, page: int = 0) -> None:
        there = self._listing.find(self.search.value, self.chosen)
        self.table.selected = [name for name in self.table.selected if name in there]  # nothing unseen is changed
        self.table.say("")
        self._turn(page)
        self._offer()

    def _turn(self, page: int) -> None:
        self._listing.turn(page)
        self.table.show(self._listing.view())

    def _clear(self) -> None:
        with self._holding():
            for control in (self.search, *self.filters.values()):
                control.value = ""
        self._find()

    @contextmanager
    def _holding(self) -> Iterator[None]:
        """Set several controls and look only then."""
        self._still = True
        try:
            yield
        finally:
            self._still = False

    def _safely(self, act: Callable[..., object], *given: Any) -> None:
        """Do what a person asked for in the page; what goes wrong is said above the table."""
        try:
            act(*given)
        except PlanformError as error:
            self.table.say(str(error), warning=True)

    def _offer(self) -> None:
        """Let be pressed what can be done with this selection."""
        count, undoable = len(self.selected), len(self._bulk.steps)
        can = {"open": count == 1, "compare": count == 2, "status": count > 0, "owner": count > 0, "undo": undoable > 0}
        for name, possible in can.items():
            self.buttons[name].disabled = not possible
        for control in self.new.values():
            control.disabled = not count
        self.buttons["undo"].tooltip = (
            f"Take the change of {counted(undoable)} back" if undoable else BUTTONS["undo"][1]
        )
        said = f"{counted(count)} selected" if count else "None selected"
        self._count.value = f'<span class="pf-count-selected">{said}</span>'

    def _tell(self, done: str, bulk: Bulk) -> None:
        named = "; ".join(bulk.refused[:MOST_NAMED])
        more = f"; and {len(bulk.refused) - MOST_NAMED} more" if len(bulk.refused) > MOST_NAMED else ""
        self.table.say(f"{done} Not changed: {named}{more}." if bulk.refused else done, bool(bulk.refused))
        self._offer()

    def _put(self, *shown: widgets.Widget) -> None:
        close = widgets.Button(description="Back to the plans", tooltip="Close what is open; what was typed is kept")
        close.add_class("pf-close")
        close.on_click(lambda _: self._put_away())
        self.area.children = (close, *shown)
        self.table.send({"op": "opened"})

    def _put_away(self) -> None:
        self.area.children = ()
        self.table.send({"op": "closed"})

    def _choose_template(self) -> None:
        names = [str(name) for name in templates(self._store.settings)["name"]]
        made = [widgets.Button(description=name, tooltip=f"New plan from {name}") for name in names]
        for button in made:
            button.on_click(lambda pressed: self._safely(self.new_plan, pressed.description))
        self._put(widgets.HTML("<p>From which template?</p>"), _line(made, "pf-templates"))


# --- parts ------------------------------------------------------------------------------------------------------------


def _changing(name: str) -> Callable[[PlanBrowser], object]:
    return lambda browser: browser.change(name, browser.new[name].value)


BUTTONS: dict[str, tuple[str, str, Callable[[PlanBrowser], object]]] = {  # name -> description, tooltip, what it does
    "refresh": ("Refresh", "Read the store again", PlanBrowser.refresh),
    "create": ("New plan", "Fill in a new plan", PlanBrowser._choose_template),
    "open": ("Open", "Open the selected plan in a form", lambda browser: browser.open_plan(*browser.selected)),
    "compare": ("Compare", "Show what differs between the two", lambda browser: browser.compare(*browser.selected)),
    "status": (
        "Set status",
        "Give the selected plans this status",
        lambda b: b.change("status", b.new["status"].value),
    ),
    "owner": ("Set owner", "Give the selected plans this owner", lambda b: b.change("owner", b.new["owner"].value)),
    "undo": ("Undo", "Take the last change of several plans back", PlanBrowser.undo),
}
ASKED: dict[str, Callable[[PlanBrowser, Mapping[str, Any]], object]] = {  # what the table's page asks for
    "sort": lambda browser, asked: browser.sort(str(asked["column"])),
    "page": lambda browser, asked: browser._turn(int(asked["page"])),
    "open": lambda browser, asked: browser.open_plan(str(asked["id"])),
    "clear": lambda browser, _: browser._clear(),
}


def _receiver(
    browser: PlanBrowser, act: Callable[[PlanBrowser, Mapping[str, Any]], object]
) -> Callable[[Mapping[str, Any]], object]:
    return lambda asked: browser._safely(act, browser, asked)


def _rows(browser: PlanBrowser) -> tuple[widgets.Widget, ...]:
    """What stands above the table: what to look for, then what to do with what was ticked."""
    b = browser.buttons
    find = _line([browser.search, *browser.filters.values(), b["refresh"], b["create"]], "pf-find")
    act = [browser._count, b["open"], b["compare"]]
    act += [_line([browser.new[name], b[name]], "pf-pair") for name in CHANGED]
    return find, _line([*act, b["undo"]], "pf-act")


def _line(parts: list[widgets.Widget], name: str) -> widgets.HBox:
    box = widgets.HBox(parts)
    box.add_class(name)
    return box


def _field(kind: Callable[..., Any], label: str, **more: Any) -> Any:
    return kind(description=label, style={"description_width": "initial"}, **more)


def _button(name: str, browser: PlanBrowser) -> widgets.Button:
    description, tooltip, act = BUTTONS[name]
    button = widgets.Button(description=description, tooltip=tooltip)
    button.add_class(f"pf-do-{name}")
    button.on_click(lambda _: browser._safely(act, browser))
    return button


def _any(names: list[str]) -> list[tuple[str, str]]:
    return [("Any", ""), *((name, name) for name in names)]
