"""Revisions: nothing is gone that was saved; two writers' work becomes one; the store as it was."""

import time
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

import planform as pf
from planform.errors import InvalidValueError, RevisionConflictError, StoreError, UnknownNameError

STEPS = [{"step": "One", "estimated_time": "2 h"}, {"step": "Two", "estimated_time": "3 h"}]


@pytest.fixture
def saved(store, task):
    return store.save(task.plan(title="Retry", key="P-1", status="Todo", steps=STEPS), by="ann")


def conflict(store, mine):
    with pytest.raises(RevisionConflictError) as caught:
        store.save(mine, by="me")
    return caught.value


# --- back to what it was ----------------------------------------------------------------------------------------------


def test_every_revision_can_be_read(store, saved):
    second = store.save(saved.with_values(title="Retry twice"), by="bo")
    assert [store.get("P-1", revision=n).title for n in (1, 2)] == ["Retry", "Retry twice"]
    assert (store.get("P-1", 1).id, store.get("P-1", 1).revision) == (saved.id, 1)
    assert store.get("P-1") == second
    with pytest.raises(UnknownNameError, match="P-1 has no revision 3; it has 1 to 2"):
        store.get("P-1", revision=3)
    for none in (0, -1, 10**30):
        with pytest.raises(UnknownNameError, match="it has 1 to 2"):
            store.get("P-1", revision=none)


def test_history_tells_fields_rows_and_columns(store, saved):
    second = store.save(
        saved.with_values({"steps": [STEPS[1] | {"estimated_time": "5 h"}, STEPS[0]], "tags": ["x"]}), by="bo"
    )
    store.save(second.with_values({"steps": second["steps"][:1]}))
    history = store.history("P-1")
    assert history["changed"].tolist() == [pd.NA, "steps[0].estimated_time, tags", "steps[1]"]
    assert history["by"].tolist() == ["ann", "bo", pd.NA] and set(history["action"]) == {"save"}
    assert str(history["at"].dtype) == "datetime64[us, UTC]"


def test_history_tells_a_new_document_and_a_new_template(store, saved, task):
    read = pf.read_plan(saved.to_markdown() + "\nA note.\n", task).plan
    store.save(read)
    other = pf.Template.from_markdown(task.text + "\n## More\n\n[More]\n", name="task")
    store.save(
        other.plan({**saved.values, "more": "x"}).__class__(
            other, {**other.blank().values, **saved.values}, {}, saved.id, 2
        )
    )
    assert store.history("P-1")["changed"].tolist()[1:] == ["(document)", "(template)"]


def test_restore_adds_a_revision_that_says_what_it_was(store, saved):
    store.save(saved.with_values(title="Worse", status="Done"), by="bo")
    back = store.restore("P-1", 1, by="ann")
    assert (back.title, back["status"], back.revision) == ("Retry", "Todo", 3)
    assert store.plans()["title"].tolist() == ["Retry"]
    last = store.history("P-1").iloc[-1]
    assert (last["action"], last["by"]) == ("restore", "ann")
    assert store.restore("P-1", 3).revision == 3


