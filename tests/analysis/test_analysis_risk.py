"""The register: known and unknown apart, counts and no products of ordinals."""

import math

import numpy as np
import pandas as pd
import pytest

import planform as pf
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


SPELLINGS = [
    ("H", "high"), ("m", "medium"), ("Low", "low"), ("High (two vendors)", "high"), ("4/5", "high"), ("🔴", "high"),
    ("hoch", "high"), ("sehr gering", "low"), ("mittel", "medium"), ("élevée", "high"), ("moyenne", "medium"),
    ("faible", "low"), ("alta", "high"), ("media", "medium"), ("bajo", "low"), ("almost certain", "high"),
    ("medium-high", "unknown"), ("H/M/L", "unknown"), ("TBD", "unknown"), (None, "unknown"),
]  # fmt: skip


def test_levels_in_every_spelling():
    found = risk_summary(risks(*(risk("a", f"r{i}", words, words) for i, (words, _) in enumerate(SPELLINGS))))
    for name in ("likelihood", "impact"):
        assert found.table.sort_index()[name].tolist() == [level for _, level in SPELLINGS]


@pytest.mark.parametrize("values", [["1", "2", "3", "4", "5"], [1, 2, 3, 4, 5], [1.0, 2.0, 3.0, 4.0, 5.0]])
def test_scores_of_a_register_are_levels_and_it_says_so(values):
    found = risk_summary(risks(*(risk("a", f"r{v}", v, v) for v in values)))
    assert found.table["likelihood"].tolist() == ["low", "low", "medium", "high", "high"]
    assert found.matrix.loc["high", "high"] == 2 and found.scored == 5
    assert "5 risks in bare scores: 1 and 2 are taken for low" in " ".join(found.assumptions)


@pytest.mark.parametrize("other", ["0", "7", "25"])
def test_numbers_that_are_no_scores_from_1_to_5_stay_unknown(other):
    found = risk_summary(risks(risk("a", "x", "4"), risk("a", "y", other)))
    assert set(found.table["likelihood"]) == {"unknown"} and found.scored == 0


def test_a_likelihood_in_percent_is_a_probability():
    found = risk_summary(risks(risk("a", "x", "30 %", None, None, 10.0), risk("a", "y", "0.5", None, None, 10.0)))
    assert found.exposure == pytest.approx(8) and found.table["probability"].tolist() == [0.5, 0.3]


def test_the_register_of_documents_in_four_languages(tmp_path):
    heads = {
        "en": ("Risks", "Risk", "Likelihood", "Impact", "Mitigation"),
        "de": ("Risiken", "Risiko", "Eintrittswahrscheinlichkeit", "Auswirkung", "Maßnahme"),
        "fr": ("Risques", "Risque", "Probabilité", "Impact", "Mitigation"),
        "es": ("Riesgos", "Riesgo", "Probabilidad", "Impacto", "Mitigación"),
    }
    rows = {
        "en": [("Late", "High", "2-3 d", "call"), ("Tail (likelihood low, impact 8 h)", "", "", "")],
        "de": [("Spät", "hoch", "2-3 Tage", "-"), ("Rest (Wahrscheinlichkeit gering, Auswirkung 8 Std)", "", "", "")],
        "fr": [("Tard", "élevée", "2-3 jours", ""), ("Fin (probabilité faible, impact 8 h)", "", "", "")],
        "es": [("Tarde", "alta", "2-3 días", ""), ("Cola (probabilidad baja, impacto 8 h)", "", "", "")],
    }
    with pf.PlanStore(tmp_path / "plans.db") as store:
        for tongue, (section, *names) in heads.items():
            head, blanks = " | ".join(names), " | ".join(f"[{n} 1]" for n in names)
            text = f"# Plan: [Title]\n\n## {section}\n\n| {head} |\n|---|---|---|---|\n| {blanks} |\n"
            t = pf.Template.from_markdown(text, name=tongue)
            (group,) = (f for f in t.tree if f.kind == "rows")
            store.save(
                t.plan({group.path: [dict(zip((c.key for c in group.columns), r, strict=False)) for r in rows[tongue]]})
            )
        found = risk_summary(store.risks())
    assert sorted(found.table["likelihood"]) == ["high"] * 4 + ["low"] * 4
    assert found.known == 8 and found.exposure == pytest.approx(4 * (0.775 * math.sqrt(16 * 24) + 0.15 * 8))
