"""What earlier runs did, kept beside their files: only what has changed is done again.

A line a plan: identity, file, and the rest as JSON, with tabs between. A run appends what it learns, so that a kill
loses nothing and each plan costs the same however many there are; the last line of an identity counts. The first part
is sorted and can be searched without being read: that is what the notebook of one plan among thousands does.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

from ...errors import OutputError
from ...files import Names, whole_file, write_whole
from ...plan import digest

NAME = ".planform-manifest.jsonl"
VERSION = 2
SUMMARY = ""  # identity of the line about the summary; no plan has an empty one
LOOSE = 4  # sorted anew once the loose lines are more than a fourth of all
WHOLE = b"}\n"  # a line that ends otherwise is half of one
ABSENT: tuple[Any, ...] = ("", [], None, {})
WHAT_TO_DO = "remove it: the next run then compares every plan with its files again"


def digests(values: Mapping[str, Any]) -> dict[str, str]:
    """Name -> digest; what is empty is left out, so that absent and empty are one."""
    return {name: digest(value) for name, value in values.items() if value not in ABSENT}


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


GONE = Entry("")  # of an identity that is another's now


class Manifest:
    """The entries of one output folder, by a plan's key, or its slug where it has none; read from disk when asked for.

    Attributes:
        path: the file.

    Raises:
        OutputError: it cannot be read, or a newer planform wrote it.
    """

    def __init__(self, out: Path) -> None:
        self.path = out / NAME
        self._file: BinaryIO = io.BytesIO()
        self._begin = self._sorted = self._end = 0  # of the sorted part, and of all that is known
        self._open()

    def _open(self) -> None:
        self._file.close()
        try:
            self._file = self.path.open("rb")
            head = json.loads(self._file.readline())
            if head["version"] > VERSION:
                raise OutputError("was written by a newer planform; use that, or another --out", path=self.path)
            self._begin, self._sorted = self._file.tell(), int(head["sorted"])
        except FileNotFoundError:
            self._file = io.BytesIO()
        except OSError as error:
            raise OutputError(f"cannot be read: {error.strerror or error}", path=self.path) from error
        except (ValueError, TypeError, KeyError) as error:
            raise OutputError(f"is damaged; {WHAT_TO_DO}", path=self.path) from error

    # --- reading

    def get(self, name: str) -> Entry | None:
        """What is known of a plan, None where nothing is."""
        found = self._entry(name)
        return found if found and found.file else None

    def _entry(self, name: str) -> Entry | None:
        line = self._line(name)
        try:
            _, file, rest = line.split(b"\t", 2)
            return Entry(json.loads(file), **json.loads(rest))
        except (ValueError, TypeError):
            return None  # nothing, or half a line of a run that was killed

    def __contains__(self, name: object) -> bool:
        return name in self._index

    def __iter__(self) -> Iterator[str]:
        """All identities."""
        return iter([name for name in self._index if name != SUMMARY])

    def items(self) -> Iterator[tuple[str, Entry]]:
        """All identities with what is known of them."""
        for name in self:
            if entry := self.get(name):
                yield name, entry

    @cached_property
    def names(self) -> Names:
        """Names of files: those that are taken, and new ones."""
        return Names(json.loads(self._read(at).split(b"\t", 2)[1]) for name, at in self._index.items() if name)

    @cached_property
    def by_plan(self) -> dict[str, str]:
        """Id of a plan -> identity, as it was when first asked for."""
        return {entry.plan: name for name, entry in self.items() if entry.plan}

    @cached_property
    def _index(self) -> dict[str, int]:
        """Identity -> where its last line begins."""
        found: dict[str, int] = {}
        self._file.seek(self._begin)
        self._end = self._enter(found, self._begin)
        return found

    def _enter(self, found: dict[str, int], at: int) -> int:
        """Enter the lines from here on; where the whole lines end."""
        for line in self._file:
            if not line.endswith(b"\n"):
                break
            name, _, rest = line.partition(b"\t")
            if rest.endswith(WHOLE):
                found[json.loads(name)] = at
            at += len(line)
        return at

    def _line(self, name: str) -> bytes:
        if "_index" in self.__dict__:
            return self._read(self._index[name]) if name in self._index else b""
        return self._sought(json.dumps(name).encode()) if self._begin else b""

    def _read(self, at: int) -> bytes:
        self._file.seek(at)
        return self._file.readline()

    def _sought(self, name: bytes) -> bytes:
        """The last line of an identity, without an index: among the loose lines from the end, else by halving."""
        self._file.seek(self._sorted - 1)  # with the line break before the first
        loose = self._file.read()
        at = len(loose)
        while (at := loose.rfind(b"\n" + name + b"\t", 0, at)) >= 0:
            if (line := loose[at + 1 : loose.find(b"\n", at + 1) + 1]).endswith(WHOLE):
                return line
        return self._halved(name)

    def _halved(self, name: bytes) -> bytes:
        low, high = self._begin, self._sorted
        while low < high:
            middle = (low + high) // 2
            self._file.seek(max(middle - 1, self._begin))
            if middle > self._begin:
                self._file.readline()  # to the beginning of a line
            begin, line = self._file.tell(), self._file.readline()
            if begin >= high:
                high = middle
            elif (found := line.partition(b"\t")[0]) == name:
                return line
            elif found < name:
                low = begin + len(line)
            else:
                high = middle
        return b""

    # --- writing

    def put(self, entries: Mapping[str, Entry]) -> None:
        """Append what is known now, where it is another than before."""
        new = {name: entry for name, entry in entries.items() if entry != self._entry(name)}
        if new:
            self._append(b"".join(_text(name, entry) for name, entry in new.items()))

    @property
    def summary(self) -> str:
        """Digest of all that the summary shows."""
        entry = self._entry(SUMMARY)
        return entry.text if entry else ""

    @summary.setter
    def summary(self, state: str) -> None:
        self.put({SUMMARY: Entry("", text=state)})

    def _append(self, lines: bytes) -> None:
        try:
            if not self._begin:
                write_whole(self.path, _head(len(_head(0))).decode())
                self._open()
            index = self._index  # before anything is added
            with self.path.open("ab") as file:
                whole = file.tell() == self._end
                file.write(lines if whole else b"\n" + lines)  # after half a line of a run that was killed
                self._file.seek(self._end)
            self._end = self._enter(index, self._end)
        except OSError as error:
            raise OutputError(f"cannot be written: {error.strerror or error}", path=self.path) from error

    def tidy(self) -> None:
        """At the end of a run: sort it anew where much was added, so that it stays small and can be searched."""
        if (self._end - self._sorted) * LOOSE <= self._end:
            return
        lines = sorted((json.dumps(name).encode(), at) for name, at in self._index.items())
        with whole_file(self.path) as file:
            end = file.write(_head(0))
            for _, at in lines:
                end += file.write(self._read(at))
            file.seek(0)
            file.write(_head(end))
        self._open()
        self.__dict__.pop("_index", None)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _head(end: int) -> bytes:
    """Always of one length, so that it can be written last."""
    return f'{{"version":{VERSION},"sorted":{end:15}}}\n'.encode()


def _text(name: str, entry: Entry) -> bytes:
    rest = {k: v for k in Entry.__slots__[1:] if (v := getattr(entry, k)) not in ABSENT}
    return f"{json.dumps(name)}\t{json.dumps(entry.file)}\t{json.dumps(rest, separators=(',', ':'))}\n".encode()
