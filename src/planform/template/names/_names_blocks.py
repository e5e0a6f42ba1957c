"""Names of what stands in blocks: sections, paragraphs, fences, quotes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ..blanks._blanks import Blank, Num, blanks, slug, spell, words
from ..patterns._labels import clean_label, label_of
from ..patterns._lists import own_label
from ..patterns._patterns import Node
from ..patterns._wording import NAMED, heading_words, human, placeholders
from ..words._fields import Field
from ..words._recognise import Sign, kind_of
from ..words._roles import BODY, CODE, TOP
from ..words._vocabulary import terms
from ._naming import Namer
from ._place import Place

OPTIONAL = re.compile(r"\b(?:optional|if (?:any|applicable|needed))\b", re.I)
SHORT = ("effort", "date", "datetime", "choice", "level", "number")
"""Kinds that a placeholder of its own paragraph may have; any other is prose."""
DATED = ("effort", "date", "datetime")
MORE = re.compile(r"…|\.\.\.")
ONE = re.compile(
    r"\b(?:one|a single|ein|une?|una?|um)[ -](?:short )?(?:sentence|line|satz|phrase|frase|oración|word)\b", re.I
)
LONGEST_NAME = 4  # words in braces that are a name
BRIEF = 6  # words of a hint below a heading that asks for no sentences


def plain(namer: Namer, node: Node, place: Place) -> None:
    """Title, text, item, quote, list: blanks of its own, then what is inside."""
    alone = node.kind == "text" and len(node.head) == 1 and isinstance(node.head[0], Blank)
    if alone and node.head[0].rule != "default" and not place.scope.inline:  # type: ignore[union-attr]
        return as_prose(namer, node, place)
    label = own_label(node) if node.kind == "item" else label_of(node.head)
    named = (node.kind == "item" and label and node.body) or (node.kind == "list" and node.lead and not _repeats(node))
    inner = (*place.path, slug(label or node.lead)) if named else place.path
    namer.blanks_of(node, place)
    for child in node.body:
        child.lead = child.lead or ("" if node.kind == "item" and label else node.lead)
    namer.children(node, replace(place, path=inner, labels=(*place.labels, label) if label else place.labels))


def _repeats(node: Node) -> bool:
    return any(n.kind == "repeat" for n in node.body)


def as_prose(namer: Namer, node: Node, place: Place) -> None:
    """A placeholder that stands alone in its block stands for blocks."""
    (blank,), path, scope = blanks(node.head), place.path, place.scope
    named = blank.rule in NAMED and len(words(blank.hint)) <= LONGEST_NAME
    own = slug(blank.hint) if named else slug(place.lead)
    if not own and scope.group and not path:
        own = "description" if words(blank.hint)[:1] in (("description",), ("describe",)) else ""
    reading = kind_of(Sign(place.lead or place.label or blank.hint, blank.hint, blank.rule))
    brief = len(blank.hint.split()) <= BRIEF and not blank.hint.endswith((".", "?"))
    chosen = bool(reading.options) and not MORE.search(blank.hint)
    plain_name = named and not reading.options
    short = reading.kind in SHORT and (chosen or plain_name or (brief and reading.kind in DATED))
    node.kind, node.raws, node.head = "prose", blank.raws, []
    node.form = reading.kind if short else "line" if names_whole(place) else "prose"
    label = place.lead or ("" if scope.group and not path else place.label) or human(own or blank.hint)
    if named and path and path in scope.crowded:
        label = human(blank.hint)
    if own and len(path) > 1 and path not in scope.crowded:
        path = path[:-1]
    elif own and path and path not in scope.crowded:
        own = ""
    node.key = scope.take(scope.join(path, own or "text", single=not own))
    field = Field("", node.key, label, node.form, hint=blank.hint, placeholders=placeholders(blank.raws))
    rule = reading.rule if short else "stands alone in its block"
    options = reading.options if short else ()
    shape = TOP if options or node.form == "line" else BODY
    namer.enter(node, place, replace(field, rule=rule, options=options), shape)


def names_whole(place: Place) -> bool:
    """Whether a section's heading says that it holds the title of the whole."""
    return not place.scope.group and not place.lead and "title" in terms(place.label)


