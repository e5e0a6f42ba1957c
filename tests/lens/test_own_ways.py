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


RISKS = "# [Title]\n\n## Risk 1\n\n- **Effect**: [what]\n- **Answer**: [what]\n\n## Risk 2\n\n- **Effect**: [what]\n"


def test_rows_below_a_heading_of_their_own_are_rows():
    text = "# Ferry\n\n## Risks\n\nAs of May.\n\n### Risk 1\n\n- **Effect**: late\n\n### Risk 2\n\n- **Effect**: wet\n"
    form = lens(RISKS)
    read = form.read(text)
    assert [row["effect"] for row in read.values["risks"]] == ["late", "wet"]
    assert [said for _, _, said in read.unplaced] == ["As of May."]
    more = form.update(text, {**read.values, "risks": [*read.values["risks"], {"effect": "dear"}]})
    assert "\n### Risk 3\n" in more
    assert form.read(more).values["risks"][2]["effect"] == "dear"


def test_a_section_is_known_by_its_columns_whatever_it_is_called():
    form = lens("# [Title]\n\n## Action items\n\n| What | Who | Due |\n|---|---|---|\n| [What] | [Who] | [Date] |\n")
    found = form.read("# Ferry\n\n## To do\n\n| Who | What | Due |\n|---|---|---|\n| Ada | buy oars | 2026-05-01 |\n")
    assert found.values["action_items"] == [{"what": "buy oars", "who": "Ada", "due": "2026-05-01"}]
    assert any("Action items" in doubt.message for doubt in found.doubts)


def test_two_sections_with_the_same_columns_get_nothing():
    table = "| What | Who |\n|---|---|\n| [What] | [Who] |\n"
    form = lens(f"# [Title]\n\n## Open items\n\n{table}\n## Later items\n\n{table}")
    found = form.read("# Ferry\n\n## To do\n\n| What | Who |\n|---|---|\n| buy oars | Ada |\n")
    assert not any(found.values.values()) or found.values == {**form.blank(), "title": "Ferry"}
    assert "buy oars" in found.unplaced[0][2]


def test_sections_that_are_known_keep_their_fields_below_one_that_is_not():
    found = lens(DESIGN).read("# Ferry\n\n## Details\n\nBy Ada.\n\n### Design\n\nLong.\n\n### Colours\n\nBlue.\n")
    assert found.values["design"] == "Long."
    assert [said for _, _, said in found.unplaced] == ["## Details\n\nBy Ada.", "### Colours\n\nBlue."]


def test_labels_on_one_line_are_parted_at_bars():
    form = lens("# [Title]\n\n**Owner**: [Name]\n\n**State**: [Open | Closed]\n\n**Due**: [Date]\n")
    found = form.read("# Ferry\n\n**Owner**: Ada | **State**: Open | **Due**: 2026-05-01\n")
    assert [found.values[key] for key in ("owner", "state", "due")] == ["Ada", "Open", "2026-05-01"]


def test_a_placeholder_that_a_formatter_has_escaped_is_one():
    form = lens("# [Title]\n\n- **Owner**: ____\n- **Team**: [Name]\n")
    found = form.read("# Ferry\n\n- **Owner**: \\_\\_\\_\\_\n- **Team**: \\[Name\\]\n")
    assert (found.values["owner"], found.values["team"]) == ("", "")
