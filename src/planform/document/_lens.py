"""The two directions over one tree: a compiled template and plain values <-> text. Knows no Plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from ..errors import Diagnostic, InvalidDocumentError
from ..template import MASK, CompiledTemplate, Source
from ._bare import without_blanks
from ._hits import Hit, real_rows, values
from ._match import Matcher
from ._places import Place, places, repeated
from ._suspects import suspects
from ._troubles import troubles
from ._update import Editor
from ._values import Address, Values, View, canonical, copied

KEPT = 2  # documents whose reading is kept: one, and what it became
ROUNDS = 12  # attempts to write what reads back, each with more markers
MOST_TRIED = 32  # markers that are tried without: each costs a reading


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


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it was matched: what an update edits."""

    matcher: Matcher
    hit: Hit
    values: Values


class Lens:
    """Reads, writes and updates documents of one template.

    Attributes:
        template: the compiled template.
    """

    def __init__(self, template: CompiledTemplate) -> None:
        self.template = template
        self._recent: dict[str, Reading] = {}

    @cached_property
    def speaks(self) -> frozenset[int]:
        """Ids of the groups whose examples read as content: they cannot be shown to say `none`."""
        return frozenset(_speaking(Matcher(self.template.origin).document(self.template.root)))

    def canonical(self, wanted: Mapping[str, Any]) -> Values:
        """Every key present, every text in the form its kind keeps; a row that says nothing is no row."""
        return canonical(self.template.root, wanted)

    def blank(self) -> Values:
        """The values of the template's own text: default items, else empty."""
        return self.read(self.template.body).values

    def read(self, text: str) -> Match:
        """The values of a document, however it was written or edited."""
        found = self._reading(text)
        matcher, source = found.matcher, found.matcher.source
        spans = {key: (bind.start, bind.end) for key, bind in found.hit.binds_below()}
        loose = ((source.start(b.first), source.end(b.last)) for b in matcher.loose)
        unplaced = ((source.line_of(start), source.line_of(end), source.plain[start:end]) for start, end in loose)
        told = [*troubles(source, matcher.loose), *matcher.doubts, *_differing(found)]
        doubts = tuple(Diagnostic("doubt", message, line=line) for message, line in told)
        return Match(copied(found.values), spans, tuple(unplaced), doubts)  # the reading is kept

    def places(self, text: str) -> tuple[Place, ...]:
        """Where in a document each field stands, in the order of the document."""
        found = self._reading(text)
        again = (repeated(key, bind) for key, binds in found.matcher.shared.items() for bind in binds)
        return tuple(sorted([*places(found.hit), *again], key=lambda place: (place.start, place.end)))

    def render(self, wanted: Mapping[str, Any]) -> str:
        """A new document: rendering is updating the template's own text.

        Raises:
            InvalidDocumentError: a value cannot be written so that it reads back.
        """
        return self.update(self.template.body, wanted)

    def without_blanks(self, text: str) -> str:
        """A document to show: less placeholders, hints and headings over nothing."""
        found = self._reading(text)
        return without_blanks(found.matcher.source, found.hit, found.matcher.loose)

    def update(self, text: str, wanted: Mapping[str, Any]) -> str:
        """Edit only what changed; where the result does not read back as meant, mark that value and try again.

        Raises:
            InvalidDocumentError: a value cannot be written so that it reads back.
        """
        before = self._reading(text)
        new = self.canonical(wanted)
        if new == before.values:
            return text
        got = before.values
        for sparse in (True, False):  # parts that the document lacks: as little as will do
            result, got = self._tried(before, new, sparse)
            if got == new:
                self._keep_notes(before, result)
                return result
        raise InvalidDocumentError(
            "this value cannot be written so that it reads back", path=_culprit(before.values, new, got)
        )

    def _tried(self, before: Reading, new: Values, sparse: bool) -> tuple[str, Values]:
        """The document with new values, those marked that do not read back without, and what it reads as."""
        edit = partial(self._edited, before, new, sparse)
        marked: set[Address] = set()
        for attempt in range(ROUNDS):
            result = edit(marked)
            got = self._reading(result).values
            if got == new:
                return self._plainer(result, marked, new, edit), new
            more = suspects(self.template.root, new, got, attempt, marked)
            if not more:
                break
            marked |= more
        return result, got

    @cached_property
    def _own(self) -> Reading:
        """The template's own text, which every new document begins as."""
        return self._matched(self.template.body)

    def _reading(self, text: str) -> Reading:
        """How a text is matched: who updates a document has mostly just read it."""
        if text == self.template.body:
            return self._own
        known = self._recent.pop(text, None) or self._matched(text)
        self._recent[text] = known
        for oldest in [*self._recent][:-KEPT]:
            self._recent.pop(oldest, None)
        return known

    def _matched(self, text: str) -> Reading:
        matcher = Matcher(Source(text))
        hit = matcher.document(self.template.root)
        return Reading(matcher, hit, self.canonical(values(hit)))

    def _edited(self, before: Reading, new: Values, sparse: bool, marked: set[Address]) -> str:
        editor = Editor(before.matcher.source, self.template.origin, self.speaks, sparse)
        view = View(new, marked=marked)
        editor.hit(before.hit, View(before.values), view)
        editor.shared(before.matcher.shared, before.values, view)
        return editor.result()

    def _keep_notes(self, before: Reading, result: str) -> None:
        """What has no field may stand between rows that go; it must not go with them.

        Raises:
            InvalidDocumentError: it would.
        """
        source = before.matcher.source
        for block in before.matcher.loose:
            first, *_ = source.text[source.start(block.first) : source.end(block.last)].strip().split("\n")
            if first and MASK not in first and first not in result and first not in self.template.body:
                message = f"{first[:60]!r} has no field and stands among rows that would go; move it first"
                raise InvalidDocumentError(message, line=source.line_of(source.start(block.first)))

    def _plainer(self, text: str, marked: set[Address], new: Values, edit: Callable[[set[Address]], str]) -> str:
        """Where one value came out wrong its neighbours were suspected too: give up every marker that is not needed."""
        for address in sorted(marked, key=repr)[:MOST_TRIED]:
            fewer = marked - {address}
            trial = edit(fewer)
            if self._reading(trial).values == new:
                text, marked = trial, fewer
        return text


def _culprit(before: Values, new: Values, got: Values) -> str:
    """The value to blame: of those that were to change the first that came out wrong, else the first of them."""
    changed = [key for key, value in new.items() if value != before.get(key)]
    return next((key for key in changed if got.get(key) != new[key]), changed[0])


def _differing(found: Reading) -> Iterator[tuple[str, int]]:
    """Places of one value that do not say the same."""
    source = found.matcher.source
    for key, binds in found.matcher.shared.items():
        for bind in binds:
            if bind.value not in ("", found.values.get(key)):
                yield f"says {bind.value!r} where {key} is {found.values.get(key)!r}", source.line_of(bind.start)


def _speaking(hit: Hit) -> Iterator[int]:
    for child, hits in zip(hit.node.body, hit.kids, strict=False):
        if child.kind == "repeat" and real_rows(child, hits):
            yield id(child)
        for inner in hits:
            yield from _speaking(inner)
