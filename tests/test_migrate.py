"""A plan carried to another template: nothing is dropped, and it comes back."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planform as pf
from planform import Plan

from .lens.strategies import values

NAMES = ["implementation-task", "milestone-plan", "technical-plan", "technical-spec"]
TEMPLATES = {name: pf.Template.load(name) for name in NAMES}
OLD = """\
# Plan: [Title]

Status: [Todo | Done]
Owner: [Name]

## Estimate
[effort]

## Rollout
[Describe it]

## Risks

| Risk | Likelihood | Mitigation |
|------|------------|------------|
| [Risk] | [H/M/L] | [Mitigation] |

## Notes
- [Note]
"""
NEW = """\
# Plan: [Title]

Team: [Name]

## Context

Estimate: [effort]
Owner: [Name]

## Notes
[Anything else]

## Rollout
[Describe it]

## Risks

| Risk | Mitigation | Owner |
|------|------------|-------|
| [Risk] | [Mitigation] | [Owner] |
"""
VALUES = {
    "title": "Move it",
    "status": "Todo",
    "owner": "ada",
    "estimate": "3 d",
    "rollout": "First one.\n\nThen all.",
    "risks": [{"risk": "It breaks", "likelihood": "H", "mitigation": "Test"}],
    "notes": ["one", "two"],
}


def texts(value):
    """Every text and tick in a value."""
    if isinstance(value, dict):
        return [t for inner in value.values() for t in texts(inner)]
    if isinstance(value, list):
        return [t for inner in value for t in texts(inner)]
    return [value] if value else []


def filled(name, data):
    template = TEMPLATES[name]
    return Plan(template, data.draw(values(template.lens, hostile=True)))


def two():
    return (pf.Template.from_markdown(text, name="team") for text in (OLD, NEW))


def test_values_move_by_path_label_and_role():
    old, new = two()
    result = pf.migrate(old.plan(VALUES), to=new)
    plan = result.plan
    assert plan["rollout"] == VALUES["rollout"]
    assert (plan["owner"], plan["estimate"]) == ("ada", "3 d")
    assert plan["notes"] == "- one\n- two"
    assert plan["risks"] == [{"risk": "It breaks", "mitigation": "Test", "owner": ""}]
    assert plan.common["status"] == "Todo"  # every plan has one
    assert [(m.before, m.value) for m in result.unplaced] == [("risks[0].likelihood", "H")]
    assert {m.rule for m in result.moved} >= {"path", "label", "common"}


def test_forth_and_back_gives_what_both_can_hold():
    old, new = two()
    plan = old.plan({k: v for k, v in VALUES.items() if k != "risks"})
    assert pf.migrate(pf.migrate(plan, to=new).plan, to=old).plan == plan


def test_a_preview_says_before_and_after():
    old, new = two()
    frame = pf.migrate(old.plan(VALUES), to=new).frame
    assert list(frame.columns) == ["before", "after", "rule", "value", "becomes"]
    assert frame.loc[frame["rule"] == "unplaced", "after"].isna().all()


def test_text_of_a_document_without_a_field_is_not_forgotten():
    old, new = two()
    text = old.plan(VALUES).to_markdown() + "\n## Our own section\n\nWords of our own.\n"
    result = pf.migrate(pf.read_plan(text, template=old).plan, to=new)
    assert any("Words of our own." in str(m.value) for m in result.unplaced)


@pytest.mark.parametrize(("source", "target"), list(permutations(NAMES, 2)))
@settings(max_examples=5, derandomize=True, deadline=None)
@given(data=st.data())
def test_nothing_is_dropped(source, target, data):
    plan = filled(source, data)
    result = pf.migrate(plan, to=TEMPLATES[target])
    there = texts([dict(result.plan.values), dict(result.plan.common), [m.value for m in result.unplaced]])
    kept = "\n".join(map(str, there))
    blank = plan.template.blank_values
    for key, value in plan.values.items():
        if value != blank[key]:
            assert all(str(text) in kept or text is True for text in texts(value)), key


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=10, derandomize=True, deadline=None)
@given(data=st.data())
def test_a_template_that_did_not_change_keeps_everything(name, data):
    plan = filled(name, data)
    result = pf.migrate(plan, to=TEMPLATES[name])
    assert result.plan == plan
    assert result.unplaced == ()


def test_what_is_called_otherwise_is_known_by_its_words_where_only_one_can_be_meant():
    old = pf.Template.from_markdown("# [Title]\n\n## Considered alternatives\n\n- [alternative]\n- [alternative]\n")
    new = pf.Template.from_markdown(
        "# [Title]\n\n## Considered options\n\n- [option 1]\n- [option 2]\n\n## Links\n\n- [link]\n"
    )
    result = pf.migrate(old.plan({"Considered alternatives": ["one", "two"]}), to=new)
    assert result.plan["Considered options"] == ["one", "two"]
    assert [m.rule for m in result.moved] == ["words"]
    twice = pf.Template.from_markdown(
        "# [Title]\n\n## Considered options\n\n- [one]\n- [two]\n\n## Considered ideas\n\n- [one]\n- [two]\n"
    )
    assert pf.migrate(old.plan({"Considered alternatives": ["one"]}), to=twice).unplaced


HOURS = "# [Title]\n\n- **Effort (hours)**: [hours]\n\n## Steps\n\n| Step | Hours |\n|---|---|\n| [step] | [hours] |\n"


@pytest.mark.parametrize(("said", "becomes"), [("5", "5 h"), ("5-8", "5-8 h"), ("~5", "~5 h"), ("5 d", "5 d")])
def test_a_bare_number_stays_the_amount_that_it_was(said, becomes):
    old = pf.Template.from_markdown(HOURS, name="hours")
    new = pf.Template.from_markdown(HOURS.replace("hours", "days").replace("Hours", "Days"), name="days")
    plan = old.plan(effort=said, steps=[{"step": "one", "hours": said}])
    there = pf.migrate(plan, to=new).plan
    assert there["effort"] == becomes
    assert there["steps"][0]["days"] == becomes
    without = pf.Template.from_markdown("# [Title]\n\n## Why\n\n[Say why]\n", name="without")
    assert pf.migrate(plan, to=without).plan.common["effort"] == becomes
    assert pf.migrate(plan, to=pf.Template.from_markdown(HOURS, name="again")).plan["effort"] == said


def test_a_bare_number_that_cannot_take_its_unit_is_told():
    old = pf.Template.from_markdown(HOURS, name="hours")
    new = pf.Template.from_markdown(HOURS.replace("hours", "days").replace("Hours", "Days"), name="days")
    result = pf.migrate(old.plan(effort="5?"), to=new)
    assert (result.plan["effort"], [m.value for m in result.unplaced]) == ("", ["5?"])
