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
from functools import cache
from statistics import NormalDist
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from numpy.random.bit_generator import ISeedSequence

from ._frames import BoolArray, FloatArray
from ._network import Network

CountArray = npt.NDArray[np.int64]
CHUNK = 1_000  # rows of 8 KB: long enough for numpy, short enough for the cache
LANES = 4  # numbers of 16 bits in a random word of 64
KEPT, LEAST_KEPT = 1_000_000, 200  # finishes of single tasks: 4 MB of them, and of each task so many at least
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


class Limit(NamedTuple):
    """Working hours from the start until which some tasks should all be finished."""

    tasks: tuple[int, ...]
    hours: float


class Simulation(NamedTuple):
    """What came of the trials.

    Attributes:
        effort: hours of effort, a trial each.
        finish: hours to the finish, a trial each.
        criticality: share of the trials in which each task was on a longest path.
        late: share of the trials in which each limit was passed.
        finishes: hours at which each task was finished (tasks x the first trials; float32: good to a second in years).
    """

    effort: FloatArray
    finish: FloatArray
    criticality: FloatArray
    late: FloatArray
    finishes: npt.NDArray[np.float32]


def simulate(
    network: Network,
    durations: Durations,
    names: Sequence[str],
    *,
    events: Sequence[Event] = (),
    trials: int = 10_000,
    seed: int = 0,
    correlation: float = 0.0,
    limits: Sequence[Limit] = (),
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
        limits: until when groups of tasks should be finished.
        chunk: trials at a time, rounded up to fours; changes the memory, never the numbers.
    """
    draw = _Draws(names, events, seed, correlation)
    n, width = len(names), chunk or max(1, min(CHUNK, CELLS // max(1, network.size)))
    width = -(-width // LANES) * LANES
    found = _Found(n, trials, network.size, limits)
    width = min(width, trials)
    whole, meets = np.empty((network.size, width)), np.empty((network.joins, width))
    for start in range(0, trials, width):
        stop = min(start + width, trials)
        work, starts = whole[:, : stop - start], meets[:, : stop - start]
        tasks = work[:n]
        work[n:] = 0.0
        draw.normals(tasks)
        durations.fill(tasks)
        draw.events(tasks)
        found.effort[start:stop] = _sum(tasks)
        rows = list(work)
        joins = _forward(network, rows, starts)
        found.finish[start:stop] = work.max(axis=0, initial=0.0)
        found.take(start, stop, tasks)
        _count_critical(network, rows, joins, work == found.finish[start:stop], found.critical)
    return found.simulation()


class _Found:
    """What is kept of the trials while chunks go by."""

    def __init__(self, tasks: int, trials: int, nodes: int, limits: Sequence[Limit]) -> None:
        self.tasks, self.trials, self.limits = tasks, trials, limits
        self.effort, self.finish = np.empty(trials), np.empty(trials)
        self.critical: CountArray = np.zeros(nodes, dtype=np.int64)
        self.late: CountArray = np.zeros(len(limits), dtype=np.int64)
        kept = min(trials, max(LEAST_KEPT, KEPT // max(1, tasks)))
        self.finishes = np.empty((tasks, kept), dtype=np.float32)

    def take(self, start: int, stop: int, finishes: FloatArray) -> None:
        for place, limit in enumerate(self.limits):
            last = finishes[list(limit.tasks)].max(axis=0)
            self.late[place] += np.count_nonzero(last > limit.hours + 1e-9)
        kept = self.finishes.shape[1]
        if start < kept:
            self.finishes[:, start:stop] = finishes[:, : kept - start]

    def simulation(self) -> Simulation:
        critical, late = self.critical[: self.tasks] / self.trials, self.late / self.trials
        return Simulation(self.effort, self.finish, critical, late, self.finishes)


class _Draws:
    def __init__(self, names: Sequence[str], events: Sequence[Event], seed: int, correlation: float) -> None:
        self._tasks = [_bits(seed, name) for name in _distinct(names)]
        self._risks = [_stream(seed, name) for name in _distinct(f"risk {e.name}" for e in events)]
        self._common = _stream(seed, "common factor")
        self._events = events
        self._shared, self._own = math.sqrt(correlation), math.sqrt(1 - correlation)

    def normals(self, z: FloatArray) -> None:
        common = self._common.standard_normal(z.shape[1]) * self._shared
        words = -(-z.shape[1] // LANES)
        for row, stream in zip(z, self._tasks, strict=True):
            _normals().take(stream.random_raw(words).view(np.uint16)[: len(row)], out=row, mode="clip")
        if self._shared:
            np.multiply(z, self._own, out=z)
            np.add(z, common, out=z)

    def events(self, hours: FloatArray) -> None:
        for event, stream in zip(self._events, self._risks, strict=True):
            happens = stream.random(hours.shape[1]) < event.probability
            hours[event.task] += happens * event.hours


class _Named(ISeedSequence):
    """The start of a stream by its name: a hash is as good a seed as any, and ten times quicker than numpy's own."""

    def __init__(self, seed: int, name: str) -> None:
        self._text = f"{seed} {name}".encode("utf-8", "replace")

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> npt.NDArray[Any]:
        size = n_words * np.dtype(dtype).itemsize
        return np.frombuffer(hashlib.blake2b(self._text, digest_size=size).digest(), dtype=dtype)


def _bits(seed: int, name: str) -> np.random.SFC64:
    start: Any = _Named(seed, name)  # the types of numpy know only its own seed sequences
    return np.random.SFC64(start)


def _stream(seed: int, name: str) -> np.random.Generator:
    return np.random.Generator(_bits(seed, name))


@cache
def _normals() -> FloatArray:
    """The standard normal at the middles of 65,536 equally likely steps: a look-up is twice as quick as a draw.

    Its variance is 1 to five digits, and the common factor, which is drawn exactly, smooths the steps.
    """
    middle = NormalDist().inv_cdf
    half = [middle((i + 0.5) / 65_536) for i in range(32_768)]
    return np.array(half + [-z for z in reversed(half)])


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


def _forward(network: Network, rows: Sequence[FloatArray], starts: FloatArray) -> dict[int, FloatArray]:
    """Turns durations into early finishes, in place; returns the early starts where several tasks meet."""
    joins: dict[int, FloatArray] = {}
    free = iter(starts)
    for i in network.order:
        before, row = network.predecessors[i], rows[i]
        if len(before) == 1:
            np.add(row, rows[before[0]], out=row)
        elif before:
            start = joins[i] = np.maximum(rows[before[0]], rows[before[1]], out=next(free))
            for p in before[2:]:
                np.maximum(start, rows[p], out=start)
            np.add(row, start, out=row)
    return joins


def _count_critical(
    network: Network, rows: Sequence[FloatArray], joins: dict[int, FloatArray], last: BoolArray, counts: CountArray
) -> None:
    """Adds in how many trials each node is on a longest path. Exact: a start is the very finish it waits for.

    Args:
        last: nodes x trials, whether a node is what finishes last; becomes whether it is critical.
    """
    on, here = list(last), np.empty(last.shape[1], dtype=bool)
    for i in reversed(network.order):
        often = np.count_nonzero(on[i])
        if not often:
            continue
        counts[i] += often
        before = network.predecessors[i]
        if len(before) == 1:
            np.logical_or(on[before[0]], on[i], out=on[before[0]])
            continue
        for p in before:
            np.equal(rows[p], joins[i], out=here)
            np.logical_and(here, on[i], out=here)
            np.logical_or(on[p], here, out=on[p])


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
