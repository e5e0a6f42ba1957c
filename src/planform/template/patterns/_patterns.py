"""The tree of patterns: what a template's blocks look like in any document made from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from ..blanks._blanks import Blank, Flag, Seg
from ..blanks._heads import Anchors, Found, matcher, scan
from ..blocks._blocks import Block


@dataclass(slots=True, eq=False)
class Node:
    """One shape: `head` is the pattern of its own text, `body` the patterns inside; a repeat's body is its unit."""

    kind: str  # doc title section text prose list item table row cell fence code quote html rule repeat
    block: Block
    head: list[Seg] = field(default_factory=list)
    body: list[Node] = field(default_factory=list)
    mark: str = ""
    gap: int = 0  # blank lines before it
    tail: str = ""  # what ends its line: a hard break
    optional: bool = False
    key: str = ""  # name of the value of a fence, prose or repeat
    form: str = ""  # kind of that value
    raws: list[str] = field(default_factory=list)  # source of examples: hints, no content
    examples: list[Node] = field(default_factory=list)
    tick: bool = False
    said: bool = False  # an example that says something of its own: a row with fixed words at its head
    own: frozenset[str] = frozenset()  # words of its heading that no sibling's has
    langs: tuple[str, ...] = ()  # languages that the examples of a fence show
    lead: str = ""  # the label of the text just before it
    _matchers: dict[bool, Anchors] | None = None  # each made when first asked for: most heads are met to the letter

    @property
    def unit(self) -> Node:
        """The pattern of one row of a repeat."""
        return self.body[0]

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the order of the template."""
        ahead = [self]
        while ahead:
            node = ahead.pop()
            yield node
            ahead += reversed(node.body)

    def keys(self) -> list[str]:
        """Names of the values this node holds in its own scope (those inside a repeat are the repeat's)."""
        own = [self.key] if self.key else []
        if self.kind == "repeat":
            return own
        own += [s.key for s in self.head if isinstance(s, (Blank, Flag)) and s.key and not _elsewhere(s)]
        return [*own, *chain.from_iterable(child.keys() for child in self.body)]

    @property
    def static(self) -> bool:
        """Whether there is nothing to fill in, here or below."""
        return not any(n._holds_value() for n in self.walk())

    def _holds_value(self) -> bool:
        whole = (
            bool(self.key) or self.kind in ("prose", "repeat") or (self.kind in ("fence", "code") and self.form != "")
        )
        return whole or any(isinstance(s, (Blank, Flag)) for s in self.head)

    def absorbs(self) -> bool:
        """Whether it takes the blocks that follow as well: its value is prose."""
        last = self.head[-1] if self.head else None
        return self.kind == "prose" or (self.kind == "text" and isinstance(last, Blank) and last.kind == "prose")

    def find(self, text: str) -> tuple[bool, Found] | None:
        """Whether a text is this head to the letter, and where its blanks and flags stand; None: it is another."""
        if self._matchers is None:
            self._matchers = {}
        for exact in (True, False):
            if exact not in self._matchers:
                self._matchers[exact] = matcher(self.head, exact)
            if (found := scan(self._matchers[exact], text)) is not None:
                return exact, found
        return None


def _elsewhere(seg: Blank | Flag) -> bool:
    """A blank that only repeats a value has its name from the place where the value stands."""
    return isinstance(seg, Blank) and seg.shared
