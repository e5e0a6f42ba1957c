"""Documents: a compiled template and plain values to Markdown, and Markdown back to values."""

from ._html import sections, style, to_html, to_page
from ._lens import Lens, Match
from ._places import Place

__all__ = ["Lens", "Match", "Place", "sections", "style", "to_html", "to_page"]
