"""Where templates are found: a path, the team's own folder, the bundled ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..errors import PlanformError, UnknownNameError, nearest
from ..settings import Settings
from ._compiled import CompiledTemplate, compile_text
from .overrides._overrides import beside
from .text._text import read_text

PACKAGE = Path(__file__).parent.parent
MOST_KEPT = 256  # compiled templates: each document without a word about its template is held against all of them


def data_folder(name: str) -> Path:
    """The folder of bundled `templates` or `notebooks`: inside the wheel, or at the top of the checkout."""
    packed = PACKAGE / "_data" / name
    return packed if packed.is_dir() else PACKAGE.parents[1] / name


@dataclass(frozen=True)
class Entry:
    """One name of the catalog.

    Attributes:
        name: what it is called by.
        path: the file that has the name.
        shadows: files of the same name in later folders, which cannot be called by it.
        found: the template, or what is wrong with its file.
    """

    name: str
    path: Path
    shadows: tuple[Path, ...]
    found: CompiledTemplate | PlanformError


@dataclass(frozen=True)
class Catalog:
    """The templates that can be called by name.

    Attributes:
        folders: searched in this order; the first that has a name wins.
    """

    folders: tuple[Path, ...]

    @classmethod
    def of(cls, settings: Settings | None = None) -> Catalog:
        """The team's folder before the bundled one."""
        own = (settings or Settings.load()).templates_path
        return cls(tuple(dict.fromkeys(p.resolve() for p in (own, data_folder("templates")) if p.is_dir())))

    def every(self) -> dict[str, tuple[Path, ...]]:
        """Name -> its files; the first has the name, it shadows the others."""
        found: dict[str, tuple[Path, ...]] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("*.md")):
                found[path.stem] = (*found.get(path.stem, ()), path)
        return found

    def entries(self) -> Iterator[Entry]:
        """All names, each with what it shadows; a broken template is given as its error and hides no other."""
        for name, (path, *shadowed) in self.every().items():
            try:
                found: CompiledTemplate | PlanformError = load_file(path)
            except PlanformError as error:
                found = error
            yield Entry(name, path, tuple(shadowed), found)

    def load(self, name: str | Path) -> CompiledTemplate:
        """A template by its name or its path.

        Raises:
            UnknownNameError: no folder has it; the nearest name is offered.
            NotFoundError: a path that is not there.
            InvalidTemplateError: the file is no template.
        """
        text = str(name)
        if isinstance(name, Path) or text.endswith((".md", ".markdown")) or "/" in text:
            return load_file(Path(name))
        known = self.every()
        if text not in known:
            raise UnknownNameError(
                f"no template is called {text!r}{nearest(text, known) or '.'} Known: {', '.join(known) or 'none'}"
            )
        return load_file(known[text][0])

    def __iter__(self) -> Iterator[CompiledTemplate | PlanformError]:
        """All of them; a broken one is given as its error."""
        return (entry.found for entry in self.entries())


def load_file(path: Path) -> CompiledTemplate:
    """Compile one file, with the overrides beside it."""
    said = beside(path)
    overrides = read_text(said) if said.is_file() else ""
    return _compiled(read_text(path), path.stem, str(path), overrides)


@lru_cache(maxsize=MOST_KEPT)
def _compiled(text: str, name: str, source: str, overrides: str) -> CompiledTemplate:
    return compile_text(text, name, source, overrides)
