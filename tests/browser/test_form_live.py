"""The form while somebody works with it: keys, other tabs, Python writing meanwhile, saving that fails."""

import pytest

FORM = 'import planform as pf\nform = pf.PlanForm("implementation-task")\nform'
PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}"""
STEPS = "print([s['step'] for s in form['development_steps'].value])"


@pytest.fixture
def nb(open_form):
    return open_form(FORM)


def test_a_write_from_python_never_loses_what_a_person_types(nb):
    title = nb.form.get_by_label("Task Title", exact=True)
    title.click()
    nb.page.keyboard.type("Retry")
    nb.ask("form['status'].value = 'Done'; form['task_title'].value = 'from Python'")  # before the pause is over
    nb.page.keyboard.type(" fetches")
    nb.until("print(form['task_title'].value)", "Retry fetches")
    assert title.input_value() == "Retry fetches"
    assert nb.form.get_by_label("Status", exact=True).input_value() == "Done"
    nb.ask("form['task_title'].value = 'Now from Python'")
    nb.page.wait_for_function("t => t.value === 'Now from Python'", arg=title.element_handle())
    nb.page.keyboard.type("!")  # the caret is where it was
    assert title.input_value() == "Now from Pyth!on"


def test_a_busy_kernel_loses_nothing(nb):
    title = nb.form.get_by_label("Task Title", exact=True)
    nb.page.evaluate("void lab.ask(\"import time; time.sleep(6); form['task_title'].value = 'from Python'\")")
    title.click()
    nb.page.keyboard.type("Typed while the kernel slept", delay=20)
    nb.form.get_by_text("The kernel is busy; what you type is kept").wait_for()
    nb.until("print(form['task_title'].value)", "Typed while the kernel slept")
    assert title.input_value() == "Typed while the kernel slept"


def test_observers_and_links_hear_of_typing(nb):
    nb.ask("heard = []; form['assignee'].observe(lambda c: heard.append(c['new']), 'value')")
    nb.ask("import traitlets; traitlets.link((form['assignee'], 'value'), (form['sprint'], 'value'))")
    nb.form.get_by_label("Assignee", exact=True).click()
    nb.page.keyboard.type("Mina")
    nb.until("print(heard[-1:])", "['Mina']")
    nb.page.wait_for_function("() => document.activeElement.value === 'Mina'")
    assert nb.form.get_by_label("Sprint", exact=True).input_value() == "Mina"


def test_rows_by_keyboard_alone(nb):
    add, keys = nb.form.get_by_role("button", name="Add development step"), nb.page.keyboard
    for name in ("one", "two", "three"):
        add.focus()
        keys.press("Enter")
        keys.type(name)
    nb.until(STEPS, "['one', 'two', 'three']")
    keys.press("Alt+ArrowUp")
    keys.type("!")  # still in the row that moved
    nb.until(STEPS, "['one', 'three!', 'two']")
    bar = nb.form.get_by_role("toolbar", name="Change Development step 1")
    bar.get_by_role("button", name="Move Development step 1 down").focus()
    keys.press("ArrowRight")
    keys.press("Enter")  # duplicate
    nb.until(STEPS, "['one', 'one', 'three!', 'two']")
    nb.form.get_by_role("button", name="Remove Development step 4").focus()
    keys.press("Enter")
    nb.until(STEPS, "['one', 'one', 'three!']")
    assert nb.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Remove Development step 3"
    for left in ("['one', 'one', 'three!', 'two']", "['one', 'three!', 'two']"):
        nb.form.get_by_role("button", name="Undo").click()
        nb.until(STEPS, left)
    nb.form.get_by_role("button", name="Redo").click()
    nb.until(STEPS, "['one', 'one', 'three!', 'two']")
    shown = nb.form.get_by_label("Step", exact=True).evaluate_all("all => all.map((e) => e.value)")
    assert shown == ["one", "one", "three!", "two"]


def test_lists_are_edited_as_lines(nb):
    keys, notes = nb.page.keyboard, "print(form['implementation_notes'].value)"
    nb.form.get_by_label("Implementation Notes, implementation note 1").click()
    keys.type("first")
    keys.press("Enter")
    keys.type("second")
    keys.press("Enter")
    keys.press("Backspace")  # the empty third line goes; the caret is at the end of the second
    keys.type("!")
    nb.until(notes, "['first', 'second!']")
    keys.press("Alt+ArrowUp")
    nb.until(notes, "['second!', 'first']")
    nb.page.evaluate(PASTE, "- [x] alpha\n- beta\n")
    nb.until(notes, "['second!', 'alpha', 'beta', 'first']")


def test_messages_come_when_a_field_is_left(nb):
    due = nb.form.get_by_label("Completion Target", exact=True)
    due.click()
    nb.page.keyboard.type("next week")
    nb.until("print(form['due'].error[:11])", "'next week'")
    assert due.get_attribute("aria-invalid") is None
    nb.page.keyboard.press("Tab")
    nb.form.get_by_text("'next week' is no date").wait_for()
    assert due.get_attribute("aria-invalid") == "true"
    nb.form.get_by_label("Task Title", exact=True).focus()
    nb.form.get_by_label("Status", exact=True).focus()
    nb.form.get_by_text("Task Title is needed.").wait_for()


def test_two_tabs_stay_in_step(nb):
    other = nb.also()
    nb.form.get_by_label("Assignee", exact=True).fill("Mina")
    other.page.wait_for_function(
        "e => e.value === 'Mina'", arg=other.form.get_by_label("Assignee", exact=True).element_handle()
    )
    other.form.get_by_role("button", name="Add development step").click()
    other.page.keyboard.type("from the other tab")
    step = nb.form.get_by_label("Step", exact=True)
    step.wait_for()
    nb.page.wait_for_function("e => e.value === 'from the other tab'", arg=step.element_handle())
    nb.form.get_by_label("Definition of Done, criterion 1").fill("Changed here")
    done = other.form.get_by_label("Definition of Done, criterion 1").element_handle()
    other.page.wait_for_function("e => e.value === 'Changed here'", arg=done)


def test_a_reloaded_page_shows_what_the_kernel_has(nb):
    nb.form.get_by_label("Assignee", exact=True).fill("Mina")
    nb.until("print(form['owner'].value)", "Mina")
    nb.page.evaluate("lab.command('docmanager:save')")
    nb.page.wait_for_timeout(500)
    nb.open().form.wait_for()
    assert nb.form.get_by_label("Assignee", exact=True).input_value() == "Mina"
    nb.form.get_by_label("Assignee", exact=True).fill("Ode")
    nb.until("print(form['owner'].value)", "Ode")


def test_a_dead_kernel_is_said_and_the_text_stays(nb):
    nb.expected = "Canceled future"  # requests of JupyterLab's own that the restart cuts off
    nb.form.get_by_label("Assignee", exact=True).fill("Mina")
    nb.page.evaluate("lab.panel().sessionContext.restartKernel()")
    nb.form.get_by_text("Not connected").wait_for()
    assert nb.form.get_by_label("Assignee", exact=True).input_value() == "Mina"


def test_a_form_without_a_store_says_what_to_do(nb):
    nb.form.get_by_label("Task Title", exact=True).fill("A title")
    nb.form.get_by_role("button", name="Save").click()
    alert = nb.form.get_by_role("alert").filter(has_text="Not saved")
    alert.wait_for()
    assert "form.store = pf.PlanStore" in alert.inner_text()


def test_what_somebody_else_saved_is_not_overwritten(open_form, tmp_path):
    nb = open_form(
        f"import planform as pf\nstore = pf.PlanStore({str(tmp_path / 'plans.db')!r})",
        "form = pf.PlanForm('implementation-task', store=store)\nform",
    )
    nb.form.get_by_label("Task Title", exact=True).fill("Shared")
    nb.form.get_by_role("button", name="Save").click()
    nb.form.get_by_text("Saved, revision 1").wait_for()
    nb.ask("store.save(store.get(form.plan.id).with_values(sprint='24', assignee='Ode'))")
    nb.form.get_by_label("Assignee", exact=True).fill("Mina")
    nb.form.get_by_role("button", name="Save").click()
    nb.form.get_by_text("Somebody else saved revision 2 of this plan").wait_for()
    assert nb.form.get_by_label("Assignee", exact=True).input_value() == "Mina"
    nb.form.get_by_role("radiogroup", name="Assignee: which of the two").get_by_role("radio", name="Mine").check()
    nb.form.get_by_role("button", name="Save my choice").click()
    nb.form.get_by_text("Saved, revision 3").wait_for()
    assert nb.ask("p = store.get(form.plan.id); print(p['owner'], p['sprint'])") == "Mina 24"


def test_what_is_typed_in_a_row_that_goes_away_is_there_to_copy(nb):
    nb.ask("form['development_steps'].value = [{'step': 'one'}, {'step': 'two'}]")
    step = nb.form.get_by_label("Step", exact=True).nth(1)
    step.click()
    nb.page.evaluate("""() => void lab.ask("import time; time.sleep(1); form['development_steps'][1].remove()")""")
    step.fill("two, and what it needs")  # the kernel hears of it when the row is gone
    nb.form.get_by_text("You had typed: two, and what it needs").wait_for()
    nb.until(STEPS, "['one']")
