"""What fields are called: by the words before a blank, around it, in it, or shown by examples."""

from __future__ import annotations

import re
from itertools import takewhile

from ..blanks._blanks import Blank, Flag, Lit, Seg, blanks, parse, slug, spell, words
from ..blanks._labelled import whole_label
from ..words._fields import Field
from ..words._options import options_in
from ..words._recognise import SCALE
from ..words._vocabulary import CJK
from ._patterns import Node

NAMED = frozenset({"mustache", "single", "dollar"})  # conventions whose words are a name, not a description
NOUNS = frozenset(words("version purpose target reason why status owner date type file path location amount value"))
VAGUE = frozenset(words("description descriptions item text detail details name value more additional another"))
LABEL_BEFORE = re.compile(
    r"((?:(?<!\w)\d{1,3})?[^\W\d_][\w &/'-]{0,80}?(?:\s*\([^()\n]{1,20}\))?)"
    r"\s*(?:[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*[:：]|\.(?:\*\*|__)"
    r"|[:：])\s*[*_`~(@#$€\"“„«<>≤≥≈+\s]*(?:[A-Z][\w./]{0,9}-)?$"
)
DASH_BEFORE = re.compile(r"^\s*(?:\*\*|__)?([^\W\d_][\w &/'()]{0,40}?)(?:\*\*|__)?\s+(?:[-–—=→]|->|=>)\s+[*_`~(@]*$")
ASIDE = re.compile(r"\s*[(（\[]([^()（）\[\]]*)[)）\]]\s*$")
UNIT_ASIDE = re.compile(
    r"(?:in )?(?:person|man|story|calendar|working|ideal)?[- ]?(?:hours?|hrs?|h|days?|d|weeks?|months?|points?"
    r"|pts|sp|minutes?|mins?|min"
    r"|stunden|std|tage|pt|wochen|heures|jours|horas|d[ií]as?|dias|ore|giorni|ч|дн|дни|часы|час|人日|人天|時間|小时|天)"
    r"|%|percent|eur|usd|gbp|[€$£]|optional|if .{1,20}|required|mandatory|opcional|optionnel|facultatif|#|y/n",
    re.I,
)
UNTIL = re.compile(r"\b(by|until|due|bis|hasta|até|entro|до)\s*$", re.I)
NAMED_BEFORE = re.compile(r"[-*+ ]*([^\W\d_][\w /-]{1,30}) ")
EXAMPLE = re.compile(r"(?:e\.g|z\. ?b|p\. ?ex|p\. ?ej|ej|ex|for example|such as)\b", re.I)
BOLD_FIRST = re.compile(r"(?:\*\*|__)([^\W\d_][\w -]{1,40})(?:\*\*|__) ([^\W\d_][^*_:：\n]{0,40}[:：])")
"""`**Appetite** for this category:` is one label."""
WORD_BEFORE = re.compile(r"(?:^|[,/;·|(:]\s*)([^\W\d_][^\W\d_ ]*(?: [^\W\d_]+){0,2})\s*$")
BEFORE_BRACKET = re.compile(r"(?:^|[,;.]\s*)([^\W\d_][\w ]{0,40}?)\s*\([^()]*$")
BOLD_BEFORE = re.compile(r"(?:\*\*|__)[¿¡\"“«]?([^\W\d_][\w &/'-]{0,50}?[?？]?)(?:\*\*|__)\s*$")
OTHER_PLURALS = {
    "risiko": "risiken",
    "schritt": "schritte",
    "aufgabe": "aufgaben",
    "phase": "phases",
    "maßnahme": "maßnahmen",
    "punkt": "punkte",
    "ziel": "ziele",
    "rischio": "rischi",
    "fase": "fasi",
    "attività": "attività",
    "passo": "passi",
    "rischi": "rischi",
    "hito": "hitos",
    "acción": "acciones",
    "ação": "ações",
    "opción": "opciones",
    "opção": "opções",
    "decisión": "decisiones",
    "decisão": "decisões",
    "риск": "риски",
    "задача": "задачи",
    "этап": "этапы",
    "шаг": "шаги",
    "решение": "решения",
    "цель": "цели",
}
LONGEST_NAME = 3  # words of a placeholder that name it in a list
LONGEST_HINT = 6  # words of a placeholder that can serve as a label
PLURALS = (
    ("criterion", "criteria"),
    ("analysis", "analyses"),
    ("ss", "sses"),
    ("s", "s"),
    ("x", "xes"),
    ("ch", "ches"),
)


