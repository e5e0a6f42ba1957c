"""Names of files: from slugs only, inside the output folder only, and written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from slugify import slugify

from .errors import InvalidTableError, OutputError, nearest

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

DEFAULT = "{key}-{slug}"
PARTS = ("key", "slug", "template")
PART = ".planform-"  # begins the name of a file that is being written
_PARTS = re.compile(r"\.planform-(\d+)-[0-9a-f]{8}(\.\w+)?")
LONGEST = 60  # characters of a slug; file systems take 255 bytes a name
BEYOND = 1 << 30  # the byte that is locked where locking one forbids others to read it
FORBIDDEN = re.compile(r"[<>\"|?*\x00-\x1f\x7f]")  # what not every file system takes
RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    "failures",
    "summary",
    *(f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10)),
}


def slug_of(title: str) -> str:
    """A title as lower-case words of letters and digits; ``plan`` where it has none."""
    return slugify(title, max_length=LONGEST, word_boundary=True, save_order=True) or "plan"


def safe(name: str) -> str:
    """A key as part of a file name: as it is spelt, but only of ASCII letters, digits, dot, hyphen and underscore."""
    ascii_only = slugify(name, lowercase=False, regex_pattern=r"[^A-Za-z0-9._-]+", max_length=LONGEST)
    return ascii_only.strip(".-_ ")


def check_layout(layout: str) -> str:
    """A layout that stays inside the output folder, without its ``.md``.

    Raises:
        InvalidTableError: it leaves the folder, names a part that does not exist, or would give all plans one name.
    """
    names = re.findall(r"\{(.*?)\}", layout)
    wrong = [f"{{{n}}}{nearest(n, PARTS)}" for n in names if n not in PARTS]
    pure = PurePosixPath(layout.replace("\\", "/"))
    if wrong:
        raise InvalidTableError(
            f"the layout {layout!r} has no part {', '.join(wrong)}; known: {{key}}, {{slug}}, {{template}}"
        )
    if pure.is_absolute() or ".." in pure.parts or not pure.name or ":" in layout:
        raise InvalidTableError(
            f"the layout {layout!r} leads out of the output folder; write it relative, without '..'"
        )
    if FORBIDDEN.search(layout) or max(map(len, pure.parts)) > LONGEST:
        raise InvalidTableError(
            f"the layout {layout[:LONGEST]!r} cannot be names of files everywhere; write letters, digits, '-', '_' and "
            f"'/', at most {LONGEST} characters between two '/'"
        )
    if not {"key", "slug"} & set(names):
        raise InvalidTableError(f"the layout {layout!r} gives all plans one name; put {{key}} or {{slug}} in it")
    return str(pure).removesuffix(".md")


class Names:
    """Names of files that are taken, and new ones unlike all of them; each costs the same however many there are."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Begin with names, in any case."""
        self._taken = {name.casefold() for name in taken}
        self._next: dict[str, int] = {}  # name -> the number to try next behind it

    def give(self, layout: str, key: str, slug: str, template: str) -> str:
        """Path of a plan's files below the output folder, without suffix; it is taken from now on."""
        base = _filled(layout, key, slug, template)
        unique, n = base, self._next.get(base, 2)
        while unique.casefold() in self._taken:
            unique, n = _numbered(base, n, layout), n + 1
        self._next[base] = n
        self._taken.add(unique.casefold())
        return unique


def name_of(layout: str, key: str, slug: str, template: str, taken: Iterable[str]) -> str:
    """Path of a plan's files below the output folder, without suffix; unlike all that are taken, in any case."""
    return Names(taken).give(layout, key, slug, template)


def _filled(layout: str, key: str, slug: str, template: str) -> str:
    parts = {"key": safe(key), "slug": slug, "template": safe(template)}
    filled = [
        re.sub(r"\{(\w+)\}", lambda m: parts[m[1]], part).strip("-_. ") or "plan"
        for part in PurePosixPath(layout).parts
    ]
    return "/".join(map(_free, filled))


def _free(part: str) -> str:
    """A name that no system keeps for a device: ``con.txt`` is the console too, ``con-plan.txt`` is a file."""
    stem, dot, rest = part.partition(".")
    return f"{stem}-plan{dot}{rest}" if stem.casefold() in RESERVED else part


def _numbered(base: str, n: int, layout: str) -> str:
    """{slug}/plan gets another folder, not another plan."""
    *folders, last = base.split("/")
    by_folder = folders and "{" not in PurePosixPath(layout).name
    return "/".join([*folders[:-1], f"{folders[-1]}-{n}", last] if by_folder else [*folders, f"{last}-{n}"])


def inside(out: Path, name: str, suffix: str) -> Path:
    """The file of a name below the output folder.

    Raises:
        OutputError: the name leads out of it, through a link or otherwise.
    """
    path = out / f"{name}{suffix}"
    if not path.resolve().is_relative_to(out.resolve()):
        raise OutputError("lies outside the output folder", path=path)
    return path


def open_folder(out: Path) -> Path:
    """Make the output folder and see that it can be written.

    Raises:
        OutputError: it cannot.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}; choose another --out", path=out) from error
    return out


def write_whole(path: Path, text: str) -> None:
    """Write a file by another name and put it in its place: a reader finds the old one or the new one.

    Raises:
        OutputError: it cannot be written.
    """
    content = text.encode("utf-8")
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """The same for a file that is written bit by bit: it takes its place at the end.

    Raises:
        OutputError: it cannot be written.
    """
    temporary = path.with_name(f"{PART}{os.getpid()}-{secrets.token_hex(4)}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("xb") as file:
                yield file
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", path=path) from error


def sweep(folder: Path) -> None:
    """Remove what `whole_file` could not: parts of files of processes of this machine that were killed."""
    for path in folder.rglob(f"{PART}*"):
        if (m := _PARTS.fullmatch(path.name)) and not _lives(int(m[1])):
            path.unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def hold(fd: int) -> bool:
    """Whether an open file is this process's alone from now on; the system lets go of it when the process ends.

    Where a file system knows no locks, nobody else can be asked: then it is.
    """
    try:
        if sys.platform == "win32":
            os.lseek(fd, BEYOND, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLOCK)
    return True
