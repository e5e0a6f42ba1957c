"""Unit words of several languages, what they stand for, and how units become each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

# Units that are kept only while reading -> what they are: a bare end of "30-90 seconds" has to be seconds too.
PASSING = {"sec": ("min", 1 / 60), "fortnight": ("week", 2.0)} | {
    f"half-{unit}": (unit, 0.5) for unit in ("min", "hour", "day", "week", "month", "year", "sprint", "points")
}
_BY_SIZE = "sec half-min min half-hour hour half-day day half-week week fortnight half-month month half-year year"
RANK = {unit: place for place, unit in enumerate(_BY_SIZE.split())}
TIME = frozenset(RANK) | {"sprint", "half-sprint"}
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
        "sec": "s sec secs second seconds",
        "min": "m min mins minute minutes",
        "hour": "h hr hrs hour hours manhour manhours",
        "day": "d day days manday mandays md pd workday workdays",
        "week": "w wk wks week weeks workweek workweeks",
        "fortnight": "fortnight fortnights",
        "month": "mo mos mth mths month months",
        "year": "y yr yrs year years",
        "sprint": "sprint sprints sprinty sprintů sprintu",
        "points": "pt pts point points sp sps storypoint storypoints",
    },
    "de": {
        "sec": "Sek Sekunde Sekunden",
        "min": "Minute Minuten",
        "hour": "Std Stunde Stunden Arbeitsstunde Arbeitsstunden Personenstunde Personenstunden",
        "day": "Tag Tage Tagen Arbeitstag Arbeitstage Arbeitstagen Personentag Personentage Personentagen Manntag "
        "Manntage Manntagen Werktag Werktage Werktagen",
        "week": "Woche Wochen Arbeitswoche Arbeitswochen Personenwoche Personenwochen",
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
    "pt": {"min": "minuto minutos", "day": "dia dias", "month": "mês", "year": "ano anos", "points": "ponto pontos"},
    "it": {
        "min": "minuti",
        "hour": "ora ore",
        "day": "giorno giorni giornata giornate",
        "week": "settimana settimane",
        "month": "mese mesi",
    },
    "nl": {"hour": "uur uren", "day": "dag dagen", "week": "weken", "month": "maand maanden"},
    "tr": {"min": "dakika", "hour": "saat", "day": "gün", "week": "hafta", "month": "ay"},
    "pl": {
        "hour": "godz godzina godziny godzin",
        "day": "dzień dni",
        "week": "tydzień tygodnie tygodni",
        "month": "miesiąc miesiące miesięcy",
    },
    "nordic": {
        "min": "minutter minuter",
        "hour": "timer timme timmar",
        "day": "dage dager dagar",
        "week": "uge uger uke uker vecka veckor",
        "month": "måned måneder månad månader",
    },
    "ru": {
        "sec": "сек секунда секунды секунд",
        "min": "мин минута минуты минут",
        "hour": "ч час часа часов",
        "day": "д дн день дня дней дни",
        "week": "нед неделя недели недель неделю",
        "month": "мес месяц месяца месяцев",
        "year": "год года лет",
        "sprint": "спринт спринта спринтов",
        "points": "балл балла баллов поинт поинта поинтов",
    },
    "zh": {
        "min": "分钟 分鐘",
        "hour": "小时 小時 个小时 個小時 工时 工時 人时 人時",
        "day": "天 工作日 个工作日 個工作日 工程日 工日 人天 人日",
        "week": "周 週 星期 个星期 個星期 人周",
        "month": "个月 個月 人月 个人月",
        "sprint": "冲刺 个冲刺",
        "points": "故事点 个故事点 點 点",
    },
    "ja": {
        "min": "分 分間",
        "hour": "時間",
        "day": "日 日間 営業日 人日",
        "week": "週 週間 人週",
        "month": "ヶ月 ヵ月 か月 カ月 ケ月 箇月 ヶ月間 か月間",
        "year": "年間",
        "sprint": "スプリント",
        "points": "ポイント",
    },
    "ko": {
        "min": "분",
        "hour": "시간",
        "day": "일 영업일 인일",
        "week": "주 주일 주간",
        "month": "개월 달 인월",
        "sprint": "스프린트",
        "points": "포인트 점",
    },
}

UNITS: Mapping[str, str] = {
    fold(word): unit for table in UNIT_WORDS.values() for unit, line in table.items() for word in line.split()
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
    **dict.fromkeys(words("story stories historia historias história histórias истории"), "story"),
    **dict.fromkeys(words("line lines loc sloc Zeilen lignes líneas linhas строк строки строка 行 줄"), "loc"),
    **dict.fromkeys(
        words("sesión sesiones sessão sessões sessione sessioni séance séances Sitzung Sitzungen セッション"), "session"
    ),
    **dict.fromkeys(
        words("Aufgabe Aufgaben tâche tâches tarea tareas tarefa tarefas задач задачи タスク 任务"), "task"
    ),
    **dict.fromkeys(words("Datei Dateien fichier fichiers archivo archivos arquivos файл файла файлов 文件"), "file"),
}
PEOPLE = words(
    "person persons people dev devs developer developers engineer engineers fte ftes tester testers designer designers",
    "member members Person Personen Leute Entwickler personne personnes développeur développeurs persona personas",
    "pessoa pessoas desarrollador desarrolladores desenvolvedor "
    "desenvolvedores чел человек человека разработчик 人 名 명",
)
# Words that may stand between a number and its unit: who works, and how hard. They say effort, not duration.
QUALIFIERS = words(
    "person persons people man men woman engineer engineers engineering eng dev devs developer developers staff fte",
    "human designer tester backend frontend fullstack senior junior work working business ideal full solid focused",
    "focussed long short story effort net extra additional more whole entire good",
    "reviewer author analyst architect team active dedicated uninterrupted",
    "volle ganze voller ganzer homme hommes persona personas hombre hombres homem pessoa uomo чел человеко рабочих",
)
MACHINES = words("gpu cpu tpu machine compute vm server node core")
DURATION = words(
    "calendar elapsed wall wallclock Kalender Kalenderzeit Durchlaufzeit "
    "Laufzeit calendario calendrier календарных calendaires"
)
HALVES = words("half halbe halber halbes halben demi demie medio media medios medias meio meia mezza mezzo пол 半 반")
SUFFIXES = words("homme hommes persona personas hombre hombres homem pessoa uomo uomini")
ABBREVIATED = words("чел")  # before a stop or slash: чел.-дн., чел/дн
FRENCH_DAY = words("j jr jrs jour jours")  # "3 j/h" are jours/homme
PROCESSORS = words("gpu cpu tpu")  # "12 h GPU"

Amount = tuple[tuple[float, str], ...]  # ((1.0, "day"), (4.0, "hour")): parts add up, largest unit first


def merge(parts: Iterable[tuple[float, str]]) -> Amount:
    """One part a unit, largest unit first."""
    total: dict[str, float] = {}
    for value, unit in parts:
        total[unit] = total.get(unit, 0.0) + value
    return tuple((total[u], u) for u in sorted(total, key=lambda u: -RANK.get(u, -1)))


def plain(amount: Amount) -> Amount:
    """An amount in units that are kept: 90 sec are 1.5 min."""
    known = ((value, PASSING.get(unit, (unit, 1.0))) for value, unit in amount)
    return merge((scaled(value, factor), unit) for value, (unit, factor) in known)


def hours_of(value: float, unit: str, per_day: float = HOURS_PER_DAY, per_week: float = DAYS_PER_WEEK) -> float | None:
    """Hours of work in an amount of time; None for a unit whose length nobody knows (a sprint, points)."""
    unit, factor = PASSING.get(unit, (unit, 1.0))
    value, week = scaled(value, factor), per_week * per_day
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