def test_what_is_deleted_comes_back_until_vacuum(store, saved, task):
    store.save(saved.with_values(title="Newer"))
    store.delete("P-1", by="bo")
    with pytest.raises(UnknownNameError, match=f"was deleted; store.restore\\('{saved.id}'\\)"):
        store.get("P-1")
    assert store.get("P-1", revision=1).title == "Retry"
    assert store.history("P-1")["action"].tolist() == ["save", "save", "delete"]
    back = store.restore("P-1")
    assert (back.title, back.key, back.revision, len(store)) == ("Newer", "P-1", 4, 1)
    assert len(store.efforts()) == 2 and len(store.search("newer")) == 1
    store.delete("P-1")
    assert store.vacuum() == 1 and store.vacuum() == 0
    with pytest.raises(UnknownNameError, match="no plan has"):
        store.restore("P-1")
    with store._reading() as connection:
        for table in ("revisions", "texts", "templates", "efforts"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0


def test_a_deleted_plan_whose_key_was_given_away_says_so(store, saved, task):
    store.delete("P-1")
    store.save(task.plan(title="New", key="P-1"))
    with pytest.raises(StoreError, match="'P-1' belongs to another plan, 'New'"):
        store.restore(saved.id)
    assert store.get("P-1").title == "New"


def test_the_store_as_it_was(store, saved, task):
    store.save(task.plan(title="Kept", key="K", effort="1 d", tags="net"))
    gone = store.save(task.plan(title="Gone", key="G"))
    before = store.plans()
    then = before["updated_at"].max()
    store.save(saved.with_values(title="Grown", key="P-2", steps=[*STEPS, {"step": "Three", "estimated_time": "9 h"}]))
    store.delete(gone.id)
    store.save(task.plan(title="Later", key="L"))
    pd.testing.assert_frame_equal(store.plans(as_of=then), before)
    assert store.efforts(as_of=then)["likely"].sum() == 13 and store.efforts()["likely"].sum() == 22
    assert store.plans(as_of=then, tag="net")["key"].tolist() == ["K"]
    assert store.values("task", as_of=then)["task_title"].tolist() == ["Retry", "Kept", "Gone"]
    assert len(store.rows("task", "steps", as_of=then)) == 2
    assert store.plans(as_of="2020-01-01").empty and store.checks(as_of="2020-01-01").empty
    assert len(store.plans(as_of=pd.Timestamp.now("UTC").date())) == len(store.plans()) == 3
    with pytest.raises(InvalidValueError, match="as_of='last week' is no time"):
        store.plans(as_of="last week")


def test_each_gives_plans_one_by_one(store, saved, task):
    store.save_many(task.plan(title=f"T{n}", key=f"K{n}", owner="Ann") for n in range(250))
    assert [plan.key for plan in store.each(owner="ann")] == [f"K{n}" for n in range(250)]
    assert next(iter(store.each())) == saved


def test_a_clock_that_goes_back_keeps_the_order(store, saved, monkeypatch):
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now - 3_600_000_000_000)
    second = store.save(saved.with_values(title="An hour earlier"))
    store.delete("P-1")
    at = store.history(saved.id)["at"]
    assert at.is_monotonic_increasing and at.is_unique and second.revision == 2
    assert store.plans(as_of=at[1])["title"].tolist() == ["An hour earlier"]


# --- two writers ------------------------------------------------------------------------------------------------------


def test_a_conflict_holds_both_plans_their_ancestor_and_what_differs(store, saved):
    theirs = store.save(saved.with_values(status="Done", title="Theirs"), by="bo")
    mine = saved.with_values({"title": "Mine", "steps": [STEPS[0], STEPS[1] | {"estimated_time": "1 d"}]})
    error = conflict(store, mine)
    assert (error.base, error.mine, error.theirs) == (saved, mine, theirs)
    assert error.conflicts == ("task_title",) and "both changed task_title" in str(error)
    rows = {row.path: (row.base, row.mine, row.theirs, row.by) for row in error.diff.itertuples()}
    assert rows["task_title"] == ("Retry", "Mine", "Theirs", "conflict")
    assert rows["status"] == ("Todo", "Todo", "Done", "theirs")
    assert rows["steps[1].estimated_time"] == ("3 h", "1 d", "3 h", "mine")


def test_merge_takes_what_only_one_side_changed_row_by_row(store, saved):
    store.save(saved.with_values({"status": "In Progress", "steps": [STEPS[0] | {"estimated_time": "4 h"}, STEPS[1]]}))
    error = conflict(store, saved.with_values({"tags": ["x"], "steps": [*STEPS, {"step": "Three"}]}))
    assert error.conflicts == () and "store.merge(error) saves both" in str(error)
    merged = store.merge(error, by="me")
    assert (merged.revision, merged["status"], merged["tags"]) == (3, "In Progress", ["x"])
    assert [(s["step"], s["estimated_time"]) for s in merged["steps"]] == [
        ("One", "4 h"),
        ("Two", "3 h"),
        ("Three", ""),
    ]
    assert store.get("P-1") == merged and store.history("P-1")["by"].tolist()[-1] == "me"


