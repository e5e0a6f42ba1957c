"""Unit words of several languages, what they stand for, and how units become each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

RANK = {"min": 0, "hour": 1, "day": 2, "week": 3, "month": 4, "year": 5}
TIME = frozenset(RANK) | {"sprint"}
HOURS_PER_DAY = 8.0  # the defaults of planform.toml (a test holds them equal): this module loads no pydantic
DAYS_PER_WEEK = 5.0
WEEKS_PER_MONTH = 52 / 12
WEEKS_PER_YEAR = 52.0


def fold(text: str) -> str:
    """Lower case without accents: what words are compared by."""
    split = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in split if not unicodedata.combining(c))


def words(*lines: str) -> frozenset[str]:
    """The folded words of some lines."""
    return frozenset(fold(word) for line in lines for word in line.split())


UNIT_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "min": "m min mins minute minutes",
        "hour": "h hr hrs hour hours manhour manhours",
        "day": "d day days manday mandays md pd workday workdays",
        "week": "w wk wks week weeks workweek workweeks",
        "month": "mo mos mth mths month months",
        "year": "y yr yrs year years",
        "sprint": "sprint sprints",
        "points": "pt pts point points sp sps storypoint storypoints",
    },
    "de": {
        "min": "Minute Minuten",
        "hour": "Std Stunde Stunden Arbeitsstunde Arbeitsstunden Personenstunde Personenstunden",
        "day": "Tag Tage Tagen Arbeitstag Arbeitstage Arbeitstagen Personentag Personentage Manntag Manntage",
        "week": "Woche Wochen Personenwoche Personenwochen",
        "month": "Monat Monate Monaten Personenmonat Personenmonate",
        "year": "Jahr Jahre Jahren",
        "points": "Punkt Punkte",
    },
    "fr": {
        "hour": "heure heures",
        "day": "j jr jrs jour jours journée journées jh",
        "week": "sem semaine semaines",
        "month": "mois",
        "year": "ans année années",
    },
    "es": {
        "min": "minuto minutos",
        "hour": "hora horas",
        "day": "día días jornada jornadas",
        "week": "semana semanas",
        "month": "mes meses",
        "year": "año años",
        "points": "punto puntos",
    },
    "it": {
        "min": "minuti",
        "hour": "ora ore",
        "day": "giorno giorni",
        "week": "settimana settimane",
        "month": "mese mesi",
    },
    "nl": {"hour": "uur uren", "day": "dag dagen", "week": "weken", "month": "maand maanden"},
    "tr": {"min": "dakika", "hour": "saat", "day": "gün", "week": "hafta", "month": "ay"},
}

UNITS: Mapping[str, tuple[str, float]] = {
    fold(word): (unit, 1.0) for table in UNIT_WORDS.values() for unit, line in table.items() for word in line.split()
} | {
    **dict.fromkeys(("sec", "secs", "second", "seconds"), ("min", 1 / 60)),  # issue trackers export seconds
    **dict.fromkeys(("fortnight", "fortnights"), ("week", 2.0)),
}
FOREIGN = frozenset(
    fold(word) for name, table in UNIT_WORDS.items() if name != "en" for line in table.values() for word in line.split()
)

# What is counted but is no amount of work by itself; the second name is the one kept.
COUNTED: Mapping[str, str] = {
    **{
        word: word.removesuffix("s")
        for word in words(
            "session sessions task tasks subtask subtasks ticket tickets issue issues file files commit commits pr prs",
            "screen screens page pages step steps phase phases milestone milestones iteration iterations item items",
            "test tests endpoint endpoints service services component components",
        )
    },
    **dict.fromkeys(words("story stories"), "story"),
    **dict.fromkeys(words("line lines loc sloc"), "loc"),
}
PEOPLE = words(
    "person persons people dev devs developer developers engineer engineers fte ftes tester testers designer designers",
    "member members Person Personen Leute Entwickler personne personnes développeur développeurs persona personas",
)
# Words that may stand between a number and its unit: who works, and how hard. They say effort, not duration.
QUALIFIERS = words(
    "person persons people man men woman engineer engineers engineering eng dev devs developer developers staff fte",
    "human designer tester backend frontend fullstack senior junior work working business ideal full solid focused",
    "focussed long short story effort net extra additional more whole entire good",
    "volle ganze homme hommes persona personas hombre hombres",
)
MACHINES = words("gpu cpu tpu machine compute vm server node core")
DURATION = words("calendar elapsed Kalender calendario")
HALVES = words("half halbe halber halbes halben demi demie medio media medios medias")
SUFFIXES = words("homme hommes persona personas hombre hombres")

Amount = tuple[tuple[float, str], ...]  # ((1.0, "day"), (4.0, "hour")): parts add up, largest unit first


def merge(parts: Iterable[tuple[float, str]]) -> Amount:
    """One part a unit, largest unit first."""
    total: dict[str, float] = {}
    for value, unit in parts:
        total[unit] = total.get(unit, 0.0) + value
    return tuple((total[u], u) for u in sorted(total, key=lambda u: -RANK.get(u, -1)))


def hours_of(value: float, unit: str, per_day: float = HOURS_PER_DAY, per_week: float = DAYS_PER_WEEK) -> float | None:
    """Hours of work in an amount of time; None for a unit whose length nobody knows (a sprint, points)."""
    week = per_week * per_day
    table = {"min": 1 / 60, "hour": 1.0, "day": per_day, "week": week}
    table |= {"month": WEEKS_PER_MONTH * week, "year": WEEKS_PER_YEAR * week}
    return scaled(value, table[unit]) if unit in table else None


def scaled(value: float, factor: float) -> float:
    """A value times a factor; exact for seconds, as value * (1 / 60) is not."""
    return value / 60 if factor == 1 / 60 else value * factor


def amount_hours(amount: Amount, per_day: float = HOURS_PER_DAY, per_week: float = DAYS_PER_WEEK) -> float | None:
    """Hours of an amount with several units."""
    found = [hours_of(value, unit, per_day, per_week) for value, unit in amount]
    known = [h for h in found if h is not None]
    return sum(known) if known and len(known) == len(found) else None


def in_unit(amount: Amount, unit: str) -> float:
    """An amount in one of its units, by the default week and day."""
    if len(amount) == 1 and amount[0][1] == unit:
        return amount[0][0]
    one = hours_of(1.0, unit) or 1.0
    return sum(v if u == unit else (hours_of(v, u) or 0.0) / one for v, u in amount)
