"""One text against one head: anchors of fixed words, blanks between them; to the letter or as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ._blanks import Blank, Fixed, Flag, Num, Seg, literal_words, spell

Anchor = tuple[re.Pattern[str], Flag | None]
Anchors = list[Anchor | Blank]  # anchor, blank, anchor, ..., anchor
Found = list[tuple[Blank | Flag, int, int]]  # what stands where in the text

MARKUP = r"[\s*_`~]"


def matchers(head: list[Seg]) -> tuple[Anchors, Anchors]:
    """What finds a head in a text: to the letter, and in other mark-up, case and separators."""
    return _anchors(head, _exact), _anchors(head, _loose)


def scan(anchors: Anchors, text: str) -> Found | None:
    """Leftmost anchors, no backtracking: linear, and what it gets wrong a marker puts right."""
    found: Found = []
    pos, blank = 0, None
    for part in anchors:
        if isinstance(part, Blank):
            blank = part
            continue
        pattern, flag = part
        m = _hinted(blank, pattern, text, pos) or pattern.search(text, pos)
        if not m:
            return None
        if blank is not None:
            found.append((blank, *_trim(text, pos, m.start())))
        if flag:
            found.append((flag, *(m.span("flag") if m["flag"] else (m.end(), m.end()))))
        pos = m.end()
    return found


def _anchors(head: list[Seg], dialect: Callable[[Iterable[Fixed]], str]) -> Anchors:
    runs, between = _cut_at_blanks(head)
    flags = re.DOTALL | (re.IGNORECASE if dialect is _loose else 0)
    out: Anchors = []
    for k, run in enumerate(runs):
        first, last = k == 0, k == len(runs) - 1
        between_two = dialect is _loose and not (first or last) and not _separates(run)
        pattern = _symbols(run) if between_two else dialect(run)
        flag = next((s for s in run if isinstance(s, Flag)), None)
        out.append((re.compile((r"\A" if first else "") + pattern + (r"\Z" if last else ""), flags), flag))
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


def _symbols(run: list[Fixed]) -> str:
    """Mark-up, and at least one of the signs between two values, where there are any: ` → `."""
    signs = "|".join(re.escape(sign) for sign in re.findall(r"[^\w\s*`~_]", spell(run)))
    return f"{MARKUP}*(?:{signs})(?:{MARKUP}|{signs})*" if signs else f"{MARKUP}+"


def _exact(run: Iterable[Fixed]) -> str:
    """The same words in the same mark-up."""
    out = ""
    for seg in run:
        if isinstance(seg, Num):
            out += r"(?:\d+(?:\.\d+)*|\[[Nn#]\])"
        elif isinstance(seg, Flag):
            out += f"(?P<flag>{re.escape(seg.text)})?"
        else:
            out += "(?:" + "|".join(_spaced(text) for text in seg.texts) + ")"
    return out


def _spaced(text: str) -> str:
    """Any white space stands for a space: people wrap lines; a text may end where only a blank would follow."""
    pattern = r"\s+".join(re.escape(part) for part in re.split(r"\s+", text))
    return pattern[:-3] + r"(?:\s+|\Z)" if pattern.endswith(r"\s+") else pattern


def _loose(run: Iterable[Fixed]) -> str:
    """The same words in any mark-up, case and separators."""
    out = []
    for seg in run:
        if isinstance(seg, Num):
            out.append(r"(?:\d+(?:\.\d+)*|\[\w\])?")
        elif isinstance(seg, Flag):
            out.append(f"(?P<flag>{re.escape(seg.text)})?")
        else:
            out += map(_token, re.findall(r"\w+|[:\-–—]+|[^\w\s*`~]", seg.text))
    return f"{MARKUP}*" + "".join(f"{piece}{MARKUP}*" for piece in out)


def _token(token: str) -> str:
    if token[0].isalnum():
        return re.escape(token)
    return r"[:\-–—]" if token[0] in ":-–—" else f"(?:{re.escape(token)})?"


def _hinted(blank: Blank | None, pattern: re.Pattern[str], text: str, pos: int) -> re.Match[str] | None:
    """A placeholder left in is taken whole, whatever separators it holds."""
    for raw in blank.raws if blank else ():
        if raw and text.startswith(raw, pos) and (m := pattern.match(text, pos + len(raw))):
            return m
    return None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
