"""Quantities: what people write for amounts of work, levels and probabilities, read into numbers.

Standard library only, and quick: every layer above uses it.
"""

from ._effort import KINDS, PARSER_VERSION, Effort, Hours, Kind, bare_unit, format_effort, typically
from ._level import Level, probability

__all__ = [
    "KINDS",
    "PARSER_VERSION",
    "Effort",
    "Hours",
    "Kind",
    "Level",
    "bare_unit",
    "format_effort",
    "probability",
    "typically",
]
