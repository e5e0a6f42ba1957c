"""Commands that compare and carry over: `diff` and `migrate`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from ..errors import InvalidValueError
from ._app import DONE, SOME_FAILED, JsonOption, StoreOption, app, existing
from ._filters import filtered
from ._shown import echo_json, out_console, say, write_text

if TYPE_CHECKING:
    from ..plan import FieldChange, MigrationResult, Plan
    from ..store import PlanStore

REVISION = re.compile(r"(.+)@(\d{1,18})")
STYLES = {
    "added": "green",
    "removed": "red",
    "changed": "yellow",
    "moved": "cyan",
    "ticked": "green",
    "unticked": "red",
}


@app.command()
def diff(
    older: Annotated[str, typer.Argument(help="Id, key, KEY@REVISION, or a file.")],
    newer: Annotated[str, typer.Argument(help="The same.")],
    store: StoreOption = None,
    page: Annotated[Path | None, typer.Option("--html", help="Write a page to this file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say what differs between two plans, field by field."""
    from ..plan import changes, diff_page

    one, two = one_plan(older, store), one_plan(newer, store)
    found = changes(one, two)
    if as_json:
        echo_json([{name: getattr(c, name) for name in c.__slots__} for c in found])
    elif page:
        write_text(diff_page(one, two), page)
    else:
        show_changes(found)


def one_plan(name: str, store: str | None) -> Plan:
    """A plan from a file, or from the store by id or key; ``KEY@3`` is its third revision."""
    from ..plan import read_plan
    from ..store import PlanStore

    if Path(name).is_file() or name.endswith((".md", ".markdown")):
        return read_plan(Path(name)).plan
    with PlanStore(existing(store)) as records:
        m = REVISION.fullmatch(name)
        if m and records.find(name) is None:
            return records.get(m[1], revision=int(m[2]))
        return records.get(name)


def show_changes(found: tuple[FieldChange, ...]) -> None:
    """One line a change: the field, then what it was and is; amounts with their difference."""
    from ..plan import as_text

    section = ""
    for change in found:
        if change.section != section:
            section = change.section
            out_console.print(Text(f"\n{section}", style="bold"))
        line = Text(f"{change.change:>9} ", style=STYLES[change.change])
        line.append(change.label, style="bold")
        before, after = as_text(change.before), as_text(change.after)
        if change.change == "changed":
            line.append(f"  {before} -> {after}" + (f", {change.delta}" if change.delta else ""))
        else:
            line.append(f"  {after or before}")
        out_console.print(line, highlight=False, soft_wrap=True)
    if not found:
        say("Both say the same.")


@app.command()
@filtered
def migrate(
    chosen: dict[str, Any],
    to: Annotated[str, typer.Option("--to", help="Name or path of the template that they are to have.")],
    plan: Annotated[str | None, typer.Argument(help="Id or key; else --all.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All plans, or those that the filters choose.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Even where values find no place.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Carry plans to a changed or another template; a value that finds no place stops its plan, not the others."""
    from ..plan import Template
    from ..plan import migrate as carry
    from ..store import PlanStore

    if (plan is None) is not every:
        raise InvalidValueError("name one plan, or say --all")
    target = Template.load(to)
    with PlanStore(existing(store)) as records:
        names = [plan] if plan else list(records.plans(**chosen)["plan_id"])
        results = [carry(records.get(name), target) for name in names]
        done = [keep(records, r, force, dry_run) for r in results]
    if as_json:
        echo_json(
            [{"plan": r.plan.key or r.plan.id, "migrated": ok, **plain(r)} for r, ok in zip(results, done, strict=True)]
        )
    else:
        for result, ok in zip(results, done, strict=True):
            show_migration(result, ok, dry_run)
    raise typer.Exit(DONE if all(done) else SOME_FAILED)


def keep(records: PlanStore, result: MigrationResult, force: bool, dry_run: bool) -> bool:
    """Save a migrated plan, unless something of it would be left behind."""
    good = force or not result.unplaced
    if good and not dry_run:
        records.save(result.plan, by="migrate")
    return good


def plain(result: MigrationResult) -> dict[str, Any]:
    """What moved and what found no place, as plain data."""
    moved = [{"before": m.before, "after": m.after, "rule": m.rule} for m in result.moved]
    return {"moved": moved, "unplaced": [{"before": m.before, "value": m.value} for m in result.unplaced]}


def show_migration(result: MigrationResult, ok: bool, dry_run: bool) -> None:
    """One plan: whether it was carried over, what changed its name, what found no place."""
    from ..plan import as_text

    state = "not migrated" if not ok else "would be migrated" if dry_run else "migrated"
    say(f"{result.plan.key or result.plan.title or result.plan.id}: {state}, {len(result.moved)} values carried over")
    for move in result.moved:
        if move.rule != "path":
            say(f"  {move.before} -> {move.after} (same {move.rule})")
    for move in result.unplaced:
        say(f"  no place for {move.before}: {' '.join(as_text(move.value).split())[:80]}")
    if not ok:
        say("  --force migrates it all the same; its history keeps these values.")
