"""The questions of a Monday: the notebook's own lines, asked of plans whose answers are known."""

import time
from pathlib import Path

import nbformat
import pandas as pd
import pytest

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "04-monday-questions.ipynb"
WEEK = 8 * 86_400 * 1_000_000_000


def cells():
    return [c.source for c in nbformat.read(NOTEBOOK, 4).cells if c.cell_type == "code"]


def test_ten_questions_of_three_lines_at_most():
    questions = [c for c in cells() if c.startswith("# ")]
    assert [int(q.split(".")[0][2:]) for q in questions] == list(range(1, 11))
    assert max(len(q.splitlines()) for q in questions) <= 4  # the question itself is the first


@pytest.fixture
def answers(store, task, monkeypatch):
    """Number of the question -> the frame that answers it."""
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now - WEEK)
    old = store.save(task.plan(title="Grown", key="G", effort="2 d", owner="Ann", status="Todo"))
    store.save(task.plan(title="Quiet", key="Q", effort="3 h", owner="Bo", status="Todo"))
    monkeypatch.undo()
    day = pd.Timestamp.now().normalize()
    store.save(old.with_values(effort="5 d"))
    store.save(task.plan(title="Done", key="D", effort="4 h", actual="9 h", status="Done", owner="Ann"))
    store.save(
        task.plan(
            title="Begun", key="B", status="In Progress", started=str((day - pd.Timedelta("30D")).date()), owner="Ann",
            due=str(day.date()), depends_on=["G", "D", "Z-9"], acceptance_criteria=["[x] Ready", "Fast"],
            risks=[{"risk": "Slow", "likelihood": "H"}, {"risk": "Lost", "mitigation": "Backup"}],
        )
    )  # fmt: skip
    scope = {}
    found = {}
    for source in cells():
        *before, last = source.replace("pf.PlanStore(store)", "GIVEN").splitlines()
        exec("\n".join(before), scope | {"GIVEN": store} if "GIVEN" not in scope else scope, scope)
        if source.startswith("# "):
            found[int(source.split(".")[0][2:])] = eval(last, scope)
        elif "store = None" not in source:
            assert eval(last, scope) == "3 plans are left, 1 are done"
    return found


def test_the_answers_are_right(answers):
    assert answers[1][["blocked", "by", "text"]].values.tolist() == [["Begun", "Grown", "G"], ["Begun", pd.NA, "Z-9"]]
    assert answers[2]["likely"].dropna().to_dict() == {"Ann": 40, "Bo": 3}
    assert answers[3]["key"].tolist() == ["B"]
    assert answers[4]["risk"].tolist() == ["Slow"]
    assert answers[5][["before", "now", "title"]].values.tolist() == [[16, 40, "Grown"]]
    assert set(answers[6]["key"]) == {"G", "D", "B"}
    assert answers[7]["key"].tolist() == ["B"]
    assert answers[8][["key", "days"]].values.tolist() == [["B", 30]]
    assert answers[9]["text"].tolist() == ["Fast"]
    assert answers[10][["key", "ratio"]].values.tolist() == [["D", 2.25]]
