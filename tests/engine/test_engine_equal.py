"""The engine makes the same file of a notebook as vanilla papermill does, less ids and times; exceptions by name."""

import io
import json
import logging
import os
import re
import time

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from planform.engine import zygotes_ended
from planform.engine._client import ForkedKernel
from planform.engine._zygotes import ZygoteError, zygote

from .cases import CASES
from .vanilla import KEPT, outcome, versions

LIVE = (
    "streams",
    "error",
    "display updates",
    "shell",
    "await",
)  # compared with a run of vanilla papermill here and now
REAL = {"standard input": "wants standard input"}  # those that a real kernel executes, and the reason in the log


@pytest.fixture(scope="module", autouse=True)
def one_zygote():
    """Warm from one case to the next."""
    with zygotes_ended():
        yield


@pytest.fixture(scope="module")
def kept():
    """What vanilla papermill made, unless other versions are installed than it was made with."""
    found = json.loads(KEPT.read_text(encoding="utf-8"))
    return found["cases"] if found["versions"] == versions() else {}


@pytest.mark.parametrize("name", CASES)
def test_the_same_file(name, kept, tmp_path, caplog):
    by_vanilla = kept.get(name) or outcome(name, None, tmp_path / "vanilla" / "case")
    assert outcome(name, "planform", tmp_path / "case") == by_vanilla
    said = [r.message for r in caplog.records if "real kernel" in r.message]
    assert len(said) == (name in REAL)
    assert all(REAL[name] in message for message in said)


@pytest.mark.parametrize("name", LIVE)
def test_what_is_kept_is_what_vanilla_makes(name, kept, tmp_path):
    if not kept:
        pytest.fail("other versions than those of tests/engine/vanilla.json: python -m tests.engine.vanilla")
    assert outcome(name, None, tmp_path / "case") == kept[name]


def test_there_are_many():
    assert len(CASES) >= 60


# --- what papermill does beside the file


def executed(cells, tmp_path, name="out.ipynb", metadata=None, **options):
    spec = {"name": "python3", "language": "python", "display_name": "Python 3"}
    cells = [new_code_cell(cell) for cell in cells]
    path = tmp_path / "in.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": spec, **(metadata or {})}), path)
    options = {"engine_name": "planform", "progress_bar": False, **options}
    return papermill.execute_notebook(path, tmp_path / name, **options)


def texts(notebook):
    return ["".join(o.get("text", "") for o in c.outputs) for c in notebook.cells if c.cell_type == "code"]


def test_output_goes_to_the_log_and_to_files(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    out, err = io.StringIO(), io.StringIO()
    cells = ["import sys\nprint('to out'); print('to err', file=sys.stderr)\n1 + 1"]
    executed(cells, tmp_path, log_output=True, stdout_file=out, stderr_file=err)
    assert (out.getvalue(), err.getvalue()) == ("to out\n", "to err\n")
    told = [r.message.strip() for r in caplog.records if r.name == "papermill"]
    assert told[-5:] == [f"Executing Cell 1{'-' * 39}", "to out", "to err", "2", f"Ending Cell 1{'-' * 42}"]


def test_the_file_is_saved_after_each_cell(tmp_path):
    cells = [
        "a = 1\nprint('first')",
        "import json; print([c['outputs'][0]['text'] for c in json.load(open('out.ipynb'))['cells'][:1]])",
    ]
    assert texts(executed(cells, tmp_path, cwd=tmp_path))[1] == "[['first\\n']]\n"


def test_a_long_cell_is_saved_while_it_runs(tmp_path):
    code = "import json, time\nfor i in range(8): print(i, flush=True); time.sleep(0.3)\n"
    code += "saved = json.load(open('out.ipynb'))['cells'][0]['outputs']\nprint('saved', len(saved) > 1)"
    assert "saved True" in texts(executed([code], tmp_path, cwd=tmp_path, autosave_cell_every=1))[0]


def test_progress_bar(tmp_path, capsys):
    executed(["1", "2"], tmp_path, progress_bar=True)
    assert "2/2" in capsys.readouterr().err


def test_a_cell_too_slow_is_killed_with_what_it_has_started(tmp_path, running):
    code = f"import subprocess\nprint('begun', flush=True)\nsubprocess.run(['sleep', '77.{os.getpid()}'])"
    with pytest.raises(Exception, match="timed out"):
        executed([code], tmp_path, execution_timeout=1)
    assert "begun" in (tmp_path / "out.ipynb").read_text()
    assert not running(f"sleep 77.{os.getpid()}")


def test_no_time_to_start(tmp_path, monkeypatch):
    monkeypatch.setattr("planform.engine._client.Line.until", never)
    with pytest.raises(RuntimeError, match="Kernel didn't respond in 2 seconds"):
        executed(["1"], tmp_path, start_timeout=2)


async def never(*_):
    return False


# --- a real kernel where it must be one


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("import ipywidgets\nipywidgets.IntSlider(3)", "comms"),
        ("from anywidget import AnyWidget", "comms"),
        ("x = 1\nif x == 2:\n    input('?')", "standard input"),
        ("%connect_info", "its own sockets"),
        ("get_ipython().kernel.implementation", "its own sockets"),
    ],
)
def test_needs_a_real_kernel(cell, why, tmp_path, caplog):
    made = executed([cell, "type(getattr(get_ipython(), 'kernel')).__name__"], tmp_path)
    assert [r.message for r in caplog.records if "real kernel" in r.message] == [
        f"planform: executed by a real kernel, because the notebook wants {why}"
    ]
    assert made.cells[1].outputs[0]["data"]["text/plain"] == "'IPythonKernel'"


