"""What differs between two plans, as a page: what went struck out, what came marked."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import Any

from ..document import style, to_page
from ._diff import FieldChange, changes
from ._plan import Plan

SAID = {"moved": "moved", "ticked": "ticked", "unticked": "no longer ticked"}


def diff_page(older: Plan, newer: Plan) -> str:
    """One HTML file that needs no network; values are text there, whatever they hold."""
    return to_page(_title(older, newer), diff_body(older, newer), style())


def diff_body(older: Plan, newer: Plan) -> str:
    """The same as a fragment, to be shown in some other page."""
    found = changes(older, newer)
    parts = [
        f"<h1>{escape(_title(older, newer))}</h1>",
        f"<p>{len(found)} {'thing differs' if len(found) == 1 else 'things differ'}.</p>",
    ]
    for section, several in groupby(found, key=lambda c: c.section):
        parts += [f"<h2>{escape(section)}</h2>"] * bool(section)
        parts += ["<table><thead><tr><th>Field</th><th>Before</th><th>After</th></tr></thead><tbody>"]
        parts += [_row(change) for change in several]
        parts += ["</tbody></table>"]
    return "\n".join(parts)


def as_text(value: Any) -> str:
    """A value in a line or a few: a row as its filled columns."""
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {as_text(inner)}" for name, inner in value.items() if inner)
    if isinstance(value, list):
        return ", ".join(map(as_text, value))
    return "" if value is None else "yes" if value is True else "no" if value is False else str(value)


def _title(older: Plan, newer: Plan) -> str:
    return f"{_named(older)} and {_named(newer)}"


def _named(plan: Plan) -> str:
    return (plan.key or plan.title or plan.template.name) + (f" (revision {plan.revision})" if plan.revision else "")


def _row(change: FieldChange) -> str:
    note = SAID.get(change.change) or change.delta
    label = escape(change.label) + (f"<br><small>{escape(note)}</small>" if note else "")
    before, after = (escape(as_text(value)) for value in (change.before, change.after))
    if change.change not in SAID:
        before, after = f"<del>{before}</del>" if before else "", f"<ins>{after}</ins>" if after else ""
    return f"<tr><td>{label}</td><td>{before}</td><td>{after}</td></tr>"
