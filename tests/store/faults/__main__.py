"""All faults in full, their figures in one table: `python -m tests.store.faults [NAME]`. Takes half an hour."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import planform as pf
from planform.settings import Settings

from .harm import Count, Server, checked, kills, many_writers, restarts, start


def full_disk(folder: Path) -> str:
    """Writers fill a disk of 8 MB; then there is room again."""
    place = folder / "small"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(place)], check=True)
    try:
        url = str(place / "plans.db")
        writer = start(url, "d")
        told, errors = writer.communicate(timeout=600)
        full = errors.strip().splitlines()[-1]
        subprocess.run(["mount", "-o", "remount,size=32m", str(place)], check=True)
        ballast = checked(url, told, "")
        with pf.PlanStore(url, Settings()) as store:
            store.save(next(store.each()).with_values(title="There is room again"))
        return f"{shown(ballast)}; the writer ended with: {full.rpartition(': ')[2] or full}"
    finally:
        subprocess.run(["umount", str(place)], check=False)


def shown(found: Count) -> str:
    told = f" ({found.errors[-1]})" if found.errors else ""
    lost = f"{found.saves} saves acknowledged, {found.lost} lost, {found.half} half plans"
    return f"{lost}, {len(found.errors)} errors{told}"


def main() -> None:
    wanted = sys.argv[1:]
    rng = random.Random(6)
    with tempfile.TemporaryDirectory(dir=os.environ.get("FAULTS_DIR")) as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = Server(folder / "pg")
        faults = {
            "writers-sqlite": lambda: shown(many_writers(str(folder / "w.db"), 4, 500)),
            "writers-postgresql": lambda: shown(many_writers(fresh(server, "w"), 4, 500)),
            "kills-sqlite": lambda: shown(sum((kills(str(folder / f"k{n}.db"), 20, rng) for n in range(5)), Count())),
            "kills-postgresql": lambda: shown(sum((kills(fresh(server, f"k{n}"), 20, rng) for n in range(5)), Count())),
            "restarts": lambda: shown(restarts(server, fresh(server, "r"), 20, rng)),
            "full-disk": lambda: full_disk(folder),
        }
        for fault, run in faults.items():
            if not wanted or fault in wanted:
                begun = time.monotonic()
                print(f"{fault}: {run()} ({time.monotonic() - begun:.0f} s)", flush=True)
        server.stop()


def fresh(server: Server, name: str) -> str:
    server.own.psql(f"CREATE DATABASE {name}")
    return server.own.get_uri(database=name)


if __name__ == "__main__":
    main()
