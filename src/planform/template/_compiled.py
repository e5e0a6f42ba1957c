"""A text compiled: its pattern tree and its fields."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from ..errors import InvalidTemplateError
from ._concrete import concrete, with_defaults
from ._fields import Field
from ._infer import generalise, with_references
from ._names import christen
from ._outline import outline
from ._patterns import Node
from ._source import Source
from ._wording import human

LONGEST = 20_000_000  # characters; beyond it nobody meant a template


@dataclass(frozen=True, eq=False)
class CompiledTemplate:
    """A template as the rest of the program uses it.

    Attributes:
        name: what a person calls it.
        text: the exact text it was compiled from.
        source: file it came from, or ``""``.
        origin: the text with the places of its lines.
        root: the pattern tree.
        fields: what can be filled in, in the order of the template; columns stand in their groups.
    """

    name: str
    text: str
    source: str
    origin: Source = field(repr=False)
    root: Node = field(repr=False)
    fields: tuple[Field, ...] = field(repr=False)

    @property
    def hash(self) -> str:
        """Content hash: 16 hexadecimal digits of the exact text's SHA-256."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def title(self) -> str:
        """The words of the first heading, blanks left out; where they say little, the name."""
        heading = next((n for n in self.root.walk() if n.kind in ("title", "section")), None)
        said = " ".join(re.sub(r"[\[{<(]+[^\[\]{}<>()]*[\]}>)]+", " ", heading.block.text).split()) if heading else ""
        said = said.strip(" :-–—")
        return said if " " in said else human(self.name.replace("-", " "))


def compile_text(text: str, name: str = "template", source: str = "") -> CompiledTemplate:
    """Compile a Markdown text.

    Raises:
        InvalidTemplateError: the text is no text, or far too large.
    """
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InvalidTemplateError("holds a NUL character: this is no Markdown file", path=source or name, line=line)
    if len(text) > LONGEST:
        raise InvalidTemplateError(
            f"has {len(text):,} characters; {LONGEST:,} are the most a template may have", path=source or name
        )
    origin = Source(text)
    root = with_references(generalise(with_defaults(concrete(outline(origin), origin))))
    return CompiledTemplate(name, text, source, origin, root, christen(root, origin))
