"""A batch beside vanilla papermill on the same notebook: each figure is a ratio of two measurements of this run.

    python benchmarks/batch_speed.py [ROWS] [LONG]

Each measurement is a process of its own, start of the engine included, imports excluded on both sides; CPU is that of
all processes that it waited for. Vanilla executes what the batch would: the same parameters, the plans already there.

Limits: the whole batch (plans checked, saved, written, notebooks executed) at least 15 times less wall and 10 times
less CPU a row; without execution at least 30 times less wall, and how far that is from rendering and writing alone; two
workers at least 1.2 times the rows a second of one; one row at most 5 % slower than with engine="nbclient"; memory with
one worker at most 1.3 times vanilla's. With LONG rows: the last fifth takes at most 1.15 times the second, and memory
grows by at most 16 KiB a row. Nothing is left in the temporary folder.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

TEMPLATE = "implementation-task"
VANILLA = 5  # notebooks; each is a second
ROUNDS = 3


def rows(count: int) -> list[dict[str, str]]:
    states = ("Todo", "In Progress", "Done")
    return [
        {
            "Key": f"K-{n}",
            "Title": f"Add retry to client number {n}",
            "Status": states[n % 3],
            "Assignee": f"Dev {n % 7}",
            "Estimate": f"{1 + n % 5}-{4 + n % 9} h",
            "Task Summary": f"Calls of client {n} fail when the network blinks; retry them with a growing pause.",
            "Acceptance Criteria": "[x] a call is tried again\nthe pause grows",
            "Technical Risks[0].risk": f"Queue {n} fills up (likelihood 30 %, impact 2-4 h)",
            "development_steps[0].step": "Backoff helper",
            "development_steps[0].estimated_time": "3 h",
        }
        for n in range(count)
    ]


# --- in the process that is measured


def cpu() -> float:
    return sum(r.ru_utime + r.ru_stime for r in (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)))


def batch(folder: Path, count: int, **options: Any) -> Any:
    from planform.batch import run_batch

    return run_batch(rows(count), TEMPLATE, folder / "out", folder / "plans.db", report=False, **options)


def vanilla(folder: Path, count: int) -> list[Any]:
    """What vanilla papermill gets: the parameters of notebooks that the batch has laid ready."""
    made = batch(folder, count, render_only=True)
    notebooks = [path.with_suffix(".ipynb") for path in made.files.values()]
    return [json.loads(path.read_text(encoding="utf-8"))["metadata"]["papermill"]["parameters"] for path in notebooks]


def floor(folder: Path, count: int) -> Any:
    """The documents alone: plans made, rendered and written, nothing saved or remembered."""
    import planform as pf
    from planform.batch.mapping._candidates import prepare

    found = prepare(rows(count), TEMPLATE)
    template = pf.Template.load(TEMPLATE)
    (folder / "out").mkdir()

    def work() -> None:
        for candidate in found.good:
            text = template.plan(candidate.values).to_markdown()
            (folder / "out" / f"{candidate.key}.md").write_text(text, encoding="utf-8")

    return work


def measured(kind: str, count: int) -> dict[str, Any]:
    """One measurement, in this process."""
    import papermill

    import planform.batch.run._run  # noqa: F401  both sides are measured without their imports
    from planform.template import data_folder

    folder = Path(tempfile.mkdtemp(dir=os.environ["MEASURED"]))
    marks: list[float] = []
    options: dict[str, dict[str, Any]] = {
        "render": {"render_only": True},
        "one": {"workers": 1},
        "two": {"workers": 2},
        "nbclient": {"workers": 1, "engine": "nbclient"},
        "long": {"workers": 2, "on_progress": lambda *_: marks.append(time.perf_counter())},
    }
    if kind == "vanilla":
        given, source = vanilla(folder, count), str(data_folder("notebooks") / "plan.ipynb")

        def work() -> None:
            for n, parameters in enumerate(given):
                papermill.execute_notebook(
                    source, str(folder / f"{n}.ipynb"), parameters, progress_bar=False, kernel_name="python3"
                )
    elif kind == "floor":
        work = floor(folder, count)
    else:

        def work() -> None:
            result = batch(folder, count, **options[kind])
            if result.failures or len(result.created) != count:
                raise SystemExit(f"{kind}: {result} {result.failures[:1]}")

    used, begin = cpu(), time.perf_counter()
    work()
    wall = time.perf_counter() - begin
    memory = getrusage(RUSAGE_SELF).ru_maxrss
    return {"wall": wall / count, "cpu": (cpu() - used) / count, "kib": memory, "marks": marks}


# --- in the process that measures


def measure(kind: str, count: int, memory: bool = False) -> dict[str, Any]:
    """One measurement in a process of its own; its peak memory (PSS of all its processes, MiB) where asked for."""
    with tempfile.TemporaryDirectory() as name:
        own = Path(name) / "tmp"
        own.mkdir()
        environment = {**os.environ, "TMPDIR": str(own), "MEASURED": name}
        command = [sys.executable, __file__, "--measured", kind, str(count)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, env=environment, text=True, **pipes)
        peak, over = [0.0], threading.Event()
        if memory:
            threading.Thread(target=sample, args=(process.pid, peak, over), daemon=True).start()
        out, _ = process.communicate()
        over.set()
        if process.returncode:
            raise SystemExit(f"{kind} with {count} rows failed")
        left = sorted(path.name for path in own.iterdir())
        return {**json.loads(out.splitlines()[-1]), "peak": peak[0], "left": left}


def sample(pid: int, peak: list[float], over: threading.Event) -> None:
    import psutil

    while not over.wait(0.05):
        try:
            top = psutil.Process(pid)
            peak[0] = max(peak[0], sum(pss(p) for p in [top, *top.children(recursive=True)]) / 2**20)
        except psutil.Error:
            continue


def pss(process: Any) -> float:
    import psutil

    try:
        return float(process.memory_full_info().pss)
    except psutil.Error:
        return 0.0


def main() -> int:
    sys.stdout.reconfigure(line_buffering=True)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    long = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    wrong: list[str] = []
    left: list[str] = []

    def say(what: str, value: float, limit: float, unit: str = "x", least: bool = False) -> None:
        good = value >= limit if least else value <= limit
        bound = f"{'at least' if least else 'at most'} {limit:g}"
        print(f"{what}: {value:.2f} {unit} ({bound}){'' if good else '  MISSED'}")
        wrong.extend([] if good else [what])

    def median(kind: str, many: int, rounds: int = ROUNDS) -> dict[str, float]:
        found = [measure(kind, many) for _ in range(rounds)]
        left.extend(name for one in found for name in one["left"])
        made = {what: statistics.median(one[what] for one in found) for what in ("wall", "cpu")}
        print(f"{kind} ({many}): {made['wall'] * 1e3:.1f} ms wall, {made['cpu'] * 1e3:.1f} ms CPU a row")
        return made

    measure("one", VANILLA)  # writes the .pyc files
    plain = median("vanilla", VANILLA)
    one, two = (median(kind, count, 1) for kind in ("one", "two"))
    render, bare = (median(kind, count, 1) for kind in ("render", "floor"))
    say("vanilla to the whole batch, wall", plain["wall"] / one["wall"], 15, least=True)
    say("vanilla to the whole batch, CPU", plain["cpu"] / one["cpu"], 10, least=True)
    say("two workers to one, rows a second", one["wall"] / two["wall"], 1.2, least=True)
    say("vanilla to rendering only, wall", plain["wall"] / render["wall"], 30, least=True)
    say("rendering only to documents alone", render["wall"] / bare["wall"], 1.5)
    single, real = median("one", 1), median("nbclient", 1)
    say("one row to the same with nbclient", single["wall"] / real["wall"], 1.05)
    peaks = {kind: measure(kind, VANILLA * 4, memory=True)["peak"] for kind in ("vanilla", "one")}
    print(f"memory: vanilla {peaks['vanilla']:.0f} MiB, one worker {peaks['one']:.0f} MiB")
    say("memory of one worker to vanilla's", peaks["one"] / peaks["vanilla"], 1.3)
    if long:
        flat(long, say)
    print(f"left in the temporary folder: {sorted(set(left)) or 'nothing'}")
    return int(bool(wrong or left))


def flat(count: int, say: Any) -> None:
    """A long batch: whether its end is as quick as its beginning, and what a row adds to its memory."""
    few, many = measure("long", count // 10), measure("long", count)
    marks = many["marks"]
    fifth = len(marks) // 5
    first, last = marks[2 * fifth] - marks[fifth], marks[-1] - marks[-1 - fifth]
    print(f"{count} rows: {many['wall'] * 1e3:.1f} ms a row, {many['kib'] / 1024:.0f} MiB in the batch's own process")
    say(f"the last fifth of {count} to the second", last / first, 1.15)
    say("memory a row", (many["kib"] - few["kib"]) / (count - count // 10), 16, "KiB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measured"]:
        print(json.dumps(measured(sys.argv[2], int(sys.argv[3]))))
        sys.exit(0)
    sys.exit(main())
