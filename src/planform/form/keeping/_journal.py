"""What is typed and not saved yet, on disk: JSON lines, a file a form, from which a later form restores it.

A file is locked while its form lives, so that another kernel leaves it alone; the lock ends with the process, however
that ends. The first line says what the form began from, every other one what a field says by now.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...files import hold

VERSION = 1
SYNC = 1.0  # seconds after which what was written is on the disk, and not only with the system
LARGE = 256 * 1024  # bytes from which a file is written anew with what holds now
OLD = 180 * 86_400  # seconds after which what nobody came back for is dropped

BINARY = getattr(os, "O_BINARY", 0)

State = Callable[[], tuple[dict[str, Any], Mapping[str, Any]]]
"""What a form began from, and what every field says that differs from it."""

_open: weakref.WeakValueDictionary[Path, Journal] = weakref.WeakValueDictionary()


@dataclass
class Left:
    """What a form left behind that ended before it was saved.

    Attributes:
        path: its file, locked until it is taken over or let go.
        head: what it began from.
        values: what its changed fields said at last, by path.
        at: when the last of it was written, seconds since 1970.
    """

    path: Path
    fd: int
    head: dict[str, Any]
    values: dict[str, Any]
    at: float

    def let_go(self, delete: bool) -> None:
        """Leave the file to others, or take it away."""
        _end(self.path, self.fd, delete)


class Journal:
    """The file of one form; there is none until something is written.

    Args:
        folder: where files are; made where absent.
        cell: token of the notebook's cell that made the form, or ``""``.
        state: asked whenever the whole is written.
    """

    def __init__(self, folder: Path, cell: str, state: State) -> None:
        self._folder, self._cell, self._state = folder, cell, state
        self._path: Path | None = None
        self._fd = -1
        self._size = self._whole = 0
        self._torn = False  # the last line is half a line
        self._timer: threading.Timer | None = None

    def write(self, values: Mapping[str, Any]) -> None:
        """Note what fields say by now.

        Raises:
            OSError: it cannot be written; the next time all of it is tried again.
        """
        if self._path is None or self._torn or self._size > max(LARGE, 4 * self._whole):
            self._write_whole()
        else:
            self._append(_lines(values))

    def close(self, delete: bool = False) -> None:
        """Stop; what was written stays for a later form, unless it is saved by now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._path is not None:
            _open.pop(self._path, None)
            _end(self._path, self._fd, delete)
        self._path, self._fd, self._torn = None, -1, False

    def __del__(self) -> None:
        with contextlib.suppress(OSError, AttributeError, TypeError):  # at the end of the process names may be gone
            self.close()

    def _write_whole(self) -> None:
        """A new file with what holds now; then the one before can go."""
        head, values = self._state()
        before = (self._path, self._fd, self._size, self._torn)
        path, fd = _new(self._folder, f"{self._cell or '-'}.{head.get('plan') or '-'}")
        self._path, self._fd, self._size, self._torn = path, fd, 0, False
        try:
            self._append([_line({"journal": VERSION, "at": time.time(), **head}), *_lines(values)])
        except OSError:
            self._path, self._fd, self._size, self._torn = before
            _end(path, fd, delete=True)
            raise
        _open[path] = self
        if before[0] is not None:
            _open.pop(before[0], None)
            _end(before[0], before[1], delete=True)
        self._whole = self._size

    def _append(self, lines: Iterable[bytes]) -> None:
        data = b"".join(lines)
        self._torn = True
        if os.write(self._fd, data) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._torn = False
        self._size += len(data)
        if self._timer is None:
            self._timer = threading.Timer(SYNC, self._sync)
            self._timer.daemon = True
            self._timer.start()

    def _sync(self) -> None:
        self._timer = None
        with contextlib.suppress(OSError):  # closed meanwhile, or full: the next write tells
            os.fsync(self._fd)


def left_behind(folder: Path, cell: str, plan: str | None) -> list[Left]:
    """What forms of this plan left behind, or of this cell where it has none yet; the oldest first.

    Files of forms that live in other kernels are passed over; one that an earlier form of this kernel still holds is
    taken from it.
    """
    pattern = f"*.{plan}.*.jsonl" if plan else f"{cell}.*.jsonl" if cell else ""
    found = [left for path in (folder.glob(pattern) if pattern else ()) if (left := _taken(path))]
    return sorted(found, key=lambda left: left.at)


def drop_old(folder: Path) -> None:
    """Delete what nobody came back for in half a year."""
    for path in folder.glob("*.jsonl"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > OLD and (left := _taken(path)):
                left.let_go(delete=True)


def _taken(path: Path) -> Left | None:
    if (journal := _open.get(path)) is not None:
        journal.close()
    try:
        fd = os.open(path, os.O_RDWR | BINARY)
    except OSError:
        return None
    if not hold(fd) or not os.fstat(fd).st_nlink:  # somebody else's, or just taken over by somebody
        os.close(fd)
        return None
    head, *entries = [*_read(fd), {}] if os.fstat(fd).st_size else [{}]
    values = {e["path"]: e["value"] for e in entries if "path" in e}
    times = [e["at"] for e in (head, *entries) if isinstance(e.get("at"), float)]
    left = Left(path, fd, head, values, max(times, default=0.0))
    if head.get("journal") == VERSION and values:
        return left
    left.let_go(delete=head.get("journal") == VERSION or not head)
    return None


def _read(fd: int) -> Iterator[dict[str, Any]]:
    """The lines that are whole: the last may have been cut off."""
    with open(os.dup(fd), "rb") as file:  # noqa: PTH123  # a descriptor, no path
        for line in file:
            with contextlib.suppress(ValueError):
                found = json.loads(line)
                if isinstance(found, dict):
                    yield found


def _new(folder: Path, name: str) -> tuple[Path, int]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name}.{secrets.token_hex(6)}.jsonl"
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | BINARY, 0o600)
    hold(fd)
    return path, fd


def _end(path: Path, fd: int, delete: bool) -> None:
    """Close a file; one to be deleted goes first, so that nobody takes it over in between."""
    with contextlib.suppress(OSError):
        if delete and sys.platform != "win32":
            path.unlink(missing_ok=True)
        os.close(fd)
        if delete and sys.platform == "win32":  # where a file that is open cannot be deleted
            path.unlink(missing_ok=True)


def _lines(values: Mapping[str, Any]) -> list[bytes]:
    now = time.time()
    return [_line({"at": now, "path": path, "value": value}) for path, value in values.items()]


def _line(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
