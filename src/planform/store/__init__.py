"""The store: plans kept safely, read as frames."""

from ._store import PlanStore

__all__ = ["PlanStore"]
