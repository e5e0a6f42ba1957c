"""A line of labels and values: where a value has no placeholder, what it says about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..text._markup import Found

LABEL_END = re.compile(
    r"(?<=\S)(?:[:：](?:\*\*|__)?|(?:\*\*|__) ?[:：])(?=\s|$|[*_(（<\[{])"
    r"|(?<=\S)(?:\*\*|__) [-–—] |(?<=\w)\.(?:\*\*|__)(?=\s|$)|："
    r"|(?<=\w)[?？](?:\*\*|__)(?=[ \t]+\S)"
)
SEPARATOR = re.compile(r" {2,}|\t+|[|·•‧∙]| (?=\*\*|__)")
WRAPPED = re.compile(r"\*\*(?!\s)[^*\n]{1,80}\n[^*\n]{1,80}\*\*")  # a bold label that runs over two lines
QUESTION = re.compile(r"(\*\*|__)[^*_\n]{3,80}[?？]\1\s*")
SAMPLE = re.compile(
    r"\W*(?:examples?|sample|beispiele?|exemples?|ejemplos?|exemplos?|esempio|пример|例|示例|예시?)\W*", re.I
)
"""The label over an example."""
BETWEEN = " \t|·•‧∙"
BULLET = re.compile(r"\s*(?:[-*+•]\s+)?(?:\[[ xX]?\]\s+)?")
LABEL = re.compile(
    r"[^\w\s(\[{<`\"']{0,6}\s?[^\W\d_][^:：\n|.!?]*$|[^\w\s(\[{<`\"']{0,6}\s?\d{0,2}[.)]? ?[^\W\d_][^:：\n|.!?]*$"
)
IN_SHORT = re.compile(
    r"\W*(?:(?:in )?(?:one|a|two|ein|eine|zwei|une?|una|um|uma)(?: (?:short|single|kurzer))? "
    r"(?:sentences?|lines?|paragraph|satz|sätze|absatz|phrase|frase|oración|párrafo|parágrafo))\W*$",
    re.I,
)
"""How long an answer may be, no label of it."""
INSIDE = re.compile(r"\s*[(（][^()（）]*[)）](?=\W*$)")
LONGEST_LABEL, MOST_WORDS, MORE_BOLD = 80, 8, 2  # characters and words; how many more where they are set off


LABELLING = (":", "：", "**", "__", "because", "weil", "parce que", "porque", "perché", "потому что")


# --- one line, label by label -----------------------------------------------------------------------------------------


def pieces(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end of the label or -1, end) of what each label of a text introduces; a line without one is one piece."""
    start = 0
    if "**" in text and "\n" in text:
        text = WRAPPED.sub(lambda m: m[0].replace("\n", " "), text)
    for line in text.split("\n"):
        end = start + len(line)
        yield from _pieces(text, start, end)
        start = end + 1


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    open_, label = start, -1
    for m in LABEL_END.finditer(text, start, end):
        if label < 0:
            if not is_label(text[open_ : m.start()]):
                break
            label = m.end()
            continue
        low = max(label, m.start() - LONGEST_LABEL)
        cuts = [c.span() for c in SEPARATOR.finditer(text, low, m.start())]
        cut = next((c for c in reversed(cuts) if is_label(text[c[1] : m.start()], 4)), None)
        if cut:
            yield open_, label, max(label, label + len(text[label : cut[0]].rstrip(BETWEEN)))
            open_, label = cut[1], m.end()
    yield open_, label, end


def is_label(text: str, most: int = MOST_WORDS) -> bool:
    """Whether words before a colon name what comes after it; what they say in brackets is not counted."""
    text = INSIDE.sub("", text) if text.endswith((")", ")**", "）")) else text
    if IN_SHORT.match(text):
        return False
    said = text[BULLET.match(text).end() :].strip(" *_").rstrip("?？") if len(text) <= LONGEST_LABEL else ""  # type: ignore[union-attr]
    most += MORE_BOLD if most == MOST_WORDS and "**" in text[:6] else 0
    return bool(said) and len(said.split()) <= most and bool(LABEL.match(said))


DESCRIBED = re.compile(
    r"(?P<lead>(?:\*\*|__)?(?P<label>[^*_:：\n]{2,60})(?:[:：](?:\*\*|__)?|(?:\*\*|__) ?(?:[:：]|[-–—](?= )))\s*)"
    r"(?P<value>\S.{11,})",
    re.DOTALL,
)


def described(text: str) -> re.Match[str] | None:
    """A label and words behind it, as `lead`, `label` and `value`."""
    m = DESCRIBED.fullmatch(text)
    return m if m and is_label(m["label"]) else None


