"""One text against one head: anchors of fixed words, blanks between them; to the letter or as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ._blanks import Blank, Fixed, Flag, Num, Seg, literal_words, spell


@dataclass(frozen=True)
class Anchor:
    """Fixed words between two values.

    Attributes:
        begin: a pattern, of the text's begin or of nothing.
        guard: a pattern, of where a run of signs is entered.
        words: a pattern, of the words themselves.
        flags: of these patterns.
        flag: the words among them that may be missing.
    """

    begin: str
    guard: str
    words: str
    flags: int
    flag: Flag | None

    @cached_property
    def here(self) -> re.Pattern[str]:
        """Finds them at a place."""
        return re.compile(self.begin + self.words, self.flags)

    @cached_property
    def ahead(self) -> re.Pattern[str]:
        """Finds them from a place on; it does not begin inside a run of signs, so that long runs cost their length."""
        return re.compile(self.begin + self.guard + self.words, self.flags)


Anchors = list[Anchor | Blank]  # anchor, blank, anchor, ..., anchor
Found = list[tuple[Blank | Flag, int, int]]  # what stands where in the text

MARKUP = r"\s*_`~"  # inside a class


def matcher(head: list[Seg], exact: bool) -> Anchors:
    """What finds a head in a text: to the letter, or in other mark-up, case and separators."""
    return _anchors(head, _exact if exact else _loose)


def scan(anchors: Anchors, text: str) -> Found | None:
    """Leftmost anchors, no backtracking: linear, and what it gets wrong a marker puts right."""
    found: Found = []
    pos, blank = 0, None
    for part in anchors:
        if isinstance(part, Blank):
            blank = part
            continue
        m = _hinted(blank, part.here, text, pos) or part.here.match(text, pos) or part.ahead.search(text, pos)
        if not m:
            return None
        if blank is not None:
            found.append((blank, *_trim(text, pos, m.start())))
        if part.flag:
            found.append((part.flag, *(m.span("flag") if m["flag"] else (m.end(), m.end()))))
        pos = m.end()
    return found


def _anchors(head: list[Seg], dialect: Callable[[Iterable[Fixed]], tuple[str, str]]) -> Anchors:
    runs, between = _cut_at_blanks(head)
    flags = re.DOTALL | (re.IGNORECASE if dialect is _loose else 0)
    out: Anchors = []
    for k, run in enumerate(runs):
        first, last = k == 0, k == len(runs) - 1
        between_two = dialect is _loose and not (first or last) and not _separates(run)
        signs, pattern = _symbols(run) if between_two else dialect(run)
        pattern += r"\Z" if last else ""
        guard = rf"(?:(?<![{signs}])|(?![{signs}]))" if signs else ""
        flag = next((s for s in run if isinstance(s, Flag)), None)
        out.append(Anchor(r"\A" if first else "", guard, pattern, flags, flag))
        out += between[k : k + 1]
    return out


def _cut_at_blanks(head: list[Seg]) -> tuple[list[list[Fixed]], list[Blank]]:
    """Runs of fixed segments and the blanks between them: one run more than blanks, the outer ones may be empty."""
    runs: list[list[Fixed]] = [[]]
    between = []
    for seg in head:
        if isinstance(seg, Blank):
            between.append(seg)
            runs.append([])
        else:
            runs[-1].append(seg)
    return runs, between


def _separates(run: list[Fixed]) -> bool:
    """Whether people would write these words between two values; else any mark-up may stand there."""
    return bool(literal_words(run)) or any(c in spell(run) for c in ":-–—(|")


def _symbols(run: list[Fixed]) -> tuple[str, str]:
    """Mark-up, and at least one of the signs between two values, where there are any: ` → `."""
    signs = _class(re.findall(r"[^\w\s*`~_]", spell(run)))
    return MARKUP, rf"[{MARKUP}]*+[{signs}][{MARKUP}{signs}]*+" if signs else f"[{MARKUP}]++"


def _exact(run: Iterable[Fixed]) -> tuple[str, str]:
    """The same words in the same mark-up."""
    out = ""
    for seg in run:
        if isinstance(seg, Num):
            out += r"[A-Z](?![^\W_])" if seg.text.isalpha() else r"(?:\d++(?:\.\d++)*+|\[[Nn#]\])"
        elif isinstance(seg, Flag):
            out += f"(?P<flag>{re.escape(seg.text)})?"
        else:
            out += "(?:" + "|".join(_spaced(text) for text in seg.texts) + ")"
    return r"\s" if out.startswith(r"(?:\s") else "", out


def _spaced(text: str) -> str:
    """Any white space stands for a space: people wrap lines; a text may end where only a blank would follow."""
    pattern = r"\s++".join(re.escape(part) for part in re.split(r"\s+", text))
    return pattern[:-4] + r"(?:\s|\Z)" if pattern.endswith(r"\s++") else pattern


def _loose(run: Iterable[Fixed]) -> tuple[str, str]:
    """The same words in any mark-up, case and separators; other signs between them may be there or not."""
    gaps, pieces = [""], []
    for piece, needed in _pieces(run):
        if needed:
            pieces.append(piece)
            gaps.append("")
        else:
            gaps[-1] += piece
    first, *others = (f"[{MARKUP}{gap}]" for gap in gaps)
    pattern = f"{first}*+" + "".join(f"{piece}{gap}*+" for piece, gap in zip(pieces, others, strict=True))
    return first[1:-1], pattern


def _pieces(run: Iterable[Fixed]) -> Iterator[tuple[str, bool]]:
    """Patterns of words, numbers and separators, and signs that a class may hold."""
    for seg in run:
        if isinstance(seg, Num):
            letter = r"(?:[A-Z](?![^\W_])|\d++)?+"
            yield letter if seg.text.isalpha() else r"(?:\d++(?:\.\d++)*+|\[\w\])?+", True
        elif isinstance(seg, Flag):
            yield f"(?P<flag>{re.escape(seg.text)})?", True
        else:
            for token in re.findall(r"[^\W_]+(?:_+[^\W_]+)*|[:\-–—]+|[^\w\s*`~]", seg.text):
                needed = token[0].isalnum() or token[0] in ":-–—"
                yield (re.escape(token) if token[0].isalnum() else SEPARATOR if needed else _class(token)), needed


SEPARATOR = r"[:\-–—]"


def _class(signs: Iterable[str]) -> str:
    """Signs as they stand inside a class."""
    return "".join(re.escape(sign) for sign in signs)


def _hinted(blank: Blank | None, pattern: re.Pattern[str], text: str, pos: int) -> re.Match[str] | None:
    """A placeholder left in is taken whole, whatever separators it holds."""
    for length in blank.lengths if blank else ():
        if text[pos : pos + length] in blank.known and (m := pattern.match(text, pos + length)):  # type: ignore[union-attr]
            return m
    return None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
