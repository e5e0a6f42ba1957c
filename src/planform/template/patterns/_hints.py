"""What tells what to write: instructions in place of content are a blank, beside content they are its hint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from ..blanks._blanks import Blank, Lit, blanks, spell, words
from ..blanks._conventions import find
from ..blanks._labelled import SAMPLE, described, is_label, menu, set_off
from ..text._source import Source
from ..words._options import breadth
from ..words._roles import TOP, role_of
from ._labels import label_of
from ._patterns import Node

LITERAL = re.compile(
    r"^\W*(?:how to (?:use|read)\b.*|instructions?|usage|about this (?:template|document)"
    r"|table of contents|toc"
    r"|legend|licen[cs]e|copyright|template (?:usage|notes?|instructions?)|using this template"
    r"|notes? for (?:the )?authors?|contributing|definitions?|glossary|footnotes?"
    r"|inhalt(?:sverzeichnis)?|sommaire|índice|目次|目录|оглавление)\W*$",
    re.IGNORECASE,
)
OF_THE_TEMPLATE = re.compile(
    r"\b(?:optional|remove|delete|copy|repeat|feel free|markdownlint|prettier)\b|-disable", re.IGNORECASE
)
FEWEST_COLUMNS = 3  # that a list explains
LONGEST_FORM = 60  # columns of fixed words in a quote that is to be filled in
OPTIONAL = re.compile(
    r"\W*(?:optional|if applicable|leave out|omit|remove|delete|optionnel|facultatif|opcional)\b", re.I
)
LONGEST_NOTE = 15  # words of a comment about the template itself
BEGINS = re.compile(
    r"^\W*(?:(?:кратко|коротко|kurz|brièvement|brevemente|en resumen) )?"
    r"(?:this section|one |a few |short|brief|briefly|an? (?:short|brief|clear|concise)"
    r"|what|why|how|who|which|when|where|describe|explain|list|provide|summari[sz]e|outline|define|identify|add|include|state"
    r"|give|link|note|specify|detail|document|enter|write|tell|discuss|consider|use|show|name|say|mention|put|capture|record"
    r"|fill|replace|insert|attach|paste|e\.g\.|for example|optional|beschreib|erklär|nenn|welche|was|warum|wie|wer"
    r"|décri|expli|indiqu|quel|pourquoi|comment|describ|indic|qué|por qué|quién|cómo|descrev|liste|qual|por que|quem"
    r"|опиш|укаж|перечисл|что|как|почему|какие|описание)",
    re.IGNORECASE,
)
ASKED = (
    r"哪些|什么|什麼|为何|为什么|如何|是否|填写|说明|描述|列出|标注|估算|何を|なぜ|どの|記載|記入"
    r"|무엇|왜|어떻게|작성|기재|입력"
)
"""Words that ask, wherever they stand, in languages that set no spaces."""
ASKING = re.compile(
    r"\?[\s*_)]*$|\byou(?:r|rs)?\b|\bwe\b"
    r"|\bshould (?:include|contain|describe|list|cover|state)\b"
    rf"|{BEGINS.pattern}|{ASKED}",
    re.IGNORECASE,
)
KEPT = re.compile(
    r"\b(?:do not (?:change|edit)|rules|principles|conventions|guidelines|legend|categories|channels)\b"
    r"|^\W*notes?\W*$",
    re.IGNORECASE,
)
"""Headings over a list that stays as it is."""
LINK = re.compile(r"\W*\[[^\[\]]+\]\([^()\s]+\)")
DASHES = ("-", "–", "—")
TOLD = ("text", "list", "quote", "html")


def with_hints(root: Node, source: Source) -> Node:
    """Every section that only says what belongs there becomes a place to write it."""
    _fix_code(root)
    columns = _columns(root)
    legends = [n for n in root.walk() if columns and n.kind == "list" and _explains_columns(n, columns)]
    for item in chain.from_iterable(n.body for n in legends):
        item.head = [Lit([spell(item.head)])]
    explained = {id(n) for n in legends}
    kept = set(explained)  # lists that explain
    for node in list(root.walk()):
        _under_labels(node, source)
        if node.kind != "list":
            _described(node)
        if node.kind == "section":
            kept |= {id(n) for n in node.body if LITERAL.match(spell(node.head))}
            for told in node.body[:1]:
                if id(told) not in kept:
                    _described(told, bool(blanks(node.head)))
            if not any(id(n) in explained for n in node.body):
                _section(node, source)
    for node in list(root.walk()):
        if node.kind == "list" and id(node) not in kept:
            _described(node)
    return root


def _columns(root: Node) -> frozenset[tuple[str, ...]]:
    """The heads of all tables."""
    heads = [row for n in root.walk() if n.kind == "table" for row in n.body[:1]]
    return frozenset(words(cell.block.text) for row in heads for cell in row.body)


def _explains_columns(node: Node, columns: frozenset[tuple[str, ...]]) -> bool:
    """`- **Owner**: who watches it`, and so on for each head of a table: what its columns mean."""
    if len(node.body) < FEWEST_COLUMNS:
        return False
    said = [m["label"] for item in node.body if (m := described(item.block.text))]
    known = sum(words(label) in columns for label in said)
    return 4 * known >= 3 * len(node.body)


# --- code -------------------------------------------------------------------------------------------------------------

ASKED_KEY = re.compile(r"\s*[^\W\d_][^:\n]*:\s*|\s*-?\s*")
NOTED = re.compile(r"\s*(?:$|#|//|--|;|<!--|/?\*|\.\.\.|…)")
PLAIN = frozenset(("mask", "angle", "mustache"))  # conventions that code has no use of
DRAWN = frozenset(
    ("mermaid", "plantuml", "dot", "graphviz", "ascii", "text", "markdown", "md")
)  # what shows a sample to replace
COMMON = frozenset(("dots", "enum", "count", "quotes", "issue"))  # conventions that code may hold by chance


def _fix_code(root: Node) -> None:
    """Code that holds no placeholder as the rest of the file writes them is the template's own."""
    nodes = list(root.walk())
    alone = {id(only) for n in nodes for only in _only_part(n)}
    used = {b.rule for n in nodes for b in blanks(n.head)} - COMMON
    for node in nodes:
        shown = set(node.langs) & DRAWN or (id(node) in alone and not node.langs)
        if node.kind in ("fence", "code") and used and not shown and not _is_example(node.block.text, used):
            node.form = ""


