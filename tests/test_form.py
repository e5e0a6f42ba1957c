"""The Python side of the form: names, handles, undo, saving, the static form. No browser."""

import re

import pytest
import traitlets
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output

import planform as pf
from planform.errors import RevisionConflictError, StoreError, UnknownNameError
from planform.form.page._assets import FOLDER, MODULES, script
from planform.form.state._schema import sections, singular
from planform.plan import facts
from planform.settings import Settings

NAMES = ["implementation-task", "milestone-plan", "technical-plan", "technical-spec"]
TICKED = "# [Title]\n\n## Steps\n\n- [ ] **[Name]**: [What it does]\n- [ ] **[Name 2]**: [What it does]\n"


@pytest.fixture
def form():
    return pf.PlanForm("implementation-task")


@pytest.fixture
def store(tmp_path):
    with pf.PlanStore(tmp_path / "plans.db", Settings()) as opened:
        yield opened


def sent(form):
    """Everything that the form tells browsers from now on."""
    told = []
    form.send = lambda message, buffers=None: told.append(message)
    return told


def typed(form, at, value):
    """What a browser sends when a person has typed."""
    form._receive(form, {"op": "set", "at": at, "value": value, "from": "browser"}, [])


# --- values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_form_is_the_blank_plan(name):
    template = pf.Template.load(name)
    assert pf.PlanForm(template).plan == template.blank()


@pytest.mark.parametrize("name", NAMES)
def test_a_form_changes_nothing_of_the_plan_it_is_given(name):
    template = pf.Template.load(name)
    values = {f.path: sample(f) for f in template.tree}
    plan = template.plan(values if template.common["key"] else {**values, "key": "PLAN-7"})
    assert pf.PlanForm(plan).plan == plan


def sample(field):
    made = {
        "flag": lambda: True,
        "list": lambda: ["one", "two"],
        "checklist": lambda: [{"text": "one", "done": True}, {"text": "two", "done": False}],
        "rows": lambda: [{c.key: sample(c) for c in field.columns}] * 2,
        "choice": lambda: field.options[0],
        "level": lambda: field.options[0],
        "date": lambda: "2026-11-21",
        "number": lambda: "3",
        "effort": lambda: "2-4 hours",
        "prose": lambda: "- a\n- b\n\nc",
        "code": lambda: "  x = 1\n    y",
    }
    return made.get(field.kind, lambda: "some text")()


def test_rows_behind_a_tick_keep_it():
    template = pf.Template.from_markdown(TICKED, name="ticked")
    plan = template.plan(steps=[{"name": "a", "done": True}, {"name": "b", "done": False}])
    form = pf.PlanForm(plan)
    assert form.plan == plan
    form["steps"][1]["done"].value = True
    assert [row["done"] for row in form.values["steps"]] == [True, True]


def test_empty_rows_are_in_the_form_and_not_in_the_plan(form):
    form["development_steps"].add_row()
    form["development_steps"].add_row(step="real")
    assert len(form["development_steps"]) == 2
    assert [s["step"] for s in form.plan["development_steps"]] == ["real"]


def test_a_field_named_like_a_common_one_is_not_shown_twice():
    form = pf.PlanForm(
        pf.Template.from_markdown("# [Title]\n\n## Tags\n\nWhat we mean by it.\n\n[Prose about tags]\n", name="x")
    )
    typed(form, ["tags"], "a text")
    assert form.values["tags"] == "a text"


# --- names and handles ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["status", "Status", "header.status"])
def test_unknown_names_offer_the_nearest(form, name):
    if name == "header.status":
        with pytest.raises(UnknownNameError, match="status"):
            form["statsu"]
    else:
        form[name].value = "Done"
        assert form.plan["status"] == "Done"


def test_places_in_rows(form):
    form["development_steps"].add_row(step="one", estimated_time="3 h")
    assert form["development_steps"][0]["Estimated Time"].value == "3 h"
    assert form["development_steps[0].estimated_time"].value == "3 h"
    with pytest.raises(UnknownNameError, match="did you mean 'notes'"):
        form["development_steps"][0]["note"]
    with pytest.raises(UnknownNameError, match=r"form\['implementation_plan.development_steps'\]\[0\]"):
        form["development_steps[].step"]
    with pytest.raises(IndexError, match="has 1 rows"):
        form["development_steps"][1]


def test_handles_hear_what_a_person_types(form):
    heard = []
    form["assignee"].observe(lambda change: heard.append(change["new"]), "value")
    typed(form, ["assignee"], "Mina ")
    assert heard == ["Mina"]
    assert form["owner"].value == "Mina"


