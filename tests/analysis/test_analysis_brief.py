"""The forecast read out: in a terminal, as Markdown, as JSON; every figure is that of the frames."""

import json

import pytest
from markdown_it import MarkdownIt

import planform as pf
from planform.analysis import brief
from planform.errors import InvalidValueError, UnknownNameError

from ..commands import run

ODD = "Odd | *name* <b>bold</b> [link](x)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("brief")
    (made / "planform.toml").write_text('store = "plans.db"\n[calendar]\ncountry = "DE"\n', encoding="utf-8")
    rows = [
        {"Key": "A-1", "Title": ODD, "Status": "In Progress", "Assignee": "Ada", "Estimate": "8-20 h", "Actual": "2 h"},
        {"Key": "A-2", "Title": "Second", "Assignee": "Lin", "Estimate": "1d/2d/6d", "Blocked By": "A-1",
         "Due": "2026-01-09", "Technical Risks": "Vendor is late (likelihood high, impact 2-3 d)"},
        {"Key": "A-3", "Title": "Third", "Estimate": "TBD"},
        *({"Key": f"D-{i}", "Title": f"Done {i}", "Status": "Done", "Estimate": "4 h", "Actual": f"{3 + i} h"}
          for i in range(11)),
    ]  # fmt: skip
    pf.run_batch(rows, "implementation-task", made / "out", made / "plans.db", render_only=True)
    return made


@pytest.fixture
def store(folder):
    with pf.PlanStore(folder / "plans.db") as opened:
        yield opened


def test_json_has_the_frames(folder, store):
    told = json.loads(
        run("forecast", "--format", "json", "--start", "2026-01-05", "--until", "2026-01-30", cwd=folder).stdout
    )
    fc = brief(store, start="2026-01-05", until="2026-01-30").forecast
    assert told["headline"] == fc.headline and "2 of 3 plans; 1 without an estimate" in told["headline"]
    assert [q["value"] for q in told["effort"]] == pytest.approx(fc.quantiles("effort")["value"].tolist())
    assert told["until"] == {"date": "2026-01-30", "probability": fc.probability("2026-01-30")}
    assert [(d["key"], d["due"]) for d in told["due"]] == [("A-2", "2026-01-09")]
    assert told["past"]["headline"].startswith("Work takes 2.00 times its estimate: the median of 11 finished plans")
    assert "A-3: how much work is it? It has no estimate." in told["unknown"]
    assert json.loads(run("forecast", "--json", "--start", "2026-01-05", cwd=folder).stdout)["effort"] == told["effort"]


def test_what_the_terminal_says(folder, store):
    told = run("forecast", "--start", "2026-01-05", "--until", "2026-01-30", cwd=folder).stdout
    fc = brief(store, start="2026-01-05").forecast
    assert told.startswith(fc.headline)
    for part in ("How sure", "Due days", "What drives the finish", "Risks", "What the past says", "What to ask next"):
        assert f"\n{part}\n" in told
    p80 = fc.quantiles("effort").set_index("quantile").loc["P80", "value"]
    assert f"{p80:,.1f}" in told and "Done by 2026-01-30:" in told and "Odd | *name* <b>bold</b>" in told
    assert "the public holidays of DE" in told and "high (60% to 95%)" in told
    assert "Work takes 2.00 times" in told and "2 h already spent on 1 plan are taken off" in told


def test_markdown_to_paste_is_whole(folder):
    told = run("forecast", "--format", "md", "--start", "2026-01-05", cwd=folder).stdout
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(told)
    assert html.count("<table>") == 4 and "<b>bold</b>" not in html and "<em>" not in html and "<a " not in html
    assert "A-1: Odd | *name* &lt;b&gt;bold" in html
    widths = {
        line.replace("\\|", "").count("|") for line in told.splitlines() if line.startswith("| P") and line[3].isdigit()
    }
    assert widths == {7}


def test_filters_and_ways_to_fill_in(folder, store):
    lone = json.loads(run("forecast", "--owner", "Lin", "--json", cwd=folder).stdout)
    assert "1 of 1 plan" in lone["headline"] and "11 finished plans" in lone["past"]["headline"]
    few = json.loads(run("forecast", "--unknown", "typical", "--json", cwd=folder).stdout)
    assert "Too few items have hours" in " ".join(few["assumptions"])
    refused = run("forecast", "--points", "hours", cwd=folder)
    assert refused.returncode == 2 and "needs 10 finished plans with points" in refused.stderr


@pytest.mark.parametrize("option", ["--start", "--until"])
def test_no_date(folder, option):
    done = run("forecast", option, "soon", cwd=folder)
    assert done.returncode == 2 and f"{option[2:]}: 'soon' is no date" in done.stderr and done.stdout == ""


def test_wrong_names(store):
    with pytest.raises(UnknownNameError):
        brief(store, {"color": "red"})
    with pytest.raises(InvalidValueError, match="unknown"):
        brief(store, unknown="zero")


def test_an_empty_store(tmp_path):
    with pf.PlanStore(tmp_path / "plans.db"):
        pass
    for form in ("table", "md", "json"):
        done = run("forecast", "--store", tmp_path / "plans.db", "--format", form, cwd=tmp_path)
        assert done.returncode == 0 and "No plans" in done.stdout, done.stderr
