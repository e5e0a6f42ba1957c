"""The summary on disk: its notebook executed, and the same as one HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ...engine import Job, execute, quiet, read_notebook
from ...errors import PlanformError
from ...files import open_folder, write_whole
from ...plan import digest
from ...settings import Settings
from ...store import PlanStore
from ...template import data_folder
from ..plans._manifest import Manifest
from ..plans._place import place_of
from ._changes import keep
from ._page import data_of, page

NOTEBOOK, HTML = "summary.ipynb", "summary.html"


@dataclass(frozen=True, slots=True)
class Summary:
    """Where a summary lies.

    Attributes:
        notebook: the executed notebook.
        html: the same as a page that needs no network.
    """

    notebook: Path
    html: Path


def notebook_text(notebook: str | Path | None) -> tuple[str, str]:
    """Text and path of the summary's notebook."""
    path = Path(notebook) if notebook is not None else data_folder("notebooks") / NOTEBOOK
    return read_notebook(path), str(path)


def write_report(
    store: PlanStore | str | Path | None = None,
    out: str | Path = "out",
    notebook: str | Path | None = None,
    settings: Settings | None = None,
    **filters: Any,
) -> Summary:
    """Execute the summary's notebook with papermill and lay it beside as one HTML file that needs no network.

    What the report says is kept beside it, so that the next one can say what has changed.

    Args:
        store: the records: a path, a URL or an open store; without it what planform.toml says.
        out: folder of ``summary.ipynb`` and ``summary.html``.
        notebook: another notebook than the bundled one; takes the same parameters: store, filters, out.
        settings: those of the current folder unless given.
        filters: status, owner, template, tag, sprint, updated_since.

    Raises:
        NotFoundError: there is no such notebook.
        UnknownNameError: there is no such filter.
        OutputError: `out` cannot be written.
        StoreError: the store cannot be read, or is in memory.
        PlanformError: the notebook failed; it lies in `out` with its error.
    """
    text, origin = notebook_text(notebook)
    folder = open_folder(Path(out))
    wanted = {name: value for name, value in filters.items() if value is not None}
    with place_of(store, settings or Settings.load()) as (opened, url, environment):
        opened.plans(**wanted)  # an unknown filter or a locked store says so here, not in a notebook
    made = Summary(folder / NOTEBOOK, folder / HTML)
    parameters = {"store": url, "filters": _plain(wanted), "out": str(folder.absolute())}
    with quiet():
        outcome = execute(Job("summary", text, origin, str(made.notebook.absolute()), parameters, None, environment))
    if outcome.error:
        raise PlanformError(f"the summary could not be made: {outcome.error}", path=made.notebook)
    executed = made.notebook.read_text(encoding="utf-8")
    write_whole(made.html, page(executed))
    if said := data_of(executed):
        keep(folder, _plain(wanted), said)
    return made


def refresh(store: PlanStore | str | Path | None, opened: PlanStore, out: Path, manifest: Manifest, settings: Settings,
            force: bool) -> Summary:  # fmt: skip
    """The summary of a batch, made again only where a plan, the notebook, the settings or the day is another."""
    plans = opened.plans()
    states = sorted(zip(plans["plan_id"], map(int, plans["revision"]), strict=True))
    state = digest([notebook_text(None)[0], states, date.today().isoformat(), str(settings)])
    made = Summary(out / NOTEBOOK, out / HTML)
    if force or manifest.summary != state or not made.html.exists() or not made.notebook.exists():
        made = write_report(store, out, settings=settings)
        manifest.summary = state
    return made


def _plain(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Filters as data that a notebook's parameters can hold."""
    return {name: _text(value) for name, value in filters.items()}


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else [str(item) for item in value]