def heading_words(node: Node) -> str:
    """A heading without its counter, emoji and blanks."""
    text = "".join(s.text if isinstance(s, (Lit, Flag)) else " " for s in node.head)
    text = re.sub(r"\([^()]*\)|（[^（）]*）|`[^`]*`|\{#[^{}]*\}|<!--[^<>]*-->|</?a\b[^<>]*>", " ", text)
    return " ".join(re.sub(r"^[\W\d_]+|[\W_]+$", "", text).split())


def shorn(label: str) -> str:
    """A label without its unit, scale, options or mark of being optional in brackets."""
    aside = ASIDE.search(label)
    return label[: aside.start()].rstrip() if aside and _no_name(aside[1]) else label


def bare_words(label: str) -> str:
    """A label without a short aside in brackets: what its value is called by."""
    return re.sub(r"\s*[(（][^()（）]{1,20}[)）]$", "", label)


def _no_name(aside: str) -> bool:
    return bool(
        UNIT_ASIDE.fullmatch(aside.strip())
        or re.search("YYYY|JJJJ|AAAA|ГГГГ", aside)
        or options_in(aside)
        or SCALE.search(aside)
    )


def column_name(node: Node) -> str:
    """A table's rows are called by its first column."""
    return plural(slug(node.raws[0])) if node.unit.kind == "row" and node.raws else ""


def shown(unit: Node) -> str:
    """What the examples of a group show: `[Specific requirement 1]` -> `requirements`, or ""."""
    first = next((b for n in unit.walk() for b in blanks(n.head) if not b.shared), None)
    if first and first.rule == "differs" and any(len(words(raw)) > LONGEST_HINT for raw in first.raws):
        return ""  # sentences, not samples of a name
    hint = re.sub(r"[\s_-]*\d+$", "", (first.hint or inner_hint(first)) if first else "")
    noun = words(re.split(r"\s+[-–—(]\s*|\s+(?:of|for|with|to|that|which|what|how|where|if)\b", hint)[0])
    noun = noun[:-1] if noun[-1:] == ("name",) else noun
    return (
        plural(noun[-1])
        if 0 < len(noun) <= 4 and noun[-1] not in VAGUE and not VAGUE & {noun[0]} and len(noun[-1]) > 2
        else ""
    )


def plural(noun: str) -> str:
    """More than one of it: an English word, or one of the few others that name sections."""
    if noun in OTHER_PLURALS or CJK.search(noun[-1:]) or not noun[-1:].isascii():
        return OTHER_PLURALS.get(noun, noun)
    for ending, several in PLURALS:
        if noun.endswith(ending):
            return noun.removesuffix(ending) + several
    return noun[:-1] + "ies" if re.search(r"[^aeiou]y$", noun) else noun + "s"


def first_hint(fields: list[Field]) -> str:
    return next((f.hint for f in fields if f.hint), "")


def inner_hint(blank: Blank) -> str:
    found = blanks(parse(blank.raws[0])) if blank.raws and blank.raws[0] else []
    return found[0].hint if found else ""


def label_before(head: list[Seg], blank: Blank) -> str:
    """The literal label in front of a blank of this text."""
    k = head.index(blank)
    before = list(takewhile(lambda seg: not isinstance(seg, Blank), reversed(head[:k])))
    said = last_line("".join(getattr(s, "text", "") for s in reversed(before)))
    if UNTIL.search(said) and re.search(r"YYYY|JJJJ|AAAA|ГГГГ|\bdate\b", blank.raws[0], re.I):
        return UNTIL.search(said)[1]  # type: ignore[index]
    said = BOLD_FIRST.sub(r"\1 \2", said) if "** " in said else said
    if blank.rule == "mask" and said.count("`") % 2 and said.rpartition("`")[0].rstrip(" *_").endswith((":", "：")):
        said = said.rpartition("`")[0]  # `Slice: specs/NNN`, the path in code
    m = LABEL_BEFORE.search(said) or (blank.rule != "differs" and BOLD_BEFORE.search(said)) or DASH_BEFORE.match(said)
    if blank.rule == "score" and not (m and not said[m.end(1) :].strip(" :：*_")):
        m = WORD_BEFORE.search(said.rpartition(":")[2].lstrip("*_ ")) or m
    most = 10 if m and not said[: m.start(1)].strip(" *_-") else 5
    said_before = m[1].strip() if m and len(words(m[1])) <= most else ""
    return said_before or whole_label(said)


def last_line(text: str) -> str:
    """The last line; with the one before where a bold label runs over both."""
    before, _, last = text.rpartition("\n")
    return f"{before.rpartition(chr(10))[2]} {last}" if last.count("**") % 2 else last


