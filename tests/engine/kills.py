"""Kills of a batch at random moments, each followed by the run that finishes it. As a program:

    python -m tests.engine.kills 50 [SEED]

Batch, zygote or child get SIGKILL, SIGTERM or SIGINT at a moment between start and end of a run. Then no process
of the batch may be left, no file may be a part of one, and the next run must finish the rest and make nothing twice.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from planform.store import PlanStore

ROWS = 8
MARK = "PLANFORM_KILLS"
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
WHO = ("batch", "zygote", "child")


def started(folder: Path, mark: str) -> subprocess.Popen[bytes]:
    command = [Path(sys.executable).with_name("planform"), "batch", "rows.csv", "--template", "implementation-task"]
    command += ["--out", "out", "--store", "plans.db", "--workers", "2", "--engine", "planform"]
    environment = {**os.environ, MARK: mark}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def marked(mark: str) -> dict[int, int]:
    """Processes of a batch, and the parent of each."""
    found = {}
    for path in Path("/proc").iterdir():
        try:
            if path.name.isdigit() and mark.encode() in (path / "environ").read_bytes():
                found[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    return found


def kill(batch: subprocess.Popen[bytes], mark: str, who: str, number: int) -> bool:
    """Whether there was somebody to kill."""
    below = {"batch": lambda known: [batch.pid]}
    below["zygote"] = lambda known: [p for p, up in known.items() if up == batch.pid]
    below["child"] = lambda known: [p for p, up in known.items() if up in below["zygote"](known)]
    until = time.monotonic() + 20
    while batch.poll() is None and time.monotonic() < until:
        if victims := below[who](marked(mark)):
            os.kill(random.choice(victims), number)
            return True
    return False


def defects(folder: Path, who: str, number: signal.Signals, wait: float) -> list[str]:
    """What is wrong after a kill and the run that finishes the batch."""
    rows = ["key,Title,Status,Estimate", *(f"T-{n},Task {n},Todo,{n + 1}-{n + 3} hours" for n in range(ROWS))]
    (folder / "rows.csv").write_text("\n".join(rows), encoding="utf-8")
    mark, found = secrets.token_hex(8), []
    batch = started(folder, mark)
    try:
        time.sleep(wait)
        hit = kill(batch, mark, who, number)
        batch.wait(120)
    finally:
        batch.kill()
    until = time.monotonic() + 5
    while marked(mark) and time.monotonic() < until:
        time.sleep(0.05)
    found += [f"process left: {p}" for p in marked(mark)]
    found += broken(folder)
    again = started(folder, mark)
    if again.wait(180) != 0:
        told = folder / "out/failures.csv"
        why = told.read_text(encoding="utf-8").splitlines()[-1] if told.exists() else ""
        found.append(f"the next run ended with {again.returncode}: {why}")
    return [*found, *broken(folder), *unfinished(folder)] if hit or who != "batch" else ["nobody was killed"]


def broken(folder: Path) -> list[str]:
    """Files that are no whole notebooks, no whole documents."""
    found = []
    for path in (folder / "out").rglob("*") if (folder / "out").exists() else ():
        if path.suffix == ".ipynb":
            try:
                assert json.loads(path.read_text(encoding="utf-8"))["cells"]
            except (ValueError, KeyError, AssertionError):
                found.append(f"half a file: {path.name}")
        if path.suffix == ".md" and path.read_text(encoding="utf-8").count("## ") < 3:
            found.append(f"half a file: {path.name}")
    return found


def unfinished(folder: Path) -> list[str]:
    """What the next run should have done, once."""
    found = []
    plans = [p for p in (folder / "out").glob("*.ipynb") if p.name != "summary.ipynb"]
    for path in plans:
        cells = [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
        if not all(c["execution_count"] for c in cells) or any(
            o["output_type"] == "error" for c in cells for o in c["outputs"]
        ):
            found.append(f"not executed: {path.name}")
    with PlanStore(folder / "plans.db") as store:
        frame = store.plans()
    if sorted(frame["key"]) != sorted(f"T-{n}" for n in range(ROWS)) or set(frame["revision"]) != {1}:
        found.append(f"records: {frame[['key', 'revision']].to_dict('records')}")
    if len(plans) != ROWS or len(list((folder / "out").glob("T-*.md"))) != ROWS:
        found.append(f"{len(plans)} notebooks")
    return found


def main(count: int, seed: int = 0) -> int:
    chance, bad = random.Random(seed), 0
    for turn in range(count):
        who, number = WHO[turn % 3], SIGNALS[turn // 3 % 3]
        wait = chance.uniform(0.0, 8.0)
        with tempfile.TemporaryDirectory() as folder:
            wrong = defects(Path(folder), who, number, wait)
        bad += bool(wrong)
        print(f"{turn + 1}: {number.name} to the {who} after {wait:.1f} s: {'; '.join(wrong) or 'well'}", flush=True)
    print(f"{count} kills, {bad} with a defect")
    return int(bad > 0)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
