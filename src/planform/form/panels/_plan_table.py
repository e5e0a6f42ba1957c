"""The list of plans as a widget: what the page shows of it, and what a person asks for there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import traitlets as T

from ..page._assets import script, style


class PlanTable(anywidget.AnyWidget):
    """A page of plans: one message shows it, however many rows and columns it has.

    Attributes:
        selected: ids of the ticked plans, those of other pages too, in the order they were ticked.
        message: what was done last; a screen reader says it.
    """

    _esm = script(("dom", "table"))
    _css = style("browser")
    _view = T.Dict().tag(sync=True)
    _warning = T.Bool(False).tag(sync=True)
    selected = T.List(T.Unicode()).tag(sync=True)
    message = T.Unicode("").tag(sync=True)

    def __init__(self, view: Mapping[str, Any], asked: Mapping[str, Callable[[Mapping[str, Any]], object]]) -> None:
        """Show a page.

        Args:
            view: what the page shows; see `Listing` in table.js.
            asked: what to do with each thing that a person asks for.
        """
        self._asked = asked
        super().__init__(_view=dict(view))
        self.on_msg(self._receive)

    def show(self, view: Mapping[str, Any]) -> None:
        """Show another page."""
        self._view = dict(view)

    def say(self, message: str, warning: bool = False) -> None:
        """Tell the person something."""
        with self.hold_sync():
            self.message, self._warning = message, warning

    def _receive(self, _: Any, message: Any, __: Any) -> None:
        answer = self._asked.get(message.get("op"))
        if answer is not None:
            answer(message)
