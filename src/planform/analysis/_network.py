"""The network of what waits for what: edges from order, names and owners; cycles; early and late times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd

from ._frames import DEPENDENCIES, FREE, FloatArray, Item, records, text
from ._resolve import Plans, says_nothing, steps


class UnknownTarget(NamedTuple):
    """A dependency whose target is not among the plans: it could not be used."""

    plan: str
    relation: str
    text: str


@dataclass(frozen=True)
class Network:
    """Tasks from 0 on (the nodes after them are junctions without work), each with its predecessors, and an order."""

    predecessors: tuple[tuple[int, ...], ...]
    order: tuple[int, ...]
    cycles: tuple[tuple[str, ...], ...] = ()
    unknown_targets: tuple[UnknownTarget, ...] = ()
    owner_edges: int = 0

    @classmethod
    def of(cls, predecessors: Sequence[Iterable[int]]) -> Network:
        """A network from bare predecessor lists, which must have no cycle."""
        graph = _graph(len(predecessors), {(p, i) for i, found in enumerate(predecessors) for p in found})
        return cls(tuple(tuple(sorted(p)) for p in predecessors), tuple(_topological(graph)))

    @property
    def size(self) -> int:
        return len(self.predecessors)

    @property
    def joins(self) -> int:
        """How many nodes wait for more than one."""
        return sum(len(before) > 1 for before in self.predecessors)


class Times(NamedTuple):
    """Early and late start and finish, total and free float of every node, in hours from the start."""

    es: FloatArray
    ef: FloatArray
    ls: FloatArray
    lf: FloatArray
    total_float: FloatArray
    free_float: FloatArray


def critical_path(network: Network, durations: FloatArray) -> Times:
    """The critical path method (Kelley and Walker 1959), one forward and one backward pass.

    Args:
        network: of n nodes.
        durations: hours of each of its first tasks; nodes beyond them take none.
    """
    n = network.size
    work = np.zeros(n)
    work[: len(durations)] = durations
    es, ef = np.zeros(n), np.zeros(n)
    for i in network.order:
        es[i] = max((ef[p] for p in network.predecessors[i]), default=0.0)
        ef[i] = es[i] + work[i]
    lf, next_start = np.full(n, ef.max(initial=0.0)), np.full(n, ef.max(initial=0.0))
    for i in reversed(network.order):
        for p in network.predecessors[i]:
            lf[p] = min(lf[p], lf[i] - work[i])
            next_start[p] = min(next_start[p], es[i])
    ls = lf - work
    return Times(es, ef, ls, lf, _clean(ls - es), _clean(next_start - ef))


def _clean(floats: FloatArray) -> FloatArray:
    """Rounding errors of long sums are no float; less than a thousandth of a second is none."""
    return np.where(np.abs(floats) < 1e-7, 0.0, floats)


@dataclass
class _Edges:
    """Edges between nodes; `named` are those that a person's words made and that a cycle may have to give up."""

    size: int
    sequence: set[tuple[int, int]] = field(default_factory=set)
    named: set[tuple[int, int]] = field(default_factory=set)
    unknown: list[UnknownTarget] = field(default_factory=list)

    def join(self, before: Sequence[int], after: Sequence[int]) -> None:
        """Everything in `after` waits for everything in `before`; through a junction where that spares edges."""
        if len(before) * len(after) > len(before) + len(after):
            junction, self.size = self.size, self.size + 1
            self.named.update((b, junction) for b in before)
            self.named.update((junction, a) for a in after)
        else:
            self.named.update((b, a) for b in before for a in after)


def build(
    everything: Sequence[Item],
    left: Sequence[Item],
    dependencies: pd.DataFrame | None,
    one_at_a_time: bool,
    titles: Mapping[str, str] | None = None,
) -> Network:
    """The network of the items that are left, among all items (done ones are known names, and wait for nothing).

    Items of one plan follow each other by position unless an item names steps of its plan (or none); a plan waits for
    the plans that it names; if `one_at_a_time`, an owner's items follow each other in topological, then listed order.
    """
    plans = Plans(everything, titles)
    edges = _Edges(len(left))
    named = _named(edges, everything, left, plans)
    _in_order(edges, left, named)
    ends = _ends(edges, left)
    for place, names in enumerate(named):
        for target in names.plans:
            if target in ends:
                edges.join(ends[target][1], [place])
    for before, after in _between(edges, dependencies, plans, everything):
        if before in ends and after in ends:
            edges.join(ends[before][1], ends[after][0])
    cycles = _break_cycles(edges, left)
    graph = _graph(edges.size, edges.sequence | edges.named)
    added = _by_owner(graph, left) if one_at_a_time else 0
    predecessors = tuple(tuple(sorted(graph.predecessors(i))) for i in range(edges.size))
    return Network(predecessors, tuple(_topological(graph)), cycles, tuple(dict.fromkeys(edges.unknown)), added)


class _Names(NamedTuple):
    """What an item's dependencies name: steps of its plan (places), plans; `free`: it need not follow the one above."""

    steps: list[int]
    plans: list[str]
    free: bool


