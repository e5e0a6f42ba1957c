"""What was in step last time: by working copy, for two people's copies of one repository are not at one point.

It is kept in git's own folder, else in the synced folder, and may be deleted: then more is read, and what both sides
say differently is asked rather than known.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from ..files import write_whole
from ._git import private_folder

VERSION = 1
NAME = ".planform-sync.json"


@dataclass(frozen=True, slots=True)
class Known:
    """A file and its plan when they were in step.

    Attributes:
        plan: the plan's id.
        revision: the plan's revision then; 0 where the file is about to get a plan of that id (what stops in between
            must not make it two).
        digest: of the file's bytes then.
        size: of the file, in bytes.
        changed: time of its last change, in nanoseconds: with the size a sign that it need not be read.
    """

    plan: str
    revision: int
    digest: str
    size: int = -1
    changed: int = 0

    @property
    def began(self) -> bool:
        """Whether the file was only about to get its plan."""
        return self.revision == 0


class Memory:
    """What is known of a folder and a store, path below the folder -> `Known`."""

    def __init__(self, folder: Path, store: str) -> None:
        private = private_folder(folder)
        mark = hashlib.sha256(f"{folder.resolve()}\n{store}".encode()).hexdigest()[:16]
        self.path = private / "planform" / f"sync-{mark}.json" if private else folder / NAME
        self.store = store
        self.known = self._read()
        self._before = dict(self.known)

    def _read(self) -> dict[str, Known]:
        try:
            data = json.loads(self.path.read_bytes())
            if data["version"] != VERSION or data["store"] != self.store:
                return {}
            return {path: Known(**entry) for path, entry in data["files"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}  # there is none, or it is damaged: it is only a help

    def keep(self, names: Iterable[str]) -> None:
        """Keep what is known of these files for the next time, where it changed.

        Raises:
            OutputError: it cannot be written.
        """
        self.known = {name: self.known[name] for name in names if name in self.known}
        if self.known != self._before or not self.path.exists():
            files = {path: asdict(known) for path, known in sorted(self.known.items())}
            data = {"version": VERSION, "store": self.store, "files": files}
            write_whole(self.path, json.dumps(data, indent=1) + "\n")
            self._before = dict(self.known)
