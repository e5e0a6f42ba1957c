"""What was: estimates against actual hours, coverage with its interval, throughput; and what a forecast makes of it."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

import planform as pf
from planform.analysis import Calendar, calibrate, forecast, throughput
from planform.analysis._calibrate import wilson
from planform.errors import InvalidTableError, InvalidValueError

from .helpers import dependencies, efforts, item, past

# --- calibration ------------------------------------------------------------------------------------------------------


def test_actual_against_estimate_by_size():
    plans = past(12)
    plans.loc[:3, ["effort_low", "effort_high"]] = [20.0, 45.0]  # median 30 h
    plans.loc[:3, "actual_hours"] = [30.0, 60.0, 90.0, 15.0]
    found = calibrate(plans)
    assert found.sizes.set_index("size")["plans"].to_dict() == {"up to 4 h": 8, "16 to 40 h": 4}
    large = found.sizes.set_index("size").loc["16 to 40 h"]
    assert [large[c] for c in ("p10", "p50", "p90", "within_2x")] == pytest.approx([0.65, 1.5, 2.7, 0.75])
    assert found.bias == pytest.approx(1.5)
    assert found.headline.startswith("Work takes 1.50 times its estimate: the median of 12 finished plans; 80 % of")
    assert "owner" not in " ".join([*found.plans.columns, *found.sizes.columns])  # never a ranking of people


def test_what_lacks_a_figure_is_counted_and_what_is_under_way_is_out():
    plans = past(5)
    plans.loc[0, "actual_hours"] = None
    plans.loc[1, "status"] = "In Progress"
    found = calibrate(plans)
    assert (len(found.plans), found.left_out) == (3, 1)
    assert "1 more without both figures" in found.headline


@pytest.mark.parametrize("n", [0, 9, 10])
def test_ten_plans_are_enough_for_the_forecast(n):
    found, plans = calibrate(past(n)), past(n)
    assert found.spread.count == (n if n >= 10 else 0)
    said = " ".join(forecast(efforts(item("a", None, 10, None)), history=plans, trials=100).assumptions)
    assert (f"as in {n} finished plans" in said) == (n >= 10)


def test_wilson_is_the_published_interval():
    """Newcombe, Statistics in Medicine 17 (1998), table I: method 3."""
    for held, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(held, n) == pytest.approx((low, high), abs=5e-5)


def test_coverage_of_estimates():
    plans = past(20)
    plans.loc[:4, "actual_hours"] = 9.0  # five of twenty beyond the high end of 8
    rows = calibrate(plans).coverage.set_index("promise")
    assert rows.loc["estimate: at most its high end", ["expected", "plans", "held", "share"]].tolist() == [
        0.9,
        20,
        15,
        0.75,
    ]
    assert rows.loc["estimate: at most its high end", ["low", "high"]].tolist() == pytest.approx(wilson(15, 20))


def test_coverage_of_forecasts_that_were_kept(tmp_path):
    """Through the store: forecast, keep, finish, score; the first forecast counts, and done work is not forecast."""
    t = pf.Template.load("implementation-task")
    with pf.PlanStore(tmp_path / "plans.db") as store:
        made = [store.save(t.plan(title=f"T{i}", key=f"K-{i}", estimate="2-8 h", status="Todo")) for i in range(6)]
        fc = pf.forecast(store.efforts(), store.dependencies(), history=store.plans(), trials=500)
        store.save_forecast(fc)
        for i, plan in enumerate(made):
            store.save(plan.with_values({"status": "Done", "actual": f"{3 * i + 1} h"}))
        assert fc.tasks["p80"].between(6, 8).all()
        found = pf.calibrate(store.plans(), forecasts=store.forecasts(items=True))
        with pytest.raises(InvalidTableError, match=r"store\.forecasts\(items=True\)"):
            pf.calibrate(store.plans(), forecasts=store.forecasts())
    rows = found.coverage.set_index("promise")
    assert rows.loc["forecast: at most P80", ["plans", "held"]].tolist() == [6, 2]  # 1 and 4 h, not 7, 10, 13, 16
    assert rows.loc["forecast: at most P10", ["plans", "held"]].tolist() == [6, 1]


def test_points_become_hours_by_the_teams_own_quantiles_alone():
    frame = efforts(item("a", None, 5, None, kind="points"), item("b", 1, 1, 1))
    plans = past(12)
    plans.loc[:11, "actual_hours"] = 4 * np.exp(np.linspace(-0.5, 0.5, 12))
    assert calibrate(plans).points["p50"] == pytest.approx(2.0, rel=0.01)
    apart, hours = (forecast(frame, history=plans, points=how, trials=1_000) for how in ("apart", "hours"))
    assert apart.points == (5, 1) and set(apart.effort) == {1.0}
    assert hours.tasks["p50"][0] == pytest.approx(10) and hours.cover.filled == 1
    assert "hours per point of the team's own finished plans" in " ".join(hours.assumptions)
    with pytest.raises(InvalidValueError, match=r"needs 10 finished plans with points and actual hours.*there are 9"):
        forecast(frame, history=past(9), points="hours")


# --- throughput -------------------------------------------------------------------------------------------------------


def test_throughput_of_a_steady_team_is_certain():
    found = throughput(past(16), "2026-11-25", trials=500)
    assert found.weeks == (2,) * 8 and found.left == 6 and found.start == date(2026, 11, 23)
    assert set(found.trials) == {3.0}
    assert found.headline == "6 plans left at 2.0 plans a week over 8 weeks: P50 2026-12-13, P80 2026-12-13"
    assert found.fan()["p90"].tolist() == [16, 18, 20, 22, 22]


def test_throughput_against_the_negative_binomial():
    """Weeks with 0 or 1 plan, equally likely: the weeks needed for 6 are negative binomial, mean 12, variance 12."""
    plans = past(20)
    days = [pd.Timestamp("2026-11-20") - pd.Timedelta(days=14 * i) for i in range(20)]
    plans.loc[:19, "finished"] = days
    found = throughput(plans, "2026-11-23", weeks=38, trials=20_000)
    assert sum(found.weeks) == 19 and len(found.weeks) == 38
    assert found.trials.mean() == pytest.approx(12, abs=4 * math.sqrt(12 / 20_000))
    assert found.trials.var() == pytest.approx(12, rel=0.06)


@pytest.mark.parametrize(("plans", "words"), [(past(4), "Too little to go by"), (past(12, left=0), "No plan left")])
def test_too_little_to_say(plans, words):
    found = throughput(plans, "2026-11-23")
    assert words in found.headline and found.quantiles()["weeks"].isna().all()


def test_throughput_refuses():
    for more in ({"start": "soon"}, {"weeks": 0}, {"trials": 1}):
        with pytest.raises(InvalidValueError, match="throughput"):
            throughput(past(12), **{"start": "2026-11-23", **more})
    with pytest.raises(InvalidTableError, match="no column 'finished'"):
        throughput(pd.DataFrame({"plan_id": ["a"], "status": ["Done"]}))


# --- spent, due, typical ----------------------------------------------------------------------------------------------


def plans(**columns):
    return pd.DataFrame({"actual_hours": None, "status": "In Progress", **columns})


def test_hours_spent_are_taken_off_what_is_left():
    frame = efforts(item("a", 10, 10, 10), item("b", 4, 4, 4))
    fc = forecast(frame, history=plans(plan_id=["a"], actual_hours=[3.0]), trials=100)
    assert set(fc.effort) == {11.0} and fc.tasks["spent"].tolist() == [3, 0]
    assert any(s.startswith("3 h already spent on 1 plan are taken off") for s in fc.assumptions)


def test_what_is_left_of_an_estimate_is_its_rest_beyond_what_was_not_enough():
    """E - s given E > s, against the trials of the whole estimate that took longer than s."""
    frame = efforts(item("a", 2, None, 8))
    whole = forecast(frame, trials=40_000).effort
    fc = forecast(frame, history=plans(plan_id=["a"], actual_hours=[4.0]), trials=40_000)
    exact = whole[whole > 4] - 4
    assert fc.effort.mean() == pytest.approx(exact.mean(), abs=6 * exact.std() / math.sqrt(len(exact)))
    assert np.quantile(fc.effort, 0.8) == pytest.approx(np.quantile(exact, 0.8), rel=0.04)
    assert fc.tasks["mean"][0] == pytest.approx(exact.mean(), rel=0.03)


def test_done_steps_use_up_the_hours_first():
    rows = [item("a", 5, 5, 5, name="x", done=True), item("a", 4, 4, 4, name="y"), item("a", 6, 6, 6, name="z")]
    left = {0: 10, 5: 10, 7: 8, 9: 6, 12: 3}
    for spent, hours in left.items():
        fc = forecast(efforts(*rows), history=plans(plan_id=["a"], actual_hours=[float(spent)]), trials=100)
        assert set(fc.effort) == {float(hours)}, spent


def test_an_estimate_that_lies_behind_is_unknown_and_told():
    frame = efforts(item("a", 2, 3, 5), item("b", 1, 1, 1))
    fc = forecast(frame, history=plans(plan_id=["a"], actual_hours=[30.0]), trials=100)
    assert "30 h are spent on it and it is not done" in str(fc.problems[0]) and fc.cover.without == ("A",)


def test_hours_of_finished_plans_are_history_and_not_taken_off():
    told = plans(plan_id=["a"], actual_hours=[3.0], status="Done")
    assert set(forecast(efforts(item("a", 10, 10, 10)), history=told, trials=100).effort) == {10.0}


def test_due_days_against_the_forecast():
    frame = efforts(item("a", 10, None, 30), item("b", 10, None, 30), item("c", 1, 1, 1))
    told = plans(plan_id=["a", "b", "c"], due=["2026-11-24", "2026-11-24", None], status="Todo")
    waits = dependencies(("b", "blocked_by", "", "a"))
    fc = forecast(frame, waits, history=told, start="2026-11-23", trials=20_000, correlation=0)
    one = (forecast(frame[:1], trials=20_000).effort > 16).mean()
    both = (fc.finish > 16).mean()
    assert fc.due["plan_id"].tolist() == ["b", "a"]
    assert fc.due["late"].tolist() == pytest.approx([both, one], abs=0.02)
    assert fc.tasks["late"].isna().tolist() == [False, False, True]
    dated = fc.quantiles("finish").set_index("quantile")["date"]
    assert fc.due["p80"][0].date() == dated["P80"]
    assert forecast(frame, waits, history=told, trials=100).due.empty
    assert "needs a start" in " ".join(forecast(frame, waits, history=told, trials=100).assumptions)


def test_a_day_that_is_past_is_late():
    told = plans(plan_id=["a"], due=["2026-11-01"], status="Todo")
    fc = forecast(efforts(item("a", 1, 1, 1)), history=told, start="2026-11-23", trials=100)
    assert fc.due["late"].tolist() == [1.0]


def test_typical_fills_in_what_nobody_estimated():
    known = [item("a", 2, None, 8), item("b", 4, None, 16), item("c", 1, None, 4)]
    frame = efforts(*known, item("d", kind="none"), item("e", None, 3, None, kind="points"))
    out, filled = (forecast(frame, unknown=how, trials=1_000) for how in ("exclude", "typical"))
    assert filled.tasks["p50"][3] == pytest.approx(4) and filled.tasks["read_as"][3] == "typical"
    assert filled.tasks["mean"].isna().tolist() == [False] * 4 + [True]  # points stand apart
    assert filled.quantile(0.5) > out.quantile(0.5)
    assert "4 of 5 plans; 1 of them with hours filled in; 1 in points only" in filled.headline
    few = forecast(efforts(item("a", 1, None, 2), item("b", kind="none")), unknown="typical", trials=100)
    assert few.cover.without == ("B",) and "Too few items" in " ".join(few.assumptions)


# --- calendar ---------------------------------------------------------------------------------------------------------


def test_public_holidays_of_a_country_and_its_parts():
    christmas = date(2026, 12, 24)
    hours = np.array([8.0, 16.0, 24.0])
    assert Calendar().dates(christmas, hours) == [date(2026, 12, d) for d in (24, 25, 28)]
    assert Calendar(country="DE").dates(christmas, hours) == [date(2026, 12, d) for d in (24, 28, 29)]
    epiphany = date(2027, 1, 6)
    assert Calendar(country="DE").hours(epiphany, epiphany) == 8
    assert Calendar(country="DE", subdivision="BY").hours(epiphany, epiphany) == 0
    assert str(Calendar(country="DE", subdivision="BY")) == "8 h a day, 5 days a week less the public holidays of DE-BY"


def test_the_weekend_is_the_countrys():
    friday, sunday = date(2026, 11, 27), date(2026, 11, 29)
    assert Calendar(country="EG").hours(friday, friday) == 0 and Calendar(country="EG").hours(sunday, sunday) == 8


@pytest.mark.parametrize(
    ("place", "words"),
    [({"country": "Germany"}, "no country 'Germany'"), ({"country": "DE", "subdivision": "XX"}, "there are BB, BE"),
     ({"subdivision": "BY"}, "needs its country")],
)  # fmt: skip
def test_a_place_that_nobody_knows(place, words):
    with pytest.raises(InvalidValueError, match=words):
        Calendar(**place)


def test_the_settings_say_the_country():
    settings = pf.Settings.model_validate(
        {"calendar": {"country": "de", "subdivision": "BY", "holidays": ["2026-12-24"]}}
    )
    fc = forecast(efforts(item("a", 16, 16, 16)), start="2026-12-23", calendar=settings, trials=100)
    assert fc.quantiles("finish")["date"][0] == date(2026, 12, 28)
    assert "less the public holidays of DE-BY and 1 holiday more" in " ".join(fc.assumptions)