def _only_part(node: Node) -> list[Node]:
    """The fence that is all a section has: without a language it is a drawing or a form, to be drawn anew."""
    parts = [n for n in node.body if n.kind not in ("rule", "html")] if node.kind == "section" else []
    return parts if len(parts) == 1 else []


def _is_drawing(node: Node) -> bool:
    """A fence with places, in no language of programmers: a tree of files, a sketch."""
    plain = not node.langs or set(node.langs) & DRAWN
    return node.kind == "fence" and bool(plain and node.form and find(node.block.text))


def _is_example(text: str, used: set[str]) -> bool:
    """Whether code shows what belongs there: a placeholder, nothing but comments, nothing at all."""
    if all(map(NOTED.match, text.split("\n"))) or all(map(ASKED_KEY.fullmatch, text.split("\n"))):
        return True
    return any(f.rule in used or f.rule in PLAIN or " " in f.hint for f in find(text))


# --- a section --------------------------------------------------------------------------------------------------------


def _section(node: Node, source: Source) -> None:
    parts = [n for n in node.body if n.kind != "rule"]
    content = [n for n in parts if n.kind != "section"]
    inner = len(content) < len(parts)
    if inner and len(content) == 1 and _introduces(content[0]):
        content[0].head = [Lit([content[0].block.text])]
    if not parts and blanks(node.head):
        return  # `## Owner: [Name]` says all there is to say
    if not parts:
        node.body.insert(0, Node("prose", node.block, form="prose", raws=[""], gap=1))
        return
    for n in content:
        if (
            n.kind == "list"
            and n.lead
            and n.static
            and not SAMPLE.fullmatch(n.lead)
            and not any(ASKING.search(item.block.text) for item in n.body)
        ):
            n.form = "list"
    if any(_is_open(n) for n in content[1:]) and _says_optional(content[0]):
        content[0].head = [Lit([spell(content[0].head)])]
    for before, n in pairwise(content):
        if n.kind in ("list", "table") and before.kind == "quote" and _instructs(before):
            for said in before.body:
                said.head = [Lit([spell(said.head)])] if said.head else []
        if n.kind == "list" and _asks(before) and _are_questions(n):
            for item in n.body:
                item.head = [Lit([spell(item.head)])]
    for before, n in pairwise(content):
        if n.kind == "text" and "`" in n.block.text and _asks(before) and before.static and _names_code(n):
            n.head = [Lit([spell(n.head)])]
    told = _leading(content)
    if len(told) == len(content) == 1 and not inner and _is_legend(told[0]):
        return
    if len(told) == 1 and _shows_items(told[0]):
        if content[0] is told[0] and not LITERAL.match(spell(node.head)) and not KEPT.search(spell(node.head)):
            told[0].form = "list"
        return
    rest = [n for n in content[len(told) :] if n.kind in ("table", "fence", "code") or _is_open(n)]
    if len(content) == len(told) == 1 and not inner and told[0].kind == "text" and (hint := menu(told[0].block.text)):
        told[0].head = [Blank(hint, [told[0].block.text], "menu")]
        return
    if not told or any(_is_open(n) for n in rest if n.kind != "fence") or LITERAL.match(spell(node.head)):
        return
    sections = [n for n in parts if n.kind == "section"]
    repeats = any(blanks(n.head) for n in sections) or not BEGINS.search(told[0].block.text)
    if inner and told[0].kind != "text" and repeats and any(map(_is_open, sections)):
        return  # a comment tells how to fill in what stands below
    if len(told) == len(content) == 1 and any(blanks(n.head) for n in parts if n.kind == "section"):
        return  # so does a text over `### [Topic]`, of which there may be many
    if any(_is_drawing(n) for n in rest):
        return  # it has its own places
    beside = all(_may_stand_beside(n, inner and not rest) for n in told)
    if not (rest or inner) or beside or (not rest and _asks(told[0]) and len(told) > 1):
        _write_here(node, told, source)


