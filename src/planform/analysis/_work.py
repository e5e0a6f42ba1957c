"""What a forecast is worked out from, its simulation, and the tables and sentences that come of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from ..errors import Diagnostic, UnknownNameError, nearest
from ._amounts import Durations, Reader, Reading
from ._calendar import Calendar
from ._cover import Cover, Points, cover, points
from ._frames import FloatArray, Item
from ._network import Network, Times, build, critical_path
from ._risk import Risk
from ._say import count
from ._simulate import Event, Simulation, simulate


@dataclass(frozen=True, slots=True)
class Options:
    start: date | None
    calendar: Calendar
    one_at_a_time: bool
    trials: int
    seed: int
    correlation: float
    range_quantiles: tuple[float, float]


@dataclass(frozen=True)
class Work:
    """All items, those that are left with their readings, risks and options; `gone`: ids of plans taken out."""

    everything: tuple[Item, ...]
    left: tuple[Item, ...]
    readings: tuple[Reading, ...]
    reader: Reader
    dependencies: pd.DataFrame | None
    risks: tuple[Risk, ...]
    options: Options
    gone: frozenset[str] = frozenset()

    def without(self, keys: Iterable[str]) -> Work:
        """Without some plans; they stay known as names, so that what waited for them is free, not puzzled."""
        names = {name.casefold(): item.plan for item in self.everything for name in (item.plan, item.key) if name}
        for key in keys:
            if str(key).casefold() not in names:
                raise UnknownNameError(f"no plan {key!r} in this forecast{nearest(str(key), names)}")
        gone = self.gone | {names[str(key).casefold()] for key in keys}
        stay = [(item, r) for item, r in zip(self.left, self.readings, strict=True) if item.plan not in gone]
        return replace(self, left=tuple(i for i, _ in stay), readings=tuple(r for _, r in stay), gone=gone)

    @property
    def here(self) -> list[Item]:
        return [item for item in self.everything if item.plan not in self.gone]

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        labels = {item.label for item in self.everything if item.plan in self.gone}
        estimates = [d for d in self.reader.problems if d.path.split(": ")[0] not in labels]
        return (*estimates, *(d for risk in self.risks for d in risk.problems))

    def events(self) -> list[Event]:
        """Risks with known chance and hours, of plans that have hours left; each lands on its plan's last item."""
        last = {name: place for place, item in enumerate(self.left) for name in (item.key, item.plan) if name}
        hours = {item.plan for item, r in zip(self.left, self.readings, strict=True) if r.known}
        return [
            Event(f"{self.left[last[risk.plan]].label} {risk.name}", last[risk.plan], risk.chance, risk.hours)
            for risk in self.risks
            if risk.counts and risk.plan in last and self.left[last[risk.plan]].plan in hours
        ]


