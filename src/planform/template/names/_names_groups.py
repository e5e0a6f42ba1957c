"""Names of what repeats: groups of rows, their columns, tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ..blanks._blanks import Blank, blanks, slug, spell
from ..patterns._labels import clean_label, label_of
from ..patterns._patterns import Node
from ..patterns._wording import column_name, first_hint, heading_words, human, inner_hint, plural, shorn, shown
from ..words._fields import Field, Scope
from ..words._roles import BODY, role_of
from ._naming import Namer
from ._place import Place

RIVALS = re.compile(r"\b(?:options?|alternatives?)\b", re.I)

FORM_WIDTH = 2  # columns of a table that might be a form
MOST_BEFORE = 4  # words that call a place in a cell
NAMELESS = re.compile(r"\W*|#|(?:id|no|nr|n|№|номер|编号|番号|번호|kennung)\W*", re.I)
"""Heads of columns that only count."""


def repeat(namer: Namer, node: Node, place: Place) -> None:
    """A group: its name, then those of its columns."""
    unit, scope, lead = node.unit, place.scope, place.lead
    title = heading_words(unit) if unit.kind == "section" else ""
    crowded = not place.path or place.path in scope.crowded
    own = slug(lead) or (_of_sections(title) if title else "" if not crowded else _of_rows(namer, node))
    own = own or ("" if place.path or place.label else _of_items(unit))
    node.key = scope.take(scope.join(place.path, own or "items", single=not own) or "items")
    group = f"{scope.group}[].{node.key}" if scope.group else node.key
    own_words = crowded and not (place.only and place.label and unit.kind != "section")
    label = lead or (human(own) if own_words and own else place.label) or "Items"
    inner = Place(Scope(group, inline=unit.kind not in ("section", "row")), labels=place.labels)
    inner = replace(inner, group=" / ".join((label, place.label, *node.raws)))
    row(namer, node, inner, title)
    node.form = _form(node)
    columns = () if node.form in ("list", "checklist") else tuple(inner.scope.fields)
    if RIVALS.search(f"{lead} {place.label}"):  # they exclude each other: their amounts are no work to add up
        columns = tuple(replace(c, role="") if c.role == "effort breakdown" else c for c in columns)
    field = Field("", node.key, label, node.form, columns=columns, rule=_why(node), sure=_sure(node))
    if not columns:
        named = tuple(p for f in inner.scope.fields for p in f.placeholders)
        field = replace(field, hint=first_hint(inner.scope.fields), placeholders=named)
    if any(c.role == "effort breakdown" for c in columns):
        field = replace(field, role="effort breakdown")
    alone = own or lead or not own_words  # beside others it is not all that the heading speaks of
    role = field.role or role_of(label if alone else "", BODY, node.form) or role_of(human(own), BODY, node.form)
    namer.enter(node, place, replace(field, role=role), BODY, says="")


def _of_items(unit: Node) -> str:
    """`- *Why:* [..]`, and again `- *Why:* [..]`: what all of them are called."""
    label = label_of(unit.head) if unit.kind == "item" else ""
    return "" if re.search(r"\d", label) else slug(label)


def _of_sections(title: str) -> str:
    """`Phase 1: [..]` are phases; a running code (`FR-1`) says nothing."""
    return "" if re.fullmatch(r"[A-Z]{1,3}", title) else plural(slug(title))


def _of_rows(namer: Namer, node: Node) -> str:
    """A group beside others: by its first column or its examples; a table of a document of its own by the heading."""
    if node.raws and not NAMELESS.fullmatch(node.raws[0]):
        return column_name(node)
    whole = heading_words(namer.first) if namer.first and node.raws else ""
    return slug(whole) or shown(node.unit)


def _form(node: Node) -> str:
    keys, unit = node.unit.keys(), node.unit
    if unit.tick and len(keys) == 1:
        return "checklist"
    return "list" if len(keys) == 1 and unit.kind == "item" else "rows"


def _sure(node: Node) -> float:
    """Several examples show a group; a table has rows, or labels with one value each; one item may be all there is."""
    rows = [e.body for e in node.examples if e.kind == "row" and len(e.body) == FORM_WIDTH]
    if len(rows) > 1 and all(
        label.static and label.head and not (value.static and value.head) for label, value in rows
    ):
        return 0.6
    return 0.95 if len(node.examples) > 1 or node.unit.kind == "row" else 0.8


SHAPES = {"row": "table rows", "section": "alike sections", "item": "alike items"}


def _why(node: Node) -> str:
    shape = SHAPES.get(node.unit.kind, "alike parts")
    return f"{len(node.examples)} {shape}" if len(node.examples) > 1 else f"an example of {shape}"


def row(namer: Namer, node: Node, inner: Place, title: str) -> None:
    """The columns of a group."""
    unit = node.unit
    if unit.kind == "row":
        return cells(namer, node, inner)
    if unit.kind == "section":
        namer.blanks_of(unit, inner)
        return namer.children(unit, replace(inner, labels=(*inner.labels, title)))
    namer.blanks_of(unit, replace(inner, labels=()))
    return namer.children(unit, replace(inner, labels=()))


def cells(namer: Namer, node: Node, place: Place) -> None:
    """Columns named by the table's header."""
    for k, cell in enumerate(node.unit.body):
        name = node.raws[k] if k < len(node.raws) else ""
        found = blanks(cell.head)
        for blank in found:
            blank.hint = blank.hint or inner_hint(blank)
            part = _part_of(blank, cell) if len(found) > 1 else ""
            blank.key = place.scope.take(slug(shorn(part or name)) or f"column_{k + 1}")
            cell_blank(namer, blank, part or name or f"Column {k + 1}", cell, place)


def cell_blank(namer: Namer, blank: Blank, label: str, cell: Node, place: Place) -> None:
    """The field of a cell; a cell has one line, and a column never only repeats the title."""
    blank.shared = False
    reading = namer.reading(blank, label, cell, place)
    kind = "line" if reading.kind == "prose" else reading.kind
    blank.label = label
    namer.filled(blank, cell, place, Field("", blank.key, label, kind), replace(reading, kind=kind))


def table(namer: Namer, node: Node, place: Place) -> None:
    """A group of rows, or a form: one field a row."""
    if node.body and node.body[0].kind == "repeat":
        group = node.body[0]
        group.lead = node.lead
        group.raws = [clean_label(cell.text) or cell.text.strip("*_ ") for cell in node.block.kids[0].kids]
        return repeat(namer, group, replace(place, lead=node.lead))
    for line in node.body:
        for k, cell in enumerate(line.body):
            label = clean_label(spell(line.body[k - 1].head)) if k else ""
            several = len(blanks(cell.head)) > 1
            for blank in blanks(cell.head) if label else ():
                part = _part_of(blank, cell) if several and not blank.label else ""
                said = blank.label or part or label
                path = (*place.path, slug(shorn(label)), slug(part)) if part else (*place.path, slug(shorn(said)))
                blank.key = place.scope.take(".".join(path) or "value")
                cell_blank(namer, blank, said, cell, place)
    return None


def _part_of(blank: Blank, cell: Node) -> str:
    """One of several places in a cell: by the words before it, else its own."""
    before = spell(cell.head[: cell.head.index(blank)])
    before = re.split(r"<br\s*/?>|[)\]>}.,;/]", before)[-1].strip(" *_:：–—-`\"'(")
    said = before if 0 < len(before.split()) <= MOST_BEFORE else human(blank.hint)
    return said if re.search(r"[^\W\d_]{2}", said) else ""


GROUPS: dict[str, Callable[[Namer, Node, Place], None]] = {"repeat": repeat, "table": table}
