"""Saving and getting: ids, revisions, conflicts, keys, templates."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import planform as pf
from planform.errors import InvalidValueError, PlanformError, RevisionConflictError, StoreError, UnknownNameError

TODAY = datetime.date.today().isoformat()


def test_a_saved_plan_comes_back_equal(store, task):
    plan = task.plan(
        title="Retry", key="P-1", steps=[{"step": "One", "estimated_time": "2 h"}], tags=["a", "b"], parent="E-1"
    )
    saved = store.save(plan, by="ann")
    found = store.get(saved.id)
    assert saved == found == plan
    assert (found.id, found.revision, found.document) == (saved.id, 1, None)
    assert store.get("P-1").id == saved.id and "P-1" in store and len(store) == 1


def test_the_document_comes_back_byte_for_byte(store, task):
    text = task.plan(title="Retry").to_markdown() + "\r\nA note between us.\n\n"
    saved = store.save(pf.read_plan(text, task).plan)
    assert store.get(saved.id).document == text


def test_an_unchanged_save_adds_no_revision(store, task):
    saved = store.save(task.plan(title="Retry"))
    assert [store.save(saved).revision, store.save(store.get(saved.id)).revision] == [1, 1]
    assert len(store.history(saved.id)) == 1


def test_each_change_adds_a_revision_that_says_what_changed(store, task):
    saved = store.save(task.plan(title="Retry"), by="ann")
    store.save(saved.with_values(title="Retry twice", summary="More"), by="bo")
    history = store.history(saved.id)
    assert history["revision"].tolist() == [1, 2] and history["by"].tolist() == ["ann", "bo"]
    assert history["changed"].tolist()[1] == "summary, task_title"


def test_the_second_writer_gets_both_versions_and_nothing_is_lost(store, task):
    first = store.save(task.plan(title="Retry", key="P-1"))
    theirs = store.save(first.with_values(status="Done"), by="bo")
    with pytest.raises(RevisionConflictError, match="P-1: saved meanwhile by bo") as caught:
        store.save(first.with_values(title="Mine"))
    assert caught.value.mine.title == "Mine" and caught.value.theirs == theirs
    assert store.get("P-1") == theirs


def test_the_same_change_by_two_is_no_conflict(store, task):
    first = store.save(task.plan(title="Retry"))
    store.save(first.with_values(title="New"))
    assert store.save(first.with_values(title="New")).revision == 2


def test_a_document_with_an_id_but_no_revision_overwrites_nothing(store, task):
    saved = store.save(task.plan(title="Retry"))
    read = pf.read_plan(saved.to_markdown(), task).plan
    assert read.id == saved.id and read.revision is None
    with pytest.raises(RevisionConflictError, match="does not say from which revision"):
        store.save(read.with_values(title="Other"))


def test_a_plan_of_another_store_keeps_its_id(store, task, tmp_path):
    with pf.PlanStore(tmp_path / "other.db") as other:
        saved = other.save(other.save(task.plan(title="A")).with_values(title="B"))
    assert store.save(saved).id == saved.id and store.get(saved.id).revision == 1


@pytest.mark.parametrize("name", ["../../etc", "a b", "x" * 101, "ä\0"])
def test_an_id_from_outside_must_be_one(store, task, name):
    text = task.plan(title="T").to_markdown()
    with pytest.raises(StoreError, match="cannot be the id"):
        store.save(replace(pf.read_plan(text, task).plan, id=name))
    assert len(store) == 0


def test_a_key_belongs_to_one_plan(store, task):
    store.save(task.plan(title="First", key="P-1"))
    with pytest.raises(StoreError, match="'P-1' belongs to another plan, 'First'"):
        store.save(task.plan(title="Second", key="P-1"))
    with pytest.raises(StoreError, match="belongs to another plan"):
        store.save_many([task.plan(title="A", key="P-2"), task.plan(title="B", key="P-2")])
    assert store.plans()["title"].tolist() == ["First"]


def test_a_plan_without_id_that_says_the_same_is_the_same(store, task):
    first = store.save(task.plan(title="First", key="P-1"))
    assert store.save(task.plan(title="First", key="P-1")).id == first.id
    assert len(store) == 1


def test_a_key_may_pass_from_one_plan_to_another_in_one_save(store, task):
    one = store.save(task.plan(title="One", key="P-1"))
    store.save_many([one.with_values(key="P-9"), task.plan(title="Two", key="P-1")])
    assert [store.get(k).title for k in ("P-1", "P-9")] == ["Two", "One"]


def test_many_are_saved_together_or_not_at_all(store, task):
    with pytest.raises(InvalidValueError, match="key has 201 characters"):
        store.save_many([task.plan(title="Good"), task.plan(title="Bad", key="x" * 201)])
    assert len(store) == 0 and store.save_many([]) == []
    saved = store.save_many(task.plan(title=f"T{n}", key=f"P-{n}") for n in range(1_200))
    assert len(store) == 1_200 and len({p.id for p in saved}) == 1_200
    assert store.plans()["key"].tolist() == [f"P-{n}" for n in range(1_200)]
    again = store.save_many(p.with_values(title=p.title + "!") for p in saved)
    assert {p.revision for p in again} == {2} and store.plans()["title"].tolist()[-1] == "T1199!"
    assert set(store.find_many(["P-7", saved[3].id, "P-nope"])) == {"P-7", saved[3].id}


def test_one_plan_twice_in_one_save(store, task):
    saved = store.save(task.plan(title="A"))
    with pytest.raises(RevisionConflictError):
        store.save_many([saved.with_values(title="B"), saved.with_values(title="C")])
    assert store.get(saved.id).title == "A"


@pytest.mark.parametrize(
    "status, name, other", [("In Progress", "started", "finished"), ("Done", "finished", "started")]
)
def test_a_change_of_status_stamps_the_day(store, task, status, name, other):
    saved = store.save(store.save(task.plan(title="T", status="Todo")).with_values(status=status))
    assert (saved[name], saved[other]) == (TODAY, "")
    assert store.get(saved.id)[name] == TODAY


def test_a_day_that_is_written_stays_and_an_imported_plan_gets_none(store, task):
    saved = store.save(store.save(task.plan(title="T", status="Done")).with_values(title="T1"))
    assert saved["finished"] == ""
    again = store.save(saved.with_values(status="In Progress", started="2026-01-02"))
    assert again["started"] == "2026-01-02"
    assert store.save(again.with_values(title="T2"))["finished"] == ""


def test_what_is_deleted_is_gone_from_lists_and_its_key_is_free(store, task):
    saved = store.save(task.plan(title="T", key="P-1", acceptance_criteria=["A"]), by="ann")
    store.delete("P-1", by="bo")
    assert len(store) == 0 and store.find("P-1") is None and len(store.checks()) == len(store.plans()) == 0
    with pytest.raises(UnknownNameError):
        store.delete("P-1")
    with pytest.raises(RevisionConflictError, match="deleted meanwhile by bo"):
        store.save(saved.with_values(title="Still here"))
    assert store.save(task.plan(title="New", key="P-1")).id != saved.id


def test_an_unknown_name_offers_the_nearest(store, task):
    store.save(task.plan(key="PLAN-12"))
    with pytest.raises(UnknownNameError, match="did you mean 'PLAN-12'"):
        store.get("PLAN-13")


def test_a_plan_outlives_its_template_file(store, tmp_path):
    path = tmp_path / "mine.md"
    path.write_text("# [Title]\n\n**Mood**: [Good | Bad]\n")
    template = pf.Template.load(path)
    old = store.save(template.plan(title="T", mood="Good"))
    path.write_text("# [Title]\n\n**Weather**: [Wet | Dry]\n")
    store.save(pf.Template.load(path).plan(title="U", weather="Wet"))
    path.unlink()
    with pf.PlanStore(store._url.render_as_string(hide_password=False)) as fresh:
        found = fresh.get(old.id)
        assert found["mood"] == "Good" and "**Mood**: Good" in found.to_markdown()
        assert fresh.values("mine")[["mood", "weather"]].notna().values.tolist() == [[True, False], [False, True]]


def test_all_bundled_templates_take_part(store):
    names = pf.templates()["name"].tolist()
    saved = [store.save(pf.Template.load(name).plan(title=name, key=f"K-{name}")) for name in names]
    assert [store.get(p.id) for p in saved] == saved and store.plans()["template"].tolist() == names
    for name in names:
        assert len(store.plans(template=name)) == len(store.values(name)) == 1


HOSTILE = [
    "a\0b",
    "\ud800",
    "\U0001f600 עברית",
    "'; DROP TABLE plans; --",
    "%_\\",
    "{{x}} $(y) :z ?",
    "\u2028\x1b[31m",
    "x" * 300_000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_and_harms_nothing(store, task, text):
    plan = task.plan(title="T", summary="S")
    values = {
        **plan.values,
        "task_title": text,
        "summary": text,
        "steps": [{**dict.fromkeys(("step", "description", "estimated_time", "dependencies"), text)}],
    }
    plan = replace(plan, values=values, common={"tags": [text], "sprint": text}, document=text)
    saved = store.save(plan, by=text)
    found = store.get(saved.id)
    assert found.values == values and found.document == text and found.common == plan.common
    assert (
        len(store.plans(tag=text[:50], owner=text[:50])) == 0
        and len(store.plans(tag=text)) == len(store.plans(sprint=text)) == 1
    )
    assert len(store.history(saved.id)) == len(store.efforts()) == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(),
    st.lists(st.fixed_dictionaries({"text": st.text(min_size=1), "done": st.booleans()}), max_size=3),
    st.lists(st.text()),
)
def test_any_values_come_back(store, task, text, ticks, tags):
    plan = task.plan(title=text, summary=text, acceptance_criteria=ticks, tags=tags)
    saved = store.save(plan)
    assert store.get(saved.id) == saved == plan
    assert store.save(saved).revision == 1


def test_what_is_too_large_is_refused(store, task):
    with pytest.raises(PlanformError, match="larger than"):
        store.save(task.plan(title="T", summary="x" * 64_000_001))
