"""Where a table comes from: a file, several, a pattern, standard input or an open file."""

from __future__ import annotations

import glob
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from ...errors import InvalidTableError, NotFoundError, nearest
from ._limits import MAX_BYTES, MAX_FILES

STDIN = "-"
FORMS = ("csv", "tsv", "xlsx", "json", "jsonl", "ndjson", "yaml", "yml", "parquet")
PATTERN = re.compile(r"[*?\[]")
TOO_LARGE = f"is larger than {MAX_BYTES // 1_000_000} MB; split it"


@dataclass(frozen=True, slots=True)
class Input:
    """One file of a table.

    Attributes:
        name: for messages.
        form: what it is written in, one of `FORMS`.
        path: where it lies; None where its content was given.
        data: the content, where it has no path.
    """

    name: str
    form: str
    path: Path | None = None
    data: bytes = field(default=b"", repr=False)

    def open(self) -> BinaryIO:
        """The content, to be read from its beginning."""
        return self.path.open("rb") if self.path else io.BytesIO(self.data)

    def bytes(self) -> bytes:
        """The whole content."""
        return self.path.read_bytes() if self.path else self.data

    def text(self) -> str:
        """The whole text."""
        return decode(self.bytes(), self.name)


def encoding_of(head: bytes) -> str:
    """UTF-8, or UTF-16 with its mark (what spreadsheets call Unicode text)."""
    return "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def decode(data: bytes, name: str | Path) -> str:
    """The text of a file.

    Raises:
        InvalidTableError: it is no text in UTF-8, with the line.
    """
    try:
        return data.decode(encoding_of(data))
    except UnicodeDecodeError as error:
        raise not_text(name, data[: error.start].count(b"\n") + 1) from error


def not_text(name: str | Path, line: int) -> InvalidTableError:
    """What to say of a file in another encoding."""
    return InvalidTableError("is not UTF-8 text; save it as 'CSV UTF-8' or convert it", path=name, line=line)


def inputs(sources: Sequence[Any], form: str | None = None) -> Iterator[Input]:
    """The files that paths, patterns and open files stand for, each with its form.

    Args:
        sources: paths, patterns (``plans/*.jsonl``), ``-`` for standard input, open files.
        form: what all of them are written in; else it is told by the suffix, or guessed from the content.

    Raises:
        NotFoundError: there is no such file, or the pattern meets none.
        InvalidTableError: it is a folder, too large, or of no known form.
    """
    if form is not None and form.lower().lstrip(".") not in FORMS:
        raise InvalidTableError(f"no such format: {form!r}{nearest(form, FORMS)}; known: {', '.join(FORMS)}")
    said = form.lower().lstrip(".") if form else ""
    for source in sources:
        if str(source) == STDIN or hasattr(source, "read"):
            yield _stream(sys.stdin.buffer if str(source) == STDIN else source, said)
        else:
            yield from (_file(path, said) for path in _paths(Path(source)))


def _paths(path: Path) -> Sequence[Path]:
    """A file of just this name comes before what it would mean as a pattern."""
    if not PATTERN.search(str(path)) or path.exists():
        return [path]
    found = sorted(p for p in map(Path, glob.iglob(str(path), recursive=True)) if p.is_file())  # noqa: PTH207  # absolute patterns too
    if not found:
        raise NotFoundError("no file answers to this pattern", path=path)
    if len(found) > MAX_FILES:
        raise InvalidTableError(f"stands for more than {MAX_FILES:,} files; narrow it", path=path)
    return found


def _file(path: Path, form: str) -> Input:
    if not path.exists():
        raise NotFoundError("no such file; give the path of a table of tasks", path=path)
    if path.is_dir():
        raise InvalidTableError("is a folder; name the table in it, or all of them: *.csv", path=path)
    form = form or path.suffix.lower().lstrip(".")
    if form not in FORMS:
        raise InvalidTableError(
            f"cannot tell what kind of table this is; known: {', '.join(FORMS)}; or say it: --format", path=path
        )
    if not path.is_file():  # a pipe: <(command), /dev/stdin
        return Input(str(path), form, data=_whole(path.open("rb"), str(path)))
    if path.stat().st_size > MAX_BYTES:
        raise InvalidTableError(TOO_LARGE, path=path)
    return Input(str(path), form, path)


def _stream(stream: Any, form: str) -> Input:
    """What comes through a pipe or an open file."""
    name = "standard input" if stream is sys.stdin.buffer else str(getattr(stream, "name", "the open file"))
    data = _whole(stream, name)
    suffix = Path(name).suffix.lower().lstrip(".")
    return Input(name, form or (suffix if suffix in FORMS else guess(data, name)), data=data)


def _whole(stream: Any, name: str) -> bytes:
    data = stream.read(MAX_BYTES + 1)
    data = data.encode() if isinstance(data, str) else data
    if len(data) > MAX_BYTES:
        raise InvalidTableError(TOO_LARGE, path=name)
    return bytes(data)


SIGNS = (  # (what it begins with, the form): the first that answers
    (re.compile(rb"PK\x03\x04"), "xlsx"),
    (re.compile(rb"PAR1"), "parquet"),
    (re.compile(rb"\s*\{[^\n]*\}[ \t\r]*\n\s*\{"), "jsonl"),  # one mapping a line, and another after it
    (re.compile(rb"\s*[\[{]"), "json"),
    (re.compile(rb"(?:\s*(?:#[^\n]*)?\n)*(?:---|- |[\w ]+:(?:\s|$))"), "yaml"),
)


def guess(data: bytes, name: str) -> str:
    """The form of content that has no suffix.

    Raises:
        InvalidTableError: it is empty.
    """
    text = data[:100_000]
    if encoding_of(text) == "utf-16":
        text = text.decode("utf-16", "ignore").encode()
    text = text.removeprefix(b"\xef\xbb\xbf")
    if not text.strip():
        raise InvalidTableError("is empty; a table needs a line of column names and one line a task", path=name)
    found = next((form for sign, form in SIGNS if sign.match(text)), "")
    head = text.lstrip().split(b"\n", 1)[0]
    return found or ("tsv" if head.count(b"\t") > head.count(b",") + head.count(b";") else "csv")
