"""What a forecast is worked out from, its simulation, and the tables and sentences that come of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from ..errors import Diagnostic, UnknownNameError, nearest
from ._amounts import FROM_POINTS, Durations, Reader, Reading
from ._calendar import Calendar
from ._cover import Cover, Points, cover, points
from ._frames import FloatArray, Item
from ._network import Network, Times, build, critical_path
from ._risk import Risk
from ._say import count
from ._simulate import Event, Limit, Simulation, simulate
from ._told import Told

SHOWN = (0.1, 0.5, 0.8, 0.9)  # quantiles of an item's own hours
ENDS = (0.1, 0.5, 0.9)  # of the time when it is finished


@dataclass(frozen=True, slots=True)
class Options:
    start: date | None
    calendar: Calendar
    one_at_a_time: bool
    trials: int
    seed: int
    correlation: float
    range_quantiles: tuple[float, float]
    unknown: str = "exclude"


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
    told: Told = field(default_factory=Told)
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
        estimates += _twice(self.here)
        return (*estimates, *(d for risk in self.risks for d in risk.problems))

    @cached_property
    def estimated(self) -> dict[str, tuple[int, ...]]:
        """Places of the items of each plan that has hours left."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, item in enumerate(self.left):
            found[item.plan].append(place)
        known = {item.plan for item, r in zip(self.left, self.readings, strict=True) if r.known}
        return {plan: tuple(places) for plan, places in found.items() if plan in known}

    def events(self) -> list[Event]:
        """Risks with known chance and hours, of plans that have hours left; each lands on its plan's last item."""
        last = {name: place for place, item in enumerate(self.left) for name in (item.key, item.plan) if name}
        return [
            Event(f"{self.left[last[risk.plan]].label} {risk.name}", last[risk.plan], risk.chance, risk.hours)
            for risk in self.risks
            if risk.counts and risk.plan in last and self.left[last[risk.plan]].plan in self.estimated
        ]

    def dues(self) -> dict[str, Limit]:
        """By plan with hours left and a due day: its items, and the working hours until that day's evening."""
        start, clock = self.options.start, self.options.calendar
        if start is None:
            return {}
        due = self.told.due
        return {p: Limit(rows, clock.hours(start, due[p])) for p, rows in self.estimated.items() if p in due}


