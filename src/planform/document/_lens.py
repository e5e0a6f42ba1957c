"""The two directions over one tree: a compiled template and plain values <-> text. Knows no Plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..errors import Diagnostic, InvalidDocumentError
from ..template import CompiledTemplate, Node, Source
from ._match import Hit, Matcher, real_rows, values
from ._update import Editor
from ._values import View, canonical, slots, unpack

Values = dict[str, Any]
Address = tuple[Any, ...]
ROUNDS = 12
MOST_TRIED = 32


@dataclass(frozen=True)
class Match:
    """A document read.

    Attributes:
        values: canonical values, every key present.
        spans: key -> (start, end) offsets of the values at the top.
        unplaced: (first line, last line, text) of what has no field.
        doubts: what was taken for something with less than certainty, each with its line.
    """

    values: Values
    spans: dict[str, tuple[int, int]]
    unplaced: tuple[tuple[int, int, str], ...]
    doubts: tuple[Diagnostic, ...]


class Lens:
    """Reads, writes and updates documents of one template."""

    def __init__(self, template: CompiledTemplate) -> None:
        self.template = template
        self.origin: Source = template.origin

    @cached_property
    def speaks(self) -> frozenset[int]:
        """Ids of the groups whose examples read as content: they cannot be shown to say `none`."""
        matcher = Matcher(self.origin)
        return frozenset(_speaking(matcher.document(self.template.root)))

    def canonical(self, wanted: Mapping[str, Any]) -> Values:
        """Every key present, every text in the form its kind keeps; a row that says nothing is no row."""
        return canonical(self.template.root, wanted)

    def blank(self) -> Values:
        """The values of the template's own text: default items, else empty."""
        return self.read(self.template.text).values

    def read(self, text: str) -> Match:
        """The values of a document, however it was written or edited."""
        matcher, hit, flat = self._match(text)
        source = matcher.source
        spans = {k: (b.start, b.end) for k, b in hit.binds_below()}
        unplaced = tuple((b.first + 1, b.last, source.text[source.start(b.first):source.end(b.last)]) for b in matcher.loose)
        doubts = tuple(Diagnostic("doubt", message, line=line) for message, line in matcher.doubts)
        return Match(flat, spans, unplaced, doubts)

    def render(self, wanted: Mapping[str, Any]) -> str:
        """Rendering is updating the template's own text."""
        return self.update(self.template.text, wanted)

    def update(self, text: str, wanted: Mapping[str, Any]) -> str:
        """Edit only what changed; where the result does not read back as meant, mark that value and try again.

        Raises:
            InvalidDocumentError: a value cannot be written so that it reads back.
        """
        matcher, hit, old = self._match(text)
        new = self.canonical(wanted)
        if new == old:
            return text
        marked: set[Address] = set()
        got = old
        for attempt in range(ROUNDS):
            result = self._edited(matcher, hit, old, new, marked)
            got = self._match(result)[2]
            if got == new:
                return self._plainer(result, marked, new, lambda some: self._edited(matcher, hit, old, new, some))
            more = self._suspects(new, got, attempt) - marked
            if not more:
                break
            marked |= more
        wrong = next(iter(differences(new, got)))
        raise InvalidDocumentError(f"this value cannot be written so that it reads back", path=wrong)

    def _match(self, text: str) -> tuple[Matcher, Hit, Values]:
        matcher = Matcher(Source(text))
        hit = matcher.document(self.template.root)
        return matcher, hit, self.canonical(values(hit))

    def _edited(self, matcher: Matcher, hit: Hit, old: Values, new: Values, marked: set[Address]) -> str:
        editor = Editor(matcher.source, self.origin, self.speaks)
        view = View(new, marked=marked)
        editor.hit(hit, View(old), view)
        editor.shared(matcher.shared, old, view)
        return editor.result()

    def _plainer(self, text: str, marked: set[Address], new: Values, edit: Callable[[set[Address]], str]) -> str:
        """Where one value came out wrong its neighbours were suspected too: give up every marker that is not needed."""
        for mark in sorted(marked, key=repr)[:MOST_TRIED]:
            trial = edit(marked - {mark})
            if self._match(trial)[2] == new:
                text, marked = trial, marked - {mark}
        return text

    def _suspects(self, new: Values, got: Values, attempt: int) -> set[Address]:
        root = self.template.root
        return suspects(root, new, got, (), attempt > 2) or suspects(root, new, got, (), True, attempt > 4)


def _speaking(hit: Hit) -> set[int]:
    out: set[int] = set()
    for child, hits in zip(hit.node.body, hit.kids, strict=False):
        if child.kind == "repeat" and real_rows(child, hits):
            out.add(id(child))
        for inner in hits:
            out |= _speaking(inner)
    return out


def differences(new: Values, got: Values) -> list[str]:
    """Keys whose values are not the same."""
    return [k for k, v in new.items() if got.get(k) != v]


def suspects(node: Node, new: Values, got: Values, address: Address, wide: bool, all_of_it: bool = False) -> set[Address]:
    """Addresses of the values that did not come back; in a group whose rows came apart, those of the first wrong row."""
    out: set[Address] = set()
    for key, kind, slot in slots(node):
        if kind == "repeat":
            mine, theirs = unpack(slot, new.get(key)), unpack(slot, got.get(key))
            for n, row in enumerate(mine):
                other = theirs[n] if n < len(theirs) else {}
                if row == other and not all_of_it:
                    continue
                out |= suspects(slot.unit, row, {} if wide or all_of_it else other, (*address, key, n), wide, all_of_it)
                if out and len(mine) != len(theirs) and not wide and not all_of_it:
                    break
        elif kind not in ("flag", "code") and new.get(key) and (new.get(key) != got.get(key) or all_of_it):
            out.add((*address, key))
    return out
