"""The forecast: distributions against closed forms, what is in and what is out, what is said, what is refused."""

import math
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planform import analysis
from planform.analysis import Calendar, forecast
from planform.analysis._amounts import GRID, Durations, Reading, pert_table
from planform.analysis._calendar import calendar as as_calendar
from planform.analysis._network import Network
from planform.analysis._simulate import simulate
from planform.errors import InvalidTableError, InvalidValueError, UnknownNameError
from planform.settings import Settings

from .helpers import EFFORTS, dependencies, efforts, item, risk, risks

N = 40_000
Z90 = NormalDist().inv_cdf(0.9)


def near(value, exact, sd, n=N, k=4):
    assert abs(value - exact) <= k * sd / math.sqrt(n), f"{value} is not {exact} within {k} standard errors"


def lognormal(low, high):
    sigma = math.log(high / low) / (2 * Z90)
    return math.log(low * high) / 2, sigma


# --- distributions ----------------------------------------------------------------------------------------------------


def test_a_range_is_a_lognormal_with_its_ends_as_p10_and_p90():
    fc = forecast(efforts(item("a", 2, None, 4)), trials=N)
    for p, exact in ((0.1, 2), (0.5, math.sqrt(8)), (0.9, 4)):
        mu, sigma = lognormal(2, 4)
        density = NormalDist(mu, sigma).pdf(math.log(exact)) / exact
        near(fc.quantile(p), exact, math.sqrt(p * (1 - p)) / density)
    assert fc.tasks[["p10", "p50", "p90"]].iloc[0].tolist() == pytest.approx([2, math.sqrt(8), 4])


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.8])
def test_sums_of_correlated_lognormals(rho):
    """Mean and variance of the sum in closed form: cov = E[X] E[Y] (exp(rho s t) - 1)."""
    ends = [(1, 3), (2, 4), (5, 9), (8, 40), (3, 4)] * 6
    frame = efforts(*(item(f"p{i}", low, None, high) for i, (low, high) in enumerate(ends)))
    fc = forecast(frame, trials=N, correlation=rho)
    mu, sigma = np.array([lognormal(*e) for e in ends]).T
    means = np.exp(mu + sigma**2 / 2)
    shared = np.where(np.eye(len(ends)), 1.0, rho)
    variance = (np.outer(means, means) * np.expm1(shared * np.outer(sigma, sigma))).sum()
    near(fc.effort.mean(), means.sum(), math.sqrt(variance))
    fourth = ((fc.effort - fc.effort.mean()) ** 4).mean()  # sd of a sample variance is sqrt((m4 - var^2) / n)
    near(fc.effort.var(ddof=1), variance, math.sqrt(fourth - variance**2))


def test_independence_understates_the_spread_of_thirty_tasks_threefold():
    frame = efforts(*(item(f"p{i}", 8, None, 10) for i in range(30)))  # narrow: there it is sqrt(1 + 29 rho)
    spread = [forecast(frame, trials=N, correlation=rho).effort.std() for rho in (0.3, 0.0)]
    assert spread[0] / spread[1] == pytest.approx(math.sqrt(1 + 29 * 0.3), rel=0.03)


@pytest.mark.parametrize("points", [(2, 4, 12), (0, 0, 10), (1, 9, 9), (3, 5, 7), (0, 1, 400)])
def test_three_points_are_a_pert(points):
    low, likely, high = points
    fc = forecast(efforts(item("a", low, likely, high)), trials=N)
    mean = (low + 4 * likely + high) / 6
    variance = (mean - low) * (high - mean) / 7
    near(fc.effort.mean(), mean, math.sqrt(variance))
    fourth = ((fc.effort - mean) ** 4).mean()
    near(fc.effort.var(ddof=1), variance, math.sqrt(fourth - variance**2))
    assert low <= fc.effort.min() and fc.effort.max() <= high
    assert fc.tasks[["mean", "sd"]].iloc[0].tolist() == pytest.approx([mean, math.sqrt(variance)])


@pytest.mark.parametrize("mode", [0.0, 0.1, 0.37, 0.5, 0.9, 1.0])
def test_the_table_of_pert_is_the_beta_distribution(mode):
    """For whole parameters the beta CDF is a binomial sum; others are compared with numpy's own sampler."""
    table = pert_table(mode)
    alpha, beta = 1 + 4 * mode, 5 - 4 * mode
    cdf = np.array([NormalDist().cdf(z) for z in GRID])
    if mode in (0.0, 0.5, 1.0):
        a, n = int(alpha), int(alpha + beta) - 1
        exact = sum(math.comb(n, k) * table**k * (1 - table) ** (n - k) for k in range(a, n + 1))
        assert np.abs(exact - cdf).max() < 1e-5
    drawn = np.sort(np.random.default_rng(1).beta(alpha, beta, N))
    share = np.searchsorted(drawn, table) / N
    assert np.abs(share - cdf).max() < 1.95 / math.sqrt(N)  # Kolmogorov-Smirnov at 0.1 %


