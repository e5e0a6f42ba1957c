"""Words around an amount, by what they do, all folded. Of phrases the longest match wins."""

from __future__ import annotations

from collections.abc import Mapping

from ._units import fold, words

Phrases = Mapping[str, tuple[tuple[str, ...], ...]]  # by first word, longest first


def phrases(*lines: str) -> Phrases:
    """Comma-separated phrases as tuples of folded words."""
    found = {tuple(fold(p).split()) for line in lines for p in line.split(",") if p.strip()}
    ordered = sorted(found, key=len, reverse=True)
    return {first: tuple(p for p in ordered if p[0] == first) for first in {p[0] for p in found}}


SPOKEN: Mapping[str, float] = {
    fold(w): float(n)
    for n, line in {
        1: "a an one ein eine einen einer eines un une uno una um uma bir",
        1.5: "eineinhalb anderthalb",
        2: "two zwei deux dos due",
        2.5: "zweieinhalb",
        3: "three drei trois tres tre",
        4: "four vier quatre cuatro",
        5: "five fünf cinq cinco",
        6: "six sechs seis",
        7: "seven sieben sept siete",
        8: "eight acht huit ocho",
        9: "nine neun neuf nueve",
        10: "ten zehn dix diez",
        12: "twelve dozen zwölf douze doce",
    }.items()
    for w in line.split()
}
ARTICLES = words("a an the ein eine einen einer un une una of de d")

# Words that may stand before an amount and say nothing about its size.
LEAD = words(
    "about around roughly approximately approx circa ca c est estimated estimate estimates estimation eta maybe",
    "perhaps probably likely most total overall sum effort time duration size work should would will take takes needs",
    "need we i it is this think just only another additional extra expected typically usually say pert rough initial",
    "original story best guess",
    "Aufwand Schätzung geschätzt gesamt insgesamt etwa ungefähr rund zirka Dauer noch wohl",
    "environ env durée effort charge estimée estimé à peu près",
    "alrededor de aproximadamente aprox unos unas esfuerzo duración estimado estimada estimación tiempo",
) - {"a"}

BELOW = phrases(
    "<, <=, under, below, less than, fewer than, up to, at most, max, max ., maximum, maximal, no more than",
    "not more than, within, worst case, unter, weniger als, höchstens, bis zu, maximal, moins de",
    "au plus, au maximum, jusqu ' à, menos de, hasta, como máximo, a lo sumo",
)
ABOVE = phrases(
    ">, >=, over, above, more than, at least, min, min ., minimum, minimal, not less than, no less than, best case",
    "über, mehr als, mindestens, plus de, au moins, au minimum, más de, al menos, como mínimo",
)
OR_LESS = phrases("or less, or fewer, max, maximum, at most, tops, at the most, oder weniger, ou moins, o menos")
OR_MORE = phrases("or more, minimum, at least, at minimum, and up, oder mehr, ou plus, o más")
BETWEEN = phrases("between, from, zwischen, von, entre, de, desde")
RANGE = frozenset({"-", "..", "...", "to", "bis", "à", "a", "hasta", "until"})
RANGE_AFTER_BETWEEN = RANGE | words("and und et y")
AND = frozenset({"and", "&", "und", "et", "y", "e"})
HALF_MORE = phrases("and a half, and half, und eine halbe, und ein halber, et demi, et demie, y medio, y media")
TIMES = words("x times mal fois veces") | {"*"}
PLUS = words("plus zzgl más") | {"+"}
FOR = words("for on für pour para")
# before a second amount that is no part of the first
BESIDE = words("over at @ across spread in within during über während sur pendant en durante")

EACH = words("per each apiece every jeweils chacun chacune cada")
RATE = words("daily weekly monthly pro par por je täglich wöchentlich")  # only directly after an amount
RATE_BEFORE_UNIT = words("a an am al")  # "2 hours a day"
NOT_WORK = words("ago late later overdue behind delay delayed early old since saved")
HEDGES = words("possibly maybe perhaps or up most likely worst best vielleicht eventuell peut-être quizás")
SINGULAR = words("minute hour day week month year")  # "90 minute sessions"
ADDED = words("contingency buffer reserve slack testing test tests qa review Puffer Reserve marge") | FOR

NOTHING = phrases(
    "tbd, tbc, tba, tdb, unknown, none, n / a, na, n . a ., nil, nan, null, < na >, unestimated, not estimated",
    "no estimate, not yet estimated, not yet, to be determined, to be estimated, to be defined",
    "to be confirmed, to be decided, pending, unclear, undefined, not known, not applicable, see below, see above",
    "open, unbekannt, offen, noch offen, keine, keine angabe, k . a ., k . a, unklar, nicht geschätzt",
    "inconnu, aucun, aucune, à définir, à estimer, non estimé, à déterminer",
    "desconocido, ninguno, ninguna, por definir, por estimar, sin estimar, pendiente",
)

CASES: Mapping[str, str] = {
    **dict.fromkeys(words("best optimistic min minimum optimistisch bestenfalls optimiste optimista"), "low"),
    **dict.fromkeys(words("likely realistic realistically expected typical typically probable nominal"), "likely"),
    **dict.fromkeys(words("wahrscheinlich realistisch réaliste realista"), "likely"),
    **dict.fromkeys(words("worst pessimistic max maximum pessimistisch schlimmstenfalls pessimiste pesimista"), "high"),
}
GUESSES = words("guess estimate bet")  # "best guess" is no best case

SIZES: Mapping[str, str] = {
    fold(w): size
    for size, line in {
        "XXS": "xxs",
        "XS": "xs tiny xsmall winzig",
        "S": "s small klein petit petite pequeño pequeña",
        "M": "m mediano mediana",
        "L": "l large big groß grande",
        "XL": "xl xlarge huge riesig",
        "XXL": "xxl 2xl xxlarge",
        "XXXL": "xxxl 3xl",
    }.items()
    for w in line.split()
}
SIZE_ORDER = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")

LEVELS: Mapping[str, str] = {
    fold(w): level
    for level, line in {
        "low": "low lo lowest minor minimal negligible trivial unlikely rare remote insignificant easy simple 🟢 "
        "niedrig gering tief unwahrscheinlich faible bas basse mineur bajo baja menor improbable "
        "baixo baixa basso bassa minore низкий низкая низкое низкие 低 小 낮음 하 נמוכה נמוך منخفض منخفضة thấp",
        "medium": "medium med mid moderate possible average normal 🟡 🟠 mittel moderat möglich moyen moyenne modéré "
        "modérée medio media moderado moderada posible "
        "médio média moderata moderato средний средняя среднее средние 中 보통 중 중간 בינונית בינוני متوسط متوسطة",
        "high": "high hi h highest major critical severe urgent blocker catastrophic likely certain serious hard "
        "complex 🔴 hoch kritisch schwer wahrscheinlich élevé élevée haut haute critique majeur majeure fort forte "
        "alto alta crítico crítica grave mayor probable "
        "fortes élevés maggiore critico critica высокий высокая высокое высокие критический 高 大 높음 상 גבוהה גבוה "
        "مرتفع مرتفعة عالية عالي cao",
    }.items()
    for w in line.split()
}
LEVEL_ORDER = ("low", "medium", "high")
STRONGER = words("very quite rather fairly extremely almost sehr eher ziemlich très plutôt muy bastante")
LEVEL_OF = words("risk impact likelihood probability priority severity complexity effort chance Risiko risque riesgo")
MASKS = words("x xx xxx y yy n nn z # ## ? ?? ??? _ __ ___ ____ _____")
SCORES = frozenset({"/", "of", "von", "sur", "de"})
