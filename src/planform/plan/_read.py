"""Documents -> plans."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import Diagnostic, InvalidDocumentError, PlanformError, UnknownNameError
from ..settings import Settings
from ..template import COMMON, Catalog, check_text, front_matter, read_text
from . import _front
from ._best import ranked
from ._plan import Plan, said_in_front, with_front
from ._template import Template

ID = re.compile(r"[0-9a-f]{24}")
MUCH_ALIKE = 0.3  # the likeness from which a template that a document does not name is taken for the one it names
PATH = re.compile(r"[/\\]|\.(?:md|markdown)$")


@dataclass(frozen=True)
class ReadResult:
    """What was found in a document.

    Attributes:
        plan: the plan, with the document's text.
        unplaced: (first line, last line, text) of what has no field.
        doubts: what was placed with less than certainty.
        score: share of the document's text that has a place, 0 to 1.
    """

    plan: Plan
    unplaced: tuple[tuple[int, int, str], ...]
    doubts: tuple[Diagnostic, ...]
    score: float


def read_plan(
    source: str | Path, template: Template | str | None = None, settings: Settings | None = None
) -> ReadResult:
    """Read a document: a path, or its text.

    Args:
        source: a path, or Markdown text (anything with a line end).
        template: the template or its name; else what the front matter says, else the best match of all known templates.
        settings: where templates are looked for.

    Raises:
        NotFoundError: no such file.
        InvalidDocumentError: it is no text, its front matter is no YAML, or no template fits at all.
    """
    text, path = _text_of(source)
    own = own_entry(text, path)
    doubts: list[Diagnostic] = []
    chosen = _chosen(template, own, text, settings, doubts, path)
    match = chosen.lens.read(text)
    common = {name: value for name, value in said_in_front(text, chosen).items() if name in COMMON}
    plan_id = str(own.get("id") or "")
    if plan_id and not ID.fullmatch(plan_id):
        doubts.append(Diagnostic("odd-id", f"{plan_id[:40]!r} is no id of a plan; it was left out", path))
        plan_id = ""
    plan = Plan(chosen, match.values, common, id=plan_id or None, document=text)
    return ReadResult(plan, match.unplaced, (*doubts, *match.doubts), _score(text, match.unplaced))


def is_plan(path: Path) -> bool:
    """Does a document say that it is a filled plan?

    Raises:
        NotFoundError: no such file.
        InvalidDocumentError: it is no text, or its front matter is no YAML.
    """
    return "template" in own_entry(_text_of(path)[0], str(path))


def own_entry(text: str, path: str = "") -> dict[str, Any]:
    """What a document says of itself under `planform` in its front matter: template, hash, id; {} where it does not.

    Raises:
        InvalidDocumentError: that is no YAML; with the path, where one is given.
    """
    try:
        own = _front.read(text, ("planform",)).get("planform")
    except InvalidDocumentError as error:
        raise InvalidDocumentError(diagnostics=[replace(d, path=path) for d in error.diagnostics]) from error
    return own if isinstance(own, dict) else {}


def _text_of(source: str | Path) -> tuple[str, str]:
    if isinstance(source, str) and "\n" in source:
        check_text(source, InvalidDocumentError)
        return source, ""
    return read_text(Path(source), InvalidDocumentError), str(source)


def _chosen(
    template: Template | str | None,
    own: dict[str, Any],
    text: str,
    settings: Settings | None,
    doubts: list[Diagnostic],
    path: str,
) -> Template:
    if isinstance(template, Template):
        return template
    if template:
        return Template.load(template, settings)
    if own.get("template"):
        name = str(own["template"])
        if PATH.search(name):  # a document must not say what files are opened
            raise InvalidDocumentError(f"names a file as its template: {name[:80]!r}; give its name", path=path)
        try:
            found = Template.load(name, settings)
        except UnknownNameError as error:
            return _instead(error, text, settings, doubts, path)
        if own.get("hash") is not None and not found.is_state(str(own["hash"])):
            doubts.append(
                Diagnostic("template-changed", f"was made from another state of template {found.name!r}", path)
            )
        return found
    return _best(text, settings, doubts, path)


def _best(text: str, settings: Settings | None, doubts: list[Diagnostic], path: str) -> Template:
    likeliest = ranked(text, _known(settings))
    if not likeliest:
        raise InvalidDocumentError("fits no known template; name one", path=path)
    (likeness, best), *others = likeliest
    told = f"; the next best is {others[0][1].name} ({others[0][0]:.0%})" if others else ""
    doubts.append(Diagnostic("template-guessed", f"read as {best.name} ({likeness:.0%} alike){told}", path))
    return best


def _instead(
    error: UnknownNameError, text: str, settings: Settings | None, doubts: list[Diagnostic], path: str
) -> Template:
    """For a template that nobody has here the one that the document is much like.

    Raises:
        UnknownNameError: it is like none.
    """
    likeliest = ranked(text, _known(settings))
    if not likeliest or likeliest[0][0] < MUCH_ALIKE:
        raise error
    doubts.append(Diagnostic("template-unknown", str(error), path))
    return _best(text, settings, doubts, path)


def _known(settings: Settings | None) -> list[Template]:
    """All templates that can be called by name; a broken one is left out."""
    return [Template.load(Path(t.source), settings) for t in Catalog.of(settings) if not isinstance(t, PlanformError)]


def _score(text: str, unplaced: tuple[tuple[int, int, str], ...]) -> float:
    size = sum(map(len, text.split()))
    return 1 - sum(len(w) for _, _, t in unplaced for w in t.split()) / size if size else 1.0


def update_document(text: str, plan: Plan) -> str:
    """The same document with only the changed fields rewritten.

    Raises:
        InvalidDocumentError: a value cannot be written so that it reads back.
    """
    updated = plan.template.lens.update(text, plan.values)
    return with_front(updated, plan) if _speaks_of_plans(text, plan) else updated


def _speaks_of_plans(text: str, plan: Plan) -> bool:
    """Front matter that its author wrote for other things stays theirs until the plan has something to say in it."""
    if not front_matter(text):
        return False
    said = {name: value for name, value in said_in_front(text, plan.template).items() if value}
    common = {name: value for name, value in plan.common.items() if value}
    return "planform" in said or bool(plan.id) or said != common
