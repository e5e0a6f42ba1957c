"""Which template a document follows: told by the words of its headings, labels and columns, the rare ones above all.

How much of the text a template could hold tells little: one of three bare blanks holds anything. So documents and
templates are compared by what stands out in them, as search engines compare texts: the cosine of their words, each
weighed by its inverse document frequency over the known templates (Sparck Jones 1972).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import log, sqrt

from ..template import words
from ._template import Template

LABEL = re.compile(r"([^:：*|]{2,60}?)[*_]*[ \t]*[:：*]")
MARKS = " \t>*+-_"  # what stands before a label or heading: quotes, bullets, bold
FAR = 200  # characters of a line in which a heading or label ends
LEAST = 0.05  # a likeness below this is chance


def ranked(text: str, known: Sequence[Template]) -> list[tuple[float, Template]]:
    """The templates that a document may follow, likeliest first, each with its likeness, 0 to 1."""
    each = [_of_template(template.text) for template in known]
    counted = Counter(word for signs in each for word in signs)
    weights = {word: log(1 + len(known) / n) ** 2 for word, n in counted.items()}
    own = signposts(text) & weights.keys()
    scored = [(_likeness(own, signs, weights), template) for signs, template in zip(each, known, strict=True)]
    return sorted((pair for pair in scored if pair[0] >= LEAST), key=lambda pair: -pair[0])


def _likeness(one: frozenset[str], other: frozenset[str], weights: dict[str, float]) -> float:
    sizes = sqrt(_weight(one, weights) * _weight(other, weights))
    return _weight(one & other, weights) / sizes if sizes else 0.0


def _weight(signs: Iterable[str], weights: dict[str, float]) -> float:
    return sum(weights[word] for word in signs)


def signposts(text: str) -> frozenset[str]:
    """The words of a text's headings, labels, first cells and columns."""
    lines = text.splitlines()
    return frozenset(word for sign in _signs(lines) for word in words(sign))


_of_template = lru_cache(maxsize=256)(signposts)  # a document is looked at once, a template for every document


def _signs(lines: list[str]) -> Iterator[str]:
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        plain = line[:FAR].lstrip(MARKS)
        if plain.startswith("#") or _underlined(below):
            yield line[:FAR]
        elif plain.startswith("|"):
            yield plain.split("|", 2)[1]
        elif label := LABEL.match(plain):
            yield label[1]


def _underlined(below: str) -> bool:
    """Is the next line the rule below a heading, or below the columns of a table?"""
    rule = below[:FAR].strip()
    return len(rule) > 1 and set(rule) <= set("-=|: ") and ("-" in rule or "=" in rule)