@pytest.mark.parametrize(
    "cell",
    ["# ipywidgets are nice", "raw_input = 1; print(x_input := 2)", "x = '%matplotlib qt'", "obj = str; 'a.input()'"],
)
def test_needs_none(cell, tmp_path, caplog):
    executed([cell], tmp_path)
    assert "real kernel" not in caplog.text


def test_a_kernel_that_is_not_this_python(tmp_path, caplog, monkeypatch):
    spec = tmp_path / "jupyter/kernels/other"
    spec.mkdir(parents=True)
    argv = ["/usr/bin/env", "python3", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "O", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("PATH", f"{papermill_bin()}:/usr/bin:/bin")
    assert texts(executed(["print('other')"], tmp_path, kernel_name="other")) == ["other\n"]
    assert "the kernel 'other' is not this Python" in caplog.text


def papermill_bin():
    import sys
    from pathlib import Path

    return Path(sys.executable).parent


def test_another_language_is_refused_as_papermill_does(tmp_path):
    with pytest.raises(Exception, match="No such kernel named ir"):
        executed(["1"], tmp_path, kernel_name="ir")


def test_a_system_that_does_not_fork(tmp_path, caplog, monkeypatch):
    monkeypatch.setattr("planform.engine._papermill.sys.platform", "darwin")
    assert texts(executed(["print('done')"], tmp_path)) == ["done\n"]
    assert "forking is not safe with all libraries on darwin; PLANFORM_FORK=1" in caplog.text


def test_a_zygote_with_threads_is_not_forked(tmp_path, caplog, monkeypatch):
    (tmp_path / "threaded.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(99,)).start()"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PLANFORM_PRELOAD", "threaded")
    assert texts(executed(["print('done')"], tmp_path)) == ["done\n"]
    assert "2 threads after the imports" in caplog.text
    begin = time.monotonic()
    with pytest.raises(ZygoteError, match="2 threads"):  # at once: it is not tried for each notebook again
        zygote(ForkedKernel.like(preload=("threaded",)).breed())
    assert time.monotonic() - begin < 0.1


# --- named exceptions: see docs/engine.md


def test_programs_speak_in_their_place(tmp_path):
    code = "import os, subprocess\nprint(1); os.system('echo 2'); print(3)\n"
    code += "subprocess.run(['echo', '4']); print(5, end='')"
    assert texts(executed([code], tmp_path)) == ["1\n2\n3\n4\n5"]


def test_half_a_character_loses_no_text(tmp_path):
    assert texts(executed(["print('a\\ud800b')", "print('on')"], tmp_path)) == ["a?b\n", "on\n"]


def test_a_fork_of_the_notebook_speaks(tmp_path):
    code = (
        "import os\nif (pid := os.fork()) == 0:\n    print('forked'); os._exit(0)\nos.waitpid(pid, 0); print('parent')"
    )
    assert texts(executed([code], tmp_path)) == ["forked\nparent\n"]


def test_alone_from_the_command_line(tmp_path):
    import subprocess

    nbformat.write(new_notebook(cells=[new_code_cell("1 + 1")]), tmp_path / "in.ipynb")
    run = [papermill_bin() / "papermill", "in.ipynb", "out.ipynb", "--engine", "planform", "-k", "python3"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "real kernel" not in done.stderr
    made = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert made.cells[0].outputs[0]["data"]["text/plain"] == "2"


def test_papermill_can_be_imported_first_or_last():
    import subprocess
    import sys

    for code in (
        "import papermill, planform.engine",
        "import planform.engine as e; e.execute_managed; import papermill",
    ):
        check = f"{code}\nprint(papermill.engines.papermill_engines.get_engine('planform').__name__)"
        done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True)
        assert re.search("^PlanformEngine$", done.stdout, re.M), done.stderr
