"""The second law: a document that somebody edited stays as it is, but for the field that changes."""

import random
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from .cases import ALL, lens, quiet
from .edits import EDITS, by_mdformat, edited
from .strategies import filled, values

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


MOVED_OR_ESCAPED = {
    "kep",  # its definitions of links go to the end, where they stand in the last text
    "okrs",  # `20__` is half a word and half a blank, of which the signs are escaped
    "noted-record",  # a table right below a quote is text of the quote by the letter of CommonMark: its bar is escaped
    "schritte-muster",  # so is a bold label right below a list, which goes into the last item
}


@pytest.mark.parametrize("name", sorted(ALL.keys() - MOVED_OR_ESCAPED))
def test_a_formatter_changes_no_value_that_somebody_wrote(name):
    """But for the signs that it escapes and the numbers of its lists."""
    own = lens(name)

    @quiet(name, bundled=4, corpus=1)
    @given(filled(own), st.integers(0, 10**6))
    def law(wanted, seed):
        text = own.render(wanted)
        assume("pf:v" not in text)
        read = own.read(by_mdformat(text, random.Random(seed))).values
        assert {key: _as_formatted(read[key]) for key in wanted} == {k: _as_formatted(v) for k, v in wanted.items()}

    law()


def _as_formatted(value):
    if isinstance(value, dict):
        return {key: _as_formatted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_formatted(inner) for inner in value]
    return re.sub(r"\\d+[.)]", "1.", " ".join(value.replace("\\\\", "").split())) if isinstance(value, str) else value


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
