"""What waits for what: order, names, owners, cycles; early and late times against networkx."""

import random

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from planform.analysis import forecast
from planform.analysis._network import Network, critical_path

from .helpers import dependencies, efforts, item


def plan(frame, waits=None, **more):
    return forecast(frame, waits, trials=100, **more)


def starts(fc):
    return {(row["plan_id"], row["item"]): row["es"] for row in fc.tasks.to_dict("records")}


def three(hours):
    """Three points so close together that their mean is `hours` to a billionth."""
    return {"low": hours - 1e-9, "likely": hours, "high": hours + 1e-9}


def random_dag(rng, size):
    edges = [(a, b) for a in range(size) for b in range(a + 1, size) if rng.random() < 0.25]
    shuffled = rng.sample(range(size), size)  # node numbers must not betray the order
    return [(shuffled[a], shuffled[b]) for a, b in edges]


@pytest.mark.parametrize("batch", range(8))
def test_critical_path_against_networkx(batch):
    """Three thousand networks; every figure of every task."""
    for seed in range(375):
        check_critical_path(random.Random(1000 * batch + seed))


def check_critical_path(rng):
    size = rng.randint(1, 14)
    edges = random_dag(rng, size)
    hours = np.array([rng.randint(0, 9) for _ in range(size)], dtype=float)
    times = critical_path(Network.of([[a for a, b in edges if b == i] for i in range(size)]), hours)

    graph = nx.DiGraph()
    graph.add_weighted_edges_from((("in", i), ("out", i), hours[i]) for i in range(size))
    graph.add_weighted_edges_from((("out", a), ("in", b), 0.0) for a, b in edges)
    end = nx.dag_longest_path_length(graph)
    assert times.ef.max() == end
    through = {i: _longest_to(graph, ("in", i)) for i in range(size)}
    after = {i: _longest_to(graph.reverse(), ("out", i)) for i in range(size)}
    for i in range(size):
        assert times.es[i] == through[i]
        assert times.ls[i] == end - after[i] - hours[i]
        assert times.total_float[i] == end - through[i] - after[i] - hours[i]
        following = [through[b] for a, b in edges if a == i]
        assert times.free_float[i] == min(following, default=end) - times.ef[i]


def _longest_to(graph, node):
    inner = graph.subgraph(nx.ancestors(graph, node) | {node})
    return nx.dag_longest_path_length(inner) if len(inner) > 1 else 0.0


@pytest.mark.parametrize("seed", range(60))
def test_frames_against_networkx(seed):
    """The same through the public face: plans with exact hours, and the longest path is the finish of every trial."""
    rng = random.Random(seed)
    size = rng.randint(2, 25)
    hours = [rng.randint(0, 9) for _ in range(size)]
    edges = random_dag(rng, size)
    frame = efforts(*(item(f"p{i}", h, h, h) for i, h in enumerate(hours)))
    waits = [(f"p{b}", "blocked_by", "", f"p{a}") for a, b in edges]
    waits = [w if rng.random() < 0.5 else (w[3], "blocks", "", w[0]) for w in waits]
    graph = nx.DiGraph()
    graph.add_weighted_edges_from((("in", i), ("out", i), h) for i, h in enumerate(hours))
    graph.add_weighted_edges_from((("out", a), ("in", b), 0) for a, b in edges)
    fc = plan(frame, dependencies(*waits))
    assert set(fc.finish) == {nx.dag_longest_path_length(graph)} and set(fc.effort) == {sum(hours)}
    assert fc.tasks["criticality"].tolist() == (fc.tasks["total_float"] == 0).astype(float).tolist()


def test_items_of_a_plan_follow_each_other_by_position():
    rows = [item("a", **three(2), name="second"), item("a", **three(3), name="first")]
    frame = efforts({**rows[0], "position": 2}, {**rows[1], "position": 1})
    assert starts(plan(frame)) == pytest.approx({("a", "first"): 0, ("a", "second"): 3})


@pytest.mark.parametrize(
    ("needs", "start"),
    [
        ("Step 1", 1), ("1", 1), ("dig", 1), ("Steps 1 and 2", 3), ("Step 1, Step 2", 3), ("pour; dig", 3),
        (["Step 1"], 1), ("None", 0), ("n/a", 0), (None, 3), ("-", 3), ("TBD", 3), ("somebody's approval", 3),
    ],
)  # fmt: skip
def test_steps_that_name_steps(needs, start):
    paint = item("a", **three(4), name="paint", needs=needs)
    frame = efforts(item("a", **three(1), name="dig"), item("a", **three(2), name="pour"), paint)
    fc = plan(frame)
    assert starts(fc)["a", "paint"] == pytest.approx(start)
    assert [t.text for t in fc.unknown_targets] == (["somebody's approval"] if needs == "somebody's approval" else [])


