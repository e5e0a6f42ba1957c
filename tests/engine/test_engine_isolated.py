"""What one notebook changes no other sees, though all come from one zygote; and what ends leaves nothing behind."""

import ast
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from planform.engine import Job, execute, zygotes_ended
from planform.engine._wire import Ear, say

from .conftest import commands

OBSERVE = """
import builtins, decimal, json, locale, logging, os, random, signal, sys, tempfile, textwrap, threading, time, warnings
import altair, numpy, pandas
ip = get_ipython()
seen = {
    "environment": os.environ.get("LEAK"),
    "folder": os.getcwd(),
    "path": sys.path,
    "modules": "leak" in sys.modules,
    "patches": textwrap.dedent(" a"),
    "pandas": pandas.get_option("display.max_rows"),
    "plots": [altair.renderers.active, altair.data_transformers.active],
    "builtins": [n for n in dir(builtins) if "leak" in n],
    "warnings": str(warnings.filters),
    "signals": str(signal.getsignal(signal.SIGUSR1)),
    "threads": sorted(t.name for t in threading.enumerate()),
    "decimal": decimal.getcontext().prec,
    "logging": [logging.root.level, len(logging.root.handlers)],
    "formatters": sorted(map(str, ip.display_formatter.formatters["text/plain"].type_printers))[:3],
    "callbacks": [len(c) for c in ip.events.callbacks.values()],
    "transformers": [len(ip.input_transformers_post), len(ip.ast_transformers)],
    "files": [sorted(os.listdir("/proc/self/fd"))[-1], os.umask(0o22), tempfile.tempdir],
    "locale": locale.setlocale(locale.LC_ALL),
    "names": "leak" in globals() or len(In),
}
random_state = [random.random(), float(numpy.random.random())]
"""
CHANGE = """
import ast, types
os.environ["LEAK"] = "yes"
os.chdir("/")
sys.path.append("/leak")
sys.modules["leak"] = types.ModuleType("leak")
textwrap.dedent = lambda text: "leak"
pandas.set_option("display.max_rows", 7)
altair.renderers.enable("json"); altair.data_transformers.disable_max_rows()
builtins.leak = 1
warnings.simplefilter("error")
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
threading.Thread(target=time.sleep, args=(60,), daemon=True, name="leak").start()
decimal.getcontext().prec = 5
logging.basicConfig(level=logging.DEBUG)
ip.display_formatter.formatters["text/plain"].for_type(bool, lambda o, p, c: p.text("leak"))
ip.events.register("pre_run_cell", lambda info: None)
ip.input_transformers_post.append(lambda lines: lines); ip.ast_transformers.append(ast.NodeTransformer())
opened = [open("/dev/null") for _ in range(20)]; os.umask(0); tempfile.tempdir = "/"
locale.setlocale(locale.LC_ALL, "C")
random.seed(1); numpy.random.seed(1)
leak = 1
"""
TELL = "print(repr([seen, random_state]))"


def observed(tmp_path, name, *cells):
    notebook = new_notebook(cells=[new_code_cell(c) for c in (*cells, OBSERVE, TELL)])
    nbformat.write(notebook, tmp_path / "in.ipynb")
    made = papermill.execute_notebook(
        tmp_path / "in.ipynb",
        tmp_path / name,
        engine_name="planform",
        kernel_name="python3",
        progress_bar=False,
        cwd=tmp_path,
    )
    return ast.literal_eval(made.cells[-1].outputs[-1]["text"])


def test_nothing_leaks_from_one_notebook_to_the_next(tmp_path, monkeypatch):
    monkeypatch.setenv("PLANFORM_PRELOAD", "numpy pandas altair")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    with zygotes_ended():
        before, _ = observed(tmp_path, "1.ipynb")
        changed, seeded = observed(tmp_path, "2.ipynb", OBSERVE, CHANGE)
        after, fresh = observed(tmp_path, "3.ipynb")
        _, other = observed(tmp_path, "4.ipynb")
    assert len(before) >= 18
    assert [k for k in before if before[k] == changed[k]] == []  # each probe sees what it looks for
    assert [k for k in before if before[k] != after[k]] == []
    assert not set(fresh) & set(other)
    assert not set(fresh) & set(seeded)


# --- secrets


def test_secrets_of_the_environment_are_in_no_output(tmp_path, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "s3cret-of-the-shell")
    text = json.dumps(
        new_notebook(cells=[new_code_cell("a = 1", metadata={"tags": ["parameters"]}), new_code_cell("a")])
    )
    kept = {"PLANFORM_PASSWORD": "s3cret-of-the-store"}
    jobs = [Job(f"{n}", text, "x.ipynb", str(tmp_path / f"{n}.ipynb"), {"a": 1 / n}, "planform", kept) for n in (1, 2)]
    bad = Job("3", text.replace('"a"', '"1 / 0"'), "x.ipynb", str(tmp_path / "3.ipynb"), {"a": 1}, "planform", kept)
    with zygotes_ended():
        outcomes = [execute(job) for job in (*jobs, bad)]
        shown = " ".join(commands().values())
    assert [bool(o.error) for o in outcomes] == [False, False, True]
    written = "".join(p.read_text() for p in tmp_path.iterdir() if p.is_file())
    assert "s3cret" not in written + shown + repr(outcomes) + repr(jobs)
    assert written.count("injected-parameters") == 3


# --- ends


@pytest.fixture
def sleep():
    """A command line that no other test has."""
    return f"sleep 66.{time.time_ns()}"


