"""Settings: planform.toml found upward, then the environment, then arguments. One precedence, never a global."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .errors import Diagnostic, SettingsError, nearest

FILE = "planform.toml"
HANDED = "PLANFORM_SETTINGS"  # JSON that a batch hands to its notebooks, wherever they run, in place of the file
SQLITE = re.compile(r"(?P<engine>sqlite(?:\+\w+)?:///)(?P<path>[^?]*)(?P<query>.*)")  # a path beside planform.toml


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EffortSettings(_Strict):
    """How amounts of work become hours.

    Attributes:
        hours_per_day: working hours in a day.
        days_per_week: working days in a week.
        bare_number: unit of a number without one: ``"hours"``, ``"days"``, ``"points"``, or ``"unknown"``.
        range_quantiles: which quantiles the two ends of a range are taken for.
        correlation: one-factor correlation between tasks.
    """

    hours_per_day: float = Field(default=8.0, gt=0, le=24)
    days_per_week: float = Field(default=5.0, gt=0, le=7)
    bare_number: Literal["unknown", "hours", "days", "points"] = "unknown"
    range_quantiles: tuple[float, float] = (0.1, 0.9)
    correlation: float = Field(default=0.3, ge=0, lt=1)


class RiskSettings(_Strict):
    """Probability bands of levels: name -> (low, high), each between 0 and 1."""

    bands: Mapping[str, tuple[float, float]] = {"low": (0.05, 0.25), "medium": (0.25, 0.6), "high": (0.6, 0.95)}


class CalendarSettings(_Strict):
    """Working time of the team.

    Attributes:
        holidays: ISO dates that nobody works.
        country: ISO 3166 code of the country whose public holidays nobody works, such as ``"DE"``.
        subdivision: code of its state, province or canton, such as ``"BY"``.
    """

    holidays: tuple[str, ...] = ()
    country: str = ""
    subdivision: str = ""


class Settings(_Strict):
    """What planform.toml says, filled up with defaults.

    Attributes:
        store: path or SQLAlchemy URL of the store, relative to planform.toml.
        templates: folder of the team's own templates, relative to planform.toml.
        plans: folder of plan documents, relative to planform.toml.
        journal: folder for what is typed in a form and not saved yet, relative to planform.toml; without it the user's
            own folder for such things.
        root: folder that holds planform.toml, or the folder the search began in.
    """

    store: str = Field(default="plans.db", repr=False)  # may hold a password
    templates: str = "templates"
    plans: str = "plans"
    journal: str = ""
    effort: EffortSettings = EffortSettings()
    risk: RiskSettings = RiskSettings()
    calendar: CalendarSettings = CalendarSettings()
    root: Path = Path()

    @classmethod
    def load(cls, start: Path | str | None = None, **arguments: Any) -> Settings:
        """Settings for work in `start` (the current folder); arguments that are None say nothing.

        Raises:
            SettingsError: the file is no TOML, or names or values make no sense.
        """
        begin = Path(start) if start is not None else Path.cwd()
        path = find(begin)
        data = _handed() or (_read(path) if path else {})
        for name in ("store", "templates", "plans", "journal"):
            if (value := os.environ.get(f"PLANFORM_{name.upper()}")) is not None:
                data[name] = value
        data |= {k: str(v) if isinstance(v, Path) else v for k, v in arguments.items() if v is not None}
        return _checked(cls, {"root": path.parent if path else begin, **data}, path)

    @property
    def store_url(self) -> str:
        """The store as a path or URL that is right from any folder."""
        if self.store == ":memory:":
            return self.store
        if "://" not in self.store:
            return str(self.root / Path(self.store).expanduser())
        m = SQLITE.fullmatch(self.store)
        if m is None or m["path"] in ("", ":memory:") or m["path"].startswith("file:"):
            return self.store
        return f"{m['engine']}{(self.root / Path(m['path']).expanduser()).absolute()}{m['query']}"

    @property
    def templates_path(self) -> Path:
        """The folder of the team's own templates."""
        return self.root / self.templates

    @property
    def plans_path(self) -> Path:
        """The folder of plan documents."""
        return self.root / self.plans

    @property
    def journal_path(self) -> Path:
        """The folder for what is typed in a form and not saved yet."""
        if self.journal:
            return self.root / Path(self.journal).expanduser()
        return platformdirs.user_state_path("planform", appauthor=False) / "journal"


def find(start: Path) -> Path | None:
    """The nearest planform.toml, from a folder upward."""
    begin = start.resolve()
    return next((folder / FILE for folder in (begin, *begin.parents) if (folder / FILE).is_file()), None)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"cannot be read: {error}", path=path) from error


def _handed() -> dict[str, Any]:
    text = os.environ.get(HANDED, "")
    return json.loads(text) if text else {}


def _checked(cls: type[Settings], data: dict[str, Any], path: Path | None) -> Settings:
    try:
        return cls(**data)
    except ValidationError as error:
        found = [_problem(cls, e["loc"], e["msg"], e["type"], path) for e in error.errors()]
        raise SettingsError(diagnostics=found) from error


def _problem(
    cls: type[BaseModel], loc: tuple[int | str, ...], message: str, kind: str, path: Path | None
) -> Diagnostic:
    name = ".".join(str(part) for part in loc)
    hint = nearest(str(loc[-1]), _names(cls)) if kind == "extra_forbidden" else ""
    text = f"unknown setting {name!r}{hint}" if kind == "extra_forbidden" else f"{name}: {message}"
    return Diagnostic("invalid-settings", text, str(path or "settings"))


def _names(cls: type[BaseModel]) -> list[str]:
    return [*cls.model_fields, *EffortSettings.model_fields, *RiskSettings.model_fields, *CalendarSettings.model_fields]
