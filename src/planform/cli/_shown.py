"""How results are shown: tables, JSON, text."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..errors import OutputError, PlanformError
from ._app import DONE, SOME_FAILED, UNUSABLE

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
MISSING = frozenset({"None", "nan", "NaT", "<NA>"})
out_console, err_console = Console(), Console(stderr=True)


def say(line: object) -> None:
    """One line as it is: what a person wrote is no mark-up."""
    out_console.print(Text(str(line)), highlight=False, soft_wrap=True)


def complain(error: PlanformError) -> None:
    """A person's mistake, in a line of its own on the error stream."""
    for diagnostic in error.diagnostics:
        warn(diagnostic)


def warn(line: object) -> None:
    """One line on the error stream."""
    err_console.print(Text(f"planform: {line}"), highlight=False, soft_wrap=True)


def each(paths: Iterable[Path], use: Callable[[Path], T]) -> Iterator[tuple[Path, T | None]]:
    """What becomes of each file; one that cannot be used is named, gives None, and does not stop the others."""
    for path in paths:
        try:
            yield path, use(path)
        except PlanformError as error:
            complain(error)
            yield path, None


def status_of(found: Collection[tuple[Path, object]]) -> int:
    """The exit status of work on several files: all could be used, some, or none."""
    bad = sum(result is None for _, result in found)
    return DONE if not bad else UNUSABLE if bad == len(found) else SOME_FAILED


def show_frame(frame: pd.DataFrame, as_json: bool) -> None:
    """A frame as a table, or as JSON records."""
    if as_json:
        typer.echo(frame.to_json(orient="records", date_format="iso", indent=2, force_ascii=False))
        return
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in frame.columns:
        table.add_column(
            str(column), overflow="fold", no_wrap=False, justify="right" if frame[column].dtype.kind in "if" else "left"
        )
    for row in frame.itertuples(index=False):
        table.add_row(*(Text(cell_text(value)) for value in row))
    console = out_console if out_console.is_terminal else Console(width=200)
    console.print(table)


def cell_text(value: Any) -> str:
    """A cell as a person reads it."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if not isinstance(value, str) and str(value) in MISSING:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def echo_json(data: Any) -> None:
    """Plain data as JSON."""
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False, default=str))


def write_text(text: str, path: Path | None) -> None:
    """To a file that is not there yet, or printed."""
    if path is None:
        typer.echo(text, nl=not text.endswith("\n"))
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(text.encode("utf-8", "replace"))
    except FileExistsError as error:
        raise OutputError("is there already; name another file", path=path) from error
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", path=path) from error
    typer.echo(str(path))
