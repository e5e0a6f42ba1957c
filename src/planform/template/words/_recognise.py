"""Which kind of field a blank is, by its label, its placeholder's words and what is around it: one ordered table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ._options import are_levels, options_in
from ._vocabulary import mentions, terms

CONTENT = frozenset({"column", "default", "sample", "reference", "count", "label"})
"""Conventions whose text is no instruction: it names nothing to choose from."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What is known of a blank.

    Attributes:
        label: the words before it.
        hint: the placeholder's words.
        rule: the convention it is written in.
        after: the literal text just behind it.
        column: whether it is a column of a group.
        group: what that group is called, or the section of a value of its own.
        raw: the placeholder as it stands.
        words: whether one of its placeholders says more than a letter.
        title: whether it stands in the first heading, whose counters are names.
        joined: whether letters and a hyphen stand right before it: `EP-XX` is no number.
    """

    label: str
    hint: str
    rule: str = "bracket"
    after: str = ""
    column: bool = False
    group: str = ""
    title: bool = False
    raw: str = ""
    words: bool = False
    joined: bool = False

    @property
    def terms(self) -> frozenset[str]:
        """What its label means."""
        return terms(self.label)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a blank was taken for: its kind, why, and how surely (1 is beyond doubt, below 0.7 is doubtful)."""

    kind: str
    options: tuple[str, ...] = ()
    rule: str = ""
    sure: float = 1.0
    unit: str = ""


# --- units ------------------------------------------------------------------------------------------------------------

UNITS = {
    "hour": r"hours?|hrs?|h|stunden?|std|heures?|horas?|ore|час(?:ы|ов|а)?|ч|時間|小时|小時|工时|person.?hours?",
    "day": (
        r"days?|d|tage?n?|pt|personentage?|jours?|j|días?|dias?|giorni|дн(?:и|ей|я)?|日|天|人日|person.?days?"
        r"|man.?days?"
    ),
    "week": r"weeks?|w|wochen?|semaines?|semanas?|settimane|недел[ьяи]|週|周",
    "points": r"(?:story )?points?|pts?|sp|story.?punkte?|punkte?|puntos|pontos|punti|баллы|ポイント|pt",
}
UNIT = {name: re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.I) for name, words in UNITS.items()}


def unit_in(text: str) -> str:
    """The unit that a text names for a bare number, where it names exactly one."""
    named = [unit for unit, pattern in UNIT.items() if pattern.search(text)]
    return named[0] if len(named) == 1 else ""


# --- the table --------------------------------------------------------------------------------------------------------

