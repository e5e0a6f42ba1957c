"""What goes out of a form as a file, and what comes in as a document."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...errors import UnknownNameError, nearest
from ...files import slug_of, write_whole
from ...plan import FORMATS, Plan, ReadResult, export, own_entry

TYPES = {"md": "text/markdown", "ipynb": "application/x-ipynb+json", "html": "text/html", "json": "application/json"}


def exported(plan: Plan, path: str | Path, to: str | None, blanks: bool) -> Path:
    """Write a plan to a file, in the format that `to` or the file's name says."""
    path = Path(path)
    ending = path.suffix.lstrip(".").lower()
    if to is None and ending not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise UnknownNameError(
            f"{path.name!r} does not say which format: end it with {known}{nearest(ending, FORMATS)}"
        )
    write_whole(path, export(plan, to or ending, blanks))
    return path


def as_download(plan: Plan, to: str) -> dict[str, Any]:
    """A plan as a file for the page to hand out: name, media type, text."""
    text = export(plan, to)
    name = slug_of(f"{plan.key} {plan.title}".strip() or plan.template.title)
    return {"name": f"{name}.{to}", "type": TYPES[to], "text": text}


def says_more(found: Plan, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a document's plan that say something, and not only what every new plan of its template says."""
    blank = found.template.blank_values
    return {path: value for path, value in values.items() if value and value != blank.get(path)}


def as_told(found: ReadResult, name: str, fields: int) -> dict[str, Any]:
    """What became of a document, for the page."""
    own = own_entry(found.plan.document or "").get("template")
    other = [] if own in (None, found.plan.template.name) else [f"The document says that it is a plan of {own!r}."]
    return {
        "name": name,
        "fields": fields,
        "score": round(found.score, 3),
        "unplaced": [{"first": first, "last": last, "text": text} for first, last, text in found.unplaced],
        "doubts": other + [f"{f'Line {d.line}: ' if d.line else ''}{d.message}" for d in found.doubts],
    }
