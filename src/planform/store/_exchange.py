"""The store as a whole: out and in as lines of JSON, copied, told anew; and the forecasts that are kept with it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import select

from ..errors import InvalidDocumentError, NotFoundError, OutputError
from ..quantities import PARSER_VERSION
from ._codec import projected, record
from ._forecasts import Forecast, forecast_row, forecasts_frame, insert_forecast, items_frame
from ._lines import Arrival, lines_of
from ._reading import CURRENT, Reader, chunks
from ._records import Records
from ._saving import write_facts, write_updates
from ._tables import plans

if TYPE_CHECKING:
    from ._store import PlanStore


class Exchange(Records):
    """What concerns all plans at once."""

    def export_jsonl(self, path: str | Path) -> Path:
        """Write the whole store, history and deleted plans and forecasts included, one line of JSON a plan.

        Equal stores give equal files. A file that is there is replaced, once the new one is whole.

        Raises:
            OutputError: the file cannot be written.
        """
        path = Path(path)
        half = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with half.open("w", encoding="utf-8", newline="\n") as file:
                for line in self.export_lines():
                    file.write(f"{line}\n")
            half.replace(path)
        except OSError as error:
            raise OutputError(f"cannot be written: {error.strerror or error}", path=path) from error
        finally:
            half.unlink(missing_ok=True)
        return path

    def export_lines(self) -> Iterator[str]:
        """The lines of `export_jsonl`, one by one; memory does not grow with their number."""
        with self._reader() as reader:
            yield from lines_of(reader)

    def import_jsonl(self, path: str | Path) -> int:
        """Bring in what `export_jsonl` wrote: all of it or nothing; what is here already is not brought twice.

        Returns:
            How many plans were new or had new revisions.

        Raises:
            NotFoundError: no such file.
            InvalidDocumentError: a line is no line of a store.
            StoreError: a plan has another history here, or its key belongs to another plan.
        """
        with _opened(Path(path)) as file:
            return self.import_lines(file, str(path))

    def import_lines(self, lines: Iterable[str], source: str = "the import") -> int:
        """The same, from lines that can be gone through once."""
        with self._writing() as connection:
            return Arrival(self._reader_of(connection), source).take(lines)

    def copy_to(self, other: PlanStore) -> int:
        """Bring everything into another store, whatever its engine; how many plans were new there."""
        return other.import_lines(self.export_lines(), self.url)

    def reproject(self) -> int:
        """Read amounts, risks and the rest anew from all plans that an older program read; how many that were.

        Columns of frames and facts are kept as the parser of their day understood them; no revision is added.
        """
        query = select(plans.c.id).where(plans.c.parser != PARSER_VERSION, plans.c.deleted.is_(False))
        with self._reading() as connection:
            names = list(connection.execute(query).scalars())
        for chunk in chunks(names):
            self._write(partial(_reproject, names=chunk))
        return len(names)

    def save_forecast(self, forecast: Forecast, by: str | None = None) -> str:
        """Keep what a forecast said, to be held against what comes; its id.

        Raises:
            InvalidValueError: it is no forecast.
        """
        row = forecast_row(forecast, time.time_ns() // 1000, by)
        self._write(lambda reader: insert_forecast(reader.connection, row))
        return str(row["id"])

    def forecasts(self, items: bool = False) -> pd.DataFrame:
        """The forecasts that were kept, oldest first.

        Args:
            items: one row an item of each forecast, as `Forecast.tasks` had it, instead of one row a forecast.

        Returns:
            forecast_id, at, by, headline; effort_p10 .. effort_p90 and finish_p10 .. finish_p90 in hours;
            finish_date_p80.
        """
        return self._read(lambda reader: (items_frame if items else forecasts_frame)(reader.connection))


@contextmanager
def _opened(path: Path) -> Iterator[Iterable[str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield file
    except FileNotFoundError:
        raise NotFoundError("is not there", path=path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidDocumentError(f"cannot be read: {error}", path=path) from error


def _reproject(reader: Reader, names: list[str]) -> None:
    rows = reader.connection.execute(CURRENT.where(plans.c.id.in_(names), plans.c.deleted.is_(False))).all()
    updated: list[dict[str, Any]] = []
    facts = {}
    for row in rows:
        columns, facts[row.id] = projected(record(reader.plan(row)))
        updated.append({f"b_{k}": v for k, v in columns.items()} | {"b_id": row.id})
    write_updates(reader, updated)
    write_facts(reader, facts, None, list(facts))
