"""What a plan says of work, risks, checks and other plans."""

import time

import pytest

import planform as pf
from planform.plan import facts

TASK = """# [Task Title]

**Status**: [Todo | In Progress | Done]
**Assignee**: [Name]
**Estimate**: [Story points/hours]

## Steps

1. **[Step]**: [Description]
   - **Estimated Time**: [Time estimate]
   - **Owner**: [Name]
   - **Dependencies**: [What must be done first]
2. **[Step]**: [Description]
   - **Estimated Time**: [Time estimate]
   - **Owner**: [Name]
   - **Dependencies**: [What must be done first]

## Risks

| Risk | Likelihood | Impact | Mitigation |
| --- | --- | --- | --- |
| [Risk 1] | H/M/L | [Impact] | [Strategy] |
| [Risk 2] | H/M/L | [Impact] | [Strategy] |

## Acceptance Criteria

- [ ] [Criterion 1]
- [ ] [Criterion 2]

## Related Tasks

- **Blocked By**: [Tasks]
- **Blocks**: [Tasks]
- **Related**: [Tasks]
"""


@pytest.fixture(scope="module")
def task():
    return pf.Template.from_markdown(TASK, name="task")


@pytest.fixture(scope="module")
def technical():
    return pf.Template.load("technical-plan")


def pairs(rows, *names):
    return [tuple(row[n] for n in names) for row in rows]


# Efforts


def test_the_breakdown_is_the_effort(task):
    plan = task.plan(
        title="T",
        owner="Ann",
        status="Todo",
        steps=[{"step": "One", "estimated_time": "2-4 h", "owner": "Bo"}, {"step": "Two", "dependencies": "One"}],
    )
    found = facts.efforts(plan)
    assert pairs(found, "item", "position", "text", "owner", "depends_on", "done") == [
        ("One", 1, "2-4 h", "Bo", "", False),
        ("Two", 2, "", "Ann", "One", False),
    ]


def test_some_steps_with_an_amount_are_no_estimate_of_a_plan_that_has_its_own(task):
    steps = [{"step": "One", "estimated_time": "3 h"}, {"step": "Two", "estimated_time": ""}]
    assert pairs(facts.efforts(task.plan(title="T", effort="2 weeks", steps=steps)), "text") == [("2 weeks",)]
    steps[1]["estimated_time"] = "2 h"
    assert pairs(facts.efforts(task.plan(title="T", effort="2 weeks", steps=steps)), "text") == [("3 h",), ("2 h",)]


def test_steps_without_any_amount_leave_the_plan_its_own_estimate(task):
    plan = task.plan(title="T", effort="3 d", steps=[{"step": "One"}])
    assert pairs(facts.efforts(plan), "item", "text") == [("T", "3 d")]


def test_a_plan_without_an_estimate_is_one_item_without_an_amount(task):
    assert pairs(facts.efforts(task.plan(title="T")), "item", "text") == [("T", "")]


@pytest.mark.parametrize("status, done", [("Done", True), ("Todo", False), ("Won't Do", True), ("", False)])
def test_what_is_done_or_dropped_is_not_left(task, status, done):
    plan = task.plan(status=status, steps=[{"step": "One", "estimated_time": "1 h"}])
    assert pairs(facts.efforts(plan), "done") == [(done,)]


@pytest.mark.parametrize(
    "text, items",
    [
        ("Backend: 2-3 days\nFrontend: 1 day\nTotal: 4 days", [("Backend", "2-3 days"), ("Frontend", "1 day")]),
        ("- **API**: auth: 4h\n- DB — 3h\n- Tests (2 h)", [("API: auth", "4h"), ("DB", "3h"), ("Tests", "2 h")]),
        ("- UI: 1 d\n- Help pages: TBD\n- Polish", [("T", "5 days")]),
        ("| Part | Effort |\n|--|--:|\n| A | 3h |\n| **Total** | 3h |", [("A", "3h")]),
        ("| Part | Who | |\n|--|--|--|\n| A | Bo | 3h |", [("A", "3h")]),
        (
            "1. Backend\n   - API: 1d\n   - DB: 2d\n2. Frontend: 3d",
            [("Backend: API", "1d"), ("Backend: DB", "2d"), ("Frontend", "3d")],
        ),
        ("Note: nobody has looked at this yet.", [("T", "5 days")]),
        ("", [("T", "5 days")]),
    ],
)
def test_prose_that_names_components_and_amounts_is_a_breakdown(technical, text, items):
    plan = technical.plan(title="T", effort="5 days", effort_breakdown=text)
    assert pairs(facts.efforts(plan), "item", "text") == items


def test_a_label_gives_a_bare_number_its_unit():
    one = pf.Template.from_markdown("# [Title]\n\n**Story Points**: [number]\n", name="one")
    two = pf.Template.from_markdown("# [Title]\n\n**Estimate**: [Story points/hours]\n", name="two")
    assert [facts.efforts(t.plan(effort="5"))[0]["unit"] for t in (one, two)] == ["points", None]


# Risks


def test_columns_say_how_likely_and_how_bad(task):
    plan = task.plan(
        risks=[
            {"risk": "Slow", "likelihood": "H", "impact": "2-3 d", "mitigation": "Cache"},
            {"risk": "Lost (likelihood low, impact high)"},
            {"risk": "Late", "likelihood": "H", "mitigation": "TBD"},
        ]
    )
    assert pairs(facts.risks(plan), "risk", "likelihood", "impact", "mitigated") == [
        ("Slow", "high", "2-3 d", True),
        ("Lost", "low", "high", False),
        ("Late", "high", "", False),
    ]