def _are_questions(node: Node) -> bool:
    """`- For tools: does this exist elsewhere?`: what a text above goes on to ask, no labels of answers."""
    rules = [b.rule for item in node.body for b in blanks(item.head)]
    bare = all("**" not in item.block.text and not item.body and not item.tick for item in node.body)
    return bool(rules) and bare and all(rule == "question" for rule in rules)


def _names_code(text: Node) -> bool:
    """`Mark what is unproven with a back-tick and [UNPROVEN]`: all its places stand in code, and none has a label."""
    said = spell(text.head)
    starts = [len(spell(text.head[: text.head.index(b)])) for b in blanks(text.head)]
    return bool(starts) and not label_of(text.head) and all(said.count("`", 0, at) % 2 for at in starts)


def _instructs(quote: Node) -> bool:
    """A quote of a sentence or two with places in it, over what it tells how to fill in."""
    texts = [n for n in quote.body if n.kind == "text"]
    long = sum(breadth("".join(s.text for s in n.head if isinstance(s, Lit))) for n in texts) > LONGEST_FORM
    return long and len(texts) == len(quote.body) and not any(_is_labelled(n) for n in texts)


def _is_labelled(text: Node) -> bool:
    label = label_of(text.head)
    return bool(label) and breadth(label) <= LONGEST_FORM and not re.search("[,，]", label)


def _says_optional(node: Node) -> bool:
    """`[Optional: leave out if not needed]` above what belongs there."""
    only = node.head[0] if node.kind == "text" and len(node.head) == 1 else None
    return isinstance(only, Blank) and bool(OPTIONAL.match(only.hint))


def _introduces(node: Node) -> bool:
    """`To be filled in at the end:` above sections of its own asks for nothing itself."""
    return node.kind == "text" and [b.rule for b in blanks(node.head)] == ["label"] and isinstance(node.head[-1], Blank)


def _leading(content: list[Node]) -> list[Node]:
    """The run of instructions that a section begins with; what is about the template itself does not count."""
    k = 0
    while k < len(content) and content[k].kind in TOLD and not _fixed(content[k]):
        if any(n.kind == "list" and n.form for n in content[k : k + 2]):
            break  # a list of items, or the label over one
        k += 1
    run = content[:k]
    while run and _of_the_template(run[-1]):
        run.pop()
    while run and _of_the_template(run[0]):
        run.pop(0)
    return run


def _shows_items(node: Node) -> bool:
    """A list of what belongs there, and no word that asks for it; labels with explanations are a legend."""
    if node.kind != "list" or any(item.body for item in node.body):
        return False
    said = [item.block.text for item in node.body]
    return not any(ASKING.search(text) for text in said) and not all(map(described, said))


def _is_legend(node: Node) -> bool:
    """Labels with what each of them means, and no word that asks for more."""
    said = [described(item.block.text) for item in node.body] if node.kind == "list" else []
    return len(said) > 1 and all(m is not None and not ASKING.search(m["value"]) for m in said)


def _fixed(node: Node) -> bool:
    return _is_open(node) or _is_tag(node) or _links(node)


def _is_open(node: Node) -> bool:
    """Whether something can be filled in, or ticked, here or below; a table's cells are, whatever they show."""
    return not node.static or any(n.tick or n.kind == "table" for n in node.walk())


