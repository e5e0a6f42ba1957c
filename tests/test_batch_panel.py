"""The batch panel without a browser: what its selects say, and what its buttons do."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

import planform as pf
from planform.form.panels import _batch_panel
from planform.form.panels._batch_columns import KEEP
from planform.form.panels._batch_run import Run

ROWS = [
    {"Ref": "P-1", "Summary": "Read the <b>export</b>", "State": "OPEN", "Original Estimate": "7200", "Note": "x"},
    {"Ref": "P-2", "Summary": "Map", "State": "Odd", "Original Estimate": "3600", "Created": "soon", "Note": "y"},
]


@pytest.fixture
def panel(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = pf.BatchPanel("p.db", ROWS)
    made.notebooks.value = False
    return made


def said(panel):
    return panel._said.value + panel._verdict.value + panel._name.value


def run(panel, act):
    act()
    panel.run.wait(60)
    assert panel.run.ended
    return panel.run


def test_the_selects_are_a_mapping(panel):
    assert panel.mapping == {
        "Ref": None,
        "Summary": {"to": "task_title"},
        "State": {"to": "status", "values": {"OPEN": "Todo"}},
        "Original Estimate": {"to": "estimate", "unit": "seconds"},
        "Note": None,
        "Created": {"to": "created"},
    }
    assert "0 of 2" not in said(panel) and "1 of 2 rows can become plans" in said(panel)
    state = panel.rows["State"]
    state.values["Odd"].value = KEEP
    assert panel.mapping["State"] == {"to": "status", "values": {"OPEN": "Todo"}, "accept": ["Odd"]}
    state.target.value = ""
    assert panel.mapping["State"] is None


def test_two_columns_for_one_field_are_told_and_not_run(panel):
    panel.rows["Note"].target.value = "task_title"
    assert "both go to task_title" in said(panel)
    assert panel.buttons["run"].disabled
    panel.rows["Note"].target.value = ""
    assert not panel.buttons["run"].disabled


def test_rows_that_failed_are_corrected_and_tried_again(panel):
    panel.rows["Ref"].target.value = "key"
    panel.rows["State"].values["Odd"].value = "Blocked"
    first = run(panel, panel.start)
    assert (first.result.created, [f.key for f in first.result.failures]) == (("P-1",), ["P-2"])
    assert "&lt;b&gt;" in panel.rows["Summary"].children[0].children[1].value
    panel.failed.inputs[2]["Created"].value = "2026-11-02"
    second = run(panel, panel.retry)
    assert (second.result.created, second.result.failures, second.result.missing) == (("P-2",), (), ())
    assert panel.failed.children == ()
    with pf.PlanStore("p.db") as store:
        assert store.plans()[["key", "status"]].values.tolist() == [["P-1", "Todo"], ["P-2", "Blocked"]]


def test_the_mapping_is_kept_for_the_command_line(panel):
    panel.buttons["keep"].click()
    kept = yaml.safe_load(Path("tables.map.yaml").read_text())
    assert kept["Original Estimate"] == {"to": "estimate", "unit": "seconds"}
    panel.buttons["keep"].click()
    assert "is there already" in said(panel)


def test_what_cannot_be_read_is_told_and_the_table_stays(panel):
    for path, message in (("absent.csv", "no such file"), (".", "is a folder")):
        panel.path.value = path
        assert message in said(panel)
    Path("two.csv").write_text("Key,Title\nT-1,one\n")
    panel.path.value = "two.csv"
    assert panel.table.name == "two.csv" and list(panel.rows) == ["Key", "Title"]


def test_what_goes_wrong_in_the_run_is_told(panel):
    Path("blocked").write_text("a file")
    panel.out.value = "blocked"
    assert run(panel, panel.start).result is None
    assert "cannot be written" in said(panel)
    assert not panel.buttons["run"].disabled


def test_a_run_is_stopped_in_order_and_goes_on(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [{"Key": f"R-{n}", "Title": f"Task {n}"} for n in range(60)]
    seen = []

    def tell(run):
        seen.append(run.done)
        run.stop()

    given = {"source": rows, "template": "implementation-task", "store": "p.db", "render_only": True}
    first = Run(given, tell)
    first.wait(60)
    assert first.ended and first.problem == ""
    assert first.result.stopped
    again = Run(given, lambda run: None)
    again.wait(60)
    assert again.result.failures == () and len(again.result.created) + len(again.result.unchanged) == 60


def test_a_large_table_is_tried_by_its_first_rows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(_batch_panel, "MOST_TRIED", 5)
    frame = pd.DataFrame([{"Key": f"L-{n}", "Title": "t"} for n in range(20)])
    panel = pf.BatchPanel("p.db", frame)
    assert "5 of the first 5 rows can become plans" in said(panel)
    assert panel.buttons["run"].description == "Make the plans"
    panel.notebooks.value = False
    assert len(run(panel, panel.start).result.created) == 20
