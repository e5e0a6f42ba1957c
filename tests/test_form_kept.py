"""The form and its store, its journal, its files: what is saved, restored, chosen, brought in. No browser."""

import json
import os
import stat
import subprocess
import sys
import time

import ipywidgets
import pytest
import traitlets

import planform as pf
from planform.errors import NotFoundError, OutputError, RevisionConflictError, StoreError, UnknownNameError
from planform.form.keeping import _cell
from planform.form.keeping._journal import OLD
from planform.settings import Settings

TASK = "implementation-task"


@pytest.fixture(autouse=True)
def journal(tmp_path, monkeypatch):
    """The folder of journals; whoever is asked, one and the same cell runs, anew each time."""
    monkeypatch.setenv("PLANFORM_JOURNAL", str(tmp_path / "journal"))
    monkeypatch.setattr(_cell, "_running", lambda: ("cell-1", str(time.monotonic_ns())))
    return tmp_path / "journal"


@pytest.fixture
def store(tmp_path):
    with pf.PlanStore(tmp_path / "plans.db", Settings(journal=str(tmp_path / "journal"))) as opened:
        yield opened


def typed(form, at, value):
    form._receive(form, {"op": "set", "at": at, "value": value, "from": "browser"}, [])


def asked(form, op, **more):
    """What the form answers a browser."""
    told = []
    form.send = lambda message, buffers=None: told.append(message)
    form._receive(form, {"op": op, "from": "browser", **more}, [])
    del form.send
    return told


def saved(store, **values):
    form = pf.PlanForm(pf.Template.load(TASK).plan(**values), store=store)
    form.save()
    return form


def end(form):
    """What the end of a kernel leaves: the file, and no lock."""
    form._journal.close()


def files(journal):
    return sorted(journal.iterdir()) if journal.is_dir() else []


# --- handles among other widgets --------------------------------------------------------------------------------------


def test_handles_drive_other_widgets():
    form = pf.PlanForm(TASK)
    step = form["development_steps"].add_row(step="one")
    slider = ipywidgets.Text()
    traitlets.link((step["estimated_time"], "value"), (slider, "value"))
    heard = []
    out = ipywidgets.interactive_output(
        lambda time, status: heard.append((time, status)),
        {"time": form["development_steps"][0]["estimated_time"], "status": form["status"]},
    )
    typed(form, ["implementation_plan.development_steps", step.id, "estimated_time"], "3 h")
    slider.value = "4 h"
    form["status"].value = "Done"
    assert form["development_steps"][0]["estimated_time"].value == "4 h"
    assert heard[-1] == ("4 h", "Done")
    assert isinstance(out, ipywidgets.Output)


def test_a_form_stands_in_other_widgets():
    form = pf.PlanForm(TASK)
    assert ipywidgets.Tab([ipywidgets.VBox([form]), form]).children[1] is form


def test_rows_written_from_python_stay_the_rows_they_were():
    form = pf.PlanForm(TASK)
    steps = form["development_steps"]
    first, second = steps.add_row(step="Write it"), steps.add_row(step="Test it", notes="first")
    steps.value = [{"step": "Plan it"}, {"step": "Test it", "notes": "second"}, {"step": "Write it"}]
    assert [row.id for row in steps][1:] == [second.id, first.id]
    assert second["notes"].value == "second"


# --- saving -----------------------------------------------------------------------------------------------------------


def test_who_wants_to_know_of_a_save_is_told(store):
    form, heard = saved(store, title="One"), []

    @form.on_save
    def hear(plan):
        heard.append(plan.revision)

    form["sprint"].value = "24"
    form.save()
    form.on_save(hear, remove=True)
    form["sprint"].value = "25"
    form.save()
    assert heard == [2]


def test_what_runs_after_a_save_may_fail(store):
    form = saved(store, title="One")
    form.on_save(lambda plan: 1 / 0)
    form["sprint"].value = "24"
    with pytest.raises(ZeroDivisionError):
        asked(form, "save")
    assert store.get(form.plan.id)["sprint"] == "24"
    assert form.plan.revision == 2
    assert "ZeroDivisionError" in form._notices["on_save"]["text"]


def test_a_bare_number_without_a_store_means_what_the_team_says(tmp_path, monkeypatch):
    (tmp_path / "planform.toml").write_text('[effort]\nbare_number = "hours"\n')
    monkeypatch.chdir(tmp_path)
    form = pf.PlanForm(pf.Template.from_markdown("# [Title]\n\n**Effort**: [number]\n", name="one"))
    assert asked(form, "set", at=["effort"], value="5")[0]["said"] == [(("effort",), "5 h")]


