"""The batch with its notebooks: executed by papermill, resumed, interrupted, and the summary that needs no network."""

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

import planform as pf
from planform import analysis
from planform.batch import Report, run_batch, write_report
from planform.batch.report._page import page
from planform.errors import PlanformError, StoreError, UnknownNameError

TASK = "implementation-task"
EVIL = '<script>alert("x")</script> {{7*7}} """ \\n '
ROWS = [
    {
        "Key": "N-1",
        "Title": "Read the export",
        "Status": "In Progress",
        "Assignee": "Ada",
        "Estimate": "2-4 h",
        "Technical Risks[0].risk": "Rows lack an owner (likelihood 40 %, impact 4-8 h)",
    },
    {"Key": "N-2", "Title": EVIL, "Assignee": "Lin", "Estimate": "1d/2d/6d", "Blocked By": "N-1", "Task Summary": EVIL},
    {"Key": "N-3", "Title": "No idea yet", "Estimate": "TBD", "Assignee": "Lin"},
]
SLOW = """
import time
from planform.batch import make_plan
made = make_plan(template, values, store=store, out=out)
time.sleep(0.4)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """Three plans with notebooks and summary, made once."""
    out = tmp_path_factory.mktemp("batch") / "out"
    seen = []
    result = run_batch(ROWS, TASK, out, out / "plans.db", on_progress=lambda *step: seen.append(step))
    return result, seen


def notebook_of(*sources, path="own.ipynb"):
    """A notebook with a parameters cell and these cells."""
    first = nbformat.v4.new_code_cell("template = values = store = out = None", metadata={"tags": ["parameters"]})
    cells = [first, *map(nbformat.v4.new_code_cell, sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def outputs(path):
    return [o for c in nbformat.read(path, 4).cells if c.cell_type == "code" for o in c.outputs]


def test_every_row_has_a_record_a_document_an_executed_notebook_and_there_is_a_summary(batch):
    result, seen = batch
    assert (result.created, result.executed and sorted(result.executed), result.failures) == (
        ("N-1", "N-2", "N-3"),
        ["N-1", "N-2", "N-3"],
        (),
    )
    assert [(done, total) for done, total, _ in seen] == [(n, 6) for n in range(1, 7)]
    assert result.summary == result.out / "summary.html"
    for markdown in result.files.values():
        notebook = nbformat.read(markdown.with_suffix(".ipynb"), 4)
        nbformat.validate(notebook)
        code = [c for c in notebook.cells if c.cell_type == "code"]
        assert [c.execution_count for c in code] == list(range(1, len(code) + 1))
        assert not [o for c in code for o in c.outputs if o.output_type in ("error", "stream")]
        assert notebook.metadata.papermill.output_path == str(markdown.with_suffix(".ipynb").absolute())
        assert set(notebook.metadata.papermill.parameters) == {"template", "values", "store", "out"}
        assert "widget" not in json.dumps(notebook)


def test_values_stay_data(batch):
    result, _ = batch
    notebook = nbformat.read(result.files["N-2"].with_suffix(".ipynb"), 4)
    assert notebook.metadata.papermill.parameters["values"]["overview.task_summary"] == " ".join(EVIL.split())
    shown = [
        o.data["text/html"]
        for o in outputs(result.files["N-2"].with_suffix(".ipynb"))
        if "text/html" in o.get("data", {})
    ]
    assert shown
    assert not any("<script" in html for html in shown)


def test_the_notebook_changes_nothing_that_the_batch_has_saved(batch):
    result, _ = batch
    with pf.PlanStore(result.out / "plans.db") as store:
        assert store.plans()["revision"].tolist() == [1, 1, 1]


def test_a_second_run_executes_nothing_and_force_all(batch):
    result, _ = batch
    before = {p: p.stat().st_mtime_ns for p in result.out.iterdir() if p.suffix in (".md", ".ipynb", ".html")}
    again = run_batch(ROWS, TASK, result.out, result.out / "plans.db")
    assert (again.executed, again.unchanged) == ((), ("N-1", "N-2", "N-3"))
    assert {p: p.stat().st_mtime_ns for p in before} == before
    forced = run_batch(ROWS[:1], TASK, result.out, result.out / "plans.db", force=True, report=False)
    assert forced.executed == ("N-1",)


class Loaded(HTMLParser):
    """What a page would fetch or run."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in ("script", "link", "iframe", "object", "embed"):
            self.found.append(tag)
        self.found += [given[a] for a in ("src", "srcset") if a in given and not given[a].startswith("data:")]
        self.found += [a for a in given if a.startswith("on")]