def section(namer: Namer, node: Node, place: Place) -> None:
    """A heading, and what stands below it."""
    title = heading_words(node)
    if title and not blanks(node.head) and isinstance(node.head[-1], Num):
        title = clean_label(spell(node.head))  # `Day 30`: the number is the name
    named = not title and bool(blanks(node.head))
    title = title or (human(re.sub(r"\s*\d+$", "", blanks(node.head)[0].hint)) if named else "")
    path = (*place.path, slug(title)) if slug(title) else place.path
    optional = place.optional or bool(OPTIONAL.search(spell(node.head))) or _said_optional(node)
    labels = (*place.labels, title) if title else place.labels
    only = sum(map(_is_grouped, node.body)) == 1
    inner = replace(place, path=path, labels=labels, optional=optional, lead="", named=False, only=only)
    namer.blanks_of(node, replace(inner, labels=place.labels, named=named))
    if _several(node) or path == place.path or named:
        place.scope.crowded.add(path)
    namer.children(node, inner)


def _is_grouped(node: Node) -> bool:
    return node.kind in ("table", "repeat") or (node.kind == "list" and _repeats(node))


def _said_optional(node: Node) -> bool:
    """`_(Optional - only if ...)_` right under the heading."""
    first = next((n for n in node.body if n.kind != "rule"), None)
    return bool(
        first and first.kind == "text" and first.static and re.match(r"[\s_*(]*optional\b", spell(first.head), re.I)
    )


def _several(node: Node) -> bool:
    slots = [n for n in node.body if not n.static or n.kind == "section"]
    return len(slots) > 1 or any(
        n.kind == "section" or (n.kind == "list" and n.body and n.body[0].kind != "repeat") for n in slots
    )


def prose(namer: Namer, node: Node, place: Place) -> None:
    """The words of a section."""
    node.key = place.scope.take(place.scope.join(place.path, "text", single=True))
    rule = "section with nothing but a hint" if node.raws[0].strip() else "empty section"
    label, hint = place.label or human(node.key), node.raws[0]
    field = Field("", node.key, label, "prose", hint=hint, rule=rule, sure=0.9)
    reading = kind_of(Sign(label, hint))
    if names_whole(place):
        node.form = "line"
        field = replace(field, kind="line", role="title", rule="heading says title")
    if reading.options and not MORE.search(hint):
        node.form = reading.kind
        field = replace(field, kind=reading.kind, options=reading.options, rule=reading.rule, sure=reading.sure)
    namer.enter(node, place, field, TOP if field.options else BODY)


def fence(namer: Namer, node: Node, place: Place) -> None:
    """Code; what it shows is its hint, unless it is the template's own."""
    if not node.form:
        return
    node.key = place.scope.take(place.scope.join(place.path, slug(place.lead) or "code", single=not place.lead))
    field = Field("", node.key, place.lead or place.label or "Code", "code", hint=node.raws[0], rule="fence")
    namer.enter(node, place, replace(field, lang="|".join(node.langs), placeholders=placeholders(node.raws)), CODE)


def quote(namer: Namer, node: Node, place: Place) -> None:
    """A block quote: a lone blank in it is its section's value."""
    for child in node.body:
        if child.kind == "text" and len(child.head) == 1 and isinstance(child.head[0], Blank):
            blank = child.head[0]
            lead = node.lead or place.lead
            blank.key = place.scope.take(place.scope.join(place.path, slug(lead) or "text", single=not lead))
            blank.label = lead or place.label or "Text"
            blank.kind = "prose" if (lead or blank.rule == "quote") and not ONE.search(blank.hint) else "line"
            field = Field("", blank.key, blank.label, blank.kind, hint=blank.hint, rule="block quote", sure=0.7)
            namer.enter(node, place, field)
        else:
            namer.name(child, place)


BLOCKS: dict[str, Callable[[Namer, Node, Place], None]] = {
    "text": plain,
    "section": section,
    "prose": prose,
    "fence": fence,
    "code": fence,
    "quote": quote,
}
