"""A team's own templates: where they are found, what shadows what, and that a broken one hides no other."""

import json

import pytest

import planform as pf
from planform.errors import InvalidTemplateError, NotFoundError, UnknownNameError
from planform.template import Catalog, data_folder

from .commands import run
from .test_cli import refused

BODY = "# [Title]\n\n**Owner**: [Name]\n"
BUNDLED = {p.stem for p in data_folder("templates").glob("*.md")}


def write(path, text=BODY):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def listed(cwd, *more):
    """Name -> row of what `planform templates` lists."""
    done = run("templates", *more, "--json", cwd=cwd)
    return {row["name"]: row for row in json.loads(done.stdout)}


# --- where ------------------------------------------------------------------------------------------------------------


def test_templates_in_the_current_folder_are_found(tmp_path):
    write(tmp_path / "templates" / "mine.md")
    assert set(listed(tmp_path)) == BUNDLED | {"mine"}


def test_planform_toml_names_the_folder_from_anywhere_below(tmp_path):
    (tmp_path / "planform.toml").write_text('templates = "forms"\n', encoding="utf-8")
    write(tmp_path / "forms" / "mine.md")
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert "mine" in listed(tmp_path / "a" / "b")


def test_a_folder_is_named_on_the_command_line(tmp_path):
    (tmp_path / "planform.toml").write_text('templates = "forms"\n', encoding="utf-8")
    write(tmp_path / "forms" / "theirs.md")
    write(tmp_path / "a" / "own" / "mine.md")
    rows = listed(tmp_path / "a", "--templates", "own")
    assert "mine" in rows and "theirs" not in rows
    done = run("new", "mine", "--templates", "own", "-o", "p.md", cwd=tmp_path / "a")
    assert done.returncode == 0, done.stderr
    for command in ("check", "read"):
        assert run(command, "p.md", "--templates", "own", cwd=tmp_path / "a").returncode in (0, 1)
        other = run(command, "p.md", cwd=tmp_path / "a")  # read as what it is most like, and that is told
        assert "no template is called 'mine'" in other.stdout + other.stderr
    refused(run("templates", "--templates", "none", cwd=tmp_path), 2, "none", "no such folder")


def test_a_batch_finds_them_too(tmp_path):
    write(tmp_path / "own" / "mine.md")
    write(tmp_path / "t.csv", "Title,Owner\nOne,Mina\n")
    more = ("--templates", "own", "--out", "out", "--store", "p.db", "--render-only")
    done = run("batch", "t.csv", "--template", "mine", *more, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "# One" in next((tmp_path / "out").glob("*.md")).read_text(encoding="utf-8")


def test_a_single_path_is_a_template(tmp_path):
    path = write(tmp_path / "deep" / "own.md")
    assert run("new", "deep/own.md", "-o", "p.md", cwd=tmp_path).returncode == 0
    assert pf.Template.load(path).name == "own"


# --- shadowing and broken ones ----------------------------------------------------------------------------------------


def test_what_is_shadowed_is_shown(tmp_path):
    own = write(tmp_path / "templates" / "technical-plan.md")
    row = listed(tmp_path)["technical-plan"]
    assert row["source"] == str(own) and row["shadows"] == [str(data_folder("templates") / "technical-plan.md")]
    said = run("templates", cwd=tmp_path).stdout
    assert f"technical-plan: {own} shadows" in said.replace("\n", "")
    assert pf.Template.load("technical-spec").name == "technical-spec"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [("broken.md", "a\0b", "NUL"), ("broken.planform.yaml", "fields: {ownr: {kind: line}}", "did you mean 'owner'")],
)
def test_a_broken_one_hides_no_other(tmp_path, name, text, words):
    write(tmp_path / "templates" / "broken.md")
    write(tmp_path / "templates" / "good.md")
    write(tmp_path / "templates" / name, text)
    done = run("templates", cwd=tmp_path)
    assert done.returncode == 1 and "good" in done.stdout and "broken" in done.stdout
    assert words in done.stderr and "Traceback" not in done.stderr
    rows = listed(tmp_path)
    assert words in rows["broken"]["error"] and rows["good"]["fields"] == 2
    refused(run("new", "broken", cwd=tmp_path), 2, words)
    assert run("new", "good", cwd=tmp_path).returncode == 0


def test_the_frame_keeps_its_columns(tmp_path):
    write(tmp_path / "broken.md", "a\0b")
    write(tmp_path / "good.md")
    frame = pf.templates(pf.Settings.load(templates=tmp_path))
    assert list(frame.columns) == ["name", "title", "sections", "fields", "source"]
    assert set(frame["name"]) == BUNDLED | {"broken", "good"}


def test_the_catalog_says_what_is_wrong(tmp_path):
    write(tmp_path / "a" / "one.md")
    write(tmp_path / "b" / "one.md")
    catalog = Catalog((tmp_path / "a", tmp_path / "b"))
    (entry,) = catalog.entries()
    assert (entry.path, entry.shadows) == (tmp_path / "a" / "one.md", (tmp_path / "b" / "one.md",))
    with pytest.raises(UnknownNameError, match="did you mean 'one'"):
        catalog.load("on")
    with pytest.raises(NotFoundError):
        catalog.load(tmp_path / "none.md")
    with pytest.raises(InvalidTemplateError):
        catalog.load(write(tmp_path / "nul.md", "\0"))


# --- line ends --------------------------------------------------------------------------------------------------------


def test_a_plan_does_not_look_changed_when_only_line_ends_differ(tmp_path):
    path = write(tmp_path / "templates" / "mine.md")
    assert run("new", "mine", "-o", "p.md", cwd=tmp_path).returncode == 0
    for text, changed in (
        (BODY.replace("\n", "\r\n"), False),
        (BODY.replace("\n", "\r"), False),
        (BODY + "\n[X]\n", True),
    ):
        write(path, text)
        (read,) = json.loads(run("read", "p.md", "--json", cwd=tmp_path).stdout)
        assert any("another state" in doubt for doubt in read["doubts"]) is changed, text


def test_a_batch_does_not_run_again_for_line_ends(tmp_path):
    path = write(tmp_path / "own" / "mine.md")
    write(tmp_path / "t.csv", "Key,Title,Owner\nK-1,One,Mina\n")
    more = ("--templates", "own", "--out", "out", "--store", "p.db", "--render-only")
    said = []
    for text in (BODY, BODY.replace("\n", "\r\n"), BODY + "\n**Size**: [S]\n"):
        write(path, text)
        done = run("batch", "t.csv", "--template", "mine", *more, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        said.append(done.stdout.splitlines()[0].split(" in ")[0])
    assert said == ["1 row: 1 new", "1 row: 0 new, 1 unchanged", "1 row: 0 new, 1 changed"]
