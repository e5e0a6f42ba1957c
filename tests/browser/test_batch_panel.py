"""The batch panel in a real JupyterLab: a table chosen, its columns corrected, run, and what failed tried again."""

import pytest

from .test_dashboard import CONTRAST
from .test_form_shown import AXE, PLAIN_COLOURS

ROWS = [
    {"Ref": "T-1", "Summary": "Read the <b>export</b>", "State": "OPEN", "Original Estimate": 7200, "Words": "First"},
    {"Ref": "T-2", "Summary": "Map the fields", "State": "SHIPPED", "Original Estimate": 3600, "Words": "Second"},
    {"Ref": "T-3", "Summary": "Switch over", "State": "OPEN", "Original Estimate": 1800, "Created": "soon"},
]
CELL = f"""
import json, pathlib
import planform as pf
pathlib.Path("tasks.json").write_text(json.dumps({ROWS!r}))
pathlib.Path("out-panel").exists() and __import__("shutil").rmtree("out-panel")
panel = pf.BatchPanel("out-panel/p.db", out="out-panel")
panel
"""


@pytest.fixture
def panel(open_form):
    """A panel that has read a table."""

    def open_():
        nb = open_form(CELL)
        box = nb.page.locator(".pf-batch")
        box.get_by_text("Choose a table").wait_for()
        box.get_by_label("or its path").fill("tasks.json")
        box.get_by_label("or its path").press("Enter")
        box.get_by_text("tasks.json: 3 rows").wait_for()
        return nb, box

    return open_


def test_a_table_is_mapped_run_corrected_and_run_again(panel):
    nb, box = panel()
    box.get_by_text("2 of 3 rows can become plans").wait_for()
    assert box.get_by_label("“SHIPPED” (1)").input_value()  # what it may mean is offered
    box.get_by_label("Words").select_option("Task Summary")
    box.get_by_label("Ref").select_option("Key")
    assert box.get_by_label("Numbers are").input_value()
    box.get_by_label("Execute a notebook").uncheck()
    box.get_by_role("button", name="Make 2 plans").click()
    box.get_by_text("3 rows: 2 new, 1 failed").wait_for()
    box.locator(".pf-failures").get_by_text("'soon' is no date").wait_for()
    assert nb.ask("print(panel.mapping['Original Estimate'])") == "{'to': 'estimate', 'unit': 'seconds'}"
    box.locator(".pf-failures").get_by_label("Created").fill("2026-11-02")
    box.get_by_role("button", name="Try these rows again").click()
    box.get_by_text("1 row: 1 new").wait_for()
    assert nb.ask("print(*pf.PlanStore('out-panel/p.db').plans()['key'].sort_values())") == "T-1 T-2 T-3"
    assert not box.get_by_role("button", name="Try these rows again").is_visible()
    box.get_by_role("button", name="Keep this mapping").click()
    box.get_by_text("The mapping is in tasks.map.yaml").wait_for()
    box.get_by_label("Words").select_option("Task Title")
    box.get_by_text("'Summary' and 'Words' both go to task_title").wait_for()
    assert box.get_by_role("button", name="Make the plans").is_disabled()
    assert box.locator("b", has_text="export").count() == 0


def test_a_run_with_notebooks_leaves_the_kernel_free_and_can_be_stopped(panel):
    nb, box = panel()
    nb.ask("panel.rows['Ref'].target.value = 'key'")
    box.get_by_role("button", name="Make 2 plans").click()
    box.get_by_role("progressbar").or_(box.locator(".progress")).first.wait_for()
    assert nb.ask("print(panel.run.ended, 6 * 7)") == "False 42"  # while it runs
    assert box.get_by_role("button", name="Make").is_disabled()
    box.get_by_role("button", name="Stop").click()
    box.get_by_text("Stopped: run again to do the rest").wait_for(timeout=90_000)
    nb.page.wait_for_timeout(300)
    box.get_by_role("button", name="Make 2 plans").click()
    box.get_by_text("2 unchanged").or_(box.get_by_text("notebooks executed")).first.wait_for(timeout=90_000)
    nb.ask("panel.run.wait(60)")
    assert nb.ask("print(len(list(pathlib.Path('out-panel').glob('T-*.ipynb'))))") == "2"


def test_an_upload_and_what_cannot_be_read_are_told(panel):
    nb, box = panel()
    upload = {"name": "more.csv", "mimeType": "text/csv", "buffer": b"Key,Title\nU-1,Sent up\n"}
    with nb.page.expect_file_chooser() as chooser:
        box.get_by_role("button", name="Upload").click()
    chooser.value.set_files(upload)
    box.get_by_text("more.csv: 1 row").wait_for()
    box.get_by_label("or its path").fill("absent.csv")
    box.get_by_label("or its path").press("Enter")
    box.get_by_text("no such file").wait_for()
    assert nb.ask("print(panel.table.name)") == "more.csv"


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing(panel, theme):
    nb, box = panel()
    box.get_by_label("Execute a notebook").uncheck()
    box.get_by_role("button", name="Make 2 plans").click()
    box.get_by_role("button", name="Try these rows again").wait_for()
    nb.page.evaluate("t => lab.command('apputils:change-theme', { theme: `JupyterLab ${t}` })", theme)
    nb.page.wait_for_function("t => document.body.dataset.jpThemeLight === String(t === 'Light')", arg=theme)
    nb.page.add_style_tag(content="body { height: 100vh !important }")  # at 0 px axe takes everything for hidden
    nb.page.set_viewport_size({"width": 1200, "height": 4000})
    nb.page.mouse.move(0, 0)  # a button that is hovered over changes its colour slowly
    nb.page.wait_for_timeout(300)
    box.evaluate(PLAIN_COLOURS)
    nb.page.evaluate(AXE)
    found = nb.page.evaluate("axe.run({ include: ['.pf-batch'] }, { resultTypes: ['violations'] })")
    assert {v["id"]: [n["target"] for n in v["nodes"]][:3] for v in found["violations"]} == {}
    faint, seen = box.evaluate(CONTRAST)
    assert faint == [] and seen > 40
