"""`planform doctor` against installations that are broken: real interpreters, folders and files, nothing pretended."""

import json
import sqlite3
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import planform as pf
from planform.doctor import CHECKS, diagnose

from .commands import run


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Jupyter finds nothing of this person's, and no other JupyterLab is on the path."""
    for name in ("JUPYTER_PATH", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLANFORM_JOURNAL", str(tmp_path / "journal"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def bare(tmp_path_factory):
    """The interpreter of an environment with nothing in it."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=False, symlinks=True)
    return folder / "bin" / "python"


@pytest.fixture(scope="session")
def without_widgets(tmp_path_factory):
    """The interpreter of an environment that has JupyterLab, ipykernel and planform, and no half of a widget."""
    folder = tmp_path_factory.mktemp("server")
    venv.create(folder, with_pip=False, symlinks=True)
    site = next((folder / "lib").glob("python*/site-packages"))
    source = Path(pf.__file__).parents[1]
    (site / "theirs.pth").write_text("\n".join([*(p for p in sys.path if p.endswith("-packages")), str(source)]))
    return folder / "bin" / "python"


def told(check, level, **where):
    found = [f for f in diagnose(**where) if f.check == check]
    assert level in {f.level for f in found}, found
    return " | ".join(f.message for f in found)


def kernel(home, python):
    folder = home / "JUPYTER_PATH" / "kernels" / "python3"
    folder.mkdir(parents=True)
    argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (folder / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"}))


def extension(home, name, version):
    folder = home / "JUPYTER_PATH" / "labextensions" / name
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"name": name, "version": version}))


def test_a_sound_installation_has_no_fault(home):
    done = run("doctor", "--json", cwd=home)
    found = json.loads(done.stdout)
    assert done.returncode == 0, [f for f in found if f["level"] == "fault"]
    assert {f["check"] for f in found} == set(CHECKS)


def test_a_fault_is_status_one_and_says_what_to_do(home):
    (home / "planform.toml").write_text('stroe = "x"\n')
    done = run("doctor", cwd=home)
    assert done.returncode == 1 and "FAULT  settings" in done.stdout and "did you mean 'store'" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


# --- server and kernel ------------------------------------------------------------------------------------------------


def test_a_page_s_half_of_another_version(home):
    extension(home, "anywidget", "0.1.0")
    extension(home, "@jupyter-widgets/jupyterlab-manager", "3.1.1")
    said = told("widgets", "fault")
    assert "has 0.1.0 of the widget extension anywidget" in said and "pip install anywidget==" in said
    assert "has 3.1.1 of the widget extension @jupyter-widgets" in said and "jupyterlab_widgets>=3" in said


def test_a_kernel_of_an_environment_without_planform(home, bare):
    kernel(home, bare)
    said = told("widgets", "fault")
    assert str(bare.parents[1]) in said and "planform is not installed" in said and "ipykernel install --user" in said


def test_a_kernel_that_is_gone(home):
    kernel(home, home / "removed" / "bin" / "python")
    assert "which cannot be run" in told("widgets", "fault")


def test_a_jupyterlab_of_the_shell_is_only_told(home, bare):
    (home / "bin").mkdir()
    (home / "bin" / "jupyter-lab").write_text(f"#!{bare}\n")
    (home / "bin" / "jupyter-lab").chmod(0o755)
    assert f"has no JupyterLab: run {bare} -m pip install jupyterlab" in told("widgets", "note")


def test_a_running_server_of_another_environment(home, without_widgets):
    """As a person has it who installed planform beside JupyterLab, not into it."""
    with subprocess.Popen([without_widgets, "-c", "input()"], stdin=subprocess.PIPE) as process:
        runtime = home / "JUPYTER_RUNTIME_DIR" / f"jpserver-{process.pid}.json"
        runtime.write_text(json.dumps({"pid": process.pid, "root_dir": str(home), "url": "http://localhost:8888/"}))
        said = told("widgets", "fault")
        elsewhere = home / "other"
        elsewhere.mkdir()
        runtime.write_text(json.dumps({"pid": process.pid, "root_dir": str(elsewhere), "url": "http://localhost:1/"}))
        other = told("widgets", "ok")
        process.communicate(b"\n")
    assert "the JupyterLab at http://localhost:8888/ lacks the widget extension anywidget" in said
    assert f"run {without_widgets} -m pip install anywidget==" in said
    assert "localhost" not in other  # it does not show this folder


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_store_of_a_newer_planform(home):
    pf.PlanStore(home / "plans.db").close()
    with sqlite3.connect(home / "plans.db") as connection:
        connection.execute("UPDATE planform SET value = '99' WHERE name = 'schema'")
    assert "made by a newer planform" in told("store", "fault")


def test_a_store_that_somebody_locks(home):
    pf.PlanStore(home / "plans.db").close()
    connection = sqlite3.connect(home / "plans.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        assert "is locked" in told("store", "fault")
    finally:
        connection.close()
    assert "0 plans" in told("store", "ok")


def test_a_store_that_is_not_reached(home):
    assert "cannot be reached" in told("store", "fault", store="postgresql://ada@127.0.0.1:1/none?connect_timeout=1")


def test_a_store_that_is_something_else(home):
    (home / "plans.db").write_bytes(b"a picture" * 100)
    assert "is no planform store" in told("store", "fault")


def test_no_store_yet_is_no_fault(home):
    assert "the first save makes it" in told("store", "ok")
    assert not (home / "plans.db").exists()


def test_a_template_that_is_broken(home):
    (home / "templates").mkdir()
    (home / "templates" / "bad.md").write_text("---\nplanform: {fields: {nothing: {kind: colour}}}\n---\n# [Title]\n")
    assert "bad.md" in told("templates", "fault")
    (home / "templates" / "bad.md").unlink()
    (home / "templates").rmdir()
    (home / "templates").write_text("")
    assert "is no folder" in told("templates", "fault")


def test_a_journal_that_cannot_be_written(home, monkeypatch):
    (home / "file").write_text("")
    monkeypatch.setenv("PLANFORM_JOURNAL", str(home / "file" / "journal"))
    assert "is not kept until it is saved" in told("journal", "fault")


def test_no_chromium_is_no_fault(home):
    assert "only the tests" in told("browser", "note")
