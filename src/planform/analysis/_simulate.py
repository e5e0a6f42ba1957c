"""Monte Carlo over a network: effort and finish of many trials, and how often each task was critical.

Every task, risk event and the common factor draws from a stream of its own, named by what it is. So the numbers depend
on the seed and on the tasks, not on chunks or on the order of rows, and two forecasts that share tasks share their
luck: their difference is not noise.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from ._frames import BoolArray, FloatArray
from ._network import Network

CountArray = npt.NDArray[np.int64]
CHUNK = 500
CELLS = 4_000_000  # of a chunk's one big array: 32 MB; wide networks get shorter chunks


class Durations(Protocol):
    """What turns standard normals (tasks x trials) into hours, in place."""

    def fill(self, z: FloatArray) -> None:
        """Replace `z` by hours."""


@dataclass(frozen=True, slots=True)
class Event:
    """A risk: with `probability` it adds `hours` to a task (one of the first tasks of the network)."""

    name: str
    task: int
    probability: float
    hours: float


class Simulation(NamedTuple):
    """Hours of effort and hours to the finish per trial; share of the trials in which each task was critical."""

    effort: FloatArray
    finish: FloatArray
    criticality: FloatArray


def simulate(
    network: Network,
    durations: Durations,
    names: Sequence[str],
    *,
    events: Sequence[Event] = (),
    trials: int = 10_000,
    seed: int = 0,
    correlation: float = 0.0,
    chunk: int | None = None,
) -> Simulation:
    """Simulates the tasks named `names`, the first nodes of `network`.

    Args:
        network: who waits for whom.
        durations: distributions of the tasks, in the order of `names`.
        names: one per task; equal names get streams of their own.
        events: risks that join.
        trials: how many.
        seed: of all streams.
        correlation: of the normal scores of any two tasks (one-factor Gaussian copula).
        chunk: trials at a time; changes the memory, never the numbers.
    """
    draw = _Draws(names, events, seed, correlation)
    width = chunk or max(1, min(CHUNK, CELLS // max(1, network.size)))
    effort, finish = np.empty(trials), np.empty(trials)
    critical = np.zeros(network.size, dtype=np.int64)
    for start in range(0, trials, width):
        stop = min(start + width, trials)
        work = np.zeros((network.size, stop - start))
        tasks = work[: len(names)]
        draw.normals(tasks)
        durations.fill(tasks)
        draw.events(tasks)
        effort[start:stop] = _sum(tasks)
        joins = _forward(network, work)
        finish[start:stop] = work.max(axis=0, initial=0.0)
        critical += _critical(network, work, joins, finish[start:stop])
    return Simulation(effort, finish, critical[: len(names)] / trials)


class _Draws:
    def __init__(self, names: Sequence[str], events: Sequence[Event], seed: int, correlation: float) -> None:
        self._tasks = [_stream(seed, name) for name in _distinct(names)]
        self._risks = [_stream(seed, name) for name in _distinct(f"risk {e.name}" for e in events)]
        self._common = _stream(seed, "common factor")
        self._events = events
        self._shared, self._own = math.sqrt(correlation), math.sqrt(1 - correlation)

    def normals(self, z: FloatArray) -> None:
        common = self._common.standard_normal(z.shape[1]) * self._shared
        for row, stream in zip(z, self._tasks, strict=True):
            stream.standard_normal(out=row)
            np.multiply(row, self._own, out=row)
            np.add(row, common, out=row)

    def events(self, hours: FloatArray) -> None:
        for event, stream in zip(self._events, self._risks, strict=True):
            happens = stream.random(hours.shape[1]) < event.probability
            hours[event.task] += happens * event.hours


def _stream(seed: int, name: str) -> np.random.Generator:
    words = np.frombuffer(hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=16).digest(), dtype=np.uint32)
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, *words.tolist()])))


def _distinct(names: Iterable[str]) -> list[str]:
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        found.append(f"{seen[name]} {name}")
        seen[name] += 1
    return found


def _sum(rows: FloatArray) -> FloatArray:
    """Sum over the tasks, always in the same order: numpy's own sum would depend on the shape of the chunk."""
    total = np.zeros(rows.shape[1])
    for row in rows:
        np.add(total, row, out=total)
    return total


def _forward(network: Network, work: FloatArray) -> dict[int, FloatArray]:
    """Turns durations into early finishes, in place; returns the early starts where several tasks meet."""
    joins: dict[int, FloatArray] = {}
    for i in network.order:
        before = network.predecessors[i]
        if len(before) == 1:
            np.add(work[i], work[before[0]], out=work[i])
        elif before:
            joins[i] = np.maximum(work[before[0]], work[before[1]])
            for p in before[2:]:
                np.maximum(joins[i], work[p], out=joins[i])
            np.add(work[i], joins[i], out=work[i])
    return joins


def _critical(network: Network, finish: FloatArray, joins: dict[int, FloatArray], end: FloatArray) -> CountArray:
    """In how many trials each node is on a longest path. Exact: a start is the very finish it waits for."""
    on: BoolArray = finish == end
    for i in reversed(network.order):
        before = network.predecessors[i]
        if len(before) == 1:
            np.logical_or(on[before[0]], on[i], out=on[before[0]])
        else:
            for p in before:
                on[p] |= on[i] & (finish[p] == joins[i])
    found: CountArray = on.sum(axis=1, dtype=np.int64)
    return found


def quantile(ordered: FloatArray, p: float) -> float:
    """The least value that at least a share `p` of the (sorted) trials does not exceed."""
    return float(ordered[min(len(ordered), max(1, math.ceil(p * len(ordered) - 1e-9))) - 1])


def standard_error(ordered: FloatArray, p: float) -> float:
    """Monte Carlo standard error of that quantile, whatever the distribution.

    The number of trials below the true quantile is binomial with sd sqrt(n p (1-p)); half the distance between the
    order statistics one sd either side estimates the quantile's own (David and Nagaraja, Order Statistics, 7.1).
    """
    n = len(ordered)
    away = math.sqrt(p * (1 - p) / n)
    return (quantile(ordered, min(1.0, p + away)) - quantile(ordered, max(0.0, p - away))) / 2