def test_done_steps_hold_nobody_up():
    frame = efforts(item("a", **three(5), name="x", done=True), item("a", **three(2), name="y", needs="Step 1"))
    assert starts(plan(frame)) == {("a", "y"): 0}


WAITS = [
    ("b", "blocked_by", "text", "a"), ("b", "blocked_by", "A", None), ("b", "blocked_by", "KEY-1: the first", None),
    ("a", "blocks", "B", None), ("b", "Blocked by", "a", None), ("b", "blocked_by", "[KEY-1]", None),
]  # fmt: skip


@pytest.mark.parametrize("row", WAITS)
def test_plans_wait_for_plans_in_every_spelling(row):
    frame = efforts(item("b", **three(1)), item("a", **three(3), name="x"), item("a", **three(4), name="y"))
    if "KEY" in row[2]:
        frame["key"] = frame["key"].replace({"A": "KEY-1"})
    fc = plan(frame, dependencies(row))
    assert fc.tasks.set_index("plan_id")["es"]["b"] == pytest.approx(7)
    assert not fc.unknown_targets


def test_related_plans_wait_for_nobody():
    frame = efforts(item("a", **three(3)), item("b", **three(1)))
    assert set(plan(frame, dependencies(("b", "related", "a", "a"))).tasks["es"]) == {0}


@pytest.mark.parametrize("text", ["None", "-", "n/a", ""])
def test_a_dependency_on_nothing_is_none(text):
    assert not plan(efforts(item("a", 1, None, 2)), dependencies(("a", "blocked_by", text, None))).unknown_targets


def test_unknown_targets_are_listed_with_their_plan():
    fc = plan(efforts(item("a", 1, None, 2)), dependencies(("a", "blocked_by", "PLAN-99", None)))
    assert fc.unknown_targets == (("A", "blocked_by", "PLAN-99"),)
    assert any("1 dependency on no plan" in s for s in fc.assumptions)


def test_a_done_plan_is_no_unknown_target():
    frame = efforts(item("a", 1, None, 2, done=True), item("b", **three(1)))
    fc = plan(frame, dependencies(("b", "blocked_by", "A", None)))
    assert (fc.unknown_targets, fc.tasks["es"].tolist()) == ((), [0])


def test_cycles_are_listed_and_the_rest_still_forecast():
    frame = efforts(*(item(p, **three(1)) for p in "abcd"))
    fc = plan(frame, dependencies(*((p, "blocked_by", q, q) for p, q in ("ab", "bc", "ca", "da"))))
    assert len(fc.cycles) == 1 and set(fc.cycles[0]) == {"A", "B", "C"}
    assert fc.tasks.set_index("plan_id")["es"].to_dict() == pytest.approx({"a": 0, "b": 0, "c": 0, "d": 1})
    assert any("wait for each other" in s for s in fc.assumptions)


def test_a_plan_that_waits_for_itself_is_a_cycle():
    frame = efforts(item("a", **three(1), name="x"), item("a", **three(1), name="y"))
    fc = plan(frame, dependencies(("a", "blocked_by", "a", "a")))
    assert fc.cycles == (("A: x", "A: y"),)
    assert fc.tasks["ef"].max() == pytest.approx(2)


def test_steps_that_wait_for_each_other_are_a_cycle():
    frame = efforts(item("a", **three(1), name="x", needs="Step 2"), item("a", **three(1), name="y", needs="Step 1"))
    assert plan(frame).cycles == (("A: x", "A: y"),)


def test_an_owner_does_one_thing_at_a_time():
    people = {"a": "Ana", "b": "ana", "c": "Ben"}
    frame = efforts(*(item(p, **three(hours), owner=people[p]) for p, hours in zip("abc", (1, 2, 4), strict=True)))
    assert plan(frame).tasks["ef"].tolist() == pytest.approx([1, 3, 4])
    assert plan(frame, one_at_a_time=False).tasks["ef"].tolist() == pytest.approx([1, 2, 4])


@pytest.mark.parametrize("nobody", [None, "", "TBD", "unassigned", "-"])
def test_nobody_is_not_one_person(nobody):
    frame = efforts(item("a", **three(1), owner=nobody), item("b", **three(2), owner=nobody))
    assert plan(frame).tasks["ef"].max() == pytest.approx(2)