def test_the_summary_needs_no_network_and_runs_nothing(batch):
    text = batch[0].summary.read_text(encoding="utf-8")
    parser = Loaded()
    parser.feed(text)
    assert parser.found == []
    assert not re.search(r"@import|url\((?!#)", text)
    assert "default-src 'none'" in text
    assert "&lt;script&gt;" in text
    assert text.count("<svg") >= 4


def test_the_summary_says_the_forecasts_figures(batch):
    result, _ = batch
    report = Report(result.out / "plans.db")
    text = result.summary.read_text(encoding="utf-8")
    assert f"{report.forecast.quantile(0.8):,.0f} h" in text
    assert f"{report.forecast.quantile(0.5):,.0f} h" in text
    for words in (
        "P50",
        "P80",
        "Monte Carlo",
        "No hours",
        "By template",
        "By owner",
        "By status",
        "No idea yet",
        "Rows lack an owner",
    ):
        assert words in text
    for assumption in report.forecast.assumptions:
        assert assumption.split(",")[0].replace("&", "&amp;") in text
    links = re.findall(r'<a href="([^"]+)"', text)
    assert links
    assert all((result.out / link).exists() for link in links)


def test_the_notebook_alone_makes_saves_and_writes_the_plan(folder):
    plan = Path(pf.__file__).parent / "_data" / "notebooks" / "plan.ipynb"
    plan = plan if plan.exists() else Path(__file__).parents[1] / "notebooks" / "plan.ipynb"
    (folder / "row.yaml").write_text(
        "template: implementation-task\n"
        "values: {key: Y-1, Title: By hand, Estimate: 2-4 h, Created: 2026-11-21, Tags: [a, b]}\n"
        "store: plans.db\nout: out\n"
    )
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(plan),
        "x.ipynb",
        "-f",
        "row.yaml",
        "--no-progress-bar",
        "-k",
        "python3",
    ]
    for turn in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        text = Path("out/Y-1-by-hand.md").read_text(encoding="utf-8")
        assert "**Estimate**: 2-4 h" in text
        assert "**Created**: 2026-11-21" in text
        with pf.PlanStore("plans.db") as store:
            assert store.plans()["revision"].tolist() == [1], f"turn {turn}"
        assert not [o for o in outputs("x.ipynb") if o.output_type == "error"]
        assert "widget-view" not in Path("x.ipynb").read_text(encoding="utf-8")


def test_rendering_only_leaves_executed_notebooks_and_a_full_run_executes_the_rest(folder):
    notebook = notebook_of("1 + 1")
    run_batch(ROWS[:1], TASK, "out", "plans.db", notebook=notebook, report=False)
    executed = Path("out/N-1-read-the-export.ipynb").read_bytes()
    rendered = run_batch(ROWS, TASK, "out", "plans.db", notebook=notebook, render_only=True)
    assert Path("out/N-1-read-the-export.ipynb").read_bytes() == executed
    assert not outputs(rendered.files["N-3"].with_suffix(".ipynb"))
    again = run_batch(ROWS, TASK, "out", "plans.db", notebook=notebook, report=False)
    assert sorted(again.executed) == ["N-2", "N-3"]


