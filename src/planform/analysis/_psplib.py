"""Networks of the project scheduling library PSPLIB, as frames: to check a forecast on published problems.

Format: R. Kolisch and A. Sprecher, PSPLIB - a project scheduling problem library, EJOR 96 (1996), single mode (.sm).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

import pandas as pd

from ..errors import InvalidTableError

LARGEST = 10_000_000  # bytes; the largest published file has 20,000
PARTS = ("PROJECT INFORMATION", "PRECEDENCE RELATIONS", "REQUESTS/DURATIONS", "RESOURCEAVAILABILITIES")
RESOURCE = re.compile(r"([RND])\s*(\d+)")
NUMBER = re.compile(r"\d{1,9}")
SETTING = re.compile(r"(horizon|jobs)\b[^:]{0,60}:\s*(\d{1,9})", re.I)


class Psplib(NamedTuple):
    """A published network: ``pf.forecast(*pf.read_psplib(path))``.

    Attributes:
        efforts: columns of ``store.efforts()`` and one a resource ("R1": units needed while the job runs); a job a row,
            the source and the sink included; durations are exact, one period is one hour. Its ``attrs`` hold name,
            horizon (periods), capacity (units of each resource) and mpm_time (the published length of the critical
            path in periods, None where the file has none).
        dependencies: columns of ``store.dependencies()``.
    """

    efforts: pd.DataFrame
    dependencies: pd.DataFrame


class _Line(NamedTuple):
    number: int
    text: str


def read_psplib(path: str | Path) -> Psplib:
    """Reads a single-mode PSPLIB file (.sm).

    Raises:
        InvalidTableError: the file cannot be read, is no such file, or contradicts itself; says the line.
    """
    source = Path(path)
    lines = _lines(source)
    parts = _parts(source, lines)
    following = _following(source, parts["PRECEDENCE RELATIONS"])
    durations, needs = _durations(source, parts["REQUESTS/DURATIONS"])
    if lost := sorted(set(following) ^ set(durations)):
        raise InvalidTableError(f"job {lost[0]} has a duration or successors, but not both", path=source)
    if strange := next(((job, s) for job, found in following.items() for s in found if s not in durations), None):
        raise InvalidTableError(
            f"job {strange[0]} has a successor {strange[1]} that is no job of the file", path=source
        )
    efforts = _efforts(durations, needs)
    efforts.attrs |= _attributes(source, lines, parts)
    return Psplib(efforts, _dependencies(following))


def _lines(source: Path) -> list[_Line]:
    try:
        if source.stat().st_size > LARGEST:
            raise InvalidTableError("is too large for a PSPLIB file", path=source)
        text = source.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise InvalidTableError(f"cannot be read: {error.strerror or error}", path=source) from error
    rows = enumerate(text.splitlines(), 1)
    return [_Line(n, " ".join(row.split())) for n, row in rows if row.strip() and set(row.strip()) - set("*-")]


def _parts(source: Path, lines: Sequence[_Line]) -> dict[str, list[_Line]]:
    """The lines under each heading, without those of column names."""
    found: dict[str, list[_Line]] = {}
    here: list[_Line] = []
    for line in lines:
        name = line.text.rstrip(": ").upper()
        if name in PARTS:
            here = found.setdefault(name, [])
        else:
            here.append(line)
    for name in PARTS[1:3]:
        if name not in found:
            raise InvalidTableError(f"has no part {name!r}: it is no PSPLIB file of one mode (.sm)", path=source)
    return found


def _jobs(source: Path, part: Sequence[_Line], least: int, what: str) -> Iterator[tuple[_Line, list[int]]]:
    """Rows of numbers; the row of column names is left out."""
    seen = set()
    for line in part:
        words = line.text.split()
        if not any(NUMBER.fullmatch(word) for word in words) or words[0].lower().startswith("jobnr"):
            continue
        if len(words) < least or not all(NUMBER.fullmatch(word) for word in words):
            _refuse(source, line, f"{line.text[:60]!r} is no row of {what}")
        numbers = [int(word) for word in words]
        if numbers[0] in seen:
            _refuse(
                source,
                line,
                f"job {numbers[0]} stands there twice, or has several modes; only single modes can be read",
            )
        seen.add(numbers[0])
        yield line, numbers


def _following(source: Path, part: Sequence[_Line]) -> dict[int, list[int]]:
    found = {}
    for line, (job, modes, count, *after) in _jobs(source, part, 3, "job, modes, number of successors, successors"):
        if modes != 1:
            _refuse(source, line, f"job {job} has {modes} modes; only files of one mode (.sm) can be read")
        if len(after) != count:
            _refuse(source, line, f"job {job} should have {count} successors and has {len(after)}")
        if job in after:
            _refuse(source, line, f"job {job} follows itself")
        found[job] = after
    if not found:
        raise InvalidTableError("has no jobs", path=source)
    return found


def _durations(source: Path, part: Sequence[_Line]) -> tuple[dict[int, int], dict[int, dict[str, int]]]:
    header = next((line.text for line in part if line.text.lower().startswith("jobnr")), "")
    names = _resources(header)
    durations, needs = {}, {}
    for line, (job, _, duration, *units) in _jobs(source, part, 3, "job, mode, duration, units of each resource"):
        if names and len(units) != len(names):
            _refuse(source, line, f"job {job} should need {len(names)} resources and names {len(units)}")
        durations[job] = duration
        needs[job] = dict(zip(names or [f"R{i + 1}" for i in range(len(units))], units, strict=True))
    return durations, needs


def _resources(header: str) -> list[str]:
    return [f"{kind}{number}" for kind, number in RESOURCE.findall(header)]


def _refuse(source: Path, line: _Line, message: str) -> NoReturn:
    raise InvalidTableError(message, path=source, line=line.number)


def _attributes(source: Path, lines: Sequence[_Line], parts: dict[str, list[_Line]]) -> dict[str, object]:
    told = {m[1].lower(): int(m[2]) for line in lines if (m := SETTING.match(line.text))}
    available = parts.get("RESOURCEAVAILABILITIES", [])
    names = [name for line in available for name in _resources(line.text)]
    units = [int(w) for line in available[1:] for w in line.text.split() if NUMBER.fullmatch(w)] if available else []
    information = [line.text.split() for line in parts.get("PROJECT INFORMATION", ())]
    length = next((int(w[5]) for w in information if len(w) >= 6 and all(map(NUMBER.fullmatch, w))), None)
    capacity = dict(zip(names, units, strict=False))
    return {"name": source.stem, "horizon": told.get("horizon"), "capacity": capacity, "mpm_time": length}


def _efforts(durations: dict[int, int], needs: dict[int, dict[str, int]]) -> pd.DataFrame:
    jobs = list(durations)
    hours = pd.array([float(durations[job]) for job in jobs], dtype="Float64")
    nobody = pd.array([None] * len(jobs), dtype="str")
    columns = list(dict.fromkeys(name for job in jobs for name in needs[job]))
    return pd.DataFrame(
        {
            "plan_id": pd.array([str(job) for job in jobs], dtype="str"),
            "key": pd.array([str(job) for job in jobs], dtype="str"),
            "item": pd.array([f"Job {job}" for job in jobs], dtype="str"),
            "position": pd.array(range(1, len(jobs) + 1), dtype="Int64"),
            "text": pd.array([f"{durations[job]} h" for job in jobs], dtype="str"),
            "kind": pd.array(["time"] * len(jobs), dtype="str"),
            "low": hours,
            "likely": hours,
            "high": hours,
            "owner": nobody,
            "status": nobody,
            "done": pd.array([False] * len(jobs), dtype="boolean"),
            "depends_on": nobody,
            **{name: pd.array([needs[job].get(name, 0) for job in jobs], dtype="Int64") for name in columns},
        }
    )


def _dependencies(following: dict[int, list[int]]) -> pd.DataFrame:
    pairs = [(str(after), str(job)) for job, found in following.items() for after in found]
    rows = [(after, "blocked_by", job, job) for after, job in pairs]
    return pd.DataFrame(rows, columns=["plan_id", "relation", "text", "target_id"], dtype="str")
