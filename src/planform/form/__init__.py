"""The form: a template shown in JupyterLab, filled in by a person, observed and written by Python."""

from ._form import PlanForm
from ._handles import Handle, RowHandle, RowsHandle

__all__ = ["Handle", "PlanForm", "RowHandle", "RowsHandle"]