def test_a_notebook_that_fails_is_that_rows_failure_and_is_tried_again(folder):
    notebook = notebook_of("if values['key'] == 'N-1': raise ValueError('no luck')")
    result = run_batch(ROWS, TASK, "out", "plans.db", notebook=notebook, report=False)
    (failure,) = result.failures
    assert (failure.key, failure.message, len(result.executed)) == ("N-1", "ValueError: no luck", 2)
    assert "no luck" in Path("out/failures.csv").read_text(encoding="utf-8")
    assert "no luck" in result.files["N-1"].with_suffix(".ipynb").read_text(encoding="utf-8")
    notebook_of("1 + 1")
    again = run_batch(ROWS, TASK, "out", "plans.db", notebook=notebook, report=False)
    assert sorted(again.executed) == ["N-1", "N-2", "N-3"]  # the notebook is another
    assert not Path("out/failures.csv").exists()


def test_a_kernel_that_dies_stops_nobody_else(folder):
    notebook = notebook_of("import os\nif values['key'] == 'N-2': os._exit(1)")
    result = run_batch(ROWS, TASK, "out", "plans.db", notebook=notebook, report=False)
    assert [f.key for f in result.failures] == ["N-2"]
    assert "could not be executed" in result.failures[0].message
    assert len(result.executed) == 2


