"""Documents in a person's own arrangement: where each text goes, and what is left without a field."""

from planform.document import Lens
from planform.template import compile_text

DESIGN = """# [Title]

## Summary

[What it is]

## Design

[How it works]

## Test plan

[How it is tested]
"""

DECISION = """# [Title]

## Outcome

Chosen option: "[option]", because [reason].

### Confirmation

[How it will be confirmed]
"""


def lens(text: str) -> Lens:
    return Lens(compile_text(text, "own", "own.md"))


def test_a_section_under_another_heading_keeps_its_own_field():
    found = lens(DESIGN).read("# Ferry\n\n## Summary\n\nShort.\n\n## Design\n\nLong.\n\n### Test plan\n\nWe row it.\n")
    assert (found.values["design"], found.values["test_plan"]) == ("Long.", "We row it.")
    assert any("Test plan" in doubt.message for doubt in found.doubts)


def test_a_heading_that_stands_twice_is_text_where_it_is_not_at_home():
    text = "# Ferry\n\n## Design\n\nLong.\n\n### Test plan\n\nOf the hull.\n\n## Test plan\n\nWe row it.\n"
    found = lens(DESIGN).read(text)
    assert found.values["design"] == "Long.\n\n### Test plan\n\nOf the hull."
    assert found.values["test_plan"] == "We row it."


def test_more_below_a_sentence_is_not_the_next_heading_s():
    found = lens(DECISION).read('# Boats\n\n## Outcome\n\nChosen option: "sail", because cheap.\n\nAnd quiet, too.\n')
    assert "And quiet, too." not in str(found.values.get("outcome.confirmation", ""))
    assert not [key for key, value in found.values.items() if "confirm" in key and value]


def test_the_list_beside_a_text_is_the_list_s_wherever_the_text_stands():
    form = lens("# [Title]\n\n## Choice\n\n[What it is about]\n\n- [argument]\n- [argument]\n")
    found = form.read("# Boats\n\n## Choice\n\n- cheap\n- quiet\n\nSo we sail.\n")
    (rows,) = [value for value in found.values.values() if isinstance(value, list)]
    assert rows == ["cheap", "quiet"]
    assert "So we sail." in found.values.values()


def test_front_matter_that_a_template_only_hints_at_does_not_hide_its_sections():
    form = lens("# Tasks: [name]\n\n## Notes\n\n[Notes]\n\n# Appendix\n\n[More]\n")
    found = form.read("---\nkept: yes\n---\n\n# Tasks: harbour\n\n## Notes\n\nRain.\n")
    assert "Rain." in found.values.values() and "harbour" in found.values.values()


def test_a_value_that_repeats_in_an_example_leaves_it_an_example():
    text = (
        "# [Task name] plan\n\n## Steps\n\n### Step 1: [name]\n\n**Run**: `check [Task name]`\n\n"
        "**Output**: [X]/[X] pass\n\n### Step 2: [name]\n\n**Run**: `check [Task name]`\n\n**Output**: tests pass\n"
    )
    form = lens(text)
    blank = form.blank()
    named = {**blank, "task_name": "two words"}
    assert form.read(form.render(named)).values == form.canonical(named)
