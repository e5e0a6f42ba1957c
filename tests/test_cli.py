"""The command line: what it prints, how it ends, and that a person's mistake is one clear line."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
TASKS = str(EXAMPLES / "tasks.csv")


def run(*arguments, cwd, **environment):
    """The program in a process of its own, as a person runs it."""
    command = [sys.executable, "-m", "planform", *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
    )


def refused(done, status, *words):
    """Ended with this status and one clear line, no traceback."""
    assert done.returncode == status, done.stderr or done.stdout
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    for word in words:
        assert word in lines[0]


@pytest.fixture
def filled(tmp_path):
    """A folder with a store of six plans."""
    (tmp_path / "planform.toml").write_text('store = "plans.db"\n', encoding="utf-8")
    done = run("batch", TASKS, "--template", "implementation-task", "--limit", 6, "--render-only", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_help_names_every_command(tmp_path):
    done = run("--help", cwd=tmp_path)
    assert done.returncode == 0
    for command in ("templates", "check", "new", "read", "list", "show", "batch", "forecast", "report", "lab"):
        assert command in done.stdout


def test_templates_are_listed_with_field_counts(tmp_path):
    listed = json.loads(run("templates", "--json", cwd=tmp_path).stdout)
    assert {t["name"] for t in listed} == {"implementation-task", "milestone-plan", "technical-plan", "technical-spec"}
    fields = json.loads(run("templates", "technical-plan", "--json", cwd=tmp_path).stdout)
    assert len(fields) == next(t["fields"] for t in listed if t["name"] == "technical-plan")


def test_new_writes_a_plan_that_check_and_read_understand(tmp_path):
    done = run("new", "implementation-task", "-o", "a.md", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    checked = run("check", "a.md", cwd=tmp_path)
    assert checked.returncode == 1  # a title is missing
    assert "task_title is empty and required" in checked.stdout
    (tmp_path / "values.yaml").write_text("Title: Add retry\nStatus: todo\n", encoding="utf-8")
    assert run("new", "implementation-task", "-o", "b.md", "--from", "values.yaml", cwd=tmp_path).returncode == 0
    assert run("check", "b.md", cwd=tmp_path).returncode == 0
    (read,) = json.loads(run("read", "b.md", "--json", cwd=tmp_path).stdout)
    assert (read["values"]["task_title"], read["values"]["status"], read["score"]) == ("Add retry", "Todo", 1.0)


def test_new_overwrites_nothing(tmp_path):
    (tmp_path / "a.md").write_text("mine", encoding="utf-8")
    refused(run("new", "technical-plan", "-o", "a.md", cwd=tmp_path), 2, "a.md", "already")
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "mine"


def test_list_and_show_work_on_the_same_plans(filled):
    listed = json.loads(run("list", "--json", cwd=filled).stdout)
    assert len(listed) == 6
    one = listed[0]
    assert f"# Task: {one['title']}" in run("show", one["key"], cwd=filled).stdout
    assert json.loads(run("show", one["plan_id"], "--json", cwd=filled).stdout)["values"]["task_title"] == one["title"]
    done = [p for p in listed if p["status"] == "Done"]
    assert len(json.loads(run("list", "--status", "Done", "--json", cwd=filled).stdout)) == len(done)


def test_the_settings_are_found_from_a_folder_below(filled):
    (filled / "deep" / "er").mkdir(parents=True)
    assert len(json.loads(run("list", "--json", cwd=filled / "deep" / "er").stdout)) == 6


def test_forecast_says_what_it_covers(filled):
    told = json.loads(run("forecast", "--json", cwd=filled).stdout)
    assert told["assumptions"] and "plan" in told["headline"]


def test_a_table_is_checked_before_anything_runs(tmp_path):
    done = run("check", TASKS, "--template", "implementation-task", "--write-map", "tasks.map.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "44 of 44 rows" in done.stdout
    again = run("check", TASKS, "--template", "implementation-task", "--map", "tasks.map.yaml", cwd=tmp_path)
    assert again.returncode == 0 and "44 of 44 rows" in again.stdout


def test_a_workspace_is_laid_and_never_overwritten(tmp_path):
    assert run("lab", "ws", "--no-open", cwd=tmp_path).returncode == 0
    assert (tmp_path / "ws" / "notebooks" / "01-fill-a-plan.ipynb").is_file()
    (tmp_path / "ws" / "planform.toml").write_text('store = "mine.db"\n', encoding="utf-8")
    assert "0 files laid" in run("lab", "ws", "--no-open", cwd=tmp_path).stdout
    assert (tmp_path / "ws" / "planform.toml").read_text(encoding="utf-8") == 'store = "mine.db"\n'


# --- a person's mistakes ----------------------------------------------------------------------------------------------


def batch(table, cwd, *more):
    return run(
        "batch",
        table,
        "--template",
        "implementation-task",
        "--out",
        "out",
        "--store",
        "plans.db",
        "--render-only",
        *more,
        cwd=cwd,
    )


def table(folder, text, name="t.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_missing_table(tmp_path):
    refused(batch("none.csv", tmp_path), 2, "none.csv")


def test_an_empty_table(tmp_path):
    refused(batch(table(tmp_path, ""), tmp_path), 2, "t.csv")
    refused(batch(table(tmp_path, "Title,Status\n"), tmp_path), 2, "t.csv")
    assert not (tmp_path / "plans.db").exists()


def test_an_unknown_column_offers_the_nearest(tmp_path):
    refused(batch(table(tmp_path, "Title,Statsu\nA,Todo\n"), tmp_path), 2, "Statsu", "did you mean 'status'")
    assert not (tmp_path / "out").exists()


def test_an_unknown_template_offers_the_nearest(tmp_path):
    done = run("batch", table(tmp_path, "Title\nA\n"), "--template", "implementation-tsk", cwd=tmp_path)
    refused(done, 2, "did you mean 'implementation-task'")


def test_a_value_that_its_field_refuses_stops_no_other_row(tmp_path):
    done = batch(table(tmp_path, "Key,Title,Status\nA-1,One,Todo\nA-2,Two,Nearly\nA-3,Three,Done\n"), tmp_path)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "Nearly" in done.stderr
    failures = (tmp_path / "out" / "failures.csv").read_text(encoding="utf-8").splitlines()
    assert failures[0] == "Key,Title,Status,field,message" and failures[1].startswith("A-2,Two,Nearly,Status,")
    assert {p["key"] for p in json.loads(run("list", "--store", "plans.db", "--json", cwd=tmp_path).stdout)} == {
        "A-1",
        "A-3",
    }


def test_the_rows_that_failed_are_a_table_to_run_again(tmp_path):
    batch(table(tmp_path, "Key,Title,Status\nA-1,One,Todo\nA-2,Two,Nearly\n"), tmp_path)
    failures = tmp_path / "out" / "failures.csv"
    failures.write_text(failures.read_text(encoding="utf-8").replace("Two,Nearly", "Two,Done"), encoding="utf-8")
    assert batch(failures, tmp_path).returncode == 0
    assert len(json.loads(run("list", "--store", "plans.db", "--json", cwd=tmp_path).stdout)) == 2


def test_two_rows_with_one_key_are_both_told(tmp_path):
    done = batch(table(tmp_path, "Key,Title\nA-1,One\nA-1,Other\nA-2,Two\n"), tmp_path)
    assert done.returncode == 1 and done.stderr.count("A-1") >= 2
    assert len((tmp_path / "out" / "failures.csv").read_text(encoding="utf-8").splitlines()) == 3


def test_an_out_that_cannot_be_written(tmp_path):
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    refused(batch(table(tmp_path, "Title\nA\n"), tmp_path), 2, "out")
    assert not (tmp_path / "plans.db").exists()


def test_a_locked_database(filled):
    lock = sqlite3.connect(filled / "plans.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        refused(batch(table(filled, "Title\nA\n"), filled), 2, "plans.db")
    finally:
        lock.close()
    assert len(json.loads(run("list", "--json", cwd=filled).stdout)) == 6


def test_a_file_that_is_no_store(tmp_path):
    (tmp_path / "plans.db").write_text("no database" * 200, encoding="utf-8")
    refused(run("list", "--store", "plans.db", cwd=tmp_path), 2, "plans.db")


def test_a_plan_that_is_not_there(filled):
    refused(run("show", "NOPE-1", cwd=filled), 2, "NOPE-1")


def test_settings_that_make_no_sense(tmp_path):
    (tmp_path / "planform.toml").write_text("[effort]\nhours_per_dya = 6\n", encoding="utf-8")
    refused(run("list", cwd=tmp_path), 2, "planform.toml", "hours_per_day")


def test_no_password_is_printed(tmp_path):
    done = run("list", "--store", "postgresql+psycopg://me:s3cret@127.0.0.1:9/none", cwd=tmp_path)
    assert done.returncode == 2 and "s3cret" not in done.stdout + done.stderr


def test_a_plan_of_which_little_is_known_is_listed(tmp_path):
    assert batch(table(tmp_path, "Title\nNone\n"), tmp_path).returncode == 0
    done = run("list", "--store", "plans.db", cwd=tmp_path)
    assert done.returncode == 0 and " None " in done.stdout and " - " in done.stdout, done.stderr


def test_a_key_that_a_failed_row_has_too_is_told(tmp_path):
    done = batch(table(tmp_path, "Key,Title,Status\nA-1,One,Nearly\nA-1,Other,Todo\n"), tmp_path)
    assert done.returncode == 1 and "also the key of a row that failed" in done.stderr
    assert len((tmp_path / "out" / "failures.csv").read_text(encoding="utf-8").splitlines()) == 3


def test_what_only_reads_makes_no_store(tmp_path):
    for command in (["list"], ["forecast"], ["show", "A-1"], ["report"]):
        refused(run(*command, "--store", "none/x.db", cwd=tmp_path), 2, "no store is here")
    assert not (tmp_path / "none").exists()
