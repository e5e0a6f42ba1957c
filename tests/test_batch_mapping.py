"""Columns to fields: the guess, the mapping file, and what cells become."""

import json
from dataclasses import replace

import pytest
import yaml

from planform.batch import check_table, read_table
from planform.batch.mapping._candidates import prepare
from planform.batch.mapping._failures import write_failures
from planform.batch.mapping._mapfile import read_map
from planform.batch.mapping._markup import jira
from planform.errors import InvalidTableError, NotFoundError, OutputError

TASK = "implementation-task"


def values(row, mapping=None, template=TASK, key=None):
    """What one row becomes; all its problems where it cannot."""
    found = prepare([row], template, mapping, key)
    assert not found.failures, found.failures
    return found.good[0].values


def failure(row, mapping=None, template=TASK):
    (found,) = prepare([row], template, mapping).failures
    return found


def columns(names, template=TASK, **more):
    return check_table([dict.fromkeys(names, "x")], template, **more).columns


def test_columns_are_found_by_path_label_tail_role_and_common_name():
    assert columns(
        ["KEY", "task title", "Owner", "estimate", "overview.task_summary", "Blocked By", "tags", "Actual", "due"]
    ) == {
        "KEY": "key",
        "task title": "task_title",
        "Owner": "assignee",
        "estimate": "estimate",
        "overview.task_summary": "overview.task_summary",
        "Blocked By": "notes_references.related_tasks.blocked_by",
        "tags": "tags",
        "Actual": "actual",
        "due": "completion_target",
    }


def test_words_of_other_tools_are_known():
    found = columns(
        ["Issue key", "Summary", "Assigned to", "Original Estimate", "Labels", "Epic", "Time Spent", "Iteration"]
    )
    assert list(found.values()) == ["key", "task_title", "assignee", "estimate", "tags", "feature", "actual", "sprint"]


def test_a_templates_own_field_comes_before_another_tools_word():
    # implementation-task says "Feature" itself; for the others it is another tool's word for the parent
    assert columns(["Feature"])["Feature"] == "feature"
    assert columns(["Feature"], "technical-plan")["Feature"] == "parent"


def test_placeholders_and_numbered_names_are_names():
    found = columns(["TASK_NAME", "STEP_1", "STEP_2", "ADDITIONAL_STEPS"], "technical-plan")
    assert found["TASK_NAME"] == "task_name"
    assert [found[f"STEP_{n}"].rpartition("[")[2] for n in (1, 2)] == ["0]", "1]"]
    steps = values({"TASK_NAME": "t", "STEP_1": "first", "STEP_3": "third"}, template="technical-plan")
    assert [[item["text"] for item in v] for v in steps.values() if isinstance(v, list)] == [["first", "third"]]


def test_a_row_of_a_group_is_named_by_its_index():
    row = {
        "Title": "t",
        "Technical Risks[1].risk": "second",
        "Technical Risks[0].mitigation": "first's",
        "technical_risks[0].risk": "first",
    }
    risks = values(row)["risks_considerations.technical_risks"]
    assert [(r["risk"], r["mitigation"]) for r in risks] == [("first", "first's"), ("second", "")]


def test_open_brackets_take_the_next_free_row():
    mapping = {"Title": "title", "Risk A": "technical_risks[].risk", "Risk B": "technical_risks[].risk"}
    risks = values({"Title": "t", "Risk A": "a", "Risk B": "b"}, mapping)["risks_considerations.technical_risks"]
    assert [r["risk"] for r in risks] == ["a", "b"]


def test_unknown_columns_are_told_all_at_once_with_the_nearest():
    with pytest.raises(InvalidTableError) as error:
        prepare([{"Title": "t", "Statsu": "Todo", "Flavour": "x"}], TASK)
    assert "'Statsu'; did you mean 'status'?" in str(error.value)
    assert "'Flavour'" in str(error.value)
    assert len(error.value.diagnostics) == 2


def test_a_mapping_leaves_columns_out():
    assert "Flavour" not in values({"Title": "t", "Flavour": "x"}, {"Flavour": None})
    assert check_table([{"Title": "t", "Flavour": "x"}], TASK, mapping={"Flavour": None}).ignored == ("Flavour",)


