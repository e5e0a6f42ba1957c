"""Every placeholder of a template and every field, each with the place where it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..document import Place
from ..template import Field, Source, flatten, words
from ._looks import FRONT, Line, Look, fixed_label, is_tag, looks, verbatim, why_literal

if TYPE_CHECKING:
    from ._template import Template

LEAST_HINT = 3
"""Words that a text must share with a hint to be the same: fewer say the same by chance."""

NOWHERE = -1
"""Offset of a field of which nothing stands in the text."""


@dataclass(frozen=True, slots=True)
class Row:
    """One stretch of the template, and what it was taken for.

    Attributes:
        line: 1-based.
        text: as it stands; ``""`` where there is nothing yet but a place for it.
        what: ``field``, ``hint`` or ``literal``.
        field: path of the field, of a hint the one that it is about; ``""`` of a literal.
        kind: of the field.
        rule: which rule decided the kind.
        sure: how surely, 0 to 1; NaN where there is no field.
        note: what else there is to say; of a literal why it is one, ``""`` where nobody knows.
        start: offset of the first character in the template without its overrides; `NOWHERE` where nothing stands.
        end: offset after the last one.
    """

    line: int
    text: str
    what: str
    field: str = ""
    kind: str = ""
    rule: str = ""
    sure: float = float("nan")
    note: str = ""
    start: int = 0
    end: int = 0


def rows(template: Template) -> Iterator[Row]:
    """The rows of a report, in the order of the template."""
    compiled, fields = template.compiled, {f.path: f for f in flatten(template.tree)}
    source = compiled.origin
    found = looks(source.text)
    places = template.lens.places(compiled.body)
    mine, free = _assigned(found, places)
    out = [row for place in places for row in _of_place(place, mine[place], fields[place.path], template)]
    seen = {row.field for row in out}
    out += [_bare(f, template) for f in fields.values() if f.path not in seen]
    covered = {n for row in out if row.start != NOWHERE for n in body_lines(row, source)}
    out += _of_text(free, template, covered)
    yield from sorted(out, key=lambda row: (row.line, row.start))


def body_lines(row: Row, source: Source) -> range:
    """1-based lines of the template, without its overrides, that a row stands on."""
    return range(source.line_of(row.start), source.line_of(row.end) + 1)


def _assigned(found: list[Look], places: Iterable[Place]) -> tuple[dict[Place, list[Look]], list[Look]]:
    """Which looks stand in which place, and those that stand in none."""
    ends, taken = [look.end for look in found], set()
    mine: dict[Place, list[Look]] = {}
    for place in places:
        inside = []
        for n in range(bisect_right(ends, place.start), len(found)):
            if found[n].start >= place.end:
                break
            if n not in taken:
                inside.append(found[n])
                taken.add(n)
        mine[place] = inside
    return mine, [look for n, look in enumerate(found) if n not in taken]


def _of_place(place: Place, inside: list[Look], field: Field, template: Template) -> Iterator[Row]:
    for look in inside or [Look(place.start, place.end, "")]:
        yield _row(template, look.start, look.end, field, _note(place, look, field))


def _note(place: Place, look: Look, field: Field) -> str:
    if place.repeats:
        return "repeats it"
    shown = "default" if place.content else look.rule
    notes = [shown, f"row {place.row}" if place.row else "", "optional" if field.optional else ""]
    return ", ".join(note for note in notes if note)


def _row(template: Template, start: int, end: int, field: Field, note: str) -> Row:
    source, front = template.compiled.origin, template.compiled.front
    line = front.line_of(source.line_of(start))
    text = source.plain[start:end]
    return Row(line, text, "field", field.path, field.shown_kind, field.rule, field.sure, note, start, end)


def _bare(field: Field, template: Template) -> Row:
    """A field of which nothing stands in the text: a group as a whole, an empty section, an empty cell."""
    note = f"group of {', '.join(c.key for c in field.columns)}" if field.columns else "nothing stands there yet"
    return Row(field.line, "", "field", field.path, field.shown_kind, field.rule, field.sure, note, NOWHERE, NOWHERE)


def _of_text(free: list[Look], template: Template, covered: set[int]) -> Iterator[Row]:
    """What looks like a placeholder and is in no field, and labels whose words are the template's own."""
    compiled = template.compiled
    source, fixed, hints = compiled.origin, verbatim(compiled.origin), _hints(template) if free else {}
    read: dict[int, Line] = {}
    for look in free:
        n = source.line_of(look.start)
        covered.add(n)
        line = read.get(n) or read.setdefault(n, Line.of(source.line(n - 1)))
        where, text = fixed.get(n, ""), source.plain[look.start : look.end]
        about = "" if where == FRONT else hints.get(words(text), "")
        comment = look.rule == "comment" or (where == FRONT and line.text.startswith("#"))
        what = "hint" if about or comment or line.more else "literal"
        note = "comment" if comment else _reason(about, look, text, line, where)
        if look.rule == "bracket" and text.strip("![]").lower() in source.links:
            note = "link"
        if what == "literal" and compiled.front.line_of(n) in compiled.settled:
            note = "an override says so"
        yield Row(compiled.front.line_of(n), text, what, about, note=note, start=look.start, end=look.end)
    for n in range(1, source.count + 1):
        whole = source.line(n - 1)
        if n not in covered and n not in fixed and fixed_label(whole):
            start = source.start(n - 1)
            yield Row(compiled.front.line_of(n), whole.strip(), "literal", note="a label with words of its own",
                      start=start, end=start + len(whole))  # fmt: skip


def _reason(about: str, look: Look, text: str, line: Line, fixed: str) -> str:
    if about:
        return "says what to write"
    if line.more:
        return "the group goes on"
    known = why_literal(text, line)
    if known or fixed == FRONT or (look.rule == "angle" and fixed != "code" and not is_tag(text)):
        return known
    return fixed


def _hints(template: Template) -> dict[tuple[str, ...], str]:
    """The words of every hint, as a whole and of its looks -> the field."""
    out: dict[tuple[str, ...], str] = {}
    for f in flatten(template.tree):
        parts = [f.hint, *f.hint.split("\n"), *(f.hint[a:b] for a, b, _ in looks(f.hint))]
        for part in parts:
            if len(said := words(part)) >= LEAST_HINT:
                out.setdefault(said, f.path)
    return out
