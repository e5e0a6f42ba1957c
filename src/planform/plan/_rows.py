"""Which row of a group became which: found by what the rows say, for rows have no names and change places."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

LONGEST = 1_000  # characters of a row that are compared
COMMONEST = 20  # a word that more rows have tells none of them apart
NEAREST = 8  # rows that one row is compared with
ALIKE = 0.5  # share of words in common from which on two rows are one

Pairs = dict[int, int]
Match = list[tuple[int | None, int | None]]


def match_rows(old: Sequence[Any], new: Sequence[Any]) -> Match:
    """Pair the rows of two states of a list, checklist or table.

    Equal rows first, then rows of one name (their first text), then rows that share most of their words, at last rows
    that stand alone between the same neighbours. Time grows with the number of rows, not with its square.

    Args:
        old: rows as they were: texts, or mappings.
        new: rows as they are.

    Returns:
        (index in `old`, index in `new`), in the order of `new`; None for a row that the other lacks. A row that is
        gone stands where it stood.
    """
    pairs = twins(old, new)
    _pair_similar(old, new, pairs)
    _pair_lonely(len(old), len(new), pairs)
    return _in_order(len(old), len(new), pairs)


def twins(old: Sequence[Any], new: Sequence[Any]) -> Pairs:
    """Index in `old` -> index in `new` of the rows that are equal or have one name."""
    pairs: Pairs = {}
    _pair_by(_content, old, new, pairs)
    _pair_by(_name, old, new, pairs)
    return pairs


def texts_of(row: Any) -> Iterator[str]:
    """All texts of a row, in its order."""
    if isinstance(row, str):
        yield row
    elif isinstance(row, dict):
        for value in row.values():
            yield from texts_of(value)
    elif isinstance(row, list):
        for value in row:
            yield from texts_of(value)


def _content(row: Any) -> Hashable:
    return json.dumps(row, sort_keys=True, ensure_ascii=False, default=str)


def _name(row: Any) -> Hashable:
    return next((" ".join(text.casefold().split()) for text in texts_of(row) if text.strip()), "")


def _left(rows: Sequence[Any], taken: Any) -> list[int]:
    known = set(taken)
    return [n for n in range(len(rows)) if n not in known]


def _pair_by(way: Callable[[Any], Hashable], old: Sequence[Any], new: Sequence[Any], pairs: Pairs) -> None:
    """Pair what has the same mark; the first with the first where several have it."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for n in reversed(_left(new, pairs.values())):
        places[way(new[n])].append(n)
    for n in _left(old, pairs):
        mark = way(old[n])
        if mark and places.get(mark):
            pairs[n] = places[mark].pop()


def _words(row: Any) -> Counter[str]:
    return Counter(re.findall(r"\w+", " ".join(texts_of(row))[:LONGEST].casefold()))


def _pair_similar(old: Sequence[Any], new: Sequence[Any], pairs: Pairs) -> None:
    """Pair what shares most of its words, the most alike first; only rows that share a rare word are compared."""
    theirs = {n: _words(new[n]) for n in _left(new, pairs.values())}
    holders: dict[str, list[int]] = defaultdict(list)
    for n, words in theirs.items():
        for word in words:
            holders[word].append(n)
    scored = []
    for n in _left(old, pairs):
        mine = _words(old[n])
        near = Counter(m for word in mine if len(holders[word]) <= COMMONEST for m in holders[word])
        best = (m for m, _ in near.most_common(NEAREST))
        scored += [(-score, abs(n - m), n, m) for m in best if (score := _alike(mine, theirs[m])) >= ALIKE]
    used = set(pairs.values())
    for _, _, n, m in sorted(scored):
        if n not in pairs and m not in used:
            pairs[n] = m
            used.add(m)


def _alike(a: Counter[str], b: Counter[str]) -> float:
    """Dice's coefficient of two bags of words, 0 to 1."""
    return 2 * sum((a & b).values()) / (sum(a.values()) + sum(b.values()))


def _pair_lonely(old: int, new: int, pairs: Pairs) -> None:
    """Rows between the same two neighbours, as many here as there, were rewritten in place."""
    back = {m: n for n, m in pairs.items()}
    for run in _runs(old, pairs):
        start = stop = pairs[run[0] - 1] + 1 if run[0] else 0
        while stop < new and stop not in back:
            stop += 1
        ends_alike = back.get(stop) == run[-1] + 1 if stop < new else run[-1] + 1 == old
        if stop - start == len(run) and ends_alike:
            pairs.update(zip(run, range(start, stop), strict=True))


def _runs(size: int, pairs: Pairs) -> list[list[int]]:
    runs: list[list[int]] = []
    for n in (n for n in range(size) if n not in pairs):
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return runs


def _in_order(old: int, new: int, pairs: Pairs) -> Match:
    back = {m: n for n, m in pairs.items()}
    gone: dict[int | None, list[int]] = defaultdict(list)  # after which row of `old` that is still there
    last = None
    for n in range(old):
        if n in pairs:
            last = n
        else:
            gone[last].append(n)
    found: Match = [(n, None) for n in gone[None]]
    for m in range(new):
        found.append((back.get(m), m))
        found += [(n, None) for n in (gone.get(back[m], []) if m in back else [])]
    return found
