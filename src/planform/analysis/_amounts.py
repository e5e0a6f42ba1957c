"""From an amount as a person wrote it to a distribution of hours, and the sentences that say how it was read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import NormalDist
from typing import Literal

import numpy as np

from ..errors import Diagnostic
from ._frames import FloatArray, Item

# A single number is taken as a median. 0.5 puts the ends (P10, P90) at 0.53 and 1.90 times it: nobody's measured value
# but ours to state, and replaced by the team's own ratios as soon as there are ten of them.
DEFAULT_SIGMA = 0.5
ENOUGH_HISTORY = 10
WIDE = 20.0  # a range whose ends differ by more than this says little, and its mean is above what people expect
SENSELESS = 10_000.0
IMPOSSIBLE = 1e8  # hours
ABSURD_HOURS = 10_000.0  # five years of one person, in one item

NORMAL = NormalDist()
BLOCK = 32  # rows of a chunk that are worked on together
GRID: FloatArray = np.linspace(-6.0, 6.0, 513)  # of z; what lies outside has a chance of 2e-9
PHI: FloatArray = np.array([NORMAL.cdf(z) for z in GRID])
MODES = 128  # tables of PERT quantiles are made for so many modes, others lie between two of them
STEPS = (len(GRID) - 1) / (GRID[-1] - GRID[0])
Shape = Literal["lognormal", "pert", "table", "point", "unknown"]
TYPICAL, FROM_POINTS = "typical", "from points"  # readings that nobody gave: filled in on request


@dataclass(frozen=True, slots=True)
class Spread:
    """How a number without a range spreads: actual = estimate * exp(Normal(mu, sigma)), by `count` finished plans."""

    mu: float = 0.0
    sigma: float = DEFAULT_SIGMA
    count: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A distribution of hours.

    Lognormal: `a` is mu, `b` sigma of the logarithm; PERT: low, likely, high; table: its quantiles at Phi(GRID).
    """

    how: str
    shape: Shape
    a: float = math.nan
    b: float = math.nan
    c: float = math.nan
    table: FloatArray | None = field(default=None, compare=False, repr=False)

    @property
    def known(self) -> bool:
        return self.shape != "unknown"

    @property
    def mean(self) -> float:
        return _MOMENTS[self.shape](self)[0]

    @property
    def sd(self) -> float:
        return _MOMENTS[self.shape](self)[1]

    def at(self, z: FloatArray) -> FloatArray:
        """Hours at standard normal positions `z` (0 is the median)."""
        if (table := self.quantiles()) is not None:
            return np.interp(z, GRID, table)
        return np.exp(self.a + self.b * z) if self.shape == "lognormal" else np.full_like(z, self.a)

    def quantiles(self) -> FloatArray | None:
        """Hours at Phi(GRID), of the shapes that are kept as a table."""
        if self.shape == "pert":
            return self.a + (self.c - self.a) * pert_table((self.b - self.a) / (self.c - self.a))
        return self.table

    def chance(self, hours: float) -> float:
        """How likely it is that so many hours are enough."""
        if hours <= 0 or self.shape == "point":
            return float(self.shape == "point" and self.a <= hours)
        if (table := self.quantiles()) is not None:
            return float(np.interp(hours, table, PHI, left=0.0, right=1.0))
        return NORMAL.cdf((math.log(hours) - self.a) / self.b)

    def quantile(self, p: float) -> float:
        """Hours that are enough with probability `p`."""
        z = _z(p)
        if self.shape == "lognormal":  # most are, and there are many
            return math.exp(self.a + self.b * z)
        return float(self.at(np.array([z]))[0])


@lru_cache(maxsize=64)
def _z(p: float) -> float:
    return NORMAL.inv_cdf(p)


def _lognormal_moments(r: Reading) -> tuple[float, float]:
    mean = math.exp(r.a + r.b**2 / 2)
    return mean, mean * math.sqrt(math.expm1(r.b**2))


def _pert_moments(r: Reading) -> tuple[float, float]:
    mean = (r.a + 4 * r.b + r.c) / 6  # Malcolm et al. 1959; the variance is the beta distribution's own, not (c-a)^2/36
    return mean, math.sqrt(max(0.0, (mean - r.a) * (r.c - mean) / 7))


