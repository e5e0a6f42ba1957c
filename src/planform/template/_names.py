"""Names, kinds and roles for the blanks of a generalised tree: the second half of inference."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ._blanks import Blank, Flag, Lit, blanks, slug, spell, words
from ._fields import Field, Scope
from ._kinds import kind_of
from ._labels import label_of
from ._patterns import Node
from ._roles import BODY, CODE, COLUMN, COMMON, TOP, role_of
from ._source import Source
from ._wording import (
    NAMED,
    column_name,
    first_hint,
    hint_label,
    hint_name,
    human,
    inner_hint,
    label_before,
    placeholders,
    plural,
    shown,
)

RIVALS = re.compile(r"\b(?:options?|alternatives?)\b", re.I)
OPTIONAL = re.compile(r"\b(?:optional|if (?:any|applicable|needed))\b", re.I)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the tree a name is given."""

    scope: Scope
    path: tuple[str, ...] = ()  # slugs of the sections above, in this scope
    labels: tuple[str, ...] = ()  # their words, whatever the scope
    lead: str = ""  # the label of the text just before
    optional: bool = False
    named: bool = False  # the heading is nothing but a blank, which is the name of what stands below

    @property
    def label(self) -> str:
        return self.labels[-1] if self.labels else ""

    @property
    def shape(self) -> str:
        return COLUMN if self.scope.group else TOP


def christen(root: Node, source: Source) -> tuple[Field, ...]:
    """Give every blank of the tree its key, and say what fields there are, in the order of the template."""
    for node in root.walk():
        _distinguish([n for n in node.body if n.kind == "section"])
    scope = Scope()
    Namer(source).children(root, Place(scope))
    return tuple(_one_each(_titled(scope.fields)))


def _distinguish(sections: list[Node]) -> None:
    """Which words tell a heading from its siblings: `Manual` of `Manual tests`, not `tests`."""
    said = [frozenset(w[:5] for w in words(heading_words(s))) for s in sections]
    for k, section in enumerate(sections):
        section.own = said[k].difference(*(other for n, other in enumerate(said) if n != k))


def _titled(fields: list[Field]) -> list[Field]:
    """A plan has a title: a field that says so, else the last blank of the first heading."""
    if any(f.role == "title" for f in fields):
        return fields
    heading = [n for n, f in enumerate(fields) if f.role == "heading"]
    return [replace(f, role="title") if heading and n == heading[-1] else f for n, f in enumerate(fields)]


def _one_each(fields: list[Field]) -> list[Field]:
    """A common field is one field: the first that has the role keeps it."""
    seen: set[str] = set()
    out = []
    for field in fields:
        role = "" if field.role == "heading" or (field.role in COMMON and field.role in seen) else field.role
        seen.add(role)
        out.append(replace(field, role=role, required=role == "title"))
    return out


def heading_words(node: Node) -> str:
    """A heading without its counter, emoji and blanks."""
    text = "".join(s.text if isinstance(s, (Lit, Flag)) else " " for s in node.head)
    text = re.sub(r"\([^()]*\)|`[^`]*`", " ", text)
    return " ".join(re.sub(r"^[\W\d_]+|[\W_]+$", "", text).split())


