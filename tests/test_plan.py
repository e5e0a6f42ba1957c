"""Plans: values by any name a person uses, problems told and nothing dropped, documents that come back."""

from datetime import date
from pathlib import Path

import pytest

import planform as pf
from planform.errors import InvalidDocumentError, InvalidValueError, NotFoundError, UnknownNameError

TASK = pf.Template.load("implementation-task")


def test_fields_are_named_by_path_tail_label_role_or_common_name():
    plan = TASK.plan(
        {"overview.task_summary": "One", "Assignee": "Mina", "Technical Risks[0].risk": "Vendor late"},
        status="in progress", key="PLAN-7", tags="a, b", blocked_by="PLAN-1", effort="2-4 hours",
    )  # fmt: skip
    assert (plan["task_summary"], plan["owner"], plan["status"]) == ("One", "Mina", "In Progress")
    assert (plan.key, plan["tags"], plan["depends_on"]) == ("PLAN-7", ["a", "b"], "PLAN-1")
    assert plan["estimate"] == plan["effort"] == "2-4 hours"
    assert [r["risk"] for r in plan["risks_considerations.technical_risks"]] == ["Vendor late"]


def test_nested_mappings_rows_and_ticks():
    plan = TASK.plan(
        overview={"acceptance_criteria": "- [x] one\n- two"},
        development_steps=[{"Step": "A", "estimated_time": "2 h"}, "B"],
        code_changes={"type": "new", "file_module": "x.py"},
    )
    assert plan["acceptance_criteria"] == [{"text": "one", "done": True}, {"text": "two", "done": False}]
    assert [(s["step"], s["estimated_time"]) for s in plan["development_steps"]] == [("A", "2 h"), ("B", "")]
    assert plan["code_changes"][0]["type"] == "New"


def test_the_names_of_a_template_s_own_placeholders():
    plan = pf.Template.load("technical-plan").plan(
        TASK_NAME="x", STEP_2="second", TIME_ESTIMATE="1-2 d", INSTALL_COMMANDS="pip install x"
    )
    assert (plan.title, plan["effort"], plan["installation_commands"]) == ("x", "1-2 d", "pip install x")
    assert [s["text"] for s in plan["step_by_step_checklist.steps"]] == ["second"]


def test_unknown_names_are_told_together_each_with_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        TASK.plan(statsu="Todo", asignee="M")
    assert "did you mean 'status'" in str(caught.value)
    assert "did you mean 'Assignee'" in str(caught.value)


def test_an_ambiguous_name_lists_what_it_may_be():
    with pytest.raises(UnknownNameError, match=r"deployment_steps|documentation"):
        TASK.field("documentation")


def test_a_value_of_the_wrong_shape_is_refused():
    with pytest.raises(InvalidValueError, match="Assignee"):
        TASK.plan(assignee={"first": "M"})
    with pytest.raises(InvalidValueError, match="no group"):
        TASK.plan({"status[0]": "x"})


def test_refused_values_are_kept_and_told():
    plan = TASK.plan(
        title="x", status="Nearly", created="next week", code_changes=[{"file_module": "a", "type": "Odd"}]
    )
    assert [(p.label, p.value, p.row) for p in plan.problems] == [
        ("Created", "next week", None), ("Status", "Nearly", None), ("Type", "Odd", 0)]  # fmt: skip
    assert plan["status"] == "Nearly"
    assert not TASK.plan(title="x", created=date(2026, 11, 21), status="DONE").problems


def test_what_is_required_and_how_much_is_filled():
    blank = TASK.blank()
    assert blank.missing == ("task_title",)
    assert blank.completeness == 0
    assert 0 < TASK.plan(title="x").completeness < 0.1


def test_items_keep_what_only_looks_like_a_bullet():
    plan = TASK.plan(acceptance_criteria="- Design - build\n* A * b\n2) two 3. three")
    assert [c["text"] for c in plan["acceptance_criteria"]] == ["Design - build", "A * b", "two 3. three"]


def test_a_date_that_may_be_two_days_is_refused():
    assert [p.value for p in TASK.plan(title="x", created="04/06/2026").problems] == ["04/06/2026"]
    for clear in ("13/02/2026", "02/13/2026", "2 March 2026", "2.3.2026", "2026-03-02", "04/04/2026"):
        assert not TASK.plan(title="x", created=clear).problems


def test_plans_are_values():
    one = TASK.plan(title="x")
    two = one.with_values(status="Done")
    assert one["status"] == "" and two["status"] == "Done" and one != two
    assert two.with_values(status="") == one


def test_the_pydantic_model_and_json_schema_agree_with_the_problems():
    plan = TASK.plan(title="x", status="Done")
    assert TASK.model.model_validate(dict(plan.values)).status == "Done"
    with pytest.raises(ValueError, match="none of Todo"):
        TASK.model.model_validate({**plan.values, "status": "Nearly"})
    schema = TASK.json_schema()
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["properties"]["status"]["enum"] == ["", "Todo", "In Progress", "In Review", "Done", "Blocked"]