def _table_moments(r: Reading) -> tuple[float, float]:
    """By the trapezium rule over the quantiles."""
    table = r.table if r.table is not None else np.zeros(len(PHI))
    mean = float(np.trapezoid(table, PHI))
    return mean, math.sqrt(max(0.0, float(np.trapezoid(table**2, PHI)) - mean**2))


_MOMENTS: dict[str, Callable[[Reading], tuple[float, float]]] = {
    "lognormal": _lognormal_moments,
    "pert": _pert_moments,
    "table": _table_moments,
    "point": lambda r: (r.a, 0.0),
    "unknown": lambda r: (math.nan, math.nan),
}


def pert_table(mode: float) -> FloatArray:
    """Quantiles of the PERT distribution on 0..1 with this mode, at Phi(GRID); good to 2e-5 of the range."""
    place = mode * MODES
    below = min(int(place), MODES - 1)
    if place == below:
        return _pert_table(below)
    share = place - below
    return (1 - share) * _pert_table(below) + share * _pert_table(below + 1)


@lru_cache(maxsize=MODES + 1)
def _pert_table(place: int) -> FloatArray:
    """The table of the mode `place` / MODES.

    The beta(1 + 4 mode, 5 - 4 mode) is integrated after x = sin^2(theta), which leaves no singular end.
    """
    alpha, beta = 1 + 4 * place / MODES, 5 - 4 * place / MODES
    theta = np.linspace(0.0, math.pi / 2, 2049)
    density = np.sin(theta) ** (2 * alpha - 1) * np.cos(theta) ** (2 * beta - 1)
    mass = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    table: FloatArray = np.sin(np.interp(PHI, mass / mass[-1], theta)) ** 2
    table.flags.writeable = False
    return table


_UNREAD = {kind: Reading(kind, "unknown") for kind in ("none", "points", "size")}


class Reader:
    """Reads items' amounts in hours; collects what a person should know about them.

    Args:
        quantiles: which quantiles the two ends of a range are taken for.
        spread: of a single number.
    """

    def __init__(self, quantiles: tuple[float, float] = (0.1, 0.9), spread: Spread | None = None) -> None:
        self.z = NORMAL.inv_cdf(quantiles[0]), NORMAL.inv_cdf(quantiles[1])
        self.quantiles = quantiles
        self.spread = spread or Spread()
        self.problems: list[Diagnostic] = []
        self._known: dict[tuple[float | None, ...], tuple[Reading, str]] = {}

    def read(self, item: Item) -> Reading:
        """The distribution of an item's hours; unknown where it has none, or they make no sense."""
        if item.kind != "time":
            return _UNREAD.get(item.kind) or Reading(item.kind or "none", "unknown")
        low, likely, high = item.amounts
        key = (low if low == low else None, likely if likely == likely else None, high if high == high else None)
        if (known := self._known.get(key)) is None:  # amounts repeat: people write few different ones
            known = self._known[key] = self._read(low, likely, high)
        reading, remark = known
        if remark:
            self._tell(item, remark)
        return reading

    def _read(self, low: float, likely: float, high: float) -> tuple[Reading, str]:
        """The reading of some amounts, and what a person should know of it."""
        if wrong := _nonsense(low, likely, high):
            return Reading("invalid", "unknown"), f"{wrong}; it counts as not estimated"
        found = self._shaped(low, likely, high)
        return found, _remark(found, low, high)

    def _shaped(self, low: float, likely: float, high: float) -> Reading:
        if low == likely == high:  # a PERT without width
            return Reading("exact" if likely else "no work", "point", likely)
        if low == high and math.isnan(likely):  # "4-4 h" is a single number; a NaN equals nothing
            low, likely, high = math.nan, low, math.nan
        if low <= 0 and math.isnan(likely):  # no lognormal begins at 0: "0-2 h" says what "< 2 h" says
            low = math.nan
        return _PATTERNS[not math.isnan(low), not math.isnan(likely), not math.isnan(high)](self, low, likely, high)

    def _tell(self, item: Item, message: str) -> None:
        where = f"{item.label}: {item.name}" if item.name else item.label
        self.problems.append(Diagnostic("estimate", f"the estimate {item.text or item.amounts!r} {message}", where))

    def sentences(self, readings: Iterable[Reading]) -> list[str]:
        """One sentence for each way of reading that was used, with how often."""
        used = Counter(r.how for r in readings if r.known)
        low, high = (f"P{100 * q:.0f}" for q in self.quantiles)
        words = {how: s.format(low=low, high=high, spread=self._spread_text()) for how, s in _SENTENCES.items()}
        return [f"{_count(n)} {words[how]}" for how, n in used.most_common()]

    def _spread_text(self) -> str:
        s = self.spread
        ends = [math.exp(s.mu + s.sigma * NORMAL.inv_cdf(p)) for p in (0.1, 0.5, 0.9)]
        times = f"{ends[0]:.2f}, {ends[1]:.2f} and {ends[2]:.2f} times the number at P10, P50 and P90"
        source = f"as in {s.count} finished plans" if s.count else "our default, not measured on your plans"
        return f"{times}: {source}"


