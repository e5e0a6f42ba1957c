"""What a run says of itself: a frame, a line of JSON a row, a page in a notebook, one line in a terminal."""

import io
import json
import re
from pathlib import Path

import nbformat
import pytest
from rich.console import Console

import planform as pf
from planform.batch import BatchResult, run_batch
from planform.cli._progress import Watched

from ..commands import run as command

TEMPLATE = "# Task: [Title]\n\n**Status**: [Todo | Doing | Done]\n\n## Notes\n[Anything else]\n"
TABLE = "Key,Title,Status\nA-1,One,Todo\nA-2,<b>Two</b>,Soon\nA-3,Three,Done\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.md").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def run(source="t.csv", **more):
    given = {"template": "small.md", "out": "out", "store": "plans.db", "render_only": True, **more}
    return run_batch(source, **given)


def batch(*more, cwd):
    given = ("--template", "small.md", "--store", "plans.db", "--render-only")
    return command("batch", "t.csv", *given, *more, cwd=cwd)


def test_the_frame_has_every_row_with_state_time_paths_and_error(folder):
    frame = run().frame
    assert frame["state"].tolist() == ["new", "failed", "new"]
    assert frame["row"].tolist() == [1, 2, 3]
    assert frame["document"].tolist()[0] == str(Path("out/A-1-one.md"))
    assert Path(frame["notebook_path"].tolist()[2]).exists()
    assert "'Soon' is none of" in frame["error"].tolist()[1]
    assert frame[["document", "plan_id", "notebook_path"]].iloc[1].isna().all()
    assert frame["seconds"].isna().all()
    gone = run([{"Key": "A-1", "Title": "One", "Status": "Todo"}]).frame
    assert gone[["identity", "state"]].to_numpy().tolist() == [["A-1", "same"], ["A-3", "missing"]]


def test_executed_notebooks_have_their_time_and_one_of_several_of_a_title_its_own_values(folder):
    first = nbformat.v4.new_code_cell("template = values = store = out = None", metadata={"tags": ["parameters"]})
    code = "from planform.batch import make_plan\nmake_plan(template, values, store=store, out=out, plan={})"
    cells = [first, nbformat.v4.new_code_cell(code.format("globals().get('plan')"))]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), "own.ipynb")
    rows = [{"Title": "Same", "Notes": "one"}, {"Title": "Same", "Notes": "two"}, {"Title": "Other", "Notes": "three"}]
    result = run(rows, render_only=False, notebook="own.ipynb", report=False)
    assert (result.failures, len(result.executed)) == ((), 3)
    assert (result.frame["seconds"] > 0).all()
    assert result.seconds > 0
    with pf.PlanStore("plans.db") as store:
        frame = store.values("small")
        assert sorted(frame["notes"]) == ["one", "three", "two"]
        assert store.plans()["revision"].tolist() == [1, 1, 1]


def test_a_page_shows_failures_first_and_text_as_text(folder):
    html = run()._repr_html_()
    assert "<b>" not in html
    assert html.index("A-2") < html.index("A-1")
    assert re.search(r"<progress value='2' max='3'", html)
    many = BatchResult(Path("out"), "", run([{"Key": f"K-{n}", "Title": "x"} for n in range(30)]).items)
    assert "in <code>.frame</code>" in many._repr_html_()


def test_json_is_a_line_a_row_and_the_whole_in_the_last(folder):
    done = batch("--json", cwd=folder)
    *rows, last = map(json.loads, done.stdout.splitlines())
    assert {r["identity"]: r["state"] for r in rows} == {"A-1": "new", "A-2": "failed", "A-3": "new"}
    assert (last["batch"]["created"], last["batch"]["failed"], last["batch"]["stopped"]) == (2, 1, False)
    assert (done.returncode, done.stderr) == (1, "")


def test_the_last_lines_say_what_to_do_next(folder):
    done = batch(cwd=folder)
    assert done.returncode == 1
    assert done.stderr.count("'Soon' is none of") == 1  # at once, and not again at the end
    *_, line = done.stderr.splitlines()
    assert line == "  planform batch out/failures.csv --template small.md --out out --store plans.db --render-only"
    text = Path("out/failures.csv").read_text(encoding="utf-8").replace("Soon", "Doing")
    Path("out/failures.csv").write_text(text, encoding="utf-8")
    again = command(*line.split()[1:], cwd=folder)
    assert (again.returncode, again.stderr) == (0, "")
    assert "without --render-only" in again.stdout
    assert "without --dry-run" in batch("--dry-run", cwd=folder).stderr


def test_a_terminal_has_one_line_and_is_left_as_it_was():
    screen = Console(file=io.StringIO(), force_terminal=True, width=100)
    watched = Watched(screen)
    for n in range(1, 21):
        watched(n, 40, f"K-{n} [bold]and a name that is far too long")
    watched.line.refresh()
    watched.close()
    shown = screen.file.getvalue()
    assert "10/20" in shown
    assert "[bold]" in shown
    assert shown.count("\n") == 1  # always the same line, and that is cleared
    assert shown.endswith("\x1b[1A\x1b[2K")
    piped = Console(file=io.StringIO(), force_terminal=False)
    quiet = Watched(piped)
    quiet(1, 2, "x")
    quiet.close()
    assert piped.file.getvalue() == ""


def test_a_person_who_runs_it_in_a_notebook_sees_a_bar_that_goes_when_the_result_comes(folder, monkeypatch):
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell

    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "mine.ipynb"))
    monkeypatch.setattr("planform.batch.run._progress.PAUSE", 0)
    shell = InteractiveShell.instance()
    before, shell.display_pub = shell.display_pub, CapturingDisplayPublisher()
    try:
        import ipykernel  # noqa: F401  what tells a notebook

        run()
        shown = [o["data"].get("text/html", "") for o in shell.display_pub.outputs]
    finally:
        shell.display_pub = before
        InteractiveShell.clear_instance()
    assert any("<progress" in html and "1 failed" in html and "of 4" in html for html in shown)
    assert shown[-1] == ""