def test_options_are_found_in_any_spelling():
    assert values({"Title": "t", "Status": "in-progress"})["status"] == "In Progress"
    assert values({"Title": "t", "Status": "TO DO"})["status"] == "Todo"
    likelihood = values(
        {"Title": "t", "Risks & Mitigations[0].risk": "r", "Risks & Mitigations[0].likelihood": "high"},
        template="milestone-plan",
    )
    assert next(v for k, v in likelihood.items() if "risk" in k)[0]["likelihood"] == "H"


def test_a_refused_value_is_the_rows_failure_and_counted():
    rows = [{"Title": "a", "Status": "Someday"}, {"Title": "b", "Status": "Someday"}, {"Title": "c", "Status": "Done"}]
    found = check_table(rows, TASK)
    assert (found.good, len(found.failures), found.exit_code) == (1, 2, 1)
    assert found.failures[0].field == "Status"
    assert "none of Todo" in found.failures[0].message
    assert "'Someday' (2 rows)" in str(found.notes[0])


def test_values_are_mapped_in_any_case_and_foreign_ones_accepted_by_name():
    mapping = {"Status": {"to": "status", "values": {"Shipped": "Done"}, "accept": ["Won't Do"]}}
    assert values({"Title": "t", "Status": "shipped"}, mapping)["status"] == "Done"
    assert values({"Title": "t", "Status": "Won't Do"}, mapping)["status"] == "Won't Do"
    assert "none of" in failure({"Title": "t", "Status": "Never"}, mapping).message


def test_units_splits_and_ids():
    mapping = {
        "Spent": {"to": "actual", "unit": "seconds"},
        "Guess": {"to": "estimate", "unit": "hours"},
        "Labels": {"to": "tags", "split": ";"},
        "Needs": {"to": "blocked_by"},
        "id_pattern": r"task-([\d.]+) -> BACK-\1",
    }
    row = {
        "Title": "t",
        "Spent": "7200",
        "Guess": "3",
        "Labels": "a, b;c",
        "Needs": "task-12, BACK-3, task-4.1",
        "Key": "task-9",
    }
    found = values(row, mapping)
    assert (found["actual"], found["estimate"], found["key"]) == ("2h", "3 hours", "BACK-9")
    assert found["tags"] == ["a", "b", "c"]
    assert found["notes_references.related_tasks.blocked_by"] == "BACK-12, BACK-3, BACK-4.1"
    assert values({**row, "Guess": "2 days"}, mapping)["estimate"] == "2 days"


WRONG_MAPS = [
    ({"Title": "titel"}, "'titel'"),
    ({"Title": {"to": "title", "vlaues": {}}}, "did you mean 'values'"),
    ({"Title": {"to": "title", "unit": "fortnights"}}, "unknown unit"),
    ({"Title": 3}, "say where it goes"),
    ({"Status": {"to": "status", "values": {"a": "Tood"}}}, "'Tood' is none of"),
    ({"id_pattern": "(a+)+$ -> x"}, "no id pattern"),
    ({"id_pattern": r"\d+\d+\d+\d+x -> y"}, "no id pattern"),
    ({"id_pattern": r"task-(\d+) -> \2"}, "invalid group"),
    ({"Title": "title", "Name": "title"}, "both go to"),
]


@pytest.mark.parametrize(("mapping", "message"), WRONG_MAPS)
def test_a_wrong_mapping_says_what(mapping, message):
    with pytest.raises(InvalidTableError) as error:
        prepare([{"Title": "t", "Name": "n", "Status": "Todo"}], TASK, mapping)
    assert message in str(error.value)


def test_a_mapping_file_may_name_columns_that_this_table_lacks(tmp_path):
    (tmp_path / "m.yaml").write_text("Title: title\nPriority:\nSize: estimate\n")
    found = check_table([{"Title": "t"}], TASK, mapping=tmp_path / "m.yaml")
    assert found.good == 1
    assert [n.code for n in found.notes] == ["unknown-column", "unknown-column"]
    with pytest.raises(NotFoundError, match="write-map"):
        check_table([{"Title": "t"}], TASK, mapping=tmp_path / "absent.yaml")


