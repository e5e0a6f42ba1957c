"""The batch without notebooks: what becomes of rows, running again, people's edits, and all that can go wrong."""

import csv
import json
import sqlite3
from pathlib import Path

import nbformat
import pandas as pd
import pytest

import planform as pf
from planform.batch import run_batch
from planform.errors import (
    InvalidTableError,
    InvalidValueError,
    NotFoundError,
    OutputError,
    StoreError,
    UnknownNameError,
)
from planform.files import write_whole

SMALL = """\
# Task: [Title]

**Status**: [Todo | Doing | Done | Cancelled]
**Owner**: [Name]
**Estimate**: [Story points/hours]

## Criteria
- [ ] [Criterion]
- [ ] [Another criterion]

## Notes
[Anything else]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.md").write_text(SMALL, encoding="utf-8")
    return tmp_path


def run(rows, **more):
    options = {"template": "small.md", "out": "out", "store": "plans.db", "render_only": True, **more}
    return run_batch(rows, **options)


def rows(*more, **first):
    return [
        {"Key": "A-1", "Title": "Add retry", "Status": "Todo", **first},
        {"Key": "A-2", "Title": "Drop cache"},
        *more,
    ]


def files():
    return {str(p.relative_to("out")): p.read_bytes() for p in sorted(Path("out").rglob("*")) if p.is_file()}


def test_rows_become_records_and_documents(folder):
    seen = []
    result = run(rows(Criteria="[x] one\ntwo", Tags="a, b"), on_progress=lambda *step: seen.append(step))
    assert (result.created, result.failures, result.exit_code) == (("A-1", "A-2"), (), 0)
    assert seen == [(1, 4, "A-1"), (2, 4, "A-2"), (3, 4, "A-1"), (4, 4, "A-2")]
    assert sorted(p.name for p in Path("out").iterdir()) == [
        ".planform-manifest.jsonl",
        "A-1-add-retry.ipynb",
        "A-1-add-retry.md",
        "A-2-drop-cache.ipynb",
        "A-2-drop-cache.md",
    ]
    with pf.PlanStore("plans.db") as store:
        plan = store.get("A-1")
        assert (plan.title, plan["status"], plan["tags"]) == ("Add retry", "Todo", ["a", "b"])
        assert plan["criteria"] == [{"text": "one", "done": True}, {"text": "two", "done": False}]
        read = pf.read_plan(result.files["A-1"], template="small.md").plan
        assert (dict(read.values), read.id) == (dict(plan.values), plan.id)


def test_notebooks_lie_ready_with_their_parameters_as_data(folder):
    evil = "x' + __import__('os').system('false') + \"\\n"
    path = run(rows(Notes=evil)).files["A-1"].with_suffix(".ipynb")
    notebook = nbformat.read(path, 4)
    nbformat.validate(notebook)
    (cell,) = [c for c in notebook.cells if "injected-parameters" in c.metadata.get("tags", [])]
    scope = {}
    exec(cell.source, {"__builtins__": {}}, scope)
    assert scope == notebook.metadata.papermill.parameters
    assert scope["values"]["notes"] == evil
    assert all(c.execution_count is None for c in notebook.cells if c.cell_type == "code")


def test_a_second_run_adds_and_writes_nothing(folder):
    run(rows())
    before = files(), {p: p.stat().st_mtime_ns for p in Path("out").iterdir()}
    again = run(rows())
    assert (again.created, again.changed, again.unchanged) == ((), (), ("A-1", "A-2"))
    assert (files(), {p: p.stat().st_mtime_ns for p in Path("out").iterdir()}) == before
    with pf.PlanStore("plans.db") as store:
        assert store.plans()["revision"].tolist() == [1, 1]


def test_a_changed_cell_changes_its_plan_only(folder):
    run(rows())
    again = run(rows(Status="Done", Title="Add more retry"))
    assert (again.changed, again.unchanged) == (("A-1",), ("A-2",))
    assert again.files["A-1"].name == "A-1-add-retry.md"  # a file is named once
    assert "**Status**: Done" in again.files["A-1"].read_text(encoding="utf-8")


def test_an_emptied_cell_empties_its_field(folder):
    run(rows(Owner="Ada"))
    run(rows())
    with pf.PlanStore("plans.db") as store:
        assert store.get("A-1")["owner"] == ""


def test_an_unchanged_cell_never_overwrites_what_a_person_saved(folder):
    run(rows())
    with pf.PlanStore("plans.db") as store:
        store.save(store.get("A-1").with_values(status="Doing", notes="by hand"))
    again = run(rows(Owner="Ada"))
    with pf.PlanStore("plans.db") as store:
        plan = store.get("A-1")
    assert (plan["status"], plan["notes"], plan["owner"]) == ("Doing", "by hand", "Ada")
    assert "by hand" in again.files["A-1"].read_text(encoding="utf-8")


def test_where_table_and_person_changed_one_field_nothing_changes_and_both_are_told(folder):
    run(rows())
    with pf.PlanStore("plans.db") as store:
        store.save(store.get("A-1").with_values(status="Doing"))
    before = files()
    again = run(rows(Status="Done", Owner="Ada"))
    (failure,) = again.failures
    assert (failure.field, failure.key) == ("status", "A-1")
    assert "'Done'" in failure.message
    assert "'Doing'" in failure.message
    with pf.PlanStore("plans.db") as store:
        assert (store.get("A-1")["status"], store.get("A-1")["owner"]) == ("Doing", "")
    assert files()["A-1-add-retry.md"] == before["A-1-add-retry.md"]
    assert run(rows(Status="Doing", Owner="Ada")).failures == ()  # they agree now


def test_a_document_that_a_person_edited_is_read_and_keeps_its_style(folder):
    path = run(rows()).files["A-1"]
    text = (
        path.read_text(encoding="utf-8").replace("**Owner**: [Name]", "**Owner**: Ada")
        + "\n## Our own section\n\nkept\n"
    )
    path.write_text(text, encoding="utf-8")
    again = run(rows(Estimate="2 h"))
    assert again.failures == ()
    with pf.PlanStore("plans.db") as store:
        assert (store.get("A-1")["owner"], store.get("A-1")["estimate"]) == ("Ada", "2 h")
    assert path.read_text(encoding="utf-8") == text.replace("**Estimate**: [Story points/hours]", "**Estimate**: 2 h")
    assert run(rows(Estimate="2 h")).unchanged == ("A-1", "A-2")


def test_a_document_and_a_row_that_disagree_are_left_as_they_are(folder):
    path = run(rows()).files["A-1"]
    path.write_text(path.read_text(encoding="utf-8").replace("Status**: Todo", "Status**: Cancelled"), encoding="utf-8")
    before = path.read_bytes()
    (failure,) = run(rows(Status="Done")).failures
    assert failure.field == "status"
    assert path.read_bytes() == before


def test_a_foreign_file_is_not_overwritten(folder):
    Path("out").mkdir()
    Path("out/A-1-add-retry.md").write_text("mine\n")
    result = run(rows())
    assert Path("out/A-1-add-retry.md").read_text() == "mine\n"
    assert [f.key for f in result.failures] == ["A-1"]
    assert "move it away" in result.failures[0].message
    with pf.PlanStore("plans.db") as store:
        assert store.find("A-1") is None


def test_a_deleted_document_comes_back(folder):
    path = run(rows()).files["A-1"]
    text = path.read_bytes()
    path.unlink()
    run(rows())
    assert path.read_bytes() == text


def test_bad_rows_are_a_table_to_run_again(folder):
    result = run(rows({"Key": "A-3", "Title": "Third", "Status": "Soon", "Tags": "x,y"}, Status="Later"))
    assert (result.created, len(result.failures), result.exit_code) == (("A-2",), 2, 1)
    with Path("out/failures.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert [r["Key"] for r in found] == ["A-1", "A-3"]
    assert found[1]["field"] == "Status"
    assert "'Soon' is none of Todo" in found[1]["message"]
    text = Path("out/failures.csv").read_text(encoding="utf-8").replace("Soon", "Doing").replace("Later", "Todo")
    Path("out/failures.csv").write_text(text, encoding="utf-8")
    again = run("out/failures.csv")
    assert (again.created, again.missing, again.failures) == (("A-1", "A-3"), (), ())
    assert not Path("out/failures.csv").exists()
    with pf.PlanStore("plans.db") as store:
        assert len(store.plans()) == 3
        assert store.get("A-3")["tags"] == ["x", "y"]


def test_doubled_keys_fail_and_doubled_titles_get_files_of_their_own(folder):
    result = run(
        [{"Key": "A", "Title": "x"}, {"Key": "A", "Title": "y"}, {"Key": "", "Title": "Same"}, {"Title": "Same"}]
    )
    assert [f.row for f in result.failures] == [1, 2]
    assert sorted(p.name for p in result.files.values()) == ["same-2.md", "same.md"]
    assert [n.code for n in result.notes] == ["title-twice"]
    again = run([{"Key": "", "Title": "Same"}, {"Title": "Same"}])
    assert (again.created, again.unchanged) == ((), ("same", "same-2"))


def test_without_key_and_manifest_a_plan_is_known_by_its_title(folder):
    run([{"Title": "Alone", "Status": "Todo"}])
    again = run([{"Title": "Alone", "Status": "Todo"}], out="elsewhere")
    assert again.unchanged == ("alone",)
    with pf.PlanStore("plans.db") as store:
        assert len(store.plans()) == 1


def test_without_a_record_of_the_last_run_nothing_is_overwritten(folder):
    run(rows())
    (failure,) = run(rows(Status="Done"), out="elsewhere").failures
    assert "no record" in failure.message


def test_layouts_stay_inside(folder):
    result = run(rows(), layout="plans/{slug}/plan.md")
    assert str(result.files["A-1"]) == "out/plans/add-retry/plan.md"
    for layout in ("../{slug}", "/tmp/{slug}", "{title}", "plan", "a/../../{slug}", "{slug.__class__}"):
        with pytest.raises(InvalidTableError, match="layout"):
            run(rows(), layout=layout)


def test_evil_names_become_harmless_files(folder):
    names = ["../../etc/passwd", "CON", "a/b\\c:d", "x" * 400, "🚀", ".hidden", "summary"]
    result = run([{"Key": f"{name[:150]} {n}", "Title": name} for n, name in enumerate(names)])
    assert result.failures == ()
    for path in result.files.values():
        assert path.parent == Path("out")
        assert path.name.isascii()
        assert len(path.name) < 150
        assert path.exists()
    assert run([{"Title": "con"}, {"Title": "Summary"}, {"Title": "🚀"}], out="two").failures == ()
    assert sorted(p.name for p in Path("two").glob("*.md")) == ["con-plan.md", "plan.md", "summary-plan.md"]


def test_a_link_in_the_output_folder_leads_nowhere(folder):
    Path("out/plans").mkdir(parents=True)
    Path("out/plans/add-retry").symlink_to(folder)
    result = run(rows(), layout="plans/{slug}/plan")
    assert [f.key for f in result.failures] == ["A-1"]
    assert not Path("plan.md").exists()


def test_a_dry_run_writes_nothing(folder):
    result = run(rows({"Key": "A-3", "Title": "x", "Status": "Soon"}), dry_run=True)
    assert (result.created, len(result.failures), result.dry_run) == (("A-1", "A-2"), 1, True)
    assert sorted(p.name for p in folder.iterdir()) == ["small.md"]
    run(rows())
    before = files()
    assert run(rows(Status="Done"), dry_run=True).changed == ("A-1",)
    assert files() == before


def test_vanished_rows_are_reported_or_closed_and_may_come_back(folder):
    run(rows())
    kept = run(rows()[:1])
    assert (kept.missing, kept.closed) == (("A-2",), ())
    closed = run(rows()[:1], missing="close")
    assert closed.closed == ("A-2",)
    with pf.PlanStore("plans.db") as store:
        assert store.get("A-2")["status"] == "Cancelled"
    assert "**Status**: Cancelled" in Path("out/A-2-drop-cache.md").read_text(encoding="utf-8")
    run(rows())
    with pf.PlanStore("plans.db") as store:
        assert store.get("A-2")["status"] == ""


def test_a_limit_says_nothing_of_the_rest(folder):
    run(rows())
    assert run(rows(), limit=1).missing == ()


def test_a_changed_template_carries_values_along(folder):
    run(rows(Owner="Ada"))
    (folder / "small.md").write_text(SMALL.replace("## Notes", "**Reviewer**: [Name]\n\n## Notes"), encoding="utf-8")
    again = run(rows(Owner="Ada"))
    assert (again.changed, again.failures) == (("A-1", "A-2"), ())
    text = again.files["A-1"].read_text(encoding="utf-8")
    assert "**Owner**: Ada" in text
    assert "**Reviewer**" in text
    (folder / "small.md").write_text(SMALL.replace("**Owner**: [Name]\n", ""), encoding="utf-8")
    (failure, *_) = run([{"Key": "A-1", "Title": "Add retry", "Status": "Todo"}]).failures
    assert "has no place" in failure.message


def test_a_key_of_another_templates_plan(folder):
    run(rows())
    (folder / "other.md").write_text("# [Title]\n\n**Status**: [open | closed]\n", encoding="utf-8")
    (failure, _) = run(
        [{"Key": "A-1", "Title": "x"}, {"Key": "A-2", "Title": "y"}], template="other.md", out="two"
    ).failures
    assert "template 'small'" in failure.message


@pytest.mark.parametrize(
    ("kind", "change", "message"),
    [
        (NotFoundError, {"source": "absent.csv"}, "no such file"),
        (UnknownNameError, {"template": "implementation-taks"}, "did you mean 'implementation-task'"),
        (NotFoundError, {"template": "absent.md"}, "no such file"),
        (NotFoundError, {"mapping": "absent.yaml"}, "no such mapping file"),
        (InvalidTableError, {"source": []}, "no row"),
        (InvalidTableError, {"source": [{"Titel": "x"}]}, "did you mean 'Title'"),
        (InvalidTableError, {"key": "Id"}, "no column 'Id'"),
        (OutputError, {"out": "small.md/out"}, "cannot be written"),
        (OutputError, {"out": "small.md"}, "cannot be written"),
        (InvalidValueError, {"workers": 0}, "at least 1"),
        (StoreError, {"store": "mysql://x/y"}, "SQLite or PostgreSQL"),
        (StoreError, {"store": "small.md"}, "small.md"),
        (NotFoundError, {"notebook": "absent.ipynb", "render_only": False}, "no such notebook"),
    ],
)
def test_what_cannot_work_is_one_clear_error_and_nothing_is_written(folder, kind, change, message):
    options = {
        "source": rows(),
        "template": "small.md",
        "out": "out",
        "store": "plans.db",
        "render_only": True,
        **change,
    }
    with pytest.raises(kind) as error:
        run_batch(options.pop("source"), **options)
    assert message.casefold() in str(error.value).casefold()
    assert not [p for p in folder.rglob("*") if p.is_file() and p.name not in ("small.md", "plans.db")]


def test_a_locked_store_is_one_clear_error(folder):
    run(rows())
    before = files()
    other = sqlite3.connect("plans.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pf.PlanStore("plans.db", timeout=0.2) as store, pytest.raises(StoreError) as error:
            run(rows(Status="Done"), store=store)
    finally:
        other.rollback()
        other.close()
    assert "plans.db" in str(error.value)
    assert files() == before


def test_stopping_in_the_midst_leaves_whole_files(folder):
    def stop(done, total, name):
        if done == 3:
            raise KeyboardInterrupt

    many = [{"Key": f"K-{n}", "Title": f"Task {n}"} for n in range(6)]
    with pytest.raises(KeyboardInterrupt):
        run(many, on_progress=stop)
    written = sorted(Path("out").glob("*.md"))
    assert len(written) == 3
    for path in written:
        assert pf.read_plan(path, template="small.md").plan.title
    assert not [p for p in Path("out").iterdir() if p.name.startswith(".planform-") and p.suffix == ".md"]
    again = run(many)
    assert (again.created, len(again.unchanged), again.failures) == ((), 6, ())
    with pf.PlanStore("plans.db") as store:
        assert store.plans()["revision"].tolist() == [1] * 6


def test_a_damaged_manifest_says_so(folder):
    run(rows())
    Path("out/.planform-manifest.jsonl").write_text("{")
    with pytest.raises(OutputError, match="damaged"):
        run(rows())
    Path("out/.planform-manifest.jsonl").unlink()
    again = run(rows())
    assert (again.unchanged, again.failures) == (("A-1", "A-2"), ())


def test_the_result_is_plain_data(folder):
    result = run(pd.DataFrame(rows({"Key": "A-3", "Title": "x", "Status": "Soon"})))
    assert str(result) == "3 rows: 2 new, 1 failed"
    assert json.loads(json.dumps(result.to_dict()))["failures"][0]["key"] == "A-3"


def test_a_file_is_replaced_as_a_whole_or_stays(folder):
    path = folder / "a.md"
    path.write_text("old", encoding="utf-8")
    (folder / "same").hardlink_to(path)
    write_whole(path, "new")
    assert (path.read_text(encoding="utf-8"), (folder / "same").read_text(encoding="utf-8")) == ("new", "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "x" * 100_000 + "\udc80")
    assert path.read_text(encoding="utf-8") == "new"
    assert sorted(p.name for p in folder.iterdir()) == ["a.md", "same", "small.md"]