def stands_alone(text: str, found: Found) -> bool:
    """Whether a comment stands where a value would: alone, or right behind a label. Elsewhere it is a hint."""
    start = text.rfind("\n", 0, found.start) + 1
    end = text.find("\n", found.end)
    before, after = text[start : found.start], text[found.end : end if end >= 0 else len(text)]
    labels = [before[m.end() :] for m in LABEL_END.finditer(before, max(0, len(before) - LONGEST_LABEL))]
    labelled = bool(labels) and not labels[-1].strip()
    return not after.strip() and (labelled or not before.strip(" #*-.0123456789") or before.rstrip().endswith("**"))


def whole_label(said: str) -> str:
    """The label that words in front of a value are as a whole, or ""; what it says in brackets is left out."""
    m = LABEL_END.search(said)
    if not m or said[m.end() :].strip(" *_`(\"'") or not is_label(said[: m.start()]):
        return ""
    return INSIDE.sub("", said[BULLET.match(said).end() : m.start()]).strip(" *_")  # type: ignore[union-attr]


# --- what a value without a placeholder says --------------------------------------------------------------------------


def wholes(text: str, found: Sequence[Found], *, bare: bool, alone: bool) -> list[Found]:
    """Values that are one placeholder as a whole: a choice, a hint in brackets or italics, a question, nothing.

    Args:
        text: lines.
        found: the placeholders in it, from left to right.
        bare: whether a label with nothing behind it asks for something.
        alone: whether words without a label may be a hint as well.
    """
    out: list[Found] = []
    if not alone and not any(sign in text for sign in LABELLING) and not (bare and SHOUTED.fullmatch(text)):
        return out
    k = 0
    for start, label, end in pieces(text):
        inside: list[Found] = []
        while k < len(found) and found[k].start < end:
            inside.append(found[k])
            k += 1
        if bare and label < 0 and QUESTION.fullmatch(text, start, end):
            out.append(Found(end, end, text[start:end].strip(" *_"), "label"))
        elif bare and not (label >= 0 and label == end) and LEFT_OPEN.search(text, max(start, end - 20), end):
            out.append(Found(end, end, text[start:end].split()[-1], "label"))
        elif label < 0 and not alone and (m := _named_paren(text, start, end, inside)):
            out.append(m)
        elif label >= 0 and (SAMPLE.fullmatch(text, start, label) or _in_a_sentence(text, start)):
            continue  # what follows shows how others filled it in, or is more of what was said
        elif label >= 0 or alone or (bare and SHOUTED.fullmatch(text[start:end].strip())):
            whole = _whole(text, max(start, label), end, inside, label >= 0, bare)
            out += [whole] if whole else []
    return out


def _in_a_sentence(text: str, start: int) -> bool:
    """Whether a line goes on with the sentence of the line before it: what stands before its colon is no label."""
    before = text[: max(0, start - 1)].rpartition("\n")[2].rstrip()
    open_end = before[-1:].isalnum() or before[-1:] == ","
    return text[start : start + 1].islower() and open_end and ":" not in before and len(before.split()) > LONGEST_NAME


LONGEST_NAME = 4  # words of a line that is no sentence


def _whole(text: str, start: int, end: int, inside: list[Found], labelled: bool, bare: bool) -> Found | None:
    value = text[start:end].strip()
    at = start + text[start:end].find(value) if value else start
    if value in EMPTY:
        place = at + len(value) if value else min(start + 1, end) if text[start : start + 1] == " " else start
        return Found(place, place, "", "label") if bare and labelled else None
    if inside and inside[-1].rule == "comment" and inside[-1].end == at + len(value) and len(inside) == 1:
        said = text[at : inside[0].start].strip()  # `Draft <!-- Draft, Final -->`: a comment behind a value is its hint
        return Found(at, at + len(said), inside[0].hint, "default") if said and labelled else None
    if labelled and len(inside) > 1 and _is_number(text, start, at, value, inside):
        return Found(at, at + len(value), value, "mask")  # `DEC-{YYYY}-{seq}`
    if not inside and (labelled or bare) and len(value) >= LEAST_SHOUTED and SHOUTED.fullmatch(value):
        return Found(at, at + len(value), value, "caps")
    if value in UNSAID:
        return Found(at, at + len(value), "", "label") if bare and labelled and not inside else None
    masked = labelled and len(value) < LONGEST_MENU and {f.rule for f in inside} == {"mask"}
    if masked and " | " in value and (hint := _menu(value, labelled=True)):
        return Found(at, at + len(value), hint, "menu")  # `accepted | superseded by NNNN`
    if labelled and len(value) < LONGEST_MENU and (OR_NONE.fullmatch(value) or _offers(value, inside)):
        return Found(at, at + len(value), value, "mask")
    if inside and inside[-1].end < at + len(value) and (tail := _tail(text, inside[-1].end, at + len(value))):
        return tail
    if inside and (inside[0].start, inside[-1].end) == (at, at + len(value)):
        return None
    if not TELLING.search(value):
        return None
    for rule, reads in READS:
        if (rule not in ("menu", "question") or not inside) and (hint := reads(value, labelled)):
            if rule in ("paren", "italic") and _only(value, inside):
                return None
            return Found(at, at + len(value), hint, rule)
    return None


