"""What a blank is taken for: kinds by label, placeholder and what is around it; roles by the words of labels."""

import time

import pytest

from planform.template import compile_text, flatten


def fields(text):
    return {f.path: f for f in flatten(compile_text(text).fields)}


def only(text):
    """The one field of a template."""
    (field,) = fields(text).values()
    return field


@pytest.mark.parametrize(
    ("line", "kind", "options", "unit"),
    [
        ("**Status**: Draft | In Review | Done", "choice", ("Draft", "In Review", "Done"), ""),
        ("**Status**: [draft, approved, done]", "choice", ("draft", "approved", "done"), ""),
        ("**Impact of a failure**: [requests lost, people affected, money lost]", "line", (), ""),
        ("**Likelihood**: [H/M/L]", "level", ("H", "M", "L"), ""),
        ("**Gravité**: [faible / moyenne / forte]", "level", ("faible", "moyenne", "forte"), ""),
        ("**Вероятность**: [высокая/средняя/низкая]", "level", ("высокая", "средняя", "низкая"), ""),
        ("**影響度**: [高/中/低]", "level", ("高", "中", "低"), ""),
        ("**Likelihood (1-5)**: [n]", "number", (), ""),
        ("**Estimate (hours)**: [n]", "effort", (), "hour"),
        ("**Estimate (days)**: ____", "effort", (), "day"),
        ("**Aufwand**: [..]", "effort", (), ""),
        ("**見積工数**: [人日]", "effort", (), "day"),
        ("**Due**: [date]", "date", (), ""),
        ("**Fällig am**: [TT.MM.JJJJ]", "date", (), ""),
        ("**Enddatum**: [Datum]", "date", (), ""),
        ("**截止日期**: [日期]", "date", (), ""),
        ("**Start**: [what people should begin to do]", "line", (), ""),
        ("**Declared**: YYYY-MM-DD HH:MM", "datetime", (), ""),
        ("**Seen at**: HH:MM", "line", (), ""),
        ("**Version**: [1.0]", "line", (), ""),
        ("**Owner**: [Name / Role]", "line", (), ""),
        ("**Risks/Limitations**: [words]", "line", (), ""),
    ],
)
def test_the_kind_of_a_labelled_blank(line, kind, options, unit):
    field = only(f"# Plan\n\n## Facts\n\n{line}\n")
    assert (field.kind, field.options, field.unit) == (kind, options, unit)
    assert field.rule
    assert 0 < field.sure <= 1


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Owner", "owner"),
        ("Owner/Assignee", "owner"),
        ("Task owner", "owner"),
        ("Verantwortlich", "owner"),
        ("Responsable", "owner"),
        ("担当者", "owner"),
        ("负责人", "owner"),
        ("作成者 / Owner", "owner"),
        ("Estado actual", "status"),
        ("Статус", "status"),
        ("Supersedes", "dependency"),
        ("Depends on", "dependency"),
        ("Abhängigkeiten", "dependency"),
        ("Independent variables", ""),
        ("Author", ""),
        ("Risk level", ""),
        ("Known risks", "risk"),
        ("Risiken", "risk"),
        ("Ownership model", ""),
    ],
)
def test_the_role_of_a_label_is_in_its_whole_words(label, role):
    assert only(f"# Plan\n\n## Facts\n\n**{label}**: [words]\n").role == role


def test_columns_have_the_roles_of_their_group():
    risks = fields("# T\n\n## Risks\n\n| Risk | P | I | Response | By whom |\n|-|-|-|-|-|\n| | | | | |\n")
    assert [f.role for f in risks.values()] == ["risk", "risk", "probability", "impact", "mitigation", ""]
    tasks = fields("# T\n\n## Action items\n\n| What | Who | When |\n|-|-|-|\n| | | YYYY-MM-DD |\n")
    assert [f.role for f in tasks.values()] == ["", "", "owner", "due"]
    times = fields("# T\n\n## Timeline\n\n| When | Who | Response |\n|-|-|-|\n| | | |\n")
    assert [f.role for f in times.values()] == ["", "", "", ""]


def test_of_three_points_one_is_the_estimate():
    table = "| Task | Optimistic (h) | Likely (h) | Pessimistic (h) |\n|-|-|-|-|\n| | | | |\n"
    _, _, low, likely, high = fields(f"# T\n\n## Estimates\n\n{table}").values()
    assert [f.kind for f in (low, likely, high)] == ["effort"] * 3
    assert [f.role for f in (low, likely, high)] == ["", "effort breakdown", ""]
    assert likely.unit == "hour"


def test_two_readings_are_a_doubt():
    table = "| Step | Result |\n|-|-|\n| Build | ok |\n| Test | failed |\n| Ship | ok |\n"
    assert fields(f"# T\n\n## Checks\n\n{table}")["checks[].result"].sure < 0.7


def test_a_column_of_several_blanks_that_no_single_cell_has_compiles():
    rows = "| ____ and ____ | x |\n| ____ or ____ so ____ | y |\n| a: ____, b: ____, c: ____ | |\n"
    assert "s[].a" in fields(f"# T\n\n## S\n\n| A | B |\n|-|-|\n{rows}")


def test_many_alike_siblings_take_linear_time():
    def seconds(n):
        items = "".join(f"- **Item {k}**: [words {k}] - [more {k}]\n" for k in range(n))
        begin = time.process_time()
        compile_text(f"# T\n\n## Items\n\n{items}")
        return time.process_time() - begin

    seconds(100)
    # quadratic would be 100 times; a busy machine may disturb any one run
    assert min(seconds(4000) for _ in range(2)) < 50 * max(max(seconds(400) for _ in range(3)), 0.02)
