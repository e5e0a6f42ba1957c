"""The store against its own engine: each figure is a ratio of two measurements of this run, the best of several.

    python benchmarks/store_speed.py [PLANS]

Limits: `plans()` at most 1.5 times a raw fetch of the same columns into the same dtypes, at least 3 times cheaper than
decoding bodies; bulk save at most 2 times SQLAlchemy's executemany of the same rows; filtering does not grow with the
size of bodies; streaming holds no more memory for ten times the plans.
"""

from __future__ import annotations

import gc
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from sqlalchemy import insert, select

import planform as pf
from planform.settings import Settings
from planform.store._frames import PLANS, series
from planform.store._tables import FACTS, plans, revisions, templates, texts

TEMPLATE = """# [Title]

**Key**: [Task ID]
**Status**: [Todo | In Progress | Done]
**Assignee**: [Name]
**Estimate**: [Time estimate]

## Summary

[What it is about]

## Steps

1. **[Step]**: [Description]
   - **Estimated Time**: [Time estimate]
2. **[Step]**: [Description]
   - **Estimated Time**: [Time estimate]

## Risks

| Risk | Likelihood | Impact | Mitigation |
| --- | --- | --- | --- |
| [Risk 1] | H/M/L | H/M/L | [Strategy] |
| [Risk 2] | H/M/L | H/M/L | [Strategy] |

## Acceptance Criteria

- [ ] [Criterion 1]
- [ ] [Criterion 2]
"""
COPIES = 20
template = pf.Template.from_markdown(TEMPLATE, name="speed")
WORDS = tuple("abcdefghijklmno")  # with a number behind them


