"""The compiler finds in the corpus what a person finds in it."""

import pytest

from .corpus import found, names, wanted

# (template, path): why the compiler may find it otherwise; a line that has come right must leave
EXCEPTIONS: dict[tuple[str, str], str] = {}


@pytest.mark.parametrize(
    ("name", "line"),
    [(n, line) for n in names() for line in wanted(n)],
    ids=lambda v: v if isinstance(v, str) else v.path,
)
def test_a_field_is_found_with_its_kind_role_options_and_default(name, line):
    assert (line in found(name)) is ((name, line.path) not in EXCEPTIONS)


@pytest.mark.parametrize("name", names())
def test_nothing_else_is_found_and_the_order_is_the_template_s(name):
    mine, theirs = ([line.path for line in lines if (name, line.path) not in EXCEPTIONS] for lines in _both(name))
    assert theirs == mine


def test_every_exception_names_a_line_of_its_template():
    assert [key for key in EXCEPTIONS if key[1] not in {line.path for lines in _both(key[0]) for line in lines}] == []


def _both(name):
    return wanted(name), found(name)
