"""summary.html in a browser: it fetches nothing, draws its charts, is readable in light and dark, and prints."""

import pytest

import planform as pf
from planform.batch import write_report

from .test_form_shown import AXE

CHARTS = """() => [...document.querySelectorAll('figure svg')].map((svg) => {
  const box = svg.getBoundingClientRect();
  return box.width > 200 && box.height > 100 && svg.querySelectorAll('path, rect, line').length > 5;
})"""


@pytest.fixture(scope="module")
def summary(tmp_path_factory):
    """The page of a few plans, risks and changes among them."""
    folder = tmp_path_factory.mktemp("summary")
    template = pf.Template.load("implementation-task")
    evil = '<img src="https://example.org/x.png"> {{7*7}} <script>alert(1)</script>'
    with pf.PlanStore(folder / "p.db") as store:
        for n in range(30):
            risk = [{"risk": f"{evil} (likelihood 40 %, impact 4-8 h)"}] if n % 5 == 0 else []
            plan = template.plan(
                key=f"S-{n}",
                title=f"Task {n} {evil}",
                owner=f"Who {n % 4}",
                status="Todo",
                estimate=f"{n + 1}-{2 * n + 3} h",
            )
            store.save(plan.with_values({"technical_risks": risk}) if risk else plan)
        return write_report(store, folder / "out").html


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_needs_no_network_draws_its_charts_and_has_no_barrier(chrome, summary, scheme):
    page = chrome.new_page(viewport={"width": 1200, "height": 900}, color_scheme=scheme)
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(summary.as_uri())
    assert page.title() == "Effort and risk summary"
    drawn = page.evaluate(CHARTS)
    assert len(drawn) >= 4 and all(drawn)
    assert asked == [summary.as_uri()]
    page.set_viewport_size({"width": 600, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 600
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    assert {v["id"]: [n["target"] for n in v["nodes"]][:3] for v in found["violations"]} == {}
    assert said == []
    page.close()


def test_on_paper_everything_is_open_and_black_on_white(chrome, summary):
    page = chrome.new_page(viewport={"width": 688, "height": 1000}, color_scheme="dark")  # A4 less its margins
    page.goto(summary.as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.querySelector('p')).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    closed = page.locator("details:not([open])")
    assert closed.count() == 0 or closed.first.locator("table, ul").first.is_visible()
    assert page.evaluate("Math.max(...[...document.querySelectorAll('table')].map((t) => t.offsetWidth))") <= 688
    assert len(page.pdf(format="A4", print_background=True)) > 20_000
    page.close()
