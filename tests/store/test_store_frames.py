"""Frames: columns, dtypes, missing is NA, filters, hours by the settings of the day."""

import math

import pandas as pd
import pytest

import planform as pf
from planform.errors import InvalidValueError, UnknownNameError
from planform.settings import Settings

TEXT, NUMBER, COUNT, FLAG, DAY, TIME = "string", "Float64", "Int64", "boolean", "datetime64[us]", "datetime64[us, UTC]"
COLUMNS = {
    "plans": {
        **dict.fromkeys(["plan_id", "key", "template", "title", "status", "owner", "parent", "sprint", "tags"], TEXT),
        **dict.fromkeys(["effort_low", "effort_likely", "effort_high", "points"], NUMBER),
        "effort_text": TEXT,
        "actual_hours": NUMBER,
        "started": DAY,
        "finished": DAY,
        "due": DAY,
        "completeness": NUMBER,
        "risks": COUNT,
        "open_checks": COUNT,
        "revision": COUNT,
        "created_at": TIME,
        "updated_at": TIME,
    },
    "efforts": {
        "plan_id": TEXT,
        "key": TEXT,
        "item": TEXT,
        "position": COUNT,
        "text": TEXT,
        "kind": TEXT,
        "low": NUMBER,
        "likely": NUMBER,
        "high": NUMBER,
        "owner": TEXT,
        "status": TEXT,
        "done": FLAG,
        "depends_on": TEXT,
    },
    "risks": {
        "plan_id": TEXT,
        "risk": TEXT,
        "likelihood": TEXT,
        "impact": TEXT,
        "probability": NUMBER,
        "impact_hours": NUMBER,
        "mitigation": TEXT,
        "contingency": TEXT,
        "owner": TEXT,
        "mitigated": FLAG,
    },
    "checks": {"plan_id": TEXT, "section": TEXT, "text": TEXT, "done": FLAG},
    "dependencies": {"plan_id": TEXT, "relation": TEXT, "text": TEXT, "target_id": TEXT},
}


def full(task, **more):
    """A plan in which every frame has a row."""
    given = {
        "title": "Retry",
        "key": "P-1",
        "status": "Todo",
        "owner": "Ann",
        "effort": "2-4 days",
        "actual": "3 d",
        "started": "2026-03-01",
        "due": "next spring",
        "parent": "E-1",
        "sprint": "S1",
        "tags": ["api", "Net"],
        "depends_on": ["P-2"],
        "steps": [{"step": "One", "estimated_time": "1d 4h"}, {"step": "Two", "dependencies": "One"}],
        "risks": [
            {"risk": "Slow", "likelihood": "H", "impact": ""},
            {"risk": "Lost (likelihood 20%, impact 2-8 h)", "mitigation": "Backup"},
        ],
        "acceptance_criteria": ["[x] Works", "Fast"],
    }
    return task.plan(given | more)


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("filled", [True, False])
def test_columns_and_dtypes_are_the_contract_with_rows_or_without(store, task, name, filled):
    if filled:
        store.save(full(task))
    frame = getattr(store, name)()
    assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == COLUMNS[name]
    assert len(frame) > 0 if filled else frame.empty


def test_plans(store, task):
    saved = store.save(full(task))
    row = store.plans().iloc[0]
    shown = [
        "key",
        "template",
        "title",
        "status",
        "owner",
        "parent",
        "sprint",
        "tags",
        "effort_low",
        "effort_high",
        "effort_text",
    ]
    shown += ["actual_hours", "risks", "open_checks", "revision"]
    assert [row[c] for c in shown] == [
        "P-1",
        "task",
        "Retry",
        "Todo",
        "Ann",
        "E-1",
        "S1",
        "api, Net",
        16.0,
        32.0,
        "2-4 days",
        24.0,
        2,
        1,
        1,
    ]
    assert row["plan_id"] == saved.id and row["started"] == pd.Timestamp("2026-03-01")
    assert row[["effort_likely", "points", "finished", "due"]].isna().all()
    assert abs(pd.Timestamp.now("UTC") - row["updated_at"]) < pd.Timedelta("1min")


def test_what_is_not_there_is_na_and_never_0(store, task):
    store.save(task.plan())
    row = store.plans().iloc[0]
    known = {"plan_id", "template", "completeness", "risks", "open_checks", "revision", "created_at", "updated_at"}
    assert set(row.index[row.notna()]) == known and row["risks"] == 0
    effort = store.efforts().iloc[0]
    assert effort["kind"] == "none" and effort[["item", "text", "low", "likely", "high", "owner"]].isna().all()


