"""What the notebook of one plan does: make it, save it, write it, show it. Idempotent by key and content."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import Diagnostic, InvalidValueError, UnknownNameError
from ...files import DEFAULT, check_layout, open_folder, slug_of
from ...plan import Plan, Template
from ...settings import Settings
from ...store import PlanStore
from ...template import front_matter
from ..mapping._candidates import NEITHER, Candidate
from ..tables._source import Row, plain
from ._desk import Desk, identities
from ._manifest import Manifest
from ._settle import settle

if TYPE_CHECKING:
    from ...analysis import Forecast, RiskSummary

WORDS = {
    "new": "saved as a new plan",
    "changed": "brought up to date",
    "same": "unchanged",
    "draft": "a draft, not saved",
}


@dataclass(frozen=True, repr=False)
class Made:
    """A plan that was just made, and where it lies.

    Attributes:
        plan: as the store has it.
        path: the Markdown file, None for a draft.
        state: ``new``, ``changed``, ``same`` or ``draft``.
        store: path or URL of the store, None for what planform.toml says.
    """

    plan: Plan
    path: Path | None
    state: str
    store: str | None

    def document(self) -> Any:
        """The plan as Jupyter shows Markdown: its file, less what that says above its text."""
        from IPython.display import Markdown

        text = self.plan._repr_markdown_() if self.path is None else self.path.read_text(encoding="utf-8")
        front = front_matter(text) if self.path else None
        return Markdown(text[front.end() :] if front else text)  # type: ignore[no-untyped-call]

    @cached_property
    def forecast(self) -> Forecast:
        """Effort and finish of this plan alone."""
        from ...analysis import forecast

        return forecast(self._frames["efforts"], risks=self._frames["risks"])

    @cached_property
    def risks(self) -> RiskSummary:
        """The risks of this plan."""
        from ...analysis import risk_summary

        return risk_summary(self._frames["risks"])

    @cached_property
    def _frames(self) -> dict[str, Any]:
        """What the store would say if it had no other plan."""
        with closing(PlanStore(":memory:")) as alone:
            alone.save(replace(self.plan, id=None, revision=None))
            return {"efforts": alone.efforts(), "risks": alone.risks()}

    def __repr__(self) -> str:
        """One line."""
        where = f", {self.path.name}" if self.path else ""
        return f"{self.plan.key} {self.plan.title}: {WORDS[self.state]}{where}".strip()

    def _repr_html_(self) -> str:
        name = " ".join(part for part in (self.plan.key, self.plan.title) if part) or "A plan without a title"
        facts = [
            ("Status", self.plan["status"]),
            ("Owner", self.plan["owner"]),
            ("Estimate", self.plan["effort"]),
            ("Filled", f"{self.plan.completeness:.0%}"),
            ("Record", WORDS[self.state]),
            ("Document", self.path.name if self.path else ""),
        ]
        cells = "".join(
            f"<tr><th style='text-align:left'>{escape(k)}</th><td style='text-align:left'>{escape(str(v))}</td></tr>"
            for k, v in facts
            if v
        )
        told = "".join(f"<li>{escape(str(p))}</li>" for p in self.plan.problems)
        return f"<h2>{escape(name)}</h2><table>{cells}</table>" + (f"<ul>{told}</ul>" if told else "")


def in_lab() -> bool:
    """Whether a person looks at this kernel through JupyterLab; nobody sees a kernel of papermill."""
    return bool(os.environ.get("JPY_SESSION_NAME"))


def make_plan(
    template: str | Template,
    values: Mapping[str, Any] | None = None,
    store: str | None = None,
    out: str | None = None,
    plan: str | None = None,
) -> Made:
    """Make a plan of values, save it and write its Markdown; with the same key and values again, nothing changes.

    Args:
        template: name or path of a template, its Markdown, or the name or hash of one that the store has.
        values: label or path of a field -> value; without any, a blank draft that is not saved.
        store: path or URL; without it what planform.toml says.
        out: folder of the Markdown file; without it the plan is only saved.
        plan: what a batch calls it there, where several without a key have one title.

    Raises:
        UnknownNameError: a name that no field answers to.
        InvalidValueError: values that their fields refuse; all are told at once.
        OutputError: `out` cannot be written, or has another file of that name.
    """
    if not values:
        return Made(_template(template).blank(), None, "draft", store)
    with PlanStore(store, Settings.load()) as records:
        chosen = _template(template, records)
        given, common = chosen.coerce(plain(values))
        candidate = _candidate(chosen, {**given, **{k: v for k, v in common.items() if v}})
        if out is None:
            return _only_saved(candidate, chosen, records, store)
        folder = open_folder(Path(out))
        desk = Desk(chosen, records, folder, Manifest(folder), check_layout(DEFAULT), by="notebook")
        with closing(desk.manifest):
            (settled,) = settle({plan: candidate} if plan else identities([candidate]), desk)
        _raise(settled.problems)
        return Made(settled.plan, folder / f"{settled.entry.file}.md", settled.state, store)


def _template(asked: str | Template, records: PlanStore | None = None) -> Template:
    """The template asked for; one that has no file here may be in the store."""
    if isinstance(asked, Template):
        return asked
    if "\n" in asked:
        return Template.from_markdown(asked)
    try:
        return Template.load(asked)
    except UnknownNameError:
        if (found := records.template(asked) if records else None) is None:
            raise
        return found


def _candidate(template: Template, values: dict[str, Any]) -> Candidate:
    plan = template.plan(values)
    if not plan.key and not plan.title:
        raise InvalidValueError(f"the plan {NEITHER}")
    return Candidate(Row(0, "the notebook", {}), plan.key, plan.title, slug_of(plan.title), values)


def _only_saved(candidate: Candidate, template: Template, records: PlanStore, store: str | None) -> Made:
    current = _known(candidate, template, records)
    plan = current.with_values(candidate.values) if current else template.plan(candidate.values)
    state = "same" if current == plan else "changed" if current else "new"
    if state != "same" and plan.problems:
        _raise([(p.path, p.message) for p in plan.problems])
    return Made(records.save(plan, by="notebook"), None, state, store)


def _known(candidate: Candidate, template: Template, records: PlanStore) -> Plan | None:
    """The plan of that key; without a key, the only keyless one of that template and title."""
    if candidate.key:
        return records.find(candidate.key)
    frame = records.plans(template=template.name)
    same = frame[(frame["title"] == candidate.title) & frame["key"].isna()]
    return records.get(str(same["plan_id"].iloc[0])) if len(same) == 1 else None


def _raise(problems: list[tuple[str, str]]) -> None:
    if problems:
        raise InvalidValueError(diagnostics=[Diagnostic("invalid-value", message, path) for path, message in problems])