def _links(node: Node) -> bool:
    """A table of contents, or further reading."""
    return node.kind == "list" and all(LINK.match(item.block.text) for item in node.body)


def _is_tag(node: Node) -> bool:
    return node.kind == "html" and not node.block.text.lstrip().startswith("<!--")


def _of_the_template(node: Node) -> bool:
    said = node.block.text
    return node.kind == "html" and len(said.split()) <= LONGEST_NOTE and bool(OF_THE_TEMPLATE.search(said))


def _is_hint(node: Node) -> bool:
    """A comment, a quote, italics, a text in brackets: set off from content."""
    return node.kind in ("html", "quote") or (node.kind == "text" and set_off(node.block.text))


def _may_stand_beside(node: Node, sections: bool) -> bool:
    """Whether it asks for words of its own, though code or sections follow; a quote tells of what follows."""
    return (_is_hint(node) and node.kind != "quote") or (sections and _asks(node))


def _asks(node: Node) -> bool:
    return node.kind == "text" and bool(ASKING.search(node.block.text))


def _write_here(node: Node, told: list[Node], source: Source) -> None:
    """Instructions give way to what they ask for; in a quote the answer stands in the quote."""
    k = node.body.index(told[0])
    first, last = told[0], told[-1]
    if len(told) == 1 and first.kind == "quote" and first.body:
        return _write_in_quote(first, source)
    raw = source.text[source.start(first.block.first) : source.end(last.block.last)]
    end = next(i for i, n in enumerate(node.body) if n is last) + 1
    node.body[k:end] = [Node("prose", first.block, form="prose", raws=[raw], gap=first.gap)]


def _write_in_quote(quote: Node, source: Source) -> None:
    first, last = quote.body[0].block, quote.body[-1].block
    if first is last and first.kind == "text":
        quote.body[0].head, quote.raws = [Blank(first.text, [first.text], "quote")], []
        return
    start = source.start(first.first) + len(first.prefix)
    raw = source.value(start, source.end(last.last), first.prefix)
    quote.body, quote.raws = [Node("prose", first, form="prose", raws=[raw])], []


# --- labels with descriptions -----------------------------------------------------------------------------------------


def _described(node: Node, named: bool = False) -> None:
    """`- **Context**: What led to this?`, and its siblings likewise: the words behind each label are its hint.

    Args:
        node: a section or a list.
        named: whether the section's heading is to be filled in: then all below it is.
    """
    rows = [(n, m) for n in node.body if n.kind in ("text", "item") and n.static and (m := described(spell(n.head)))]
    rows = [(n, m) for n, m in rows if not (n.tick and m["lead"].rstrip()[-1:] in DASHES)]  # what is ticked, explained
    listed = node.kind == "list"
    open_ = sum(not n.static and bool(label_of(n.head)) for n in node.body) if listed else 0
    every = open_ + len(rows)
    bold = listed and named and all("**" in m["lead"] for _, m in rows)
    asking = every if bold else open_ + sum(bool(ASKING.search(m["value"])) for _, m in rows)
    others = [n for n in node.body if not n.body or not n.static] if listed else []
    if len(rows) > 2 and listed and 4 * sum(bool(role_of(m["label"], TOP)) for _, m in rows) >= every:
        asking = every  # status, owner, date among them: a record, told label by label
    if not rows or every < 2 or 2 * asking < every or every < len(others):
        return
    for row, m in rows:
        row.head = [Lit([m["lead"]]), Blank(m["value"], [m["value"]], "told")]


# --- a label on a line of its own -------------------------------------------------------------------------------------


def _under_labels(node: Node, source: Source) -> None:
    """`**Context**:`, and below it what to write: the label names the text, and is no blank of its own."""
    for label, text in _pairs(node.body):
        said = label_of(label.head)
        if not said or text.kind != "text" or label_of(text.head):
            continue
        whole = len(text.head) == 1 and isinstance(text.head[0], Blank)
        if whole or (text.static and (set_off(text.block.text) or _asks(text))):
            label.head = [Lit([label.block.text])]
            text.lead = said
            if not whole:
                text.head = [Blank(text.block.text, [text.block.text], "told")]


def _pairs(body: list[Node]) -> Iterator[tuple[Node, Node]]:
    """Each label that stands alone, and what follows it."""
    for label, text in pairwise(body):
        found = blanks(label.head)
        bare = label.kind == "text" and len(found) == 1 and found[0].rule == "label" and label.head[-1] is found[0]
        if bare and is_label(label.block.text.rstrip(":*_ ：")) and words(label.block.text):
            yield label, text