def plan(n: int, size: int = 8_000) -> pf.Plan:
    """A plan whose body has about `size` characters."""
    text = " ".join(
        WORDS[(n * 7 + k * k) % len(WORDS)] + str((n + k) % 997) for k in range(max(1, (size - 1_200) // 4))
    )
    return template.plan(
        title=f"Plan {n}", key=f"K-{n}", status=("Todo", "In Progress", "Done")[n % 3], owner=f"Person {n % 40}",
        estimate=("2-4 d", "1 d", "3h", "TBD", "5 pts")[n % 5], summary=text, started="2026-01-02",
        steps=[{"step": f"Step {k}", "estimated_time": f"{k + 1} h"} for k in range(4)],
        risks=[{"risk": f"Risk {k}", "likelihood": "H", "mitigation": "Wait"} for k in range(2)],
        acceptance_criteria=["[x] Works", "Fast", "Safe"],
    )  # fmt: skip


def best(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of several."""
    found = []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def raw_plans(path: Path) -> pd.DataFrame:
    """The columns of `plans()` as they are kept, fetched by the driver, in the same dtypes."""
    own = {"plan_id": "id", "points": "effort_likely", "actual_hours": "actual_likely"}
    names = ", ".join(own.get(name, name) for name in PLANS)
    connection = sqlite3.connect(path)
    rows = connection.execute(f"SELECT {names} FROM plans WHERE NOT deleted ORDER BY created_at, id").fetchall()
    connection.close()
    columns = zip(PLANS.items(), zip(*rows, strict=True), strict=True)
    return pd.DataFrame({name: series(list(values), dtype) for (name, dtype), values in columns})


def decoded(path: Path) -> int:
    """All bodies, decoded as cheaply as Python can."""
    connection = sqlite3.connect(path)
    found = [json.loads(body) for (body,) in connection.execute("SELECT body FROM revisions")]
    connection.close()
    return len(found)


def saving(folder: Path, given: list[pf.Plan]) -> tuple[float, float]:
    """(seconds of `save_many`, seconds of executemany of the same rows)."""
    taken, inserted = [], []
    for n in range(2):
        with (
            pf.PlanStore(folder / f"bulk{n}.db", Settings()) as store,
            pf.PlanStore(folder / f"raw{n}.db", Settings()) as raw,
        ):
            taken.append(best(lambda: store.save_many(given), times=1))
            with store._reading() as connection:
                tables = (templates, plans, revisions, *FACTS, texts)
                rows = {t: [row._asdict() for row in connection.execute(select(t))] for t in tables}

            def write() -> None:
                with raw._writing() as connection:
                    for table, found in rows.items():  # noqa: B023
                        if found:
                            connection.execute(insert(table), found)

            inserted.append(best(write, times=1))
    return min(taken), min(inserted)


def filtering(folder: Path, count: int) -> dict[int, tuple[float, float]]:
    """Size of bodies -> (seconds to open, seconds to filter) of a store of so many plans."""
    found = {}
    for size in (2_000, 8_000):
        path = folder / f"many{size}.db"
        with pf.PlanStore(path, Settings()) as store:
            store.save_many(plan(n, size) for n in range(count // COPIES))
            with store._writing() as connection:  # the same rows under other names
                for table, key in ((plans, "id"), (revisions, "plan_id")):
                    for n in range(1, COPIES):
                        columns = {c.name: f'"{c.name}"' for c in table.columns}
                        columns |= {name: f"{name} || '-{n}'" for name in (key, "key") if name in columns}
                        into, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
                        source = f"SELECT {values} FROM {table.name} WHERE {key} NOT LIKE '%-%'"
                        connection.exec_driver_sql(f"INSERT INTO {table.name} ({into}) {source}")

        def opened() -> None:
            pf.PlanStore(path, Settings()).close()  # noqa: B023

        with pf.PlanStore(path, Settings()) as store:
            found[size] = best(opened), best(lambda: store.plans(status="done", owner="Person 7"))
    return found


STREAM = """
import resource, sys, planform as pf
from planform.settings import Settings
with pf.PlanStore(sys.argv[1], Settings()) as store:
    next(store.each())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(1 for _ in store.each(**({"sprint": "S"} if sys.argv[2] == "few" else {})))
    lines = sum(1 for _ in store.export_lines()) if sys.argv[2] == "lines" else 0
    print(count, lines, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def grown(path: Path, what: str) -> int:
    """KiB that a process grows by while it streams."""
    done = subprocess.run([sys.executable, "-c", STREAM, str(path), what], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])


def main() -> int:
    sys.stdout.reconfigure(line_buffering=True)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    wrong = []

    def say(what: str, value: float, limit: float, unit: str = "x", least: bool = False) -> None:
        good = value >= limit if least else value <= limit
        print(
            f"{what}: {value:.2f} {unit} ({'at least' if least else 'at most'} {limit:g}){'' if good else '  MISSED'}"
        )
        wrong.extend([] if good else [what])

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = [plan(n) for n in range(count)]
        ours, raw = saving(folder, given)
        print(f"{count} plans of {len(json.dumps(dict(given[0].values))):,} characters; save_many {ours:.2f} s")
        say("bulk save to executemany of the same rows", ours / raw, 2)
        path = folder / "bulk0.db"
        with pf.PlanStore(path, Settings()) as store:
            frame, fetched, bodies = best(store.plans), best(lambda: raw_plans(path)), best(lambda: decoded(path))
        print(f"plans() {frame * 1e3:.0f} ms, raw {fetched * 1e3:.0f} ms, decoding {bodies * 1e3:.0f} ms")
        say("plans() to a raw fetch", frame / fetched, 1.5)
        say("decoding bodies to plans()", bodies / frame, 3, least=True)
        for what in ("all", "lines"):
            say(f"memory while streaming ({what})", grown(path, what) / 1024, 32, "MiB")
        many = filtering(folder, 10 * count)
        for size, (opened, filtered) in many.items():
            print(
                f"{10 * count} plans of {size} characters: open {opened * 1e3:.0f} ms, filter {filtered * 1e3:.0f} ms"
            )
        (_, few), (large, more) = many.values()
        say("opening the larger one", large * 1e3, 100, "ms")
        say("filtering with bodies four times the size", more / few, 1.3)
    print(f"highest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
