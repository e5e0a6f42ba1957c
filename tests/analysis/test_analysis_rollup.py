"""Sums by group: as written, hours and points apart, what is missing counted."""

import math

import pandas as pd
import pytest

from planform.analysis import effort_by, own_and_steps
from planform.errors import UnknownNameError

from .helpers import efforts, item

FRAME = efforts(
    item("a", 2, None, 8, owner="Ana"), item("a", None, 3, None, owner="Ben", done=True), item("b", 1, 2, 6),
    item("c", None, 5, None, kind="points"), item("d", kind="size"), item("e", kind="none"), item("e", 1, None, 1),
)  # fmt: skip
PLANS = pd.DataFrame(
    {
        "plan_id": list("abcdef"),
        "template": pd.array(["task", "task", "task", "spec", "spec", None], dtype="str"),
        "owner": pd.array(["Cleo", "Cleo", None, None, None, None], dtype="str"),
        "tags": [["x", "y"], ["x"], [], [], [], []],
    }
)


def test_by_template():
    table = effort_by(FRAME, PLANS)
    assert table["template"].fillna("?").tolist() == ["task", "spec", "?"]
    task, spec, none = table.to_dict("records")
    # 2-8 counts with the median of its distribution, a single number as all three, three points as they are
    assert [task[c] for c in ("low", "likely", "high", "left", "points")] == pytest.approx([6, 9, 17, 6, 5])
    counts = ("plans", "items", "partly", "points_only", "size_only", "missing")
    assert [task[c] for c in counts] == [3, 4, 0, 1, 0, 0]
    assert [spec[c] for c in counts] == [2, 3, 1, 0, 1, 0]
    assert [none[c] for c in counts] == [1, 0, 0, 0, 0, 1]
    assert table["likely"].isna().tolist() == [False, False, True]
    assert table["points"].isna().tolist() == [False, True, True]


def test_by_owner_items_come_before_plans():
    table = effort_by(FRAME, PLANS, "owner").set_index("owner")
    assert table["likely"][["Ana", "Ben", "Cleo"]].tolist() == pytest.approx([4, 3, 2])
    assert (table.loc["Ben", "left"], table["plans"].tolist()) == (0, [1, 1, 1, 4])
    assert list(table.index[:3]) == ["Ana", "Ben", "Cleo"]  # by name: no ranking of people


def test_by_tags_counts_a_plan_in_each():
    table = effort_by(FRAME, PLANS, "tags")
    assert table.set_index("tags")["plans"].tolist() == [2, 1, 4]


def test_a_bound_alone_has_its_other_end_from_its_distribution():
    row = effort_by(efforts(item("a", None, None, 2)), by="owner").iloc[0]
    assert row["high"] == 2 and row["likely"] == pytest.approx(2 * math.exp(-0.5 * 1.2815515655))
    assert row["low"] == pytest.approx(2 * math.exp(-2 * 0.5 * 1.2815515655))


def test_senseless_amounts_are_missing():
    assert effort_by(efforts(item("a", 5, None, 3)), by="owner").iloc[0][["missing", "plans"]].tolist() == [1, 1]


@pytest.mark.parametrize("frame", [pd.DataFrame(), efforts()])
def test_nothing(frame):
    table = effort_by(frame, by="owner")
    assert len(table) == 0 and {"low", "likely", "high", "points", "plans", "missing"} <= set(table.columns)


def test_an_unknown_column_is_named():
    with pytest.raises(UnknownNameError, match=r"'templat'.*did you mean 'template'"):
        effort_by(FRAME, PLANS, "templat")
    with pytest.raises(UnknownNameError, match="pass the plans frame too"):
        effort_by(FRAME)


def test_by_plan():
    table = effort_by(FRAME, PLANS, "plan").set_index("plan")
    assert table["likely"][["A", "B"]].tolist() == pytest.approx([7, 2]) and table.loc["A", "left"] == pytest.approx(4)
    assert table.loc["f", "missing"] == 1 and len(table) == 6


@pytest.mark.parametrize("by", ["plan_id", "sprint", "parent", "status", "tags", "template", "owner"])
def test_whatever_the_groups_the_hours_are_the_same(by):
    plans = PLANS.assign(sprint=["1", "1", "2", None, None, "2"], parent="p", tags=[["x"]] * 6, status="Todo")
    frame = FRAME.assign(owner=["Ana, Ben", "Ben & Cleo", None, None, "Ana", None, None])
    table = effort_by(frame, plans, by)
    assert table["likely"].sum() == pytest.approx(10) and table["points"].sum() == pytest.approx(5)


def test_several_owners_share_in_equal_parts():
    rows = [item("a", 6, 6, 6, owner="Ana, Ben & Cleo"), item("b", 2, 2, 2, owner="ben"), item("c", 1, 1, 1)]
    plans = pd.DataFrame({"plan_id": list("abc"), "owner": [None, None, "Ana / Ben"]})
    table = effort_by(efforts(*rows), plans, "owner").set_index("owner")
    assert table["likely"].to_dict() == {"Ana": 2.5, "Ben": 4.5, "Cleo": 2}
    assert table["plans"].to_dict() == {"Ana": 2, "Ben": 3, "Cleo": 1}


def test_a_plans_own_estimate_beside_the_sum_of_its_steps():
    plans = pd.DataFrame(
        {
            "plan_id": list("abcd"), "key": list("ABCD"), "title": "T", "effort_low": [2.0, 3.0, 1.0, None],
            "effort_likely": [None, None, 1.0, None], "effort_high": [8.0, 3.0, 1.0, None],
        }
    )  # fmt: skip
    steps = [item("a", 1, 1, 1), item("a", 1, None, 4), item("b", 9, 9, 9), item("b", 3, 3, 3), item("c", 1, 1, 1)]
    table = own_and_steps(plans, efforts(*steps, item("d", 1, 1, 1), item("d", 1, 1, 1)))
    assert table["plan_id"].tolist() == ["b", "a"] and table["difference"].tolist() == pytest.approx([9, -1])
    assert (table["own"][1], table["steps"][1], table["ratio"][0]) == (4, 3, 4)
    partly = own_and_steps(plans, efforts(item("a", 1, 1, 1), item("a", kind="none")))
    assert partly.empty  # a sum with a hole in it is no sum