@pytest.mark.parametrize(
    "text, kind, low, likely, high",
    [
        ("3h", "time", None, 3, None),
        ("2h/4h/8h", "time", 2, 4, 8),
        ("30 min", "time", None, 0.5, None),
        ("5 pts", "points", None, 5, None),
        ("M", "size", None, None, None),
        ("TBD", "none", None, None, None),
        ("13", "none", None, None, None),
        ("soon", "none", None, None, None),
        ("2 sprints", "none", None, None, None),
        ("< 2h", "time", None, None, 2),
    ],
)
def test_efforts_are_hours_or_points_or_unknown(store, task, text, kind, low, likely, high):
    store.save(task.plan(effort=text))
    row = store.efforts().iloc[0]
    assert (row["text"], row["kind"]) == (text, kind)
    assert [None if pd.isna(row[c]) else row[c] for c in ("low", "likely", "high")] == [low, likely, high]
    plan = store.plans().iloc[0]
    assert (plan["points"] == 5) if kind == "points" else pd.isna(plan["points"])
    assert pd.isna(plan["effort_likely"]) if kind != "time" or likely is None else plan["effort_likely"] == likely


def test_hours_follow_the_settings_of_the_reader(store, task):
    store.save(full(task, effort="13"))
    six = Settings(effort={"hours_per_day": 6, "bare_number": "days"})
    with pf.PlanStore(store._url.render_as_string(hide_password=False), six) as other:
        assert other.efforts()["likely"].tolist()[0] == 10 and store.efforts()["likely"].tolist()[0] == 12  # 1d 4h
        assert other.plans()["effort_likely"][0] == 78 and pd.isna(store.plans()["effort_likely"][0])
        assert (other.plans()["actual_hours"][0], store.plans()["actual_hours"][0]) == (18, 24)
    points = Settings(effort={"bare_number": "points"})
    with pf.PlanStore(store._url.render_as_string(hide_password=False), points) as other:
        assert other.plans()["points"][0] == 13


def test_the_bare_number_of_an_impact_is_a_score(store, task):
    store.save(task.plan(title="T", effort="3", risks=[{"risk": "Slow", "likelihood": "2", "impact": "3"}]))
    with pf.PlanStore(store._url.render_as_string(hide_password=False), Settings(effort={"bare_number": "days"})) as it:
        assert it.plans()["effort_likely"].tolist() == [24] and it.risks()["impact_hours"].tolist() == [pd.NA]
        assert it.risks()["probability"].tolist() == [pd.NA]


def test_risks(store, task):
    store.save(full(task))
    frame = store.risks()
    assert frame["risk"].tolist() == ["Slow", "Lost"] and frame["likelihood"].tolist() == ["high", pd.NA]
    assert frame["mitigated"].tolist() == [False, True] and frame["probability"].tolist() == [pd.NA, 0.2]
    assert pd.isna(frame["impact_hours"][0]) and math.isclose(frame["impact_hours"][1], 4)  # the median: sqrt(2 * 8)


def test_dependencies_are_resolved_by_key_id_or_title(store, task):
    one = store.save(task.plan(title="Sign in", key="P-1"))
    two = store.save(task.plan(title="Sign  OUT", key="P-2"))
    store.save_many([task.plan(title="Twin"), task.plan(title="twin")])
    names = ["p-1", one.id, "sign out", "#P-2", "Twin", "P-9", "P-1: the login", "Last"]
    last = store.save(task.plan(title="Last", depends_on=names))
    frame = store.dependencies()
    assert (
        frame["text"].tolist() == names
        and set(frame["relation"]) == {"blocked_by"}
        and set(frame["plan_id"]) == {last.id}
    )
    assert frame["target_id"].tolist() == [one.id, one.id, two.id, two.id, pd.NA, pd.NA, one.id, pd.NA]
    store.delete("P-2")
    assert store.dependencies()["target_id"].count() == 3


