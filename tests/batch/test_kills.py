"""A batch that is killed leaves no process and no half file, and the next run does the rest and nothing twice."""

import pytest

from . import kills

pytestmark = pytest.mark.skipif(not kills.Path("/proc/self/environ").exists(), reason="needs /proc to find processes")


@pytest.mark.parametrize(
    ("name", "moment", "after", "target"),
    [
        ("KILL", "documents", 0.0, "batch"),
        ("KILL", "notebooks", 0.1, "batch"),
        ("TERM", "notebooks", 0.1, "batch"),
        ("INT", "notebooks", 0.0, "batch"),
        ("KILL", "notebooks", 0.0, "zygote"),
    ],
)
def test_a_kill_loses_nothing(tmp_path, name, moment, after, target):
    kills.prepare(tmp_path)
    assert kills.kill(tmp_path, kills.SIGNALS[name], moment, after, target).wrong == {}


def test_the_harness_sees_what_it_should(tmp_path):
    kills.prepare(tmp_path)
    (tmp_path / "out").mkdir()
    for name, text in {"a.md": "## Not", "b.ipynb": '{"cells": [', "c.md": "## Notes\n"}.items():
        (tmp_path / "out" / name).write_text(text)
    assert kills.half_files(tmp_path) == ["a.md", "b.ipynb"]
    process, mark = kills.start(tmp_path, "--dry-run")
    assert process.pid in kills.marked(mark)
    process.communicate(timeout=kills.WAIT)
    assert kills.marked(mark) == {}
