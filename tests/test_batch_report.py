"""What changed since the last report, and reports by notebooks of one's own."""

from pathlib import Path

import nbformat
import pytest

import planform as pf
from planform.batch import Report, write_report
from planform.batch.report._changes import NAME, earlier, keep

TASK = pf.Template.load("implementation-task")


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pf.PlanStore("plans.db") as opened:
        for n, estimate in enumerate(("2-4 h", "1 d", "TBD"), 1):
            opened.save(TASK.plan(key=f"C-{n}", title=f"Task <{n}>", owner="Ada", status="Todo", estimate=estimate))
        yield opened


def report(store, **filters):
    """A report, and what is kept of it."""
    made = Report(store, filters, "out")
    said = made.changes()
    Path("out").mkdir(exist_ok=True)
    keep(Path("out"), made.filters, said.data)
    return said


def test_the_first_report_says_that_it_is_the_first(store):
    assert "first report here" in report(store).text


def test_what_changed_is_told_with_what_it_was(store):
    first = report(store)
    store.save(store.get("C-1").with_values(status="Done", estimate="3-5 h"))
    store.save(TASK.plan(key="C-4", title="A new one", status="Todo", estimate="8 h"))
    store.delete(store.get("C-3").id)
    said = report(store)
    assert (
        f"Since the report of {first.data['made']}: 1 new, 1 gone, 1 with another status, 1 with another" in said.text
    )
    assert "Plans left 3 → 2" in said.text
    assert "effort P80" in said.text
    for cells in (">C-4<", ">A new one<", ">C-3<", "Task &lt;3&gt;", ">Todo<", ">Done<", ">2-4 h<", ">3-5 h<"):
        assert cells in said.html
    assert "<3>" not in said.html


def test_a_report_made_again_says_the_same_and_another_change_counts_from_the_last(store):
    report(store)
    store.save(store.get("C-1").with_values(owner="Lin"))
    second = report(store)
    assert report(store).text == second.text
    store.save(store.get("C-2").with_values(owner="Bo"))
    third = report(store)
    assert ">Bo<" in third.html and ">Lin<" not in third.html
    assert f"Since the report of {second.data['made']}" in third.text


def test_each_filter_has_its_own_last_report(store):
    report(store)
    assert "first report here" in report(store, owner=["Ada"]).text
    store.save(store.get("C-1").with_values(owner="Lin"))
    assert "1 gone" in report(store, owner=["Ada"]).text
    assert "1 with another owner" in report(store).text


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 9, "reports": {}}', '{"version": 1}'])
def test_what_was_kept_and_cannot_be_read_is_as_good_as_nothing(store, text):
    Path("out").mkdir()
    Path("out", NAME).write_text(text)
    assert earlier("out", {}, {}) is None
    assert "first report here" in report(store).text


def own_notebook(*sources):
    first = nbformat.v4.new_code_cell("store = filters = out = None", metadata={"tags": ["parameters"]})
    cells = [nbformat.v4.new_markdown_cell("# Ours"), first, *map(nbformat.v4.new_code_cell, sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), "ours.ipynb")
    return "ours.ipynb"


def test_a_summary_notebook_of_ones_own(store):
    source = "from planform.batch import Report\nreport = Report(store, filters, out)\nreport.changes()"
    notebook = own_notebook(source, "f'{len(report.plans)} plans, {filters}'")
    write_report(store, "out", notebook)
    store.save(store.get("C-1").with_values(status="Blocked"))
    made = write_report(store, "out", notebook)
    text = made.html.read_text(encoding="utf-8")
    assert "<title>Ours</title>" in text
    assert "3 plans, {}" in text
    assert "1 with another status" in text  # the executed notebook told what to keep


def test_a_dependency_on_what_is_gone_is_said_in_words(store):
    store.save(TASK.plan(key="C-9", title="Waits", status="Todo", depends_on=["Z-1"]))
    assert "C-9: blocked by “Z-1”, which no plan here is called" in Report(store).unknown().html
