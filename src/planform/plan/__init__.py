"""Plans: templates filled in, as values, as documents, as facts."""

from . import _facts as facts
from ._model import Problem
from ._plan import Plan
from ._read import ReadResult, is_plan, read_plan, update_document
from ._template import Template, templates

__all__ = ["Plan", "Problem", "ReadResult", "Template", "facts", "is_plan", "read_plan", "templates", "update_document"]
