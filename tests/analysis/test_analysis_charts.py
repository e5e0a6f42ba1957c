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
    effort_by,
    effort_chart,
    forecast,
    gantt,
    risk_matrix,
    risk_summary,
    s_curve,
    tornado,
)
from planform.errors import OutputError

from .helpers import efforts, item, risk, risks

ODD = "</text><script>alert('1')</script> \"quoted\" & {braces} 'ticks' [0].x"
LONG = "Use it in the clients of the billing service and remove what was there"
TWICE = item("b", 3, 4, 9, name=LONG)
FRAME = efforts(item("a", 2, None, 4, name=ODD), TWICE, TWICE, item("c", kind="none"))
REGISTER = risks(*(risk("a", f"{ODD} {i}", "High", "Low", 0.3, 4.0) for i in range(4)), risk("b", "nobody knows"))
PLANS = pd.DataFrame({"plan_id": list("abc"), "template": [ODD, "task", None]})


def charts(frame=FRAME, register=REGISTER, plans=PLANS):
    fc = forecast(frame, risks=register, trials=200)
    return {
        "effort": s_curve(fc),
        "finish": s_curve(fc, "finish"),
        "tornado": tornado(fc),
        "gantt": gantt(fc),
        "risks": risk_matrix(risk_summary(register)),
        "roll-up": effort_chart(effort_by(frame, plans)),
    }


FULL = charts()
EMPTY = charts(efforts(), risks(), PLANS[:0])
UNKNOWN = charts(efforts(item("a", kind="none")), risks(risk("a", "x")))
ONE = charts(efforts(item("a", None, 0, None)), risks(risk("a", "x", "Low")))
KINDS = {"full": FULL, "empty": EMPTY, "unknown": UNKNOWN, "one": ONE}
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