@pytest.fixture
def started(tmp_path, sleep):
    """A process that executes two notebooks that take long, their children, and the zygote of both."""
    sleeper = f"import subprocess\nprint('begun', flush=True)\nsubprocess.run(['sleep', '{sleep.split()[1]}'])"
    notebook = json.dumps(new_notebook(cells=[new_code_cell(sleeper)]))
    script = tmp_path / "worker.py"
    script.write_text(
        "import sys, threading\nfrom planform.engine import Job, execute, zygotes_ended\n"
        f"jobs = [Job(n, {notebook!r}, 'x', {str(tmp_path)!r} + f'/{{n}}.ipynb', {{}}, 'planform') for n in 'ab']\n"
        "def run(job): print(execute(job).error or 'well', flush=True)\n"
        "with zygotes_ended():\n"
        "    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]\n"
        "    [t.start() for t in threads]; [t.join() for t in threads]\n"
    )
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as worker:
        try:
            until = time.monotonic() + 60
            while sum(c == sleep for c in commands().values()) < 2 and time.monotonic() < until:
                time.sleep(0.1)
            ours = below(worker.pid)
            zygote = next(pid for pid in ours if parent(pid) == worker.pid)
            yield worker, zygote, [parent(pid) for pid, command in commands().items() if command == sleep]
        finally:
            worker.kill()


def parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def below(pid):
    """All processes that come from one."""
    known = {}
    for other in commands():
        try:
            known[other] = parent(other)
        except OSError:
            continue
    found, level = [], [pid]
    while level:
        level = [p for p, up in known.items() if up in level]
        found += level
    return found


@pytest.mark.parametrize("who", ["worker", "worker, asked", "zygote", "zygote, asked", "child"])
def test_no_process_outlives_what_it_works_for(who, started, sleep, running, tmp_path):
    who, _, asked = who.partition(", ")
    number = signal.SIGTERM if asked else signal.SIGKILL
    worker, zygote, (child, _) = started
    os.kill({"worker": worker.pid, "zygote": zygote, "child": child}[who], number)
    if who == "child":  # the other goes on
        assert "died" in worker.stdout.readline()
        assert sum(c == sleep for c in commands().values()) == 1
        os.kill(worker.pid, signal.SIGKILL)
    if who == "zygote":
        assert ["died" in worker.stdout.readline() for _ in "ab"] == [True, True]
        assert worker.wait(20) == 0
    assert not running(sleep)
    assert (
        who == "child"
        or not Path(f"/proc/{zygote}/cmdline").exists()
        or not Path(f"/proc/{zygote}/cmdline").read_text()
    )
    for path in tmp_path.glob("*.ipynb"):
        assert json.loads(path.read_text())["cells"]


def test_ctrl_c_in_the_terminal_is_for_the_batch_alone(started, running):
    worker, zygote, (child, _) = started
    os.kill(zygote, signal.SIGINT)
    os.kill(child, 0)
    assert parent(child) == zygote
    assert os.getsid(zygote) == zygote != os.getsid(worker.pid)


def test_a_new_zygote_takes_the_place_of_a_dead_one(tmp_path):
    text = json.dumps(new_notebook(cells=[new_code_cell("import os; print(os.getppid())")]))
    jobs = [Job(n, text, "x", str(tmp_path / f"{n}.ipynb"), {}, "planform") for n in "ab"]
    zygotes = []
    with zygotes_ended():
        for job in jobs:
            assert execute(job).error == ""
            zygotes.append(int(json.loads(Path(job.target).read_text())["cells"][0]["outputs"][0]["text"][0]))
            os.kill(zygotes[-1], signal.SIGKILL)
    assert len(set(zygotes)) == 2


def test_who_has_read_a_request_may_be_gone_at_once():
    """Else a second child would get the same client, and both would answer."""
    ours, theirs = socket.socketpair()
    real = socket.send_fds

    def read_and_closed(to, *told):
        sent = real(to, *told)
        assert Ear(theirs).listen() == [{"folder": "/"}]
        theirs.close()
        return sent

    with pytest.MonkeyPatch.context() as patch, ours:
        patch.setattr(socket, "send_fds", read_and_closed)
        say(ours, {"folder": "/"}, 0)


def test_nothing_is_left_in_the_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", None)
    text = json.dumps(new_notebook(cells=[new_code_cell("a = 1", metadata={"tags": ["parameters"]})]))
    job = Job("a", text, "x", str(tmp_path / "a.ipynb"), {"a": 2}, "planform", {}, {"a": 3})
    with zygotes_ended():
        assert execute(job).error == ""
    assert list((tmp_path / "tmp").iterdir()) == []


def test_no_other_process_can_reach_a_notebook(tmp_path):
    """There is no socket with a name, and no port: both ends of each are held from the start."""
    code = (
        "import os, socket, stat\nnames = []\n"
        "for n in range(3, 64):\n"
        "    try:\n        is_socket = stat.S_ISSOCK(os.fstat(n).st_mode)\n"
        "    except OSError:\n        continue\n"
        "    if is_socket:\n"
        "        s = socket.socket(fileno=os.dup(n)); names.append((s.family.name, s.getsockname())); s.close()\n"
        "print(names)"
    )
    text = json.dumps(new_notebook(cells=[new_code_cell(code)]))
    with zygotes_ended():
        assert execute(Job("a", text, "x", str(tmp_path / "a.ipynb"), {}, "planform")).error == ""
    (told,) = json.loads((tmp_path / "a.ipynb").read_text())["cells"][0]["outputs"]
    sockets = ast.literal_eval("".join(told["text"]))
    assert len(sockets) >= 1
    assert {tuple(s) for s in sockets} == {("AF_UNIX", "")}