def _named_paren(text: str, start: int, end: int, inside: list[Found]) -> Found | None:
    """`Related (link to the issue, as in <#id>)`: words in brackets with a place among them are one hint."""
    m = NAMED_PAREN.fullmatch(text, start, end) if inside else None
    if not m or inside[0].start < m.start("said") or m.end("said") < inside[-1].end:
        return None
    return Found(m.start("said") - 1, m.end("said") + 1, m["said"], "paren")


def _is_number(text: str, start: int, at: int, value: str, inside: list[Found]) -> bool:
    """Whether the placeholders of a value are the pieces of one number, which its label announces."""
    label = text[max(0, start - LONGEST_LABEL) : start].rpartition("\n")[2]
    fixed = _between(text, at, value, inside)
    return bool(NUMBERED.match(label)) and " " not in value and all(c.isupper() or not c.isalpha() for c in fixed)


def _between(text: str, at: int, value: str, inside: list[Found]) -> str:
    """The characters of a value that are in none of its placeholders."""
    cuts = [at, *(edge for found in inside for edge in (found.start, found.end)), at + len(value)]
    return "".join(text[a:b] for a, b in zip(cuts[::2], cuts[1::2], strict=True))


def _offers(value: str, inside: list[Found]) -> bool:
    """`None / ADR-XXXX`: a choice of words and a number."""
    return (
        bool(inside) and {f.rule for f in inside} == {"mask"} and " / " in value and bool(_menu(value, labelled=True))
    )


def _tail(text: str, start: int, end: int) -> Found | None:
    """`[Hypothesis] - open / confirmed / ruled out`: a choice behind a placeholder."""
    m = DASH.match(text, start, end)
    hint = _menu(text[m.end() : end].strip(), labelled=True) if m else ""
    return Found(m.end(), end, hint, "menu") if m and hint else None


def _only(value: str, inside: list[Found]) -> bool:
    """Whether there is nothing in the brackets but one placeholder."""
    return len(inside) == 1 and inside[0].end - inside[0].start >= len(value) - 4


DASH = re.compile(r"[*_`]{0,3}\s+[-–—→]\s+|\s*[:：]\s+")
LEFT_OPEN = re.compile(r"(?:\b(?:because|weil|parce que|porque|perché|потому что))\s*$")
NAMED_PAREN = re.compile(r"[^\W\d_][\w /-]{1,30} \((?P<said>[^()\n]{15,})\)")
NONE = r"(?:none|n/a|없음|なし|无|無|keine?r?|aucune?|ninguno|ninguna|nenhuma?|nessuno|нет)"
OR_NONE = re.compile(rf"[^\n]{{3,}}(?:\bor|\boder|\bou|\bo|\bили|또는|または|或|/)\s*[\"'`]?{NONE}[\"'`]?\W*", re.I)
"""`the link or none`: what may stand there."""
EMPTY = frozenset(("", "#", "$", "€", "£", "@", "*", "_"))  # a sign before a value, or the end of a label in italics
NUMBERED = re.compile(r"(?:.*[\W_])?(?:id|key|number|no|nr)\W*$", re.I)
SHOUTED = re.compile(r"[A-Z]{2,}(?:_[A-Z0-9]+)+")
LEAST_SHOUTED = 10  # characters: shorter ones are names of constants
UNSAID = frozenset(("[]", "-", "–", "—", "?", "??", "???", "...", "…", "/", "\\-"))
TELLING = re.compile(
    r"[|｜/／☐☑☒□◻◯○(（\[*_?？]|\s(?:or|oder|ou|или)\s|或|または"
)  # what no choice and no hint is without
BOX = re.compile(r"\[[ xX]?\]|[☐☑☒□◻◯○]|\([ x]?\)")
ITALIC = re.compile(r"([*_])(?![*_\s])([^\n]{3,})(?<![*_\s\\])\1$", re.DOTALL)
PAREN = re.compile(r"[(（]([^\n]{3,})[)）]\.?$")
PART = re.compile(r"^[\s*_`\"'“”]+|[\s*_`\"'“”.…]+$")
SIGN = re.compile(r"^(?:[^\w\s(]+\s+|:\w+:\s*)(?=\w)")
WORDY = re.compile(r"[^\W\d_][\w+'-]*(?: [\w+'-]+)*$")
ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]\s*$|\s*<!--[^\n]*-->\s*$")
LONGEST_OPTION, MOST_OPTIONS = 40, 12
LISTING = re.compile("[、，；]")
ASKS = re.compile(r"\W*(?:how|what|why|who|which|when|where)\b", re.I)
LONGEST_CJK = 12  # signs of an answer in a script without spaces
LONGEST_MENU = LONGEST_OPTION * MOST_OPTIONS