def _count(n: int) -> str:
    return "1 item is" if n == 1 else f"{n} items are"


_SENTENCES = {
    "range": "a range: lognormal, its ends taken as {low} and {high}.",
    "three-point": "a three-point estimate: PERT (beta, lambda 4) between its least and its most.",
    "single": "a single number: lognormal with {spread}.",
    "upper bound": "an upper bound alone: lognormal with the bound as {high} and the spread of a single number.",
    "lower bound": "a lower bound alone: lognormal with the bound as {low} and the spread of a single number.",
    "likely and low": "a likely value with a low end: lognormal, median and {low}.",
    "likely and high": "a likely value with a high end: lognormal, median and {high}.",
    "exact": "three equal points: taken as exact, without spread.",
    TYPICAL: "without hours and filled in with what is typical of the items that have them.",
    FROM_POINTS: "in points, taken as hours by the hours per point of the team's own finished plans.",
    "no work": "an estimate of 0 h: no work and no spread.",
}


def _remark(found: Reading, low: float, high: float) -> str:
    if not found.known:
        return "has no number in it; it counts as not estimated"
    if found.mean > ABSURD_HOURS:
        return f"is {found.mean:,.0f} h on average, more than five years of one person; check it"
    if found.how == "range" and high / low > WIDE:
        return f"is so wide that its mean is {found.mean:,.0f} h; split it, or say what is likely"
    return ""


def _nonsense(low: float, likely: float, high: float) -> str:
    given = [v for v in (low, likely, high) if v == v]  # NaN equals nothing
    if math.inf in given or -math.inf in given:
        return "is infinite"
    if min(given, default=0.0) < 0:
        return "is negative"
    if max(given, default=0.0) > IMPOSSIBLE:
        return "is more than a thousand people work in their lives"
    if given != sorted(given):
        return "has its low end above its high end"
    return f"has ends that differ more than {SENSELESS:,.0f} times" if low > 0 and high / low > SENSELESS else ""


def _three(reader: Reader, low: float, likely: float, high: float) -> Reading:
    return Reading("three-point", "pert", low, likely, high)


def _range(reader: Reader, low: float, likely: float, high: float) -> Reading:
    sigma = (math.log(high) - math.log(low)) / (reader.z[1] - reader.z[0])
    return Reading("range", "lognormal", math.log(low) - reader.z[0] * sigma, sigma)


def _single(reader: Reader, low: float, likely: float, high: float) -> Reading:
    if likely == 0:
        return Reading("no work", "point", 0.0)
    return Reading("single", "lognormal", math.log(likely) + reader.spread.mu, reader.spread.sigma)


def _below(reader: Reader, low: float, likely: float, high: float) -> Reading:
    if high == 0:
        return Reading("no work", "point", 0.0)
    return Reading("upper bound", "lognormal", math.log(high) - reader.z[1] * reader.spread.sigma, reader.spread.sigma)


def _above(reader: Reader, low: float, likely: float, high: float) -> Reading:
    return Reading("lower bound", "lognormal", math.log(low) - reader.z[0] * reader.spread.sigma, reader.spread.sigma)


