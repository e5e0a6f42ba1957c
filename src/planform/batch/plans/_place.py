"""What a notebook is told: the template, the store, the folder; a store's password only through its environment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ...errors import PlanformError, StoreError
from ...files import write_whole
from ...plan import Template
from ...settings import HANDED as SETTINGS
from ...settings import Settings
from ...store import PlanStore
from ...template import beside, data_folder

COPIES = ".planform-templates"  # folder of what workers elsewhere may lack
Told = tuple[str, dict[str, str]]  # path or URL for the parameters, and the kernel's environment


@dataclass(frozen=True, slots=True)
class Place:
    """The parameters that all notebooks of a batch share.

    Attributes:
        template: name or path, or the text of a template that is in no file.
        store: path or URL without a password; None where no other process can find it.
        environment: what the kernel needs and no notebook may show.
    """

    template: str
    store: str | None
    out: str
    environment: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        template: Template,
        asked: Template | str | Path,
        opened: PlanStore,
        out: Path,
        settings: Settings,
        shared: bool = True,
        remote: bool = False,
    ) -> Place:
        """From what the batch was given.

        Args:
            settings: what the notebooks read amounts with, wherever they run.
            shared: whether other processes must find the store.
            remote: whether they may lack this machine's templates; then the folder has a copy.

        Raises:
            StoreError: they must and cannot: it is in memory.
        """
        name = _copied(template, out) if remote else _template(template, asked)
        environment = {SETTINGS: settings.model_dump_json(exclude={"store"})}
        try:
            url, secret = told(opened)
        except StoreError:
            if shared:
                raise
            return cls(name, None, str(out.absolute()))
        return cls(name, url, str(out.absolute()), environment | secret)

    def parameters(self, values: dict[str, Any]) -> dict[str, Any]:
        """The parameters of one plan's notebook."""
        return {"template": self.template, "values": values, "store": self.store, "out": self.out}


def told(opened: PlanStore) -> Told:
    """How another process finds the same store.

    Raises:
        StoreError: it is in memory.
    """
    return _plain(opened.url), opened.environment


@contextmanager
def place_of(
    store: PlanStore | str | Path | None, settings: Settings
) -> Iterator[tuple[PlanStore, str, dict[str, str]]]:
    """A store opened, closed afterwards unless it came open, and how another process finds it."""
    if isinstance(store, PlanStore):
        yield store, *told(store)
        return
    with PlanStore(store, settings) as opened:
        yield opened, *told(opened)


def _template(template: Template, asked: Template | str | Path) -> str:
    """What a kernel in this folder finds the very same template by."""
    name = asked if isinstance(asked, str) else template.name
    try:
        if "/" not in name and Template.load(name).hash == template.hash:
            return name
    except PlanformError:
        pass
    return str(Path(template.source).absolute()) if template.source else template.text


def _copied(template: Template, out: Path) -> str:
    """The name of a bundled template, which is everywhere; the path of a copy of another."""
    bundled = data_folder("templates") / f"{template.name}.md"
    if bundled.is_file() and Template.load(bundled).hash == template.hash:
        return str(template.name)
    copy = out.absolute() / COPIES / template.hash / f"{template.name}.md"
    write_whole(copy, template.text)
    if template.overrides:
        write_whole(beside(copy), template.overrides)
    return str(copy)


def _plain(url: str) -> str:
    if not url.startswith("sqlite"):
        return url
    path = unquote(url.removeprefix("sqlite:///"))
    if path in ("", ":memory:", "sqlite://"):
        raise StoreError("a store in memory cannot be seen by notebooks; give a path, or render_only")
    return url if path.startswith("file:") else path