def test_the_written_guess_reads_back_as_the_same_mapping(tmp_path):
    rows = [
        {
            "Key": "1",
            "Title: it's": "a",
            "Title": "t",
            "Status": "Someday",
            "development_steps[0].step": "s",
            "- odd": "x",
        }
    ]
    path = tmp_path / "guess.yaml"
    first = check_table(rows, TASK, write=path)
    assert [d.code for d in first.unknown] == ["unknown-column"] * 2
    again = check_table(rows, TASK, mapping=path)
    assert again.columns == first.columns
    assert again.ignored == ("Title: it's", "- odd")
    assert "Someday: null" in path.read_text()
    path.write_text(path.read_text().replace("Someday: null", "Someday: Blocked"))
    assert check_table(rows, TASK, mapping=path).good == 1
    with pytest.raises(OutputError, match="not overwritten"):
        check_table(rows, TASK, write=path)


def test_lines_become_checklists_lists_and_rows():
    row = {
        "Title": "t",
        "Acceptance Criteria": "- [x] done\n2. open\n\n* last",
        "Implementation Notes": "- one\n- two",
        "Technical Risks": "Queue fills | Slow disks | Watch it | Drop old\nKey expires",
        "Development Steps": "1. Design: 2-4 h\nBuild: the rest",
    }
    found = values(row)
    assert found["overview.acceptance_criteria"] == [
        {"text": "done", "done": True},
        {"text": "open", "done": False},
        {"text": "last", "done": False},
    ]
    assert found["notes_references.implementation_notes"] == ["one", "two"]
    risks = found["risks_considerations.technical_risks"]
    assert [(r["risk"], r["mitigation"], r["contingency"]) for r in risks] == [
        ("Queue fills", "Watch it", "Drop old"),
        ("Key expires", "", ""),
    ]
    steps = found["implementation_plan.development_steps"]
    assert [(s["step"], s["estimated_time"]) for s in steps] == [("Design", "2-4 h"), ("Build: the rest", "")]


def test_nested_values_arrive_as_they_are_also_through_failures_csv():
    criteria = [{"text": "a, b", "done": True}, {"text": "c", "done": False}]
    risks = [{"risk": "r", "mitigation": "m"}]
    nested = values({"Title": "t", "Acceptance Criteria": criteria, "Technical Risks": risks, "Tags": ["x", "y"]})
    spelt = values(
        {
            "Title": "t",
            "Acceptance Criteria": json.dumps(criteria),
            "Technical Risks": json.dumps(risks),
            "Tags": '["x", "y"]',
        }
    )
    assert nested == spelt
    assert nested["overview.acceptance_criteria"] == criteria
    assert nested["tags"] == ["x", "y"]


def test_a_value_of_the_wrong_shape_is_the_rows_failure():
    assert failure({"Title": {"a": "b"}}).field == "task_title"
    assert "did you mean 'Risk'" in failure({"Title": "t", "Technical Risks": [{"rsik": "x"}]}).message


def test_keys_are_guessed_or_named():
    assert values({"id": "7", "Title": "t"})["key"] == "7"
    assert values({"Ref": "R-7", "Title": "t"}, key="ref")["key"] == "R-7"
    found = values({"id": "7", "Ref": "R-7", "Title": "t"}, key="Ref")
    assert found["key"] == "R-7"
    with pytest.raises(InvalidTableError, match="did you mean 'Ref'"):
        prepare([{"Ref": "1", "Title": "t"}], TASK, key="Rfe")


def test_equal_keys_are_all_reported_and_titles_noted():
    rows = [
        {"Key": "A", "Title": "one"},
        {"Key": "A", "Title": "two"},
        {"Key": "B", "Title": "same"},
        {"Key": "C", "Title": "same"},
    ]
    found = check_table(rows, TASK)
    assert found.good == 2
    assert [(f.row, f.field, f.key) for f in found.failures] == [(1, "Key", "A"), (2, "Key", "A")]
    assert "row 2" in found.failures[0].message
    assert [n.code for n in found.notes] == ["title-twice"]


def test_a_row_without_key_and_title():
    assert "neither a key nor a title" in failure({"Status": "Todo"}).message


