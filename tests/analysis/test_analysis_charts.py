"""Charts: one bundle for notebooks, SVG that stands in any page, nothing cut, nobody's text as mark-up."""

import base64
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from planform.analysis import (
    Chart,
    burn_up,
    calibrate,
    calibration_chart,
    dependency_graph,
    effort_by,
    effort_chart,
    estimate_chart,
    exposure_bars,
    forecast,
    gantt,
    risk_matrix,
    risk_summary,
    s_curve,
    throughput,
    tornado,
)
from planform.errors import OutputError

from .helpers import dependencies, efforts, item, past, risk, risks

ODD = "</text><script>alert('1')</script> \"quoted\" & {braces} 'ticks' [0].x"
LONG = "Use it in the clients of the billing service and remove what was there"
TWICE = item("b", 3, 4, 9, name=LONG)
FRAME = efforts(item("a", 2, None, 4, name=ODD), TWICE, TWICE, item("c", kind="none"))
REGISTER = risks(*(risk("a", f"{ODD} {i}", "High", "Low", 0.3, 4.0) for i in range(4)), risk("b", "nobody knows"))
PLANS = pd.DataFrame({"plan_id": list("abc"), "template": [ODD, "task", None]})


WAITS = dependencies(("b", "blocked_by", "A", "a"), ("c", "blocked_by", "B", "b"), ("c", "blocked_by", "A", "a"))


def charts(frame=FRAME, register=REGISTER, plans=PLANS, done=12, waits=WAITS, start=None):
    fc = forecast(frame, waits, risks=register, trials=200, start=start)
    history = past(done, title=ODD)
    return {
        "effort": s_curve(fc),
        "finish": s_curve(fc, "finish"),
        "tornado": tornado(fc),
        "gantt": gantt(fc),
        "graph": dependency_graph(fc),
        "risks": risk_matrix(risk_summary(register)),
        "exposure": exposure_bars(risk_summary(register)),
        "estimates": estimate_chart(calibrate(history)),
        "calibration": calibration_chart(calibrate(history)),
        "burn-up": burn_up(throughput(history, "2026-11-23", trials=200)),
        "roll-up": effort_chart(effort_by(frame, plans)),
    }


FULL = charts()
DATED = charts(start="2026-11-23")
EMPTY = charts(efforts(), risks(), PLANS[:0], 0)
UNKNOWN = charts(efforts(item("a", kind="none")), risks(risk("a", "x")), done=1)
ONE = charts(efforts(item("a", None, 0, None)), risks(risk("a", "x", "Low", None, None, 0)), waits=None)
KINDS = {"full": FULL, "dated": DATED, "empty": EMPTY, "unknown": UNKNOWN, "one": ONE}
ALL = {f"{kind} {name}": chart for kind, found in KINDS.items() for name, chart in found.items()}


@pytest.mark.parametrize("name", ALL)
def test_every_chart_has_one_offline_bundle(name):
    bundle = ALL[name]._repr_mimebundle_()
    assert list(bundle) == ["application/vnd.vegalite.v5+json", "image/png", "text/plain"]
    spec = bundle["application/vnd.vegalite.v5+json"]
    assert "/v5." in spec["$schema"] and "url" not in json.dumps(spec).replace(spec["$schema"], "")
    assert json.loads(json.dumps(spec, allow_nan=False)) == spec
    png = base64.b64decode(bundle["image/png"])
    assert png.startswith(b"\x89PNG\r\n\x1a\n") and png.endswith(b"IEND\xaeB`\x82") and len(png) < 150_000
    assert bundle["text/plain"] and ALL[name].spec["title"]["text"]


@pytest.mark.parametrize("name", ALL)
def test_every_svg_is_well_formed_and_inert(name):
    root = ET.fromstring(ALL[name].svg())
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "script" not in tags and root.get("role") == "img" and root.get("aria-label") == ALL[name].text
    assert not [k for element in root.iter() for k in element.attrib if k.lower().startswith("on")]


def test_the_svg_takes_the_colour_of_the_page():
    svg = FULL["effort"].svg()
    assert "currentColor" in svg and "#24292f" not in svg and 'fill="#ffffff"' not in svg


def test_two_charts_in_a_page_have_their_own_ids():
    first, second = (set(re.findall(r'\bid="([^"]+)"', FULL["effort"].html())) for _ in range(2))
    assert not first & second