# --- revisions --------------------------------------------------------------------------------------------------------


def test_revisions_are_shown_compared_and_restored(store):
    form = saved(store, title="One", sprint="24")
    form["sprint"].value, form["assignee"].value = "25", "Mina"
    form.save(by="Mina")
    (message,) = asked(form, "history")
    assert [(r["revision"], r["by"], r["changed"]) for r in message["revisions"]] == [
        (2, "Mina", ["assignee", "sprint"]),
        (1, "", []),
    ]
    (message,) = asked(form, "revision", revision=2)
    assert {(c["label"], c.get("before"), c["after"]) for c in message["changes"]} == {
        ("Sprint", "24", "25"),
        ("Assignee", None, "Mina"),
    }
    form["sprint"].value = "26"
    (message,) = asked(form, "revision", revision=2, against="form")
    assert [(c["label"], c["before"], c["after"]) for c in message["changes"]] == [("Sprint", "26", "25")]
    assert list(form.history().revision) == [1, 2]
    assert (form.restore(1)["sprint"], form["assignee"].value) == ("24", "")
    form.undo()
    assert (form["sprint"].value, form["assignee"].value) == ("26", "Mina")  # one step
    with pytest.raises(UnknownNameError):
        form.restore(9)


def test_a_plan_that_was_never_saved_has_no_revisions(store):
    with pytest.raises(StoreError, match="never saved"):
        pf.PlanForm(TASK, store=store).history()
    with pytest.raises(StoreError, match="no store"):
        pf.PlanForm(TASK).restore(1)


# --- two versions -----------------------------------------------------------------------------------------------------


@pytest.fixture
def clash(store):
    """A form whose plan somebody else has saved meanwhile."""
    form = saved(store, title="One", assignee="Mina", solution="Retry.", implementation_notes=["one", "two"])
    theirs = store.get(form.plan.id)
    store.save(
        theirs.with_values(assignee="Ode", solution="Cache.", sprint="24", implementation_notes=["one", "2"]), by="Ode"
    )
    form["assignee"].value, form["solution"].value, form["feature"].value = "Kim", "Queue.", "F-1"
    form["implementation_notes"].value = ["one", "zwei"]
    return form


def test_a_conflict_tells_who_changed_what(clash):
    (message,) = asked(clash, "save")
    assert (message["op"], message["by"], message["revision"], message["deleted"]) == ("conflict", "Ode", 2, False)
    assert {c["label"]: (c["base"], c["mine"], c["theirs"], c.get("both", False)) for c in message["clashes"]} == {
        "Assignee": ("Mina", "Kim", "Ode", False),
        "Solution": ("Retry.", "Queue.", "Cache.", True),
        "Implementation Notes 2": ("two", "zwei", "2", True),
    }
    assert [c["label"] for c in message["mine"]] == ["Feature"]
    assert [c["label"] for c in message["theirs"]] == ["Sprint"]


def test_each_place_can_be_mine_theirs_or_both(clash, store):
    (message,) = asked(clash, "save")
    ways = {"Assignee": "theirs", "Solution": "both", "Implementation Notes 2": "both"}
    keep = {c["path"]: ways[c["label"]] for c in message["clashes"]}
    first, *rest = keep
    with pytest.raises(RevisionConflictError, match="left to choose"):
        clash.resolve({first: keep[first]})
    asked(clash, "resolve", keep=keep, revision=2)
    plan = store.get(clash.plan.id)
    assert (plan["owner"], plan["sprint"], plan["feature"], plan.revision) == ("Ode", "24", "F-1", 3)
    assert plan["solution"] == "Cache.\n\nQueue."
    assert plan["implementation_notes"] == ["one", "zwei", "2"]
    clash.undo()
    assert (clash["owner"].value, clash["sprint"].value) == ("Kim", "")
    assert rest


def test_choices_made_of_other_things_are_asked_again(clash, store):
    store.save(store.get(clash.plan.id).with_values(assignee="Lou"), by="Lou")
    keep = dict.fromkeys(("assignee", "solution", "implementation_notes"), "mine")
    (message,) = asked(clash, "resolve", keep=keep, revision=2)
    assert (message["op"], message["by"], message["revision"]) == ("conflict", "Lou", 3)
    assert store.get(clash.plan.id)["owner"] == "Lou"


def test_what_was_deleted_meanwhile_comes_back_with_mine(store):
    form = saved(store, title="One")
    store.delete(form.plan.id, by="Ode")
    form["sprint"].value = "24"
    (message,) = asked(form, "save")
    assert (message["deleted"], message["by"]) == (True, "Ode")
    form.resolve("mine")
    assert store.get(form.plan.id)["sprint"] == "24"


