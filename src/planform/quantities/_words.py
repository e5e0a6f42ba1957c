"""Words around an amount, by what they do, all folded. Of phrases the longest match wins."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from ._units import COUNTED, HALVES, PEOPLE, UNITS, fold, words

Phrases = Mapping[str, tuple[tuple[str, ...], ...]]  # by first word, longest first


def phrases(*lines: str) -> Phrases:
    """Comma-separated phrases as tuples of folded words."""
    found = {tuple(fold(p).split()) for line in lines for p in line.split(",") if p.strip()}
    ordered = sorted(found, key=len, reverse=True)
    return {first: tuple(p for p in ordered if p[0] == first) for first in {p[0] for p in found}}


SPOKEN: Mapping[str, float] = {
    fold(w): float(n)
    for n, line in {
        1: "a an one ein eine einen einer eines un une uno una um uma bir один одна 一 한",
        1.5: "eineinhalb anderthalb",
        2: "two zwei deux dos due dois duas два две 二 两 兩",
        2.5: "zweieinhalb",
        3: "three drei trois tres três tre три 三",
        4: "four vier quatre cuatro quatro четыре 四",
        5: "five fünf cinq cinco пять 五",
        6: "six sechs seis",
        7: "seven sieben sept siete",
        8: "eight acht huit ocho",
        9: "nine neun neuf nueve",
        10: "ten zehn dix diez dez 十",
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
    "alrededor de aproximadamente aprox unos unas esfuerzo duración estimado estimada estimación tiempo normalmente",
    "cerca esforço estimativa environ ongeveer actual actually took tatsächlich circa",
    "около примерно приблизительно ориентировочно всего итого оценка трудозатраты срок",
    "约 大约 大概 约为 預計 预计 预估 估计 合计 总计 总共 共 共计 实际 实测 工期 需要 需 耗时 工作量 預估",
    "約 およそ 合計 工数 見積 見積もり 所要時間 実績 약 총 대략 예상 권장 推奨",
) - {"a"}

BELOW = phrases(
    "<, <=, under, below, less than, fewer than, up to, at most, max, max ., maximum, maximal, no more than",
    "not more than, within, worst case, unter, weniger als, höchstens, bis zu, maximal, moins de",
    "au plus, au maximum, jusqu ' à, menos de, hasta, como máximo, a lo sumo, até, no máximo, fino a, meno di",
    "до, не более, не больше, менее, меньше, максимум, макс, макс ., 最多, 最大, 至多, 不超过, 최대",
)
ABOVE = phrases(
    ">, >=, over, above, more than, at least, min, min ., minimum, minimal, not less than, no less than, best case",
    "über, mehr als, mindestens, plus de, au moins, au minimum, más de, al menos, como mínimo, mais de, pelo menos",
    "no mínimo, от, более, больше, не менее, минимум, мин ., 至少, 最少, 不少于, 少なくとも, 최소",
)
OR_LESS = phrases(
    "or less, or fewer, max, maximum, at most, tops, at the most, oder weniger, ou moins, o menos, ou menos, maximal",
    "max ., máximo, как максимум, или меньше, 以内, 以下, 未満, 未满, 之内, 内, 이내, 이하, 미만",
)
OR_MORE = phrases(
    "or more, minimum, at least, at minimum, and up, oder mehr, ou plus, o más, ou mais, или больше, 以上, 起, 이상"
)
BETWEEN = phrases("between, from, zwischen, von, entre, de, desde, от, tra, między")
RANGE = words("to bis à a hasta until até до 到 至 から") | {"-", "..", "...", "~"}
RANGE_AFTER_BETWEEN = RANGE | words("and und et y e и")
AND = frozenset({"and", "&", "und", "et", "y", "e", "и"})
OR = words("or oder ou o или 或 或者 または 또는")
HALF_MORE = phrases(
    "and a half, and half, und eine halbe, und ein halber, et demi, et demie, y medio, y media, e meio, e meia, 半, 반"
)
TIMES = words("x times mal fois veces vezes") | {"*"}
PLUS = words("plus zzgl más mais плюс") | {"+"}
FOR = words("on for für pour para")
NEUTRAL = words("左右 上下 程度 前後 ほど くらい 目安 정도 쯤")  # "about", behind the amount
SAME = frozenset({"=", "≈"})  # "2 devs x 3 d = 6 d"
# before a second amount that is no part of the first
BESIDE = words("over at @ across spread in within during über während sur pendant en durante")

EACH = words("per each apiece every jeweils chacun chacune cada")
RATE = words("daily weekly monthly pro par por je täglich wöchentlich")  # only directly after an amount
RATE_BEFORE_UNIT = words("a an am al die в")  # "2 hours a day"
# "5 days after go-live" is a date, "2 h saved" a gain
NOT_WORK = words(
    "ago late later overdue behind delay delayed early old since saved from after post nach après depuis después",
    "desde após depois после 后 後 前 之后",
)
DOUBT = NOT_WORK | words(
    "done completed finished merged fertig erledigt terminé hecho 完了 完成 not no without was were "
    "before instead except nicht kein keine ohne statt sans pas sin não не"
)
HEDGES = words("possibly maybe perhaps up most likely worst best vielleicht eventuell peut-être quizás") | OR
SINGULAR = words("minute hour day week month year")  # "90 minute sessions"
# What is done in a part of the work: parts with different names add up
ACTIVITIES = words(
    "dev development coding implementation impl build design review test tests testing qa docs documentation analysis",
    "research planning refactoring deploy deployment migration integration rollout setup presentation reading",
    "Entwicklung Umsetzung Implementierung Konzept Doku Dokumentation Abnahme Einrichtung Analyse",
    "développement conception recette tests documentation intégration rédaction",
    "desarrollo pruebas diseño revisión documentación implementación análisis",
    "desenvolvimento testes revisão documentação implementação análise",
    "разработка разработки тестирование тестирования 开发 测试 评审 设计 開発 設計 実装 テスト 개발 테스트",
)
ADDED = words("contingency buffer reserve slack Puffer Reserve marge") | ACTIVITIES | FOR
RANGED = words("range between ranging Bereich Spanne fourchette intervalle rango entre faixa диапазон 范围 範囲 범위")
EXAMPLE = phrases(
    "e . g, eg, for example, such as, ex, ex ., z . b, zb, z . b ., p . ej, par exemple, 如, 例, 例如, 예"
)

NOTHING = phrases(
    "tbd, tbc, tba, tdb, unknown, none, n / a, na, n . a ., nil, nan, null, < na >, unestimated, not estimated",
    "no estimate, not yet estimated, not yet, to be determined, to be estimated, to be defined",
    "to be confirmed, to be decided, pending, unclear, undefined, not known, not applicable, see below, see above",
    "open, unbekannt, offen, noch offen, keine, keine angabe, k . a ., k . a, unklar, nicht geschätzt",
    "inconnu, aucun, aucune, à définir, à estimer, non estimé, à déterminer",
    "desconocido, ninguno, ninguna, por definir, por estimar, sin estimar, pendiente, a definir, a estimar",
    "не определено, неизвестно, нет, 待定, 未定, 未估算, 不明, なし, 無し, 미정, 없음",
)

CASES: Mapping[str, str] = {
    **dict.fromkeys(
        words(
            "best optimistic opt min minimum optimistisch bestenfalls optimiste "
            "optimista otimista ottimista mejor melhor meilleur 楽観 乐观"
        ),
        "low",
    ),
    **dict.fromkeys(words("likely realistic realistically expected typical typically probable nominal"), "likely"),
    **dict.fromkeys(words("wahrscheinlich realistisch réaliste realista probable provável 現実 最可能"), "likely"),
    **dict.fromkeys(
        words(
            "worst pessimistic pess max maximum pessimistisch schlimmstenfalls "
            "pessimiste pesimista pessimista peor pior pire 悲観 悲观"
        ),
        "high",
    ),
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
        "low": "low lo lowest minor minimal mínimo mínima negligible trivial "
        "unlikely rare remote insignificant easy simple 🟢 "
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


def _joined() -> frozenset[str]:
    """The words of scripts that write without spaces, by which a run of letters is taken apart."""
    known = {*UNITS, *COUNTED, *PEOPLE, *HALVES, *SPOKEN, *LEAD, *NEUTRAL, *RANGE, *OR, *LEVELS, *EACH, *ACTIVITIES}
    known |= {w for table in (BELOW, ABOVE, OR_LESS, OR_MORE) for first in table for p in table[first] for w in p}
    return frozenset(w for w in known if w and not unicodedata.name(w[0], "LATIN").startswith(("LATIN", "CYRILLIC")))


JOINED = _joined()
LONGEST_JOINED = max(map(len, JOINED))