def test_only_the_kernel_of_this_interpreter_is_used(folder, monkeypatch):
    wrong = folder / "jupyter" / "kernels" / "python3"
    wrong.mkdir(parents=True)
    (wrong / "kernel.json").write_text(json.dumps({"argv": ["false"], "display_name": "wrong", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(folder / "jupyter"))
    notebook = notebook_of("import sys; print(sys.executable)")
    result = run_batch(ROWS[:1], TASK, "out", "plans.db", notebook=notebook, report=False)
    assert result.failures == ()
    (shown,) = [o.text for o in outputs(result.files["N-1"].with_suffix(".ipynb")) if o.output_type == "stream"]
    assert shown.strip() == sys.executable


def test_no_sockets_or_connection_files_are_left(folder, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "runtime"))
    monkeypatch.setenv("TMPDIR", str(folder / "tmp"))
    (folder / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    run_batch(ROWS[:2], TASK, "out", "plans.db", notebook=notebook_of("1"), report=False)
    assert [p.name for p in (folder / "tmp").iterdir()] == []
    assert not list((folder / "runtime").glob("kernel-*"))
    assert sorted(p.name for p in folder.iterdir() if p.name != "runtime") == ["out", "own.ipynb", "plans.db", "tmp"]


def test_any_executor_can_do_the_work(folder):
    with ThreadPoolExecutor(1) as executor:
        result = run_batch(
            ROWS[:2], TASK, "out", "plans.db", notebook=notebook_of("1"), report=False, executor=executor
        )
    assert sorted(result.executed) == ["N-1", "N-2"]


def test_ctrl_c_leaves_whole_files_and_the_next_run_does_the_rest(folder):
    many = [{"Key": f"K-{n}", "Title": f"Task {n}"} for n in range(6)]
    notebook = notebook_of(SLOW)

    def stop(done, total, name):
        if done == len(many) + 2:  # two notebooks are done, two are under way
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(many, TASK, "out", "plans.db", notebook=notebook, report=False, on_progress=stop)
    written = sorted(Path("out").glob("*.ipynb"))
    assert 2 <= len(written) < 6
    for path in written:
        assert all(c.execution_count for c in nbformat.read(path, 4).cells if c.cell_type == "code")
    assert not [
        p for p in Path("out").iterdir() if p.name.startswith(".planform-") and p.name != ".planform-manifest.jsonl"
    ]
    again = run_batch(many, TASK, "out", "plans.db", notebook=notebook, report=False)
    assert 2 <= len(again.executed) <= 4
    assert len(list(Path("out").glob("*.ipynb"))) == 6


def test_notebooks_cannot_see_a_store_in_memory(folder):
    with pf.PlanStore(":memory:") as store:
        assert run_batch(ROWS, TASK, "out", store, render_only=True).failures == ()
        with pytest.raises(StoreError, match="in memory"):
            run_batch(ROWS, TASK, "out", store)


def test_a_report_of_nothing_and_of_a_filter(batch, folder):
    empty = write_report("empty.db", "empty")
    assert "No plans" in empty.html.read_text(encoding="utf-8")
    some = write_report(batch[0].out / "plans.db", "some", owner=["Ada"])
    text = some.html.read_text(encoding="utf-8")
    assert "Only plans with owner: Ada" in text
    assert "No idea yet" not in text
    with pytest.raises(UnknownNameError, match="did you mean 'owner'"):
        write_report("empty.db", "empty", onwer="Ada")


def test_risks_of_what_is_done_are_past(folder):
    rows = [dict(ROWS[0]), {**ROWS[0], "Key": "N-9", "Status": "Done"}]
    run_batch(rows, TASK, "out", "plans.db", render_only=True)
    report = Report("plans.db")
    assert (len(report.risks), len(report.open_risks), report.register.known) == (2, 1, 1)
    assert "1 more belong to plans that are done" in report.risk_table().html


def test_nothing_estimated_is_said_and_not_drawn(folder):
    run_batch([{"Key": "E-1", "Title": "x"}], TASK, "out", "plans.db", render_only=True)
    report = Report("plans.db")
    for shown in (report.curve(), report.effort_chart(), report.drivers()):
        assert "in hours" in repr(shown)
    assert "unknown" in report.overview().html
    assert ">0<" not in report.effort().html  # what nobody estimated is missing, not nothing
    assert "E-1" in report.unknown().html
    assert report.start.weekday() < 5


def test_a_report_notebook_that_fails_says_so(folder):
    first = nbformat.v4.new_code_cell("store = filters = out = None", metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[first, nbformat.v4.new_code_cell("1 / 0")]), "bad.ipynb")
    with pytest.raises(PlanformError, match="ZeroDivisionError"):
        write_report("plans.db", "out", notebook="bad.ipynb")
    assert not Path("out/summary.html").exists()


def test_a_page_shows_text_as_text():
    cells = [
        nbformat.v4.new_markdown_cell("# A <script>b</script>\n\n[x](javascript:alert(1))"),
        nbformat.v4.new_code_cell("x", outputs=[nbformat.v4.new_output("stream", text="\x1b[31m<b>\x1b[0m")]),
        nbformat.v4.new_code_cell(
            "x", outputs=[nbformat.v4.new_output("error", ename="E", evalue="<i>", traceback=[])]
        ),
        nbformat.v4.new_code_cell("x", outputs=[nbformat.v4.new_output("display_data", {"text/plain": "<u>"})]),
    ]
    text = page(nbformat.writes(nbformat.v4.new_notebook(cells=cells)))
    assert "<script" not in text
    assert 'href="javascript' not in text
    for shown in ("&lt;b&gt;", "E: &lt;i&gt;", "&lt;u&gt;"):
        assert shown in text


def test_a_report_of_few_learns_from_all(folder):
    """A filter chooses what is forecast, not what is known: Ada's ten finished plans speak for Lin's one."""
    template = pf.Template.load("implementation-task")
    with pf.PlanStore("plans.db") as store:
        done = {"status": "Done", "owner": "Ada", "estimate": "10 h", "actual": "20 h"}
        store.save_many([template.plan(title=f"Past {n}", **done) for n in range(10)])
        store.save(template.plan(title="To come", owner="Lin", estimate="10 h", status="Todo"))
        said = " ".join(Report(store, {"owner": "Lin"}).forecast.assumptions)
        told = analysis.brief(store, {"owner": "Lin"}).forecast.assumptions
    assert "as in 10 finished plans" in said
    assert said == " ".join(told)
