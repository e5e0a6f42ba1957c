"""The Markdown files of a folder: which changed, which are plans, which of them say that they are the same plan."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InvalidDocumentError, OutputError, PlanformError
from ..plan import own_entry
from ..template import read_text
from ._memory import Known

ENDINGS = (".md", ".markdown")
MEANWHILE = "changed while it was read; sync again"
CONFLICT = re.compile(r"^<{7} .*?^={7}\r?$.*?^>{7} ", re.MULTILINE | re.DOTALL)


@dataclass(slots=True)
class File:
    """One file.

    Attributes:
        name: its path below the folder, with slashes.
        path: where it is.
        known: what was known of it when it was in step.
        text: what it says; None where it has not changed since.
        plan: the plan's id, as the file says, or as is known of its path; ``""`` for none.
        template: the template's name and hash as the file says.
        stamp: digest, size and time of the last change.
        problem: why it cannot be used.
        values: what its text was read as, if it was.
    """

    name: str
    path: Path
    known: Known | None
    text: str | None = None
    plan: str = ""
    template: tuple[str, str] = ("", "")
    stamp: tuple[str, int, int] = ("", 0, 0)
    problem: str = ""
    values: Mapping[str, Any] | None = None

    @property
    def changed(self) -> bool:
        """Whether it says something else than when it was in step."""
        return self.known is None or self.text is not None


def files_in(folder: Path, known: dict[str, Known]) -> Iterator[File]:
    """Every Markdown file, by name; hidden folders are left out. Only what changed is read."""
    closed: list[OSError] = []
    for where, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(ENDINGS) and not name.startswith("."):
                path = Path(where, name)
                below = path.relative_to(folder).as_posix()
                yield read_file(File(below, path, known.get(below)))
    for error in closed:
        path = Path(error.filename)
        yield File(path.relative_to(folder).as_posix(), path, None, problem=f"cannot be read: {error.strerror}")


def read_file(file: File) -> File:
    """Read it where it changed; what is wrong with it is its `problem`."""
    try:
        about = file.path.stat()
        file.stamp = (file.known.digest if file.known else "", about.st_size, about.st_mtime_ns)
        if file.known and (about.st_size, about.st_mtime_ns) == (file.known.size, file.known.changed):
            file.plan = file.known.plan
            return file
        file.stamp = (digest_of(file.path), *file.stamp[1:])
        if file.known and file.stamp[0] == file.known.digest:
            file.plan = file.known.plan
            return file
        _understand(file, read_text(file.path, InvalidDocumentError))
    except PlanformError as error:
        file.problem = "; ".join(f"line {d.line}: {d.message}" if d.line else d.message for d in error.diagnostics)
    except OSError as error:
        file.problem = f"cannot be read: {error.strerror or error}"
    if file.problem and file.known:
        file.plan = file.plan or file.known.plan
    return file


def read_again(file: File) -> str:
    """The text of a file that seems unchanged by its size and time; where it is not, it is changed from now on.

    Raises:
        InvalidDocumentError: it cannot be used.
    """
    text = read_text(file.path, InvalidDocumentError)
    if file.known and (found := digest_of(file.path)) != file.known.digest:
        file.stamp = (found, *file.stamp[1:])
        _understand(file, text)
    return text


def _understand(file: File, text: str) -> None:
    own = own_entry(text)
    known = file.known.plan if file.known else ""
    file.plan = known if file.known and file.known.began else str(own.get("id") or known)
    if m := CONFLICT.search(text):
        line = text.count("\n", 0, m.start()) + 1
        raise InvalidDocumentError("has git's conflict markers; settle them, then sync again", line=line)
    file.text = text
    file.template = (str(own.get("template") or ""), str(own.get("hash") or ""))


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, 32 hexadecimal digits."""
    return digest_of_bytes(path.read_bytes())


def digest_of_bytes(data: bytes) -> str:
    """The same of bytes."""
    return hashlib.sha256(data).hexdigest()[:32]


def take_away(file: File) -> None:
    """Delete a file that is still what was read.

    Raises:
        OutputError: it is another, or cannot be deleted.
    """
    path = file.path
    try:
        if digest_of(path) != file.stamp[0]:
            raise OutputError(MEANWHILE, path=path)
        path.unlink()
    except OSError as error:
        raise OutputError(f"cannot be deleted: {error.strerror or error}", path=path) from error