def test_a_mitigation_inside_a_description_is_unknown_not_missing():
    spec = pf.Template.load("technical-spec")
    plan = spec.plan(risk_mitigation=[{"risk": "Slow API", "description": "We cache (likelihood 30%, impact 1 d)"}])
    assert pairs(facts.risks(plan), "risk", "probability", "impact", "mitigated") == [("Slow API", 0.3, "1 d", None)]


@pytest.mark.parametrize(
    "text, found",
    [
        ("Slow API (likelihood high, impact 2-3 d)", ("Slow API", "high", "2-3 d", None)),
        ("Slow API (30% probability; impact: 1,5 d).", ("Slow API", "", "1,5 d", 0.3)),
        ("Slow API (high likelihood, low impact)", ("Slow API", "high", "low", None)),
        ("Slow API (impact on mobile users)", ("Slow API (impact on mobile users)", "", "", None)),
        ("Slow API (see RFC 12)", ("Slow API (see RFC 12)", "", "", None)),
        ("Slow API (likelihood high, and more)", ("Slow API (likelihood high, and more)", "", "", None)),
    ],
)
def test_the_tail_of_a_risk(technical, text, found):
    plan = technical.plan(technical_risks=text)
    assert pairs(facts.risks(plan), "risk", "likelihood", "impact", "probability") == [found]


def test_each_point_row_or_paragraph_of_prose_is_a_risk(technical):
    points = """What may go wrong:

- **Limits**: we are throttled (likelihood medium, impact 2 d)
  and blocked
- Losses. Mitigation: a backup
  - *Contingency*: a second site

| Risk | Likelihood | Mitigation |
| --- | --- | --- |
| Fire | L | Sprinklers |
"""
    found = facts.risks(technical.plan(technical_risks=points, blockers="No licence yet.\n\nNo server yet."))
    assert pairs(found, "risk", "likelihood", "mitigation", "contingency", "mitigated") == [
        ("No licence yet.", "", "", "", None),
        ("No server yet.", "", "", "", None),
        ("Limits: we are throttled (likelihood medium, impact 2 d) and blocked", "", "", "", None),
        ("Losses.", "", "a backup", "a second site", True),
        ("Fire", "low", "Sprinklers", "", True),
    ]


@pytest.mark.parametrize("text", ["None", "n/a", "- none\n- TBD", "", "No risks."])
def test_no_risk_is_no_risk(technical, text):
    assert facts.risks(technical.plan(technical_risks=text)) == []


# Checks and dependencies


def test_checks_have_their_section(task):
    plan = task.plan(acceptance_criteria=["[x] Works", "Is fast"])
    assert facts.checks(plan) == [
        {"section": "Acceptance Criteria", "text": "Works", "done": True},
        {"section": "Acceptance Criteria", "text": "Is fast", "done": False},
    ]


def test_checklists_inside_groups_count():
    milestone = pf.Template.load("milestone-plan")
    steps = {"implementation_steps.steps": [{"items": ["[x] Dig"]}, {"items": ["Fill"]}]}
    found = [row for row in facts.checks(milestone.plan(steps)) if row["text"] in ("Dig", "Fill")]
    assert pairs(found, "text", "done") == [("Dig", True), ("Fill", False)]


def test_labels_say_the_relation(task):
    plan = task.plan(blocked_by="PLAN-1, PLAN-2 and PLAN-3", blocks="Design and build login", related="none")
    assert pairs(facts.dependencies(plan), "relation", "text") == [
        ("blocked_by", "PLAN-1"),
        ("blocked_by", "PLAN-2"),
        ("blocked_by", "PLAN-3"),
        ("blocks", "Design and build login"),
    ]


def test_depends_on_counts_where_no_field_holds_it(technical):
    plan = technical.plan(depends_on=["PLAN-1", "n/a"])
    assert pairs(facts.dependencies(plan), "relation", "text") == [("blocked_by", "PLAN-1")]


def test_prerequisite_rows_name_one_plan_each():
    template = pf.Template.load("implementation-task")
    rows = ["Login, part two", "PLAN-1, PLAN-2", "None"]
    found = facts.dependencies(template.plan(prerequisite_tasks=rows))
    assert pairs(found, "relation", "text") == [
        ("blocked_by", "Login, part two"),
        ("blocked_by", "PLAN-1"),
        ("blocked_by", "PLAN-2"),
    ]


@pytest.mark.parametrize(
    "text, names",
    [
        ("PLAN-3", ["plan-3"]),
        ("[PLAN-3](https://example.org/3): sign in", ["plan-3: sign in", "plan-3"]),
        ("#12", ["#12", "12"]),
        ("Task 2.1", ["task 2.1", "2.1"]),
        ("Design the login", ["design the login"]),
    ],
)
def test_what_a_reference_may_mean(text, names):
    assert facts.candidates(text) == names


@pytest.mark.parametrize(
    "status, phase",
    [
        ("In Progress (60%)", "begun"),
        ("in_review", "begun"),
        ("🚧 In progress", "begun"),
        ("Done - merged", "done"),
        ("✅ Done", "done"),
        ("Closed", "done"),
        ("Won't Do", "dropped"),
        ("Won’t fix", "dropped"),
        ("not started", "open"),
        ("Complete by Friday", "open"),
        ("To Do", "open"),
        ("", "open"),
        ("Blocked", "open"),
    ],
)
def test_phases(status, phase):
    assert facts.phase(status) == phase


@pytest.mark.parametrize(
    "text", [" " * 50_000 + "x", "(" * 50_000, "- " * 20_000, "|" * 50_000, "[a](" * 20_000, "a:" * 20_000]
)
def test_hostile_text_takes_no_time(technical, text):
    plan = technical.plan(technical_risks=text, effort_breakdown=text, depends_on=[text])
    start = time.perf_counter()
    facts.risks(plan), facts.efforts(plan), facts.dependencies(plan)
    assert time.perf_counter() - start < 3
