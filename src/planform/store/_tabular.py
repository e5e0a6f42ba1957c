"""Frames as files: Parquet as they are; CSV that a spreadsheet takes for data and never for a formula.

A cell that begins with = + - @ tab or carriage return gets an apostrophe in front, as spreadsheets write it; a cell
that begins with apostrophes before such a sign gets one more: reading takes away exactly what writing put there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import InvalidValueError, NotFoundError, OutputError, nearest
from ._forecasts import FORECASTS
from ._frames import CHECKS, DAY, DEPENDENCIES, EFFORTS, MOMENT, PLANS, RISKS

RISKY = re.compile(r"'*[=+\-@\t\r]")
KNOWN = {**FORECASTS, **DEPENDENCIES, **CHECKS, **RISKS, **EFFORTS, **PLANS}
"""Column -> dtype, of all frames of a store; no name means two things."""


def guarded(text: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if isinstance(text, str) and RISKY.match(text) else text


def unguarded(text: Any) -> Any:
    """The cell as it was."""
    return text[1:] if isinstance(text, str) and text.startswith("'") and RISKY.match(text, 1) else text


def write_frame(frame: pd.DataFrame, path: str | Path, to: str | None = None) -> Path:
    """Write a frame to a file.

    Args:
        frame: any frame of a store.
        path: the file; replaced where it is there.
        to: ``csv`` or ``parquet``; without it, the file's suffix says.

    Raises:
        InvalidValueError: no such format.
        OutputError: the file cannot be written.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _way(path, to, WRITE)(frame, path)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", path=path) from error
    return path


def read_frame(path: str | Path, to: str | None = None) -> pd.DataFrame:
    """A frame that `write_frame` wrote, equal to it; columns of a template's own fields are text in a CSV.

    Raises:
        InvalidValueError: no such format, or no table.
        NotFoundError: no such file.
    """
    path = Path(path)
    try:
        found: pd.DataFrame = _way(path, to, READ)(path)
        return found
    except FileNotFoundError:
        raise NotFoundError("is not there", path=path) from None
    except (OSError, ValueError) as error:
        raise InvalidValueError(f"cannot be read as a table: {error}", path=str(path)) from error


def _way(path: Path, to: str | None, ways: dict[str, Any]) -> Any:
    name = (to or path.suffix.lstrip(".")).lower()
    if name not in ways:
        raise InvalidValueError(f"there is no format {name!r}{nearest(name, ways)}; there are {', '.join(ways)}")
    return ways[name]


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    out = frame.copy()
    for name, dtype in frame.dtypes.items():
        if pd.api.types.is_string_dtype(dtype) or pd.api.types.is_object_dtype(dtype):
            out[name] = frame[name].map(guarded, na_action="ignore")
    out.columns = [guarded(str(name)) for name in frame.columns]
    out.to_csv(path, index=False, lineterminator="\n")


def _read_csv(path: Path) -> pd.DataFrame:
    found = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8")
    found.columns = [unguarded(str(name)) for name in found.columns]
    return pd.DataFrame({name: _typed(found[name], KNOWN.get(str(name), "string")) for name in found.columns})


def _typed(column: pd.Series[Any], dtype: Any) -> pd.Series[Any]:
    if dtype in (DAY, MOMENT):
        days: pd.Series[Any] = pd.to_datetime(column, format="ISO8601", utc=dtype == MOMENT)
        return days.astype(dtype)
    found: pd.Series[Any] = column
    if dtype == "boolean":
        found = column.map({"True": True, "False": False})
    elif dtype == "string":
        found = column.map(unguarded, na_action="ignore")
    typed: pd.Series[Any] = found.astype(dtype)
    return typed


WRITE: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    "csv": _write_csv,
    "parquet": lambda frame, path: frame.to_parquet(path, index=False),
}
READ: dict[str, Callable[[Path], pd.DataFrame]] = {
    "csv": _read_csv,
    "parquet": lambda path: pd.read_parquet(path),
}
