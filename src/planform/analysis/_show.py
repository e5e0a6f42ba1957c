"""A forecast as HTML, for a notebook that shows it as a value."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._forecast import Forecast


def forecast_html(forecast: Forecast) -> str:
    """Headline, the quantiles of both answers, and the assumptions folded away; all text escaped."""
    listed = "".join(f"<li>{escape(s)}</li>" for s in forecast.assumptions)
    parts = [f"<p><strong>{escape(forecast.headline)}</strong></p>", _table(forecast) if len(forecast.effort) else ""]
    parts.append(f"<details><summary>Assumptions</summary><ul>{listed}</ul></details>")
    if forecast.problems:
        said = "".join(f"<li>{escape(str(d))}</li>" for d in forecast.problems)
        parts.append(f"<details open><summary>To look at</summary><ul>{said}</ul></details>")
    return "".join(parts)


def _table(forecast: Forecast) -> str:
    effort, finish = forecast.quantiles("effort"), forecast.quantiles("finish")
    dated = "date" in finish.columns
    heads = ["", "Effort (h)", "± s.e.", "Finish (working h)", "± s.e.", *(["Date"] if dated else [])]
    rows = []
    for e, f in zip(effort.to_dict("records"), finish.to_dict("records"), strict=True):
        cells = [f"{float(r[c]):,.1f}" for r in (e, f) for c in ("value", "standard_error")]
        rows.append([str(e["quantile"]), *cells, *([str(f["date"])] if dated else [])])
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    body = "".join(_row(row) for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(cells: list[str]) -> str:
    return f'<tr><th scope="row">{escape(cells[0])}</th>{"".join(f"<td>{escape(c)}</td>" for c in cells[1:])}</tr>'
