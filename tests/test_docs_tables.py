"""What docs/tables.md shows is what happens, word for word."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml

from planform.batch.mapping._mapfile import PARTS, UNITS
from planform.batch.tables import _limits as limits
from planform.batch.tables._inputs import FORMS

from .commands import run

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^(```|~~~)(\w+)\n(.*?)^\1$", PAGE, re.S | re.M)


def steps():
    """(command, what it prints) in the page's order."""
    text = "".join(body for _, kind, body in BLOCKS if kind == "console")
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, said = part.partition("\n")
        yield command, said


def trimmed(text):
    return re.sub(r" +$", "", text, flags=re.M).strip()


def shown(said):
    """A pattern of what was printed: … stands for anything."""
    return re.escape(trimmed(said)).replace("…", ".*?")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The page's commands, run one after the other."""
    path = tmp_path_factory.mktemp("tables")
    for name in ("issues.json", "issues.map.yaml", "jira.csv", "jira.map.yaml"):
        shutil.copy(ROOT / "examples" / name, path)
    for command, said in steps():
        done = run(*shlex.split(command)[1:], cwd=path)
        assert re.fullmatch(shown(said), trimmed(done.stdout), re.S), f"{command}\n{done.stdout}\n{done.stderr}"
    return path


def test_the_commands_print_what_the_page_says(folder):
    assert len(list(steps())) >= 5
    assert len(list(folder.glob("*plans/*.md"))) == 6


@pytest.mark.parametrize("name", ["guess.yaml", "issues.map.yaml", "jira.map.yaml"])
def test_the_mapping_files_are_those_of_the_page(folder, name):
    body = next(body for _, kind, body in BLOCKS if kind == "yaml" and body.startswith(f"# {name}\n"))
    there = (folder / name).read_text(encoding="utf-8")
    assert yaml.safe_load(body) == yaml.safe_load(there)
    if name == "guess.yaml":
        assert body.partition("\n")[2].strip() == there.partition("\n\n")[2].strip()


def test_the_page_names_every_part_unit_and_format():
    for name in (*PARTS, *UNITS, *FORMS):
        assert name in PAGE


def test_the_page_says_the_limits():
    for number in (limits.MAX_BYTES // 1_000_000, limits.MAX_TOTAL // 1_000_000, limits.MAX_RATIO, limits.MAX_DEPTH,
                   limits.MAX_JSON // 1_000_000, limits.MAX_YAML // 1_000_000):  # fmt: skip
        assert re.search(rf"\b{number}\b", PAGE)
    for number in (limits.MAX_ROWS, limits.MAX_COLUMNS, limits.MAX_CELL):
        assert f"{number:,}" in PAGE
