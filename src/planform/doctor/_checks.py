"""What can be wrong with an installation: one small function a check, each saying what it found and what to do."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, entry_points, metadata, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from ..errors import PlanformError
from ..settings import FILE, Settings, find
from ..store import PlanStore, missing_file
from ..template import Catalog
from ._widgets import widget_faults

OK, NOTE, FAULT = "ok", "note", "fault"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Finding:
    """What a check found.

    Attributes:
        check: its name.
        level: ``ok``, ``note`` (worth knowing, nothing is broken) or ``fault``.
        message: what is there; of a fault what is wrong and what to do.
    """

    check: str
    level: str
    message: str


@dataclass(frozen=True)
class Place:
    """Where the doctor looks: a folder, its settings (None where they make no sense), and the store's URL."""

    folder: Path
    settings: Settings | None
    store: str | None


Found = Iterator[tuple[str, str]]
"""Level and message, one or several."""


def diagnose(folder: Path | str = ".", store: str | None = None) -> list[Finding]:
    """Look at an installation from a folder, as the terminal and the notebooks there would.

    Args:
        folder: where people work; planform.toml is found upward from it.
        store: path or URL of the store; without it what planform.toml says.
    """
    folder = Path(folder)
    try:
        settings = Settings.load(folder)
    except PlanformError:
        settings = None  # told by its own check
    place = Place(folder, settings, store or (settings.store_url if settings else None))
    return [finding for name, check in CHECKS.items() for finding in _of(name, check, place)]


def _of(name: str, check: Callable[[Place], Found], place: Place) -> Iterable[Finding]:
    try:
        return [Finding(name, level, message) for level, message in check(place)]
    except PlanformError as error:
        return [Finding(name, FAULT, str(error))]


# --- programs ---------------------------------------------------------------------------------------------------------


def _python(_: Place) -> Found:
    here, wanted = platform.python_version(), metadata("planform")["Requires-Python"]
    if SpecifierSet(wanted).contains(here, prereleases=True):
        yield OK, f"Python {here} in {sys.prefix}"
    else:
        yield FAULT, f"Python {here} is none of {wanted}: make an environment with a newer one, install planform there"


def _packages(_: Place) -> Found:
    bad = []
    for text in metadata("planform").get_all("Requires-Dist") or []:
        wanted = Requirement(text)
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            have = version(wanted.name)
        except PackageNotFoundError:
            have = None
        if have is None or not wanted.specifier.contains(have, prereleases=True):
            bad.append((wanted, have))
    for wanted, have in bad:
        what = f"{wanted.name} {have} is none of {wanted.specifier}" if have else f"{wanted.name} is missing"
        yield FAULT, f"{what}: run {sys.executable} -m pip install '{wanted.name}{wanted.specifier}'"
    if not bad:
        yield OK, f"planform {version('planform')} and all that it needs"


def _widgets(place: Place) -> Found:
    yield from widget_faults(place.folder)


def _papermill(_: Place) -> Found:
    found = [point for point in entry_points(group="papermill.engine") if point.name == "planform"]
    if found:
        yield OK, "papermill knows the engine planform"
    else:
        yield (
            FAULT,
            "papermill does not know the engine planform, for planform was not installed by pip: run "
            f"{sys.executable} -m pip install --force-reinstall --no-deps planform (in a checkout: -e .)",
        )


def _browser(_: Place) -> Found:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path:
        yield OK, f"{path}, for the tests in a browser"
    else:
        yield NOTE, "no Chromium here; only the tests of planform itself need it (make test fetches one)"


# --- files ------------------------------------------------------------------------------------------------------------


def _settings(place: Place) -> Found:
    Settings.load(place.folder)  # raises what is wrong with it
    path = find(place.folder)
    if path:
        yield OK, str(path)
    else:
        yield NOTE, f"no {FILE} here or above, defaults hold; `planform lab` lays one"


def _store(place: Place) -> Found:
    if place.store is None:
        yield NOTE, f"not looked at: {FILE} does not say which, see above"
        return
    path = missing_file(place.store)
    if path is not None:
        _writable(path.parent, "the store cannot be made")
        yield OK, f"{path}: none yet, the first save makes it"
        return
    with PlanStore(place.store, place.settings, timeout=1.0) as store:
        store.try_writing()
        yield OK, f"{store.url}: {len(store)} plans"


def _templates(place: Place) -> Found:
    if place.settings is None:
        return
    entries = list(Catalog.of(place.settings).entries())
    broken = [entry for entry in entries if isinstance(entry.found, PlanformError)]
    for entry in broken:
        yield FAULT, f"{entry.found} (mend it, or move it out of {entry.path.parent})"
    own = place.settings.templates_path
    if own.exists() and not own.is_dir():
        yield FAULT, f"{own}: is no folder; name another one as templates in {FILE}"
    elif not broken:
        yield OK, f"{len(entries)} templates, your own from {own}" if own.is_dir() else f"{len(entries)} templates"


def _journal(place: Place) -> Found:
    if place.settings is None:
        return
    folder = place.settings.journal_path
    _writable(folder, "what is typed in a form is not kept until it is saved")
    yield OK, f"{folder}: what is typed and not saved yet"


def _writable(folder: Path, why: str) -> None:
    """See that a file can be made in a folder, or in the nearest above it that is there.

    Raises:
        PlanformError: it cannot.
    """
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        raise PlanformError(
            f"cannot be written ({error.strerror or error}), so {why}: make it writable", path=there
        ) from error


CHECKS: dict[str, Callable[[Place], Found]] = {
    "python": _python,
    "packages": _packages,
    "widgets": _widgets,
    "papermill": _papermill,
    "browser": _browser,
    "settings": _settings,
    "store": _store,
    "templates": _templates,
    "journal": _journal,
}
