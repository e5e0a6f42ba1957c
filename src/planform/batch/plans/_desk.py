"""Which plan a row is about: by its key, by what earlier runs knew, by its title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ...plan import Plan, Template
from ...store import PlanStore
from ..mapping._candidates import Candidate
from ._manifest import Manifest

BY = "batch"


@dataclass(slots=True)
class Desk:
    """Where plans are settled.

    Attributes:
        template: what they are made from.
        store: where they are saved.
        out: where their documents lie.
        manifest: what earlier runs did there.
        layout: names of new files.
        by: who saves them.
        keyless: title -> id of the template's plans without a key, as they were when first asked for.
    """

    template: Template
    store: PlanStore
    out: Path
    manifest: Manifest
    layout: str
    by: str = BY
    keyless: dict[str, str] | None = None


def identities(candidates: Iterable[Candidate]) -> dict[str, Candidate]:
    """Each by its key, else its slug; with a number where another row has the same."""
    named: dict[str, Candidate] = {}
    following: dict[str, int] = {}
    for candidate in candidates:
        identity, n = candidate.key or candidate.slug, following.get(candidate.slug, 2)
        while identity in named:
            identity, n = f"{candidate.slug}-{n}", n + 1
        following[candidate.slug] = n
        named[identity] = candidate
    return named


def known_plans(named: Mapping[str, Candidate], desk: Desk) -> Iterator[tuple[Candidate, str, Plan | None, str]]:
    """Each candidate with its identity, its plan where the store has one, and its identity before it had this key."""
    ask = {identity: c.key or _keyless(identity, c, desk) for identity, c in named.items()}
    plans = desk.store.find_many(a for a in ask.values() if a)
    adopted = _adopted({c.slug: i for i, c in named.items() if c.key and c.key not in plans}, named, desk)
    for identity, candidate in named.items():
        plan, former = adopted.get(identity, (plans.get(ask[identity]), ""))
        yield candidate, identity, plan, former or _renamed(identity, plan, named, desk)


def _renamed(identity: str, plan: Plan | None, named: Mapping[str, Candidate], desk: Desk) -> str:
    """What the manifest calls a plan that somebody gave another key since; ``""`` where it calls it so, or has none."""
    if plan is None or ((entry := desk.manifest.get(identity)) and entry.plan in ("", plan.id)):
        return ""
    former = desk.manifest.by_plan.get(plan.id or "", "")
    return former if former not in named else ""


def _keyless(identity: str, candidate: Candidate, desk: Desk) -> str:
    """The id of the plan of a row without a key: as the last run knew it, else by its title."""
    entry = desk.manifest.get(identity)
    if entry is not None:
        return entry.plan
    if desk.keyless is None:  # a title that several plans have names none
        frame = desk.store.plans(template=desk.template.name)
        frame = frame[frame["key"].isna() & ~frame["title"].duplicated(keep=False)]
        desk.keyless = dict(zip(frame["title"], frame["plan_id"], strict=True))
    return desk.keyless.get(candidate.title, "")


def _adopted(slugs: Mapping[str, str], named: Mapping[str, Candidate], desk: Desk) -> dict[str, tuple[Plan, str]]:
    """Identity -> plan and former identity, of rows that had no key last time and have one now."""
    former = {slug: e.plan for slug in slugs if slug not in named and (e := desk.manifest.get(slug)) and e.plan}
    plans = desk.store.find_many(former.values()) if former else {}
    same = {slug: plan for slug, name in former.items() if (plan := plans.get(name)) and not plan.key}
    return {slugs[slug]: (p, slug) for slug, p in same.items() if p.title == named[slugs[slug]].title}
