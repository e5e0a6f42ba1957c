"""The compiler finds in the four templates what a person finds in them."""

from functools import cache
from pathlib import Path

import pytest

from .inventory import NAMES, differences, found, wanted

TEMPLATES = Path(__file__).parents[1] / "templates"


seen = cache(found)  # a template is compiled once, not once a field


@pytest.mark.parametrize(
    ("name", "line"),
    [(n, line) for n in NAMES for line in wanted(n)],
    ids=lambda v: v if isinstance(v, str) else v.path,
)
def test_a_field_is_found_with_its_kind_role_options_and_default(name, line):
    assert line in seen(TEMPLATES / f"{name}.md")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_else_is_found_and_the_order_is_the_template_s(name):
    assert list(differences(TEMPLATES / f"{name}.md")) == []
    assert [line.path for line in seen(TEMPLATES / f"{name}.md")] == [line.path for line in wanted(name)]
