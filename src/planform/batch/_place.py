"""What a notebook is told: the template, the store, the folder; a store's password only through its environment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ..errors import PlanformError, StoreError
from ..plan import Template
from ..settings import Settings
from ..store import PlanStore

Told = tuple[str | None, dict[str, str]]  # path or URL for the parameters, and the kernel's environment


@dataclass(frozen=True, slots=True)
class Place:
    """The parameters that all notebooks of a batch share.

    Attributes:
        template: name or path, or the text of a template that is in no file.
        store: path or URL without a password; None where the environment says it.
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
        store: PlanStore | str | Path | None,
        opened: PlanStore,
        out: Path,
        settings: Settings,
        shared: bool = True,
    ) -> Place:
        """From what the batch was given.

        Args:
            shared: whether other processes must find the store.

        Raises:
            StoreError: they must and cannot: an open store has a password, or is in memory.
        """
        try:
            url, environment = told(store, opened, settings)
        except StoreError:
            if shared:
                raise
            url, environment = None, {}
        return cls(_template(template, asked), url, str(out.absolute()), environment)

    def parameters(self, values: dict[str, Any]) -> dict[str, Any]:
        """The parameters of one plan's notebook."""
        return {"template": self.template, "values": values, "store": self.store, "out": self.out}


def told(store: PlanStore | str | Path | None, opened: PlanStore, settings: Settings) -> Told:
    """How another process finds the same store.

    Raises:
        StoreError: an open store has a password, or is in memory.
    """
    if isinstance(store, PlanStore):
        return _plain(store.url), {}
    url = settings.store_url if store is None else str(store)
    if "***" in opened.url:  # the URL has a password
        return None, {"PLANFORM_STORE": url}
    return (url if "://" in url else str(Path(url).absolute())), {}


@contextmanager
def place_of(
    store: PlanStore | str | Path | None, settings: Settings
) -> Iterator[tuple[PlanStore, str | None, dict[str, str]]]:
    """A store opened, closed afterwards unless it came open, and how another process finds it."""
    if isinstance(store, PlanStore):
        yield store, *told(store, store, settings)
        return
    with PlanStore(store, settings) as opened:
        yield opened, *told(store, opened, settings)


def _template(template: Template, asked: Template | str | Path) -> str:
    """What a kernel in this folder finds the very same template by."""
    name = asked if isinstance(asked, str) else template.name
    try:
        if "/" not in name and Template.load(name).hash == template.hash:
            return name
    except PlanformError:
        pass
    return str(Path(template.source).absolute()) if template.source else template.text


def _plain(url: str) -> str:
    if "***" in url:
        raise StoreError(
            "a password is not written into notebooks: set PLANFORM_STORE to the store's URL and give no store",
            path=url,
        )
    if not url.startswith("sqlite"):
        return url
    path = unquote(url.removeprefix("sqlite:///"))
    if path in ("", ":memory:", "sqlite://"):
        raise StoreError("a store in memory cannot be seen by notebooks; give a path, or render_only")
    return path
