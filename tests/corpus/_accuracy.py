"""The corpus by name, and how much of it the compiler finds as a person does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..inventory import Line, compare, table
from ..inventory import found as found_in

HERE = Path(__file__).parent
ASPECTS = ("found", "kind", "group", "role", "exact")


def names() -> tuple[str, ...]:
    """The templates of the corpus, sorted."""
    return tuple(sorted(path.stem for path in HERE.glob("*.md")))


def text(name: str) -> str:
    """A template's exact text, line ends included."""
    return (HERE / f"{name}.md").read_bytes().decode("utf-8")


@cache
def wanted(name: str) -> list[Line]:
    """The fields a person finds in it."""
    return table(HERE / f"{name}.txt")


@cache  # a template is compiled once, not once a field
def found(name: str) -> list[Line]:
    """The fields the compiler finds in it."""
    return found_in(HERE / f"{name}.md")


@dataclass(frozen=True)
class Accuracy:
    """How many of the wanted fields are right in each aspect; ``beyond`` counts fields that nobody wanted.

    A field is found if the compiler has one of its path, else of its name, else one that is called otherwise but stands
    in its place and is of its kind. Its kind, group and role are right if they are also the wanted ones; its group is,
    if the two groups are each other's counterparts. ``exact``: every column of the inventory agrees, its path included.
    ``exceptions`` names each line that differs, as ``template: missing|beyond: line``.
    """

    templates: int
    wanted: int
    right: dict[str, int]
    beyond: int
    exceptions: tuple[str, ...]

    def share(self, aspect: str) -> float:
        """The share of the wanted fields that are right in an aspect, 0 to 1."""
        return self.right[aspect] / self.wanted if self.wanted else 1.0

    @property
    def summary(self) -> str:
        """One line for a person."""
        shares = ", ".join(f"{aspect} {100 * self.share(aspect):.1f} %" for aspect in ASPECTS)
        return (
            f"corpus: {self.templates} templates, {self.wanted} fields: {shares}; "
            f"{self.beyond} beyond, {len(self.exceptions)} exceptions"
        )


def accuracy(chosen: Iterable[str] | None = None) -> Accuracy:
    """Compare what the compiler finds with the inventories, over the whole corpus or the templates named."""
    right = dict.fromkeys(ASPECTS, 0)
    total = beyond = 0
    exceptions: list[str] = []
    chosen = names() if chosen is None else tuple(chosen)
    for name in chosen:
        mine, theirs = wanted(name), found(name)
        pairs = _pairs(mine, theirs)
        for aspects in _agreements(pairs):
            for aspect in aspects:
                right[aspect] += 1
        total += len(mine)
        beyond += len(theirs) - len(pairs)
        exceptions += [f"{name}: {difference}" for difference in compare(mine, theirs)]
    return Accuracy(len(chosen), total, right, beyond, tuple(exceptions))


def counterparts(name: str) -> dict[str, str]:
    """The paths of an inventory and those that the compiler gives the same fields: a name alone is negotiable."""
    return {mine.path: theirs.path for mine, theirs in _pairs(wanted(name), found(name))}


def _pairs(mine: list[Line], theirs: list[Line]) -> list[tuple[Line, Line]]:
    """Counterparts: those of one path, then of one name, then of one kind and group after the same counterpart."""
    pairs: list[tuple[Line, Line]] = []
    for key in (_path, _name, _place):
        waiting: dict[str, list[Line]] = {}
        for their, k in _open(theirs, {t: m.path for m, t in pairs}, key):
            waiting.setdefault(k, []).append(their)
        here = list(_open(mine, {m: m.path for m, _ in pairs}, key))
        pairs += [(line, waiting[k].pop(0)) for line, k in here if waiting.get(k)]
    return pairs


def _open(lines: list[Line], known: dict[Line, str], key: Callable[[Line, str], str]) -> Iterator[tuple[Line, str]]:
    """Lines without a counterpart, each with its key, made of the line, its group and what is before it."""
    groups, before = {line.path: path for line, path in known.items()}, ""
    for line in lines:
        before = known.get(line, before)
        if line not in known:
            yield line, key(line, f"{groups.get(_group(line), _group(line))} {before}")


def _path(line: Line, before: str) -> str:
    return line.path


def _name(line: Line, before: str) -> str:
    return line.path.rpartition(".")[2]


def _place(line: Line, before: str) -> str:
    return f"{before} {line.kind}"


def _agreements(pairs: list[tuple[Line, Line]]) -> Iterator[list[str]]:
    """The aspects in which each pair agrees."""
    groups = {mine.path: theirs.path for mine, theirs in pairs} | {"": ""}
    for mine, theirs in pairs:
        agrees = {
            "found": True,
            "kind": mine.kind == theirs.kind,
            "group": groups.get(_group(mine)) == _group(theirs),
            "role": mine.role == theirs.role,
            "exact": mine == theirs,
        }
        yield [aspect for aspect in ASPECTS if agrees[aspect]]


def _group(line: Line) -> str:
    return line.path.rpartition("[]")[0]
