"""What earlier runs did, kept beside their files: only what has changed is done again."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import OutputError
from ..files import write_whole
from ..plan import Plan, digest

NAME = ".planform-manifest.json"
VERSION = 1
PAUSE = 2.0  # seconds between two writes while notebooks run; what a crash loses is done again


def digests(values: Mapping[str, Any]) -> dict[str, str]:
    """Name -> digest; what is empty is left out, so that absent and empty are one."""
    return {name: digest(value) for name, value in values.items() if value not in ("", [], None, {})}


def said(plan: Plan) -> dict[str, Any]:
    """Everything a plan says: its fields and the common fields without one."""
    return {**plan.values, **plan.common}


@dataclass(slots=True)
class Entry:
    """What is known of one plan.

    Attributes:
        file: its files below the output folder, without suffix; given once, kept when the title changes.
        plan: the store's id.
        template: hash of the template it was last written with.
        row: the row last imported, name -> digest.
        text: digest of the document as last written.
        values: what the plan said then, name -> digest.
        notebook: digest of all that the executed notebook shows, ``""`` where it has not run.
    """

    file: str
    plan: str = ""
    template: str = ""
    row: dict[str, str] = field(default_factory=dict)
    text: str = ""
    values: dict[str, str] = field(default_factory=dict)
    notebook: str = ""


class Manifest:
    """The entries of one output folder, by a plan's key, or its slug where it has none.

    Attributes:
        path: the file.
        entries: identity -> what is known.
        summary: digest of all that the summary shows.
    """

    def __init__(self, out: Path) -> None:
        self.path = out / NAME
        self._saved = time.monotonic()
        self.summary = ""
        self.entries = self._read()
        self._as_saved = self._text()

    def _read(self) -> dict[str, Entry]:
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
            if data["version"] > VERSION:
                raise OutputError("was written by a newer planform; use that, or another --out", path=self.path)
            self.summary = str(data.get("summary", ""))
            return {name: Entry(**entry) for name, entry in data["plans"].items()}
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise OutputError(f"cannot be read: {error.strerror or error}", path=self.path) from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise OutputError(
                "is damaged; remove it: the next run then compares every plan with its files again", path=self.path
            ) from error

    def _text(self) -> str:
        plans = {name: {k: getattr(e, k) for k in Entry.__slots__} for name, e in sorted(self.entries.items())}
        return json.dumps(
            {"version": VERSION, "summary": self.summary, "plans": plans}, ensure_ascii=False, separators=(",", ":")
        )

    def save(self, at_once: bool = True) -> None:
        """Write it whole if it changed; in the midst of a run only every other second."""
        if not at_once and time.monotonic() - self._saved < PAUSE:
            return
        text = self._text()
        if text != self._as_saved:
            write_whole(self.path, text)
        self._as_saved, self._saved = text, time.monotonic()

    @property
    def files(self) -> list[str]:
        """Names that are taken."""
        return [e.file for e in self.entries.values()]
