"""The register: known and unknown apart, counts and no products of ordinals."""

import math

import numpy as np
import pandas as pd
import pytest

from planform.analysis import risk_summary
from planform.analysis._risk import total
from planform.errors import InvalidTableError, InvalidValueError

from .helpers import risk, risks

REGISTER = risks(
    risk("a", "late", "M", "High", 0.3, 40.0, owner="Ana", mitigated=True),
    risk("a", "rework", "High", "H", 0.7, None, mitigation="spike first"),
    risk("b", "leaves", "low", None, None, 20.0, mitigated=False),
    risk("b", "nobody knows", owner="TBD"),
    risk("b", "likely only", None, "Low", 0.9, None),
)


def test_exposure_is_of_the_known_alone():
    found = risk_summary(REGISTER)
    assert found.exposure == pytest.approx(0.3 * 40 + 0.15 * 20)  # "low" is 5 to 25 %, its middle 15 %
    assert found.known == 2
    assert found.headline == "15 h expected, P80 40 h for 2 of 5 risks; 3 without a likelihood or hours, unknown"
    assert found.unknown == {"likelihood": 1, "impact": 1, "impact_hours": 3, "owner": 4, "mitigation": 2}


def test_the_bands_of_the_team_decide_what_a_level_means():
    found = risk_summary(REGISTER, bands={"low": (0.1, 0.3), "medium": (0.3, 0.5), "high": (0.5, 1.0)})
    assert found.exposure == pytest.approx(0.3 * 40 + 0.2 * 20)


def test_the_table_keeps_what_is_unknown_unknown():
    table = risk_summary(REGISTER).table.set_index("risk")
    assert table.index[0] == "late"
    assert table["exposure"].isna().tolist() == [False, False, True, True, True]
    assert table.loc["leaves", ["probability_low", "probability_high"]].tolist() == [0.05, 0.25]
    assert table.loc["leaves", "probability"] is pd.NA and table.loc["nobody knows", "likelihood"] == "unknown"
    assert table["mitigated"].isna().tolist() == [False, False, True, True, True]


def test_the_matrix_counts_and_names():
    found = risk_summary(REGISTER)
    assert found.matrix.to_dict("index") == {
        "high": {"low": 1, "medium": 0, "high": 1, "in hours": 0, "unknown": 0},
        "medium": {"low": 0, "medium": 0, "high": 1, "in hours": 0, "unknown": 0},
        "low": {"low": 0, "medium": 0, "high": 0, "in hours": 1, "unknown": 0},
        "unknown": {"low": 0, "medium": 0, "high": 0, "in hours": 0, "unknown": 1},
    }
    assert found.matrix.to_numpy().sum() == len(REGISTER)
    assert found.names.loc["high", "low"] == ["likely only"]


def test_bands_are_a_setting():
    bands = {"low": (0, 0.8), "medium": (0.8, 0.9), "high": (0.95, 1.0)}
    found = risk_summary(REGISTER, bands=bands)
    assert found.names.loc["medium", "low"] == ["likely only"]
    assert found.table.set_index("risk").loc["leaves", "probability_high"] == 0.8
    assert "95 to 100 %" in " ".join(found.assumptions)


@pytest.mark.parametrize("bands", [{}, {"low": (0, 1)}, {"low": (0.5, 0.1), "medium": (0, 1), "high": (0, 1)}])
def test_bands_that_make_no_sense(bands):
    with pytest.raises(InvalidValueError, match="needs two probabilities in order"):
        risk_summary(REGISTER, bands=bands)


def test_senseless_figures_are_told_and_unknown():
    found = risk_summary(risks(risk("a", "x", None, None, 1.5, 10.0), risk("a", "y", None, None, 0.5, -3.0)))
    assert [str(d).split(":")[0] for d in found.problems] == ["a", "a"] and found.known == 0
    assert math.isnan(found.exposure) and found.contingency["value"].isna().all()
    assert found.headline == "2 risks; none has both a likelihood and hours of impact"


@pytest.mark.parametrize("frame", [pd.DataFrame(), risks()])
def test_no_risks(frame):
    found = risk_summary(frame)
    assert (found.headline, len(found.table), found.matrix.to_numpy().sum()) == ("No risks recorded", 0, 0)


def test_a_missing_column_is_named():
    with pytest.raises(InvalidTableError, match="no column 'plan_id'"):
        risk_summary(pd.DataFrame({"risk": ["x"]}))


@pytest.mark.parametrize("seed", range(10))
def test_convolution_against_all_outcomes(seed):
    rng = np.random.default_rng(seed)
    events = [(p, float(h)) for p, h in zip(rng.random(8), rng.integers(1, 9, 8), strict=True)]
    exact: dict[float, float] = {}
    for outcome in range(2**8):
        on = [outcome >> i & 1 for i in range(8)]
        value = sum(h for (_, h), here in zip(events, on, strict=True) if here)
        chance = math.prod(p if here else 1 - p for (p, _), here in zip(events, on, strict=True))
        exact[value] = exact.get(value, 0) + chance
    sums, chances, is_exact = total(events)
    assert is_exact and sums.tolist() == sorted(exact)
    assert chances == pytest.approx([exact[s] for s in sums])


def test_many_different_risks_stay_close_to_exact():
    rng = np.random.default_rng(1)
    events = list(zip(rng.random(60).tolist(), (rng.random(60) * 100).tolist(), strict=True))
    sums, chances, is_exact = total(events)
    mean, variance = sum(p * h for p, h in events), sum(p * (1 - p) * h * h for p, h in events)
    assert not is_exact and len(sums) <= 100_000 and chances.sum() == pytest.approx(1)
    assert (sums * chances).sum() == pytest.approx(mean, rel=1e-3)
    assert ((sums - mean) ** 2 * chances).sum() == pytest.approx(variance, rel=1e-2)