class Namer:
    """One walk over the tree."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.shared: dict[str, str] = {}  # slug of a title's placeholder -> the key of its value

    def children(self, node: Node, place: Place) -> None:
        for child in node.body:
            self.name(child, replace(place, lead=child.lead))

    def name(self, node: Node, place: Place) -> None:
        NAMERS.get(node.kind, Namer.plain)(self, node, place)

    def plain(self, node: Node, place: Place) -> None:
        """Title, text, item, quote, list: blanks of its own, then what is inside."""
        alone = node.kind == "text" and len(node.head) == 1 and isinstance(node.head[0], Blank)
        if alone and node.head[0].rule != "default" and not place.scope.inline:  # type: ignore[union-attr]
            return self.as_prose(node, place)
        label = label_of(node.head)
        inner = (*place.path, slug(label)) if node.kind == "item" and label and node.body else place.path
        self.blanks_of(node, place)
        for child in node.body:
            child.lead = child.lead or node.lead
        self.children(node, replace(place, path=inner, labels=(*place.labels, label) if label else place.labels))

    def as_prose(self, node: Node, place: Place) -> None:
        """A placeholder that stands alone in its block stands for blocks."""
        (blank,), path, scope = blanks(node.head), place.path, place.scope
        named = blank.rule in NAMED
        own = slug(blank.hint) if named else slug(place.lead)
        if not own and scope.group and not path:
            own = "description" if words(blank.hint)[:1] in (("description",), ("describe",)) else ""
        kind, _ = kind_of(place.lead or place.label or blank.hint, blank.hint, blank.rule) if named else ("prose", ())
        node.kind, node.raws, node.head = "prose", blank.raws, []
        node.form = kind if kind in ("effort", "date", "datetime") else "prose"
        label = place.lead or ("" if scope.group and not path else place.label) or human(own or blank.hint)
        if named and path and path in scope.crowded:
            label = human(blank.hint)
        if own and len(path) > 1 and path not in scope.crowded:
            path = path[:-1]
        elif own and path and path not in scope.crowded:
            own = ""
        node.key = scope.take(scope.join(path, own or "text", single=not own))
        self.enter(
            node,
            place,
            Field("", node.key, label, node.form, hint=blank.hint, placeholders=placeholders(blank.raws)),
            BODY,
        )

    def enter(self, node: Node, place: Place, field: Field, shape: str = "") -> Field:
        role = field.role or role_of(field.label, shape or place.shape)
        if place.scope.group and "effort" in (role, field.kind):
            role = "effort breakdown"
        return place.scope.add(
            field, role=role, line=field.line or node.block.first + 1, headings=place.labels, optional=place.optional
        )

    # ------------------------------------------------------------ blanks in a line

    def blanks_of(self, node: Node, place: Place) -> None:
        found, title = blanks(node.head), node.kind == "title"
        for n, blank in enumerate(found):
            norm = slug(blank.hint)
            named = blank.rule in NAMED or not label_before(
                node.head, blank
            )  # `**Owner**: [Name]` is no title's [Name]
            if norm and norm in self.shared and not title and named and blank.rule != "differs":
                blank.key, blank.shared = self.shared[norm], True
                continue
            self.blank(blank, n, found, node, place)
            if title and norm:
                self.shared[norm] = blank.key
        for flag in (s for s in node.head if isinstance(s, Flag)):
            flag.key = place.scope.take(slug(flag.text))
            self.enter(node, place, Field("", flag.key, flag.text.strip(" ()"), "flag"))

    def blank(self, blank: Blank, n: int, found: list[Blank], node: Node, place: Place) -> None:
        before = blank.label or label_before(node.head, blank)
        kind, options = ("choice", blank.options) if blank.options else kind_of(before, blank.hint, blank.rule)
        if kind == "prose" and (
            node.kind != "text" or blank is not found[-1] or place.scope.group or "\n" in spell(node.head)
        ):
            kind = "line"
        before = re.sub(r"\s*\d+$", "", before)
        title = node.kind == "title"
        name = (
            slug(before)
            if before and not title
            else hint_name(blank, n, found, node, in_group=bool(place.scope.group), named=place.named)
        )
        label = (
            before if before and not title else hint_label(blank, name if not place.named or n else slug(blank.hint))
        )
        if node.kind == "quote":
            label = place.label or label
        blank.key = place.scope.take(place.scope.join(place.path, name, single=not before and node.kind == "quote"))
        blank.kind, blank.options, blank.label = kind, options, before or name
        role = role_of(label, place.shape) or ("heading" if title else "")
        self.enter(
            node,
            place,
            Field(
                "",
                blank.key,
                label,
                kind,
                options=options,
                hint=blank.hint,
                role=role,
                placeholders=placeholders(blank.raws),
            ),
        )

    # ------------------------------------------------------------ by kind of node

    def section(self, node: Node, place: Place) -> None:
        title = heading_words(node)
        named = not title and bool(blanks(node.head))
        title = title or (human(re.sub(r"\s*\d+$", "", blanks(node.head)[0].hint)) if named else "")
        path = (*place.path, slug(title)) if slug(title) else place.path
        optional = place.optional or bool(OPTIONAL.search(spell(node.head))) or _said_optional(node)
        inner = Place(place.scope, path, (*place.labels, title) if title else place.labels, "", optional)
        self.blanks_of(node, replace(inner, labels=place.labels, named=named))
        self.give_body(node)
        if _several(node) or path == place.path or named:
            place.scope.crowded.add(path)
        self.children(node, inner)

    def give_body(self, node: Node) -> None:
        """A bare heading, or one with nothing but a hint, is a place to write."""
        solid = [n for n in node.body if n.kind != "rule"]
        if not node.static or any(n.kind == "section" for n in solid):
            return
        if not solid:
            node.body.insert(0, Node("prose", node.block, form="prose", raws=[""], gap=1))
        elif len(solid) == 1 and solid[0].kind == "quote" and len(solid[0].body) == 1:
            hint = spell(solid[0].body[0].head)
            solid[0].body[0].head = [Blank(hint, [hint], "quote")]
        elif all(n.kind in ("text", "html") for n in solid):
            first, last = solid[0].block, solid[-1].block
            raw = self.source.text[self.source.start(first.first) : self.source.end(last.last)]
            k = node.body.index(solid[0])
            node.body[k : k + len(solid)] = [Node("prose", first, form="prose", raws=[raw], gap=solid[0].gap)]

    def prose(self, node: Node, place: Place) -> None:
        node.key = place.scope.take(".".join(place.path) or "text")
        self.enter(node, place, Field("", node.key, place.label or human(node.key), "prose", hint=node.raws[0]), BODY)

    def fence(self, node: Node, place: Place) -> None:
        node.key = place.scope.take(place.scope.join(place.path, slug(place.lead) or "code", single=not place.lead))
        label = place.lead or place.label or "Code"
        self.enter(
            node,
            place,
            Field(
                "",
                node.key,
                label,
                "code",
                hint=node.raws[0],
                lang="|".join(node.langs),
                placeholders=placeholders(node.raws),
            ),
            CODE,
        )

    def quote(self, node: Node, place: Place) -> None:
        for child in node.body:
            if child.kind == "text" and len(child.head) == 1 and isinstance(child.head[0], Blank):
                blank = child.head[0]
                blank.key = place.scope.take(place.scope.join(place.path, "text", single=True))
                blank.label = place.label or "Text"
                self.enter(node, place, Field("", blank.key, blank.label, "line", hint=blank.hint))
            else:
                self.name(child, place)

    def repeat(self, node: Node, place: Place) -> None:
        unit, scope, lead = node.unit, place.scope, place.lead
        title = heading_words(unit) if unit.kind == "section" else ""
        crowded = not place.path or place.path in scope.crowded
        own = slug(lead) or (plural(slug(title)) if title else "" if not crowded else column_name(node) or shown(unit))
        node.key = scope.take(scope.join(place.path, own or "items", single=not own) or "items")
        group = f"{scope.group}[].{node.key}" if scope.group else node.key
        inner = Place(Scope(group, inline=unit.kind not in ("section", "row")), labels=place.labels)
        self.unit(node, unit, inner, title)
        node.form = _form(node)
        columns = () if node.form in ("list", "checklist") else tuple(inner.scope.fields)
        if RIVALS.search(f"{lead} {place.label}"):  # they exclude each other: their amounts are no work to add up
            columns = tuple(replace(c, role="") if c.role == "effort breakdown" else c for c in columns)
        named = () if columns else tuple(p for f in inner.scope.fields for p in f.placeholders)
        label = lead or (human(own) if crowded else place.label) or "Items"
        amounts = any(c.role == "effort breakdown" for c in columns)
        hint = first_hint(inner.scope.fields) if not columns else ""
        self.enter(
            node,
            place,
            Field(
                "",
                node.key,
                label,
                node.form,
                columns=columns,
                hint=hint,
                placeholders=named,
                role="effort breakdown" if amounts else "",
            ),
            BODY,
        )

    def unit(self, node: Node, unit: Node, inner: Place, title: str) -> None:
        if unit.kind == "row":
            return self.cells(node, unit, inner)
        if unit.kind == "section":
            self.blanks_of(unit, inner)
            return self.children(unit, replace(inner, labels=(*inner.labels, title)))
        self.blanks_of(unit, replace(inner, labels=()))
        return self.children(unit, replace(inner, labels=()))

    def cells(self, node: Node, unit: Node, place: Place) -> None:
        for k, cell in enumerate(unit.body):
            name = node.raws[k] if k < len(node.raws) else ""
            for blank in blanks(cell.head):
                blank.hint = blank.hint or inner_hint(blank)
                blank.key = place.scope.take(slug(name) or f"column_{k + 1}")
                self.cell(blank, name or f"Column {k + 1}", cell, place)

    def cell(self, blank: Blank, label: str, cell: Node, place: Place) -> None:
        kind, options = ("choice", blank.options) if blank.options else kind_of(label, blank.hint, blank.rule)
        blank.kind, blank.options, blank.label = "line" if kind == "prose" else kind, options, label
        self.enter(cell, place, Field("", blank.key, label, blank.kind, options=options, hint=blank.hint))

    def table(self, node: Node, place: Place) -> None:
        if node.body and node.body[0].kind == "repeat":
            repeat = node.body[0]
            repeat.lead = node.lead
            repeat.raws = [cell.text.strip("*_ ") for cell in node.block.kids[0].kids]
            return self.repeat(repeat, replace(place, lead=node.lead))
        for row in node.body:
            label = spell(row.body[0].head).strip("*_: ") if row.body else ""
            for blank in (b for cell in row.body[1:] for b in blanks(cell.head)):
                blank.key = place.scope.take(".".join((*place.path, slug(label) or "value")))
                self.cell(blank, label, row, place)
        return None


def _said_optional(node: Node) -> bool:
    """`_(Optional - only if ...)_` right under the heading."""
    first = next((n for n in node.body if n.kind != "rule"), None)
    return bool(
        first and first.kind == "text" and first.static and re.match(r"[\s_*(]*optional\b", spell(first.head), re.I)
    )


def _several(node: Node) -> bool:
    slots = [n for n in node.body if not n.static]
    return len(slots) > 1 or any(
        n.kind == "section" or (n.kind == "list" and n.body and n.body[0].kind != "repeat") for n in slots
    )


def _form(node: Node) -> str:
    keys, unit = node.unit.keys(), node.unit
    if unit.tick and len(keys) == 1:
        return "checklist"
    return "list" if len(keys) == 1 and unit.kind == "item" else "rows"


NAMERS: dict[str, Callable[[Namer, Node, Place], None]] = {
    "section": Namer.section,
    "prose": Namer.prose,
    "fence": Namer.fence,
    "code": Namer.fence,
    "quote": Namer.quote,
    "repeat": Namer.repeat,
    "table": Namer.table,
}