def test_owner_edges_respect_dependencies_whatever_the_listed_order():
    frame = efforts(item("late", **three(1), owner="Ana"), item("early", **three(2), owner="Ana"))
    fc = plan(frame, dependencies(("late", "blocked_by", "early", "early")))
    assert not fc.cycles
    assert fc.tasks.set_index("plan_id")["es"].to_dict() == pytest.approx({"late": 2, "early": 0})


def test_wide_plans_meet_in_a_junction():
    """30 parallel steps before 30 parallel steps: one junction, not 900 edges; every second step waits for all."""
    rows = [item("a", **three(i + 1), name=f"a{i}", needs="none") for i in range(30)]
    rows += [item("b", **three(1), name=f"b{i}", needs="none") for i in range(30)]
    fc = plan(efforts(*rows), dependencies(("b", "blocked_by", "a", "a")))
    assert fc.tasks.query("plan_id == 'b'")["es"].tolist() == pytest.approx([30] * 30)
    assert sum(map(len, fc._work.network.predecessors)) == 60


def test_a_chain_of_50_000_plans():
    size = 50_000
    ids = [f"p{i}" for i in range(size)]
    frame = pd.DataFrame({"plan_id": ids, "kind": "time", "low": pd.NA, "likely": 1.0, "high": pd.NA})
    waits = pd.DataFrame({"plan_id": ids[1:], "relation": "blocked_by", "text": "", "target_id": ids[:-1]})
    fc = forecast(frame, waits, trials=100)
    assert fc.finish == pytest.approx(fc.effort)
    assert fc.tasks["es"].is_monotonic_increasing


@pytest.mark.parametrize("seed", range(40))
def test_more_work_is_never_earlier_and_never_less(seed):
    rng = random.Random(seed)
    names = [f"p{i}" for i in range(8)]
    rows = [item(n, 1 + rng.random(), None, 3 + rng.random(), owner=rng.choice(["Ana", "Ben", None])) for n in names]
    edges = [(names[b], "blocked_by", "", names[a]) for a, b in random_dag(rng, 8)]
    before = plan(efforts(*rows), dependencies(*edges), correlation=0.0)
    more = [dict(row) for row in rows]
    more[rng.randrange(8)]["high"] *= 3
    after = plan(efforts(*more), dependencies(*edges), correlation=0.0)
    changed = after.effort != before.effort
    assert changed.any()
    # the same luck on both sides: wherever the changed item takes longer, nothing is done earlier
    longer = after.effort >= before.effort
    assert longer.mean() > 0.2 and (after.finish >= before.finish)[longer].all()


def test_a_name_that_two_plans_share_names_neither():
    frame = efforts(item("a", 1, 1, 1), item("b", 2, 2, 2), item("c", 4, 4, 4))
    frame["key"] = ["X-1", "X-1", "X-2"]
    fc = plan(frame, dependencies(("c", "blocked_by", "X-1", None)))
    assert [t.text for t in fc.unknown_targets] == ["X-1"]
    assert [str(p) for p in fc.problems] == ["X-1: 2 plans have this key: a dependency on it names none of them"]
    assert plan(frame, dependencies(("c", "blocked_by", "b", None))).tasks["es"].tolist() == [0, 0, 2]


def test_a_row_that_stands_there_twice_is_told():
    fc = plan(pd.concat([efforts(item("a", 1, 1, 1, name="dig"))] * 2))
    assert [str(p) for p in fc.problems] == ["A: dig stands there 2 times; all of them count"]
    assert fc.effort[0] == 2


def test_a_plan_of_one_item_that_waits_for_itself():
    fc = plan(efforts(item("a", 1, 1, 1)), dependencies(("a", "blocked_by", "A", "a")))
    assert fc.cycles == (("A",),) and "A waits for itself; that dependency was left out." in fc.assumptions


def test_plans_are_found_by_their_titles():
    plans = pd.DataFrame({"plan_id": ["a", "b"], "title": ["Build the API", "Docs"], "actual_hours": [None, None]})
    fc = plan(efforts(item("a", 3, 3, 3), item("b", 1, 1, 1, needs="build the api")), history=plans)
    assert fc.tasks["es"].tolist() == [0, 3]


@pytest.mark.parametrize("cell", ["Ana, Ben", "Ana & Ben", "Ben / Ana", "Ana and Ben", "Ana und Ben", "Ana;Ben"])
def test_a_task_of_two_people_takes_both(cell):
    rows = [item("a", 2, 2, 2, owner=cell), item("b", 3, 3, 3, owner="ben"), item("c", 4, 4, 4, owner="Ana")]
    assert plan(efforts(*rows)).tasks["es"].tolist() == [0, 2, 2]
