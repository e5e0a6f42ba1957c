"""What becomes of a form when the kernel, the server, the page, the disk or another person gets in its way."""

import json

import pytest
from nbconvert import HTMLExporter

from .conftest import Notebook
from .lab import Lab

FORM = 'import planform as pf\nform = pf.PlanForm("implementation-task")\nform'
STEPS = "print([s['step'] for s in form['development_steps'].value])"
UNSENT = "Object.keys(localStorage).filter((name) => name.startsWith('planform:')).length"


@pytest.fixture
def nb(open_form):
    return open_form(FORM)


@pytest.fixture
def stored(open_form, tmp_path):
    """A form of a plan that is saved as revision 1."""
    nb = open_form(
        f"import planform as pf\nstore = pf.PlanStore({str(tmp_path / 'plans.db')!r})",
        "form = pf.PlanForm('implementation-task', store=store)\nform",
    )
    field(nb, "Task Title").fill("Shared")
    nb.form.get_by_role("button", name="Save", exact=True).click()
    nb.form.get_by_text("Saved, revision 1").wait_for()
    return nb


def field(nb, label):
    return nb.form.get_by_label(label, exact=True).first


def restart(nb):
    nb.expected = "Canceled future"  # requests of JupyterLab's own that the restart cuts off
    nb.page.evaluate("lab.panel().sessionContext.restartKernel()")
    nb.form.get_by_text("Not connected").wait_for()


def again(nb):
    """Run the cells again; the form that was shown before is gone then."""
    nb.page.evaluate("() => { document.querySelector('.jp-Notebook .pf').dataset.old = 'yes'; void lab.runAll(); }")
    nb.page.wait_for_function("() => document.querySelector('.jp-Notebook .pf:not([data-old])')")


def test_a_restarted_kernel_loses_nothing(nb):
    field(nb, "Assignee").fill("Mina")
    nb.form.get_by_role("button", name="Add development step").click()
    nb.page.keyboard.type("before")
    nb.until(STEPS, "['before']")
    restart(nb)
    assert field(nb, "Assignee").input_value() == "Mina"  # there to copy
    field(nb, "Sprint").fill("24")
    nb.form.get_by_role("button", name="Add development step").click()
    nb.page.keyboard.type("while it was dead")
    nb.form.get_by_role("button", name="Save", exact=True).click()
    nb.form.get_by_text("The form is not connected. Run its cell again and save there.").wait_for()
    again(nb)
    nb.form.get_by_text("Restored 2 changes from").wait_for()
    nb.form.get_by_text("Put back what you typed in 2 fields while the form was not connected.").wait_for()
    nb.until(STEPS, "['before', 'while it was dead']")
    assert nb.ask("print(form['owner'].value, form['sprint'].value)") == "Mina 24"
    assert nb.form.get_by_label("Step", exact=True).evaluate_all("all => all.map((e) => e.value)") == [
        "before",
        "while it was dead",
    ]
    nb.page.wait_for_function(f"{UNSENT} === 0")
    for _ in range(3):  # two fields put back, and what the journal restored: one step
        nb.form.get_by_role("button", name="Undo", exact=True).first.click()
    nb.until("print(form.plan == form.template.blank())", "True")


def test_what_was_sent_to_a_kernel_that_died_unheard_is_put_back(nb):
    nb.expected = "Canceled future"
    nb.page.evaluate("void lab.ask('import time; time.sleep(600)')")
    field(nb, "Assignee").fill("Mina")
    nb.form.get_by_text("The kernel is busy; what you type is kept").wait_for()
    nb.form.get_by_role("button", name="Add development step").click()
    nb.page.keyboard.type("unheard")
    restart(nb)
    again(nb)
    nb.until(STEPS, "['unheard']")
    assert nb.ask("print(form['owner'].value)") == "Mina"


def test_where_something_else_stands_by_now_a_person_decides(nb):
    restart(nb)
    field(nb, "Assignee").fill("Mina")
    field(nb, "Sprint").fill("24")
    source = "import planform as pf\nform = pf.PlanForm('implementation-task')\nform['assignee'].value = 'Code'\n"
    source += "form['sprint'].value = '25'\nform"
    nb.page.evaluate("s => lab.panel().content.widgets[0].model.sharedModel.setSource(s)", source)
    again(nb)
    nb.form.get_by_text("by now the form says something else there").wait_for()
    assert field(nb, "Assignee").input_value() == "Code"
    nb.form.get_by_role("button", name="Use what you typed in Assignee").click()
    nb.form.get_by_role("button", name="Discard what you typed in Sprint").click()
    nb.until("print(form['owner'].value, form['sprint'].value)", "Mina 25")
    assert nb.page.evaluate(UNSENT) == 0


def test_a_page_that_is_closed_in_the_middle_of_a_word_loses_nothing(nb):
    nb.expected = "Canceled future"
    nb.page.evaluate("lab.command('docmanager:save')")
    nb.page.wait_for_timeout(500)
    field(nb, "Assignee").click()
    nb.page.keyboard.type("Mina")
    nb.open().form.wait_for()
    nb.until("print(form['owner'].value)", "Mina")
    nb.page.wait_for_function("e => e.value === 'Mina'", arg=field(nb, "Assignee").element_handle())