READINGS = [
    ((None, 4, None), "single", 4 * math.exp(0.125)),
    ((4, 4, 4), "exact", 4),
    ((4, None, 4), "single", 4 * math.exp(0.125)),
    ((None, None, 2), "upper bound", math.exp(math.log(2) - 0.5 * Z90 + 0.125)),
    ((0, None, 2), "upper bound", math.exp(math.log(2) - 0.5 * Z90 + 0.125)),
    ((2, None, None), "lower bound", math.exp(math.log(2) + 0.5 * Z90 + 0.125)),
    ((2, 3, None), "likely and low", 3 * math.exp((math.log(1.5) / Z90) ** 2 / 2)),
    ((None, 3, 6), "likely and high", 3 * math.exp((math.log(2) / Z90) ** 2 / 2)),
    ((None, 0, None), "no work", 0),
    ((0, None, 0), "no work", 0),
    ((0, 0, 0), "no work", 0),
    ((1, 2, 6), "three-point", 2.5),
]


@pytest.mark.parametrize(("amounts", "how", "mean"), READINGS)
def test_every_way_of_writing_an_amount_has_a_stated_distribution(amounts, how, mean):
    fc = forecast(efforts(item("a", *amounts)), trials=100)
    row = fc.tasks.iloc[0]
    assert (row["read_as"], row["mean"]) == (how, pytest.approx(mean))
    assert any(s.startswith("1 item is") for s in fc.assumptions)


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        ((-1, None, 3), "negative"), ((5, None, 3), "above its high end"), ((2, 9, 4), "above its high end"),
        ((None, math.inf, None), "infinite"),
        ((None, 1e300, None), "thousand people"), ((1, None, 1e6), "differ more than"),
        ((None, None, None), "no number"),
    ],
)  # fmt: skip
def test_senseless_amounts_are_told_and_count_as_missing(amounts, words):
    fc = forecast(efforts(item("a", *amounts, name="dig"), item("b", 1, None, 2)), trials=100)
    assert len(fc.problems) == 1 and words in str(fc.problems[0]) and "A: dig" in str(fc.problems[0])
    assert fc.cover.without == ("A",)


def test_absurd_amounts_are_told_and_still_count():
    fc = forecast(efforts(item("a", None, 900 * 2080, None)), trials=100)
    assert "more than five years" in str(fc.problems[0]) and fc.cover.estimated == 1


def test_ten_finished_plans_replace_the_default_spread():
    def history(n):
        actual = 4 * np.exp(np.linspace(-0.4, 1.0, n))
        return pd.DataFrame({"effort_low": 2.0, "effort_likely": pd.NA, "effort_high": 8.0, "actual_hours": actual})

    few, enough = (forecast(efforts(item("a", None, 10, None)), history=history(n), trials=100) for n in (9, 10))
    assert few.tasks["p50"][0] == pytest.approx(10) and "our default" in " ".join(few.assumptions)
    assert enough.tasks["p50"][0] == pytest.approx(10 * math.exp(0.3))
    assert "as in 10 finished plans" in " ".join(enough.assumptions)
    begun = history(10).assign(status=["Done"] * 9 + ["In Progress"])  # nine have seen their end
    assert "our default" in " ".join(
        forecast(efforts(item("a", None, 10, None)), history=begun, trials=100).assumptions
    )


# --- what is in and what is out ---------------------------------------------------------------------------------------


MIXED = efforts(
    item("a", 2, None, 4), item("a", kind="none", name="later"), item("b", 1, 2, 6),
    item("c", None, 5, None, kind="points"), item("d", kind="size"), item("e", kind="none"),
    item("f", 5, None, 9, done=True), item("g", 3, None, 5, kind="points"),
)  # fmt: skip


def test_the_headline_says_its_cover():
    fc = forecast(MIXED, trials=1000)
    words = "2 of 6 plans; 1 of them with items not estimated; 2 in points only; 1 by size only; 1 without an estimate"
    assert fc.headline.startswith(f"P80 {fc.quantile(0.8):.1f} h for {words}. Finish: P80 ")
    assert (fc.cover.plans, fc.cover.done, fc.cover.without) == (6, 1, ("E",))