def _boxes(value: str, labelled: bool) -> str:
    """`[ ] Yes [ ] No`, `☐ Yes ☐ No`."""
    first, *parts = BOX.split(value)
    options = [part.strip(" \t/|,;") for part in parts]
    fits = len(options) > 1 and not first.strip() and all(0 < len(o) <= LONGEST_OPTION for o in options)
    return " | ".join(options) if fits else ""


def set_off(text: str) -> bool:
    """Whether a text stands in italics or brackets as a whole."""
    said = text.strip()
    italic = said[:1] in ("_", "*") and said[:1] == said[-1:] and said[:2] not in ("**", "__") and len(said) > 2
    return italic or (said.startswith("(") and said.endswith(")"))


def _paren(value: str, labelled: bool) -> str:
    m = PAREN.match(value)
    return m[1].strip() if m and _closed(m[1]) else ""


def _closed(inside: str) -> bool:
    """Whether the outer brackets are one pair: `(a) and (b)` are two."""
    depth = 0
    for c in inside:
        depth += (c in "(（") - (c in ")）")
        if depth < 0:
            return False
    return depth == 0


def _italic(value: str, labelled: bool) -> str:
    m = ITALIC.match(value)
    return m[2] if m and m[1] not in m[2].replace("\\" + m[1], "").replace(m[1] * 2, "") else ""


def _question(value: str, labelled: bool) -> str:
    return value if labelled and value.endswith(("?", "？", "?)", "?_", "?*")) else ""


def _menu(value: str, labelled: bool) -> str:
    """`A | B`, `A / B / C`, `**A** or **B**`: the options as `A | B`."""
    if len(value) > LONGEST_MENU or "](" in value:
        return ""
    value = " ".join(value.split())
    coded = value[:1] == value[-1:] == "`" and value.count("`") == 2 and BARRED.search(value)
    value = value[1:-1] if coded else value  # `A / B`, which is no path
    said = ASIDE.sub("", value) if value.endswith((")", "）", "-->")) else value
    for split, fits in MENUS:
        parts = [_option(part) for part in split.split(said)]
        short = 1 < len(parts) <= MOST_OPTIONS and all(0 < len(p) <= LONGEST_OPTION for p in parts)
        if short and len({p.casefold() for p in parts}) == len(parts) and fits(parts, said):
            return " | ".join(parts)
    return ""


def menu(text: str) -> str:
    """The options of a text that is nothing but a choice, as `A | B`."""
    return _menu(text, labelled=False)


def _option(part: str) -> str:
    said = PART.sub("", part)
    return SIGN.sub("", said).strip() if len(said) > 3 else said


def _barred(parts: list[str], said: str) -> bool:
    return all(len(p.split()) <= 5 and ": " not in p for p in parts)


def _slashed(parts: list[str], said: str) -> bool:
    """Words, not the parts of a path, a date or `and/or`."""
    spaced = " / " in said or "／" in said
    if ASKS.match(said) or any(p.count("（") != p.count("）") or LISTING.search(p) for p in parts):
        return False  # `How we track / manage it`
    if any(c in said for c in "`\\") or re.search(r"://|^/|\.\w+$|\d\s?/\s?\d|\band/or\b|\bn/a\b", said, re.IGNORECASE):
        return False
    if min(map(len, parts)) == 1 < max(map(len, parts)) and parts[0].isascii():
        return False  # `j/h`
    if not spaced and len(parts) == 2 and max(len(p) for p in parts) > LONGEST_CJK and not said.isascii():
        return False  # a slash inside a sentence without spaces
    return all(len(p.split()) <= (4 if spaced else 2) and (WORDY.match(p) or not p.isascii() or spaced) for p in parts)


def _spoken(parts: list[str], said: str) -> bool:
    """`A or B`: each short, or set off from the words around."""
    marked = said.count("**") >= 2 * len(parts) or said.count("`") >= 2 * len(parts)
    return marked or all(len(p.split()) <= 2 and len(p) <= 14 and WORDY.match(p) for p in parts)


BARRED = re.compile(r" [/|] ")
MENUS = (
    (re.compile(r"\s*\\?[|｜]\s*"), _barred),
    (re.compile(r"\s*[/／]\s*"), _slashed),
    (re.compile(r"\s*,?\s+(?:or|oder|ou|или)\s+|\s*,\s+(?=[*`\"'])|(?<=\S)(?:または|或者?)(?=\S)"), _spoken),
)
READS = (("boxes", _boxes), ("menu", _menu), ("paren", _paren), ("italic", _italic), ("question", _question))