def test_the_columns_of_failures_csv_are_not_read():
    found = check_table([{"Title": "t", "field": "Status", "message": "was wrong"}], TASK)
    assert found.ignored == ("field", "message")
    assert found.good == 1


def test_one_of_several_values_is_said_by_the_mapping_and_never_guessed():
    row = {
        "Title": "t",
        "Sprint": ["S1", "S2"],
        "Labels": ["a", "b"],
        "Blocked By": ["A-1", "A-2"],
        "Assignee": ["x", "x"],
    }
    assert "holds 2 values ('S1', 'S2') and sprint takes one" in failure(row).message
    for part, wanted in (({"take": "last"}, "S2"), ({"take": "first"}, "S1"), ({"join": " / "}, "S1 / S2")):
        found = values(row, {"Sprint": {"to": "sprint", **part}})
        assert (found["sprint"], found["assignee"], found["tags"]) == (wanted, "x", ["a", "b"])
        assert found["notes_references.related_tasks.blocked_by"] == "A-1, A-2"


def test_places_in_nested_cells():
    row = {
        "Title": "t",
        "labels": [{"name": "a"}, {"name": "b", "id": "7"}],
        "milestone": {"title": "Pilot", "dueOn": "2026-12-18T00:00:00Z", "by": {"login": "ada"}},
    }
    found = values(row, {"milestone.title": "sprint", "milestone.dueOn": "due", "milestone.by.login": "owner"})
    assert (found["tags"], found["sprint"], found["assignee"]) == (["a", "b"], "Pilot", "ada")
    assert "2026-12-18" in found.values()
    assert values(row)["sprint"] == "Pilot"
    wrong = check_table([row], TASK, mapping={"milestone.name": "sprint", "label.name": "tags", "milestone": None})
    assert ["label.name" in str(n) for n in wrong.notes] == [True]
    told = check_table([{"Title": "t", "board": {"name": "x", "id": "1"}}], TASK).unknown
    assert "it holds name, id: name one as 'board.name'" in str(told[0])


def test_days_as_the_mapping_says_they_are_written():
    mapping = {"Created": {"dates": "%d/%b/%y %I:%M %p"}, "Due": {"to": "started", "dates": "%m/%d/%Y"}}
    found = values({"Title": "t", "Created": "05/Jan/26 9:14 AM", "Due": "04/06/2026"}, mapping)
    assert (found["created"], found["started"]) == ("2026-01-05", "2026-04-06")
    assert "no date like %m/%d/%Y" in failure({"Title": "t", "Due": "2026-04-06"}, mapping).message
    with pytest.raises(InvalidTableError, match="no form of dates"):
        check_table([{"Title": "t"}], TASK, mapping={"Due": {"dates": "%H:%M"}})


JIRA = "h2. Why\nIt is *urgent*, see [the log|https://example.org].\n\n* one\n\nA well-known end."


def test_wiki_markup_becomes_markdown():
    found = values({"Title": "t", "Note": JIRA}, {"Note": {"to": "solution", "markup": "jira"}})
    wanted = "## Why\nIt is **urgent**, see [the log](https://example.org).\n\n- one\n\nA well-known end."
    assert found["technical_details.implementation_approach.solution"] == wanted


def test_wiki_markup_that_never_ends_is_that_rows_failure(monkeypatch):
    monkeypatch.setattr("planform.batch.mapping._markup.PATIENCE", 0.3)
    rows = [{"Title": "a", "Note": "-a " * 3_000}, {"Title": "b", "Note": "*" * 3 + "(" * 5_000}]
    found = check_table(rows, TASK, mapping={"Note": {"to": "solution", "markup": "jira"}})
    assert {f.row: "cannot be turned into Markdown" in f.message for f in found.failures} == {1: True, 2: True}
    monkeypatch.setattr("planform.batch.mapping._markup.PATIENCE", 20)
    assert jira("it is *urgent* again") == "it is **urgent** again"


def guessed(tmp_path, rows):
    path = tmp_path / "guess.yaml"
    path.unlink(missing_ok=True)
    check_table(rows, TASK, write=path)
    return yaml.safe_load(path.read_text())


