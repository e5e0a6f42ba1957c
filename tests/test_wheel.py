"""The wheel, installed by itself, from an empty folder, with the source out of reach."""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from .test_house import ROOT, installer


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A folder into which the wheel, and nothing else, was installed."""
    built, target = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("target")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(build, check=True, cwd=ROOT, capture_output=True)
    (wheel,) = built.glob("planform-*.whl")
    install = [*installer(), "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run(install, check=True, cwd=built, capture_output=True)
    return target


def run(installed: Path, folder: Path, *arguments: str) -> str:
    """Run Python without `site`: it reads no .pth file, so an editable install cannot help."""
    path = os.pathsep.join([str(installed), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    environment = {**os.environ, "PYTHONPATH": path, "HOME": str(folder)}
    command = [sys.executable, "-S", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


PROGRAM = """
import json, sys, planform as pf
plan = pf.Template.load("implementation-task").plan(title="Add retry", status="Todo", estimate="2-4 hours")
names = sorted(pf.templates()["name"])
print(json.dumps({"file": pf.__file__, "path": sys.path, "names": names, "text": plan.to_markdown()}))
"""


def test_the_wheel_makes_a_plan_from_an_empty_folder(installed, tmp_path):
    said = json.loads(run(installed, tmp_path, "-c", PROGRAM))
    assert Path(said["file"]).is_relative_to(installed)
    assert not [p for p in said["path"] if Path(p).resolve().is_relative_to(ROOT / "src")]
    assert said["names"] == sorted(p.stem for p in (ROOT / "templates").glob("*.md"))
    assert "# Task: Add retry" in said["text"]


def test_the_wheel_brings_its_command(installed, tmp_path):
    said = run(installed, tmp_path, str(installed / "bin" / "planform"), "templates")
    assert all(p.stem in said for p in (ROOT / "templates").glob("*.md"))


@pytest.mark.parametrize("folder", ["templates", "notebooks"])
def test_the_wheel_carries(installed, folder):
    carried = {p.name: p.read_bytes() for p in (installed / "planform" / "_data" / folder).iterdir()}
    assert carried == {p.name: p.read_bytes() for p in (ROOT / folder).iterdir() if p.is_file()}


def test_the_wheel_carries_every_file_of_the_package(installed):
    files = {p for p in (ROOT / "src").rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    ours = {p.relative_to(ROOT / "src") for p in files}
    assert [str(p) for p in sorted(ours) if not (installed / p).is_file()] == []