def _twice(items: Sequence[Item]) -> Iterator[Diagnostic]:
    """Rows that stand there twice, and keys that two plans share."""
    rows = Counter((i.plan, i.label, i.position, i.name) for i in items)
    for (_, label, _, name), n in rows.items():
        if n > 1:
            yield Diagnostic("duplicate", f"{name or 'the plan'} stands there {n} times; all of them count", label)
    plans: dict[str, set[str]] = defaultdict(set)
    for item in items:
        plans[item.key].add(item.plan)
    for key, ids in plans.items():
        if key and len(ids) > 1:
            yield Diagnostic("duplicate", f"{len(ids)} plans have this key: a dependency on it names none of them", key)


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
        return pd.DataFrame({**_who(self.work.left), **self._figures(), **self._late()})

    def _figures(self) -> dict[str, pd.Series]:
        readings, n = self.work.readings, len(self.work.left)
        known = np.array([r.known for r in readings], dtype=bool)
        figures: dict[str, Sequence[float] | FloatArray] = {
            "mean": [r.mean for r in readings],
            "sd": [r.sd for r in readings],
            **{f"p{round(100 * p)}": [r.quantile(p) if r.known else 0.0 for r in readings] for p in SHOWN},
            "spent": [self.work.told.spent.get(item.plan, 0.0) for item in self.work.left],
            "risk_hours": self.risk_hours(),
            **{name: values[:n] for name, values in self.times()._asdict().items()},
            **self._simulated(),
        }
        found = {name: pd.Series(values, dtype="Float64").where(known) for name, values in figures.items()}
        return {"read_as": pd.Series([r.how for r in readings], dtype="str"), **found}

    def _simulated(self) -> dict[str, FloatArray]:
        """Quantiles of when each item is finished, how often it is critical, and how much of the spread it makes."""
        sim, n = self.simulation, len(self.work.left)
        if not len(sim.finish):
            return {name: np.zeros(n) for name in (*(f"finish_p{round(100 * p)}" for p in ENDS), "criticality", "ssi")}
        ends = np.quantile(sim.finishes, ENDS, axis=1)
        spread = np.sqrt([(r.sd if r.known else 0.0) ** 2 for r in self.work.readings] + self._risk_variance())
        whole = float(sim.finish.std())
        return {
            **{f"finish_p{round(100 * p)}": end.astype(np.float64) for p, end in zip(ENDS, ends, strict=True)},
            "criticality": sim.criticality,
            "ssi": sim.criticality * spread / whole if whole else np.zeros(n),
        }

    def _risk_variance(self) -> FloatArray:
        found = np.zeros(len(self.work.left))
        for event in self.events:
            found[event.task] += event.probability * (1 - event.probability) * event.hours**2
        return found

    def _late(self) -> dict[str, pd.Series]:
        due, chances = self.work.told.due, dict(zip(self.work.dues(), self.simulation.late, strict=False))
        days = [due.get(item.plan) for item in self.work.left]
        late = [chances.get(item.plan) for item in self.work.left]
        return {"due": pd.Series(pd.to_datetime(pd.Series(days, dtype="object")), dtype="datetime64[us]"),
                "late": pd.Series(late, dtype="Float64")}  # fmt: skip

    def due(self) -> pd.DataFrame:
        """One row a plan with a due day, what is likeliest to be late first."""
        limits, keys = self.work.dues(), {item.plan: item.key for item in self.work.left}
        o, rows = self.work.options, []
        for plan, late in zip(limits, self.simulation.late, strict=False):
            last = np.sort(self.simulation.finishes[list(limits[plan].tasks)].max(axis=0).astype(np.float64))
            days = o.calendar.dates(o.start, np.quantile(last, [0.5, 0.8])) if o.start else [None, None]
            rows.append((plan, keys[plan] or None, self.work.told.due[plan], *days, float(late)))
        frame = pd.DataFrame(rows, columns=["plan_id", "key", "due", "p50", "p80", "late"])
        dated = frame.astype({"plan_id": "str", "key": "str", **dict.fromkeys(("due", "p50", "p80"), "datetime64[us]")})
        return dated.astype({"late": "Float64"}).sort_values("late", ascending=False, kind="stable", ignore_index=True)

    def sentences(self) -> Iterator[str]:
        """All assumptions, in the order in which a reader needs them."""
        yield f"The hours are those of {self.cover}; what is done is left out."
        yield from self.work.reader.sentences(self.work.readings)
        yield from self._spent()
        yield from self._left_out()
        yield _correlation(self.work.options.correlation)
        yield from self._order()
        yield from self._risks()
        yield from self._clock()

    def _spent(self) -> Iterator[str]:
        begun = [hours for plan, hours in self.work.told.spent.items() if plan in self.work.estimated]
        if begun:
            yield (
                f"{sum(begun):,.4g} h already spent on {count(len(begun), 'plan')} are taken off; what is left of a "
                "begun item is the rest of its distribution beyond the hours that were not enough."
            )

    def _left_out(self) -> Iterator[str]:
        if missing := sum(not r.known for r in self.work.readings):
            yield (
                f"{count(missing, 'item')} without hours: not in the effort, and no time in the finish, "
                "so the true figures are higher."
            )
            if self.work.options.unknown == "typical":
                yield "Too few items have hours to say what is typical of them: nothing was filled in."
        if (n := self.points.items) and not any(r.how == FROM_POINTS for r in self.work.readings):
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
            yield (
                f"{' -> '.join((*cycle, cycle[0]))} wait for each other; the dependencies inside were left out."
                if len(cycle) > 1
                else f"{cycle[0]} waits for itself; that dependency was left out."
            )
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
        elif self.work.told.due.keys() & self.work.estimated.keys():
            yield "Due days are not held against the finish: that needs a start."
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
    o = work.options
    network = build(work.everything, work.left, work.dependencies, o.one_at_a_time, work.told.titles)
    events, nothing = work.events(), np.empty(0)
    known = any(r.known for r in work.readings)
    simulation = (
        _simulated(work, network, events)
        if known
        else Simulation(nothing, nothing, nothing, nothing, np.empty((0, 0), np.float32))
    )
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
        limits=tuple(work.dues().values()),
    )