def test_points_stand_apart():
    fc = forecast(MIXED, trials=100)
    assert fc.points == (9.0, 2)
    assert forecast(MIXED[MIXED["kind"] != "points"], trials=100).effort.tolist() == fc.effort.tolist()


def test_done_work_is_out():
    left = forecast(efforts(item("a", 2, None, 4), item("a", 50, None, 90, name="dug", done=True)), trials=100)
    assert left.effort.tolist() == forecast(efforts(item("a", 2, None, 4)), trials=100).effort.tolist()


def test_unknown_is_never_zero():
    fc = forecast(efforts(item("a", kind="none"), item("b", None, 3, None, kind="points")), trials=100)
    assert fc.headline == "No estimate in hours: 0 of 2 plans; 1 in points only; 1 without an estimate; 3 points"
    assert fc.quantiles("effort")["value"].isna().all() and fc.quantiles("finish")["standard_error"].isna().all()
    assert math.isnan(fc.quantile(0.8)) and math.isnan(fc.probability(10))
    assert fc.tasks["mean"].isna().all() and fc.tasks["criticality"].isna().all()


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame(columns=EFFORTS), efforts()])
def test_nothing_at_all(frame):
    fc = forecast(frame, dependencies(), risks(), trials=100)
    assert (fc.headline, len(fc.tasks), fc.points, fc.cycles) == ("No plans", 0, (0, 0), ())
    assert fc.assumptions and fc.quantiles()["value"].isna().all()


def test_all_done():
    fc = forecast(efforts(item("a", 2, None, 4, done=True)), trials=100)
    assert fc.headline == "No work left: 1 plan done"


def test_effort_and_finish_are_two_answers():
    frame = efforts(item("a", 2, None, 4), item("b", 2, None, 4), item("c", 2, None, 4))
    side_by_side = forecast(frame, trials=1000)
    in_line = forecast(frame, dependencies(("b", "blocked_by", "", "a"), ("c", "blocked_by", "", "b")), trials=1000)
    assert side_by_side.quantile(0.8, "finish") < in_line.quantile(0.8, "finish")
    assert in_line.finish == pytest.approx(in_line.effort)
    assert side_by_side.effort.tolist() == in_line.effort.tolist()


def test_risks_with_chance_and_hours_join():
    known = risk("a", "late", None, None, 0.3, 40)
    out = [risk("a", "?", "High", "High"), risk("b", "no hours left", None, None, 0.5, 10)]
    frame = efforts(item("a", 2, None, 4), item("b", kind="none"))
    without, with_risk = forecast(frame, trials=N), forecast(frame, risks=risks(known, *out), trials=N)
    more = with_risk.effort - without.effort
    assert set(np.round(more, 9)) == {0.0, 40.0}
    near((more > 0).mean(), 0.3, math.sqrt(0.3 * 0.7))
    assert with_risk.finish - without.finish == pytest.approx(more)
    assert with_risk.tasks["risk_hours"][0] == pytest.approx(12)
    said = " ".join(with_risk.assumptions)
    assert "1 of 3 risks joined" in said and "1 risk left out for want" in said and "1 risk left out because" in said


def test_risks_find_their_plan_by_key_too():
    frame = efforts(item("a", 2, None, 4))
    assert forecast(frame, risks=risks(risk("A", "late", None, None, 1.0, 40)), trials=100).effort.min() > 40


# --- same seed, same numbers ------------------------------------------------------------------------------------------


LOGNORMALS = [Reading("x", "lognormal", 0.3 * i, 0.4) for i in range(5)]
ROWS = [*LOGNORMALS, Reading("y", "pert", 1, 2, 9), Reading("n", "unknown")]


def test_the_same_numbers_whatever_the_chunks():
    network = Network.of([[], [0], [0], [1, 2], [], [3, 4], [5]])
    options = {"trials": 1203, "seed": 3, "correlation": 0.3}
    runs = [simulate(network, Durations(ROWS), list("abcdefg"), **options, chunk=c) for c in (1, 7, 500, None)]
    for other in runs[1:]:
        assert all(np.array_equal(x, y) for x, y in zip(runs[0], other, strict=True))


def test_the_same_seed_gives_the_same_numbers_and_another_gives_others():
    runs = [forecast(MIXED, trials=500, seed=s).effort.tolist() for s in (5, 5, 6)]
    assert runs[0] == runs[1] != runs[2]


