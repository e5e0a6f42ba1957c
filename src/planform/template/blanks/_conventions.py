"""How people mark a place to fill in: one table of conventions. A new one is a row.

Every pattern is linear: no two of its parts can take the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..text._markup import LINK, Found, brackets, code_spans, comments, in_code, is_tag, names


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


# --- what else has to hold --------------------------------------------------------------------------------------------


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


SHELL = names("HOME PATH PWD SHELL LANG TERM EDITOR TMPDIR")
AMOUNT = re.compile(r"[XN]+[KMBkm]?n?")


def _named(text: str, m: re.Match[str], hint: str) -> bool:
    """`$NAME`, `$name`: neither what every shell knows by itself nor an amount."""
    return hint not in SHELL and not AMOUNT.fullmatch(hint)


def _free(text: str, m: re.Match[str], hint: str) -> bool:
    """Not a part of a number, a word or a path."""
    before, after = text[m.start() - 1 : m.start()], text[m.end() : m.end() + 1]
    return not (before.isalnum() or (before in (",", ".") and before) or after.isalnum())


def _blank_line(text: str, m: re.Match[str], hint: str) -> bool:
    """`__` opens bold text, and stands in names; as a blank it has its unit or the end of something after it."""
    return not (text[m.start() - 1 : m.start()].isalnum() or text[m.start() - 1 : m.start()] == "_")


def _set_apart(text: str, m: re.Match[str], hint: str) -> bool:
    """`_(what)_ - _(who)_`: a place of its own, beside others; behind words it is a remark on them."""
    before, after = text[max(0, m.start() - 8) : m.start()].rstrip(), text[m.end() : m.end() + 8].lstrip()
    return (
        before[-1:] in ("-", "–", "—", "|", "")
        and after[:1] in ("-", "–", "—", "|", "")
        and before[-1:] != after[:1] == ""
    )


def _whole_value(text: str, m: re.Match[str], hint: str) -> bool:
    """`Name: «what»`: in a sentence these signs are quotation marks."""
    before = text[: m.start()].rpartition("\n")[2].rstrip(" *_`")
    after = text[m.end() :].partition("\n")[0].strip(" *_`|.,;")
    return not after and (before[-1:] in (":", "：", "|", "") or not before.strip("#-*+ 0123456789.)"))


def _mentions(text: str, m: re.Match[str], hint: str) -> bool:
    before = text[m.start() - 1 : m.start()]
    return not (before.isalnum() or (before in ("/", ".", "_") and before))


# --- masks ------------------------------------------------------------------------------------------------------------

YEARS = names("YYYY yyyy YY yy AAAA aaaa JJJJ jjjj ГГГГ гггг 20XX 20YY XXXX xxxx ____ __")
MONTHS = names("MM mm MMM mmm ММ мм XX xx __ M m")
DAYS = names("DD dd TT tt JJ jj GG gg ДД дд XX xx __ D d")
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
    r"(?:[T ][Hh]{2}:[Mm]{2}(?::[Ss]{2})?)?(?:Z|[+-]TZ|[+-][Hh]{2}:?[Mm]{2})?)(?![^\W_]|_\w)"
)
PIECES = re.compile(r"((?:[\[{<]YY(?:YY)?[\]}>])[-/.]?(?:[\[{<]MM?[\]}>])[-/.]?(?:[\[{<]DD?[\]}>]))")
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
        re.compile(r"<<?(?!--)([^\W\d_#](?: <[^<>\n]*>|[^<>\n])*+|[.…]{1,3}|#[^<>\n]*|\d[\d–-]*\s[^\W\d_][^<>\n]*)>>?"),
        True,
        _angle,
    ),
    Convention("angle", ("&lt;",), re.compile(r"&lt;([^\W\d_][^<>&\n]*)&gt;")),
    Convention("dollar", ("${",), re.compile(r"\$\{(\w[^{}\n]*)\}"), in_code=True),
    Convention("dollar", ("$",), re.compile(r"(?<![\w$\\])\$([A-Za-z]\w+)\b(?![$({])"), False, _named),
    Convention(
        "dollar", ("`$",), re.compile(r"(?:(?<=[:：*|-] `)|(?<=^`))\$([A-Za-z]\w+)(?=`)", re.MULTILINE), True, _named
    ),
    Convention(
        "single", ("{",), re.compile(r"(?<!\$)\{([^\W\d_](?:\{[^{}\n]*\}|[^{}\n])*+|[.…]{1,3})\}"), True, _single
    ),
    Convention("wide", ("【", "［", "〔"), re.compile(r"[【［〔]([^【】［］〔〕\n]+)[】］〕]")),
    Convention("wide", ("«", "‹"), re.compile(r"[«‹]([^«»‹›\n]+)[»›]"), False, _whole_value),
    Convention(
        "mask", ("YY", "yy", "XX", "xx", "AAAA", "aaaa", "JJJJ", "jjjj", "гггг", "ГГГГ", "__"), DATE, True, _date
    ),
    Convention("mask", ("[YY", "{YY", "<YY"), PIECES),
    Convention("mask", ("年",), DATE_CJK),
    Convention(
        "mask",
        ("HH:", "hh:", "__:", "XX:"),
        re.compile(r"(?<![\w:])(HH:MM(?::SS)?|hh:mm(?::ss)?|__:__|XX:XX)(?![\w:])"),
        True,
    ),
    Convention("mask", ("TODO", "FIXME", "TBD"), re.compile(r"(?<!\w)((?:TODO|FIXME|TBD): [^\n]+)")),
    Convention("mask", ("NNN", "XX"), re.compile(r"\b(NNNN?|X{2,})(?![^\W_])"), True, _free),
    Convention(
        "mask", ("TB", "TODO"), re.compile(r"\b(TB[DCA]|TODO)(?![^\W_]|\s*[:：](?:[\s*]|$))"), True, _stands_for
    ),
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
    Convention("paren", ("_(", "*("), re.compile(r"[_*]\(([^()\n_*]{2,40})\)[_*](?!\w)"), False, _set_apart),
    Convention("issue", ("#",), re.compile(r"(?<=#)\s?(\((?:issue|issue number|number|ticket|pr)\))", re.IGNORECASE)),
    Convention("bracket", ("\\[",), re.compile(r"\\\[([^\[\]\n\\]{2,})\\?\]")),
]


# --- all of them ------------------------------------------------------------------------------------------------------


SIGNS = [(sign, k) for k, convention in enumerate(CONVENTIONS) for sign in convention.signs]
FIRSTS = frozenset(sign[0] for sign, _ in SIGNS)
BY_FIRST = {first: [(sign, k) for sign, k in SIGNS if sign[0] == first] for first in FIRSTS}
ANY_SIGN = re.compile("|".join([r"\[|<!--|[A-Z]\d?/[A-Z]", *(re.escape(sign) for sign, _ in SIGNS if sign != "/")]))
"""What a text without placeholders has none of: most texts are told by one look."""


def find(text: str, links: frozenset[str] = frozenset()) -> list[Found]:
    """The placeholders of a text from left to right; of those that meet the outer one, else the first."""
    if not ANY_SIGN.search(text):
        return []
    code = code_spans(text)
    every: list[Found] = list(brackets(text, links)) if "[" in text else []
    if "<!--" in text:
        every += (f for f in comments(text) if not in_code(f.start, code))
    seen = FIRSTS.intersection(text)
    for k in sorted({k for first in seen for sign, k in BY_FIRST[first] if sign in text}):
        every += _outside(CONVENTIONS[k], text, code)
    return [f for f in outermost(every) if f.rule] if every else []


def _outside(convention: Convention, text: str, code: list[tuple[int, int]]) -> Iterable[Found]:
    found = convention.find(text)
    if convention.in_code or not code:
        return found
    return (f for f in found if not in_code(f.start, code))


def outermost(every: list[Found]) -> list[Found]:
    """One sweep: what begins first takes its place, the longest of those that begin together."""
    out: list[Found] = []
    done = -1
    for found in sorted(every, key=lambda f: (f.start, -f.end)):
        if found.start >= done:
            out.append(found)
            done = found.end
    return out
