"""Documents as people wrote them themselves, each with what a person reads from it.

``TEMPLATE--NAME.md`` is the document, ``TEMPLATE--NAME.yaml`` beside it what is in it: ``template``, the name of a
bundled template or of one of the corpus; ``values``, path -> value as records hold it (empty fields and columns left
out); ``unplaced``, the first line of each part that has no field. ``python -m tests.golden [NAME ...]`` prints what is
read otherwise.
"""

from ._documents import FOLDERS, Golden, load, names, template
from ._score import Score, score, total

__all__ = ["FOLDERS", "Golden", "Score", "load", "names", "score", "template", "total"]
