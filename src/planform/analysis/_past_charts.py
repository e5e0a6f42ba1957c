"""Charts of what was: estimates against actual hours, promises against what came, and plans finished week by week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ._canvas import BLUE, FAINT, GREY, INK, ORANGE, WIDTH, Row, alt, data, empty, finished, named, row_labels, rows_of
from ._frames import missing
from ._render import Chart
from ._say import count

if TYPE_CHECKING:
    from ._calibrate import Calibration
    from ._throughput import Throughput

SIDE = 400  # of a chart with the same scale both ways


def estimate_chart(calibration: Calibration) -> Chart:
    """Actual hours against the estimate on equal logarithmic scales, with the band from half to twice.

    Args:
        calibration: what ``pf.calibrate`` returned.
    """
    title = "Estimate and actual"
    rows = [_point(row) for row in rows_of(calibration.plans)]
    if not rows:
        return empty(title, f"{calibration.headline}.")
    inside = sum(row["within"] for row in rows)
    band = f"Band: half to twice, {inside} of {count(len(rows), 'plan')} in it"
    subtitle = f"{calibration.headline}. Dashed: as estimated. {band}"
    return finished(_scatter(rows), title, subtitle, f"{title}: {subtitle}")


def _point(row: Row) -> Row:
    name = next((str(row[c]) for c in ("title", "key", "plan_id") if not missing(row[c])), "")
    ratio = float(row["ratio"])
    return {
        "name": name,
        "estimate": float(row["estimate"]),
        "actual": float(row["actual"]),
        "ratio": ratio,
        "within": 0.5 <= ratio <= 2,
    }


def _scatter(rows: list[Row]) -> Any:
    a = alt()
    values = [row[c] for row in rows for c in ("estimate", "actual")]
    ends = [min(values) / 1.6, max(values) * 1.6]
    ticks = [v for v in (0.25, 0.5, 1, 2, 4, 8, 16, 40, 80, 160, 400, 800, 1600, 4000) if ends[0] <= v <= ends[1]]
    scale = a.Scale(type="log", domain=ends, nice=False)
    axis = a.Axis(values=ticks, labelExpr="format(datum.value, '~g')", labelOverlap=False)
    x = a.X("estimate:Q", title="Estimate (hours)", scale=scale, axis=axis)
    y = a.Y("actual:Q", title="Actual (hours)", scale=scale, axis=axis)
    line = [
        {"estimate": v, "actual": v, "low": max(v / 2, ends[0]), "high": min(v * 2, ends[1])} for v in _steps(*ends)
    ]
    base = a.Chart(data(line))
    band = base.mark_area(color=BLUE, opacity=0.13).encode(
        x, a.Y("low:Q", title="Actual (hours)", scale=scale), a.Y2("high:Q")
    )
    same = base.mark_line(color=GREY, strokeDash=[5, 4], strokeWidth=1.5).encode(x, y)
    tip = [
        a.Tooltip("name:N", title="Plan"),
        *(a.Tooltip(f"{c}:Q", format=",.1f", title=c.capitalize()) for c in ("estimate", "actual", "ratio")),
    ]
    color = a.condition("datum.within", a.value(BLUE), a.value(ORANGE))
    shape = a.condition("datum.within", a.value("circle"), a.value("diamond"))
    points = (
        a.Chart(data(rows))
        .mark_point(filled=True, size=75, opacity=0.85)
        .encode(x, y, color=color, shape=shape, tooltip=tip)
    )
    return (band + same + points).properties(width=SIDE, height=SIDE)


def _steps(low: float, high: float, n: int = 41) -> list[float]:
    """Equal steps on a logarithmic scale, with the places where the band leaves the frame."""
    even = [low * (high / low) ** (i / (n - 1)) for i in range(n)]
    return sorted({*even, low * 2, high / 2})


def calibration_chart(calibration: Calibration) -> Chart:
    """How often each promise was kept, with its 95 % interval, beside how often it should have been.

    Args:
        calibration: what ``pf.calibrate`` returned.
    """
    title = "Promises and what came"
    rows = [_promise(row) for row in rows_of(calibration.coverage)]
    if not rows:
        return empty(title, f"{calibration.headline}: no promise can be held against it yet.")
    said = "; ".join(f"{r['name']}: {r['share']:.0%} of {r['plans']}, {r['expected']:.0%} promised" for r in rows)
    return finished(
        _kept_layers(named(rows)),
        title,
        "Dot: kept so often, with its 95 % interval. Bar: promised",
        f"{title}. {said}",
    )


def _promise(row: Row) -> Row:
    figures = {name: float(row[name]) for name in ("expected", "share", "low", "high")}
    return {
        **figures,
        "plans": int(row["plans"]),
        "name": str(row["promise"]),
        "under": count(int(row["plans"]), "plan"),
    }


def _kept_layers(rows: list[Row]) -> Any:
    a = alt()
    base, names = row_labels(rows)
    percent = a.Axis(format=".0%", values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    scale = a.Scale(domain=[0, 1])
    tip = [a.Tooltip("name:N", title="Promise"), a.Tooltip("plans:Q", title="Plans")]
    tip += [a.Tooltip(f"{c}:Q", format=".0%", title=c.capitalize()) for c in ("expected", "share", "low", "high")]
    span = base.mark_rule(color=BLUE, strokeWidth=3, opacity=0.75).encode(
        a.X("low:Q", title="Share of finished plans", axis=percent, scale=scale), a.X2("high:Q"), tooltip=tip
    )
    dot = base.mark_point(color=BLUE, filled=True, size=110, opacity=1).encode(a.X("share:Q"), tooltip=tip)
    due = base.mark_tick(color=ORANGE, thickness=4, size=26, opacity=1).encode(a.X("expected:Q"), tooltip=tip)
    return a.layer(span, due, dot, *names).properties(width=WIDTH, height=len(rows) * 46)


def burn_up(throughput: Throughput) -> Chart:
    """Plans finished so far and to come, with the fan from P10 to P90.

    Args:
        throughput: what ``pf.throughput`` returned.
    """
    title = "Plans finished, and to come"
    if not len(throughput.trials):
        return empty(title, f"{throughput.headline}.")
    done, past = throughput.done, []
    for back, n in enumerate([0, *reversed(throughput.weeks)]):
        done -= n
        past.append({"date": _iso(throughput.start - timedelta(days=7 * back)), "plans": done})
    fan = [
        {"date": _iso(row["date"]), **{c: float(row[c]) for c in ("p10", "p50", "p90")}}
        for row in rows_of(throughput.fan())
    ]
    everything = throughput.done + throughput.left
    return finished(_fan_layers(past, fan, everything), title, throughput.headline, f"{title}: {throughput.headline}")


def _iso(value: Any) -> str:
    return f"{value.isoformat()[:10]}T00:00:00"


def _fan_layers(past: list[Row], fan: list[Row], everything: int) -> Any:
    a = alt()
    x = a.X("date:T", title=None, axis=a.Axis(format="%d %b %Y", labelAngle=0, tickCount=5))
    y = a.Y("plans:Q", title="Plans finished", scale=a.Scale(domain=[0, everything * 1.08], nice=False))
    tip = [
        a.Tooltip("date:T", format="%Y-%m-%d", title="On"),
        *(a.Tooltip(f"{p}:Q", format=",.0f", title=p.upper()) for p in ("p10", "p50", "p90")),
    ]
    chances = a.Chart(data(fan))
    area = chances.mark_area(color=BLUE, opacity=0.22).encode(
        x, a.Y("p10:Q", title="Plans finished"), a.Y2("p90:Q"), tooltip=tip
    )
    middle = chances.mark_line(color=BLUE, strokeWidth=2, strokeDash=[6, 4]).encode(x, a.Y("p50:Q"), tooltip=tip)
    so_far = (
        a.Chart(data(past))
        .mark_line(color=BLUE, strokeWidth=3, point={"filled": True, "size": 40, "color": BLUE})
        .encode(x, y)
    )
    goal = a.Chart(data([{"plans": everything, "words": f"all {everything} plans", "date": past[-1]["date"]}]))
    rule = goal.mark_rule(color=ORANGE, strokeWidth=2).encode(a.Y("plans:Q"))
    words = goal.mark_text(align="left", dy=-8, dx=2, fontSize=12, color=INK).encode(x, a.Y("plans:Q"), text="words:N")
    now = a.Chart(data([{"date": fan[0]["date"]}])).mark_rule(color=FAINT, strokeDash=[3, 3]).encode(x)
    return (area + middle + now + rule + so_far + words).properties(width=WIDTH, height=300)
