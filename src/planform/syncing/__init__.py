"""Plans as Markdown files in a folder, most often in git, kept in step with a store."""

from ._result import Outcome, SyncResult
from ._sync import sync

__all__ = ["Outcome", "SyncResult", "sync"]
