"""The store: plans go in, plans and frames come out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Unpack

import pandas as pd

from ..errors import StoreError
from ..plan import Template
from ..settings import Settings
from ._exchange import Exchange
from ._filters import Filters, moment
from ._frames import FRAMES
from ._past import as_it_was
from ._reading import Reader
from ._rescue import Rescued, rescued_lines
from ._search import asked, ranked, search_frame
from ._values import rows_frame, stored_rows, values_frame


class PlanStore(Exchange):
    """Where plans are kept: a SQLite file, or a PostgreSQL database.

    Several programs may use one store at the same time. Every save that changes a plan adds a revision. Every frame
    takes the same filters: status, owner, template, tag, sprint (one name or several), updated_since, and as_of (a day
    or time: the frame as it was then). What is not known is NA.

    Attributes:
        url: where it is, passwords left out.
        settings: what amounts of work are in hours, and the rest of planform.toml.
    """

    def plans(self, **filters: Unpack[Filters]) -> pd.DataFrame:
        """One row a plan: who does what until when, efforts in hours, counts of risks and open checks.

        Raises:
            UnknownNameError: there is no such filter.
            InvalidValueError: a filter's value is none that it can have.
        """
        return self._frame("plans", filters)

    def efforts(self, **filters: Unpack[Filters]) -> pd.DataFrame:
        """One row a part of the work, with low, likely and high in hours (points where `kind` says points)."""
        return self._frame("efforts", filters)

    def risks(self, **filters: Unpack[Filters]) -> pd.DataFrame:
        """One row a risk: likelihood as a level, probability where a number was written, impact also in hours."""
        return self._frame("risks", filters)

    def checks(self, **filters: Unpack[Filters]) -> pd.DataFrame:
        """One row a line with a tick: section, text, done."""
        return self._frame("checks", filters)

    def dependencies(self, **filters: Unpack[Filters]) -> pd.DataFrame:
        """One row a name of another plan: relation (blocked_by, blocks, related, external), text, target_id."""
        return self._frame("dependencies", filters)

    def values(self, template: str, /, **filters: Unpack[Filters]) -> pd.DataFrame:
        """One row a plan of this template: plan_id, key, and a column for each field that holds one value.

        Raises:
            UnknownNameError: no plan was made from such a template.
        """

        def once() -> pd.DataFrame:
            with self._frozen(filters) as (reader, wanted):
                return values_frame(_stored(reader, template, wanted))

        return self._again(once)

    def rows(self, template: str, group: str, /, **filters: Unpack[Filters]) -> pd.DataFrame:
        """One row for each row of a group (list, checklist, table): plan_id, key, position, its columns.

        Raises:
            UnknownNameError: no plan was made from such a template, or it has no such group.
        """

        def once() -> pd.DataFrame:
            with self._frozen(filters) as (reader, wanted):
                return rows_frame(_stored(reader, template, wanted), group)

        return self._again(once)

    def search(self, text: str, limit: int = 50, **filters: Unpack[Filters]) -> pd.DataFrame:
        """The plans that hold all these words, the best first: plan_id, key, title, field, snippet, score.

        Case and accents do not count; a word is the beginning of one ("retr" finds "retry"); what stands between
        quotes is a phrase as it is. The snippet has what was found between two stars.

        Args:
            text: words of a person; nothing in them is an operator but the quotes.
            limit: how many plans at most.
            filters: as for the frames, but for as_of.

        Raises:
            InvalidValueError: there is no word to look for.
        """
        wanted = asked(text)

        def once(reader: Reader) -> pd.DataFrame:
            found = ranked(reader.connection, wanted, limit, filters)
            return search_frame([(reader.plan(reader.row(name)), score) for name, score in found], wanted)

        return self._read(once)

    def _frame(self, name: str, filters: Any) -> pd.DataFrame:
        def once() -> pd.DataFrame:
            with self._frozen(filters, values=False) as (reader, wanted):
                return FRAMES[name](reader.connection, self.settings.effort, wanted)

        return self._again(once)

    @contextmanager
    def _frozen(self, filters: Any, values: bool = True) -> Iterator[tuple[Reader, dict[str, Any]]]:
        """A reader of the store as it is, or as it was where the filters name a time; and the other filters."""
        wanted = {name: value for name, value in filters.items() if name != "as_of"}
        when = filters.get("as_of")
        with self._reader() as reader:
            if when is None:
                yield reader, wanted
                return
            with as_it_was(reader, moment(when, "as_of"), values) as past:
                yield Reader(past, reader.where, reader.templates), wanted


def _stored(reader: Reader, template: str, filters: Any) -> list[tuple[Template, Any]]:
    return [(reader.template(row), row) for row in stored_rows(reader.connection, template, filters)]


def rescue(damaged: str | Path, into: str | Path | PlanStore, settings: Settings | None = None) -> Rescued:
    """Take what can still be read out of a damaged SQLite file into a new store.

    Args:
        damaged: the file; it is only read.
        into: an empty store, or where to make one.
        settings: of the new store.

    Raises:
        NotFoundError: there is no such file.
        StoreError: nothing can be read, or the new store has plans already.
    """
    lines, found = rescued_lines(Path(damaged))
    store = into if isinstance(into, PlanStore) else PlanStore(into, settings)
    if len(store):
        raise StoreError(f"{store.url} has plans already; rescue into a new store")
    store.import_lines(lines, str(damaged))
    return found
