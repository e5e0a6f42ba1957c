"""Tables: a group of rows, or a form with one field a row; and what a column of examples shows."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..blanks._blanks import Blank, Seg, blanks, parse, spell
from ..words._options import are_levels, options_in
from ..words._vocabulary import spoken
from ._labels import clean_label
from ._patterns import Node

LONGEST_OPTION = 20  # characters; longer cells are sentences, not answers to choose from
FORM_HEADS = frozenset(
    re.findall(
        r"\S+",
        """field item items attribute property key section aspect element parameter metric measure kpi setting
        detail details info information what question topic
        feld angabe merkmal eigenschaft punkt campo elemento
        dato champ élément attribut rubrique поле параметр пункт атрибут 項目 项目 字段 属性 項
        항목 voce dati entry metadata name""",
    )
)
VALUE_HEADS = frozenset(
    re.findall(
        r"\S+",
        """value values detail details entry description answer response content contents your information
        notes wert inhalt angabe eintrag valor valores respuesta detalle descripción descrição
        contenido conteúdo valeur contenu réponse значение описание содержание ответ 内容 說明
        값 상세 설명 说明 値 值 내용 valore contenuto""",
    )
)
VALUES = frozenset(re.findall(r"\S+", "value answer response wert antwort valeur réponse valor respuesta resposta"))
"""Words that end the head of a column of values: `Your answer`, `Current value`."""
HINT = re.compile(r"\*[^*]+\*|_[^_]+_|\([^()]+\)|.*\b(?:YYYY|JJJJ|AAAA|ГГГГ)\b.*")
MOST_BLANKS = 2
LEGEND = re.compile(
    r"\b(?:legend|scale|definitions?|levels?|matrix|glossary|calculation|abbreviations|key|guide|how to"
    r"|legende|skala|glossar|leyenda|escala|légende"
    r"|échelle|glossaire|легенда|шкала)\b|说明|說明|凡例|定義|定义|图例|범례|기준",
    re.I,
)
BOX = re.compile(r"\[[ xX]?\]|[☐☑☒□⬜]")
BREAK = re.compile(r"<br\s*/?>", re.I)
MARKED = re.compile(r"(?:[-*•·–]|\d{1,2}[.)])\s|[☐☑□⬜]|\[[ xX]?\]\s")
WORD = re.compile(r"(?!X+$)[^\W\d_]{2}")
SAMPLE = re.compile(r".*\d")


def table_body(node: Node, repeat: Callable[[list[Node]], Node], above: str) -> list[Node]:
    """What a table's pattern holds: its labelled rows where it is a form, else one group; a legend is literal.

    Args:
        node: the table.
        repeat: makes one group of rows.
        above: the heading over it.
    """
    if not node.body:
        return []
    header, *rows = node.body
    for row in rows:
        missing = len(header.body) - len(row.body)
        row.body = [*row.body, *(Node("cell", row.block) for _ in range(missing))][: len(header.body)]
    if LEGEND.search(above) and rows and all(c.static and c.head for row in rows for c in row.body):
        return rows
    if is_form(header, rows):
        return [_form_row(row) for row in ([header, *rows] if _is_row(header) else rows)]
    rows = rows or [Node("row", header.block, body=[Node("cell", header.block) for _ in header.body])]
    group = repeat(rows)
    for k, cell in enumerate(group.unit.body):
        label = header.body[k].block.text
        cell.head = column(cell.head, [spell(row.body[k].head) for row in rows], label)
    return [group]


# --- forms ------------------------------------------------------------------------------------------------------------


def is_form(header: Node, rows: list[Node]) -> bool:
    """Whether the first column holds labels, each its own, with something to fill in beside it."""
    width = len(header.body)
    if len(rows) < 2 or width not in (2, 4):
        return False
    labels = [[spell(row.body[k].head) for row in rows] for k in range(0, width, 2)]
    if not all(_are_labels(said, rows, 2 * k, optional=k > 0) for k, said in enumerate(labels)):
        return False
    heads = [spoken(cell.block.text) for cell in header.body]
    open_cells = [_is_open(row.body[k]) for row in rows for k in range(1, width, 2)]
    valued = not heads[1] or heads[1] in VALUE_HEADS or heads[1].split()[-1] in VALUES
    named = valued and (not heads[0] or heads[0] in FORM_HEADS or (heads[1] != "" and all(open_cells)))
    bold = all(re.fullmatch(r"\*\*.*\*\*|__.*__", said) for said in labels[0])
    nameless = not heads[0] and not heads[1]
    named = named or (heads[0] in FORM_HEADS and all(open_cells))
    return nameless or (any(open_cells) and (named or bold or not heads[1]))


def _are_labels(said: list[str], rows: list[Node], k: int, optional: bool) -> bool:
    said = [s for s in said if s or not optional]
    static = all(row.body[k].static for row in rows)
    return static and all(said) and len(set(said)) == len(said) and not all(SAMPLE.fullmatch(s) for s in said)


def _is_open(cell: Node) -> bool:
    text = spell(cell.head)
    return not cell.static or not text or bool(options_in(text))


def _is_row(header: Node) -> bool:
    """`| Project | [name] |` as a head: words, each with a place behind it."""
    cells = header.body
    named = all(c.static and WORD.search(spell(c.head)) for c in cells[::2])
    return named and all(blanks(c.head) or not c.head for c in cells[1::2])


def _form_row(row: Node) -> Node:
    for k in range(1, len(row.body), 2):
        cell, label = row.body[k], clean_label(spell(row.body[k - 1].head))
        if label and not blanks(cell.head):
            cell.head = [_answer(spell(cell.head))]
        found = blanks(cell.head)
        if len(found) > 1 and _is_list(spell(cell.head)):
            cell.head = [Blank(found[0].hint, [spell(cell.head)], "bracket")]
        for blank in blanks(cell.head) if len(found) == 1 or len(cell.head) == 1 else ():
            blank.label = label
    return row


def _is_list(text: str) -> bool:
    """`1. [first]<br>2. [second]`: one answer in several lines."""
    parts = [part.strip() for part in BREAK.split(text) if part.strip()]
    return len(parts) > 1 and all(MARKED.match(part) for part in parts)


def _answer(text: str) -> Blank:
    """The blank of a form's cell: nothing, what to choose from, or a default."""
    if not text:
        return Blank("", [""], "label")
    if options_in(text):
        return Blank(text, [text], "menu")
    return Blank(text.strip("*_"), [text], "italic") if HINT.fullmatch(text) else Blank("", [text], "default")


