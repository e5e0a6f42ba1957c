"""Charts of the network: when items run, and what waits for what."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd

from ._canvas import (
    DARK,
    FAINT,
    GREY,
    INK,
    ORANGE,
    PALE,
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
from ._network import build
from ._render import Chart
from ._say import count

if TYPE_CHECKING:
    from ._forecast import Forecast
    from ._work import Work

MOST_ROWS = 40
MOST_PLANS = 60
BOX, GAP, STEP = 0.76, 0.24, 34  # of a column: box and gap; pixels from one row to the next


def gantt(forecast: Forecast) -> Chart:
    """When items run at mean durations, when they end in four trials of five (P10 to P90), how often each is critical.

    Args:
        forecast: what ``pf.forecast`` returned; with a start the axis has dates.
    """
    title = "Order of work at mean durations"
    tasks = forecast.tasks.dropna(subset=["mean"]).sort_values(["es", "ef"], kind="stable")
    if not len(tasks):
        return empty(title, forecast.headline)
    cut = f"The first {MOST_ROWS} of {len(tasks)} items. " if len(tasks) > MOST_ROWS else ""
    subtitle = f"{cut}Bar: at mean durations. Whisker: its end in 80 % of the trials"
    rows = named([_bar(row) for row in rows_of(tasks.head(MOST_ROWS))])
    dated = _dated(rows, forecast)
    return finished(_gantt_layers(rows, dated), title, subtitle, f"{title}: {count(len(tasks), 'item')}")


_COLUMNS = {
    "start": "es", "end": "ef", "soon": "finish_p10", "far": "finish_p90", "float": "total_float",
    "critical": "criticality",
}  # fmt: skip


def _bar(row: Row) -> Row:
    return {"name": title_of(row), "under": "", **{name: float(row[column]) for name, column in _COLUMNS.items()}}


def _dated(rows: list[Row], forecast: Forecast) -> bool:
    """Puts moments beside the hours, where the forecast has a start."""
    options = forecast._work.work.options
    for place in ("start", "end", "soon", "far"):
        hours = np.array([row[place] for row in rows])
        moments = options.calendar.moments(options.start, hours, place != "start") if options.start else hours.tolist()
        for row, moment in zip(rows, moments, strict=True):
            row[f"{place}_at"] = moment
    return options.start is not None


def _gantt_layers(rows: list[Row], dated: bool) -> Any:
    a = alt()
    base, names = row_labels(rows)
    often = a.Tooltip("critical:Q", format=".0%", title="Critical")
    tip = [a.Tooltip("name:N", title="Item"), *tips("start", "end", "float"), often]
    ends = [
        *tip,
        a.Tooltip("soon:Q", format=",.1f", title="End P10 (h)"),
        a.Tooltip("far:Q", format=",.1f", title="End P90 (h)"),
    ]
    kind = "T" if dated else "Q"
    shades = a.Scale(domain=[0, 1], range=[PALE, ORANGE], interpolate="rgb")
    scale = legend(format=".0%", gradientLength=220, values=[0, 0.25, 0.5, 0.75, 1])
    color = a.Color("critical:Q", title="Critical in so many trials", scale=shades, legend=scale)
    axis = a.Axis(format="%d %b", labelAngle=0, tickCount=6) if dated else a.Axis()
    x = a.X(f"start_at:{kind}", title=None if dated else "Working time from the start (hours)", axis=axis)
    bars = base.mark_bar(height={"band": 0.6}, cornerRadius=3).encode(x, a.X2("end_at"), color, tooltip=tip)
    whisker = base.mark_rule(color=INK, strokeWidth=1.5, opacity=1).encode(
        a.X(f"soon_at:{kind}"), a.X2("far_at"), tooltip=ends
    )
    caps = [
        base.mark_tick(color=INK, thickness=1.5, size=9, opacity=1).encode(a.X(f"{end}_at:{kind}"))
        for end in ("soon", "far")
    ]
    return a.layer(bars, whisker, *caps, *names).properties(width=WIDTH, height=len(rows) * 38)


def dependency_graph(forecast: Forecast) -> Chart:
    """Plans that wait for each other, from left to right, by how often each is critical.

    Args:
        forecast: what ``pf.forecast`` returned. Waits that only an owner's one thing at a time makes are not drawn.
    """
    title = "What waits for what"
    graph = _plans(forecast._work.work)
    alone = [plan for plan in graph if not graph.degree(plan)]
    graph.remove_nodes_from(alone)
    if not len(graph):
        return empty(title, f"No plan waits for another among {count(len(alone), 'plan')} left.")
    tasks = {str(plan): rows for plan, rows in forecast.tasks.groupby("plan_id", sort=False)}
    shown = _largest(graph, tasks)
    routed = _routed(graph.subgraph(shown))
    places = _places(routed)
    nodes = [_node(tasks[plan], *places[plan]) for plan in shown]
    subtitle = f"{count(len(graph), 'plan')}" + (
        f", the {len(shown)} most critical shown" if len(shown) < len(graph) else ""
    )
    subtitle += f"; {len(alone)} more wait for nobody and hold up nobody" if alone else ""
    subtitle += f"; {count(len(forecast.cycles), 'cycle')} left out" if forecast.cycles else ""
    lines = _lines(routed, places)
    return finished(_graph_layers(nodes, lines), title, subtitle, f"{title}: {subtitle}")


def _plans(work: Work) -> Any:
    """The network of plans: an edge wherever an item of one waits for an item of another."""
    network = build(work.everything, work.left, work.dependencies, False, work.told.titles)
    graph = nx.DiGraph()
    graph.add_nodes_from(dict.fromkeys(item.plan for item in work.left))
    n = len(work.left)

    def before(node: int) -> list[int]:
        return [found for p in network.predecessors[node] for found in ([p] if p < n else before(p))]

    for node in range(n):
        here = work.left[node].plan
        graph.add_edges_from((work.left[p].plan, here) for p in before(node) if work.left[p].plan != here)
    return graph


def _often(rows: pd.DataFrame) -> float:
    return float(rows["criticality"].fillna(0).max())


def _largest(graph: Any, tasks: dict[str, pd.DataFrame]) -> list[str]:
    return sorted(graph, key=lambda plan: -_often(tasks[plan]))[:MOST_PLANS]


def _straight(graph: Any) -> Any:
    """Without waits that others imply; of plans whose steps wait for each other in turn, without the last way back."""
    found = graph.copy()
    while not nx.is_directed_acyclic_graph(found):
        found.remove_edge(*nx.find_cycle(found)[-1][:2])
    return nx.transitive_reduction(found)


def _routed(graph: Any) -> Any:
    """Every node with its `column` (a step from the start each); a way over several columns gets bends in between."""
    graph = _straight(graph)
    columns: dict[Any, int] = {}
    for plan in nx.lexicographical_topological_sort(graph):
        columns[plan] = max((columns[p] + 1 for p in graph.predecessors(plan)), default=0)
    found = nx.DiGraph()
    for plan, column in columns.items():
        found.add_node(plan, column=column)
    for before, after in graph.edges:
        bends = [(before, after, column) for column in range(columns[before] + 1, columns[after])]
        for bend in bends:
            found.add_node(bend, column=bend[2])
        nx.add_path(found, [before, *bends, after])
    return found


def _places(graph: Any) -> dict[Any, tuple[int, float]]:
    """Column and row; each at the mean of those before it, so that lines cross little."""
    levels: dict[int, list[Any]] = defaultdict(list)
    for node, column in graph.nodes(data="column"):
        levels[column].append(node)
    rows: dict[Any, float] = {}
    tallest = max(map(len, levels.values()))
    for level in sorted(levels):
        wanted = {
            n: float(np.mean([rows[b] for b in graph.predecessors(n)] or [i])) for i, n in enumerate(levels[level])
        }
        spread = tallest / len(levels[level])
        for place, node in enumerate(sorted(levels[level], key=lambda n: wanted[n])):
            rows[node] = (place + 0.5) * spread
    return {node: (column, rows[node]) for node, column in graph.nodes(data="column")}


def _lines(graph: Any, places: dict[Any, tuple[int, float]]) -> list[Row]:
    """From box to box; through a bend straight on. `head` where it arrives."""
    found: list[Row] = []
    for before, after in graph.edges:
        (left, top), (right, bottom) = places[before], places[after]
        found.append({"x": left + BOX, "end": right, "y": top, "bottom": bottom, "head": isinstance(after, str)})
    bends = [places[node] for node in graph if not isinstance(node, str)]
    return found + [{"x": x, "end": x + BOX, "y": y, "bottom": y, "head": False} for x, y in bends]


def _node(tasks: pd.DataFrame, column: int, row: float) -> Row:
    first = tasks.iloc[0]
    key = (
        first["key"] if not missing(first["key"]) else first["item"] if not missing(first["item"]) else first["plan_id"]
    )
    return {
        "x": column, "end": column + BOX, "middle": column + BOX / 2, "y": row - 0.36, "bottom": row + 0.36, "at": row,
        "name": str(key) if len(str(key)) <= 15 else f"{str(key)[:14].rstrip()}…",
        "whole": title_of({c: first[c] for c in ("plan_id", "key", "item")}),
        "critical": _often(tasks), "items": len(tasks),
    }  # fmt: skip


def _graph_layers(nodes: list[Row], lines: list[Row]) -> Any:
    a = alt()
    wide, tall = max(n["end"] for n in nodes), max(n["bottom"] for n in nodes) + 0.14
    bare = {"axis": None, "title": None}
    x = a.X("x:Q", scale=a.Scale(domain=[0, max(wide, 1)], nice=False), **bare)
    y = a.Y("y:Q", scale=a.Scale(domain=[tall, 0], nice=False), **bare)
    edges = (
        a.Chart(data(lines))
        .mark_rule(color=GREY, strokeWidth=1.4, opacity=0.8)
        .encode(x, y, a.X2("end:Q"), a.Y2("bottom:Q"))
    )
    heads = (
        a.Chart(data([line for line in lines if line["head"]]))
        .mark_point(shape="triangle-right", filled=True, size=45, color=GREY, opacity=1, xOffset=-3)
        .encode(a.X("end:Q", **bare), a.Y("bottom:Q", **bare))
    )
    shades = a.Scale(domain=[0, 1], range=[PALE, ORANGE], interpolate="rgb")
    scale = legend(format=".0%", gradientLength=220, values=[0, 0.25, 0.5, 0.75, 1])
    color = a.Color("critical:Q", title="Critical in so many trials", scale=shades, legend=scale)
    tip = [
        a.Tooltip("whole:N", title="Plan"),
        a.Tooltip("items:Q", title="Items left"),
        a.Tooltip("critical:Q", format=".0%", title="Critical"),
    ]
    base = a.Chart(data(nodes))
    boxes = base.mark_rect(stroke=FAINT, cornerRadius=4).encode(
        x, y, a.X2("end:Q"), a.Y2("bottom:Q"), color, tooltip=tip
    )
    words = base.mark_text(fontSize=11, color=DARK).encode(
        a.X("middle:Q", **bare), a.Y("at:Q", **bare), text="name:N", tooltip=tip
    )
    columns = max(WIDTH, round(max(wide, 1) * 118))
    return (edges + heads + boxes + words).properties(width=min(columns, 1400), height=max(80, round(tall * STEP)))
