"""What a row costs as tables grow: records and documents, no notebooks. The figures in docs/scale-out.md.

    python benchmarks/batch_scale.py [ROWS ...] [--partitions N] [--store URL]

Each table is run twice: all rows new, then all unchanged. With partitions, as many processes at once, each with its
part of the table and a folder of its own, all into one store. Limit: a row of the largest table costs at most 1.3 times
the CPU of a row of the smallest (from 1,000 rows on; below, start counts), and at most 8 KiB of memory.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

TEMPLATE = """\
# Task: [Title]

**Status**: [Todo | Doing | Done | Cancelled]
**Owner**: [Name]
**Estimate**: [Story points/hours]

## Criteria
- [ ] [Criterion]
- [ ] [Another criterion]

## Notes
[Anything else]
"""
COLUMNS = ("Key", "Title", "Status", "Owner", "Estimate", "Criteria", "Notes")


def row(n: int) -> tuple[str, ...]:
    status, owner, estimate = ("Todo", "Doing", "Done")[n % 3], f"Dev {n % 7}", f"{1 + n % 5}-{4 + n % 9} h"
    notes = f"Calls of client {n} fail when the network blinks; retry them."
    return f"K-{n}", f"Add retry to client number {n}", status, owner, estimate, "[x] one thing\nanother thing", notes


def write(folder: Path, rows: range) -> None:
    folder.mkdir(parents=True)
    (folder / "small.md").write_text(TEMPLATE, encoding="utf-8")
    with (folder / "tasks.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(map(row, rows))


def measured(folder: Path, store: str) -> dict[str, Any]:
    """One run, in this process."""
    from planform.batch import run_batch

    begin, used = time.perf_counter(), time.process_time()
    result = run_batch(folder / "tasks.csv", folder / "small.md", folder / "out", store, render_only=True)
    if result.failures:
        raise SystemExit(f"{result}: {result.failures[0]}")
    wall, cpu = time.perf_counter() - begin, time.process_time() - used
    return {"wall": wall, "cpu": cpu, "mib": getrusage(RUSAGE_SELF).ru_maxrss / 1024, "said": str(result)}


def run(folders: list[Path], store: str) -> dict[str, float]:
    """All partitions at once: the longest wall, all CPU, the highest memory of one."""
    command = [sys.executable, __file__, "--measured", store]
    begun = [subprocess.Popen([*command, str(f)], stdout=subprocess.PIPE, text=True) for f in folders]
    told = [json.loads(process.communicate()[0]) for process in begun]
    return {
        "wall": max(t["wall"] for t in told),
        "cpu": sum(t["cpu"] for t in told),
        "mib": max(t["mib"] for t in told),
    }


def size(paths: list[Path]) -> float:
    return sum(p.stat().st_size for p in paths)


def scaled(count: int, partitions: int, store: str) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = [range(n * count // partitions, (n + 1) * count // partitions) for n in range(partitions)]
        folders = [folder / f"part{n}" for n in range(partitions)]
        for part, rows in zip(folders, parts, strict=True):
            write(part, rows)
        url = store or str(folder / "plans.db")
        found = {}
        for what in ("new", "unchanged"):
            found[what] = one = run(folders, url)
            told = f"{1e3 * one['wall'] / count:.2f} ms wall, {1e3 * one['cpu'] / count:.2f} ms CPU a row"
            print(f"{count:,} rows, {what}: {told}; {one['wall']:.1f} s, {one['mib']:.0f} MiB", flush=True)
        manifest = size(list(folder.glob("*/out/.planform-manifest.jsonl")))
        kept = size(list(folder.glob("*.db*")))
        print(f"  a row: manifest {manifest / count:.0f} bytes, SQLite {kept / count:.0f} bytes")
        return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", type=int, default=[1_000, 4_000])
    parser.add_argument("--partitions", type=int, default=1)
    parser.add_argument("--store", default="")
    args = parser.parse_args()
    found = {count: scaled(count, args.partitions, args.store) for count in sorted(args.rows)}
    small, large = min(found), max(found)
    if small == large or small < 1_000:
        return 0
    costs = {n: found[n]["new"]["cpu"] / n for n in (small, large)}
    grown = 1024 * (found[large]["new"]["mib"] - found[small]["new"]["mib"]) / (large - small)
    wrong = costs[large] > 1.3 * costs[small] or grown > 8
    print(f"a row of {large:,} to one of {small:,}: {costs[large] / costs[small]:.2f} x (at most 1.3)", end="; ")
    print(f"{grown:.1f} KiB a row (at most 8){'  MISSED' if wrong else ''}")
    return int(wrong)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measured"]:
        print(json.dumps(measured(Path(sys.argv[3]), sys.argv[2])))
        sys.exit(0)
    sys.exit(main())