# --- columns ----------------------------------------------------------------------------------------------------------


def column(head: list[Seg], texts: list[str], label: str = "") -> list[Seg]:
    """A column that shows only words is a choice of them where they repeat, else a line; every column can be filled."""
    found = blanks(head)
    listed = len(found) > 1 and any(_is_list(text) for text in texts)
    wordless = len(found) > 1 and not any(WORD.search(s.text) for s in head if not isinstance(s, Blank))
    if wordless or listed or (len(found) > MOST_BLANKS and len(texts) > 1):  # a sentence with places is one answer
        return [Blank(next((t for t in texts if blanks(parse(t))), ""), list(dict.fromkeys(texts)), "column")]
    if found and (any(b.rule != "differs" for b in found) or len(found) < len(head)):
        return head
    shown = list(dict.fromkeys(texts))
    said = [text for text in shown if text]
    if said and all(BOX.fullmatch(text) for text in said):
        return [Blank("", sorted(shown, key=lambda text: not text), "box")]
    if said and all(options_in(text, label) for text in said):
        return [Blank(said[0], shown, "menu")]
    if texts == [str(n) for n in range(1, len(texts) + 1)] and len(head) < 2:
        return [Blank("", shown, "count")]
    plain = not any(blanks(parse(text)) for text in texts)
    short = all(0 < len(text) < LONGEST_OPTION for text in texts)
    again = len(shown) < len(texts) and all(WORD.search(text) for text in shown)
    options = tuple(shown) if plain and short and len(shown) > 1 and (again or are_levels(shown)) else ()
    return [Blank("", shown or [""], "column", options=options)]
