"""papermill's entry point: `papermill in.ipynb out.ipynb --engine planform`.

papermill imports this module while it imports itself. Whoever imports it first would have papermill import it again,
half made: so nobody does, and it imports nothing of planform before it is called.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine


class PlanformEngine(NBClientEngine):  # type: ignore[misc]
    """Executes notebooks in children forked from a process that has imported and rehearsed."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Execute a notebook; see docs/engine.md."""
        from .engine import execute_managed

        return execute_managed(super().execute_managed_notebook, nb_man, kernel_name, **options)