def test_another_way_to_end_a_conflict_is_a_mistake(clash):
    with pytest.raises(UnknownNameError, match="'mine', 'theirs'"):
        clash.resolve("ours")


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["md", "html", "json", "ipynb"])
def test_a_plan_goes_out_as_a_file(tmp_path, ending):
    form = pf.PlanForm(TASK)
    form["title"].value = "Retry fetches"
    path = form.export(tmp_path / f"plan.{ending}")
    assert "Retry fetches" in path.read_text()
    (message,) = asked(form, "export", format=ending)
    assert (message["name"], message["text"], message["to"]) == (f"retry-fetches.{ending}", path.read_text(), "browser")


def test_a_file_without_a_format_is_a_mistake(tmp_path):
    form = pf.PlanForm(TASK)
    with pytest.raises(UnknownNameError, match="does not say which format"):
        form.export(tmp_path / "plan.docx")
    with pytest.raises(OutputError):
        (tmp_path / "file").write_text("")
        form.export(tmp_path / "file" / "plan.md")


def test_a_document_fills_the_form_in_one_step():
    other = pf.PlanForm(TASK)
    other["title"].value, other["assignee"].value = "Retry", "Mina"
    other["development_steps"].add_row(step="one")
    text = other.plan.to_markdown() + "\n## Something else\n\nThat nobody asked for.\n"
    form = pf.PlanForm(TASK)
    form["sprint"].value = "24"
    before = form.plan
    (*_, message) = asked(form, "import", name="plan.md", text=text)
    assert (form["title"].value, form["owner"].value, form["sprint"].value) == ("Retry", "Mina", "24")
    assert (message["op"], message["fields"]) == ("imported", 3)
    assert "That nobody asked for." in message["unplaced"][-1]["text"]
    form.undo()
    assert form.plan == before


def test_a_document_is_never_taken_for_a_path(tmp_path):
    (tmp_path / "plan.md").write_text("# Task: Secret\n")
    form = pf.PlanForm(TASK)
    asked(form, "import", name="x.md", text=str(tmp_path / "plan.md"))
    assert form["title"].value == ""
    with pytest.raises(NotFoundError):
        form.import_markdown(tmp_path / "none.md")


def test_a_document_that_is_none_says_so():
    told = asked(pf.PlanForm(TASK), "import", name="x.md", text="---\nplanform: [\n---\n# x\n")
    assert [(m["op"], m["about"]) for m in told] == [("failed", "import")]


# --- the journal ------------------------------------------------------------------------------------------------------


def test_what_a_person_typed_is_restored(journal):
    form = pf.PlanForm(TASK)
    form["status"].value = "Todo"
    assert files(journal) == []  # code that runs again writes again
    typed(form, ["assignee"], "Mina")
    form["sprint"].value = "24"
    (path,) = files(journal)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.stat().st_mode) == 0o700
    end(form)
    new = pf.PlanForm(TASK)
    assert new.plan == form.plan
    assert new._notices["restored"]["text"].startswith("Restored 3 changes from ")
    assert len(files(journal)) == 1
    new.undo()
    assert new.plan == new.template.blank()


def test_saving_ends_the_journal(journal, store):
    form = pf.PlanForm(TASK, store=store)
    typed(form, [form["title"].field.path], "One")
    assert len(files(journal)) == 1
    form.save()
    assert files(journal) == []


def test_a_cell_goes_on_with_the_plan_that_it_had_saved(journal, store):
    form = pf.PlanForm(TASK, store=store)
    form["title"].value = "One"
    form.save()
    typed(form, ["assignee"], "Mina")
    end(form)
    new = pf.PlanForm(TASK, store=store)
    assert (new.plan.id, new.plan.revision, new["assignee"].value) == (form.plan.id, 1, "Mina")
    assert "of 'One'" in new._notices["restored"]["text"]
    assert new.save().revision == 2
    assert pf.PlanForm(TASK, store=store).plan == new.template.blank()  # saved: the cell begins anew


def test_what_others_saved_meanwhile_is_not_overwritten(store):
    form = saved(store, title="One")
    typed(form, ["assignee"], "Mina")
    store.save(store.get(form.plan.id).with_values(sprint="24"))
    end(form)
    new = pf.PlanForm(TASK, store=store, plan=form.plan.id)
    assert (new["assignee"].value, new["sprint"].value) == ("Mina", "")
    with pytest.raises(RevisionConflictError):
        new.save()
    new.resolve("mine")
    assert (new["assignee"].value, new["sprint"].value) == ("Mina", "24")


