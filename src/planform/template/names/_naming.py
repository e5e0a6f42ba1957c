"""One walk over the tree that names what can be filled in: what every kind of node needs for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property

from ..blanks._blanks import Blank, Flag, Lit, Num, blanks, slug, spell, words
from ..patterns._labels import label_of
from ..patterns._patterns import Node
from ..patterns._wording import (
    NAMED,
    bare_words,
    hint_label,
    hint_name,
    human,
    label_before,
    label_of_blank,
    placeholders,
)
from ..text._source import Source
from ..words._fields import Field
from ..words._options import are_levels, chooses
from ..words._recognise import Reading, Sign, kind_of
from ..words._roles import TOP, is_bound, role_of
from ..words._vocabulary import terms
from ._place import Place

MASKED = re.compile(r"[\[<{(]*(?:N{3,}|0{3,}|X{3,}|#+|[A-Z]{2,}-(?:N+|X+|#+|0+))[\]>})]*")


RANGE = re.compile(r"\s*(?:[-–—~〜→]|->|to|until|bis|à|a|até|al|по|до)\s*", re.I)
JOINED = re.compile(r"[^\W\d_]-$")
ROMANCE = re.compile(
    r"(?:ção|ções|ões|são|zione|zioni)\b|\b(?:não|della|delle|dell'|uma|decisao|reuniao|responsavel|responsável|prazo|resultado)\b",
    re.I,
)
FEW = 3  # words of a placeholder that are a label


class Namer:
    """One walk over the tree.

    Attributes:
        source: the template's text.
        first: the first heading: what stands in it names the whole.
        shared: slug of a title's placeholder -> the key of its value.
    """

    def __init__(
        self, source: Source, by_kind: Mapping[str, Callable[[Namer, Node, Place], None]], first: Node | None
    ) -> None:
        self.source, self.by_kind = source, by_kind
        self.first = first
        self.shared: dict[str, str] = {}

    @cached_property
    def romance(self) -> bool:
        """Whether the text is Portuguese or Italian, in which "data" is a date."""
        return bool(ROMANCE.search(self.source.text))

    def children(self, node: Node, place: Place) -> None:
        """Name what is inside."""
        for child in node.body:
            self.name(child, place if place.lead == child.lead else replace(place, lead=child.lead))

    def name(self, node: Node, place: Place) -> None:
        """Name a node by its kind; those without a way of their own as plain text."""
        self.by_kind.get(node.kind, self.by_kind["text"])(self, node, place)

    def enter(self, node: Node, place: Place, field: Field, shape: str = "", says: str | None = None) -> Field:
        """Add a field with its role, which its label gives, or other words that say what it is."""
        meaning = field.label if says is None else says
        role = field.role or role_of(meaning, shape or place.shape, field.kind, place.group)
        if not role and field.kind == "effort" and "sum" in terms(meaning):
            role = "effort"
        if place.scope.group and "effort" in (role, field.kind) and not is_bound(field.label):
            role = "effort breakdown"
        return place.scope.add(
            field, role=role, line=field.line or node.block.first + 1, headings=place.labels, optional=place.optional
        )

    # --- blanks in a line ---------------------------------------------------------------------------------------------

    def blanks_of(self, node: Node, place: Place) -> None:
        """Name the blanks and flags of a text."""
        found, title = blanks(node.head), node is self.first
        for n, blank in enumerate(found):
            norm, blank.shared = slug(blank.hint), False
            labelled = _key(node, found) or label_before(node.head, blank)
            labelled = labelled or (label_of(node.head) if blank.rule == "mask" else "")
            named = blank.rule in NAMED or not labelled  # `**Owner**: [Name]` is no title's [Name]
            if norm and norm in self.shared and (named or title) and blank.rule != "differs":
                blank.key, blank.shared = self.shared[norm], True
                continue
            self.blank(blank, n, found, node, place)
            if norm and (title or (node.kind == "entry" and self._names_all(node, blank))):
                self.shared[norm] = blank.key
        for flag in (s for s in node.head if isinstance(s, Flag)):
            flag.key = place.scope.take(slug(flag.text))
            self.enter(node, place, Field("", flag.key, flag.text.strip(" ()"), "flag", rule="words that some lack"))

    @staticmethod
    def _names_all(node: Node, blank: Blank) -> bool:
        """Front matter may say what the heading says again: a name, or the title."""
        label = node.block.text.partition(":")[0]
        return role_of(label, TOP) in ("title", "name") or (blank.rule in NAMED and slug(label) == slug(blank.hint))

    def blank(self, blank: Blank, n: int, found: list[Blank], node: Node, place: Place) -> None:
        """Name one blank of a text."""
        before = (
            blank.label
            or _key(node, found)
            or label_of_blank(node.head, blank, found)
            or self.range_end(blank, n, found, node)
        )
        reading = self.reading(blank, before, node, place)
        if reading.kind == "prose" and (
            node.kind != "text" or blank is not found[-1] or place.scope.group or "\n" in spell(node.head)
        ):
            reading = replace(reading, kind="line", rule="label asks for sentences, in one line", sure=0.65)
        before = re.sub(r"\s*\d+$", "", before)
        title = node is self.first and not place.scope.group
        counted = node.kind == "section" and (place.scope.group or any(isinstance(s, Num) for s in node.head))
        name = (
            slug(bare_words(before))
            if before and not title
            else hint_name(blank, n, found, node, in_group=bool(place.scope.group), named=place.named)
        )
        label = (
            before
            if before and not title and not (counted and blank.hint)
            else hint_label(blank, name if not place.named or n else slug(blank.hint))
        )
        if not before and name == "owner":
            label = human(name)
        if node.kind == "quote":
            label = place.label or label
        blank.key = place.scope.take(place.scope.join(place.path, name, single=not before and node.kind == "quote"))
        blank.label = before or name
        role = self.title_role(blank, label, node) if title else role_of(label, place.shape, reading.kind, place.group)
        if node.kind == "entry" and not role:
            role = role_of(node.block.text.partition(":")[0], place.shape, reading.kind)
        if counted and not role:
            role = role_of(before, place.shape, reading.kind, place.group)
        numbered = not place.path or label.casefold() == "id"
        if not role and place.shape == TOP and numbered and self.is_key(blank, node):
            role = "key"
        says = "" if place.named and not title else label  # a heading that is only a blank speaks of what is below
        role = role if says else ""
        self.filled(blank, node, place, Field("", blank.key, label, role=role, kind=reading.kind), reading, says)

    def is_key(self, blank: Blank, node: Node) -> bool:
        """`INC-NNNN`: letters and a running number; a bare `#NNNN` may be anybody's."""
        before = spell(node.head[: node.head.index(blank)])
        if re.search(r"(?i:\bid)\W*$", before) and re.match(r"[A-Z]{2,}-", blank.raws[0]):
            return True
        prefix = re.search(r"[A-Z]{2,}-$", before)
        whole = (prefix[0] if prefix else "") + blank.raws[0]
        return bool(re.search(r"[A-Z]{2,}-", whole) and MASKED.fullmatch(whole))

    def range_end(self, blank: Blank, n: int, found: list[Blank], node: Node) -> str:
        """The second of `Dates: [start] - [end]` is labelled as the first."""
        k = node.head.index(blank)
        between = node.head[k - 1].text if k > 1 and isinstance(node.head[k - 1], Lit) else ""  # type: ignore[union-attr]
        masked = blank.rule in ("mask", "score") or not re.search(r"[^\W\d_]", re.sub(r"[YMDHJATG]", "", blank.hint))
        mentioned = blank.rule == "handle" == found[n - 1].rule and between.strip() in (",", "/", "and", "&")
        return found[n - 1].label if n and (mentioned or (masked and RANGE.fullmatch(between))) else ""

    def title_role(self, blank: Blank, label: str, node: Node) -> str:
        """The first heading has a key and a title; what else stands in it may become the title."""
        before = spell(node.head[: node.head.index(blank)]).split()[-1:]
        if before and "sprint" in terms(before[0]):
            return "sprint"
        role = role_of(label, TOP)
        return role if role in ("key", "title", "sprint") else "key" if MASKED.fullmatch(blank.raws[0]) else "heading"

    def filled(
        self, blank: Blank, node: Node, place: Place, field: Field, reading: Reading, says: str | None = None
    ) -> None:
        """Enter the field of a blank, with what its reading says."""
        blank.kind, blank.options = reading.kind, reading.options
        said = {"rule": reading.rule, "sure": reading.sure, "unit": reading.unit, "options": reading.options}
        more = {"hint": blank.hint, "placeholders": placeholders(blank.raws)}
        self.enter(node, place, replace(field, **said, **more), says=says)  # type: ignore[arg-type]

    def reading(self, blank: Blank, label: str, node: Node, place: Place) -> Reading:
        """What a blank was taken for."""
        few = len(blank.hint.split()) <= FEW
        if label.casefold() == "data" and self.romance:
            label = "date"
        sign = Sign(
            (label if node is not self.first else "") or (blank.hint if few else ""),
            blank.hint,
            blank.rule,
            after=_after(node, blank),
            column=bool(place.scope.group),
            group=place.group or place.label,
            title=node is self.first,
            raw=blank.raws[0],
            words=any(len(hint) > 2 for hint in map(_inside, blank.raws)),
            joined=len(blank.hint) <= FEW and bool(JOINED.search(spell(node.head[: node.head.index(blank)]))),
        )
        return chosen(blank, label) or kind_of(sign)


