"""Whoever executes the notebooks, the records and results are those of a local run, and who dies loses nothing."""

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import nbformat
import pytest

import planform as pf
from planform.batch import run_batch
from planform.errors import InvalidValueError, PlanformError

TEMPLATE = "# Task: [Title]\n\n**Status**: [Todo | Doing | Done]\n**Estimate**: [hours]\n\n## Notes\n[Anything else]\n"
ROWS = [{"Key": f"K-{n}", "Title": f"Task {n}", "Estimate": f"{n + 1} h"} for n in range(6)]
CELL = """\
import os, time
import planform as pf
from planform.batch import make_plan
made = make_plan(template, values, store=store, out=out)
time.sleep(0.2)
with open(log, "a") as file:
    file.write(values["key"] + "\\n")
print(made.state, made.plan["estimate"], pf.Template.load(template).hash)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "small.md").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "planform.toml").write_text("[effort]\nhours_per_day = 6\n", encoding="utf-8")
    first = nbformat.v4.new_code_cell("template = values = store = out = None", metadata={"tags": ["parameters"]})
    cell = nbformat.v4.new_code_cell(f"log = {str(tmp_path / 'log')!r}\n{CELL}")
    nbformat.write(nbformat.v4.new_notebook(cells=[first, cell]), "own.ipynb")
    return tmp_path


def run(out="out", rows=ROWS, **more):
    given = {"store": f"{out}.db", "notebook": "own.ipynb", "report": False, **more}
    return run_batch(rows, "small", out, **given)


def told(out):
    """What records, documents and notebooks say, less ids and times."""
    with pf.PlanStore(f"{out}.db") as store:
        names = dict(zip(store.plans()["plan_id"], store.plans()["key"], strict=True))
        records = [(store.get(k).to_dict() | {"id": None}, store.get(k).revision) for k in sorted(names.values())]
    documents = {p.name: re.sub(r"id: \w+", "id: x", p.read_text(encoding="utf-8")) for p in Path(out).glob("*.md")}
    shown = {p.name: [c.get("outputs") for c in nbformat.read(p, 4).cells] for p in Path(out).glob("*.ipynb")}
    return records, documents, shown


def kill_one(pids):
    """A watcher that kills one of these processes, once, when two notebooks are done."""
    done = []

    def watch(count, total, name):
        if count == len(ROWS) + 2 and not done:
            done.append(pids()[0])
            os.kill(done[0], signal.SIGKILL)

    return watch, done


def test_a_broken_pool_is_replaced_by_this_machine(folder):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        watch, killed = kill_one(lambda: list(pool._processes))
        result = run(executor=pool, on_progress=watch)
    assert killed
    assert (sorted(result.executed), result.failures) == (sorted(r["Key"] for r in ROWS), ())
    (note,) = result.notes
    assert "on this machine" in note.message
    assert run().executed == ()


def test_an_executor_that_is_none_and_a_scheduler_that_is_not_there(folder, monkeypatch):
    monkeypatch.setattr("planform.batch.run._executors.PATIENCE", 1)
    with pytest.raises(InvalidValueError, match="executes nothing"):
        run(executor="celery")
    with pytest.raises(PlanformError, match="no dask scheduler answers"):
        run(executor="dask://127.0.0.1:9", rows=ROWS[:1])


def test_a_dask_cluster_of_this_machine_does_what_a_local_run_does(folder):
    from distributed import Client, LocalCluster

    run("local")
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        pids = client.run(os.getpid)
        watch, killed = kill_one(lambda: list(pids.values()))
        result = run("cluster", executor=client, on_progress=watch)
        assert killed
        assert (len(result.executed), result.failures, result.notes) == (len(ROWS), (), ())
        assert client.status == "running"  # whoever opened it closes it
    records, documents, shown = told("cluster")
    local = told("local")
    assert (records, documents, shown) == local
    assert result.frame["seconds"].between(0.2, 60).all()


@pytest.fixture
def scheduler(tmp_path_factory):
    """A scheduler and two workers, started apart from each other in folders of their own."""
    processes = []

    def begin(*arguments):
        cwd = tmp_path_factory.mktemp("dask")
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
        process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        processes.append(process)
        return process

    first = begin("scheduler", "--port", "0", "--host", "127.0.0.1")
    found = next(m for line in first.stderr if (m := re.search(r"tcp://(127\.0\.0\.1:\d+)", line)))
    workers = [begin("worker", f"tcp://{found[1]}", "--no-nanny", "--nthreads", "1") for _ in range(2)]
    yield f"dask://{found[1]}", workers
    for process in processes:
        process.kill()
        process.communicate()


def test_workers_elsewhere_need_no_more_than_what_they_are_told(folder, scheduler):
    url, workers = scheduler
    run("local")
    watch, killed = kill_one(lambda: [workers[0].pid])
    result = run("apart", executor=url, on_progress=watch)
    assert killed
    assert workers[0].wait(10)
    assert (len(result.executed), result.failures, result.notes) == (len(ROWS), (), ())
    assert told("apart") == told("local")
    lines = (folder / "log").read_text().split()
    assert all(lines.count(r["Key"]) <= 3 for r in ROWS)  # once locally, once apart, once more where its worker died
    begin = time.monotonic()
    assert run("apart", executor=url).executed == ()
    assert time.monotonic() - begin < 10
