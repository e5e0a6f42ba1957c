"""Revisions, files, two versions of a plan, and forms among other widgets, as a person sees and works them."""

import pytest

import planform as pf

from .test_dashboard import CONTRAST
from .test_form_shown import AXE, PLAIN_COLOURS

DARK = """t => {
  const [r, g, b] = getComputedStyle(document.querySelector('.pf')).color.match(/[\\d.]+/g).map(Number);
  return (r + g + b > 384) === (t === 'Dark');
}"""
SMALL = "# [Title]\n\n**Owner**: [name]\n\n**Status**: [Todo/Done]\n"
DROP = """([form, name, text, type]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name));
  form.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def stored(open_form, tmp_path):
    """A form of a plan with two revisions."""
    return open_form(
        f"import planform as pf\nstore = pf.PlanStore({str(tmp_path / 'plans.db')!r})\n"
        "form = pf.PlanForm('implementation-task', store=store)\n"
        "form['task_title'].value, form['sprint'].value = 'Retry fetches', '24'\n"
        "form.save(by='Mina')\nform['sprint'].value, form['status'].value = '25', 'Done'\nform.save(by='Ode')\nform"
    )


def field(nb, label):
    return nb.form.get_by_label(label, exact=True).first


def drop(nb, name, text):
    for kind in ("dragover", "drop"):
        nb.page.evaluate(DROP, [nb.form.element_handle(), name, text, kind])
        if kind == "dragover":
            nb.form.get_by_text("Drop the Markdown document").wait_for()


def test_revisions_and_files_by_keyboard_and_by_drop(stored):
    nb, keys = stored, stored.page.keyboard
    nb.form.get_by_role("button", name="History", exact=True).press("Enter")
    nb.form.get_by_role("button", name="Revision 2 by Ode").wait_for()
    changes = nb.form.get_by_role("region", name="What changed")
    assert "Sprint" in changes.inner_text()
    first = nb.form.get_by_role("button", name="Revision 1 by Mina")
    first.focus()
    keys.press("x")  # JupyterLab would cut the cell
    keys.press("Enter")
    nb.form.get_by_role("button", name="Restore revision 1").press("Enter")
    nb.until("print(form['sprint'].value, form['status'].value)", "24")
    assert field(nb, "Sprint").input_value() == "24"
    notice = nb.form.locator(".pf-notice", has_text="The form shows revision 1")
    notice.get_by_role("button", name="Undo", exact=True).click()
    nb.until("print(form['sprint'].value, form['status'].value)", "25 Done")
    keys.press("Escape")

    nb.form.get_by_role("button", name="File", exact=True).press("Enter")
    with nb.page.expect_download() as got:
        nb.form.get_by_role("button", name="Markdown", exact=True).press("Enter")
    assert got.value.suggested_filename == "retry-fetches.md"
    text = got.value.path().read_text(encoding="utf-8")
    assert pf.read_plan(text).plan["sprint"] == "25"

    drop(nb, "plan.md", text.replace("25", "26") + "\n## Odd\n\n<img src=x onerror=alert(1)> has no field.\n")
    nb.form.get_by_text("Filled 1 field from plan.md").wait_for()
    assert "<img src=x onerror=alert(1)> has no field." in nb.form.locator(".pf-import-result").inner_text()
    assert field(nb, "Sprint").input_value() == "26"
    nb.form.locator(".pf-import-result").get_by_role("button", name="Undo").click()
    nb.until("print(form['sprint'].value)", "25")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_no_accessibility_violation_in_panels(stored, theme):
    nb = stored
    nb.ask("store.save(store.get(form.plan.id).with_values(sprint='26', solution='Cache.', feature='F'), by='Kim')")
    nb.ask("form['solution'].value = 'Queue.'; form._notify('restored', {'text': 'Restored 2.', 'undo': form._rev})")
    field(nb, "Sprint").fill("27")
    nb.form.get_by_role("button", name="Save", exact=True).click()
    sprint = nb.form.get_by_role("radiogroup", name="Sprint: which of the two")
    sprint.get_by_role("radio", name="Theirs").check()
    nb.form.get_by_role("button", name="History", exact=True).click()
    nb.form.get_by_role("button", name="Restore revision").wait_for()
    nb.form.get_by_role("button", name="File", exact=True).click()
    drop(nb, "plan.md", "# Something\n\nThat has no field anywhere.\n")
    nb.form.locator(".pf-import-result").get_by_text("plan.md").wait_for()
    nb.form.evaluate("form => form.querySelectorAll('details').forEach((d) => { d.open = true; })")
    nb.page.evaluate("t => lab.command('apputils:change-theme', { theme: `JupyterLab ${t}` })", theme)
    nb.page.wait_for_function("t => document.body.dataset.jpThemeLight === String(t === 'Light')", arg=theme)
    nb.page.add_style_tag(content="body { height: 100vh !important }")
    nb.page.set_viewport_size({"width": 1200, "height": 9000})
    nb.page.wait_for_function(DARK, arg=theme)  # the theme's own sheet has come
    nb.page.wait_for_timeout(1000)
    nb.form.evaluate(PLAIN_COLOURS)
    nb.page.evaluate(AXE)
    found = nb.page.evaluate("axe.run({ include: ['.pf'] }, { resultTypes: ['violations'] })")
    assert {v["id"]: [n["target"] for n in v["nodes"]][:3] for v in found["violations"]} == {}
    faint, seen = nb.form.evaluate(CONTRAST)  # in the dark axe leaves contrast open
    assert faint == [] and seen > 100


def test_ten_forms_on_a_page_do_not_hear_each_other(open_form):
    nb = open_form(
        "import gc, weakref\nimport ipywidgets as w\nimport planform as pf\nfrom IPython.display import display\n"
        f"t = pf.Template.from_markdown({SMALL!r}, name='small')\n"
        "forms = [pf.PlanForm(t) for _ in range(8)]\n"
        "tab = w.Tab([w.VBox([forms[0], forms[1]]), forms[2]], selected_index=0)\n"
        "out = w.Output()\nwith out:\n    display(forms[3])\n"
        "display(w.VBox([tab, out]), *forms[4:], forms[4], forms[4])"
    )
    nb.page.wait_for_function("() => document.querySelectorAll('.pf').length >= 9")
    shown = nb.page.locator(".jp-Notebook .pf")
    shown.nth(0).get_by_label("Owner", exact=True).fill("first")
    shown.last.get_by_label("Owner", exact=True).fill("fifth")
    shown.last.get_by_role("radio", name="Done").check()
    nb.until("print([f['owner'].value for f in forms])", "['first', '', '', '', 'fifth', '', '', '']")
    same = [s.get_by_label("Owner", exact=True).input_value() for s in shown.all()]
    assert same.count("fifth") == 3  # one form shown three times
    assert nb.page.evaluate(
        "() => { const ids = [...document.querySelectorAll('.pf [id]')].map((e) => e.id);"
        " const names = new Set([...document.querySelectorAll('.pf input[type=radio]')].map((e) => e.name));"
        " return [ids.length === new Set(ids).size, names.size]; }"
    ) == [True, shown.count()]
    nb.ask("kept = [weakref.ref(f) for f in forms]\nw.Widget.close_all()\ndel forms, tab, out, f")
    nb.ask("del _, __, ___")
    assert nb.ask("gc.collect(); print(sum(r() is not None for r in kept))") == "0"
    nb.page.wait_for_function("() => document.querySelectorAll('.jp-Notebook .pf').length === 0")
