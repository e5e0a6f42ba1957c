"""What hands do in the form: keys, mouse and clipboard; every step can be taken back."""

import json

import pytest

OPENED = """import planform as pf
form = pf.PlanForm("implementation-task")
form["development_steps"].add_row(step="Write the helper")
form["development_steps"].add_row(step="Use it")
form["technical_risks"].add_row(risk="The service bans us")
form"""
INSIDE = """e => {
  const a = e.getBoundingClientRect(), b = e.closest(".pf-doc").getBoundingClientRect();
  return a.top >= b.top && a.bottom <= b.bottom;
}"""
PASTE = """([text, html]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  if (html) data.setData("text/html", html);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""


@pytest.fixture
def nb(open_form):
    return open_form(OPENED)


def paste(nb, text, html=""):
    nb.page.evaluate(PASTE, [text, html])


def column(nb, group, key, wanted):
    nb.until(f"import json; print(json.dumps([r[{key!r}] for r in form.plan[{group!r}]]))", json.dumps(wanted))


def test_rows_by_clipboard_mouse_and_keys(nb):
    form, keys = nb.form, nb.page.keyboard
    start = ["Write the helper", "Use it"]

    # a block of a spreadsheet, columns by their names; one step back
    form.get_by_role("button", name="Add development step").focus()
    paste(nb, 'Estimated Time\tStep\n2 h\tMeasure\n1 d\t"Tell\nall"\n')
    column(nb, "development_steps", "step", [*start, "Measure", "Tell all"])
    column(nb, "development_steps", "estimated_time", ["", "", "2 h", "1 d"])
    keys.press("Control+z")
    column(nb, "development_steps", "step", start)
    keys.press("Control+Shift+z")
    column(nb, "development_steps", "step", [*start, "Measure", "Tell all"])

    # a list in Markdown behind the row that the person is in; a table of a page; prose stays prose
    form.get_by_label("Step", exact=True).nth(1).click()
    paste(nb, "- One\n- Two\n")
    column(nb, "development_steps", "step", [*start, "One", "Two", "Measure", "Tell all"])
    keys.press("Control+z")
    form.get_by_label("Step", exact=True).nth(0).click()
    paste(nb, "Three\tx", "<table><tr><td>Three</td><td>x<script>alert(1)</script></td></tr></table>")
    column(nb, "development_steps", "step", ["Write the helper", "Three", "Use it", "Measure", "Tell all"])

    # by mouse: the last row above the first; by keys: back down one
    rows = form.get_by_role("group", name="Development Steps", exact=True).locator(".pf-row")
    last, first = rows.nth(4).locator(".pf-grip").first, rows.nth(0)
    last.hover()
    nb.page.mouse.down()
    box = first.bounding_box()
    nb.page.mouse.move(box["x"] + 8, box["y"] + 40, steps=6)
    nb.page.mouse.move(box["x"] + 8, box["y"] + 6, steps=3)
    nb.page.mouse.up()
    column(nb, "development_steps", "step", ["Tell all", "Write the helper", "Three", "Use it", "Measure"])
    form.get_by_label("Step", exact=True).nth(0).click()
    keys.press("Alt+ArrowDown")
    column(nb, "development_steps", "step", ["Write the helper", "Tell all", "Three", "Use it", "Measure"])
    rows.nth(1).get_by_role("button", name="Duplicate").click()
    column(nb, "development_steps", "step", ["Write the helper", "Tell all", "Tell all", "Three", "Use it", "Measure"])


def test_keys_of_text_lists_and_code(nb):
    form, keys, page = nb.form, nb.page.keyboard, nb.page

    form.get_by_label("Task Title", exact=True).click()
    keys.type("Retry")
    page.wait_for_timeout(1500)  # a pause: what follows is a step of its own
    keys.type(" twice")
    nb.until("print(form['task_title'].value)", "Retry twice")
    keys.press("Control+z")
    nb.until("print(form['task_title'].value)", "Retry")
    assert form.get_by_label("Task Title", exact=True).input_value() == "Retry"

    form.get_by_label("Acceptance Criteria, acceptance criterion 1").click()
    keys.type("OneTwo")
    for _ in "Two":
        keys.press("ArrowLeft")
    keys.press("Enter")  # parts the line
    nb.until("print(form['acceptance_criteria'].value)", str([{"text": t, "done": False} for t in ("One", "Two")]))
    keys.press("Backspace")  # joins it again
    nb.until("print(form['acceptance_criteria'].value)", str([{"text": "OneTwo", "done": False}]))
    paste(nb, "- [x] Three\n* [ ] Four\n3. Five\n")
    wanted = [("OneTwo", False), ("Three", True), ("Four", False), ("Five", False)]
    nb.until("print(form['acceptance_criteria'].value)", str([{"text": t, "done": d} for t, d in wanted]))
    keys.press("Control+z")  # one step
    nb.until("print(form['acceptance_criteria'].value)", str([{"text": "OneTwo", "done": False}]))

    form.get_by_label("Data Structures").click()
    keys.type("interface A {")
    keys.press("Enter")
    keys.press("Tab")
    keys.type("x: 1;")
    keys.press("Enter")
    keys.press("Shift+Tab")
    keys.type("}")
    nb.until("print(repr(form['data_structures'].value))", repr("interface A {\n  x: 1;\n}"))
    keys.press("Escape")
    keys.press("Tab")  # the way out for those who have no mouse
    assert page.evaluate("document.activeElement.closest('.pf-field').textContent").startswith("API Contracts")


def test_what_is_missing_leads_to_its_field(nb):
    form, page = nb.form, nb.page
    title = form.get_by_label("Task Title", exact=True)
    assert not form.get_by_text("Task Title is needed.").is_visible()  # nobody has been there yet
    form.get_by_role("button", name="Missing").click()
    missing = form.get_by_role("region", name="Missing")
    missing.get_by_role("button", name="Task Title needed").click()
    assert title.evaluate("e => e === document.activeElement")
    page.keyboard.press("Tab")
    form.get_by_text("Task Title is needed.").wait_for()
    assert title.get_attribute("aria-invalid") == "true"
    title.fill("Retry")
    missing.get_by_role("button", name="Task Title needed").wait_for(state="detached")
    page.keyboard.press("Escape")
    missing.get_by_role("button", name="Close Missing").click()
    assert form.get_by_role("button", name="Missing").evaluate("e => e === document.activeElement")


def test_the_preview_follows_the_cursor(nb):
    form, page = nb.form, nb.page
    form.get_by_role("button", name="Preview").click()
    document = form.get_by_role("document")
    document.get_by_role("heading", name="Development Steps").wait_for()
    form.get_by_label("Estimated Time", exact=True).nth(1).click()
    page.keyboard.type("3-5 h")
    document.get_by_text("3-5 h").wait_for()
    marked = document.locator(".pf-here")
    marked.get_by_text("3-5 h").wait_for()
    assert marked.evaluate(INSIDE)
    form.get_by_label("Task Summary").fill("<img src=x onerror=alert(1)> [go](javascript:alert(2))")
    document.get_by_text("go").wait_for()
    assert document.locator("img, script, a[href^=javascript]").count() == 0

    page.set_viewport_size({"width": 700, "height": 900})
    form.get_by_role("document").wait_for(state="hidden")  # no room beside the fields
    page.set_viewport_size({"width": 1200, "height": 900})
    nb.page.evaluate("lab.command('notebook:run-all-cells')")
    form.get_by_role("document").get_by_text("The service bans us").first.wait_for()  # it is open again the next time


def test_likelihood_and_impact_of_a_risk(nb):
    form, keys = nb.form, nb.page.keyboard
    form.get_by_role("radiogroup", name="Likelihood").get_by_role("radio", name="High").check()
    form.get_by_label("Impact", exact=True).click()
    keys.type("2-4 hours")
    form.get_by_text("2 to 4 h, typically 2.8 h").wait_for()
    column(nb, "technical_risks", "risk", ["The service bans us (likelihood high, impact 2-4 hours)"])
    assert form.get_by_label("Risk", exact=True).input_value() == "The service bans us"