def test_rows_are_restored_and_an_unknown_field_is_told(journal):
    form = pf.PlanForm(TASK)
    path = form["development_steps"].field.path
    typed(form, [path], [{"id": "x1", "cells": {"step": "one"}}])
    end(form)
    (file,) = files(journal)
    file.write_text(file.read_text() + json.dumps({"path": "gone", "value": "text", "at": 1.0}) + '\n{"path": "assi')
    new = pf.PlanForm(TASK)
    assert [row["step"].value for row in new["development_steps"]] == ["one"]
    assert "What stood in gone has no field any more: text" in new._notices["restored"]["text"]


@pytest.mark.parametrize("value", [5, {"a": 1}, [[1]], "x"])
def test_a_journal_that_makes_no_sense_is_no_obstacle(journal, value):
    form = pf.PlanForm(TASK)
    typed(form, ["assignee"], "Mina")
    end(form)
    (file,) = files(journal)
    entry = {"path": form["development_steps"].field.path, "value": value, "at": 1.0}
    file.write_text(file.read_text() + json.dumps(entry) + "\n[]\n\xff\n")
    assert pf.PlanForm(TASK)["assignee"].value in ("Mina", "")


def test_another_kernel_is_left_alone(journal, tmp_path):
    code = (
        "import sys, planform as pf\nfrom planform.form.keeping import _cell\n"
        "_cell._running = lambda: ('cell-1', 'run')\n"
        f"form = pf.PlanForm({TASK!r})\n"
        "form._receive(form, {'op': 'set', 'at': ['assignee'], 'value': 'There', 'from': 'b'}, [])\n"
        "print('ready', flush=True)\nsys.stdin.read()\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, text=True, env=env) as other:
        assert other.stdout.readline() == "ready\n"
        here = pf.PlanForm(TASK)
        assert here["assignee"].value == ""
        typed(here, ["assignee"], "Here")
        assert len(files(journal)) == 2
        other.kill()
    after = pf.PlanForm(TASK)  # takes what the dead one left, and what this kernel's first form holds
    assert after["assignee"].value == "Here"
    after.undo()
    assert after["assignee"].value == "There"
    assert len(files(journal)) == 1


def test_a_journal_stays_small(journal):
    form = pf.PlanForm(TASK)
    for n in range(40):
        typed(form, [form["solution"].field.path], f"{n}" * 20_000)
    (path,) = files(journal)
    assert path.stat().st_size < 600_000
    end(form)
    assert pf.PlanForm(TASK).plan == form.plan


def test_two_forms_of_one_cell_are_two(journal, monkeypatch):
    monkeypatch.setattr(_cell, "_running", lambda: ("cell-1", "run 1"))
    forms = [pf.PlanForm(TASK) for _ in "ab"]
    for form, name in zip(forms, ("Mina", "Ode"), strict=True):
        typed(form, ["assignee"], name)
    assert len(files(journal)) == 2
    monkeypatch.setattr(_cell, "_running", lambda: ("cell-1", "run 2"))
    assert [pf.PlanForm(TASK)["assignee"].value for _ in "ab"] == ["Mina", "Ode"]


def test_outside_a_notebook_nothing_is_kept(journal, monkeypatch):
    monkeypatch.setattr(_cell, "_running", lambda: ("", ""))
    form = pf.PlanForm(TASK)
    typed(form, ["assignee"], "Mina")
    assert files(journal) == []


def test_what_nobody_came_back_for_is_dropped(journal):
    journal.mkdir()
    old = journal / "0.-.0.jsonl"
    old.write_text('{"journal": 1, "at": 1.0}\n{"path": "a", "value": "b", "at": 1.0}\n')
    os.utime(old, (time.time() - OLD - 60,) * 2)
    pf.PlanForm(TASK)
    assert files(journal) == []


def test_a_full_disk_is_told_once_and_the_form_goes_on(journal):
    resource = pytest.importorskip("resource")
    form = pf.PlanForm(TASK)
    typed(form, ["assignee"], "Mina")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    told = []
    form.send = lambda message, buffers=None: told.append(message)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, limits[1]))
    try:
        for name in ("Ode", "Kim" * 200, "Lou"):
            typed(form, ["assignee"], name)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    notices = [m["notice"] for m in told if m["op"] == "notice"]
    assert len(notices) == 1
    assert "cannot be kept on disk until you save" in notices[0]["text"]
    typed(form, ["sprint"], "24")
    assert told[-1] == {"op": "notice", "kind": "journal", "notice": None} or told[-2]["op"] == "notice"
    end(form)
    assert pf.PlanForm(TASK).plan == form.plan
