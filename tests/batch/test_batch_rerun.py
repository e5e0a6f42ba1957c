"""Next week's table: what a row did not change never overwrites what a person wrote, in the store or the document."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planform as pf
from planform.batch import run_batch

TEMPLATE = """\
# Task: [Title]

**Status**: [Todo | Doing | Done]
**Owner**: [Name]

## Notes
[Anything else]
"""
FIELDS = {"status": ["", "Todo", "Doing", "Done"], "owner": ["", "Ada", "Lin"], "notes": ["", "One.", "Two words."]}
KEYS = ["A-1", "A-2", "A-3"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.md").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def run(rows, **more):
    given = {"template": "small.md", "out": "out", "store": "plans.db", "render_only": True, **more}
    return run_batch(rows, **given)


def rows_of(table):
    return [{"Key": k, "Title": f"Task {k}", **{f.capitalize(): v for f, v in c.items()}} for k, c in table.items()]


field = st.sampled_from(sorted(FIELDS))
change = st.tuples(st.sampled_from(["table", "store", "document"]), st.sampled_from(KEYS), field, st.integers(0, 3))
week = st.tuples(st.permutations(KEYS), st.sets(st.sampled_from(KEYS), max_size=2), st.lists(change, max_size=6))


class Model:
    """What the records should say, by the words of the rule alone."""

    def __init__(self):
        self.cells = {k: dict.fromkeys(FIELDS, "") for k in KEYS}  # what the table says now
        self.imported = {}  # what it said when it was last taken in
        self.stored = {}
        self.written = {k: {} for k in KEYS}  # in the document, not yet in the store
        self.saved = {k: set() for k in KEYS}  # in the store, not yet in the document

    def person(self, where, key, name, value):
        """Whether a person can write this now, without writing one field in two places."""
        if key not in self.stored or name in (self.saved if where == "document" else self.written)[key]:
            return False
        if where == "store":
            self.stored[key][name] = value
            self.saved[key].add(name)
        else:
            self.written[key][name] = value
        return True

    def ran(self, keys):
        """Take the table in; the keys where both sides changed one field."""
        clashes = set()
        for key in keys:
            cells, base = self.cells[key], self.imported.get(key)
            theirs = {**self.stored.get(key, {}), **self.written[key]}
            if base is None:
                theirs = dict(cells)
            moved = [f for f in FIELDS if base is not None and cells[f] != base[f]]
            if any(theirs[f] not in (base[f], cells[f]) for f in moved):
                clashes.add(key)
                continue
            self.stored[key] = {**theirs, **{f: cells[f] for f in moved}}
            self.imported[key], self.written[key], self.saved[key] = dict(cells), {}, set()
        return clashes


def edit_document(store, key, name, value):
    path = next(Path("out").glob(f"{key}-*.md"))
    text = path.read_text(encoding="utf-8")
    there = pf.read_plan(text, store.get(key).template).plan
    path.write_text(pf.update_document(text, there.with_values({name: value})), encoding="utf-8")


@settings(max_examples=25, deadline=None)
@given(weeks=st.lists(week, min_size=2, max_size=4))
def test_unchanged_cells_never_overwrite_what_a_person_wrote(tmp_path_factory, weeks):
    inner = tmp_path_factory.mktemp("weeks")
    (inner / "small.md").write_text(TEMPLATE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(inner)
        model = Model()
        for order, absent, changes in weeks:
            with pf.PlanStore("plans.db") as store:
                for where, key, name, n in changes:
                    value = FIELDS[name][n % len(FIELDS[name])]
                    if where == "table":
                        model.cells[key][name] = value
                    elif model.person(where, key, name, value):
                        if where == "store":
                            store.save(store.get(key).with_values({name: value}))
                        else:
                            edit_document(store, key, name, value)
            keys = [k for k in order if k not in absent]
            result = run(rows_of({k: model.cells[k] for k in keys}))
            clashes = model.ran(keys)
            assert {f.key for f in result.failures} == clashes
            assert set(result.missing) == set(model.stored) - set(keys)
            with pf.PlanStore("plans.db") as store:
                for key, wanted in model.stored.items():
                    plan = store.get(key)
                    assert {f: plan[f] for f in FIELDS} == wanted
                    text = next(Path("out").glob(f"{key}-*.md")).read_text(encoding="utf-8")
                    shown = pf.read_plan(text, plan.template).plan
                    if not model.saved[key] and not model.written[key]:
                        assert {f: shown[f] for f in FIELDS} == wanted


def test_rows_added_removed_and_in_another_order(folder):
    table = {k: {"owner": k[-1]} for k in KEYS}
    run(rows_of(table))
    before = {p: p.stat().st_mtime_ns for p in Path("out").glob("*.md")}
    result = run(rows_of({"A-9": {"owner": "9"}, "A-3": table["A-3"], "A-1": table["A-1"]}))
    assert (result.created, result.unchanged, result.missing) == (("A-9",), ("A-3", "A-1"), ("A-2",))
    assert {p: p.stat().st_mtime_ns for p in before} == before


def test_a_row_that_gets_a_key_keeps_its_plan(folder):
    run([{"Title": "Add retry", "Owner": "Ada"}])
    with pf.PlanStore("plans.db") as store:
        (name,) = store.plans()["plan_id"]
        store.save(store.get(name).with_values(notes="by hand"))
    result = run([{"Key": "A-1", "Title": "Add retry", "Owner": "Ada"}])
    assert (result.changed, result.missing, result.failures) == (("A-1",), (), ())
    with pf.PlanStore("plans.db") as store:
        assert len(store) == 1
        assert (store.get("A-1").id, store.get("A-1")["notes"]) == (name, "by hand")
    assert [p.name for p in Path("out").glob("*.md")] == ["add-retry.md"]
    assert run([{"Key": "A-1", "Title": "Add retry", "Owner": "Ada"}]).unchanged == ("A-1",)


def test_a_dry_run_of_a_row_that_gets_a_key_writes_nothing(folder):
    run([{"Title": "Add retry"}])
    before = {p: p.read_bytes() for p in Path("out").iterdir()}
    assert run([{"Key": "A-1", "Title": "Add retry"}], dry_run=True).changed == ("A-1",)
    assert {p: p.read_bytes() for p in Path("out").iterdir()} == before


def test_a_key_that_changed_is_a_new_plan_and_the_doubt_is_said(folder):
    run(rows_of({"A-1": {"owner": "Ada"}, "A-2": {"owner": "Lin"}}))
    result = run([{"Key": "B-1", "Title": "Task A-1", "Owner": "Ada"}, *rows_of({"A-2": {"owner": "Lin"}})])
    assert (result.created, result.missing) == (("B-1",), ("A-1",))
    (note,) = result.notes
    assert note.code == "renamed"
    assert "delete the new plan and give the old one the key B-1" in note.message
    with pf.PlanStore("plans.db") as store:
        store.delete("B-1")
        old = store.save(store.get("A-1").with_values(key="B-1", notes="by hand"))
    again = run([{"Key": "B-1", "Title": "Task A-1", "Owner": "Lin"}, *rows_of({"A-2": {"owner": "Lin"}})])
    assert (again.changed, again.failures, again.missing) == (("B-1",), (), ())
    assert again.files["B-1"].name.startswith("A-1")  # a file is named once
    with pf.PlanStore("plans.db") as store:
        plan = store.get("B-1")
        assert (plan.id, plan["owner"], plan["notes"]) == (old.id, "Lin", "by hand")


def test_a_plan_that_somebody_deleted_is_made_anew(folder):
    run(rows_of({"A-1": {"owner": "Ada"}}))
    with pf.PlanStore("plans.db") as store:
        first = store.get("A-1").id
        store.delete(first)
    assert run(rows_of({"A-1": {"owner": "Ada"}})).created == ("A-1",)
    with pf.PlanStore("plans.db") as store:
        assert store.get("A-1").id != first


def test_vanished_rows_of_several_templates_are_closed_together(folder):
    (folder / "other.md").write_text("# [Title]\n\n**Status**: [open | closed]\n", encoding="utf-8")
    run(rows_of({"A-1": {"owner": "Ada"}, "A-2": {"owner": "Lin"}}))
    run([{"Key": "O-1", "Title": "x"}, {"Key": "O-2", "Title": "y"}], template="other.md")
    result = run([{"Key": "O-2", "Title": "y"}], template="other.md", missing="close")
    assert set(result.closed) == {"A-1", "A-2", "O-1"}
    with pf.PlanStore("plans.db") as store:
        assert {k: store.get(k)["status"] for k in ("A-1", "O-1", "O-2")} == {"A-1": "Done", "O-1": "closed", "O-2": ""}
