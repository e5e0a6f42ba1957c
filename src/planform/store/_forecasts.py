"""Forecasts that were kept: what was said, to be held against what came."""

from __future__ import annotations

import json
from typing import Any, Protocol

import pandas as pd
from sqlalchemy import Connection, insert, select

from ..errors import InvalidValueError
from ._codec import Row
from ._frames import MOMENT, frame, series
from ._ids import new_id
from ._tables import forecasts
from ._text import dump, fit, known, load

ANSWERS = ("effort", "finish")
KEPT = ("P10", "P50", "P80", "P90")
FORECASTS = {
    "forecast_id": "string",
    "at": MOMENT,
    "by": "string",
    "headline": "string",
    **{f"{answer}_{name.lower()}": "Float64" for answer in ANSWERS for name in KEPT},
    "finish_date_p80": "datetime64[us]",
}
ITEM_TEXTS = ("plan_id", "key", "item", "owner", "text", "read_as")


class Forecast(Protocol):
    """What of a forecast is kept."""

    @property
    def headline(self) -> str:
        """One sentence."""

    @property
    def tasks(self) -> pd.DataFrame:
        """One row an item."""

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was taken for granted."""

    def quantiles(self, of: Any = "effort") -> pd.DataFrame:
        """Hours by quantile."""


def forecast_row(forecast: Forecast, at: int, by: str | None) -> Row:
    """A forecast as it is kept.

    Raises:
        InvalidValueError: it is no forecast.
    """
    try:
        body = {answer: _plain(forecast.quantiles(answer)) for answer in ANSWERS}
        more = {"tasks": _plain(forecast.tasks), "assumptions": list(forecast.assumptions)}
        headline = fit(forecast.headline)
    except AttributeError:
        raise InvalidValueError(f"{type(forecast).__name__} is no forecast: keep what pf.forecast gave") from None
    return {"id": new_id(), "at": at, "by": known(by), "headline": headline, "body": dump(body | more)}


def _plain(found: pd.DataFrame) -> list[Row]:
    rows: list[Row] = json.loads(found.to_json(orient="records", date_format="iso", double_precision=15))
    return rows


def insert_forecast(connection: Connection, row: Row) -> None:
    """Keep it; the same row twice is one."""
    if connection.execute(select(forecasts.c.id).where(forecasts.c.id == row["id"])).first() is None:
        connection.execute(insert(forecasts), [row])


def forecasts_frame(connection: Connection) -> pd.DataFrame:
    """One row a forecast, oldest first: hours of effort and to the finish by quantile, and the date of the P80."""
    rows = connection.execute(select(forecasts).order_by(forecasts.c.at, forecasts.c.id)).all()
    bodies = [load(row.body) for row in rows]
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in ("at", "by", "headline")}
    columns["forecast_id"] = [row.id for row in rows]
    for answer in ANSWERS:
        told = [{q["quantile"]: q for q in body[answer]} for body in bodies]
        columns |= {f"{answer}_{n.lower()}": [q.get(n, {}).get("value") for q in told] for n in KEPT}
        dates = [q.get("P80", {}).get("date") for q in told]
    columns["finish_date_p80"] = [None if date is None else str(date)[:10] for date in dates] if rows else []
    return frame(columns, FORECASTS)


def items_frame(connection: Connection) -> pd.DataFrame:
    """One row an item of a forecast: forecast_id, at, and what `Forecast.tasks` said of it."""
    rows = connection.execute(select(forecasts).order_by(forecasts.c.at, forecasts.c.id)).all()
    items = [(row, task) for row in rows for task in load(row.body)["tasks"]]
    names = list(dict.fromkeys([*ITEM_TEXTS, "p10", "p50", "p90", *(name for _, task in items for name in task)]))
    found = {"forecast_id": series([r.id for r, _ in items], "string"), "at": series([r.at for r, _ in items], MOMENT)}
    return pd.DataFrame(found | {name: _column(name, [task.get(name) for _, task in items]) for name in names})


def _column(name: str, values: list[Any]) -> pd.Series[Any]:
    if name in ITEM_TEXTS or any(isinstance(value, str) for value in values):
        return series([None if value is None else str(value) for value in values], "string")
    return series([None if value is None else float(value) for value in values], "Float64")