def test_a_server_that_is_restarted_loses_nothing(chrome, tmp_path):
    with Lab(tmp_path) as server:
        server.notebook("form.ipynb", FORM)
        context = chrome.new_context(viewport={"width": 1200, "height": 900})
        nb = Notebook(context.new_page(), server, "form.ipynb").open().run()
        nb.page.evaluate("lab.command('docmanager:save')")
        field(nb, "Assignee").fill("Mina")
        nb.until("print(form['owner'].value)", "Mina")
        server.stop()
        nb.form.get_by_text("Not connected").wait_for()
        field(nb, "Sprint").fill("24")
        nb.page.wait_for_function(f"{UNSENT} === 1")
        server.start(port=server.port)
        nb.open()
        nb.page.evaluate("lab.runAll()")
        nb.form.get_by_text("Restored 1 change from").wait_for()
        nb.until("print(form['owner'].value, form['sprint'].value)", "Mina 24")
        context.close()


def test_a_full_disk_is_said_once_and_the_form_goes_on(nb):
    nb.ask("import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))")
    for name in ("Mina", "Ode", "Kim"):
        field(nb, "Assignee").fill(name)
        nb.until("print(form['owner'].value)", name)
    told = nb.form.get_by_text("What you type cannot be kept on disk until you save")
    told.wait_for()
    assert told.count() == 1
    nb.ask("resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))")
    field(nb, "Assignee").fill("Lou")
    told.wait_for(state="detached")
    restart(nb)
    again(nb)
    nb.until("print(form['owner'].value)", "Lou")


def test_the_saved_notebook_shows_the_plan_as_a_document(nb):
    field(nb, "Task Title").fill("Retry <fetches>")
    field(nb, "Assignee").click()
    nb.page.keyboard.type("Mina")
    nb.page.wait_for_function("() => lab.document().includes('Mina')", timeout=15_000)
    assert nb.page.evaluate("document.activeElement.value") == "Mina"  # the form that stands there was left alone
    nb.page.evaluate("lab.command('docmanager:save')")
    nb.page.wait_for_function("() => !lab.panel().context.model.dirty")
    page, _ = HTMLExporter().from_filename(str(nb.server.work / nb.name))
    assert '<div class="planform-static"><h2>Retry &lt;fetches&gt;</h2>' in page
    assert "Mina" in page
    (output,) = json.loads((nb.server.work / nb.name).read_text())["cells"][0]["outputs"]
    assert "**Assignee**: Mina" in "".join(output["data"]["text/markdown"])


def test_two_versions_are_made_one_field_by_field(stored):
    nb = stored
    nb.ask("form['solution'].value = 'Retry.'; form['tags'].value = ['api']; form.save()")
    nb.ask("p = store.get(form.plan.id).with_values(sprint='24', assignee='Ode', solution='Cache.', tags=['web'])")
    nb.ask("store.save(p, by='Ode')")
    nb.ask("form['solution'].value = 'Retry thrice.'; form['tags'].value = ['cli']")
    field(nb, "Assignee").fill("Mina")
    nb.form.get_by_role("button", name="Save", exact=True).click()
    nb.form.get_by_text("Ode saved revision 3 of this plan while you were working on it").wait_for()
    save = nb.form.get_by_role("button", name="Save my choice")
    save.click()
    assert nb.page.evaluate("document.activeElement.type") == "radio"  # the first that is open, chosen by keys
    for name, key in (("Assignee", "ArrowRight"), ("Solution", "ArrowLeft"), ("Tags 1", "ArrowLeft")):
        choice = nb.form.get_by_role("radiogroup", name=f"{name}: which of the two").get_by_role("radio").first
        choice.focus()
        nb.page.keyboard.press(key)
    nb.form.get_by_text("All chosen").wait_for()
    nb.ask("store.save(store.get(form.plan.id).with_values(sprint='25'), by='Kim')")  # and once more meanwhile
    save.click()
    nb.form.get_by_text("Kim saved revision 4").wait_for()
    for name, way in (("Assignee", "Theirs"), ("Solution", "Both"), ("Tags 1", "Both")):
        nb.form.get_by_role("radiogroup", name=f"{name}: which of the two").get_by_role("radio", name=way).check()
    save.click()
    nb.form.get_by_text("Saved, revision 5").wait_for()
    said = nb.ask("p = store.get(form.plan.id); print([p['owner'], p['sprint'], p['solution'], p['tags']])")
    assert said == "['Ode', '25', 'Cache.\\n\\nRetry thrice.', ['cli', 'web']]"
    assert field(nb, "Assignee").input_value() == "Ode"
    nb.ask("form.undo()")
    assert nb.ask("print(form['owner'].value, form['sprint'].value)") == "Mina"  # one step