def _named(edges: _Edges, everything: Sequence[Item], left: Sequence[Item], plans: Plans) -> list[_Names]:
    siblings: dict[str, list[Item]] = defaultdict(list)
    for item in everything:
        siblings[item.plan].append(item)
    place_of = {id(item): place for place, item in enumerate(left)}
    found = []
    for item in left:
        names = _Names([], [], any(name.strip(" .[]()").lower() in FREE for name in item.depends_on))
        for name in item.depends_on:
            if not says_nothing(name):
                names = _add(names, name, item, siblings[item.plan], place_of, plans, edges)
        found.append(names)
    return found


def _add(
    names: _Names, name: str, item: Item, siblings: list[Item], place_of: dict[int, int], plans: Plans, edges: _Edges
) -> _Names:
    if len(siblings) > 1 and (found := steps(name, siblings)) is not None:
        # a done step holds nobody up
        places = [place_of[id(siblings[i])] for i in found if id(siblings[i]) in place_of]
        return _Names(names.steps + places, names.plans, True)
    targets = plans.find(name)
    if not targets:
        edges.unknown.append(UnknownTarget(item.label, "blocked_by", name))
    return _Names(names.steps, names.plans + targets, names.free)


def _in_order(edges: _Edges, left: Sequence[Item], named: Sequence[_Names]) -> None:
    for place, item in enumerate(left):
        if place and left[place - 1].plan == item.plan and not named[place].free:
            edges.sequence.add((place - 1, place))
        for before in named[place].steps:
            (edges.sequence if before < place else edges.named).add((before, place))


def _ends(edges: _Edges, left: Sequence[Item]) -> dict[str, tuple[list[int], list[int]]]:
    """First and last items of each plan: those without a predecessor, and without a successor, inside it."""
    inside = edges.sequence | edges.named
    heads, tails = {b for _, b in inside}, {a for a, _ in inside}
    places: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(left):
        places[item.plan].append(place)
    return {
        plan: ([i for i in own if i not in heads] or own[:1], [i for i in own if i not in tails] or own[-1:])
        for plan, own in places.items()
    }


_DIRECTION = {"blocked_by": False, "depends_on": False, "blocks": True}


def _between(
    edges: _Edges, dependencies: pd.DataFrame | None, plans: Plans, everything: Sequence[Item]
) -> Iterator[tuple[str, str]]:
    """(before, after) plan ids of the dependencies frame; what cannot be found goes to `edges.unknown`."""
    labels = {item.plan: item.label for item in everything}
    for row in records(dependencies, DEPENDENCIES, ("plan_id", "relation"), "dependencies"):
        relation = text(row["relation"]).lower().replace(" ", "_").replace("-", "_")
        plan, name = text(row["plan_id"]), text(row["target_id"]) or text(row["text"])
        if relation not in _DIRECTION or says_nothing(name):
            continue
        targets = plans.find(name) or plans.find(text(row["text"]))
        own = plans.find(plan)
        if not targets or not own:
            edges.unknown.append(UnknownTarget(labels.get(plan, plan), relation, text(row["text"]) or name))
        for target in targets if own else []:
            yield (own[0], target) if _DIRECTION[relation] else (target, own[0])


def _graph(size: int, edges: set[tuple[int, int]]) -> Any:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(sorted(edges))
    return graph


def _topological(graph: Any) -> list[int]:
    """An order that respects the edges and otherwise keeps the listed one, so that equal input gives equal networks."""
    return list(nx.lexicographical_topological_sort(graph))


def _break_cycles(edges: _Edges, left: Sequence[Item]) -> tuple[tuple[str, ...], ...]:
    """Names the cycles and drops the named edges inside each: what stays is the order of the plans' own steps."""
    graph = _graph(edges.size, edges.sequence | edges.named)
    found = []
    for component in nx.strongly_connected_components(graph):
        inner = graph.subgraph(component)
        if inner.number_of_edges():
            found.append(_spoken(nx.find_cycle(inner, min(component)), left))
            edges.named -= set(inner.edges)
    return tuple(sorted(found))


def _spoken(cycle: list[tuple[int, int]], left: Sequence[Item]) -> tuple[str, ...]:
    """A cycle in people's names: of plans, or of steps where it stays within one plan; the smallest name first."""
    nodes = [a for a, _ in cycle if a < len(left)]
    plans = list(dict.fromkeys(left[i].label for i in nodes))
    names = plans if len(plans) > 1 else list(dict.fromkeys(_step_name(left[i]) for i in nodes))
    start = names.index(min(names))
    return tuple(names[start:] + names[:start])


def _step_name(item: Item) -> str:
    return f"{item.label}: {item.name}" if item.name and item.name != item.label else item.label


def _by_owner(graph: Any, left: Sequence[Item]) -> int:
    """Adds an edge from each of an owner's items to the next; returns how many were not there yet."""
    last: dict[str, int] = {}
    new: dict[tuple[int, int], None] = {}
    for node in _topological(graph):
        for name in left[node].owners if node < len(left) else ():
            person = name.casefold()
            if person in last and not graph.has_edge(last[person], node):
                new[last[person], node] = None
            last[person] = node
    graph.add_edges_from(new)
    return len(new)
