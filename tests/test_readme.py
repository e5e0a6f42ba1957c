"""What the README shows works as it stands."""

import re
from pathlib import Path

import pytest

import planform as pf

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_python_of_the_readme_runs_from_top_to_bottom(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.md").write_text(
        pf.Template.load("implementation-task").plan(title="x").to_markdown(), encoding="utf-8"
    )
    names: dict[str, object] = {}
    blocks = re.findall(r"```python\n(.*?)```", README, re.S)
    assert len(blocks) >= 3
    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)
    assert names["plan"].title == "Add retry" and len(names["store"].plans()) == 2


def test_the_commands_of_the_readme_are_the_program_s():
    from planform.cli import app

    known = {c.name or c.callback.__name__ for c in app.registered_commands}
    assert (
        set(re.findall(r"planform (\w+)", README.split("## On the command line")[1].split("## Settings")[0])) == known
    )


@pytest.mark.parametrize("path", re.findall(r"\]\(([\w./-]+)\)", README))
def test_what_the_readme_links_to_is_there(path):
    assert (Path(__file__).parents[1] / path).exists()
