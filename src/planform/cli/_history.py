"""Commands on what the store keeps: save documents, search, history, bring back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InvalidDocumentError, InvalidValueError, RevisionConflictError, StoreError
from ._app import JsonOption, StoreOption, app, existing
from ._filters import filtered
from ._folder import TemplatesOption, settings_with
from ._shown import each, echo_json, say, show_frame, status_of, warn

if TYPE_CHECKING:
    from ..plan import Plan, ReadResult
    from ..settings import Settings
    from ..store import PlanStore

ByOption = Annotated[str | None, typer.Option("--by", help="Who does it; history tells.")]
SIDES = ("mine", "theirs")


@app.command()
def save(
    files: Annotated[list[Path], typer.Argument(help="Plans in Markdown.")],
    template: Annotated[str | None, typer.Option("--template", help="Read them as this template.")] = None,
    take: Annotated[
        str | None, typer.Option("--take", help="Where file and store differ: mine (the file's) or theirs.")
    ] = None,
    by: ByOption = None,
    folder: TemplatesOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Save documents in the store: new plans, or what was changed in known ones; nothing is overwritten unasked."""
    from ..store import PlanStore

    if take not in (None, *SIDES):
        raise InvalidValueError(f"--take is mine or theirs, not {take!r}")
    settings = settings_with(folder)
    with PlanStore(store, settings) as records:
        found = list(
            each(files, lambda path: _saved(records, path, _document(records, path, template, settings), take, by))
        )
    saved = [(path, plan) for path, plan in found if plan]
    if as_json:
        echo_json([{"file": str(path), "id": p.id, "key": p.key, "revision": p.revision} for path, p in saved])
    else:
        for path, plan in saved:
            say(f"{path}: {plan.key or plan.title or plan.id}, revision {plan.revision}")
    raise typer.Exit(status_of(found))


def _document(records: PlanStore, path: Path, template: str | None, settings: Settings) -> Plan:
    """The plan of a document, in the very state of the template that it was made from, where the store has it."""
    from ..plan import own_entry, read_plan
    from ..template import read_text

    text = read_text(path, InvalidDocumentError)
    mark = str(own_entry(text, str(path)).get("hash") or "")
    kept = records.template(mark) if mark and not template else None
    return _told(path, read_plan(path, kept or template, settings))


def _told(path: Path, result: ReadResult) -> Plan:
    """What was read; a template that was guessed is named aloud."""
    for doubt in result.doubts:
        if doubt.code.startswith("template"):
            warn(f"{path}: {doubt.message}; --template NAME says which it is")
    return result.plan


def _saved(records: PlanStore, path: Path, plan: Plan, take: Any, by: str | None) -> Plan:
    """A document's plan in the store; by its id, else by its key."""
    known = records.find(plan.key) if plan.key and not plan.id else None
    try:
        return records.save(replace(plan, id=known.id) if known else plan, by)
    except RevisionConflictError as conflict:
        try:
            return records.merge(conflict, take, by)
        except RevisionConflictError as left:
            names = ", ".join(left.conflicts)
            raise StoreError(
                f"the store has other values for {names}; add --take mine (the file's) or --take theirs (the store's)",
                path=path,
            ) from None


@app.command()
@filtered
def search(
    chosen: dict[str, Any],
    text: Annotated[list[str], typer.Argument(help='Words, or "a phrase" between quotes.')],
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many plans.")] = 20,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find plans by what they say, the best first, with the place."""
    from ..store import PlanStore

    with PlanStore(existing(store)) as records:
        frame = records.search(" ".join(text), limit, **chosen)
    names = frame["key"].fillna(frame["plan_id"])
    show_frame(frame if as_json else frame.assign(key=names)[["key", "title", "field", "snippet"]], as_json)


@app.command()
def history(
    plan: Annotated[str, typer.Argument(help="Id or key.")], store: StoreOption = None, as_json: JsonOption = False
) -> None:
    """Say who changed what of a plan, and when; of a deleted one, too."""
    from ..store import PlanStore

    with PlanStore(existing(store)) as records:
        frame = records.history(plan)
    when = frame["at"].dt.strftime("%Y-%m-%d %H:%M:%S UTC")
    show_frame(frame if as_json else frame.assign(at=when), as_json)


@app.command()
def restore(
    plan: Annotated[str, typer.Argument(help="Id or key; of a deleted plan, too.")],
    revision: Annotated[int | None, typer.Option("--revision", help="As it was then; else as it was at last.")] = None,
    by: ByOption = None,
    store: StoreOption = None,
) -> None:
    """Make a plan again what it was."""
    from ..store import PlanStore

    with PlanStore(existing(store)) as records:
        found = records.restore(plan, revision, by)
    say(f"{found.key or found.title or found.id}: revision {found.revision}")
