"""A text compiled: its pattern tree and its fields."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from ..errors import Diagnostic, InvalidTemplateError
from .blocks._outline import outline
from .names._names import christen
from .overrides._amend import amend
from .overrides._overrides import Change, Front, beside, part_front, read_overrides
from .overrides._regroup import regroup, regrouped
from .patterns._concrete import concrete, with_defaults
from .patterns._hints import with_hints
from .patterns._infer import generalise, with_references, with_shared
from .patterns._patterns import Node
from .patterns._shouted import with_shouted
from .patterns._wording import human
from .text._source import Source
from .text._text import check_text
from .words._fields import Field


@dataclass(frozen=True, eq=False)
class CompiledTemplate:
    """A template as the rest of the program uses it.

    Attributes:
        name: what a person calls it.
        text: the exact text it was compiled from.
        source: file it came from, or ``""``.
        origin: the text with the places of its lines, without the overrides in its front matter.
        root: the pattern tree.
        fields: what can be filled in, in the order of the template; columns stand in their groups.
        overrides: the text of the file of overrides beside it, or ``""``.
        front: how `text` and `origin` differ.
        settled: 1-based lines of `text` that the author says hold no field.
    """

    name: str
    text: str
    source: str
    origin: Source = field(repr=False)
    root: Node = field(repr=False)
    fields: tuple[Field, ...] = field(repr=False)
    overrides: str = field(default="", repr=False)
    front: Front = field(default_factory=lambda: Front(""), repr=False)
    settled: frozenset[int] = frozenset()

    @property
    def body(self) -> str:
        """What a new document begins as: the text without its own entry in the front matter."""
        return self.origin.raw

    @property
    def hash(self) -> str:
        """Content hash: 16 hexadecimal digits of the SHA-256 of the exact text and its overrides."""
        return content_hash(self.text, self.overrides)

    @cached_property
    def _hashes(self) -> frozenset[str]:
        flat = self.text.replace("\r\n", "\n").replace("\r", "\n")
        texts = (self.text, flat, flat.replace("\n", "\r\n"), flat.replace("\n", "\r"))
        return frozenset(content_hash(text, self.overrides) for text in texts)

    def is_state(self, of: object) -> bool:
        """Whether a hash is that of this template, whatever its line ends were when it was taken."""
        return of in self._hashes

    @property
    def title(self) -> str:
        """The words of the first heading, blanks left out; where they say little, the name."""
        heading = next((n for n in self.root.walk() if n.kind in ("title", "section")), None)
        said = " ".join(re.sub(r"[\[{<(]+[^\[\]{}<>()]*[\]}>)]+", " ", heading.block.text).split()) if heading else ""
        said = said.strip(" :-–—")
        return said if " " in said else human(self.name.replace("-", " "))


def content_hash(text: str, overrides: str = "") -> str:
    """16 hexadecimal digits for a template's exact text and the overrides beside it."""
    whole = f"{text}\0{overrides}" if overrides else text
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def compile_text(text: str, name: str = "template", source: str = "", overrides: str = "") -> CompiledTemplate:
    """Compile a Markdown text.

    Args:
        text: the Markdown, exactly.
        name: what a person calls it.
        source: file it came from, or ``""``.
        overrides: YAML of the file of overrides beside it, or ``""``.

    Raises:
        InvalidTemplateError: the text is no text, or far too large; or its overrides make no sense.
    """
    check_text(text, InvalidTemplateError, source or name)
    front = part_front(text)
    changes, wrong = _changes(front, overrides, source, name)
    origin = Source(front.body)
    root, fields, told = _inferred(origin, changes, name)
    amended = amend(root, fields, [c for c in changes if set(c.what) != {"group"}], origin, name)
    wrong += [*told, *amended.wrong]
    if wrong:
        raise InvalidTemplateError(diagnostics=wrong)
    fields = amended.fields
    if front.lacks:
        fields = tuple(_moved(f, front) for f in fields)
    settled = frozenset(map(front.line_of, amended.settled))
    return CompiledTemplate(name, text, source, origin, root, fields, overrides, front, settled)


def _changes(front: Front, overrides: str, source: str, name: str) -> tuple[list[Change], list[Diagnostic]]:
    """What the front matter says, then what the file beside it says, which wins."""
    changes: list[Change] = []
    wrong: list[Diagnostic] = []
    beside_it = str(beside(Path(source))) if source else f"{name}.planform.yaml"
    for text, where, line in ((front.said, source or name, front.line), (overrides, beside_it, 1)):
        if text.strip():
            found, told = read_overrides(text, where, line)
            changes += found
            wrong += told
    return changes, wrong


def _inferred(origin: Source, changes: Sequence[Change], name: str) -> tuple[Node, tuple[Field, ...], list[Diagnostic]]:
    """Tree and fields as the compiler finds them; where the author says what is a group, with that."""
    root = _generalised(origin)
    fields = christen(root, origin)
    asked = [c for c in changes if "group" in c.what]
    if not asked:
        return root, fields, []
    places, wrong = regrouped(root, fields, asked, name)
    root = regroup(_generalised(origin), places)
    return root, christen(root, origin), wrong


def _generalised(origin: Source) -> Node:
    concretely = with_hints(with_shouted(with_defaults(concrete(outline(origin, None), origin)), origin), origin)
    return with_references(generalise(with_shared(concretely)))


def _moved(field: Field, front: Front) -> Field:
    """The field with its line in the whole text."""
    return replace(field, line=front.line_of(field.line), columns=tuple(_moved(c, front) for c in field.columns))