@dataclass(frozen=True)
class Worked:
    """Work, and what came of it."""

    work: Work
    network: Network
    events: tuple[Event, ...]
    simulation: Simulation
    cover: Cover
    points: Points

    def times(self) -> Times:
        """The critical path method at mean durations, with what risks add on average."""
        means = np.array([r.mean if r.known else 0.0 for r in self.work.readings])
        return critical_path(self.network, means + self.risk_hours())

    def risk_hours(self) -> FloatArray:
        """Hours that risk events add to each item on average."""
        found = np.zeros(len(self.work.left))
        for event in self.events:
            found[event.task] += event.probability * event.hours
        return found

    def tasks(self) -> pd.DataFrame:
        return pd.DataFrame({**_who(self.work.left), **self._figures()})

    def _figures(self) -> dict[str, pd.Series]:
        readings, n = self.work.readings, len(self.work.left)
        known = np.array([r.known for r in readings], dtype=bool)
        times, sim = self.times(), self.simulation
        figures: dict[str, Sequence[float] | FloatArray] = {
            "mean": [r.mean for r in readings],
            "sd": [r.sd for r in readings],
            **{f"p{round(100 * p)}": [r.quantile(p) if r.known else 0.0 for r in readings] for p in (0.1, 0.5, 0.9)},
            "risk_hours": self.risk_hours(),
            **{name: values[:n] for name, values in times._asdict().items()},
            "criticality": sim.criticality if len(sim.criticality) else np.zeros(n),
        }
        found = {name: pd.Series(values, dtype="Float64").where(known) for name, values in figures.items()}
        return {"read_as": pd.Series([r.how for r in readings], dtype="str"), **found}

    def sentences(self) -> Iterator[str]:
        """All assumptions, in the order in which a reader needs them."""
        yield f"The hours are those of {self.cover}; what is done is left out."
        yield from self.work.reader.sentences(self.work.readings)
        yield from self._left_out()
        yield _correlation(self.work.options.correlation)
        yield from self._order()
        yield from self._risks()
        yield from self._clock()

    def _left_out(self) -> Iterator[str]:
        if missing := sum(not r.known for r in self.work.readings):
            yield (
                f"{count(missing, 'item')} without hours: not in the effort, and no time in the finish, "
                "so the true figures are higher."
            )
        if n := self.points.items:
            yield f"{self.points.total:g} points in {count(n, 'item')} stand apart; points are no hours."

    def _order(self) -> Iterator[str]:
        yield "Items of a plan follow each other, unless they name steps; a plan waits for the plans it is blocked by."
        yield (
            f"An owner does one thing at a time (which adds {count(self.network.owner_edges, 'wait')}); "
            "items without an owner wait for nobody."
            if self.work.options.one_at_a_time
            else "Owners are no limit: everything that could run side by side does."
        )
        for cycle in self.network.cycles:
            yield f"{' -> '.join((*cycle, cycle[0]))} wait for each other; the dependencies inside were left out."
        if unknown := len(self.network.unknown_targets):
            yield f"{unknown} {'dependency' if unknown == 1 else 'dependencies'} on no plan among these: left out."

    def _risks(self) -> Iterator[str]:
        risks = self.work.risks
        if not risks:
            return
        unknown = sum(not r.counts for r in risks)
        other = len(risks) - unknown - len(self.events)
        joined = f"{len(self.events)} of {count(len(risks), 'risk')} joined"
        yield f"{joined}, independent of each other, each with its hours and its probability or its level's middle one."
        if unknown:
            yield f"{count(unknown, 'risk')} left out for want of a likelihood or of hours: unknown, not zero."
        if other:
            yield f"{count(other, 'risk')} left out because nothing estimated is left in their plans."

    def _clock(self) -> Iterator[str]:
        o = self.work.options
        yield "An hour of effort takes an hour of working time: no waiting, no part-time work, no meetings."
        if o.start:
            yield f"Dates count from {o.start.isoformat()}, {o.calendar}."
        yield f"{o.trials:,} trials, seed {o.seed}; standard errors are those of the simulation alone."


def _correlation(rho: float) -> str:
    if not rho:
        return "Items are taken as independent, which understates the spread of a sum if they share causes."
    return f"Any two items are correlated, {rho:g} (one common factor): what makes one late tends to make others late."


def _who(left: Sequence[Item]) -> dict[str, pd.Series]:
    columns = {
        "plan_id": [i.plan for i in left],
        "key": [i.key or None for i in left],
        "item": [i.name or None for i in left],
        "owner": [i.owner or None for i in left],
        "text": [i.text or None for i in left],
    }
    return {name: pd.Series(values, dtype="str") for name, values in columns.items()}


def work_out(work: Work) -> Worked:
    """Builds the network and simulates it; nothing is simulated where nothing is estimated."""
    network = build(work.everything, work.left, work.dependencies, work.options.one_at_a_time)
    events, nothing = work.events(), np.empty(0)
    known = any(r.known for r in work.readings)
    simulation = _simulated(work, network, events) if known else Simulation(nothing, nothing, nothing)
    return Worked(
        work=work,
        network=network,
        events=tuple(events),
        simulation=simulation,
        cover=cover(work.here, work.left, work.readings),
        points=points(work.left),
    )


def _simulated(work: Work, network: Network, events: Sequence[Event]) -> Simulation:
    o = work.options
    return simulate(
        network,
        Durations(work.readings),
        [f"{item.label}\0{item.name}" for item in work.left],
        events=events,
        trials=o.trials,
        seed=o.seed,
        correlation=o.correlation,
    )
