"""Commands that take plans out as files and in again: `export`, `import`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InvalidValueError, nearest
from ._app import JsonOption, StoreOption, app, existing
from ._filters import filtered
from ._shown import echo_json, say

if TYPE_CHECKING:
    from ..plan import Plan
    from ..store import PlanStore

FRAMES = ("plans", "efforts", "risks", "checks", "dependencies")
LAYOUT = "{key}-{slug}"
Asked = dict[str, Any]


@app.command("export")
@filtered
def export_command(
    chosen: dict[str, Any],
    out: Annotated[Path, typer.Option("--out", help="Folder for the files; made where absent.")],
    plans: Annotated[list[str] | None, typer.Argument(help="Ids or keys; else all that the filters choose.")] = None,
    to: Annotated[
        str, typer.Option("--format", help="md, ipynb, html, json: a file a plan. csv, parquet: tables. jsonl: all.")
    ] = "md",
    blanks: Annotated[bool, typer.Option("--blanks/--no-blanks", help="Show what is not filled in.")] = True,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write plans as files: documents, tables for other programs, or the whole store with its history."""
    from ..files import open_folder
    from ..store import PlanStore

    ways = _ways(blanks)
    if to not in ways:
        raise InvalidValueError(f"there is no format {to!r}{nearest(to, ways)}; there are {', '.join(ways)}")
    if to == "jsonl" and (chosen or plans):
        raise InvalidValueError("jsonl is the whole store with its history; leave out names and filters")
    if to in ("csv", "parquet") and plans:
        raise InvalidValueError(f"{to} takes filters such as --status, not names of plans")
    with PlanStore(existing(store)) as records:
        folder = open_folder(out)
        written = [str(path) for path in ways[to](records, folder, to, plans or [], chosen)]
    if as_json:
        echo_json(written)
    else:
        say(f"{len(written)} file{'s' * (len(written) != 1)} in {out}")


def _ways(blanks: bool) -> dict[str, Callable[[PlanStore, Path, str, list[str], Asked], Iterator[Path]]]:
    from ..plan import FORMATS

    return {
        **dict.fromkeys(FORMATS, partial(_documents, blanks=blanks)),
        "jsonl": _lines,
        "csv": _tables,
        "parquet": _tables,
    }


def _documents(
    records: PlanStore, folder: Path, to: str, names: list[str], chosen: Asked, blanks: bool
) -> Iterator[Path]:
    """A file a plan; a few plans in memory at a time."""
    from ..files import inside, name_of, slug_of, write_whole
    from ..plan import export

    found: Iterator[Plan] = (records.get(name) for name in names) if names else records.each(**chosen)
    taken: set[str] = set()
    for plan in found:
        name = name_of(LAYOUT, plan.key, slug_of(plan.title), plan.template.name, taken)
        taken.add(name)
        path = inside(folder, name, f".{to}")
        write_whole(path, export(plan, to, blanks))
        yield path


def _lines(records: PlanStore, folder: Path, to: str, names: list[str], chosen: Asked) -> Iterator[Path]:
    yield records.export_jsonl(folder / "plans.jsonl")


def _tables(records: PlanStore, folder: Path, to: str, names: list[str], chosen: Asked) -> Iterator[Path]:
    from ..store import write_frame

    for name in FRAMES:
        yield write_frame(getattr(records, name)(**chosen), folder / f"{name}.{to}")


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="What `planform export --format jsonl` wrote.")],
    store: StoreOption = None,
) -> None:
    """Bring plans with their history into the store; what is there already is not brought twice."""
    from ..store import PlanStore

    with PlanStore(store) as records:
        found = records.import_jsonl(file)
    say(f"{found} plan{'s' * (found != 1)} brought in")
