"""How much of a document is read as a person reads it: every text of a value is one fact, right, missing or wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import planform as pf

from .. import corpus
from ._documents import Golden, template

Fact = tuple[str, str]
"""Where a text stands, down to the column, and the text."""


@dataclass(frozen=True)
class Score:
    """Facts of one document or of several.

    Attributes:
        wanted: facts that a person reads.
        right: those that were read so.
        missing: (document, fact) that were not.
        wrong: (document, fact) read where a person reads none, or another: misplaced, cut or run together.
        kept: parts without a field that were left unplaced, out of `parts`.
        parts: parts without a field.
    """

    wanted: int
    right: int
    missing: tuple[tuple[str, Fact], ...]
    wrong: tuple[tuple[str, Fact], ...]
    kept: int
    parts: int

    @property
    def share_right(self) -> float:
        """Share of the facts that are right, 0 to 1."""
        return self.right / self.wanted

    @property
    def share_wrong(self) -> float:
        """Wrong facts in relation to those that a person reads."""
        return len(self.wrong) / self.wanted

    @property
    def summary(self) -> str:
        """One line for a person."""
        return (
            f"golden documents: {self.wanted} facts, {100 * self.share_right:.1f} % right, "
            f"{100 * self.share_wrong:.1f} % wrong, {len(self.missing)} not read as meant; "
            f"{self.kept} of {self.parts} parts without a field left alone"
        )


def total(scores: Iterable[Score]) -> Score:
    """Several documents together."""
    each = tuple(scores)
    return Score(
        sum(s.wanted for s in each),
        sum(s.right for s in each),
        tuple(m for s in each for m in s.missing),
        tuple(w for s in each for w in s.wrong),
        sum(s.kept for s in each),
        sum(s.parts for s in each),
    )


def score(golden: Golden) -> Score:
    """Read a document by its own template and compare with what a person reads."""
    own = template(golden.template)
    read = pf.read_plan(golden.text, own)
    wanted = _as_compiled(golden)
    missing: Counter[Fact] = Counter()
    wrong: Counter[Fact] = Counter()
    for path in dict.fromkeys([*wanted, *read.plan.values]):
        mine, theirs = facts(path, wanted.get(path)), facts(path, read.plan.values.get(path), wanted.get(path))
        missing += mine - theirs
        wrong += theirs - mine
    size = sum(sum(facts(path, value).values()) for path, value in wanted.items())
    left = "\n".join(text for _, _, text in read.unplaced)
    return Score(
        size,
        size - missing.total(),
        tuple((golden.name, fact) for fact in missing.elements()),
        tuple((golden.name, fact) for fact in wrong.elements()),
        sum(line in left for line in golden.unplaced),
        len(golden.unplaced),
    )


def _as_compiled(golden: Golden) -> dict[str, Any]:
    """The values by the compiler's names; what it has not found keeps its own and is missing in every document."""
    known = corpus.counterparts(golden.template) if golden.template in corpus.names() else {}
    return {known.get(path, path): _columns(path, value, known) for path, value in golden.values.items()}


def _columns(group: str, value: Any, known: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_columns(group, row, known) for row in value]
    if not isinstance(value, dict) or set(value) == {"text", "done"}:
        return value
    paths = {column: f"{group}[].{column}" for column in value}
    return {
        known.get(path, path).rpartition("[].")[2]: _columns(path, value[column], known)
        for column, path in paths.items()
    }


def facts(path: str, value: Any, like: Any = None) -> Counter[Fact]:
    """The texts of a value with their places; rows are numbered as the rows of `like` that they agree with most."""
    if isinstance(value, list):
        numbers = _numbers(value, like)
        return Counter(
            {f: n for k, row in zip(numbers, value, strict=True) for f, n in _row(path, k, row, like).items()}
        )
    text = _plain(value)
    return Counter({(path, text): 1} if text else {})


def _row(path: str, number: int, row: Any, like: Any) -> Counter[Fact]:
    if not isinstance(row, dict):
        return facts(f"{path}[{number}]", row)
    other = like[number] if isinstance(like, list) and number < len(like) and isinstance(like[number], dict) else {}
    if set(row) == {"text", "done"}:  # a line and its tick are one fact
        return facts(f"{path}[{number}]", f"[{'x' if _ticked(row['done']) else ' '}] {row['text']}")
    found: Counter[Fact] = Counter()
    for column, value in row.items():
        found += facts(f"{path}[{number}].{column}", value, other.get(column))
    return found


def _numbers(rows: list[Any], like: Any) -> list[int]:
    """For each row the number of the row of `like` that shares most with it; one that shares nothing gets a new one."""
    free = dict(enumerate(like)) if isinstance(like, list) else {}
    beyond = len(free)
    numbers = []
    for place, row in enumerate(rows):
        best = max(free, key=lambda n, row=row, place=place: (_shared(row, free[n]), -abs(n - place)), default=None)
        if best is None or (like is not None and not _shared(row, free[best])):
            numbers.append(beyond)
            beyond += 1
        else:
            numbers.append(best)
            free.pop(best)
    return numbers


def _shared(one: Any, other: Any) -> int:
    return len(set(_texts(one)) & set(_texts(other)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif not isinstance(value, bool) and value not in ("true", "false") and (text := _plain(value)):
        yield text


def _plain(value: Any) -> str:
    """A text without the marks that may be the template's (@, #, ~, ticks); a no says nothing, a flag or in words."""
    if isinstance(value, bool) or value in ("true", "false", "no"):
        return "yes" if _ticked(value) else ""
    return " ".join(str(value or "").split()).strip("`").lstrip("@#~")


def _ticked(value: Any) -> bool:
    return value in (True, "true")
