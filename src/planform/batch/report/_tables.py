"""The tables of the summary: frames in, HTML out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote

import pandas as pd

from ...analysis import Forecast
from ._changes import FIGURES, Move, Snapshot
from ._fragments import Column, Markup, Row, column, folded, hours, missing, number, table

Names = Mapping[str, Markup]  # plan id -> what to call it
SHOWN = ("P10", "P50", "P80", "P90", "P95")
MOST = 25  # rows that stand open; the rest is folded
NOBODY = Markup('<span class="soft">(none)</span>')


def names(plans: pd.DataFrame, files: Mapping[str, str]) -> dict[str, Markup]:
    """Plan id -> its key, else its title in short, with a link to its document where that is known."""
    found = {}
    for row in plans[["plan_id", "key", "title"]].to_dict("records"):
        text = str(row["title"] if missing(row["key"]) else row["key"])
        shown = escape(text if len(text) <= 28 else f"{text[:27]}…")
        file = files.get(row["plan_id"])
        found[row["plan_id"]] = Markup(f'<a href="{escape(quote(file))}.md">{shown}</a>' if file else shown)
    return found


def quantile_table(forecast: Forecast) -> str:
    """Effort and finish side by side, by how sure one wants to be."""
    effort, finish = (forecast.quantiles(of).set_index("quantile") for of in ("effort", "finish"))
    both = effort.assign(date=finish["date"] if "date" in finish.columns else None).loc[list(SHOWN)].reset_index()
    columns = (
        column("Chance", "quantile", "key"),
        column("Effort left (h)", "value", "num", hours),
        column("± s.e.", "standard_error", "num", lambda value: f"{value:.1f}"),
        column("Done by", "date", "num"),
    )
    rows = [{**row, "strong": row["quantile"] in ("P50", "P80")} for row in both.to_dict("records")]
    return table(columns, rows, "Effort left and finish")


def effort_table(found: pd.DataFrame, total: bool) -> str:
    """Estimated hours of each group.

    Args:
        found: what ``effort_by`` returned.
        total: whether to end with the sum.
    """
    by = str(found.columns[0])
    most = max((float(v) for v in found["likely"].dropna()), default=0.0) or 1.0
    columns = (
        Column(by.capitalize(), lambda row: NOBODY if missing(row[by]) else row[by]),
        column("Plans", style="num", form=number),
        column("Low (h)", "low", "num", hours),
        Column("Likely (h)", lambda row: hours(row["likely"]), "num", lambda row: _share(row, most)),
        column("High (h)", "high", "num", hours),
        column("Left (h)", "left", "num", hours),
        column("Points", style="num", form=number),
        Column("No hours", lambda row: number(silent(row)), "num"),
    )
    sums = [
        *(hours(found[c].sum(min_count=1)) for c in ("low", "likely", "high", "left")),
        number(found["points"].sum(min_count=1)),
    ]
    rows = found.to_dict("records")
    last = ("All", number(found["plans"].sum()), *sums, number(sum(map(silent, rows)))) if total else ()
    more = folded(f"{len(rows) - MOST} more", table(columns, rows[MOST:]), False)
    return table(columns, rows[:MOST], f"By {by}", last) + more


def _share(row: Row, most: float) -> float:
    return 0.0 if missing(row["likely"]) else float(row["likely"]) / most


def silent(row: Row) -> int:
    """How many plans of a group have no hours."""
    return int(row["missing"]) + int(row["points_only"]) + int(row["size_only"])


def risk_table(register: pd.DataFrame, called: Names) -> str:
    """Every risk with what it may cost and what is done about it."""
    columns = (
        Column("Plan", lambda row: called.get(row["plan_id"], ""), "key"),
        column("Risk", style="long"),
        Column("Likelihood", _chance, "key"),
        Column("Impact", _impact, "num"),
        column("Expected (h)", "exposure", "num", hours),
        column("Mitigation", style="long"),
        column("Contingency", style="long"),
    )
    rows = register.to_dict("records")
    more = folded(f"{len(rows) - MOST} more", table(columns, rows[MOST:]), False)
    return table(columns, rows[:MOST]) + more


def _chance(row: Row) -> str:
    return _level(row["likelihood"]) if missing(row["probability"]) else f"{100 * row['probability']:g} %"


def _impact(row: Row) -> str:
    return _level(row["impact"]) if missing(row["impact_hours"]) else f"{hours(row['impact_hours'])} h"


def _level(value: str) -> str:
    return "" if missing(value) or value == "unknown" else str(value)


def plans_without_hours(plans: pd.DataFrame, efforts: pd.DataFrame, called: Names, left: int) -> str:
    """Plans that are left and have no hours: what they say instead."""
    items = efforts[~efforts["done"].fillna(value=False)]
    timed = (items["kind"] == "time") & items[["low", "likely", "high"]].notna().any(axis=1)
    quiet = set(items["plan_id"]) - set(items.loc[timed, "plan_id"])
    rows = plans[plans["plan_id"].isin(quiet)].to_dict("records")
    columns = (
        Column("Plan", lambda row: called[row["plan_id"]], "key"),
        column("Title", style="long"),
        column("Owner"),
        column("Status", style="key"),
        column("Estimate as written", "effort_text"),
    )
    return folded(f"Plans left without hours: {len(rows)} of {left}", table(columns, rows), len(rows) <= MOST)


def plan_table(plans: pd.DataFrame, efforts: pd.DataFrame, called: Names) -> str:
    """All plans, what is left before what is done."""
    columns = (
        Column("Plan", lambda row: called[row["plan_id"]], "key"),
        column("Title", style="long"),
        column("Status", style="key"),
        column("Owner"),
        column("Estimate", "effort_text"),
        column("Actual (h)", "actual_hours", "num", hours),
        column("Due", style="num"),
        column("Risks", style="num", form=number),
        column("Open checks", "open_checks", "num", number),
    )
    left = plans["plan_id"].isin(set(efforts.loc[~efforts["done"].fillna(value=False), "plan_id"]))
    parts = (("Left", plans[left], True), ("Done", plans[~left], False))
    return "".join(
        folded(f"{name}: {len(rows)}", table(columns, rows.to_dict("records")), is_open and len(rows) <= 2 * MOST)
        for name, rows, is_open in parts
    )


def change_line(before: Snapshot, now: Snapshot, found: Sequence[Move]) -> str:
    """What changed, in a sentence or two."""
    counts = Counter(move.what for move in found)
    parts = [f"{counts.pop(what):,} {what.lower()}" for what in ("New", "Gone") if what in counts]
    parts += [f"{n:,} with another {what.lower()}" for what, n in counts.items()]
    pairs = ((name, before.figures.get(key, ""), now.figures.get(key, "")) for key, name in FIGURES.items())
    moved = "; ".join(f"{name} {was} → {has}" for name, was, has in pairs if was and was != has)
    figures = f" {moved[0].upper()}{moved[1:]}." if moved else ""
    return f"Since the report of {before.made}: {', '.join(parts)}.{figures}"


def change_table(found: Sequence[Move], called: Names) -> str:
    """Each change, new plans first."""
    first = {"New": 0, "Gone": 1, "Status": 2}
    rows = [
        {"plan": called.get(move.plan, move.name), "what": move.what, "before": move.before, "after": move.after}
        for move in sorted(found, key=lambda move: first.get(move.what, 3))
    ]
    columns = (column("Plan", style="key"), column("What", style="key"), column("Before"), column("Now", "after"))
    more = folded(f"{len(rows) - MOST} more", table(columns, rows[MOST:]), False)
    return table(columns, rows[:MOST]) + more