def test_handles_link(form):
    traitlets.link((form["assignee"], "value"), (form["sprint"], "value"))
    typed(form, ["assignee"], "Mina")
    assert form.plan["sprint"] == "Mina"


def test_a_row_handle_stays_with_its_row(form):
    steps = form["development_steps"]
    first, second = steps.add_row(step="first"), steps.add_row(step="second")
    steps.move_row(1, 0)
    second["step"].value = "moved"
    assert [s["step"] for s in steps.value] == ["moved", "first"]
    steps.remove_row(0)
    assert first["step"].value == "first"
    with pytest.raises(pf.PlanformError, match="no longer there"):
        second["step"].value = "gone"


def test_errors_are_on_the_handle_of_the_refused_value(form):
    form["due"].value = "next week"
    assert "no date" in form["due"].error
    form["due"].value = "2026-12-01"
    assert form["due"].error == ""
    form["started"].value = "soon"
    assert "no date" in form["started"].error


def test_errors_in_rows_stand_at_their_row(form):
    changes = form["code_changes"]
    changes.add_row()  # an empty row is none of the plan's
    good, bad = changes.add_row(file_module="a", type="New"), changes.add_row(file_module="b", type="Odd")
    assert good["type"].error == ""
    assert "'Odd' is none of" in bad["type"].error


# --- what browsers are told -------------------------------------------------------------------------------------------


def test_a_change_is_one_message_with_its_meaning(form):
    told = sent(form)
    typed(form, ["estimate"], "2-4 hours")
    (message,) = told
    assert message["said"] == [(("estimate",), "2 to 4 h, typically 2.8 h")]
    assert (message["rev"], message["from"], message["value"]) == (1, "browser", "2-4 hours")


@pytest.mark.parametrize(
    ("label", "team", "meaning"),
    [("Story points", "hours", "5 points"), ("Effort", "hours", "5 h"), ("Effort", "unknown", "5, without a unit")],
)
def test_a_bare_number_means_what_the_field_says_else_what_the_team_does(tmp_path, label, team, meaning):
    with pf.PlanStore(tmp_path / "plans.db", Settings(effort={"bare_number": team})) as opened:
        form = pf.PlanForm(pf.Template.from_markdown(f"# [Title]\n\n**{label}**: [number]\n", name="one"), opened)
        told = sent(form)
        (path,) = [f.path for f in form.template.tree if f.kind == "effort"]
        typed(form, [path], "5")
    assert told[0]["said"] == [((path,), meaning)]


def test_row_changes_tell_the_order(form):
    told = sent(form)
    for name in "ab":
        form["development_steps"].add_row(step=name)
    form["development_steps"].move_row(1, 0)
    assert told[-1]["order"] == list(reversed(told[1]["order"]))


def test_a_change_of_a_row_that_is_gone_brings_that_browser_up_to_date(form):
    told = sent(form)
    typed(form, ["implementation_plan.development_steps", "r99", "step"], "lost")
    assert [m["op"] for m in told] == ["state"]


def test_a_failing_observer_does_not_part_browser_and_form(form):
    form["assignee"].observe(lambda change: 1 / 0, "value")
    told = sent(form)
    with pytest.raises(ZeroDivisionError):
        typed(form, ["assignee"], "Mina")
    assert told[0]["value"] == "Mina"
    assert form.plan["assignee"] == "Mina"


def test_a_late_view_is_given_what_stands_now(form):
    typed(form, ["assignee"], "Mina")
    assert form.get_state()["_state"]["cells"]["assignee"] == "Mina"


# --- undo -------------------------------------------------------------------------------------------------------------


def test_everything_can_be_undone_and_done_again(form):
    steps = form["development_steps"]
    states = [form.plan]
    for act in (
        lambda: steps.add_row(step="one"),
        lambda: steps.add_row(step="two", index=0),
        lambda: steps[1]["notes"].set_trait("value", "a note"),
        lambda: steps.move_row(0, 1),
        lambda: steps.remove_row(0),
        lambda: form["definition_of_done"].set_trait("value", []),
    ):
        act()
        states.append(form.plan)
    for plan in reversed(states[:-1]):
        assert form.undo()
        assert form.plan == plan
    assert not form.undo()
    for plan in states[1:]:
        assert form.redo()
        assert form.plan == plan
    assert not form.redo()


