"""docs/conventions.md says of each example which fields it gives: here it is held to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planform.template import Field, compile_text, flatten

PAGE = (Path(__file__).parents[1] / "docs" / "conventions.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```markdown\n((?:(?!```).*\n)+?)```\n\nFields: (.*)\.\n", PAGE)


def shown(field: Field) -> str:
    """A field as the page writes it: path, kind, then role, answers and unit in brackets."""
    unit = {"": "", "points": "in points"}.get(field.unit, f"in {field.unit}s") if field.kind == "effort" else ""
    more = [part for part in (field.role, " / ".join(field.options), unit) if part]
    return f"`{field.path}` {field.shown_kind}" + (f" ({', '.join(more)})" if more else "")


@pytest.mark.parametrize(("example", "fields"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_gives_the_fields_below_it(example: str, fields: str) -> None:
    text = example if example.startswith("---") else f"# Page\n\n{example}"
    found = flatten(compile_text(f"{text}\n", "page", "page.md").fields)
    assert " · ".join(map(shown, found)) == fields


def test_every_example_of_the_page_is_read() -> None:
    assert PAGE.count("```markdown") == len(EXAMPLES) > 8