def test_a_section_called_like_a_common_field_is_a_field():
    plan = pf.Template.from_markdown("# [Title]\n\n## Tags\n\n## Other\n\n[Text]\n").plan(
        title="x", tags="two\nlines", key="K-1"
    )
    assert plan["tags"] == plan.values["tags"] == "two\nlines"
    assert dict(plan.common) == {"key": "K-1"}


def test_rows_behind_a_box_always_say_whether_they_are_done():
    template = pf.Template.from_markdown(
        "# [Title]\n\n## Steps\n\n- [ ] **[Step 1]**: [What]\n- [ ] **[Step 2]**: [What]\n"
    )
    plan = template.plan(title="x", steps=[{"step": "a"}, {"step": "b", "done": True}])
    assert [row["done"] for row in plan["steps"]] == [False, True]
    assert pf.read_plan(plan.to_markdown(), template).plan == plan


def test_a_document_comes_back_with_what_the_template_has_no_place_for(tmp_path):
    plan = TASK.plan(
        title="Über — 漢字 | `code`",
        status="Todo",
        key="K-1",
        tags=["a", "b: c"],
        started="2026-11-02",
        acceptance_criteria="one",
    )
    path = tmp_path / "plan.md"
    path.write_text(plan.to_markdown(), encoding="utf-8")
    result = pf.read_plan(path)
    assert result.plan == plan
    assert (result.score, result.unplaced) == (1.0, ())
    assert result.plan.to_markdown() == path.read_text(encoding="utf-8")


def test_a_changed_field_changes_only_its_own_lines():
    text = TASK.plan(title="x", status="Todo", assignee="A").to_markdown()
    changed = pf.update_document(text, pf.read_plan(text).plan.with_values(status="Done"))
    differing = [pair for pair in zip(text.splitlines(), changed.splitlines(), strict=True) if pair[0] != pair[1]]
    assert differing == [("**Status**: Todo  ", "**Status**: Done  ")]


FRONT = """---
# whose it is
author: Mina   # and a remark
status: mine, not the plan's
planform: {template: implementation-task}
# the key
key: K-9
started: 2026-01-02
layout: {{LAYOUT}}
---
"""


def test_front_matter_of_other_people_stays_as_it_is():
    plan = TASK.plan(title="x", key="K-9", started="2026-01-02")
    text = FRONT + plan.template.lens.render(plan.values)
    read = pf.read_plan(text).plan
    assert (read.key, read["started"], read["status"]) == ("K-9", "2026-01-02", "")
    changed = read.with_values(key="K-10").to_markdown()
    kept = [
        "# whose it is",
        "author: Mina   # and a remark",
        "status: mine, not the plan's",
        "# the key",
        "layout: {{LAYOUT}}",
    ]
    assert [line for line in changed.splitlines() if line in kept] == kept
    assert pf.read_plan(changed).plan.key == "K-10"
    assert pf.read_plan(changed).plan.to_markdown() == changed


def test_a_list_above_the_text_is_no_front_matter():
    text = "---\n- a\n- b\n---\n" + TASK.lens.render(TASK.plan(title="x").values)
    assert text in pf.read_plan(text, TASK).plan.to_markdown()


def test_a_template_may_have_front_matter_with_blanks_of_its_own():
    template = pf.Template.from_markdown("---\nlayout: {{LAYOUT}}\n---\n# [Title]\n\n**Owner**: [Name]\n")
    text = template.plan(title="x", owner="o", key="K").to_markdown()
    assert "layout: {{LAYOUT}}" in text and pf.read_plan(text, template).plan.key == "K"


def test_what_no_file_can_hold_is_replaced():
    assert TASK.plan(title="a\ud800b\0c")["title"] == "a\ufffdb\ufffdc"


def test_a_document_without_front_matter_finds_its_template():
    text = TASK.plan(title="x", status="Todo").template.lens.render(TASK.plan(title="x", status="Todo").values)
    result = pf.read_plan(text)
    assert result.plan.template.name == "implementation-task"
    assert "read as implementation-task" in str(result.doubts[0])


def test_documents_that_cannot_be_read_say_why(tmp_path):
    with pytest.raises(NotFoundError):
        pf.read_plan(tmp_path / "none.md")
    (tmp_path / "bad.md").write_bytes(b"caf\xe9 \xff")
    with pytest.raises(InvalidDocumentError, match="UTF-8"):
        pf.read_plan(tmp_path / "bad.md")
    with pytest.raises(InvalidDocumentError, match="no YAML"):
        pf.read_plan("---\nplanform: {template: [\n---\n# x\n")


def test_templates_are_listed_with_their_fields():
    frame = pf.templates().set_index("name")
    assert {"implementation-task", "milestone-plan", "technical-plan", "technical-spec"} <= set(frame.index)
    assert frame.loc["implementation-task", "fields"] == len(TASK.fields)