def test_labels_are_whole_up_to_two_lines():
    texts = "".join(ET.fromstring(FULL["gantt"].svg()).itertext())
    assert "B: Use it in the clients of the" in texts and "billing service and remove what …" in texts
    assert "(2)" in texts  # equal names are told apart


def test_the_curve_is_that_of_the_forecast():
    fc = forecast(FRAME, trials=1000)
    text = json.dumps(s_curve(fc).spec)
    assert f"P80: {fc.quantile(0.8):,.0f} h" in text and "2 of 3 plans; 1 without an estimate" in text


def test_what_is_unknown_is_said_in_the_chart():
    assert "No estimate in hours" in json.dumps(UNKNOWN["effort"].spec)
    assert "no hours" in json.dumps(UNKNOWN["roll-up"].spec)
    partly = efforts(item("a", 2, None, 4), item("a", kind="none"), item("b", kind="size"))
    table = effort_by(partly, PLANS.assign(template="task"))
    assert "3 plans, 1 only in part, 2 without hours" in json.dumps(effort_chart(table).spec)
    assert "none has both" in json.dumps(UNKNOWN["risks"].spec)


@pytest.mark.parametrize("ending", ["svg", "png", "html", "json"])
def test_saving(tmp_path, ending):
    path = FULL["effort"].save(tmp_path / f"chart.{ending}")
    assert path.stat().st_size > 1000


def test_saving_as_something_else(tmp_path):
    with pytest.raises(OutputError, match="saved as one of"):
        FULL["effort"].save(tmp_path / "chart.bmp")
    with pytest.raises(OutputError, match="cannot be written"):
        FULL["effort"].save(tmp_path / "no" / "chart.svg")


def test_altair_is_loaded_by_the_first_chart_alone():
    code = "import sys, planform.analysis; print('altair' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_chart_is_shown_by_its_words():
    assert repr(Chart({}, "words")) == "<Chart: words>"


def test_bands_stand_beside_the_figures_of_risks():
    for name in ("risks", "exposure"):
        assert "low 5 to 25 %, medium 25 to 60 %, high 60 to 95 %" in " ".join(FULL[name].spec["title"]["subtitle"])


def test_the_gantt_has_the_end_of_each_item_in_four_trials_of_five():
    fc = forecast(efforts(item("a", 2, None, 40)), trials=2_000, start="2026-11-23")
    (row,) = gantt(fc).spec["data"]["values"]
    low, high = sorted(fc.finish)[199], sorted(fc.finish)[1799]
    assert (row["soon"], row["far"]) == (pytest.approx(low, rel=0.02), pytest.approx(high, rel=0.02))
    assert row["start_at"].startswith("2026-11-23T00:00") and row["far_at"] > row["end_at"]


def test_the_graph_draws_waits_of_plans_and_not_those_of_owners():
    rows = [item("a", 1, None, 2, owner="Ana"), item("b", 1, None, 2, owner="Ana"), item("c", 1, None, 2, owner="Ana")]
    graph = dependency_graph(forecast(efforts(*rows), dependencies(("c", "blocked_by", "A", "a")), trials=200))
    nodes = [v for layer in graph.spec["layer"] for v in layer["data"]["values"] if "whole" in v]
    assert {(n["name"], n["x"]) for n in nodes} == {("A", 0), ("C", 1)}
    assert "1 more wait for nobody" in graph.text


def test_plans_whose_steps_wait_for_each_other_in_turn_are_drawn():
    rows = [item("a", 1, None, 2, name="x"), item("a", 1, None, 2, name="y", needs=["Step 1", "B"])]
    rows += [item("b", 1, None, 2, name="u", needs="none"), item("b", 1, None, 2, name="v")]
    assert dependency_graph(forecast(efforts(*rows), dependencies(("b", "blocked_by", "A", "a")), trials=200)).png()


def test_with_a_start_the_finish_is_drawn_over_days():
    found = forecast(efforts(item("a", 20, None, 60), item("b", 8, None, 40)), trials=2000, start="2026-11-23")
    said = found.quantiles("finish").set_index("quantile")["date"].astype(str)
    chart = s_curve(found, "finish")
    assert chart.text == f"80 % sure: done by {said['P80']} (P50: {said['P50']})"
    assert {layer["encoding"]["x"]["type"] for layer in chart.spec["layer"]} == {"temporal"}
    assert "of working time" in s_curve(forecast(efforts(item("a", 20, None, 60)), trials=200), "finish").text
