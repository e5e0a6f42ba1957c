"""Rows are found again by what they say; two people's changes become one state, and what both changed is told."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planform.plan import Digest, differences, digest, match_rows, merge

STEP = ("step", "time", "owner")


def steps(*rows):
    return [dict(zip(STEP, row, strict=True)) for row in rows]


BASE = steps(("Read the file", "2 h", "Ann"), ("Check the rows", "1 d", "Bo"), ("Write the report", "3 h", ""))


def both(base, mine, theirs, **more):
    merged = merge({"x": base}, {"x": mine}, {"x": theirs}, **more)
    return merged.values["x"], [(c.path, c.base, c.mine, c.theirs) for c in merged.conflicts]


# --- rows -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "old, new, expected",
    [
        (["a", "b", "c"], ["a", "b", "c"], [(0, 0), (1, 1), (2, 2)]),
        (["a", "b", "c"], ["c", "a", "b"], [(2, 0), (0, 1), (1, 2)]),
        (["a", "c"], ["a", "b", "c"], [(0, 0), (None, 1), (1, 2)]),
        (["a", "b", "c"], ["a", "c"], [(0, 0), (1, None), (2, 1)]),
        (["a", "b", "c"], ["b", "c"], [(0, None), (1, 0), (2, 1)]),
        (["a", "b", "c"], ["a", "x", "c"], [(0, 0), (1, 1), (2, 2)]),
        (["a", "a"], ["a"], [(0, 0), (1, None)]),
        (["retry the upload twice"], ["new", "retry the upload once"], [(None, 0), (0, 1)]),
        ([], ["a"], [(None, 0)]),
        (["a"], [], [(0, None)]),
    ],
)
def test_rows_are_matched_by_what_they_say(old, new, expected):
    assert match_rows(old, new) == expected


def test_a_row_keeps_its_name_through_a_move_and_a_change():
    new = steps(("Write the report", "5 h", "Eve"), ("Read the file", "2 h", "Ann"), ("Ship", "", ""))
    assert match_rows(BASE, new) == [(2, 0), (0, 1), (1, None), (None, 2)]


def test_a_tick_does_not_make_another_row():
    old = [{"text": "Works", "done": False}, {"text": "Fast", "done": False}]
    assert match_rows(old, [{"text": "Fast", "done": True}, old[0]]) == [(1, 0), (0, 1)]


LINES = st.lists(st.sampled_from(["a", "b", "a b", "b c d", "e", ""]), max_size=8)


@given(LINES, LINES)
def test_every_row_is_matched_once(old, new):
    found = match_rows(old, new)
    assert sorted(o for o, _ in found if o is not None) == list(range(len(old)))
    assert [n for _, n in found if n is not None] == list(range(len(new)))
    assert (None, None) not in found


def test_ten_thousand_changed_rows_are_matched_in_seconds():
    old = [f"row number {n} of the long table that says {n * 7919 % 10007}" for n in range(10_000)]
    new = [text.replace("says", "told") for text in reversed(old)]
    start = time.perf_counter()
    assert match_rows(old, new) == [(9_999 - n, n) for n in range(10_000)]
    assert time.perf_counter() - start < 20


# --- merging ----------------------------------------------------------------------------------------------------------


def test_changes_of_different_fields_and_cells_meet():
    mine = steps(("Read the file", "4 h", "Ann"), ("Check the rows", "1 d", "Bo"), ("Write the report", "3 h", ""))
    theirs = steps(("Read the file", "2 h", "Eve"), ("Check the rows", "2 d", "Bo"), ("Write the report", "3 h", ""))
    assert both(BASE, mine, theirs) == (
        steps(("Read the file", "4 h", "Eve"), ("Check the rows", "2 d", "Bo"), ("Write the report", "3 h", "")),
        [],
    )


def test_one_moves_rows_while_the_other_changes_adds_and_removes():
    mine = [BASE[2], BASE[0], BASE[1]]
    theirs = [BASE[0] | {"time": "9 h"}, *steps(("Ship", "", "")), BASE[2]]
    found, conflicts = both(BASE, mine, theirs)
    assert [row["step"] for row in found] == ["Write the report", "Read the file", "Ship"] and not conflicts
    assert found[1]["time"] == "9 h"


def test_both_add_rows_and_the_same_row_comes_once():
    new = steps(("Ship", "1 h", ""))
    found, conflicts = both(BASE, [*BASE, *new, *steps(("Rest", "", ""))], [*steps(("Plan", "", "")), *BASE, *new])
    assert [row["step"] for row in found] == ["Plan", *(r["step"] for r in BASE), "Ship", "Rest"] and not conflicts


def test_a_cell_that_both_changed_is_told_with_its_path():
    mine, theirs = [BASE[0] | {"time": "3 h"}, *BASE[1:]], [BASE[1], BASE[2], BASE[0] | {"time": "5 h"}]
    found, conflicts = both(BASE, mine, theirs)
    assert conflicts == [("x[2].time", "2 h", "3 h", "5 h")] and found == theirs
    assert both(BASE, mine, theirs, choose="mine")[0][2]["time"] == "3 h"
    assert both(BASE, mine, theirs, choose={"x": "mine"}) == both(BASE, mine, theirs, choose={"x[2].time": "mine"})
    assert both(BASE, mine, theirs, choose={"x": "theirs"}) == (theirs, [])


def test_a_row_that_one_removed_and_the_other_changed_is_a_conflict_and_stays():
    changed = BASE[1] | {"time": "2 d"}
    for mine, theirs in (
        ([BASE[0], BASE[2]], [BASE[0], changed, BASE[2]]),
        ([BASE[0], changed, BASE[2]], [BASE[0], BASE[2]]),
    ):
        found, conflicts = both(BASE, mine, theirs)
        assert found == [BASE[0], changed, BASE[2]] and [c[0] for c in conflicts] == ["x[1]"]
        assert both(BASE, mine, theirs, choose="mine") == (mine, [])
        assert both(BASE, mine, theirs, choose="theirs") == (theirs, [])


def test_two_orders_are_a_conflict_of_the_group():
    mine, theirs = [BASE[1], BASE[0], BASE[2]], [BASE[0], BASE[2], BASE[1]]
    found, conflicts = both(BASE, mine, theirs)
    assert found == theirs and [c[0] for c in conflicts] == ["x"]
    assert both(BASE, mine, theirs, choose="mine") == (mine, [])


@pytest.mark.parametrize(
    "base, mine, theirs, merged, conflicts",
    [
        ("a", "b", "a", "b", 0),
        ("a", "a", "b", "b", 0),
        ("a", "b", "b", "b", 0),
        ("a", "b", "c", "c", 1),
        ("a", "", "a", "", 0),
        ("", "b", "", "b", 0),
        (False, True, False, True, 0),
        (["a"], [], ["a", "b"], ["b"], 0),
        ([], ["a"], ["b"], ["b", "a"], 0),
    ],
)
def test_single_values(base, mine, theirs, merged, conflicts):
    found, told = both(base, mine, theirs)
    assert (found, len(told)) == (merged, conflicts)


def test_names_that_one_side_lacks_are_empty():
    assert merge({"a": "1"}, {}, {"a": "1", "b": "2"}).values == {"a": "", "b": "2"}
    assert merge({}, {"tags": ["x"]}, {}).values == {"tags": ["x"]}


def test_without_an_ancestor_only_what_they_lack_is_taken():
    merged = merge(None, {"a": "1", "b": "2", "c": ["3"]}, {"a": "1", "b": "9", "c": [], "d": "4"})
    assert merged.values == {"a": "1", "b": "9", "c": ["3"], "d": "4"}
    assert [c.path for c in merged.conflicts] == ["b"]


def test_an_ancestor_may_be_known_by_its_digest_alone():
    base = {"a": Digest(digest("1")), "b": Digest(digest(["2"])), "c": Digest(digest("3"))}
    merged = merge(base, {"a": "new", "b": ["2"], "c": "x"}, {"a": "1", "b": ["2", "3"], "c": "y"})
    assert merged.values == {"a": "new", "b": ["2", "3"], "c": "y"}
    assert [(c.path, c.base) for c in merged.conflicts] == [("c", None)]


ROW = st.fixed_dictionaries({"s": st.sampled_from("abcdef"), "t": st.sampled_from(["", "1", "2"])})
VALUES = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["", "one", "two"]),
        "list": LINES,
        "rows": st.lists(ROW, max_size=5),
        "flag": st.booleans(),
    }
)


@given(VALUES, VALUES)
def test_who_changed_nothing_changes_nothing(base, other):
    for merged in (merge(base, other, base), merge(base, base, other), merge(base, other, other)):
        assert merged.values == other and not merged.conflicts


@settings(max_examples=300)
@given(VALUES, VALUES, VALUES)
def test_every_choice_ends_all_conflicts_and_nothing_new_appears(base, mine, theirs):
    for side in ("mine", "theirs"):
        merged = merge(base, mine, theirs, choose=side)
        assert not merged.conflicts
        texts = {line for state in (base, mine, theirs) for line in state["list"]}
        assert set(merged.values["list"]) <= texts
    told = merge(base, mine, theirs)
    assert merge(base, mine, theirs, choose={c.path: "theirs" for c in told.conflicts}).conflicts == ()


@given(VALUES, VALUES, VALUES)
def test_what_only_one_side_has_is_never_lost(base, mine, theirs):
    merged = merge(base, mine, theirs)
    told = {c.mine for c in merged.conflicts if isinstance(c.mine, str)}
    own = {text for text in mine["list"] if text not in base["list"]}
    assert own - told <= set(merged.values["list"])


# --- differences ------------------------------------------------------------------------------------------------------


def test_differences_name_field_row_and_column():
    before = {"title": "A", "steps": BASE, "tags": []}
    after = {"title": "", "steps": [BASE[2], BASE[0] | {"time": "4 h"}, *steps(("Ship", "", ""))], "tags": ["x"]}
    assert [(c.path, c.before, c.after) for c in differences(before, after)] == [
        ("title", "A", None),
        ("steps[1].time", "2 h", "4 h"),
        ("steps[1]", BASE[1], None),
        ("steps[2]", None, after["steps"][2]),
        ("tags[0]", None, "x"),
    ]


@given(VALUES)
def test_what_is_equal_does_not_differ(values):
    assert differences(values, {**values}) == []