@pytest.mark.parametrize(
    "filters, keys",
    [
        ({}, ["A", "B", "C"]),
        ({"status": "done"}, ["B"]),
        ({"status": ["Done", "Todo"]}, ["A", "B"]),
        ({"owner": "ÉVA"}, ["B"]),
        ({"owner": "éva"}, ["B"]),
        ({"owner": "ann"}, ["A"]),
        ({"tag": "Net"}, ["A", "B"]),
        ({"tag": ["api"], "status": "Done"}, ["B"]),
        ({"sprint": "S1"}, ["A"]),
        ({"template": "TASK"}, ["A", "B"]),
        ({"template": "tiny"}, ["C"]),
        ({"updated_since": "2020-01-01"}, ["A", "B", "C"]),
        ({"updated_since": "2199-01-01T10:00+02:00"}, []),
        ({"status": None, "owner": "nobody"}, []),
        ({"owner": "' OR 1=1 --"}, []),
    ],
)
def test_filters_narrow_every_frame(store, task, filters, keys):
    tiny = pf.Template.from_markdown("# [Title]\n\n- [ ] [Item 1]\n- [ ] [Item 2]\n", name="tiny")
    store.save(task.plan(key="A", status="Todo", owner="Ann", tags="net", sprint="S1"))
    store.save(task.plan(key="B", status="Done", owner="ÉVA", tags="api, Net"))
    store.save(tiny.plan(key="C"))
    assert store.plans(**filters)["key"].tolist() == store.efforts(**filters)["key"].tolist() == keys


def test_a_filter_that_there_is_not_offers_the_nearest(store):
    with pytest.raises(UnknownNameError, match="did you mean 'status'"):
        store.plans(statsu="Done")
    with pytest.raises(InvalidValueError, match="write it like 2026-11-21"):
        store.risks(updated_since="yesterday")


def test_values_and_rows_are_typed_by_kind(store, task):
    store.save(full(task))
    store.save(task.plan(key="P-2", started="some day"))
    values = store.values("task")
    assert str(values["started"].dtype) == DAY and values["started"].isna().tolist() == [False, True]
    assert values["key"].tolist() == ["P-1", "P-2"] and "risks" not in values and pd.isna(values["summary"][0])
    rows = store.rows("task", "steps", status="Todo")
    assert rows[["key", "position", "step", "estimated_time"]].values.tolist() == [
        ["P-1", 1, "One", "1d 4h"],
        ["P-1", 2, "Two", pd.NA],
    ]
    ticks = store.rows("task", "acceptance_criteria")
    assert ticks[["acceptance_criteria", "done"]].values.tolist() == [["Works", True], ["Fast", False]]
    with pytest.raises(UnknownNameError, match="did you mean 'task'"):
        store.values("tasks")
    with pytest.raises(UnknownNameError, match="is no group"):
        store.rows("task", "title")


def test_frames_join_and_add_up(store, task):
    for n in range(3):
        store.save(full(task, key=f"P-{n}", owner="Ann" if n else "Bo", effort=""))  # so its steps are its effort
    hours = store.efforts().groupby("owner", dropna=False)["likely"].sum()
    assert hours.to_dict() == {"Ann": 24, "Bo": 12}
    open_risks = store.risks().query("~mitigated").merge(store.plans()[["plan_id", "key"]], on="plan_id")
    assert sorted(open_risks["key"]) == ["P-0", "P-1", "P-2"]


@pytest.mark.parametrize(
    "filters",
    [
        {"owner": 5},
        {"status": ["Todo", None]},
        {"tag": b"net"},
        {"sprint": {"S1": 1}},
        {"template": [["task"]]},
        {"updated_since": 7},
        {"updated_since": ["2026-01-01"]},
        {"as_of": "soon"},
        {"as_of": 1.5},
    ],
)
def test_a_value_that_no_filter_can_have_is_told(store, filters):
    (name,) = filters
    for read in (store.plans, store.risks, lambda **f: list(store.each(**f))):
        with pytest.raises(InvalidValueError, match=name) as caught:
            read(**filters)
        assert "\n" not in str(caught.value)


def test_a_bare_number_is_an_effort_by_the_settings_and_an_impact_never(store, task):
    store.save(task.plan(title="T", effort="13", risks=[{"risk": "R (impact 3)", "likelihood": "H"}]))
    with pf.PlanStore(
        store._url.render_as_string(hide_password=False), Settings(effort={"bare_number": "hours"})
    ) as other:
        assert other.plans()["effort_likely"][0] == 13 and other.risks()["impact_hours"].isna().all()
