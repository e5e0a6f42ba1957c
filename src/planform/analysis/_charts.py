"""Frames and results to charts. With `_canvas` all that knows Altair."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from ._canvas import (
    BLUE,
    DARK,
    FAINT,
    GREYS,
    INK,
    ORANGE,
    TINTS,
    WIDTH,
    Row,
    alt,
    data,
    empty,
    finished,
    legend,
    named,
    row_labels,
    rows_of,
    tips,
    title_of,
)
from ._frames import missing
from ._render import Chart
from ._say import count, hours

if TYPE_CHECKING:
    from ._forecast import Answer, Forecast
    from ._risk import RiskSummary


def s_curve(forecast: Forecast, of: Answer = "effort") -> Chart:
    """Chance that so much is enough, with P50 and P80 marked.

    Args:
        forecast: what ``pf.forecast`` returned.
        of: "effort" (hours of work left) or "finish" (the day on which all is done; working hours where the forecast
            has no start).
    """
    scale = _SCALES.get(
        "finish by day" if of == "finish" and forecast._work.work.options.start else of, _SCALES["effort"]
    )
    if forecast.quantiles(of)["value"].isna().all():
        return empty(scale.title, forecast.headline)
    chances = np.linspace(0.005, 0.995, 67).tolist()
    curve = _s_points(forecast, of, chances, scale)
    marks = _s_points(forecast, of, [0.5, 0.8], scale)
    title = scale.headline.format(marks[1]["said"])
    return finished(
        _s_layers(curve, marks, scale), title, f"P80 for {forecast.cover}", f"{title} (P50: {marks[0]['said']})"
    )


class _Scale(NamedTuple):
    """What the curve is drawn over, and its words; `by_day` needs a forecast with a start."""

    title: str
    headline: str
    axis: str
    chance: str
    by_day: bool = False


_SCALES = {
    "effort": _Scale(
        "Effort left", "80 % sure: {} of effort or less", "Effort left (hours)", "Chance that it is enough"
    ),
    "finish": _Scale(
        "Finish",
        "80 % sure: done after {} of working time",
        "Working time from the start (hours)",
        "Chance that all is done",
    ),
    "finish by day": _Scale("Finish", "80 % sure: done by {}", "Day", "Chance that all is done", by_day=True),
}


def _s_points(forecast: Forecast, of: Answer, chances: list[float], scale: _Scale) -> list[Row]:
    values = np.array([forecast.quantile(p, of) for p in chances])
    start, clock = forecast._work.work.options.start, forecast._work.work.options.calendar
    at = clock.moments(start, values, end=True) if scale.by_day and start else values.tolist()
    said = [str(x)[:10] if scale.by_day else hours(float(x)) for x in at]
    return [
        {"at": x, "chance": p, "said": words, "label": f"P{round(100 * p)}: {words}", "zero": 0}
        for x, p, words in zip(at, chances, said, strict=True)
    ]


def _s_axis(curve: list[Row], scale: _Scale) -> Any:
    a = alt()
    if scale.by_day:
        return a.X("at:T", title=None, axis=a.Axis(format="%d %b %Y", labelAngle=0, tickCount=5))
    low, high = curve[0]["at"], curve[-1]["at"]
    room = (high - low) * 0.05 or 1.0
    return a.X("at:Q", title=scale.axis, scale=a.Scale(domain=[max(0.0, low - room), high + room], nice=False))


def _s_layers(curve: list[Row], marks: list[Row], scale: _Scale) -> Any:
    a = alt()
    x = _s_axis(curve, scale)
    percent = a.Axis(format=".0%", values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    y = a.Y("chance:Q", title=scale.chance, axis=percent, scale=a.Scale(domain=[0, 1]))
    tip = [a.Tooltip("said:N", title=scale.axis), a.Tooltip("chance:Q", format=".0%", title="Chance")]
    smooth = {"color": BLUE, "strokeWidth": 3, "interpolate": "monotone"}
    line = a.Chart(data(curve)).mark_line(**smooth).encode(x, y, tooltip=tip)
    points = a.Chart(data(marks))
    drop = points.mark_rule(color=ORANGE, strokeDash=[5, 4], strokeWidth=1.5).encode(x, y, a.Y2("zero:Q"))
    dots = points.mark_point(color=ORANGE, filled=True, size=90, opacity=1).encode(x, y, tooltip=tip)
    bold = {"align": "right", "dx": -10, "dy": -9, "fontSize": 14, "fontWeight": "bold", "color": INK}
    words = points.mark_text(**bold).encode(x, y, text="label:N")
    return (line + drop + dots + words).properties(width=WIDTH, height=300)


def effort_chart(table: pd.DataFrame) -> Chart:
    """Likely hours of each group with their ends; what is not estimated is said beside the name.

    Args:
        table: what ``effort_by`` returned.
    """
    by = str(table.columns[0])
    rows = [_group(row, by) for row in rows_of(table)]
    title = f"Estimates by {by}"
    if not rows:
        return empty(title, "No plans.")
    said = "; ".join(f"{row['name']} {row['value']}" for row in rows)
    subtitle = "Bar: likely. Line: from the sum of the low to the sum of the high ends."
    return finished(_effort_layers(rows), title, subtitle, f"{title}: {said}")


def _group(row: Row, by: str) -> Row:
    figures = {name: None if missing(row[name]) else float(row[name]) for name in ("low", "likely", "high")}
    likely = figures["likely"]
    silent = int(row["missing"]) + int(row["points_only"]) + int(row["size_only"])
    said = ((int(row["partly"]), "only in part"), (silent, "without hours"))
    return {
        **figures,
        "end": figures["high"] or 0.0,
        "name": f"no {by}" if missing(row[by]) else str(row[by]),
        "value": "no hours" if likely is None else hours(likely),
        "under": ", ".join([count(int(row["plans"]), "plan"), *(f"{n} {words}" for n, words in said if n)]),
    }


def _effort_layers(rows: list[Row]) -> Any:
    a = alt()
    base, names = row_labels(named(rows))
    tip = [a.Tooltip("name:N", title="Of"), *tips("low", "likely", "high")]
    x = a.X("likely:Q", title="Estimated effort (hours)")
    bar = base.mark_bar(color=BLUE, height={"band": 0.55}).encode(x, tooltip=tip)
    line = base.mark_rule(color=ORANGE, strokeWidth=3, opacity=1).encode(a.X("low:Q"), a.X2("high:Q"))
    tick = {"color": ORANGE, "thickness": 3, "size": 14, "opacity": 1}
    ends = [base.mark_tick(**tick).encode(a.X(f"{end}:Q")) for end in ("low", "high")]
    bold = {"align": "left", "dx": 9, "fontSize": 13, "fontWeight": "bold", "color": INK}
    value = base.mark_text(**bold).encode(a.X("end:Q"), text="value:N")
    return a.layer(bar, line, *ends, value, *names).properties(width=WIDTH, height=len(rows) * 46)


def risk_matrix(summary: RiskSummary) -> Chart:
    """Counts and names of risks by likelihood and impact; what nobody has judged stands in its own row and column."""
    title = "Risks by likelihood and impact"
    if not len(summary.table):
        return empty(title, summary.headline)
    names = {column: summary.names[column].tolist() for column in summary.names}
    levels, impacts = [str(i) for i in summary.names.index], [str(c) for c in names]
    cells = [
        {"likelihood": row, "impact": column, **_cell(names[column][place], "unknown" in (row, column))}
        for place, row in enumerate(levels)
        for column in impacts
    ]
    chart = _matrix_layers(cells, levels, impacts)
    subtitle = f"{summary.headline}. Probabilities stand with their level: {summary.bands_said}"
    return finished(chart, title, subtitle, f"Risk matrix. {summary.headline}")


def _cell(names: Sequence[str], unknown: bool) -> Row:
    shades = GREYS if unknown else TINTS
    shown = [textwrap.shorten(" ".join(name.split()), 25, placeholder="…") or "(no name)" for name in names[:2]]
    more = [f"and {len(names) - 2} more"] if len(names) > 2 else []
    fill = "transparent" if not names else shades[0] if len(names) < 3 else shades[1]
    return {"count": len(names), "lines": "\n".join(shown + more), "risks": "; ".join(names), "fill": fill}


def _matrix_layers(cells: list[Row], levels: list[str], impacts: list[str]) -> Any:
    a = alt()
    bare = {"labelFontSize": 13, "ticks": False, "domain": False, "labelAngle": 0, "labelPadding": 8}
    x = a.X("impact:N", sort=impacts, title="Impact", axis=a.Axis(orient="top", **bare))
    y = a.Y("likelihood:N", sort=levels, title="Likelihood", axis=a.Axis(**bare))
    base = a.Chart(data(cells)).encode(x, y)
    tip = [a.Tooltip(f"{name}:N", title=name.capitalize()) for name in ("likelihood", "impact", "count", "risks")]
    fill = a.Fill("fill:N", scale=None)
    tiles = base.mark_rect(stroke=FAINT, strokeWidth=1).encode(fill, tooltip=tip)
    some = base.transform_filter("datum.count > 0")
    counts = some.mark_text(fontSize=20, fontWeight="bold", color=DARK, dy=-22).encode(text="count:N")
    words = some.mark_text(fontSize=11, color=DARK, dy=-3, lineBreak="\n", baseline="top").encode(text="lines:N")
    return (tiles + counts + words).properties(width=150 * len(impacts), height=86 * len(levels))


def tornado(forecast: Forecast, most: int = 12) -> Chart:
    """Which items move the total most: each from its P10 to its P90, the others at their mean.

    Args:
        forecast: what ``pf.forecast`` returned.
        most: how many items are shown.
    """
    title = "What moves the total most"
    rows = sorted(map(_swing, rows_of(forecast.tasks.dropna(subset=["mean"]))), key=lambda r: r["less"] - r["more"])
    rows = [row for row in rows if row["more"] > row["less"]][:most]
    if not rows:
        return empty(title, forecast.headline)
    said = f"{title}: {', '.join(r['name'] for r in rows[:3])}"
    return finished(_tornado_layers(named(rows)), title, "Each item alone, the others at their mean", said)


def _swing(row: Row) -> Row:
    mean = float(row["mean"])
    ends = {"less": float(row["p10"]) - mean, "more": float(row["p90"]) - mean}
    return {"name": title_of(row), "under": "", "zero": 0, **ends}


_SIGNED = "datum.value == 0 ? '0' : format(datum.value, '+,')"


def _tornado_layers(rows: list[Row]) -> Any:
    a = alt()
    base, names = row_labels(rows)
    sides = {"less": "it goes well (P10)", "more": "it goes badly (P90)"}
    shades = a.Scale(domain=list(sides.values()), range=[BLUE, ORANGE])
    color = a.Color("side:N", title="If", scale=shades, legend=legend())
    signed = {"title": "Change of the total against its mean (hours)", "axis": a.Axis(labelExpr=_SIGNED)}
    tip = [a.Tooltip("name:N", title="Item"), *tips("less", "more")]
    bars = [
        base.transform_calculate(side=f"'{words}'")
        .mark_bar(height={"band": 0.6})
        .encode(a.X(f"{side}:Q", **signed), a.X2("zero:Q"), color, tooltip=tip)
        for side, words in sides.items()
    ]
    return a.layer(*bars, *names).properties(width=WIDTH, height=len(rows) * 40)


def exposure_bars(summary: RiskSummary, most: int = 15) -> Chart:
    """What each risk may cost: expected hours (chance * hours) within the hours that it takes if it happens.

    Args:
        summary: what ``pf.risk_summary`` returned.
        most: how many risks are shown, the dearest first.
    """
    title = "What risks may cost"
    known = summary.table.dropna(subset=["exposure"])
    rows = [_danger(row) for row in rows_of(known.head(most))]
    if not rows:
        return empty(title, f"{summary.headline}.")
    cut = f"The {most} dearest of {len(known)}. " if len(known) > most else ""
    subtitle = f"{cut}{summary.headline}. Levels stand for {summary.bands_said}"
    return finished(_danger_layers(named(rows)), title, subtitle, f"{title}: {summary.headline}")


def _danger(row: Row) -> Row:
    low, high = float(row["probability_low"]), float(row["probability_high"])
    chance = f"{low:.0%}" if low == high else f"{low:.0%} to {high:.0%}"
    return {
        "name": " ".join(str(row["risk"]).split()) if not missing(row["risk"]) else "(no name)",
        "under": f"{chance} of {hours(float(row['impact_hours']))}",
        "exposure": float(row["exposure"]),
        "impact": float(row["impact_hours"]),
        "value": hours(float(row["exposure"])),
        "zero": 0,
    }


def _danger_layers(rows: list[Row]) -> Any:
    a = alt()
    base, names = row_labels(rows)
    tip = [a.Tooltip("name:N", title="Risk"), a.Tooltip("under:N", title="Chance"), *tips("exposure", "impact")]
    x = a.X(
        "exposure:Q",
        title="Hours (bar: expected, line: if it happens)",
        scale=a.Scale(domain=[0, max(r["impact"] for r in rows) * 1.12 or 1], nice=False),
    )
    line = base.mark_rule(color=ORANGE, strokeWidth=3, opacity=1).encode(a.X("zero:Q"), a.X2("impact:Q"), tooltip=tip)
    end = base.mark_tick(color=ORANGE, thickness=3, size=14, opacity=1).encode(a.X("impact:Q"))
    bar = base.mark_bar(color=BLUE, height={"band": 0.5}).encode(x, tooltip=tip)
    bold = {"align": "left", "dx": 9, "fontSize": 13, "fontWeight": "bold", "color": INK}
    value = base.mark_text(**bold).encode(a.X("impact:Q"), text="value:N")
    return a.layer(line, bar, end, value, *names).properties(width=WIDTH, height=len(rows) * 46)
