"""Ctrl-C: once finishes what runs, twice stops; the next run goes on. And one run at a time in a folder."""

import os
import signal
import time
from pathlib import Path

import nbformat
import pytest

import planform as pf
from planform.batch import BatchStoppedError, run_batch
from planform.errors import OutputError
from planform.files import sweep

TEMPLATE = "# Task: [Title]\n\n**Status**: [Todo | Doing | Done]\n\n## Notes\n[Anything else]\n"
MANY = [{"Key": f"K-{n}", "Title": f"Task {n}"} for n in range(8)]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.md").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def run(rows=MANY, **more):
    return run_batch(rows, **{"template": "small.md", "out": "out", "store": "plans.db", "report": False, **more})


def own(source):
    first = nbformat.v4.new_code_cell("template = values = store = out = None", metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[first, nbformat.v4.new_code_cell(source)]), "own.ipynb")
    return "own.ipynb"


class Watcher:
    """Presses Ctrl-C at some steps and keeps what it is told."""

    def __init__(self, *steps):
        self.steps, self.told = steps, []

    def __call__(self, done, total, name):
        for _ in range(self.steps.count(done)):
            os.kill(os.getpid(), signal.SIGINT)

    def stopping(self, running):
        self.told.append(running)


def test_once_ends_after_the_row_at_hand(folder):
    with pytest.raises(BatchStoppedError) as stopped:
        run(render_only=True, on_progress=Watcher(3))
    result = stopped.value.result
    assert result.stopped
    assert list(result.frame["state"]) == ["new"] * 3 + ["waiting"] * 5
    assert len(list(Path("out").glob("*.md"))) == 3
    again = run(render_only=True)
    assert (len(again.created) + len(again.unchanged), again.failures, again.stopped) == (8, (), False)
    with pf.PlanStore("plans.db") as store:
        assert store.plans()["revision"].tolist() == [1] * 8


def test_once_finishes_the_notebooks_that_run(folder):
    watch = Watcher(9)  # after all documents and the first notebook
    with pytest.raises(BatchStoppedError) as stopped:
        run(notebook=own("import time; time.sleep(0.3); print(values['key'])"), on_progress=watch)
    result = stopped.value.result
    assert (len(watch.told), result.failures) == (1, ())
    assert 1 <= len(result.executed) < len(MANY)  # those that ran when it was told, two at a time
    assert len(list(Path("out").glob("*.ipynb"))) == len(result.executed)
    again = run(notebook="own.ipynb")
    assert sorted((*result.executed, *again.executed)) == sorted(r["Key"] for r in MANY)


@pytest.mark.parametrize("engine", [None, "nbclient"])
def test_twice_stops_at_once(folder, engine):
    begin = time.monotonic()
    notebook = own("import time; time.sleep(60 if values['key'] > 'K-0' else 0)")
    with pytest.raises(KeyboardInterrupt) as stopped:
        run(notebook=notebook, engine=engine, on_progress=Watcher(9, 9))
    assert not isinstance(stopped.value, BatchStoppedError)
    assert time.monotonic() - begin < 30
    assert not [p.name for p in Path("out").glob(".planform-*") if p.suffix != ".jsonl"]
    own("1")
    assert run(notebook="own.ipynb").exit_code == 0


def test_a_handler_of_somebody_else_stays(folder):
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        assert run(render_only=True, on_progress=Watcher(2)).exit_code == 0
    finally:
        signal.signal(signal.SIGINT, before)
    run(MANY[:1], render_only=True)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_run_in_the_same_folder_waits_its_turn(folder):
    def inside(done, total, name):
        with pytest.raises(OutputError, match="another run"):
            run(render_only=True)

    assert run(MANY[:1], render_only=True, on_progress=inside).exit_code == 0
    assert not Path("out/.planform-running").exists()


def test_parts_of_files_of_a_killed_run_are_swept(folder):
    out = Path("out/plans")
    out.mkdir(parents=True)
    dead = os.spawnlp(os.P_WAIT, "true", "true") or 2**22 - 7  # no process has this number
    kept = [out / f".planform-{os.getpid()}-0123abcd.md", out / ".planform-notes.md", out / "mine.md"]
    for path in (*kept, out / f".planform-{dead}-0123abcd.md"):
        path.write_text("half")
    sweep(Path("out"))
    assert sorted(out.iterdir()) == sorted(kept)
    (out / f".planform-{dead}-0123abcd.ipynb").write_text("half")
    Path("out/.planform-running").write_text(f"{dead}\n")
    run(MANY[:1], render_only=True)
    assert sorted(out.iterdir()) == sorted(kept)
    assert not Path("out/.planform-running").exists()