def test_typing_on_in_one_field_is_one_step(form):
    for text in ("R", "Re", "Retry"):
        typed(form, ["task_title"], text)
    typed(form, ["assignee"], "Mina")
    form.undo()
    form.undo()
    assert form.plan["title"] == ""
    assert not form.undo()


def test_a_new_change_ends_what_could_be_done_again(form):
    form["assignee"].value = "Mina"
    form.undo()
    form["assignee"].value = "Ode"
    assert not form.redo()
    assert form["assignee"].value == "Ode"


# --- saving -----------------------------------------------------------------------------------------------------------


def test_saving_gives_id_and_revision(form, store):
    with pytest.raises(StoreError, match="no store"):
        form.save()
    form.store = store
    form["title"].value = "Retry"
    form["tags"].value = ["api"]
    assert form.save(by="Mina").revision == 1
    assert store.get(form.plan.id)["tags"] == ["api"]
    assert pf.PlanForm("implementation-task", store=store, plan=form.plan.id).plan == form.plan


def test_what_saving_adds_is_shown(form, store):
    form.store = store
    form["title"].value = "Retry"
    form.save()
    form["status"].value = "In Progress"
    assert form.save()["started"] == form["started"].value != ""


def test_nothing_is_lost_in_a_conflict(store):
    first = pf.PlanForm(pf.Template.load("implementation-task").plan(title="Shared"), store=store)
    first.save()
    second = pf.PlanForm(first.template, store=store, plan=first.plan.id)
    first["sprint"].value, second["assignee"].value = "24", "Mina"
    first.save()
    told = sent(second)
    second._receive(second, {"op": "save"}, [])
    assert (told[0]["op"], told[0]["revision"], told[0]["clashes"]) == ("conflict", 2, [])
    with pytest.raises(RevisionConflictError):
        second.save()
    assert second["assignee"].value == "Mina"
    second.resolve("mine")
    assert (second.plan["sprint"], second.plan["assignee"], second.plan.revision) == ("24", "Mina", 3)
    first["assignee"].value = "Ode"
    first.resolve("theirs")
    assert first["assignee"].value == "Mina"
    first.undo()
    assert first["assignee"].value == "Ode"


def test_a_failing_store_is_said_in_the_page(form, tmp_path):
    form.store = pf.PlanStore(tmp_path / "plans.db", Settings())
    form["key"].value = "PLAN-1"
    form["title"].value = "One"
    form.save()
    other = pf.PlanForm("implementation-task", store=form.store)
    other["key"].value, other["title"].value = "PLAN-1", "Another"
    told = sent(other)
    other._receive(other, {"op": "save"}, [])
    assert told[-1]["op"] == "failed"
    assert "PLAN-1" in told[-1]["text"]


# --- the static form, and what is shipped -----------------------------------------------------------------------------


def test_static_form_is_escaped():
    bad = "<script>alert(1)</script> [x](javascript:alert(1)) `*_"
    form = pf.PlanForm(
        pf.Template.load("implementation-task").plan(
            title=bad,
            acceptance_criteria=[{"text": bad, "done": True}],
            development_steps=[{"step": bad}],
            solution=bad,
        )
    )
    data, _ = form._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "<script" not in data["text/html"]
    assert data["text/html"].count("&lt;script&gt;") >= 4
    assert not re.search(
        r"(?<!\\)[<\[]script|(?<!\\)\]\(javascript", re.sub(r"(?m)^ {4}.*$", "", data["text/markdown"])
    )


def test_static_form_says_everything():
    template = pf.Template.load("implementation-task")
    data, _ = pf.PlanForm(template.plan({f.path: sample(f) for f in template.tree}))._repr_mimebundle_()
    for field in template.tree:
        assert field.label.replace("&", "&amp;") in data["text/html"]
    assert "2-4 hours" in data["text/html"]


def test_an_exported_notebook_shows_the_plan():
    form = pf.PlanForm(pf.Template.load("implementation-task").plan(title="Retry <fetches>", assignee="Mina"))
    data, _ = form._repr_mimebundle_()
    cell = new_code_cell("form", outputs=[new_output("execute_result", data=data)])
    page, _ = HTMLExporter().from_notebook_node(new_notebook(cells=[cell]))
    assert '<div class="planform-static"><h2>Retry &lt;fetches&gt;</h2>' in page
    assert "Mina" in page