def _from_low(reader: Reader, low: float, likely: float, high: float) -> Reading:
    if low <= 0 or low == likely:
        return _single(reader, low, likely, high)
    return Reading("likely and low", "lognormal", math.log(likely), (math.log(low) - math.log(likely)) / reader.z[0])


def _from_high(reader: Reader, low: float, likely: float, high: float) -> Reading:
    if likely <= 0 or high == likely:
        return _single(reader, low, likely, high) if likely else _below(reader, low, likely, high)
    return Reading("likely and high", "lognormal", math.log(likely), (math.log(high) - math.log(likely)) / reader.z[1])


_PATTERNS: dict[tuple[bool, bool, bool], Callable[[Reader, float, float, float], Reading]] = {
    (True, True, True): _three,
    (True, False, True): _range,
    (False, True, False): _single,
    (False, False, True): _below,
    (True, False, False): _above,
    (True, True, False): _from_low,
    (False, True, True): _from_high,
    (False, False, False): lambda *_: Reading("none", "unknown"),
}


class Durations:
    """Many readings together: turns standard normals (tasks x trials) into hours, in place; unknown ones into 0."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._rows = {shape: [i for i, r in enumerate(readings) if r.shape == shape] for shape in _MOMENTS}
        found = [readings[i] for i in self._rows["lognormal"]]
        self._mu = np.array([[r.a] for r in found]).reshape(-1, 1)
        self._sigma = np.array([[r.b] for r in found]).reshape(-1, 1)
        self._room: dict[tuple[int, tuple[int, ...]], FloatArray] = {}
        self._tabled = sorted([*self._rows["pert"], *self._rows["table"]])
        self._tables = np.array([readings[i].quantiles() for i in self._tabled])
        self._points = np.array([[readings[i].a] for i in self._rows["point"]])

    def fill(self, z: FloatArray) -> None:
        """Replace each row of `z` by hours of its reading; some rows at a time, so that they stay in the cache."""
        self._blocks(z, self._rows["lognormal"], self._lognormal)
        self._blocks(z, self._tabled, self._by_table)
        if self._rows["point"]:
            z[self._rows["point"]] = self._points
        if self._rows["unknown"]:
            z[self._rows["unknown"]] = 0.0

    def _blocks(self, z: FloatArray, rows: list[int], turn: Callable[[FloatArray, slice], None]) -> None:
        for start in range(0, len(rows), BLOCK):
            here = rows[start : start + BLOCK]
            if here[-1] - here[0] == len(here) - 1:  # side by side: no copy
                turn(z[here[0] : here[-1] + 1], slice(start, start + BLOCK))
                continue
            block = z[here]
            turn(block, slice(start, start + BLOCK))
            z[here] = block

    def _lognormal(self, block: FloatArray, part: slice) -> None:
        np.multiply(block, self._sigma[part], out=block)
        np.add(block, self._mu[part], out=block)
        np.exp(block, out=block)

    def _buffer(self, place: int, shape: tuple[int, ...]) -> FloatArray:
        """Room that is used again: fresh pages cost more than the sums."""
        key = (place, shape)
        if key not in self._room:
            self._room[key] = np.empty(shape)
        return self._room[key]

    def _by_table(self, block: FloatArray, part: slice) -> None:
        """Straight lines between the tables' entries; what lies outside the grid is its end."""
        np.multiply(block, STEPS, out=block)
        np.subtract(block, GRID[0] * STEPS, out=block)
        np.maximum(block, 0.0, out=block)
        np.minimum(block, len(GRID) - 1.000001, out=block)
        cell = block.astype(np.intp)
        np.subtract(block, cell, out=block)
        cell += np.arange(0, len(block) * len(GRID), len(GRID))[:, None]
        flat = self._tables[part].reshape(-1)
        low, high = (self._buffer(place, block.shape) for place in range(2))
        flat.take(cell, out=low, mode="clip")
        flat[1:].take(cell, out=high, mode="clip")
        np.subtract(high, low, out=high)
        np.multiply(block, high, out=block)
        np.add(block, low, out=block)
