"""Two plans compared: every difference once, amounts understood, rows by what they say."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planform as pf
from planform.plan import changes, diff_page
from planform.plan._diff import _rising

TASK = pf.Template.load("implementation-task")
STEPS = [
    {"step": "Write it", "estimated_time": "2h"},
    {"step": "Test it", "estimated_time": "3 h"},
    {"step": "Ship it", "estimated_time": "1 d"},
]


def plan(**values):
    return TASK.plan(title="Add retry", **values)


def told(older, newer):
    found = changes(older, newer)
    return [(c.path if "[" in c.path else c.path.rpartition(".")[2], c.change, c.delta) for c in found]


def test_equal_plans_have_no_difference_and_the_frame_its_columns():
    frame = pf.diff(plan(status="Todo"), plan(status="Todo"))
    assert list(frame.columns) == ["path", "before", "after", "change", "delta"]
    assert len(frame) == 0


def test_a_value_is_added_removed_or_changed():
    older, newer = plan(status="Todo", assignee="ada"), plan(status="Done", sprint="12")
    assert told(older, newer) == [("status", "changed", ""), ("assignee", "removed", ""), ("sprint", "added", "")]


@pytest.mark.parametrize(
    ("before", "after", "delta"),
    [
        ("3 d", "8 d", "+5 d"),
        ("8h", "1d", ""),  # the same work
        ("1 d", "4 h", "-4 h"),
        ("3 points", "8 points", "+5 points"),
        ("3 points", "8 h", ""),  # apples and pears
        ("TBD", "8 h", ""),
        ("1-4 h", "4 h", "+2 h"),  # the range is typically 2
        ("1000 h", "13345 h", "+12345 h"),
    ],
)
def test_amounts_are_understood(before, after, delta):
    (change,) = changes(plan(estimate=before), plan(estimate=after))
    assert change.delta == delta


def test_rows_are_known_by_what_they_say():
    newer = [STEPS[2], {**STEPS[0], "estimated_time": "4h"}, STEPS[1], {"step": "Watch it"}]
    group = "implementation_plan.development_steps"
    assert told(plan(development_steps=STEPS), plan(development_steps=newer)) == [
        (f"{group}[1].estimated_time", "changed", "+2 h"),
        (f"{group}[3]", "added", ""),
        (f"{group}[0]", "moved", ""),
    ]


def test_ticks_are_told_as_ticks():
    items = [{"text": "One", "done": False}, {"text": "Two", "done": True}]
    turned = [{"text": "One", "done": True}, {"text": "Two", "done": False}]
    found = changes(plan(acceptance_criteria=items), plan(acceptance_criteria=turned))
    assert [c.change for c in found] == ["ticked", "unticked"]
    assert found[0].label == "Acceptance Criteria 1 · Done"


def test_common_fields_are_compared_too():
    found = changes(plan(tags=["a"]), plan(tags=["a", "b"], depends_on=["T-1"]))
    assert [(c.path, c.change) for c in found] == [
        ("notes_references.related_tasks.blocked_by", "added"),
        ("tags[1]", "added"),
    ]


def test_plans_of_two_templates_are_compared_by_path():
    other = pf.Template.load("technical-plan").plan(title="Add retry", status="Todo")
    frame = pf.diff(plan(status="Todo"), other)
    assert set(frame["change"]) == {"added", "removed"}
    assert "status" not in set(frame["path"])  # a field there, in the front matter here: the same value


def test_the_page_shows_text_as_text():
    page = diff_page(plan(assignee="<script>alert(1)</script>"), plan(assignee="ada"))
    assert "<script" not in page
    assert "<del>&lt;script&gt;" in page
    assert "default-src 'none'" in page


@settings(max_examples=100, derandomize=True)
@given(st.permutations(range(9)))
def test_as_few_rows_as_can_be_are_called_moved(order):
    kept = _rising(order)
    best = 1
    lengths = []
    for n, number in enumerate(order):  # the textbook's quadratic way
        lengths.append(1 + max((lengths[m] for m in range(n) if order[m] < number), default=0))
        best = max(best, lengths[-1])
    stays = [number for number in order if number in kept]
    assert stays == sorted(stays)
    assert len(stays) == best


def test_a_frame_is_what_pandas_reads():
    frame = pf.diff(plan(), plan(status="Done"))
    assert isinstance(frame["path"].dtype, pd.StringDtype)