def test_the_guess_reads_units_dates_and_markup_off_the_values(tmp_path):
    row = {
        "Summary": "t",
        "Original Estimate": "28800",
        "Created": "05/Jan/26 9:14 AM",
        "Due": "13/04/2026",
        "Solution": JIRA,
        "Sprint": ["S1", "S2"],
        "Status": "Closed",
        "Labels": ["a", "b"],
    }
    found = guessed(tmp_path, [row])
    assert found["Original Estimate"] == {"to": "estimate", "unit": "seconds"}
    assert found["Created"] == {"to": "created", "dates": "%d/%b/%y %I:%M %p"}
    assert found["Solution"]["markup"] == "jira"
    assert (found["Sprint"]["take"], found["Labels"]) == ("last", "tags")
    assert found["Status"] == {"to": "status", "values": {"Closed": "Done"}}
    assert check_table([row], TASK, mapping=tmp_path / "guess.yaml").good == 1
    assert guessed(tmp_path, [{**row, "Due": "04/06/26"}])["Due"] == {"to": "completion_target"}  # which is the month?
    assert "%d/%m/%y or %m/%d/%y" in (tmp_path / "guess.yaml").read_text()
    assert guessed(tmp_path, [{"Title": "t", "Estimate": "5"}])["Estimate"] == {"to": "estimate"}
    assert "unit: hours, days, points, seconds? 5" in (tmp_path / "guess.yaml").read_text()


def test_a_mapping_that_is_written_again_keeps_what_a_person_said(tmp_path):
    mapping = {
        "Est": {"to": "estimate", "unit": "hours"},
        "State": {"to": "status", "values": {"wip": "In Progress"}, "accept": "Parked"},
        "Note": {"to": "solution", "markup": "jira"},
        "Tag": {"to": "tags", "split": ";"},
        "Ref": {"to": "key", "id_pattern": "(\\d+) -> A-\\1"},
    }
    row = {"Title": "t", "Est": "3", "State": "Odd", "Note": "x", "Tag": "a;b", "Ref": "7"}
    check_table([row], TASK, mapping=mapping, write=tmp_path / "again.yaml")
    again = read_map(tmp_path / "again.yaml").rules
    first = read_map(mapping).rules
    assert {n: replace(again[n], to="") for n in first} == {n: replace(r, to="") for n, r in first.items()}


def test_of_two_columns_guessed_for_one_field_the_second_is_asked_for():
    found = check_table([{"Title": "t", "Labels": "a", "Components": "b"}], TASK)
    assert (found.columns["Labels"], found.exit_code) == ("tags", 2)
    assert "would go to tags, as 'Labels' does" in str(found.unknown[0])
    with pytest.raises(InvalidTableError, match="both go to tags"):
        check_table([{"Title": "t", "Labels": "a", "X": "b"}], TASK, mapping={"Labels": "tags", "X": "tags"})
    said = check_table([{"Title": "t", "Labels": "a", "Components": "b"}], TASK, mapping={"Components": "tags"})
    assert said.columns["Components"] == "tags" and "'Labels'" in str(said.unknown[0])


def test_failures_csv_runs_again_with_columns_that_stand_several_times(tmp_path):
    (tmp_path / "t.csv").write_text('Title,Sprint,Sprint,Labels,Labels,Solution\nt,S1,S2,a,b,"[""x""]"\n')
    first = prepare(tmp_path / "t.csv", TASK)
    path = write_failures(tmp_path, first.table.columns, first.failures)
    again = prepare(path, TASK, {"Sprint": {"take": "last"}}).good[0]
    straight = prepare(tmp_path / "t.csv", TASK, {"Sprint": {"take": "last"}}).good[0]
    assert again.values == straight.values
    assert again.values["technical_details.implementation_approach.solution"] == '["x"]'


def test_the_examples_are_right():
    from pathlib import Path

    examples = Path(__file__).parents[1] / "examples"
    tasks = check_table(examples / "tasks.csv", TASK)
    assert (tasks.failures, tasks.unknown) == ((), ())
    assert tasks.good == len(read_table(examples / "tasks.csv").rows) >= 40
    plans = check_table(examples / "requirements.yaml", "technical-plan")
    assert (plans.failures, plans.unknown) == ((), ())
    assert plans.good >= 1
