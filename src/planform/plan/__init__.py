"""Plans: templates filled in, as values, as documents, as facts."""

from . import _facts as facts
from ._merge import Change, Conflict, Digest, Merged, differences, digest, match_rows, merge
from ._model import Problem
from ._plan import Plan
from ._read import ReadResult, is_plan, read_plan, update_document
from ._template import Template, templates

__all__ = [
    "Change",
    "Conflict",
    "Digest",
    "Merged",
    "Plan",
    "Problem",
    "ReadResult",
    "Template",
    "differences",
    "digest",
    "facts",
    "is_plan",
    "match_rows",
    "merge",
    "read_plan",
    "templates",
    "update_document",
]