def test_a_team_s_own_template_comes_before_the_bundled_one_and_a_broken_one_hides_no_other(tmp_path, monkeypatch):
    own = tmp_path / "templates"
    own.mkdir()
    (own / "technical-plan.md").write_text("# Ours: [Name]\n\n**Owner**: [Name]\n", encoding="utf-8")
    (own / "broken.md").write_bytes(b"\xff\xff")
    monkeypatch.chdir(tmp_path)
    assert pf.Template.load("technical-plan").source == str((own / "technical-plan.md").resolve())
    titles = pf.templates()["title"]
    assert len(titles) == 5 and titles.str.contains("UTF-8").sum() == 1


def test_a_template_that_is_not_there(tmp_path):
    with pytest.raises(UnknownNameError, match="did you mean 'technical-plan'"):
        pf.Template.load("tecnical-plan")
    with pytest.raises(NotFoundError):
        pf.Template.load(Path("none.md"))
    with pytest.raises(pf.PlanformError, match="NUL"):
        pf.Template.from_markdown("a\0b")


# --- what must not get lost -------------------------------------------------------------------------------------------


def test_a_label_of_its_own_is_a_field_of_its_own():
    template = pf.Template.from_markdown("# Project: [Name]\n\n**Owner**: [Name]\n")
    plan = pf.read_plan("# Project: Apollo\n\n**Owner**: Bob\n", template).plan
    assert (plan.title, plan["owner"]) == ("Apollo", "Bob")
    assert "**Owner**: Bob" in plan.with_values(title="Zeus").to_markdown()


def test_places_of_one_value_that_differ_are_told_and_kept():
    template = pf.Template.from_markdown("# {{NAME}}\n\nIt lies in `plans/{{NAME}}/plan.md`.\n")
    read = pf.read_plan("# Apollo\n\nIt lies in `plans/zeus/plan.md`.\n", template)
    assert "zeus" in str(read.doubts[0])
    assert "plans/zeus/" in read.plan.with_values(name="Hera").to_markdown()


def test_a_note_among_placeholders_is_never_deleted():
    template = pf.Template.from_markdown("# T: [Name]\n\n## Steps\n\n- [Step 1]\n- [Step 2]\n")
    text = "# T: A\n\n## Steps\n\n- [Step 1]\n  - ask Mina first\n- [Step 2]\n"
    plan = pf.read_plan(text, template).plan
    with pytest.raises(InvalidDocumentError, match="ask Mina first"):
        pf.update_document(text, plan.with_values(steps=["x"]))
    assert "ask Mina first" in pf.update_document(text, plan.with_values(title="B"))


def test_a_path_names_its_own_field_before_any_role():
    template = pf.Template.from_markdown("# Task: [Task Name]\n\n**Assignee**: [A b]\n\n**Owner**: [C d]\n")
    plan = template.plan(assignee="Ann", owner="Bob")
    assert (plan["assignee"], plan["owner"]) == ("Ann", "Bob")
    assert template.plan(dict(plan.values)) == plan


def test_one_field_under_two_names_is_refused():
    with pytest.raises(InvalidValueError, match="given twice"):
        TASK.plan({"title": "A", "Task Title": "B"})


def test_ticks_are_what_people_mean_and_nothing_else():
    ticked = TASK.plan(acceptance_criteria=[{"Text": "a", "Done": "no"}, {"text": "b", "done": True}, "- [x] c"])
    assert [(c["text"], c["done"]) for c in ticked["acceptance_criteria"]] == [("a", False), ("b", True), ("c", True)]
    for wrong in ([{"text": "a", "done": "maybe"}], [{"name": "a"}], b"abc"):
        with pytest.raises(InvalidValueError):
            TASK.plan(acceptance_criteria=wrong)


def test_missing_of_every_kind_is_empty():
    import numpy as np
    import pandas as pd

    assert not any(TASK.plan(title=nothing)["title"] for nothing in (None, np.nan, pd.NA, pd.NaT))


def test_front_matter_is_text_as_it_stands():
    text = "---\nplanform: {template: implementation-task}\nkey: 0123\nstarted: 2026-11-02\n---\n" + TASK.text
    plan = pf.read_plan(text).plan
    assert (plan.key, plan["started"]) == ("0123", "2026-11-02")


@pytest.mark.parametrize(
    "front", ["planform: {template: ../x.md}", "planform: {template: /etc/hostname}", "tags: &a [*a]"]
)
def test_front_matter_opens_no_file_and_builds_no_bomb(front):
    with pytest.raises(InvalidDocumentError):
        pf.read_plan(f"---\n{front}\n---\n{TASK.text}", None if "template" in front else TASK)


def test_a_rule_at_the_top_is_no_front_matter():
    template = pf.Template.from_markdown("---\n\n# Task: [Task Name]\n\n---\n\n**Owner**: [Who]\n")
    plan = template.plan(title="x", owner="o")
    assert pf.read_plan(plan.to_markdown(), template).plan == plan
