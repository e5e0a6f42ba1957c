"""What a person finds in the four templates: path, kind, role, options, defaults; one table a template.

Run it on any folder that holds templates of these names: ``python -m tests.inventory FOLDER``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from planform.document import Lens
from planform.template import Field, compile_text, flatten

HERE = Path(__file__).parent
NAMES = tuple(sorted(p.stem for p in HERE.glob("*.txt")))


class Line(NamedTuple):
    """One field as a person describes it."""

    path: str
    kind: str
    role: str
    options: str
    default: str


def table(path: Path) -> list[Line]:
    """The lines of a table: ``path | kind | role | options | default``, trailing empty parts left out."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [Line(*[*(part.strip() for part in line.split("|")), "", "", "", ""][:5]) for line in lines]


def wanted(name: str) -> list[Line]:
    """The table of one of the four templates."""
    return table(HERE / f"{name}.txt")


def found(path: Path) -> list[Line]:
    """The same of what the compiler finds."""
    template = compile_text(path.read_bytes().decode("utf-8"), path.stem)
    blank = Lens(template).blank()
    return [
        Line(
            f.path,
            f.shown_kind.replace("|", "+"),
            f.role,
            ", ".join(f.options),
            "" if f.group else _default(f, blank[f.key]),
        )
        for f in flatten(template.fields)
    ]


def _default(field: Field, value: object) -> str:
    if isinstance(value, list):
        return f"{len(value)} items" if value else ""
    return str(value) if field.kind == "number" else "text" if value else ""


def compare(mine: list[Line], theirs: list[Line]) -> Iterator[str]:
    """Lines that one side lacks."""
    yield from (f"missing: {' | '.join(line)}" for line in mine if line not in theirs)
    yield from (f"beyond:  {' | '.join(line)}" for line in theirs if line not in mine)


def differences(path: Path) -> Iterator[str]:
    """Where the table of a template and what the compiler finds in the file disagree."""
    return compare(wanted(path.stem), found(path))


def main(folder: str) -> int:
    """Print what differs, and how much is right."""
    wrong = 0
    for name in NAMES:
        path = Path(folder) / f"{name}.md"
        found_here = list(differences(path))
        right = len(wanted(name)) - sum(d.startswith("missing") for d in found_here)
        print(f"{name}: {right} of {len(wanted(name))} fields as a person finds them")
        for difference in found_here:
            print(f"  {difference}")
        wrong += bool(found_here)
    return wrong
