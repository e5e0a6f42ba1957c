"""Where templates are found: a path, the team's own folder, the bundled ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import InvalidTemplateError, NotFoundError, PlanformError, UnknownNameError, nearest
from ..settings import Settings
from ._compiled import CompiledTemplate, compile_text
from ._overrides import beside

PACKAGE = Path(__file__).parent.parent


def data_folder(name: str) -> Path:
    """The folder of bundled `templates` or `notebooks`: inside the wheel, or at the top of the checkout."""
    packed = PACKAGE / "_data" / name
    return packed if packed.is_dir() else PACKAGE.parents[1] / name


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

    def paths(self) -> dict[str, Path]:
        """Name -> file; what a folder shadows in a later one is left out."""
        found: dict[str, Path] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("*.md")):
                found.setdefault(path.stem, path)
        return found

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
        known = self.paths()
        if text not in known:
            raise UnknownNameError(
                f"no template is called {text!r}{nearest(text, known) or '.'} Known: {', '.join(known) or 'none'}"
            )
        return load_file(known[text])

    def __iter__(self) -> Iterator[CompiledTemplate | PlanformError]:
        """All of them; a broken one is given as its error, so that it does not hide the others."""
        for path in self.paths().values():
            try:
                yield load_file(path)
            except PlanformError as error:
                yield error


def load_file(path: Path) -> CompiledTemplate:
    """Compile one file, with the overrides beside it."""
    said = beside(path)
    overrides = read_text(said) if said.is_file() else ""
    return compile_text(read_text(path), path.stem, str(path), overrides)


def read_text(path: Path, refusal: type[PlanformError] = InvalidTemplateError) -> str:
    """The text of a UTF-8 file, line ends as they are.

    Args:
        path: the file.
        refusal: the error to raise where it cannot be read.

    Raises:
        NotFoundError: no such file.
        PlanformError: it cannot be read as UTF-8 text; of the kind `refusal`.
    """
    try:
        if path.exists() and not path.is_file():
            raise refusal("is no file", path=path)
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise NotFoundError("no such file", path=path) from error
    except UnicodeDecodeError as error:
        raise refusal(f"is not UTF-8 text (byte {error.start}); save it as UTF-8", path=path) from error
    except OSError as error:
        raise refusal(f"cannot be read: {error.strerror or error}", path=path) from error
