"""A text with the places of its lines. Marked values are masked to the same length: whatever they hold is inert."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

OPEN_MARK = re.compile(r"<!-- pf:(\w+) -->")
CLOSE_MARK = re.compile(r"<!-- /pf:(\w+) -->")
MASK = "\ue000"


DEFINITION = re.compile(
    r"^ {0,3}\[([^\[\]\n]{1,200})\]: +(?:<?[a-z][a-z0-9+.-]*:|[#/.]|www\.|\S+\.\w+$)", re.MULTILINE | re.I
)
CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: [^\n]*)?$", re.MULTILINE)
"""The lines that an unfinished merge leaves; as Markdown they would make headings and quotes of their neighbours."""

FRONT = re.compile(
    r"\A\ufeff?---[ \t]*(?:\r\n?|\n)(?=\S)(?P<body>.*?)(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", re.DOTALL
)
ENTRY = re.compile(r"(?:\A|(?<=[\r\n]))(?=[^\s#\[{-][^:\r\n]*:(?:\s|\Z))")


def front_matter(text: str) -> re.Match[str] | None:
    """The block between dashes at the top, its inside as `body`, where it holds entries or comments; a rule is none."""
    found = FRONT.match(text)
    said = found["body"].strip() if found else ""
    comments = all(line.startswith("#") for line in said.splitlines() if line.strip())
    return found if found and said and (comments or ENTRY.search(found["body"])) else None


class Source:
    """The text with marked values masked (same length, so offsets hold), cut into lines.

    Attributes:
        raw: the text as given.
        plain: the same with ``\\n`` for every line end; all offsets but `raw_offset` are places in it.
        text: `plain` with every marked value replaced by as many `MASK`.
        masks: (start, end) of a marked value, its markers included -> what stands between the markers.
        bom: characters before the first one: 1 where a byte order mark stands there, else 0.
        crlf: offsets of the line ends that are two characters in `raw`.
        starts: offset of each line's first character.
        links: what the text defines as links, in lower case.
        count: lines, without the empty one after a closing line end.
    """

    def __init__(self, text: str) -> None:
        self.raw = text
        self.bom = int(text.startswith("\ufeff"))
        flat = re.sub(r"\r(?!\n)", "\n", text[self.bom :]).replace("\0", "\ufffd")
        self.crlf = [m.start() for m in re.finditer("\r\n", flat)]
        self.plain = flat.replace("\r\n", "\n")
        self.text, self.masks = mask(self.plain)
        if "\n<<<<<<<" in self.text and "\n>>>>>>>" in self.text:
            self.text = CONFLICT.sub(lambda m: " " * len(m[0]), self.text)
        self.starts = [0, *(m.end() for m in re.finditer("\n", self.text))]
        self.links = definitions(self.text)
        self._shown = [0, *(m.end() for m in re.finditer("\n", self.plain))] if self.masks else self.starts
        self.count = len(self.starts) - int(self.text.endswith("\n") or not self.text)

    @property
    def newline(self) -> str:
        """How lines end here, as an old Mac, Windows or Unix writes them."""
        if self.crlf:
            return "\r\n"
        return "\r" if "\r" in self.raw and "\n" not in self.raw else "\n"

    def line(self, n: int) -> str:
        """Line n, counted from 0, without its line end."""
        end = self.starts[n + 1] - 1 if n + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[n] : end]

    def start(self, n: int) -> int:
        """Offset of line n; beyond the last line the end of the text."""
        return self.starts[n] if n < len(self.starts) else len(self.text)

    def end(self, n: int) -> int:
        """Offset just after the last character of line n - 1 (before its newline)."""
        return self.start(n) - 1 if n < len(self.starts) else len(self.text)

    def row(self, offset: int) -> int:
        """The line of an offset, counted from 0 as `line` does."""
        return bisect_right(self.starts, offset) - 1

    def line_of(self, offset: int) -> int:
        """The line of an offset, counted from 1 as people do: the lines of a marked value count as well."""
        return bisect_right(self._shown, offset)

    def raw_offset(self, offset: int) -> int:
        """Offset in the text as given (with its CRLFs)."""
        low, seen = 0, -1
        while seen != low:  # each CRLF before the place shifts it by one
            seen, low = low, bisect_right(self.crlf, offset + low - 1)
        return self.bom + offset + low

    def value(self, start: int, end: int, prefix: str = "") -> str:
        """The text of a span; a marked value is given back as it was written."""
        inner = self.masks.get((start, end))
        return strip_prefix(self.plain[start:end] if inner is None else inner, prefix)


def definitions(text: str) -> frozenset[str]:
    """The names of a text's link references: `[name]: address`."""
    return frozenset(m[1].casefold() for m in DEFINITION.finditer(text)) if "]: " in text else frozenset()


def mask(text: str) -> tuple[str, dict[tuple[int, int], str]]:
    """The text with marked values made inert, and what they were; an opening marker left open is plain text."""
    parts: list[str] = []
    masks: dict[tuple[int, int], str] = {}
    done = at = 0
    closings: dict[str, list[int]] = {}
    for close in CLOSE_MARK.finditer(text):
        closings.setdefault(close[1], []).append(close.start())
    while closings and (m := OPEN_MARK.search(text, at)):
        closing, ends = f"<!-- /pf:{m[1]} -->", closings.get(m[1], ())
        k = bisect_left(ends, m.end())
        if k == len(ends):
            at = m.end()
            continue
        end = ends[k]
        at = end + len(closing)
        masks[m.start(), at] = text[m.end() : end]
        parts += text[done : m.start()], MASK * (at - m.start())
        done = at
    return "".join(parts) + text[done:], masks


def strip_prefix(text: str, prefix: str) -> str:
    """Every line after the first without its container prefix; the first begins after it."""
    head, *rest = text.split("\n")
    return "\n".join([head, *(cut(line, prefix) for line in rest)])


def cut(line: str, prefix: str) -> str:
    """The line without its container prefix, as far as it has it."""
    if line.startswith(prefix):
        return line[len(prefix) :]
    n = shared(line, prefix)
    return line[n:].lstrip(" ") if prefix[n:].strip() == "" else line[n:]


def shared(line: str, prefix: str) -> int:
    """How many characters two texts begin with alike."""
    n = 0
    while n < min(len(line), len(prefix)) and line[n] == prefix[n]:
        n += 1
    return n
