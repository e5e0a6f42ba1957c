"""What the form shows: every field of every template, accessibly, in both themes, and nothing that runs."""

from collections import Counter
from pathlib import Path

import axe_core_python
import pytest

import planform as pf

TEMPLATES = ["implementation-task", "milestone-plan", "technical-plan", "technical-spec"]
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
ROWS = """
def grow(group):
    row = group.add_row()
    for column in group.field.columns:
        if column.kind == 'rows':
            grow(row[column.key])
for field in form.template.tree:
    if field.kind == 'rows':
        grow(form[field.path])
"""
# this axe cannot read `color(srgb ...)`, which is how browsers give mixed colours, and would judge no contrast at all
PLAIN_COLOURS = """form => {
  const plain = (c) => {
    const [r, g, b, a] = c.match(/[\\d.]+(?:e-?\\d+)?/g).map(Number);
    return `rgba(${Math.round(r * 255)}, ${Math.round(g * 255)}, ${Math.round(b * 255)}, ${a ?? 1})`;
  };
  const mixed = [form, ...form.querySelectorAll('*')].flatMap((e) => ['color', 'backgroundColor']
    .map((name) => [e, name, getComputedStyle(e)[name]]).filter(([, , c]) => c.startsWith('color(srgb')));
  for (const [e, name, c] of mixed) e.style[name] = plain(c);
  form.painted = mixed;
}"""
SHOWN = """form => [...form.querySelectorAll('.pf-field, .pf-group')].map((box) => {
  const label = box.querySelector(':scope > .pf-label')?.textContent;
  const group = box.matches('.pf-group');
  const control = box.querySelector(group ? ':scope > .pf-add' : 'input, textarea, select');
  return control && label;
})"""


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_field_has_a_control(open_form, name):
    nb = open_form(f"import planform as pf\nform = pf.PlanForm({name!r})\nform")
    assert nb.ask(ROWS) == ""
    fields = [f for top in pf.Template.load(name).tree for f in top.walk()]
    nb.page.wait_for_function(
        "n => document.querySelectorAll('.pf-main :is(.pf-field, .pf-group)').length >= n", arg=len(fields)
    )
    shown = nb.form.locator(".pf-main").evaluate(SHOWN)
    assert None not in shown  # rows that the template begins with may show some labels more often
    assert Counter(f.label for f in fields) <= Counter(shown)


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_accessibility_violation(open_form, name):
    nb = open_form(f"import planform as pf\nform = pf.PlanForm({name!r})\nform")
    assert nb.ask(ROWS) == ""
    nb.form.get_by_role("button", name="Save").click()
    nb.form.get_by_text("This form has no store").wait_for()
    for panel in ("Missing", "Preview", "File"):
        nb.form.get_by_role("button", name=panel, exact=True).click()
    nb.form.get_by_role("document").get_by_role("heading").first.wait_for()
    # JupyterLab's body is 0 px high: axe takes everything for hidden and passes contrast unseen
    nb.page.add_style_tag(content="body { height: 100vh !important }")
    nb.form.evaluate("form => form.querySelectorAll('details').forEach((d) => { d.open = true; })")
    nb.page.set_viewport_size({"width": 1200, "height": 9000})
    nb.page.evaluate(AXE)
    for theme in ("Light", "Dark"):
        nb.page.evaluate("t => lab.command('apputils:change-theme', { theme: `JupyterLab ${t}` })", theme)
        nb.page.wait_for_function("t => document.body.dataset.jpThemeLight === String(t === 'Light')", arg=theme)
        nb.page.wait_for_timeout(500)
        nb.form.evaluate(PLAIN_COLOURS)
        found = nb.page.evaluate("axe.run({ include: ['.pf'] }, { resultTypes: ['violations'] })")
        assert {v["id"]: [n["target"] for n in v["nodes"]][:3] for v in found["violations"]} == {}, theme
        assert "color-contrast" in {p["id"] for p in found["passes"]}
        nb.form.evaluate("form => { for (const [e, name] of form.painted) e.style[name] = ''; }")


LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 4
RIGHT = "אפשר לכתוב גם מימין לשמאל"
MANY = f"""
import planform as pf
form = pf.PlanForm("implementation-task")
form["task_title"].value = {LONG!r}
form["assignee"].value = {RIGHT!r}
rows = [{{"step": f"Step {{n}}", "notes": {RIGHT!r}}} for n in range(200)]
form["development_steps"].value = [{{"step": {LONG!r}}}, *rows[1:]]
form"""
WIDER = """form => {
  const edge = form.getBoundingClientRect().right + 1;
  const seen = [...form.querySelectorAll('*')].filter((e) => e.checkVisibility() && !e.closest('.pf-hidden, .pf-nav'));
  return seen.filter((e) => e.getBoundingClientRect().right > edge).map((e) => e.className);
}"""
SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((l) => shifts.push(...l.getEntries().map((e) => e.value))).observe({ type: 'layout-shift' });
}"""


def test_long_words_right_to_left_and_two_hundred_rows(open_form):
    nb = open_form(MANY)
    steps = nb.form.get_by_role("group", name="Development Steps", exact=True).locator(":scope > .pf-rows > .pf-row")
    nb.page.wait_for_function("document.querySelectorAll('.pf-row').length >= 200")
    for width in (1200, 600):
        nb.page.set_viewport_size({"width": width, "height": 900})
        nb.page.wait_for_timeout(300)
        assert nb.form.evaluate(WIDER) == []
    direction = "e => getComputedStyle(e).direction"
    assert nb.form.get_by_label("Assignee", exact=True).evaluate(direction) == "rtl"
    assert nb.form.get_by_label("Sprint", exact=True).evaluate(direction) == "ltr"

    # the 200th row is as near as the first
    nb.page.set_viewport_size({"width": 1200, "height": 900})
    start = nb.page.evaluate("performance.now()")
    nb.form.get_by_role("button", name="Add development step").evaluate("b => b.click()")
    assert steps.nth(200).evaluate("e => e.contains(document.activeElement)")
    assert nb.page.evaluate("performance.now()") - start < 2000  # a slow machine, and then some

    # nothing moves under the hands of a person
    nb.page.wait_for_timeout(500)
    nb.page.evaluate(SHIFTS)
    nb.page.keyboard.type("Last")
    nb.page.keyboard.press("Tab")
    nb.page.keyboard.press("Tab")
    nb.page.keyboard.type("2-4 hours")
    nb.form.get_by_text("2 to 4 h, typically 2.8 h").wait_for()
    nb.page.wait_for_timeout(500)
    assert nb.page.evaluate("shifts.reduce((a, b) => a + b, 0)") < 0.001


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "[x](javascript:alert(1))",
    "{{7*7}}",
    '"><b onmouseover=alert(1)>',
    "\u202e gnp.exe",
    "</textarea><script>alert(1)</script>",
]
FILL = """
import planform as pf
text = ' '.join(bad)
made = {
    'list': lambda f: bad,
    'checklist': lambda f: [{'text': b} for b in bad],
    'rows': lambda f: [{c.key: text for c in f.columns}],
}
form = pf.PlanForm('implementation-task')
for f in form.template.tree:
    form[f.path].value = made.get(f.kind, lambda f: text)(f)
"""


def test_hostile_values_are_only_text(open_form):
    nb = open_form(
        f"bad = {HOSTILE!r}\n{FILL}",
        "from IPython.display import display, HTML\n"
        "display(form)\ndisplay(HTML(form._repr_mimebundle_()[0]['text/html']))",
    )
    nb.form.get_by_role("button", name="Save").click()
    nb.page.wait_for_timeout(1000)
    assert nb.form.locator("img, script, b, a[href^=javascript]").count() == 0
    assert nb.page.locator(".planform-static :is(img, script, svg, b, a)").count() == 0
    assert nb.form.get_by_label("Assignee", exact=True).input_value() == " ".join(HOSTILE)


def test_hostile_template_is_only_text(open_form):
    text = (
        "# [<img src=x onerror=alert(1)>]\n\n## <svg onload=alert(2)>\n\n"
        "**<img src=y onerror=alert(3)>**: [<script>alert(4)</script>]\n"
    )
    nb = open_form(f"import planform as pf\nform = pf.PlanForm(pf.Template.from_markdown({text!r}))\nform")
    nb.page.wait_for_timeout(500)
    assert nb.form.locator("img, script, svg[onload]").count() == 0