TIME = re.compile(r"HH:MM|hh:mm|\bTIMESTAMP\b|date.?time", re.I)
DAY = re.compile(r"YYYY|JJJJ|AAAA|ГГГГ|\bdd[./-]mm\b|\bmm[./-]dd\b|\bTT\.MM\b|年.{0,4}月", re.I)
DATED = re.compile(
    r"\b(?:date|datum|fecha|data d[aeio]|data della|дата|when(?!\s+\w)|deadline|month|day)\b|日付|日期|날짜", re.I
)
FROM = re.compile(r"^(?:date|datum|fecha|data d\w+|дата|ngày)\s(?!.*\b(?:format|range|type|time)\b)", re.I)
SPAN = re.compile(r"\b(?:quarter|range|period|sprints?|zeitraum|période|período|quartal|trimestre)\b", re.I)
ON = re.compile(r"\w(?:ed|en|ne) on$|\w{4} (?:em|el|le|am|il)$", re.I)
DATA = re.compile(
    r"data\b(?=\W*$|\s+(?:d[aeo]s?|di|del\w*|prevista|limite|finale?|in[íi]cio|inizio|ora|hora|\w+[ds]a)\b|\s+[+\d])",
    re.I,
)
AMOUNT = re.compile(
    r"^(?:e\.?g\.?,?\s*|~|≈|about\s+)?(?:[xn#?]{1,2}|\d+(?:[.,]\d+)?(?:\s*[-–]\s*(?:\d+|[xyn]))?)\s*"
    r"(?:h|hrs?|hours?|days?|d|weeks?|w|pts?|points?|story points?|minutes?|min|person-days?|tage?|stunden"
    r"|jours|heures|días|horas)\b",
    re.I,
)
WORK = re.compile(
    r"\bstory points?\b|^(?:points|pontos|puntos|punkte)$|\btime.?estimate\b"
    r"|^(?:estimated? )?effort\b(?!.*breakdown)|^(?:estimated )?hours\b"
    r"|^estimate\b",
    re.I,
)
NUMBER = re.compile(
    r"^(?:[nx#]{1,2}|number|número|numero|nummer|номер|count|integer|0[-–]100|percent(?:age)?|\d{1,3}\s?[-–]\s?\d{1,3})\s*%?$"
    r"|^(?:number|count|no\.) of\b|^%$"
    r"|^[\dxyn]+\s*%$",
    re.I,
)
COUNTED = re.compile(
    r"[(（]\s*(?:in )?(?:minutes?|mins?|seconds?|hours?|days?|weeks?|months?|points?|%|€|\$|EUR|USD|GBP|k€|#)\s*[)）]$",
    re.I,
)
MEASURED = re.compile(r"\s*(?:%|[€$£]|(?:EUR|USD|GBP|min|minutes?|ms|s|seconds?|[KMGT]i?B)\b)")
WORKING = re.compile(
    r"\b(?:costs?|efforts?|estimates?|estimated|estimation|work|budget|capacity|aufwand|kosten|charge|esfuerzo)\b", re.I
)
LASTS = re.compile(
    r"\s*(?:h|hrs?|hours?|days?|d|weeks?|person-days?|pts|points?|story points|tage?|stunden|jours?|horas?"
    r"|días?|dias)\b",
    re.I,
)
SCALE = re.compile(r"\b(?:0|1|0\.0)\s*[-–—~～]\s*(?:1\.0|3|4|5|10|100)\b(?!\s*[^\W\d_]{2})")
FREE = re.compile(r"^why\b", re.I)
IDENTIFIER = re.compile(r"\b(?:id|key|code|ref(?:erence)?|ticket|kennung)$", re.I)
GAUGES = frozenset({"likelihood", "impact", "probability"})
NAMES = frozenset({"title", "name", "key"})
GOES_ON = re.compile(r"[|｜/]\s*(?:\.{3}|…)\s*$")
MOMENTS = frozenset({"date", "created", "updated", "started", "finished", "due"})


def _box(s: Sign) -> Reading | None:
    return Reading("flag", rule="a box to tick") if s.rule == "box" else None


def _choice(s: Sign) -> Reading | None:
    found = (
        options_in(s.hint, s.label if s.label != s.hint else "")
        if s.rule not in CONTENT and not s.terms & NAMES
        else ()
    )
    if not found or (GOES_ON.search(s.hint) and not s.label):
        return None
    return Reading("level" if are_levels(found) else "choice", found, "lists what to choose from", 0.95)


def _aside_choice(s: Sign) -> Reading | None:
    """`Priority (H/M/L)`."""
    aside = re.search(r"\(([^()]*)\)\s*$", s.label)
    found = options_in(aside[1]) if aside and "," not in aside[1] else ()
    return (
        Reading("level" if are_levels(found) else "choice", found, "label lists what to choose from", 0.9)
        if found
        else None
    )


def _moment(s: Sign) -> Reading | None:
    if IDENTIFIER.search(s.label) and re.search(r"[A-Z]{2,}-", s.hint):
        return None  # `INC-YYYYMMDD-...`
    text = f"{s.hint} {s.after}"
    if TIME.search(s.hint) and (DAY.search(text) or not re.match(r"\W*(?:\w+:)?HH:MM", s.hint, re.I)):
        return Reading("datetime", rule="mask of date and time")
    if DAY.search(s.hint):
        return Reading("date", rule="date mask")
    return None


def _label_moment(s: Sign) -> Reading | None:
    known, hint = s.terms, s.hint.replace("_", " ")
    if re.match(r"\W*(?:\w+:)?HH:MM", hint, re.I) or SPAN.search(hint):
        return None
    if not s.column and s.label in [part.strip() for part in s.group.split("/")[:-1]]:
        return None  # `Start` below "Start / Stop / Continue"
    if "datetime" in known:
        return Reading("datetime", rule="label says date and time", sure=0.8)
    dated = not hint or bool(DATED.search(hint) or DATA.match(hint))
    if (known & MOMENTS or ON.search(s.label) or FROM.search(s.label)) and (
        dated or DATED.search(s.label) or len(hint.split()) < 3 or hint.lower().startswith(s.label.lower())
    ):
        said = re.search(r"[^\W\d_]{2}", hint) and not DATED.search(s.label)
        return Reading("date", rule="label says date", sure=0.95 if dated else 0.65 if said else 0.8)
    if DATED.search(hint) and (len(hint.split()) < 5 or FROM.search(hint)):
        return Reading("date", rule="placeholder says date", sure=0.9)
    return None


