"""A template tries itself: sample values written and read back once, and what does not return."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..errors import InvalidDocumentError
from ..template import Field

if TYPE_CHECKING:
    from ._template import Template

ROWS = 2  # rows of a group, items of a list
MOST_LOST = 20  # fields given up one after the other before a template is called hopeless


def _words(field: Field, n: int) -> str:
    return f"Sample {n} for {field.label.strip(' .:?!').split(' ')[0].lower() or 'it'}"


def _option(field: Field, n: int) -> str:
    return field.options[(n - 1) % len(field.options)] if field.options else "high"


def _items(field: Field, n: int) -> list[str]:
    return [f"Sample item {n}.{k}" for k in range(1, ROWS + 1)]


SAMPLES: dict[str, Callable[[Field, int], Any]] = {
    "line": _words,
    "prose": lambda field, n: f"{_words(field, n)}, told in a paragraph.\n\nAnd in a second one.",
    "code": lambda field, n: f"sample = {n}",
    "choice": _option,
    "level": _option,
    "date": lambda field, n: f"2026-03-{n:02d}",
    "datetime": lambda field, n: f"2026-03-{n:02d}T09:30",
    "number": lambda field, n: str(n),
    "effort": lambda field, n: f"{n + 1} hours",
    "flag": lambda field, n: True,
    "list": _items,
    "checklist": lambda field, n: [{"text": item, "done": k == 0} for k, item in enumerate(_items(field, n))],
    "rows": lambda field, n: [{c.key: sample(c, k) for c in field.columns} for k in range(1, ROWS + 1)],
}
"""Kind -> a plain value of it, none that a template would have to defend itself against."""


def sample(field: Field, n: int = 1) -> Any:
    """A value such as a person would write, the n-th of its kind."""
    return SAMPLES[field.kind](field, n)


def lost(template: Template) -> tuple[str, ...]:
    """Paths of the fields whose sample values do not come back when they are written and read once."""
    lens, blank = template.lens, template.blank_values
    wanted = lens.canonical({f.key: sample(f) for f in template.tree})
    gone: list[str] = []
    while len(gone) < MOST_LOST:
        try:
            got = lens.read(lens.render(wanted)).values
        except InvalidDocumentError as error:
            wrong = [error.diagnostics[0].path]
        else:
            wrong = [key for key, value in wanted.items() if got.get(key) != value]
        if not wrong:
            break
        gone += wrong
        if not all(key in wanted for key in wrong) or any(gone.count(key) > 1 for key in wrong):
            break  # an empty field too cannot be written: nothing is gained by going on
        wanted |= {key: blank[key] for key in wrong}
    return tuple(dict.fromkeys(gone))
