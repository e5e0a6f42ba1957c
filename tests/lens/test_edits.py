"""The second law: a document that somebody edited stays as it is, but for the field that changes."""

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from .cases import ALL, lens, quiet
from .edits import EDITS, edited
from .strategies import values

edits = st.lists(st.sampled_from(list(EDITS)), max_size=3, unique=True)


@pytest.mark.parametrize("name", ALL)
def test_only_the_changed_field_changes_and_it_goes_back(name):
    own = lens(name)

    @quiet(name, bundled=8, corpus=2)
    @given(values(own, hostile=False), edits, st.integers(0, 10**6))
    def law(wanted, names, seed):
        text = edited(own.render(wanted), names, seed)
        read = own.read(text)
        assert own.update(text, read.values) == text
        filled = [key for key, value in read.values.items() if value and isinstance(value, str) and key in read.spans]
        assume(filled and not any("placeholder left in" in doubt.message for doubt in read.doubts))
        key = random.Random(seed).choice(filled)
        start, end = read.spans[key]
        changed = own.update(text, {**read.values, key: "something else"})
        assert own.read(changed).values == own.canonical({**read.values, key: "something else"})
        if read.values[key] not in text[:start] + text[end:]:  # else it may stand in several places
            _only_these_lines_differ(text, changed, start, end)
        assert own.update(changed, read.values) == text

    law()


def _only_these_lines_differ(before, after, start, end):
    before, after = before.replace("\r\n", "\n"), after.replace("\r\n", "\n")
    assert after.startswith(before[: before.rfind("\n", 0, start) + 1])
    assert after.endswith(before[before.find("\n", end) :] if "\n" in before[end:] else "")


@pytest.mark.parametrize("edit", EDITS)
def test_each_edit_does_something(edit):
    """An edit that changed nothing would prove nothing."""
    words = "the client tries again with a longer pause each time"
    texts = [lens(name).template.text + f"\n{words}\n" for name in ALL]
    assert any(edited(text, [edit], seed=n) != text for n, text in enumerate(texts))


def test_what_has_no_field_stays_where_it_is():
    own = lens("implementation-task")
    text = "# Task: A\n\n**Status**: Todo\n\nJo: a note.\n\n### Task Summary\n> B\n\n## Parking lot\n\n- c\n"
    read = own.read(text)
    assert [(first, last) for first, last, _ in read.unplaced] == [(5, 5), (10, 12)]
    changed = own.update(text, {**read.values, "status": "Done", "overview.task_summary": "C"})
    assert changed == text.replace("Todo", "Done").replace("> B", "> C")
