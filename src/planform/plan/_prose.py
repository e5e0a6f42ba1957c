"""What a person lists inside prose: points, table rows and paragraphs, with the labelled lines beneath them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

BULLET = re.compile(r"(?P<indent>[ \t]*)(?:[-*+•]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?P<text>.*)")
LABELLED = re.compile(r"[*_]{0,3}(?P<label>[^:*_|]{1,60}?)[*_]{0,3}[ \t]*:[*_]{0,3}[ \t]+(?P<value>\S.*)")
RULE_ROW = re.compile(r"[ |:\-\t]+")
END = re.compile(r"[ \t]*(?:#{1,6}[ \t].*|#+|(?:[-*_][ \t]*){3,})")
FENCE = re.compile(r"[ \t]*(```|~~~)")
LONGEST_NOTHING = 300  # characters of a text that may say nothing
NOTHING = frozenset(
    {
        "",
        "-",
        "–",
        "—",
        "none",
        "n/a",
        "na",
        "nil",
        "nothing",
        "no",
        "tbd",
        "tba",
        "tbc",
        "todo",
        "unknown",
        "?",
        "...",
        "…",
        "none known",
        "none identified",
        "no risks",
        "no blockers",
        "no dependencies",
        "not applicable",
    }
)


@dataclass(slots=True)
class Entry:
    """One thing that a prose text lists.

    Attributes:
        text: its own words, mark-up of emphasis taken off.
        form: ``item`` of a list, ``row`` of a table, or ``paragraph``.
        parts: labelled lines beneath an item, cells of a row by their header.
    """

    text: str
    form: Literal["item", "row", "paragraph"]
    parts: dict[str, str] = field(default_factory=dict)


def plain(text: str) -> str:
    """Words without emphasis, code ticks and the addresses of links, white space made single."""
    text = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    return " ".join(re.sub(r"\*\*|__|`", "", text).split())


def says_nothing(text: str) -> bool:
    """Whether a text only says that there is nothing (or nothing yet): "None", "N/A", "TBD"."""
    return len(text) <= LONGEST_NOTHING and _says_nothing(text)


@lru_cache(maxsize=4096)  # the same few words stand in most plans
def _says_nothing(text: str) -> bool:
    return plain(text).strip(" .!*_").casefold() in NOTHING


def entries(text: str) -> list[Entry]:
    """What a text lists, in its order; paragraphs only where it has neither list nor table."""
    found = list(_read(text))
    listed = [e for e in found if e.form != "paragraph"]
    return [e for e in listed or found if not says_nothing(e.text)]


def labelled(line: str) -> tuple[str, str] | None:
    """(label, value) of a line like ``**Mitigation**: cache it``."""
    hit = LABELLED.fullmatch(line.strip())
    return (plain(hit["label"]), plain(hit["value"])) if hit else None


def _read(text: str) -> Iterator[Entry]:
    for kind, lines in _blocks(text):
        yield from READ[kind](lines)


def _paragraph(lines: list[str]) -> Iterator[Entry]:
    yield Entry(plain(" ".join(lines)), "paragraph")


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Runs of lines that are one list, one table or one paragraph; headings, rules and code are none."""
    open_kind, run, gap = "", list[str](), False
    for line in [*_outside_code(text), "---"]:
        kind = _kind(line)
        if kind == "blank" and open_kind == "list":  # a list goes on behind an empty line
            gap = True
            continue
        if kind == "text" and open_kind == "list" and (line[:1].isspace() or not gap):
            kind = "list"
        if run and kind != open_kind:
            yield open_kind, run
            run = []
        open_kind, gap = kind, False
        if kind in READ:
            run.append(line)


def _kind(line: str) -> str:
    tests = [
        ("blank", not line.strip()),
        ("end", bool(END.fullmatch(line))),
        ("list", bool(BULLET.fullmatch(line))),
        ("table", line.lstrip().startswith("|")),
    ]
    return next((kind for kind, hit in tests if hit), "text")


def _outside_code(text: str) -> Iterator[str]:
    inside = False
    for line in text.splitlines():
        if FENCE.match(line):
            inside = not inside
        elif not inside:
            yield line


def _table(lines: list[str]) -> Iterator[Entry]:
    rows = [_cells(line) for line in lines if not RULE_ROW.fullmatch(line)]
    headers = [plain(cell) for cell in rows[0]] if len(lines) > 1 and RULE_ROW.fullmatch(lines[1]) else []
    for cells in rows[bool(headers) :]:
        parts = dict(zip(headers, map(plain, cells), strict=False))
        yield Entry(
            next((plain(c) for c in cells if c.strip()), ""),
            "row",
            parts or {str(n): plain(c) for n, c in enumerate(cells)},
        )


def _cells(line: str) -> list[str]:
    return [
        cell.strip().replace("\\|", "|")
        for cell in re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
    ]


def _items(lines: list[str]) -> Iterator[Entry]:
    """Points of the outermost level; what stands deeper belongs to the point above it."""
    top = min(_indent(line) for line in lines if BULLET.fullmatch(line))
    entry: Entry | None = None
    for line in filter(str.strip, lines):
        bullet = BULLET.fullmatch(line)
        words = bullet["text"] if bullet else line
        if entry is None or (bullet and _indent(line) <= top):
            if entry:
                yield entry
            entry = Entry(plain(words), "item")
        elif part := labelled(words):
            entry.parts[part[0]] = part[1]
        else:
            entry.text = f"{entry.text} {plain(words)}".strip()
    if entry:
        yield entry


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


READ: dict[str, Callable[[list[str]], Iterator[Entry]]] = {"list": _items, "table": _table, "text": _paragraph}


def part(parts: Mapping[str, str], words: str) -> str:
    """The part whose label has one of these words (a regular expression), or ``""``."""
    return next((value for label, value in parts.items() if re.search(rf"\b(?:{words})\b", label, re.I)), "")