def test_the_order_of_rows_does_not_matter():
    frame = efforts(item("a", 2, None, 4), item("b", 3, None, 9), item("c", 1, 2, 3))
    assert forecast(frame[::-1], trials=500).effort == pytest.approx(forecast(frame, trials=500).effort)


def test_equal_rows_have_their_own_luck():
    fc = forecast(efforts(item("a", 2, None, 9), item("a", 2, None, 9)), trials=1000, correlation=0)
    one = forecast(efforts(item("a", 2, None, 9)), trials=1000, correlation=0)
    assert fc.effort.std() < 1.8 * one.effort.std()


def test_without_shares_the_luck():
    frame = efforts(item("a", 2, None, 4), item("b", 3, None, 9))
    fc = forecast(frame, dependencies(("b", "blocked_by", "A", None)), trials=500)
    less = fc.without("A")
    assert less.effort.tolist() == forecast(frame[1:], trials=500).effort.tolist()
    assert (less.effort < fc.effort).all()
    assert (less.cover.plans, less.cover.done, less.unknown_targets) == (1, 0, ())
    assert less.without("b").headline == "No plans"
    with pytest.raises(UnknownNameError, match=r"no plan 'AA'.*did you mean"):
        fc.without("AA")


# --- dates ------------------------------------------------------------------------------------------------------------


def test_dates_skip_weekends_and_holidays():
    frame = efforts(item("a", 15.99, 16, 16.01))  # two days of work, to the evening of the second or the third
    fridays = forecast(frame, start="2026-01-02", calendar=["2026-01-05"], trials=100)
    days = fridays.quantiles("finish")["date"]
    assert set(days) == {date(2026, 1, 6), date(2026, 1, 7)}
    assert "2026-01-02" in " ".join(fridays.assumptions) and "1 holiday" in " ".join(fridays.assumptions)
    assert fridays.probability("2026-01-05") == 0 and fridays.probability(date(2026, 1, 7)) == 1
    assert 0.2 < fridays.probability("2026-01-06") < 0.8
    assert fridays.headline.endswith("Finish: P80 2026-01-07")


def test_a_calendar_of_ones_own():
    calendar = Calendar(hours_per_day=4, days_per_week=3)
    assert calendar.dates(date(2026, 1, 5), np.array([0.0, 4.0, 4.1, 12.0, 13.0])) == [
        date(2026, 1, 5), date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7), date(2026, 1, 12),
    ]  # fmt: skip
    assert calendar.hours(date(2026, 1, 5), date(2026, 1, 12)) == 16


# --- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"trials": 0}, "trials"), ({"trials": 1.5}, "trials"), ({"seed": -1}, "seed"),
        ({"correlation": 1}, "correlation"), ({"correlation": math.nan}, "correlation"),
        ({"correlation": "x"}, "correlation"), ({"range_quantiles": None}, "range_quantiles"),
        ({"points": "zero"}, "points"), ({"calendar": 5}, "calendar"), ({"bands": {"low": 3}}, "bands"),
        ({"unknown": "zero"}, "unknown"), ({"start": "soon"}, "start"),
        ({"range_quantiles": (0.9, 0.1)}, "range_quantiles"), ({"calendar": ["someday"]}, "calendar"),
    ],
)  # fmt: skip
def test_options_that_make_no_sense_are_refused(option, words):
    with pytest.raises(InvalidValueError, match=words):
        forecast(MIXED, **option)


def test_several_wrong_options_are_told_at_once():
    with pytest.raises(InvalidValueError) as error:
        forecast(MIXED, trials=0, correlation=3)
    assert len(error.value.diagnostics) == 2


def test_a_missing_column_is_named():
    with pytest.raises(InvalidTableError, match=r"no column 'low'; did you mean 'lo'"):
        forecast(MIXED.rename(columns={"low": "lo"}))
    with pytest.raises(InvalidTableError, match="a pandas DataFrame is needed"):
        forecast([{"plan_id": "a"}])
    with pytest.raises(UnknownNameError, match="did you mean 'finish'"):
        forecast(MIXED, trials=100).quantiles("finnish")


def test_frames_of_plain_objects_and_without_optional_columns_will_do():
    rows = [{"plan_id": 7, "kind": "time", "low": 2, "likely": None, "high": 4.0}]
    found = [forecast(pd.DataFrame(rows, dtype=dtype), trials=100).tasks["mean"][0] for dtype in (object, None)]
    assert found[0] == pytest.approx(found[1]) and found[0] > 2


