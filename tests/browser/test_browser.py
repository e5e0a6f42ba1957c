"""The browser of plans in a real JupyterLab: by mouse, by keyboard, for everybody."""

import pytest

from .test_dashboard import CONTRAST
from .test_form_shown import AXE, PLAIN_COLOURS

STORE = """
import planform as pf
store = pf.PlanStore(":memory:")
template = pf.Template.load("implementation-task")
store.save_many(template.plan(title=f"Task {n} for the {'parser' if n % 2 else 'upload'}", key=f"T-{n}", owner="Ada",
                              status="Todo", estimate="2-4 h", sprint="S1", tags=["ui"]) for n in range(60))
browser = pf.PlanBrowser(store, by="Grace")
browser
"""


def test_found_opened_saved_and_seen_in_the_list(open_form):
    nb = open_form(STORE)
    browser, keys = nb.page.locator(".pf-browser"), nb.page.keyboard
    assert browser.locator("tbody tr").count() == 25
    browser.get_by_role("button", name="Next").click()
    browser.get_by_text("26–50 of 60 plans").wait_for()
    browser.get_by_role("button", name="Key", exact=True).click()
    browser.locator("th[aria-sort=ascending]", has_text="Key").wait_for()
    assert browser.locator("tbody th").nth(2).inner_text() == "Task 2 for the upload"
    browser.get_by_label("Find").fill("parser")
    keys.press("Enter")
    browser.get_by_text("1–25 of 30 plans").wait_for()
    assert browser.locator("mark").first.inner_text() == "parser"
    # by keyboard: one row is on the way of Tab, arrows go to the others, Enter opens, the button leads back
    browser.locator("tbody .pf-open").first.focus()
    keys.press("ArrowDown")
    title = nb.page.evaluate("document.activeElement.textContent")
    keys.press("Enter")
    browser.locator(".pf-title", has_text=title).wait_for()
    nb.page.wait_for_function("document.activeElement.textContent === 'Back to the plans'")
    browser.get_by_label("Assignee", exact=True).fill("Edsger")
    browser.get_by_role("button", name="Save", exact=True).click()
    browser.locator("tbody tr", has_text="Edsger").wait_for()
    browser.get_by_role("button", name="Back to the plans").click()
    nb.page.wait_for_function("t => document.activeElement.textContent === t", arg=title)
    assert browser.locator(".pf-title").count() == 0
    browser.get_by_label("Find").fill("nowhere")
    keys.press("Enter")
    browser.get_by_text("No plan has all of this: “nowhere”").wait_for()
    browser.get_by_role("button", name="Clear search and filters").click()
    browser.get_by_text("1–25 of 60 plans").wait_for()


def test_many_changed_and_taken_back(open_form):
    nb = open_form(STORE)
    browser, keys = nb.page.locator(".pf-browser"), nb.page.keyboard
    boxes = browser.locator("tbody input")
    boxes.first.check()
    boxes.nth(4).click(modifiers=["Shift"])
    browser.get_by_text("5 plans selected").wait_for()
    browser.get_by_label("New status").fill("Done")
    keys.press("Tab")
    browser.get_by_role("button", name="Set status").click()
    browser.get_by_role("status").get_by_text("Status of 5 plans is now Done.").wait_for()
    assert browser.locator("tbody tr", has_text="Done").count() == 5
    assert nb.ask("print(len(store.plans(status='Done')))") == "5"
    browser.get_by_role("button", name="Undo", exact=True).click()
    browser.get_by_role("status").get_by_text("5 plans again as before.").wait_for()
    assert nb.ask("print(len(store.plans(status='Todo')))") == "60"


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing(open_form, theme):
    nb = open_form(STORE)
    browser = nb.page.locator(".pf-browser")
    nb.page.evaluate("t => lab.command('apputils:change-theme', { theme: `JupyterLab ${t}` })", theme)
    nb.page.wait_for_function("t => document.body.dataset.jpThemeLight === String(t === 'Light')", arg=theme)
    for n in (0, 1):
        browser.locator("tbody input").nth(n).check()
    browser.get_by_label("Find").fill("upload")
    nb.page.keyboard.press("Enter")
    browser.get_by_text("of 30 plans").wait_for()
    for n in (0, 1):
        browser.locator("tbody input").nth(n).check()
    browser.get_by_label("New status").fill("Nonsense")  # a complaint is shown, too
    nb.page.keyboard.press("Tab")
    browser.get_by_role("button", name="Set status").click()
    browser.locator(".pf-warning").wait_for()
    browser.get_by_role("button", name="Compare").click()
    browser.locator(".pf-compare table").wait_for()
    nb.page.add_style_tag(content="body { height: 100vh !important }")  # at 0 px axe takes everything for hidden
    nb.page.set_viewport_size({"width": 1200, "height": 4000})
    nb.page.wait_for_timeout(500)
    browser.evaluate(PLAIN_COLOURS)
    nb.page.evaluate(AXE)
    found = nb.page.evaluate("axe.run({ include: ['.pf-browser'] }, { resultTypes: ['violations'] })")
    assert {v["id"]: [n["target"] for n in v["nodes"]][:3] for v in found["violations"]} == {}
    faint, seen = browser.evaluate(CONTRAST)
    assert [f for f in faint if "jupyter-button" not in f] == [] and seen > 40
