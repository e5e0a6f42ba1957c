"""`planform lab`: a workspace laid where there is none, and JupyterLab showing all of it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .browser.lab import environment
from .commands import run

LAID = {"planform.toml", "notebooks", "templates"}


def test_options_of_jupyterlab_are_no_folder(tmp_path):
    done = run("lab", "--no-open", "--no-browser", "--port", "8899", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {p.name for p in tmp_path.iterdir()} == LAID


def test_without_a_folder_it_is_the_workspace_that_one_is_in(tmp_path):
    run("lab", "here", "--no-open", cwd=tmp_path)
    again = run("lab", "--no-open", cwd=tmp_path / "here" / "notebooks")
    assert again.stdout.startswith(f"{tmp_path / 'here'}: 0 files laid")
    assert {p.name for p in (tmp_path / "here").iterdir()} == LAID


def test_a_terminal_outside_of_it_is_told_where_to_go(tmp_path):
    run("lab", "here", "--no-open", cwd=tmp_path)
    assert "go to the folder that has your planform.toml" in run("list", cwd=tmp_path).stderr
    assert "go to the folder" not in run("list", cwd=tmp_path / "here").stderr


def test_what_a_person_has_stays(tmp_path):
    own = tmp_path / "templates" / "technical-spec.md"
    own.parent.mkdir()
    own.write_text("# [Title]\n", encoding="utf-8")
    assert "10 files laid" in run("lab", "--no-open", cwd=tmp_path).stdout
    assert own.read_text(encoding="utf-8") == "# [Title]\n"


def test_a_folder_that_cannot_be_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run("lab", "file", "--no-open", cwd=tmp_path)
    assert done.returncode == 2 and "no workspace can be laid here" in done.stderr and "Traceback" not in done.stderr


@pytest.fixture
def server(tmp_path):
    """What a JupyterLab that `planform lab` started says of itself, and its process's environment."""
    home = tmp_path / "home"
    home.mkdir()
    command = [sys.executable, "-m", "planform", "lab", "plans of ours", "--no-browser", "--port=0"]
    env = {**environment(home), "PATH": os.defpath}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        yield _told(home / "run", time.monotonic() + 90), tmp_path / "log"
    finally:
        os.killpg(process.pid, 15)
        process.wait(30)


def _told(runtime: Path, end: float) -> dict:
    while time.monotonic() < end:
        for file in runtime.glob("jpserver-*.json"):
            try:
                return json.loads(file.read_text(encoding="utf-8"))
            except ValueError:
                break  # being written
        time.sleep(0.1)
    raise TimeoutError("JupyterLab did not start")


def test_jupyterlab_shows_the_workspace_and_its_terminals_find_planform(server, tmp_path):
    told, log = server
    assert told["root_dir"] == str(tmp_path / "plans of ours")
    assert "/lab/tree/notebooks/01-fill-a-plan.ipynb" in log.read_text(encoding="utf-8")
    path = next(v for v in Path(f"/proc/{told['pid']}/environ").read_text().split("\0") if v.startswith("PATH="))
    assert path.startswith(f"PATH={Path(sys.executable).parent}{os.pathsep}")
