"""A template shown inside a fence: what is around it introduces it, what is inside is the form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from ..blanks._blanks import blanks, parse
from ..text._source import Source

LANGUAGES = frozenset(("markdown", "md", ""))
HEADING = re.compile(r"^#{1,6} +\S", re.MULTILINE)
DEEPER = re.compile(r"^#{2,6} +\S", re.MULTILINE)  # no comment of a shell begins so
PLACE = re.compile(r"^\s*\|.*\|\s*$|^\s*[-*+] \[ \]|^\s*[-*+]\s*$|:(?:\*\*)?\s*$", re.MULTILINE)
"""A table, a box, an empty item, a label with nothing behind: what a mere introduction has none of."""
FEWEST = 2  # places to fill in


def frame_of(tokens: Sequence[Token], source: Source, number: int | None) -> tuple[int, Token] | None:
    """The fence that holds the whole template, with its number among the fences that stand free.

    Args:
        tokens: the parsed text.
        source: the text.
        number: which fence it is known to be, as in a document made from the template; None: find out.
    """
    fences = [t for t in tokens if t.type == "fence" and not t.level and t.map and t.info.strip().lower() in LANGUAGES]
    if number is not None:
        return (number, fences[number]) if number < len(fences) else None
    fits = [(k, t) for k, t in enumerate(fences) if _is_form(t, source)]
    return fits[0] if len(fits) == 1 and _introduced(fits[0][1], source) else None


def _is_form(fence: Token, source: Source) -> bool:
    text = fence.content
    heading = HEADING if fence.info.strip() else DEEPER
    return bool(heading.search(text)) and len(blanks(parse(text, source.links, bare=True))) >= FEWEST


def _introduced(fence: Token, source: Source) -> bool:
    """Whether nothing outside asks for anything, nor has more parts than the form."""
    first, last = fence.map or (0, 0)
    if source.line(first)[:1].isspace():
        return False
    outside = source.text[: source.start(first)] + source.text[source.start(last) :]
    if len(HEADING.findall(outside)) > len(HEADING.findall(fence.content)):
        return False
    before = source.text[: source.start(first)]
    return not (blanks(parse(outside, source.links)) or PLACE.search(before.rstrip().rstrip(":")))
