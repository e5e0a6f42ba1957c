"""Kill a batch at some moment, then see what it left and what the next run does.

    python -m tests.batch.kills [COUNT] [SEED]

Prints a line a kill and the totals; exit status 1 where anything was left, half or done twice.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

import planform as pf
from planform.batch.plans._manifest import Manifest

ROWS = 12
TEMPLATE = "# Task: [Title]\n\n**Status**: [Todo | Doing | Done]\n**Owner**: [Name]\n\n## Notes\n[Anything else]\n"
CELL = """\
import time
from planform.batch import make_plan
made = make_plan(template, values, store=store, out=out)
time.sleep({pause})
with open({log!r}, "a") as file:
    file.write(values["key"] + "\\n")
"""
MARK = "PLANFORM_TESTED"
WAIT = 180  # seconds, on a machine that others keep busy
GONE = 20  # seconds in which everything that belonged to a batch has to be gone
SIGNALS = {"KILL": signal.SIGKILL, "TERM": signal.SIGTERM, "INT": signal.SIGINT}
MOMENTS = ("documents", "notebooks")
TARGETS = ("batch", "zygote", "child")


@dataclass
class Killed:
    """What was found: each list has to be empty."""

    orphans: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    done_before: int = 0
    left_in_tmp: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> dict[str, list[str]]:
        return {k: v for k in ("orphans", "half", "twice", "undone", "left_in_tmp") if (v := getattr(self, k))}


def prepare(folder: Path, pause: float = 0.05, rows: int = ROWS) -> None:
    """A table, a template and a notebook that notes when it has come to its end."""
    (folder / "tmp").mkdir(parents=True)
    (folder / "small.md").write_text(TEMPLATE, encoding="utf-8")
    lines = [f"K-{n},Task {n},Todo,Ada" for n in range(rows)]
    (folder / "t.csv").write_text("\n".join(["Key,Title,Status,Owner", *lines]) + "\n", encoding="utf-8")
    first = nbformat.v4.new_code_cell(
        "template = values = store = out = plan = None", metadata={"tags": ["parameters"]}
    )
    cell = nbformat.v4.new_code_cell(CELL.format(pause=pause, log=str(folder / "log")))
    nbformat.write(nbformat.v4.new_notebook(cells=[first, cell]), folder / "own.ipynb")


def start(folder: Path, *more: str) -> tuple[subprocess.Popen[str], str]:
    """A batch, and the mark by which its processes are known."""
    mark = uuid.uuid4().hex
    options = ["--template", "small.md", "--store", "p.db", "--notebook", "own.ipynb", "--no-report", "--json", *more]
    process = subprocess.Popen(
        [sys.executable, "-m", "planform", "batch", "t.csv", *options],
        cwd=folder,
        env={**os.environ, MARK: mark, "TMPDIR": str(folder / "tmp")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    return process, mark


def marked(mark: str) -> dict[int, str]:
    """Processes that have the mark: pid -> command."""
    found = {}
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and f"{MARK}={mark}".encode() in (folder / "environ").read_bytes():
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:80]
        except OSError:
            continue
    return found


def until(true, seconds: float = WAIT, pause: float = 0.005) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def kill(folder: Path, number: int, moment: str, after: float = 0.0, target: str = "batch", *more: str) -> Killed:
    """Start a batch, kill it (or its zygote, or a child of that) at a moment, and run it again.

    Args:
        moment: once the first file of this kind is there.
        after: seconds later.
    """
    suffix = {"documents": "*.md", "notebooks": "*.ipynb"}[moment]
    process, mark = start(folder, *more)
    until(lambda: any((folder / "out").glob(suffix)) or process.poll() is not None)
    time.sleep(after)
    struck(process, mark, number, target)
    process.communicate(timeout=WAIT)
    found = Killed()
    until(lambda: not marked(mark), GONE)
    found.orphans = list(marked(mark).values())
    found.half = half_files(folder)
    before = done(folder)
    found.done_before = len(before)
    logged = log(folder)
    again, mark = start(folder, *more)
    _, error = again.communicate(timeout=WAIT)
    if again.returncode:
        found.undone.append(f"status {again.returncode}: {error[-300:]}")
    until(lambda: not marked(mark), GONE)
    found.orphans += marked(mark).values()
    found.half += half_files(folder) + [p.name for p in (folder / "out").glob(".planform-*") if p.suffix != ".jsonl"]
    found.twice = sorted(k for k, n in (log(folder) - logged).items() if n > 1 or k in before)
    with pf.PlanStore(folder / "p.db") as store:
        frame = store.plans()
    found.twice += [f"{k}: revision {r}" for k, r in zip(frame["key"], frame["revision"], strict=True) if r != 1]
    found.undone += sorted({f"K-{n}" for n in range(ROWS)} - set(frame["key"]))
    if "--render-only" not in more:
        found.undone += sorted({f"K-{n}" for n in range(ROWS)} - done(folder))
    found.left_in_tmp = [p.name for p in (folder / "tmp").iterdir()]
    return found


def struck(process: subprocess.Popen[str], mark: str, number: int, target: str) -> None:
    """Send the signal; to the batch where what is meant is not there."""
    others = {pid: command for pid, command in marked(mark).items() if pid != process.pid}
    zygotes = [pid for pid in others if parent(pid) == process.pid]
    children = [pid for pid in others if parent(pid) in zygotes]
    wanted = {"batch": [process.pid], "zygote": zygotes, "child": children}[target] or [process.pid]
    try:
        os.kill(wanted[0], number)
    except ProcessLookupError:
        return


def parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def half_files(folder: Path) -> list[str]:
    """Files under their own names that are not whole."""
    out, found = folder / "out", []
    for path in sorted(out.glob("[!.]*")):
        text = path.read_text(encoding="utf-8")
        whole = text.endswith("\n")
        if path.suffix == ".ipynb":
            try:
                json.loads(text)
            except ValueError:
                whole = False
        elif path.suffix == ".md":
            whole = whole and "## Notes" in text
        found += [] if whole else [path.name]
    return found


def done(folder: Path) -> set[str]:
    """Plans whose notebooks the manifest takes for executed."""
    return {name for name, entry in Manifest(folder / "out").items() if entry.notebook}


def log(folder: Path) -> Counter[str]:
    path = folder / "log"
    return Counter(path.read_text().split()) if path.exists() else Counter()


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    chosen = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    wrong: Counter[str] = Counter()
    for n in range(count):
        name, moment = chosen.choice(list(SIGNALS)), chosen.choice(MOMENTS)
        after, target = chosen.uniform(0, 0.6), chosen.choice(TARGETS)
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "run"
            prepare(folder)
            found = kill(folder, SIGNALS[name], moment, after, target)
        wrong.update(found.wrong.keys())
        told = f"{found.done_before:2} of {ROWS} executed before; {found.wrong or 'right'}"
        print(f"{n + 1:3} {name:4} of the {target:6} {after:.2f} s after the first of the {moment}: {told}", flush=True)
    print(f"{count} kills: {dict(wrong) or 'nothing orphaned, half, left or done twice, nothing undone'}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
