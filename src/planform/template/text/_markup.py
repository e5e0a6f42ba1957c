"""Mark-up that looks like a placeholder, and what it is: HTML, links, footnotes, comments, code."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_HINT = 2_000  # characters; nobody writes a longer placeholder
LONGEST_TEXT = 1 << 62  # beyond any text


class Found(NamedTuple):
    """A placeholder in a text. Without a rule it is no placeholder, and neither is what stands in it."""

    start: int
    end: int
    hint: str
    rule: str


# --- HTML -------------------------------------------------------------------------------------------------------------


def names(text: str) -> frozenset[str]:
    """Words as a set."""
    return frozenset(text.split())


VOID = names("br hr img wbr input meta link area base col embed source track")
PAIRED = names(
    """a abbr address article aside audio b blockquote body button caption center cite code data dd del details dfn
    div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header html i iframe ins
    kbd label legend li main mark menu nav object ol optgroup option p picture pre q s samp script section
    select small span strike strong style sub summary sup svg table tbody td template textarea tfoot th
    thead time title tr tt u ul var video"""
)
ALONE = names("a b br center details div em h1 h2 h3 hr i img li ol p pre span strong sub summary sup table ul")
TAG = re.compile(r"/?([A-Za-z][A-Za-z0-9]*)\s*(/?)$|/?([A-Za-z][A-Za-z0-9]*)\s+[\w:-]+\s*=")
OWN_TAG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+\s+[\w:-]+\s*=\s*[\"']")  # an element that no standard knows
LINK = re.compile(r"[a-z][a-z0-9+.-]*:\S|[^\s@]+@[^\s@]+\.\w+$", re.IGNORECASE)


def is_tag(inside: str, text: str) -> bool:
    """Whether what stands between `<` and `>` is HTML: a tag that is closed, or that stands alone by its nature."""
    m = TAG.match(inside)
    if not m:
        return inside[:1] == "/" or bool(OWN_TAG.match(inside))
    name = (m[1] or m[3]).lower()
    if inside[0] == "/" or m[2] or m[3]:
        return name in VOID or name in PAIRED
    return name in ALONE or (name in VOID and name not in ("link", "source")) or f"</{name}" in text.lower()


# --- square brackets --------------------------------------------------------------------------------------------------

PAIR = re.compile(r"\\.|[\[\]]", re.DOTALL)
KEYS = re.compile(
    r"(?:(?:ctrl|control|alt|shift|cmd|command|option)\s*\+\s*[\w+\s]*\w"
    r"|ctrl|alt|enter|tab|esc|backspace|pgup|pgdn|f\d{1,2})$",
    re.IGNORECASE,
)
INDEX = re.compile(r"[a-z_0-9]{1,3}$|[a-z_]*+\[?[a-z_, |\]]*+$|[A-Z][a-z]\w*$|\d*:\d*$")
TARGET = re.compile(r"[^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+[\"'][^\"'\n]*[\"'])?\s*\)")
DEFINED = re.compile(r":\s*(?:<?[a-z][a-z0-9+.-]*:|[#/.]|www\.|<|\S+\.(?:md|html?|org|com|io)\b|$)", re.IGNORECASE)
VAGUE_TARGET = re.compile(
    r"<?(?:#?|url|link|todo|tbd|\.\.\.|…|(?:link|url)[-_ ]?(?:to|here)?[-_ \w]*)>?\s*\)$", re.IGNORECASE
)
NOTE = re.compile(r"\^|!|_?toc_?$|_toc_|\d+(?:\s?[,–-]\s?\d+)*$|@[\w-]+$", re.IGNORECASE)
MARKER = re.compile(
    r"(?:optional|required|mandatory|if applicable|if any|if needed|optionnel|facultatif|opcional)$", re.I
)
"""What a heading or a label says of itself in brackets."""
MASKED = re.compile(r"#0{2,}|NNNN?|XXX+|\bTBD\b")


def brackets(text: str, links: frozenset[str] = frozenset()) -> Iterator[Found]:
    """Square brackets, nested or not; those of links, footnotes, ticks, keys and code have no rule."""
    opened: list[int] = []
    for m in PAIR.finditer(text):
        if m[0] == "[":
            opened.append(m.start())
        elif m[0] == "]" and opened:
            found = _bracket(text, opened.pop(), m.end(), links)
            if found:
                yield found


def _bracket(text: str, start: int, end: int, links: frozenset[str]) -> Found | None:
    inside = text[start + 1 : end - 1]
    amount = inside == "X" and ":" in text[:start].rpartition("\n")[2]  # `Takes: [X] minutes`
    if len(inside) > LONGEST_HINT or (inside.strip() in ("", "x", "X", "-", "~") and not amount):
        return None
    before, after = text[start - 1 : start], text[end : end + 1]
    if after == "(" and (target := TARGET.match(text, end + 1)):
        return _link(text, start, end, target)
    if before == "!":
        return Found(start, end, "", "")
    if after == "[" or before == "]":  # `[text][reference]`
        close = text.find("]", end, end + LONGEST_HINT) if after == "[" else -1
        open_ = close > 0 and MASKED.search(inside)
        return Found(start, close + 1 if close > 0 else end, inside if open_ else "", "link" if open_ else "")
    opens_line = not text[:start].rpartition("\n")[2].strip() if start < LONGEST_HINT else False
    if opens_line and after == ":" and DEFINED.match(text, end):
        line = text.find("\n", end)
        return Found(start, line if line > 0 else len(text), "", "")
    literal = NOTE.match(inside) or MARKER.match(inside) or KEYS.match(inside) or inside.casefold() in links
    if literal or ((before.isalnum() or (before in ("_", ")") and before)) and INDEX.match(inside)):
        return Found(start, end, "", "")
    return Found(start, end, inside, "bracket")


def _link(text: str, start: int, end: int, target: re.Match[str]) -> Found:
    """A link is content, unless its words or its address still have to be written."""
    begin = start - 1 if text[start - 1 : start] == "!" else start
    said = text[start + 1 : end - 1]
    open_ = begin == start and (VAGUE_TARGET.match(target[0]) or MASKED.search(said))
    return Found(begin, target.end(), said if open_ else "", "link" if open_ else "")


def comments(text: str) -> Iterator[Found]:
    """HTML comments, markers of values excepted."""
    start, end = text.find("<!--"), 0
    while start >= 0 and (end := text.find("-->", start + 4)) >= 0:
        hint = text[start + 4 : end].strip("- \t\n")
        if not re.match(r"/?pf:", hint):
            yield Found(start, end + 3, hint, "comment")
        start = text.find("<!--", end + 3)


# --- code -------------------------------------------------------------------------------------------------------------

CODE = re.compile(r"(?<!`)(`+)(?!`)")


def code_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of what stands between equally many back-ticks."""
    if "`" not in text:
        return []
    ticks = [m.span() for m in CODE.finditer(text)]
    later: dict[int, list[int]] = {}
    for k, (a, b) in enumerate(ticks):
        later.setdefault(b - a, []).append(k)
    spans, k = [], 0
    while k < len(ticks):
        a, b = ticks[k]
        same = later[b - a]
        n = bisect_right(same, k)
        if n < len(same):
            spans.append((a, ticks[same[n]][1]))
            k = same[n]
        k += 1
    return spans


def in_code(place: int, code: list[tuple[int, int]]) -> bool:
    """Whether a place is inside one of these spans."""
    k = bisect_right(code, (place, LONGEST_TEXT)) - 1
    return k >= 0 and place < code[k][1]