def test_merge_leaves_real_conflicts_to_choose(store, saved):
    store.save(saved.with_values(title="Theirs", status="Done"))
    error = conflict(store, saved.with_values(title="Mine", summary="More"))
    with pytest.raises(RevisionConflictError, match="left to choose") as again:
        store.merge(error)
    assert again.value.conflicts == ("task_title",) and store.get("P-1").revision == 2
    merged = store.merge(again.value, choose={"title": "mine"})
    assert (merged.title, merged["status"], merged["summary"]) == ("Mine", "Done", "More")
    error = conflict(store, saved.with_values(title="Old"))
    assert store.merge(error, choose="theirs").title == "Mine"


def test_merge_of_a_deleted_plan_says_how_to_get_it_back(store, saved):
    store.delete("P-1", by="bo")
    error = conflict(store, saved.with_values(title="Mine"))
    assert "deleted meanwhile by bo" in str(error) and error.theirs == saved
    with pytest.raises(UnknownNameError, match="was deleted"):
        store.merge(error)
    store.restore(saved.id)
    assert store.merge(error).title == "Mine"


def test_many_who_merge_lose_nothing(store, saved):
    def add(n):
        mine = saved.with_values({"steps": [*STEPS, {"step": f"Step of {n}"}]})
        while True:
            try:
                return store.save(mine)
            except RevisionConflictError as error:
                try:
                    return store.merge(error)
                except RevisionConflictError:
                    continue

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(8)))
    assert {s["step"] for s in store.get("P-1")["steps"]} == {"One", "Two", *(f"Step of {n}" for n in range(8))}


def test_a_document_read_again_is_no_conflict_where_it_says_the_same(store, saved, task):
    read = pf.read_plan(saved.to_markdown(), task).plan
    kept = store.save(read)
    assert (kept.id, kept.revision, kept.document) == (saved.id, 2, read.document)
    assert store.save(pf.read_plan(kept.to_markdown(), task).plan).revision == 2


# --- keys, days, templates --------------------------------------------------------------------------------------------


def test_a_key_that_is_another_plans_id_is_refused(store, saved, task):
    with pytest.raises(StoreError, match="is the id of another plan, 'Retry'"):
        store.save(task.plan(title="Impostor", key=saved.id))
    assert len(store) == 1 and store.get(saved.id) == saved


def test_a_plan_that_comes_in_begun_is_begun_today_and_known_again(store, task):
    given = task.plan(title="T", key="B", status="In Progress")
    first = store.save(given)
    assert first["started"] == pd.Timestamp.now().date().isoformat() and first["finished"] == ""
    assert (store.save(given).id, len(store), first.revision) == (first.id, 1, 1)
    assert store.save(task.plan(title="Old", key="D", status="Done"))["finished"] == ""


def test_overrides_are_kept_with_the_template(store, tmp_path):
    text, own = "# [Title]\n\n**Mood**: [Good | Bad]\n", "fields: {mood: {required: true}}\n"
    template = pf.Template.from_markdown(text, name="mood", overrides=own)
    plain = pf.Template.from_markdown(text, name="mood")
    assert template.hash != plain.hash
    saved, other = store.save(template.plan(title="T", mood="Good")), store.save(plain.plan(title="U"))
    with pf.PlanStore(store._url.render_as_string(hide_password=False)) as fresh:
        assert fresh.get(saved.id).template.compiled.overrides == own and fresh.get(saved.id) == saved
        assert (
            fresh.get(saved.id).template.field("mood").required
            and not fresh.get(other.id).template.field("mood").required
        )
