"""Simulation against plain numpy: 1,000 tasks x 10,000 trials, criticality included, at most half the time and 50 MB.

Plain: beta sampling and the longest path over the same network, without criticality, correlation or anything else. Both
in chunks of 500 trials, in this process, in turns; the medians are compared. Then 10,000 tasks x 10,000 trials must
finish, and the roll-up of 100,000 plans is timed against reading them.
"""

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from planform.analysis import effort_by, forecast
from planform.store import PlanStore

TRIALS, PAIRS, CHUNK = 10_000, 7, 500
MOST_SHARE, MOST_MB = 0.5, 50.0


def network(size: int, rng: np.random.Generator) -> list[list[int]]:
    """Up to three predecessors each, among the 40 before."""
    return [sorted(set(rng.integers(max(0, i - 40), i, 3).tolist())) if i else [] for i in range(size)]


def frames(size: int) -> tuple[pd.DataFrame, pd.DataFrame, list[list[int]], np.ndarray]:
    rng = np.random.default_rng(size)
    before = network(size, rng)
    ends = np.sort(rng.uniform(1, 20, (size, 3)), axis=1)
    ids = [f"p{i}" for i in range(size)]
    efforts = pd.DataFrame(
        {"plan_id": ids, "kind": "time", "low": ends[:, 0], "likely": ends[:, 1], "high": ends[:, 2]}
    )
    rows = [(ids[i], "blocked_by", "", ids[p]) for i, found in enumerate(before) for p in found]
    return efforts, pd.DataFrame(rows, columns=["plan_id", "relation", "text", "target_id"]), before, ends


def plain(before: list[list[int]], ends: np.ndarray) -> np.ndarray:
    rng = np.random.default_rng(0)
    low, likely, high = (ends[:, i, None] for i in range(3))
    alpha, beta = 1 + 4 * (likely - low) / (high - low), 1 + 4 * (high - likely) / (high - low)
    finish = np.empty(TRIALS)
    for start in range(0, TRIALS, CHUNK):
        work = low + (high - low) * rng.beta(alpha, beta, (len(before), CHUNK))
        for i, found in enumerate(before):
            if found:
                latest = work[found[0]]
                for p in found[1:]:
                    latest = np.maximum(latest, work[p])
                work[i] += latest
        finish[start : start + CHUNK] = work.max(axis=0)
    return finish


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def simulation() -> bool:
    efforts, waits, before, ends = frames(1_000)
    start = megabytes()
    fc = forecast(efforts, waits, trials=TRIALS)  # frames, network and all
    more = megabytes() - start
    work = fc._work
    from planform.analysis._work import _simulated

    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(PAIRS):
        theirs.append(seconds(lambda: plain(before, ends)))
        ours.append(seconds(lambda: _simulated(work.work, work.network, work.events)))
    share = statistics.median(ours) / statistics.median(theirs)
    whole = seconds(lambda: forecast(efforts, waits, trials=TRIALS))
    print(
        f"1,000 x 10,000: plain numpy {statistics.median(theirs):.3f} s, ours {statistics.median(ours):.3f} s", end=" "
    )
    print(f"({share:.2f} of it, limit {MOST_SHARE}); frames and network included {whole:.3f} s; ", end="")
    print(f"{more:.0f} MB over start (limit {MOST_MB:.0f})")
    return share > MOST_SHARE or more > MOST_MB


def large() -> None:
    efforts, waits, _, _ = frames(10_000)
    took = seconds(lambda: forecast(efforts, waits, trials=TRIALS))
    print(f"10,000 x 10,000: {took:.1f} s, {megabytes():.0f} MB in all")


def rolled_up(plans: int = 100_000) -> bool:
    """Frames of so many plans as the store gives them; reading is timed on the store's own frames of a tenth."""
    rng = np.random.default_rng(1)
    ids = [f"p{i}" for i in range(plans)]
    with tempfile.TemporaryDirectory() as folder, PlanStore(Path(folder) / "plans.db") as store:
        fill(store, plans // 10)
        reading = 10 * seconds(lambda: (store.plans(), store.efforts()))
    owners = rng.choice(["Ana", "Ben", "Cleo", "Dan"], plans)
    frame = pd.DataFrame({"plan_id": ids, "key": ids, "kind": "time", "low": 2.0, "likely": np.nan, "high": 4.0})
    frame = frame.assign(owner=owners, position=1, done=False)
    took = seconds(lambda: effort_by(frame, by="owner"))
    print(f"{plans:,} plans: reading {reading:.1f} s, roll-up {took:.1f} s ({took / reading:.2f} of it, limit 2)")
    return took > 2 * reading


def fill(store: PlanStore, count: int) -> None:
    from planform.plan import Template

    template = Template.load("implementation-task")
    store.save_many(
        [template.plan(title=f"Task {i}", key=f"T-{i}", estimate="2-4 h", status="Todo") for i in range(count)]
    )


def main() -> int:
    bad = [simulation()]
    large()
    bad.append(rolled_up())
    return any(bad)


if __name__ == "__main__":
    sys.exit(main())
