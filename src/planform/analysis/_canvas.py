"""What all charts share: colours, type, rows with whole labels, and the way to a finished chart."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import Any

import pandas as pd

from ._frames import missing
from ._render import FAINT, INK, Chart

__all__ = [
    "BLUE", "DARK", "FAINT", "GREY", "GREYS", "INK", "ORANGE", "PALE", "TINTS", "WIDTH", "Row",
    "alt", "data", "empty", "finished", "legend", "named", "row_labels", "rows_of", "tips", "title_of",
]  # fmt: skip

# blue, orange and grey have at least 3:1 against white and against a dark page, and stay apart for colour-blind readers
BLUE, ORANGE, GREY, PALE = "#2f81c7", "#d9731a", "#80868b", "#a9bccd"
DARK = "#101418"  # text on tinted cells: stays dark, for the tint stays light
TINTS, GREYS = ("#d6e8f7", "#69aee6"), ("#e4e6e8", "#b4b9be")
FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
WIDTH = 560
LINE = 14  # pixels from one line of a label to the next
Row = dict[str, Any]


def alt() -> Any:
    """Altair: half a second to import, so only when a chart is made."""
    import altair

    return altair


def data(rows: list[Row]) -> Any:
    return alt().Data(values=rows)


def rows_of(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def tips(*names: str) -> list[Any]:
    """Tooltips in hours."""
    return [alt().Tooltip(f"{name}:Q", format=",.1f", title=f"{name.capitalize()} (h)") for name in names]


def legend(**more: Any) -> Any:
    return alt().Legend(orient="bottom", direction="horizontal", **more)


def title_of(row: Row) -> str:
    """Key and name of an item."""
    parts = [str(v) for v in (row["key"], row["item"]) if not missing(v)]
    return ": ".join(dict.fromkeys(parts)) or str(row["plan_id"])


def named(rows: list[Row]) -> list[Row]:
    """Rows with an `id` for the axis and a `label`: whole up to two lines of 36, `under` as a line below."""
    seen: Counter[str] = Counter()
    for place, row in enumerate(rows):
        lines = textwrap.wrap(row["name"], 36, max_lines=2, placeholder=" …") or ["(no name)"]
        seen[row["name"]] += 1
        if seen[row["name"]] > 1:
            lines[-1] += f" ({seen[row['name']]})"
        lines += [row["under"]] if row["under"] else []
        row.update(id=place, label="\n".join(lines), lines=len(lines))
    return rows


def row_labels(rows: list[Row]) -> tuple[Any, list[Any]]:
    """A chart with a row each, and the layers of its labels: an axis would not centre those of several lines."""
    a = alt()
    y = a.Y("id:O", title=None, axis=a.Axis(labels=False, ticks=False, domain=False, grid=False))
    base = a.Chart(data(rows)).encode(y)
    style = {"align": "right", "baseline": "middle", "lineBreak": "\n", "lineHeight": LINE, "color": INK}
    layers = [
        base.transform_filter(f"datum.lines == {n}")
        .mark_text(**style, fontSize=12, dy=-(n - 1) * LINE / 2)
        .encode(x=a.value(-10), text="label:N")
        for n in sorted({row["lines"] for row in rows})
    ]
    return base, layers


def finished(chart: Any, title: str, subtitle: str, text: str) -> Chart:
    """A chart with its title, in our type and colours; `text` is what it says in words."""
    lines = textwrap.wrap(subtitle, 90)
    head = alt().TitleParams(title, subtitle=lines) if lines else alt().TitleParams(title)
    spec = chart.properties(title=head).to_dict()
    return Chart({**spec, "background": "#ffffff", "padding": 12, "config": _CONFIG}, text)


def empty(title: str, why: str) -> Chart:
    """A chart that says why there is nothing to see."""
    words = alt().Chart(data([{"why": textwrap.fill(why, 70)}]))
    drawn = words.mark_text(fontSize=14, color=INK, lineBreak="\n").encode(text="why:N")
    return finished(drawn.properties(width=WIDTH, height=80), title, "", f"{title}: {why}")


_TEXT = {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
_CONFIG: dict[str, Any] = {
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        **_TEXT, "titlePadding": 10, "gridColor": FAINT, "gridOpacity": 0.3, "domainColor": FAINT, "tickColor": FAINT,
        "labelFlush": False, "tickCount": 7,
    },
    "legend": {**_TEXT, "labelLimit": 0},
    "title": {
        "color": INK, "subtitleColor": INK, "fontSize": 17, "fontWeight": "bold", "subtitleFontSize": 13,
        "anchor": "start", "frame": "bounds", "offset": 14, "subtitlePadding": 6,
    },
}  # fmt: skip
