"""What a reader sees: documents without blanks, and documents that look as if a person had filled the template."""

import re

import pytest
import yaml

import planform as pf
from planform.batch.mapping._candidates import prepare

from .cases import ALL, TESTS, lens

TASK = lens("implementation-task")


@pytest.mark.parametrize("name", ALL)
def test_nothing_filled_in_leaves_no_placeholders(name):
    """And what is left of the template reads as a blank plan."""
    own = lens(name)
    shown = own.without_blanks(own.template.body)
    hints = [f.hint for f in own.template.fields if f.hint and len(f.hint) > 12 and not f.options]
    front = own.template.body.index("---", 3) if own.template.body.startswith("---\n") else 0
    assert not [hint for hint in hints if hint in shown[front:] and own.template.body.count(hint) == 1]


def test_values_stay_and_blanks_go():
    values = TASK.canonical(
        {
            "task_title": "Retry",
            "status": "Todo",
            "overview.acceptance_criteria": [{"text": "it works", "done": True}],
            "implementation_plan.development_steps": [{"step": "Write", "estimated_time": "2 h"}, {"step": "Test"}],
        }
    )
    shown = TASK.without_blanks(TASK.render(values))
    assert TASK.read(shown).values == values
    assert "[" not in shown.replace("[x]", "")
    assert "Risks" not in shown
    assert not re.search(r"\n\n\n|---\s*$", shown)


def test_what_has_no_field_stays():
    text = "# Task: A\n\n## Risks & Considerations\n\n### Technical Risks\n\nAsk Jo.\n\n- **[Risk]**: [Description]\n"
    assert "### Technical Risks\n\nAsk Jo." in TASK.without_blanks(text)


def test_a_plan_gives_its_document_or_a_fresh_one():
    plan = pf.read_plan("# Task: A\n\nStatus: Todo\n", "implementation-task").plan
    assert plan.to_markdown().startswith("---\nplanform:")
    assert "Status: Todo\n" in plan.to_markdown()
    assert "**Status**: Todo  \n" in plan.to_markdown(fresh=True)
    assert "[Name]" in plan.to_markdown(fresh=True)
    assert "[Name]" not in plan.to_markdown(fresh=True, blanks=False)


def test_markers_are_rare():
    """Under one in a hundred of the values that people write."""
    marked = filled = 0
    for path in sorted((TESTS / "golden").glob("*.yaml")):
        told = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        own = lens(told["template"])
        values = own.read(path.with_suffix(".md").read_bytes().decode("utf-8")).values
        marked += own.render(values).count("<!-- pf:v -->")
        filled += sum(1 for _ in _texts(values))
    assert filled > 800
    assert marked / filled < 0.01


EXAMPLES = {
    "tasks.csv": ("implementation-task", None),
    "requirements.yaml": ("technical-plan", None),
    "issues.json": ("implementation-task", "issues.map.yaml"),
    "jira.csv": ("implementation-task", "jira.map.yaml"),
}


def test_markers_are_rare_in_the_examples():
    folder = TESTS.parent / "examples"
    marked = filled = 0
    for table, (template, mapping) in EXAMPLES.items():
        found = prepare(folder / table, template, mapping and folder / mapping, None, None, demand=False)
        assert not found.failures
        for plan in (found.template.plan(candidate.values) for candidate in found.good):
            marked += plan.to_markdown(fresh=True).count("<!-- pf:v -->")
            filled += sum(1 for _ in _texts(plan.values))
    assert filled > 1200
    assert marked / filled < 0.01


def _texts(value):
    if isinstance(value, str):
        yield from [value] if value else []
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
