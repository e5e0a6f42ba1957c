"""Sums by group: as written, hours and points apart, what is missing counted."""

import math

import pandas as pd
import pytest

from planform.analysis import effort_by
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
