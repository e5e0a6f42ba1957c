"""The dashboard in a real JupyterLab: figures of the store, filters that everything follows, no barrier for anybody."""

import pytest

from .test_form_shown import AXE, PLAIN_COLOURS

STORE = """
import planform as pf
rows = [
    {"Key": "A-1", "Title": "First <b>", "Status": "In Progress", "Assignee": "Ada", "Estimate": "8-20 h",
     "Technical Risks": "Vendor is late (likelihood high, impact 2-3 d)"},
    {"Key": "A-2", "Title": "Second", "Assignee": "Lin", "Estimate": "1d/2d/6d", "Blocked By": "A-1"},
    {"Key": "A-3", "Title": "Third", "Assignee": "Lin", "Estimate": "TBD"},
]
store = pf.PlanStore(":memory:")
template = pf.Template.load("implementation-task")
for row in rows:
    store.save(template.plan(title=row["Title"], key=row["Key"], owner=row["Assignee"], estimate=row["Estimate"],
                             status=row.get("Status", "Todo")))
board = pf.Dashboard(store)
board
"""

# axe takes all that stands in ipywidgets' boxes for overlapped and leaves its contrast open: WCAG 2, 1.4.3, by itself
CONTRAST = """board => {
  const parts = (c) => c.match(/[\\d.]+(?:e-?\\d+)?/g).map(Number);
  const light = (c) => parts(c).slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const solid = (e) => !e || (parts(getComputedStyle(e).backgroundColor)[3] ?? 1) === 1
    ? getComputedStyle(e ?? document.body).backgroundColor : solid(e.parentElement);
  const words = [...board.querySelectorAll('*')].filter((e) => e.checkVisibility()
    && !e.closest('svg, style, :disabled') && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()));
  const ratio = (e) => {
    const [a, b] = [light(getComputedStyle(e).color), light(solid(e))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  return [words.filter((e) => ratio(e) < 4.5).map((e) => `${e.className}: ${e.textContent} ${ratio(e)}`), words.length];
}"""


def test_the_figures_follow_the_filters(open_form):
    nb = open_form(STORE)
    board = nb.page.locator(".pf-dashboard")
    board.get_by_text("2 of 3 plans; 1 without an estimate").first.wait_for()
    assert board.locator("svg[role=img]").count() >= 2
    board.get_by_label("Owner").select_option("Lin")
    board.get_by_text("1 of 2 plans; 1 without an estimate").first.wait_for()
    assert nb.ask("print(board.chosen)") == "{'owner': 'Lin'}"
    nb.ask("store.save(template.plan(title='Fourth', key='A-4', owner='Lin', estimate='2-4 h', status='Todo'))")
    board.get_by_role("button", name="Read again").click()
    board.get_by_text("2 of 3 plans; 1 without an estimate").first.wait_for()
    nb.ask("import datetime; board.since.value = datetime.date(2020, 1, 1)")
    board.get_by_text("What changed since 2020-01-01").wait_for()
    assert (
        board.get_by_role("cell", name="Fourth").count() == 1
        and "First" not in board.locator("table").last.inner_text()
    )


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing(open_form, theme):
    nb = open_form(
        f"{STORE}".replace("\nboard\n", "\nimport datetime; board.since.value = datetime.date(2020, 1, 1)\nboard\n")
    )
    nb.page.evaluate("t => lab.command('apputils:change-theme', { theme: `JupyterLab ${t}` })", theme)
    nb.page.wait_for_function("t => document.body.dataset.jpThemeLight === String(t === 'Light')", arg=theme)
    nb.page.add_style_tag(content="body { height: 100vh !important }")  # at 0 px axe takes everything for hidden
    nb.page.set_viewport_size({"width": 1200, "height": 9000})
    board = nb.page.locator(".pf-dashboard")
    board.get_by_text("What changed since").wait_for()
    nb.page.wait_for_timeout(500)
    board.evaluate(PLAIN_COLOURS)
    nb.page.evaluate(AXE)
    found = nb.page.evaluate("axe.run({ include: ['.pf-dashboard'] }, { resultTypes: ['violations'] })")
    assert {v["id"]: [n["target"] for n in v["nodes"]][:3] for v in found["violations"]} == {}
    faint, seen = board.evaluate(CONTRAST)
    assert faint == [] and seen > 40
