"""Plans: templates filled in, as values, as documents, as facts."""

from . import _facts as facts
from ._diff import FieldChange, changes, diff
from ._diff_page import as_text, diff_body, diff_page
from ._doubts import Doubt
from ._export import FORMATS, export
from ._found import Row
from ._merge import Change, Conflict, Digest, Merged, Step, differences, digest, match_rows, merge
from ._merge_plans import Choice, MergedPlan, merge_plans
from ._migrate import MigrationResult, Move, migrate
from ._model import Problem
from ._phase import phase
from ._plan import Plan, with_front
from ._read import ReadResult, is_plan, own_entry, read_plan, update_document
from ._report import Report
from ._risk_text import split_tail
from ._template import Template, templates

__all__ = [
    "FORMATS",
    "Change",
    "Choice",
    "Conflict",
    "Digest",
    "Doubt",
    "FieldChange",
    "Merged",
    "MergedPlan",
    "MigrationResult",
    "Move",
    "Plan",
    "Problem",
    "ReadResult",
    "Report",
    "Row",
    "Step",
    "Template",
    "as_text",
    "changes",
    "diff",
    "diff_body",
    "diff_page",
    "differences",
    "digest",
    "export",
    "facts",
    "is_plan",
    "match_rows",
    "merge",
    "merge_plans",
    "migrate",
    "own_entry",
    "phase",
    "read_plan",
    "split_tail",
    "templates",
    "update_document",
    "with_front",
]
