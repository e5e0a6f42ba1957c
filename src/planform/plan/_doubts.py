"""What a person should look at in a template, each with the one line of overrides that settles it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from ..errors import Diagnostic
from ..template import Field, flatten
from ._found import NOWHERE, Row, body_lines
from ._looks import Ask, asking

if TYPE_CHECKING:
    from ._template import Template

DOUBTFUL = 0.7
"""Below it the kind of a field is a guess."""

WIDTH = 44  # characters of a text in a line of its own


@dataclass(frozen=True, slots=True)
class Doubt(Diagnostic):
    """Something to be confirmed.

    Attributes:
        override: the one line of overrides that settles it.
        changes: whether that line changes what is compiled; else it only confirms.
    """

    override: str = ""
    changes: bool = False
    about: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


def doubts(template: Template, rows: tuple[Row, ...], gone: tuple[str, ...], path: str) -> Iterator[Doubt]:
    found = [
        *_unsure(template, path),
        *_unrecognised(template, rows, path),
        *_unanswered(template, rows, path),
        *_unread(template, path),
        *_lost(template, gone, path),
    ]
    yield from sorted(found, key=lambda doubt: doubt.line)


def _unsure(template: Template, path: str) -> Iterator[Doubt]:
    for f in flatten(template.tree):
        if f.sure < DOUBTFUL:
            why = f" by the rule {f.rule!r}" if f.rule else ""
            message = f"{f.path} was taken for {f.kind}{why}, {f.sure:.0%} sure"
            yield _doubt("unsure", message, path, f.line, {"fields": {f.path: said_of(f)}})


def _unrecognised(template: Template, rows: tuple[Row, ...], path: str) -> Iterator[Doubt]:
    """One doubt a line: the override is about the line."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        if row.what == "literal" and not row.note:
            found.setdefault(row.line, []).append(row)
    for line, (first, *others) in found.items():
        also = f" (and {len(others)} more in this line)" if others else ""
        message = f"{short(first.text)}{also} looks like a placeholder and became no field"
        yield _doubt("not-recognised", message, path, line, _ignoring(template, line))


def _unanswered(template: Template, rows: tuple[Row, ...], path: str) -> Iterator[Doubt]:
    compiled = template.compiled
    front, source = compiled.front, compiled.origin
    answered = {front.body_line(f.line) for f in flatten(template.tree)}
    for row in rows:
        if row.what == "field" and row.start != NOWHERE:
            answered.update(body_lines(row, source))
    answered |= {n.block.first + 1 for repeat in compiled.root.walk() for n in repeat.examples}
    for ask in asking(source, sorted(answered)):
        line = front.line_of(ask.line)
        if line not in compiled.settled:
            yield _doubt("became-nothing", _asked(ask), path, line, _ignoring(template, line))


def _asked(ask: Ask) -> str:
    return f"{short(ask.text)} became nothing: {ask.why}; write a placeholder there to make it a field"


def _unread(template: Template, path: str) -> Iterator[Doubt]:
    compiled = template.compiled
    match = template.lens.read(compiled.body)
    for first, _, text in match.unplaced:
        line = compiled.front.line_of(first)
        message = f"{short(text)} is the template's own and yet found no place"
        yield _doubt("unplaced", message, path, line, _ignoring(template, line), changes=True)


def _lost(template: Template, gone: tuple[str, ...], path: str) -> Iterator[Doubt]:
    fields = {f.path: f for f in template.tree}
    for name in gone:
        f = fields[name]
        message = f"{name}: a sample value does not come back when it is written and read once"
        yield _doubt("does-not-return", message, path, f.line, {"ignore": [name]}, changes=True)


def _doubt(code: str, message: str, path: str, line: int, about: dict[str, Any], changes: bool = False) -> Doubt:
    return Doubt(code, message, path, line, f"planform: {one_line(about)}", changes, about)


def _ignoring(template: Template, line: int) -> dict[str, Any]:
    body = template.compiled.front.body_line(line)
    return {"ignore": [template.compiled.origin.line(body - 1).strip()]}


def said_of(f: Field) -> dict[str, Any]:
    """What an override says of a field to confirm it."""
    return {"kind": f.kind, "options": list(f.options)} if f.options else {"kind": f.kind}


def short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= WIDTH else flat[: WIDTH - 1] + "…"


def one_line(data: Any) -> str:
    """One line of YAML."""
    text = yaml.safe_dump(data, default_flow_style=True, width=float("inf"), allow_unicode=True, sort_keys=False)
    return text.removesuffix("...\n").strip()
