"""The engine beside vanilla papermill on the same notebooks: each figure is a ratio of two measurements of this run.

    python benchmarks/engine_speed.py [ROWS] [ROUNDS]

The notebooks are the bundled one, prepared: plans saved and documents written before, so that what is measured is
executing them. The start of the zygote is on the engine's bill. Limits, vanilla over engine: with one atomic write 25
for the wall clock and 15 for processor time, with papermill's saves after each cell 20 and 13; peak memory at most 1.3
times; a batch of one row at most 1.05 times one with nbclient; the last notebooks of a run no slower than the first.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import papermill

import planform as pf
from planform.engine import Job, execute, quiet, read_notebook, zygotes_ended
from planform.engine._jobs import _kernel
from planform.template import data_folder

VANILLA = 5  # notebooks in a round
NOTEBOOK = data_folder("notebooks") / "plan.ipynb"
HARMLESS = {"store": "plans.db", "out": "out"}
LIMITS = {
    "one write, wall": (25.0, "at least"),
    "one write, CPU": (15.0, "at least"),
    "saves, wall": (20.0, "at least"),
    "saves, CPU": (13.0, "at least"),
    "memory": (1.3, "at most"),
    "one row": (1.05, "at most"),
    "last to first": (1.25, "at most"),
}


def rows(count: int) -> list[dict[str, str]]:
    return [
        {"key": f"T-{n}", "Title": f"Task {n}", "Status": "Todo", "Estimate": f"{n % 5 + 1}-{n % 5 + 4} hours"}
        for n in range(count)
    ]


def prepared(folder: Path, count: int) -> list[Job]:
    """Notebooks whose plans are saved and whose documents are written."""
    result = pf.run_batch(
        rows(count), "implementation-task", folder, folder / "plans.db", render_only=True, report=False
    )
    laid = sorted(p.with_suffix(".ipynb") for p in result.files.values())
    text = read_notebook(NOTEBOOK)
    told = [json.loads(p.read_text(encoding="utf-8"))["metadata"]["papermill"]["parameters"] for p in laid]
    return [
        Job(p.stem, text, str(NOTEBOOK), str(folder / f"{p.stem}.done.ipynb"), t, "planform", {}, HARMLESS)
        for p, t in zip(laid, told, strict=True)
    ]


def vanilla(jobs: list[Job]) -> None:
    for job in jobs[:VANILLA]:
        with_saves(job, "nbclient")


def with_saves(job: Job, engine: str, **options: object) -> None:
    papermill.execute_notebook(
        str(NOTEBOOK), job.target, dict(job.parameters), engine, kernel_name="python3", progress_bar=False, **options
    )


def one_write(jobs: list[Job]) -> None:
    for job in jobs:
        outcome = execute(job)
        if outcome.error:
            raise SystemExit(f"{job.name}: {outcome.error}")


def saves(jobs: list[Job]) -> None:
    for job in jobs:
        with_saves(job, "planform", **_kernel(job))


@contextmanager
def measured(taken: list[tuple[float, float]], count: int) -> Iterator[None]:
    """Seconds a notebook, on the clock and of processors, those of ended processes included."""
    gc.collect()
    before, begin = os.times(), time.perf_counter()
    with zygotes_ended():
        yield
    wall, after = time.perf_counter() - begin, os.times()
    taken.append((wall / count, sum(b - a for a, b in zip(before[:4], after[:4], strict=True)) / count))


def speed(jobs: list[Job], rounds: int) -> dict[str, float]:
    ways: dict[str, tuple[Callable[[list[Job]], None], int]] = {
        "vanilla": (vanilla, VANILLA),
        "one write": (one_write, len(jobs)),
        "saves": (saves, len(jobs)),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for number in range(rounds):
        for name in list(ways)[:: -1 if number % 2 else 1]:
            way, count = ways[name]
            with measured(taken[name], count):
                way(jobs)
            print(f"  {name}: {1e3 * taken[name][-1][0]:.0f} ms wall, {1e3 * taken[name][-1][1]:.0f} ms CPU a notebook")
    best = {name: [min(t[k] for t in times) for k in (0, 1)] for name, times in taken.items()}
    return {
        f"{name}, {what}": best["vanilla"][k] / best[name][k]
        for name in ("one write", "saves")
        for k, what in enumerate(("wall", "CPU"))
    }


def flat(jobs: list[Job]) -> float:
    """Seconds of the last quarter over those of the second: the first pays the start."""
    seconds = []
    with zygotes_ended():
        for job in jobs:
            begin = time.perf_counter()
            execute(job)
            seconds.append(time.perf_counter() - begin)
    quarter = len(seconds) // 4
    return statistics.median(seconds[-quarter:]) / statistics.median(seconds[quarter : 2 * quarter])


# --- memory, in processes of their own


def memory(folder: Path, engine: str, count: int) -> float:
    """Peak of the proportional set sizes of a process and all below it while it executes notebooks, in MiB."""
    command = [sys.executable, __file__, "--memory", engine, str(folder), str(count)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def hold(engine: str, folder: Path, count: int) -> None:
    jobs, peak, done = prepared(folder, count), [0.0], threading.Event()

    def sample() -> None:
        while not done.wait(0.05):
            peak[0] = max(peak[0], sum(pss(pid) for pid in (os.getpid(), *below(os.getpid()))))

    threading.Thread(target=sample, daemon=True).start()
    with quiet():
        (vanilla if engine == "nbclient" else one_write)(jobs)
    done.set()
    print(peak[0] / 1024)


def below(pid: int) -> list[int]:
    try:
        own = [int(p) for t in Path(f"/proc/{pid}/task").iterdir() for p in (t / "children").read_text().split()]
    except OSError:
        return []
    return own + [p for child in own for p in below(child)]


def pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


# --- a batch of one


def one_row(folder: Path, rounds: int) -> float:
    taken: dict[str | None, list[float]] = {None: [], "nbclient": []}
    for number in range(rounds):
        for engine in list(taken)[:: -1 if number % 2 else 1]:
            begin = time.perf_counter()
            out = folder / f"one-{number}-{engine}"
            pf.run_batch(rows(1), "implementation-task", out, out / "plans.db", engine=engine, report=False)
            taken[engine].append(time.perf_counter() - begin)
    return min(taken[None]) / min(taken["nbclient"])


def main(count: int, rounds: int) -> int:
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name, quiet():
        folder = Path(name)
        jobs = prepared(folder / "speed", count)
        with_saves(jobs[0], "nbclient")  # compiles what is not compiled yet, on nobody's bill
        found |= speed(jobs, rounds)
        found["last to first"] = flat(jobs)
        found["memory"] = memory(folder / "m1", "planform", 30) / memory(folder / "m2", "nbclient", 30)
        found["one row"] = one_row(folder, rounds)
    missed = 0
    for what, (limit, bound) in LIMITS.items():
        good = found[what] >= limit if bound == "at least" else found[what] <= limit
        missed += not good
        print(f"{what:18}{found[what]:8.2f}   {bound} {limit:g}{'' if good else '   MISSED'}")
    return int(missed > 0)


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if sys.argv[1:2] == ["--memory"]:
        hold(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        given = [int(a) for a in sys.argv[1:]]
        raise SystemExit(main(*(given + [200, 3][len(given) :])))