def test_the_value_shown_in_a_notebook_is_escaped():
    fc = forecast(efforts(item("a", -1, None, 3, name="<script>alert(1)</script>"), item("b", 1, None, 3)), trials=100)
    shown = fc._repr_html_()
    assert "<script>" not in shown and "&lt;script&gt;" in shown and "P95" in shown


def test_the_face_names_what_there_is():
    assert sorted(analysis.__all__) == analysis.__all__
    assert all(getattr(analysis, name).__doc__ for name in analysis.__all__)


def test_the_hours_of_the_team_decide_the_dates():
    effort, free = {"hours_per_day": 4, "days_per_week": 4}, {"holidays": ["2026-11-24"]}
    team = as_calendar(Settings.model_validate({"effort": effort, "calendar": free}))
    assert team == Calendar(4.0, 4.0, (date(2026, 11, 24),))
    assert team.dates(date(2026, 11, 23), np.array([4.0, 5.0])) == [date(2026, 11, 23), date(2026, 11, 25)]


@pytest.mark.parametrize(
    "wrong", [{"hours_per_day": 0}, {"hours_per_day": 25}, {"days_per_week": -1}, {"hours_per_day": "8"}]
)
def test_a_calendar_in_which_nobody_can_work(wrong):
    with pytest.raises(InvalidValueError, match=next(iter(wrong))):
        Calendar(**wrong)


def test_words_where_hours_belong_are_told_with_their_row():
    frame = MIXED.astype(object).assign(low=["2", "two", *[None] * (len(MIXED) - 2)])
    with pytest.raises(InvalidTableError, match="efforts, row 2: low: 'two' is no number of hours or points"):
        forecast(frame)
    with pytest.raises(InvalidTableError, match="a pandas DataFrame is needed"):
        forecast(None)


def test_the_same_numbers_from_any_number_of_threads():
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: forecast(MIXED, trials=2_000), range(8)))
    for run in runs[1:]:
        assert np.array_equal(run.effort, runs[0].effort) and np.array_equal(run.finish, runs[0].finish)


SEEDS = st.integers(0, 2**32)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, chunk=st.integers(1, 700), other=st.integers(1, 700), size=st.integers(1, 9))
def test_the_same_numbers_whatever_the_chunk(seed, chunk, other, size):
    network = Network.of([[p for p in range(i) if (seed >> (i + p)) & 1] for i in range(size)])
    rows = [
        Reading("x", "lognormal", 0.2 * i, 0.4) if i % 2 else Reading("y", "pert", 1, 2 + i / 9, 9) for i in range(size)
    ]
    names = [str(i) for i in range(size)]
    runs = [
        simulate(network, Durations(rows), names, trials=501, seed=seed, correlation=0.3, chunk=c)
        for c in (chunk, other)
    ]
    assert all(np.array_equal(x, y) for x, y in zip(*runs, strict=True))


def test_the_index_of_sensitivity_is_criticality_times_share_of_spread():
    """SSI = CI * sd(task) / sd(finish); of a chain all is critical, and independent variances add up."""
    chain = [item("a", 1, 2, 6, name="x"), item("a", 2, None, 8, name="y"), item("b", 1, None, 2)]
    fc = forecast(efforts(*chain), trials=N, correlation=0)
    shares = fc.tasks["sd"].to_numpy(dtype=float) / math.sqrt((fc.tasks["sd"][:2] ** 2).sum())
    assert fc.tasks["criticality"][:2].tolist() == pytest.approx([1, 1], abs=0.01)
    assert fc.tasks["ssi"][:2].tolist() == pytest.approx(shares[:2].tolist(), rel=0.03)
    assert fc.tasks["ssi"][2] < 0.01


def test_the_greatest_of_two_normals_is_clarks():
    """Clark, Operations Research 9 (1961): mean and second moment of the maximum of two correlated normals."""

    class Normals:
        def fill(self, z):
            z *= np.array([[3.0], [2.0]])
            z += np.array([[20.0], [21.0]])

    rho = 0.4
    found = simulate(Network.of([[], []]), Normals(), ["x", "y"], trials=N, seed=5, correlation=rho).finish
    a = math.sqrt(9 + 4 - 2 * rho * 6)
    alpha, n = (20 - 21) / a, NormalDist()
    mean = 20 * n.cdf(alpha) + 21 * n.cdf(-alpha) + a * n.pdf(alpha)
    second = (409 * n.cdf(alpha)) + (445 * n.cdf(-alpha)) + 41 * a * n.pdf(alpha)
    sd = math.sqrt(second - mean**2)
    near(found.mean(), mean, sd)
    assert found.std() == pytest.approx(sd, rel=0.02)