def label_of_blank(head: list[Seg], blank: Blank, found: list[Blank]) -> str:
    """The label in front of a blank; `Build (est: __), tests (est: __)` are build and tests."""
    label = label_before(head, blank)
    if not label and (blank.rule == "paren" or EXAMPLE.match(blank.hint)):
        m = NAMED_BEFORE.fullmatch(last_line(spell(head[: head.index(blank)])))
        return m[1] if m else ""
    if not label or len(found) < 2 or sum(label_before(head, other) == label for other in found) < 2:
        return label
    said = spell(head[: head.index(blank)]).split("\n")[-1]
    m = BEFORE_BRACKET.search(said)
    return m[1] if m else label


def _around(blank: Blank, node: Node) -> tuple[str, str]:
    """The literal words just before and after."""
    k = node.head.index(blank)
    before, after = node.head[k - 1] if k else None, node.head[k + 1] if k + 1 < len(node.head) else None
    return (before.text if isinstance(before, Lit) else ""), (after.text if isinstance(after, Lit) else "")


def _told(blank: Blank, n: int, node: Node, in_group: bool) -> str:
    """What the words around a placeholder call it: `From [..]`, `~X tests`, `[path/to/x.toml]`, a path in code."""
    before, after = _around(blank, node)
    if blank.raws[0].startswith("@") or before.endswith("@"):
        return "owner"
    if blank.rule == "count" and words(after):
        return slug(words(after)[0])
    if node.kind == "text" and re.fullmatch(r"From\s+", before):
        return "source"
    if m := re.fullmatch(r"(?:[\w.-]+/)+([\w-]+)\.\w+", blank.hint):
        return slug(m[1])
    in_path = n == 0 and before.count("`") % 2 == 1 and "/" in before and re.match(r"[\w.*-]*`", after)
    return "file" if in_path and node.kind == "item" and in_group else ""


def hint_name(blank: Blank, n: int, found: list[Blank], node: Node, *, in_group: bool, named: bool) -> str:
    """What the words around say, or the placeholder calls itself, where it is short; else its part in the row."""
    if told := _told(blank, n, node, in_group):
        return told
    if node.kind != "item" and LONGEST_NAME < len(words(blank.hint)) <= LONGEST_HINT and not (named and n == 0):
        return slug(blank.hint)
    if named and n == 0:
        return "name"
    if re.fullmatch(r"[A-Z](?:\.[A-Z])+", blank.hint):
        before = words(spell(node.head[: node.head.index(blank)]))
        return slug(before[-1] + "_id") if before else "id"
    noun = words(re.sub(r"\s*\d+$", "", re.sub(r"\s+-\s+.*", "", blank.hint)))
    if (noun and noun[0] == "description") or (not noun and n == 0 and len(found) == 1):
        return "description" if noun else "text"
    if blank.rule == "differs" and not noun and re.search(r"\w[._/]\w", blank.raws[0]):
        return "location"
    if n and noun and node.kind == "item":
        known = noun[0] in NOUNS or len(noun) == 1
        return noun[0] if known else "description" if n == 1 else "detail"
    if 0 < len(noun) <= 3:
        return slug(" ".join(noun))
    clause = words(re.split(r"[,.;:(]", blank.hint)[0])  # `short title, which problem and which solution`
    if 0 < len(clause) <= 3 and len(clause) < len(noun):
        return slug(" ".join(clause))
    if re.search("YYYY|JJJJ|AAAA|ГГГГ", blank.raws[0]):
        return "date"
    return ("name", "description", "detail", "more")[min(n, 3)] if len(found) > 1 else "text"


def hint_label(blank: Blank, name: str) -> str:
    """The placeholder's own words where they are few, else the name in words."""
    hint = re.sub(r"\s*\d+$", "", blank.hint)
    few = hint and len(hint.split()) <= LONGEST_HINT and re.search(r"[^\W\d_]{2}", hint)
    if name == "text" and hint:
        return human(" ".join(hint.split()[:LONGEST_HINT]))
    return human(hint) if few or slug(hint) == name else human(name)


def placeholders(raws: list[str]) -> tuple[str, ...]:
    """The names among placeholders: `{{STEP_1}}` is one, `[Description of ..]` is none."""
    named = [raw for raw in raws if raw.lstrip()[:1] in ("{", "$")]  # how such conventions begin
    bare = [b.hint for raw in named for b in blanks(parse(raw.strip())) if b.rule in NAMED and b.raws[0] == raw.strip()]
    return tuple(dict.fromkeys(b for b in bare if re.fullmatch(r"\w+", b)))


def human(text: str) -> str:
    """Words for a person: `TASK_NAME` -> `Task name`."""
    spoken = " ".join(text.replace("_", " ").split())
    spoken = spoken.lower() if spoken.isupper() and len(spoken) > 3 else spoken
    return spoken[:1].upper() + spoken[1:]
