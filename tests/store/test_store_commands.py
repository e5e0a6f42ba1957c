"""The commands on a store: save, show a revision, history, search, restore, export, import."""

import json

import pandas as pd
import pytest

import planform as pf
from planform.settings import Settings
from planform.store import read_frame

from ..commands import run

NAME = "implementation-task"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "planform.toml").write_text('store = "plans.db"\n')
    task = pf.Template.load(NAME)
    with pf.PlanStore(tmp_path / "plans.db", Settings()) as store:
        one = store.save(task.plan(title="Add retry", key="A-1", status="Todo", owner="Ann", estimate="2 h"), by="ann")
        store.save(one.with_values(status="In Progress", started="2026-01-02"), by="bo")
        store.save(task.plan(title="Café menu", key="A-2", status="Todo", owner="Bo"))
    return tmp_path


def ran(folder, *arguments):
    done = run(*arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(folder, status, said, *arguments):
    done = run(*arguments, cwd=folder)
    assert done.returncode == status and said in done.stderr and done.stderr.count("\n") == 1, done


def test_show_history_search_restore(folder):
    assert "**Status**: Todo" in ran(folder, "show", "A-1", "--revision", 1)
    assert json.loads(ran(folder, "show", "A-1", "--json"))["revision"] == 2
    refused(folder, 2, "has no revision 9; it has 1 to 2", "show", "A-1", "--revision", 9)
    rows = json.loads(ran(folder, "history", "A-1", "--json"))
    assert [(r["by"], r["changed"]) for r in rows] == [("ann", None), ("bo", "status, started")]
    assert "UTC" in ran(folder, "history", "A-1")
    assert "**Café** menu" in ran(folder, "search", "cafe")
    assert [r["key"] for r in json.loads(ran(folder, "search", "add", "retr", "--owner", "ann", "--json"))] == ["A-1"]
    assert "revision 3" in ran(folder, "restore", "A-1", "--revision", 1, "--by", "eve")
    assert "**Status**: Todo" in ran(folder, "show", "A-1")
    refused(folder, 2, "no word to look for", "search", "???")


def test_save_takes_documents_and_overwrites_nothing_unasked(folder):
    path = folder / "a.md"
    path.write_text(ran(folder, "show", "A-2"))
    assert "A-2, revision 2" in ran(folder, "save", "a.md")  # its document is kept from now on
    assert "A-2, revision 2" in ran(folder, "save", "a.md")
    path.write_text(path.read_text().replace("**Status**: Todo", "**Status**: Done"))
    refused(folder, 2, "a.md: the store has other values for status; add --take mine", "save", "a.md")
    assert "Todo" in ran(folder, "show", "A-2")
    ran(folder, "save", "a.md", "--take", "mine", "--by", "ann")
    assert "**Status**: Done" in ran(folder, "show", "A-2")
    (folder / "new.md").write_text(pf.Template.load(NAME).plan(title="New", key="N-1").to_markdown())
    done = run("save", "new.md", "none.md", cwd=folder)
    assert done.returncode == 1 and "N-1, revision 1" in done.stdout and "none.md" in done.stderr
    refused(folder, 2, "--take is mine or theirs", "save", "a.md", "--take", "both")


@pytest.mark.parametrize("to", ["md", "ipynb", "html", "json"])
def test_export_writes_a_file_a_plan(folder, to):
    written = json.loads(ran(folder, "export", "--format", to, "--out", "out", "--json"))
    assert sorted(written) == [f"out/A-1-add-retry.{to}", f"out/A-2-cafe-menu.{to}"]
    assert "2 files" in ran(folder, "export", "--format", to, "--out", "out")
    assert "1 file in" in ran(folder, "export", "A-2", "--format", to, "--out", "one")
    assert "1 file in" in ran(folder, "export", "--owner", "ann", "--format", to, "--out", "two")


@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_export_writes_tables(folder, to):
    assert "5 files in out" in ran(folder, "export", "--format", to, "--out", "out")
    with pf.PlanStore(folder / "plans.db", Settings()) as store:
        pd.testing.assert_frame_equal(read_frame(folder / "out" / f"plans.{to}"), store.plans())


def test_the_whole_store_goes_out_and_in(folder):
    ran(folder, "export", "--format", "jsonl", "--out", "out")
    assert "2 plans brought in" in ran(folder, "import", "out/plans.jsonl", "--store", "new.db")
    assert "0 plans brought in" in ran(folder, "import", "out/plans.jsonl", "--store", "new.db")
    assert ran(folder, "history", "A-1", "--store", "new.db") == ran(folder, "history", "A-1")
    refused(folder, 2, "leave out names and filters", "export", "A-1", "--format", "jsonl", "--out", "out")
    refused(folder, 2, "no format 'jsnol'; did you mean 'jsonl'", "export", "--format", "jsnol", "--out", "out")
    refused(folder, 2, "none.jsonl", "import", "none.jsonl")


def test_a_document_whose_template_has_gone_is_read_as_the_store_keeps_it(folder):
    (folder / "templates").mkdir()
    own = folder / "templates" / "mood.md"
    own.write_text("# [Title]\n\n**Mood**: [Good | Bad]\n")
    ran(folder, "new", "mood", "-o", "m.md")
    (folder / "m.md").write_text((folder / "m.md").read_text().replace("[Title]", "Mine"))
    name = json.loads(ran(folder, "save", "m.md", "--json"))[0]["id"]
    (folder / "m.md").write_text(ran(folder, "show", name).replace("[Good | Bad]", "Good"))
    own.unlink()
    ran(folder, "save", "m.md")
    assert "**Mood**: Good" in ran(folder, "show", name)


def test_a_template_that_was_guessed_is_named_aloud(folder):
    (folder / "own.md").write_text("# Task: Own\n\n**Status**: Todo\n\n## Overview\n\n### Task Summary\n\nHi.\n")
    done = run("save", "own.md", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "own.md: read as implementation-task" in done.stderr
    assert "--template" not in run("save", "own.md", "--template", NAME, cwd=folder).stderr
