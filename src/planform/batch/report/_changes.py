"""What changed since the last report: what a report says, kept as data beside it, and the two compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...files import write_whole
from ...plan import digest
from ._fragments import missing

NAME = ".planform-reports.json"
VERSION = 1
WATCHED = {"title": "Title", "status": "Status", "owner": "Owner", "effort_text": "Estimate", "due": "Due"}
FIGURES = {"left": "plans left", "p50": "effort P50", "p80": "effort P80", "finish": "finish P80"}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a report says.

    Attributes:
        made: when, to the minute, in local time.
        figures: name of `FIGURES` -> what it was, as text.
        plans: plan id -> column of `WATCHED`, or ``key`` -> text.
    """

    made: str
    figures: Mapping[str, str] = field(default_factory=dict)
    plans: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"made": self.made, "figures": dict(self.figures), "plans": {k: dict(v) for k, v in self.plans.items()}}


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that is another than it was.

    Attributes:
        plan: the store's id.
        name: what to call it, where it is no longer there to be asked.
        what: a column's heading, ``New`` or ``Gone``.
        before, after: texts; ``""`` for nothing.
    """

    plan: str
    name: str
    what: str
    before: str = ""
    after: str = ""


def said_of(plans: Any) -> dict[str, dict[str, str]]:
    """What a snapshot keeps of the store's plans."""
    columns = ["key", *WATCHED]
    return {
        row["plan_id"]: {name: _text(row[name]) for name in columns if not missing(row[name])}
        for row in plans[["plan_id", *columns]].to_dict("records")
    }


def _text(value: Any) -> str:
    return value.date().isoformat() if hasattr(value, "date") else str(value)


def moves(before: Snapshot, now: Snapshot) -> list[Move]:
    """What is new, gone or changed, in this order of plans."""
    return [move for plan in {**now.plans, **before.plans} for move in _of(plan, before.plans, now.plans)]


def _of(plan: str, before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]) -> Iterator[Move]:
    was, has = before.get(plan), now.get(plan)
    known = has or was or {}
    name = known.get("key") or known.get("title", "")
    if was is None or has is None:
        title = known.get("title", "")
        yield Move(plan, name, "New", after=title) if was is None else Move(plan, name, "Gone", title)
        return
    for column, heading in WATCHED.items():
        if was.get(column, "") != has.get(column, ""):
            yield Move(plan, name, heading, was.get(column, ""), has.get(column, ""))


# --- on disk ----------------------------------------------------------------------------------------------------------


def earlier(out: str | Path | None, filters: Mapping[str, Any], plans: Mapping[str, Any]) -> Snapshot | None:
    """What to compare with: the last report that said something else, of the same filters.

    A report that is made again of the same plans compares with the same earlier one: it says the same.
    """
    kept = _read(out).get(digest(dict(filters)), []) if out is not None else []
    return next((Snapshot(**found) for found in kept if found.get("plans") != dict(plans)), None)


def keep(out: Path, filters: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Keep what a report says, and the one before that said something else.

    Raises:
        OutputError: the folder cannot be written.
    """
    known, name = _read(out), digest(dict(filters))
    others = [found for found in known.get(name, []) if found.get("plans") != now["plans"]][:1]
    text = json.dumps({"version": VERSION, "reports": {**known, name: [dict(now), *others]}}, ensure_ascii=False)
    write_whole(Path(out) / NAME, text)


def _read(out: str | Path | None) -> dict[str, list[dict[str, Any]]]:
    """All that is kept; what cannot be read is as good as nothing: a comparison is a comfort."""
    try:
        data = json.loads((Path(out or ".") / NAME).read_text(encoding="utf-8"))
        return dict(data["reports"]) if data["version"] == VERSION else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
