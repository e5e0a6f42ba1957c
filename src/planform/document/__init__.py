"""Documents: a compiled template and plain values to Markdown, and Markdown back to values."""

from ._lens import Lens, Match

__all__ = ["Lens", "Match"]