def test_modules_are_joined_whole():
    names = re.findall(
        r"^(?:export )?(?:async )?(?:const|let|function|class) (\w+)",
        "\n".join((FOLDER / f"{m}.js").read_text() for m in MODULES),
        re.MULTILINE,
    )
    assert sorted(names) == sorted(set(names))  # they share one scope
    assert {p.stem for p in FOLDER.glob("*.js")} == {*MODULES, "table"}  # the list of plans has a script of its own
    assert not re.search(r"^import ", script(), re.MULTILINE)
    assert script().count("\nexport ") == 1


def test_only_the_preview_makes_markup_of_text():
    # what it shows was sanitised by the kernel
    assert (FOLDER / "preview.js").read_text().count("innerHTML") == 1
    for module in set(MODULES) - {"preview"}:
        text = (FOLDER / f"{module}.js").read_text()
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|https?://(?!www\.w3\.org)", text
        )


def test_sections_follow_the_headings():
    text = "# [Title]\n\n## A\n\n**Name**: [A name]\n\n### B\n\n**Other**: [Another]\n\n"
    text += "## C (Optional)\n\n**Third**: [A third]\n"
    found = sections(pf.Template.from_markdown(text, name="x").tree)
    assert [s["label"] for s in found][:2] == ["Details", "A"]
    assert [i["label"] for i in found[1]["items"]] == ["Name", "B"]
    assert [bool(s["optional"]) for s in found] == [False, False, True]


@pytest.mark.parametrize(
    ("label", "noun"),
    [
        ("Development Steps", "development step"),
        ("Acceptance Criteria", "acceptance criterion"),
        ("Dependencies", "dependency"),
        ("Files to Create/Modify", "file"),
        ("Risks & Mitigations", "risk"),
        ("Definition of Done", ""),
        ("Functional Success", ""),
    ],
)
def test_what_one_of_them_is_called(label, noun):
    assert singular(label) == noun


# --- risks: likelihood and impact of every row ------------------------------------------------------------------------


@pytest.fixture
def risky():
    rows = [
        {"risk": "Slow API (high likelihood; impact: 2-3 d).", "mitigation": "Cache"},
        {"risk": "New library (impact on others)"},
        {"risk": "Ban (probability 30 %)"},
    ]
    return pf.Template.load("implementation-task").plan(task_title="Retry", technical_risks=rows)


def test_a_risk_has_likelihood_and_impact(risky):
    form = pf.PlanForm(risky)
    assert form.plan == risky  # nobody's spelling changes by looking at it
    shown = [(r["risk"].value, r["likelihood"].value, r["impact"].value) for r in form["technical_risks"]]
    assert shown == [("Slow API", "High", "2-3 d"), ("New library (impact on others)", "", ""), ("Ban", "30 %", "")]


def test_likelihood_and_impact_are_written_as_the_tail(risky):
    form = pf.PlanForm(risky)
    group = form["technical_risks"]
    group[0]["impact"].value = "5 d"
    group[1]["likelihood"].value = "Low"
    assert [r["risk"] for r in form.plan["technical_risks"]] == [
        "Slow API (likelihood high, impact 5 d)",
        "New library (impact on others) (likelihood low)",
        "Ban (probability 30 %)",
    ]
    assert [f["likelihood"] for f in facts.risks(form.plan)] == ["high", "low", ""]
    assert form.undo()
    assert form.undo()
    group.remove_row(0)
    assert form.undo()
    assert form.plan == risky


def test_an_impact_that_nobody_could_read_is_told(risky):
    form = pf.PlanForm(risky)
    impact = form["technical_risks"][1]["impact"]
    impact.value = "bad for us, and late"
    assert "is no impact; write low, medium, high" in impact.error
    assert "bad for us, and late" in form.plan["technical_risks"][1]["risk"]


def test_a_template_keeps_its_own_columns():
    form = pf.PlanForm("milestone-plan")
    form["risks_mitigations"].add_row(risk="Late", likelihood="high", impact="1 week")
    assert form.plan["risks_mitigations"] == [{"risk": "Late (impact 1 week)", "likelihood": "high", "mitigation": ""}]


def test_a_pasted_list_is_a_step_of_its_own():
    form = pf.PlanForm("implementation-task")
    at = ["overview.acceptance_criteria"]
    assert at[0] in form.values
    lines = [{"text": t, "done": False} for t in ("One", "Two", "Three", "Four")]
    typed(form, at, [{"text": "O", "done": False}])
    typed(form, at, lines[:1])  # typing on
    typed(form, at, lines)  # pasted, at once
    form.undo()
    assert form[at[0]].value == lines[:1]
    form.undo()
    assert form[at[0]].value == []