def chosen(blank: Blank, label: str) -> Reading | None:
    """A column that shows the same few words again and again is a choice of them, where its label lets one choose."""
    if blank.options and blank.rule in ("label", "default"):
        return Reading("level" if are_levels(blank.options) else "choice", blank.options, "comment lists them", 0.95)
    if not blank.options or kind_of(Sign(label, "", column=True)).kind != "line":
        return None
    if are_levels(blank.options):
        return Reading("level", blank.options, "shows levels", 0.8)
    if chooses(label):
        return Reading("choice", blank.options, "shows the same words again", 0.65)
    return Reading("line", rule="shows the same words again, and its label names no choice", sure=0.6)


def _key(node: Node, found: list[Blank]) -> str:
    """The key of the only value of an entry in front matter; a name among words, `Plan of [project]`, has its own."""
    if node.kind != "entry" or len(found) != 1:
        return ""
    key, _, said = spell(node.head[: node.head.index(found[0])]).partition(":")
    return "" if words(said) and 0 < len(words(found[0].hint)) <= FEW + 1 else key.strip("\"' ")


def _inside(raw: str) -> str:
    """The words of a placeholder among a blank's examples."""
    return re.sub(r"^\W+|\W+$", "", raw) if raw[:1] in "[<{" else ""


def _after(node: Node, blank: Blank) -> str:
    k = node.head.index(blank) + 1
    return node.head[k].text if k < len(node.head) and isinstance(node.head[k], Lit) else ""  # type: ignore[union-attr]
