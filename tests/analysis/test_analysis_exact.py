"""Networks and a register whose answers are known exactly; bounds are 4 standard errors of the simulation itself."""

import json
import math
from fractions import Fraction
from itertools import product
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from planform.analysis import risk_summary
from planform.analysis._network import Network, critical_path
from planform.analysis._risk import total
from planform.analysis._simulate import Event, quantile, simulate, standard_error

from .helpers import risk, risks

EXACT = json.loads((Path(__file__).parents[1] / "data" / "exact-results.json").read_text())
N = 40_000
phi = np.vectorize(NormalDist().cdf)


class Quantiles:
    """Durations by one inverse cumulative distribution for all tasks."""

    def __init__(self, inverse):
        self.inverse = inverse

    def fill(self, z):
        z[:] = self.inverse(phi(z))


class Discrete:
    def __init__(self, values, chances):
        self.values = np.array(values, dtype=float)
        self.steps = np.cumsum([float(Fraction(c)) for c in chances])[:-1]

    def fill(self, z):
        for row, values in zip(z, self.values, strict=True):
            row[:] = values[np.searchsorted(self.steps, phi(row), side="right")]


def run(predecessors, durations, **more):
    names = [str(i) for i in range(len(predecessors))]
    return simulate(Network.of(predecessors), durations, names, trials=N, seed=7, **more)


def near(value, exact, sd, n=N, k=4):
    assert abs(value - exact) <= k * sd / math.sqrt(n), f"{value} is not {exact} within {k} standard errors"


def near_share(value, exact):
    near(value, exact, math.sqrt(exact * (1 - exact)))


def quantile_sd(p, density):
    return math.sqrt(p * (1 - p)) / density


def bridge():
    case = EXACT["bridge_discrete_exact"]
    names = list(case["tasks"])
    predecessors = [[names.index(p) for p in case["predecessors"][name]] for name in names]
    return case, names, predecessors, Discrete([case["tasks"][n] for n in names], case["probabilities"])


def test_bridge_distribution_of_the_finish():
    case, _, predecessors, durations = bridge()
    found = run(predecessors, durations).finish
    ordered = np.sort(found)
    near(found.mean(), case["mean_float"], case["sd"])
    for value, chance in case["pmf"].items():
        near_share((found == float(value)).mean(), float(Fraction(chance)))
    assert [quantile(ordered, p) for p in (0.5, 0.8, 0.95)] == [case["P50"], case["P80"], case["P95"]]
    near_share((found <= case["deterministic_at_mode"]).mean(), case["P(T<=deterministic_at_mode)"])


def test_bridge_criticality():
    case, names, predecessors, durations = bridge()
    found = run(predecessors, durations).criticality
    for name, share in zip(names, found, strict=True):
        near_share(share, case["criticality_float"][name]) if case["criticality_float"][name] < 1 else None
        assert case["criticality_float"][name] < 1 or share == 1


def test_bridge_criticality_is_that_of_zero_float():
    """The simulation's criticality against the critical path method, over all 2,187 outcomes of the bridge."""
    case, names, predecessors, _ = bridge()
    network = Network.of(predecessors)
    chances = [Fraction(c) for c in case["probabilities"]]
    total = dict.fromkeys(names, Fraction(0))
    for picks in product(range(3), repeat=len(names)):
        weight = math.prod(chances[i] for i in picks)
        hours = np.array([case["tasks"][n][i] for n, i in zip(names, picks, strict=True)], dtype=float)
        times = critical_path(network, hours)
        for name, slack in zip(names, times.total_float, strict=True):
            total[name] += weight if slack == 0 else 0
    assert {name: str(share) for name, share in total.items()} == case["criticality_index_zero_float"]


def test_bridge_at_the_mode_is_optimistic():
    case, names, predecessors, _ = bridge()
    times = critical_path(Network.of(predecessors), np.array([case["tasks"][n][1] for n in names], dtype=float))
    assert times.ef.max() == case["deterministic_at_mode"]


def test_series_parallel_of_uniforms():
    case = EXACT["uniform_series_parallel"]
    found = run([[], [0], [0]], Quantiles(lambda u: u))
    ordered = np.sort(found.finish)
    near(found.finish.mean(), case["mean"], math.sqrt(case["var"]))
    # the cumulative distribution is (1 - (t-1)^3) / 3 + (t - 1) on [1, 2], so its density there is 1 - (t-1)^2
    for name, p in (("P50", 0.5), ("P80", 0.8), ("P95", 0.95)):
        density = 1 - (case[name] - 1) ** 2
        near(quantile(ordered, p), case[name], quantile_sd(p, density))
    near_share(found.criticality[1], 0.5)
    assert found.criticality[0] == 1


@pytest.mark.parametrize("count", [1, 2, 5, 10, 50])
def test_merge_bias_of_exponentials(count):
    case = EXACT["merge_bias_exponential"][str(count)]
    found = run([[]] * count, Quantiles(lambda u: -np.log1p(-u))).finish
    ordered = np.sort(found)
    near(found.mean(), case["mean"], math.sqrt(sum(1 / k**2 for k in range(1, count + 1))))
    for name, p in (("P50", 0.5), ("P80", 0.8), ("P95", 0.95)):
        e = math.exp(-case[name])
        density = count * (1 - e) ** (count - 1) * e
        near(quantile(ordered, p), case[name], quantile_sd(p, density))


def test_standard_errors_are_those_of_the_theory():
    """Over 40 runs the mean estimated standard error of P80 is within 10 % of the exact one, 1 / density."""
    exact = math.sqrt(0.8 * 0.2 / 4_000) / 0.2  # exponential: density at its P80 is 0.2
    network = Network.of([[]])
    exponential = Quantiles(lambda u: -np.log1p(-u))
    runs = [simulate(network, exponential, ["t"], trials=4_000, seed=s).finish for s in range(40)]
    estimated = np.mean([standard_error(np.sort(r), 0.8) for r in runs])
    spread = np.std([quantile(np.sort(r), 0.8) for r in runs], ddof=1)
    assert estimated == pytest.approx(exact, rel=0.10)
    assert spread == pytest.approx(exact, rel=0.45)  # an sd of 40 values: 4 times its own standard error of 11 %


def register():
    case = EXACT["risk_register_exact"]
    return case, risks(*(risk("p", r["name"], r["label"], None, r["p"], r["impact_days"]) for r in case["risks"]))


def test_register_by_exact_convolution():
    case, frame = register()
    found = risk_summary(frame)
    assert found.exact
    assert found.exposure == pytest.approx(case["EMV_total"], abs=1e-12)
    assert dict(found.contingency.values.tolist()) == {"P50": case["P50"], "P80": case["P80"], "P95": case["P95"]}


def test_register_by_simulation():
    case, _ = register()
    events = [Event(r["name"], 0, r["p"], r["impact_days"]) for r in case["risks"]]
    found = run([[]], Quantiles(lambda u: 0 * u), events=events)
    near(found.effort.mean(), case["EMV_total"], math.sqrt(case["var"]))
    near_share((found.effort == 0).mean(), case["P_no_risk"])
    near_share((found.effort <= case["EMV_total"]).mean(), case["P(total<=EMV)"])
    sums, chances, _ = total([(r["p"], r["impact_days"]) for r in case["risks"]])
    assert sums[-1] == case["max"]
    for value, below in zip(sums, np.cumsum(chances), strict=True):  # P(total <= 18) is 0.8001: P80 itself would flip
        near_share((found.effort <= value).mean(), min(below, 1.0))