def _work_label(s: Sign) -> Reading | None:
    known = s.terms
    if "actual" in known and s.column and mentions(s.group, "metric"):
        return None  # what was measured
    if known & {"effort", "actual"} or (s.column and known & {"effort column", "bound"}):
        return Reading("effort", rule="label says effort", sure=0.95)
    return None


def _work(s: Sign) -> Reading | None:
    if WORK.search(s.hint):
        return Reading("effort", rule="placeholder says effort", sure=0.9)
    amount = AMOUNT.search(s.hint)
    lasts = "duration" in s.terms and not COUNTED.search(s.label)
    blank = s.rule in ("score", "label", "count") or len(s.hint) < 3
    if (
        (lasts and (not s.hint or amount or unit_in(s.hint)))
        or (not s.label and amount)
        or (blank and LASTS.match(s.after) and ("duration" in s.terms or WORKING.search(s.group)))
    ):
        return Reading("effort", rule="an amount of time", sure=0.65)
    return None


def _number(s: Sign) -> Reading | None:
    if "key" in s.terms or IDENTIFIER.search(s.label):
        return None
    if s.rule == "count" and s.column and s.raw.isdigit():
        return Reading("line", rule="a running number", sure=0.7)
    if s.column and s.rule == "column" and re.fullmatch(r"\[\d+\s?[–-]\s?\d+\]", s.raw):
        return Reading("number", rule="shows a number", sure=0.7)
    if s.rule in ("count", "reference"):
        return Reading("number", rule="a count" if s.rule == "count" else "a reference by number", sure=0.9)
    if "number" in s.terms or re.search(
        r"^(?:number|no\.?|#|nombre(?! del\b| de (?:la|los|las|el|tu|su)\b)|número|numero|anzahl)"
        r"\s+(?:of|de|di|der)\b|^#\s|\(\s*(?:%|percent|#)\s*\)|%$",
        s.label,
        re.I,
    ):
        return Reading("number", rule="label says number", sure=0.9)
    if COUNTED.search(s.label):
        return Reading("number", rule="label names a unit", sure=0.8)
    bare = not s.joined and NUMBER.match(s.hint) and (len(s.hint) > 2 or not s.title)
    if (bare and s.rule not in CONTENT and not (len(s.hint) < 3 and s.words)) or (
        (MEASURED.match(s.after) or LASTS.match(s.after)) and len(s.hint) < 4
    ):
        return Reading("number", rule="placeholder is a number", sure=0.8)
    return None


def _gauge(s: Sign) -> Reading | None:
    known = s.terms & GAUGES
    if SCALE.search(s.label) or (known and SCALE.search(s.hint)):
        return Reading("number", rule="a score on a scale", sure=0.85)
    if not known or (known == {"impact"} and not mentions(s.group, "risk word")):
        return None
    if s.hint and len(s.hint.split()) > 3:
        return None
    return Reading("level", rule="label says level", sure=0.75 if s.hint else 0.85)


def _words(s: Sign) -> Reading | None:
    if "text" in s.terms or FREE.match(s.label):
        return Reading("prose", rule="label asks for sentences", sure=0.8)
    return None


SIGNS: tuple[Callable[[Sign], Reading | None], ...] = (
    _box,
    _moment,
    _work_label,
    _choice,
    _aside_choice,
    _label_moment,
    _gauge,
    _work,
    _number,
    _words,
)  # the first that answers
SAYS = {"label": "label with nothing behind it", "column": "column", "default": "example text"}


def kind_of(sign: Sign) -> Reading:
    """The kind of a blank, and why."""
    found = next((r for test in SIGNS if (r := test(sign))), None) or _line(sign)
    if found.kind in ("effort", "number"):
        found = replace(found, unit=unit_in(_aside(sign.label)) or unit_in(sign.after[:16]) or unit_in(sign.hint))
    return found


def _aside(label: str) -> str:
    """Words of a label that may name a unit: those in brackets, else all."""
    inside = re.search(r"\(([^()]*)\)", label)
    return inside[1] if inside else label


def _line(s: Sign) -> Reading:
    why = SAYS.get(s.rule) or ("label" if s.label else "placeholder")
    return Reading("line", rule=f"{why}: one line", sure=0.9 if s.label else 0.75)
