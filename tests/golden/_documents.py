"""The documents by name, and the templates they follow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import planform as pf
from planform.template import data_folder

HERE = Path(__file__).parent
FOLDERS = (data_folder("templates"), HERE.parent / "corpus")


@dataclass(frozen=True)
class Golden:
    """One document.

    Attributes:
        name: of its file.
        template: name of the template it follows.
        text: its exact text, line ends included.
        values: path -> what a person reads; texts only, ticks as flags.
        unplaced: first lines of what has no field.
    """

    name: str
    template: str
    text: str
    values: dict[str, Any]
    unplaced: tuple[str, ...]


def names() -> tuple[str, ...]:
    """The documents, sorted."""
    return tuple(sorted(path.stem for path in HERE.glob("*.md")))


@cache
def load(name: str) -> Golden:
    """A document and what a person reads from it."""
    told = yaml.load((HERE / f"{name}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    text = (HERE / f"{name}.md").read_bytes().decode("utf-8")
    return Golden(name, told["template"], text, told["values"], tuple(told.get("unplaced") or ()))


@cache
def template(name: str) -> pf.Template:
    """A bundled template, else one of the corpus."""
    return pf.Template.load(next(path for folder in FOLDERS if (path := folder / f"{name}.md").is_file()))
