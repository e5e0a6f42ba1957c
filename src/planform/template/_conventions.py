"""How people mark a place to fill in: one table of conventions. A new one is a row.

Every pattern is linear: no two of its parts can take the same characters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

LONGEST_HINT = 2_000  # characters; nobody writes a longer placeholder
LONGEST_TEXT = 1 << 62  # beyond any text


class Found(NamedTuple):
    """A placeholder in a text. Without a rule it is no placeholder, and neither is what stands in it."""

    start: int
    end: int
    hint: str
    rule: str


@dataclass(frozen=True, slots=True)
class Convention:
    """One way of marking a place.

    Attributes:
        rule: its name.
        signs: a text without any of these does not use it.
        pattern: its one group that matched is the hint.
        in_code: whether it means the same between back-ticks.
        accepts: what else has to hold: (text, match, hint).
    """

    rule: str
    signs: tuple[str, ...]
    pattern: re.Pattern[str]
    in_code: bool = False
    accepts: Callable[[str, re.Match[str], str], bool] | None = None

    def find(self, text: str) -> Iterator[Found]:
        """Its places in a text."""
        for m in self.pattern.finditer(text):
            hint = next(g for g in m.groups() if g is not None)
            if self.accepts is None or self.accepts(text, m, hint):
                yield Found(*m.span(), hint, self.rule)


# --- mark-up that looks like a placeholder ----------------------------------------------------------------------------


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


VOID = _set("br hr img wbr input meta link area base col embed source track")
PAIRED = _set(
    """a abbr address article aside audio b blockquote body button caption center cite code data dd del details dfn
    div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header html i iframe ins
    kbd label legend li main mark menu nav object ol optgroup option p picture pre q s samp script section
    select small span strike strong style sub summary sup svg table tbody td template textarea tfoot th
    thead time title tr tt u ul var video"""
)
ALONE = _set("a b br center details div em h1 h2 h3 hr i img li ol p pre span strong sub summary sup table ul")
TAG = re.compile(r"/?([A-Za-z][A-Za-z0-9]*)\s*(/?)$|/?([A-Za-z][A-Za-z0-9]*)\s+[\w:-]+\s*=")
LINK = re.compile(r"[a-z][a-z0-9+.-]*:\S|[^\s@]+@[^\s@]+\.\w+$", re.IGNORECASE)


def is_tag(inside: str, text: str) -> bool:
    """Whether what stands between `<` and `>` is HTML: a tag that is closed, or that stands alone by its nature."""
    m = TAG.match(inside)
    if not m:
        return inside[:1] == "/"
    name = (m[1] or m[3]).lower()
    if inside[0] == "/" or m[2] or m[3]:
        return name in VOID or name in PAIRED
    return name in ALONE or (name in VOID and name not in ("link", "source")) or f"</{name}" in text.lower()


def _angle(text: str, m: re.Match[str], hint: str) -> bool:
    if m.start() and (text[m.start() - 1].isalnum() or text[m.start() - 1] in "<\\"):
        return False  # `List<String>`, `<<`
    return not (LINK.match(hint) or is_tag(hint, text))


def _single(text: str, m: re.Match[str], hint: str) -> bool:
    before = text[m.start() - 1 : m.start()]
    return (
        not (before.isalnum() or (before in ("$", "}", "{", "\\", "@", "%") and before))
        and text[m.end() : m.end() + 1] != "}"
    )


def _free(text: str, m: re.Match[str], hint: str) -> bool:
    """Not a part of a number, a word or a path."""
    before, after = text[m.start() - 1 : m.start()], text[m.end() : m.end() + 1]
    return not (before.isalnum() or (before in (",", ".") and before) or after.isalnum())


def _blank_line(text: str, m: re.Match[str], hint: str) -> bool:
    """`__` opens bold text, and stands in names; as a blank it has its unit or the end of something after it."""
    return not (text[m.start() - 1 : m.start()].isalnum() or text[m.start() - 1 : m.start()] == "_")


def _mentions(text: str, m: re.Match[str], hint: str) -> bool:
    before = text[m.start() - 1 : m.start()]
    return not (before.isalnum() or (before in ("/", ".", "_") and before))


# --- masks ------------------------------------------------------------------------------------------------------------

YEARS = _set("YYYY yyyy YY yy AAAA aaaa JJJJ jjjj ГГГГ гггг 20XX 20YY XXXX xxxx ____ __")
MONTHS = _set("MM mm MMM mmm ММ мм XX xx __ M m")
DAYS = _set("DD dd TT tt JJ jj GG gg ДД дд XX xx __ D d")
PARTS = re.compile(r"[-/.]")


def _date(text: str, m: re.Match[str], hint: str) -> bool:
    """Year, month and day in any order that people use; without a day the year comes first."""
    parts = PARTS.split(m["date"])
    if len(parts) == 2:
        return parts[0] in YEARS and parts[1] in MONTHS
    year_first = parts[0] in YEARS and parts[1] in MONTHS and parts[2] in DAYS
    return (
        year_first
        or (parts[2] in YEARS and {parts[0], parts[1]} <= MONTHS | DAYS and parts[0] != parts[1])
        or (parts[0] == parts[1] in MONTHS & DAYS and parts[2] in YEARS)
    )


LETTER = r"[A-Za-z\u0400-\u04ff_]"
DATE = re.compile(
    rf"(?<![\w.\[])((?P<date>(?:20)?{LETTER}{{1,4}}[-/.]{LETTER}{{1,4}}(?:[-/.](?:20)?{LETTER}{{1,4}})?)"
    r"(?:[T ][Hh]{2}:[Mm]{2}(?::[Ss]{2})?)?(?:Z|[+-]TZ|[+-][Hh]{2}:?[Mm]{2})?)(?![\w])"
)
DATE_CJK = re.compile(
    r"((?:YYYY|yyyy|XXXX|20XX|_{2,}|\s)\s?年\s?(?:MM?|mm|XX|_{2,}|\s)\s?月\s?(?:(?:DD?|dd|XX|_{2,}|\s)\s?日)?)"
)
UNIT = r"(?:h|hrs?|hours?|d|days?|w|weeks?|m|min|mins|minutes?|months?|pts?|points?|sp|SP|%|人[日天]|jh?"
UNIT += r"|PT|Tage?|jours?|d[ií]as?|ч)"


def _stands_for(text: str, m: re.Match[str], hint: str) -> bool:
    """`TBD` in place of words; in a sentence it is one of them."""
    before = text[max(0, m.start() - 80) : m.start()].rpartition(":")[2].rstrip()
    return not before[-1:].isalnum() or len(before.split()) < SENTENCE


SENTENCE = 5  # words before it
LONGEST_OPENING = 8  # words; a longer sentence only trails off


def _left_open(text: str, m: re.Match[str], hint: str) -> bool:
    """`As a ..., I want ...` asks for words; what ends a long sentence does not."""
    before = text[max(0, m.start() - 120) : m.start()].rpartition("\n")[2]
    if before.endswith((", ", "，", "、")):
        return False  # and so on
    return len(before.split()) <= LONGEST_OPENING or bool(text[m.end() :].strip()) or "..." in before or "…" in before


# --- the table --------------------------------------------------------------------------------------------------------

CONVENTIONS = [
    Convention("mustache", ("{{",), re.compile(r"\{\{\{?\s*(?![#/^!>%])([^{}\n]+?)\s*\}?\}\}"), in_code=True),
    Convention(
        "angle",
        ("<",),
        re.compile(r"<<?(?!--)([^\W\d_#][^<>\n]*|[.…]{1,3}|#[^<>\n]*|\d[\d–-]*\s[^\W\d_][^<>\n]*)>>?"),
        True,
        _angle,
    ),
    Convention("angle", ("&lt;",), re.compile(r"&lt;([^\W\d_][^<>&\n]*)&gt;")),
    Convention("dollar", ("${",), re.compile(r"\$\{(\w[^{}\n]*)\}"), in_code=True),
    Convention("dollar", ("$",), re.compile(r"(?<![\w$\\])\$([A-Z][A-Z0-9_]{2,})\b")),
    Convention("single", ("{",), re.compile(r"(?<!\$)\{([^\W\d_][^{}\n]*|[.…]{1,3})\}"), True, _single),
    Convention("wide", ("【", "［", "〔", "«", "‹"), re.compile(r"[【［〔«‹]([^【】［］〔〕«»‹›\n]+)[】］〕»›]")),
    Convention(
        "mask", ("YY", "yy", "XX", "xx", "AAAA", "aaaa", "JJJJ", "jjjj", "гггг", "ГГГГ", "__"), DATE, True, _date
    ),
    Convention("mask", ("年",), DATE_CJK),
    Convention(
        "mask",
        ("HH:", "hh:", "__:", "XX:"),
        re.compile(r"(?<![\w:])(HH:MM(?::SS)?|hh:mm(?::ss)?|__:__|XX:XX)(?![\w:])"),
        True,
    ),
    Convention("mask", ("TODO", "FIXME", "TBD"), re.compile(r"(?<!\w)((?:TODO|FIXME|TBD): [^\n]+)")),
    Convention("mask", ("NNN", "XX"), re.compile(r"\b(NNNN?|X{2,})(?![^\W_])"), True, _free),
    Convention("mask", ("TB", "TODO"), re.compile(r"\b(TB[DCA]|TODO)(?![^\W_])"), True, _stands_for),
    Convention("mask", ("00",), re.compile(r"(?<![\w.,:+-])(#0+|0{3,})(?![\w.,:])"), True),
    Convention("mask", ("X.Y",), re.compile(r"(?<![\w.])(v?X\.Y(?:\.Z)?)(?!\w)"), True),
    Convention("mask", ("YOUR", "INSERT"), re.compile(r"\b((?:YOUR|INSERT)[_ -][A-Z][A-Z_ -]*[A-Z])\b"), True),
    Convention("count", ("~X", "~N"), re.compile(r"(?<=~)([XN])\b")),
    Convention(
        "count",
        tuple(f"{c}{end}" for c in "XN" for end in " %-hdwms"),
        re.compile(rf"(?<![\w./-])([XN])(?=%|[ -]{UNIT}\b|{UNIT}\b)"),
    ),
    Convention("amount", ("$X", "€X", "£X", "$N"), re.compile(r"(?<![\w$])([$€£][XN][XN,.]*)(?!\w)")),
    Convention("score", ("___", "\\_", "....", "……", "＿"), re.compile(r"(_{3,}|(?:\\_){2,}|\.{5,}|…{2,}|＿{2,})")),
    Convention("score", ("__",), re.compile(rf"(__)(?=\s?{UNIT}(?!\w)|\s*[)/%,;.]|\s*$)"), False, _blank_line),
    Convention("enum", ("/",), re.compile(r"(?<![\w/])([A-Z]\d?(?:/[A-Z]\d?){2,}+)(?![\w/])")),
    Convention(
        "handle",
        ("@",),
        re.compile(
            r"(@(?:[a-z]+[-_])?(?:name|handle|user(?:name)?|owner|assignee|author|reviewer"
            r"|approver|person|mention|lead|who|someone|teammate|alias|github|id)\d?)(?![\w@.-]|/)"
        ),
        False,
        _mentions,
    ),
    Convention(
        "dots", ("...", "…"), re.compile(r"(?<![^\s\"'“‘|(])(\.{3,4}|…)(?=[\s,;:)\"'”’|]|$)"), False, _left_open
    ),
    Convention("quotes", ('""', "“”"), re.compile(r'(?<![^\s(])(""|“”)(?=[\s,.;)]|$)')),
    Convention("issue", ("#",), re.compile(r"(?<=#)\s?(\((?:issue|issue number|number|ticket|pr)\))", re.IGNORECASE)),
    Convention("bracket", ("\\[",), re.compile(r"\\\[([^\[\]\n\\]{2,})\\?\]")),
]


# --- square brackets --------------------------------------------------------------------------------------------------

PAIR = re.compile(r"\\.|[\[\]]", re.DOTALL)
KEYS = re.compile(
    r"(?:(?:ctrl|control|alt|shift|cmd|command|option|enter|return|tab|esc|escape|space|del|delete|backspace|home|end"
    r"|pgup|pgdn|f\d{1,2})(?:\s*\+\s*\w+)*)$",
    re.IGNORECASE,
)
INDEX = re.compile(r"[a-z_0-9]{1,3}$|[a-z_]*\[?[a-z_, |\]]*$|[A-Z][a-z]\w*$|\d*:\d*$")
TARGET = re.compile(r"[^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+[\"'][^\"'\n]*[\"'])?\s*\)")
DEFINED = re.compile(r":\s*(?:<?[a-z][a-z0-9+.-]*:|[#/.]|www\.|<|\S+\.(?:md|html?|org|com|io)\b|$)", re.IGNORECASE)
VAGUE_TARGET = re.compile(
    r"<?(?:#?|url|link|todo|tbd|\.\.\.|…|(?:link|url)[-_ ]?(?:to|here)?[-_ \w]*)>?\s*\)$", re.IGNORECASE
)
NOTE = re.compile(r"\^|!|_?toc_?$|_toc_|\d+(?:\s?[,–-]\s?\d+)*$|@[\w-]+$", re.IGNORECASE)
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
    if len(inside) > LONGEST_HINT or inside.strip() in ("", "x", "X", "-", "~"):
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
    literal = NOTE.match(inside) or KEYS.match(inside) or inside.casefold() in links
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


# --- all of them ------------------------------------------------------------------------------------------------------

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


SIGNS = [(sign, k) for k, convention in enumerate(CONVENTIONS) for sign in convention.signs]
ANY_SIGN = re.compile("|".join([r"\[|<!--|[A-Z]\d?/[A-Z]", *(re.escape(sign) for sign, _ in SIGNS if sign != "/")]))
"""What a text without placeholders has none of: most texts are told by one look."""


def find(text: str, links: frozenset[str] = frozenset()) -> list[Found]:
    """The placeholders of a text from left to right; of those that meet the outer one, else the first."""
    if not ANY_SIGN.search(text):
        return []
    code = code_spans(text)
    every: list[Found] = list(brackets(text, links)) if "[" in text else []
    if "<!--" in text:
        every += (f for f in comments(text) if not _in_code(f.start, code))
    for k in sorted({k for sign, k in SIGNS if sign in text}):
        every += _outside(CONVENTIONS[k], text, code)
    return [f for f in outermost(every) if f.rule] if every else []


def _outside(convention: Convention, text: str, code: list[tuple[int, int]]) -> Iterable[Found]:
    found = convention.find(text)
    if convention.in_code or not code:
        return found
    return (f for f in found if not _in_code(f.start, code))


def _in_code(place: int, code: list[tuple[int, int]]) -> bool:
    k = bisect_right(code, (place, LONGEST_TEXT)) - 1
    return k >= 0 and place < code[k][1]


def outermost(every: list[Found]) -> list[Found]:
    """One sweep: what begins first takes its place, the longest of those that begin together."""
    out: list[Found] = []
    done = -1
    for found in sorted(every, key=lambda f: (f.start, -f.end)):
        if found.start >= done:
            out.append(found)
            done = found.end
    return out
