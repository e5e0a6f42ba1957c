"""Pictures of the form and the browser for docs/images, made in a real JupyterLab: `make screenshots`.

Every template empty, half filled, with errors and in conflict; the browser with plans and without; at 1200 and 600 px,
light and dark. They are there to be looked at: each ends at the height of a screen, in as few colours as it needs.
"""

import argparse
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from .conftest import Notebook
from .lab import FLAGS, Lab, chromium

IMAGES = Path(__file__).parents[2] / "docs" / "images"
TEMPLATES = ("implementation-task", "milestone-plan", "technical-plan", "technical-spec")
WIDTHS, THEMES = (1200, 600), ("Light", "Dark")
HEIGHT = 1180  # of a picture at most
COLOURS = 160

PREPARED = """
import planform as pf
SAID = {
    "line": "Retry uploads with backoff", "prose": "Uploads fail on weak networks. Try again, wait longer each time, "
    "and *say so* when giving up.", "date": "2026-12-01", "effort": "2-4 hours", "number": "3", "flag": True,
    "level": "medium", "code": "for wait in (1, 2, 4):\\n    if upload():\\n        break",
    "list": ["Three tries", "A message after the last"],
    "checklist": [{"text": "Tried again", "done": True}, {"text": "Shown to the person", "done": False}],
}
OF_ROLE = {"owner": "Ada", "sprint": "S3", "key": "PLAN-12"}
BAD = {"date": "soon", "number": "many", "choice": "whatever", "level": "so-so", "datetime": "later"}

def said(field, table=SAID):
    if field.role in OF_ROLE and table is SAID:
        return OF_ROLE[field.role]
    if field.kind == "choice" and table is SAID:
        return field.options[min(1, len(field.options) - 1)]
    return table.get(field.kind)

def fill(form, share, table=SAID):
    fields = form.template.tree[: int(len(form.template.tree) * share)]
    for field in fields:
        if field.kind == "rows" and table is SAID:
            form[field.path].value = [{c.key: said(c) for c in field.columns if said(c) is not None}] * 2
        elif field.kind != "rows" and said(field, table) is not None:
            form[field.path].value = said(field, table)
    return form

def title(form, text):
    form["title"].value = text
    return form

def forms(name):
    store = pf.PlanStore(":memory:")
    empty = pf.PlanForm(name, store=store)
    half = title(fill(pf.PlanForm(name, store=store), 0.5), "Retry uploads with backoff")
    wrong = fill(fill(pf.PlanForm(name, store=pf.PlanStore(":memory:")), 0.3), 1, BAD)  # its key is its own there
    meant = title(fill(pf.PlanForm(name, store=store), 0.5), "Retry uploads with backoff")
    theirs = meant.save()
    store.save(theirs.with_values(title="Retry uploads and downloads", owner="Lin"), by="Lin")
    title(meant, "Retry every upload")["owner"].value = "Ada"
    return empty, half, wrong, meant

def plans():
    store, template = pf.PlanStore(":memory:"), pf.Template.load("implementation-task")
    work = ["Retry uploads with backoff", "Say why a login failed", "Search in attachments", "Dark theme for print",
            "Export to Parquet", "Fewer queries per page", "Undo for bulk changes", "Import from the old tracker"]
    people, states = ["Ada", "Lin", "Grace"], ["Todo", "In Progress", "Done"]
    store.save_many(template.plan(title=work[n % 8] + (f", part {n // 8 + 1}" if n > 7 else ""), key=f"PLAN-{n + 1}",
        status=states[n % 3], owner=people[n % 3 - n % 2], estimate=["2-4 h", "1d", "3 pts", "~1 week"][n % 4],
        sprint=f"S{n % 4 + 1}", completion_target=f"2026-12-{n % 28 + 1:02}", tags=["api"]) for n in range(34))
    return store
"""


class Studio:
    """A JupyterLab with a page in it, and where pictures go."""

    def __init__(self, page: Page, server: Lab, folder: Path) -> None:
        self.page, self.server, self.folder = page, server, folder

    def notebook(self, name: str, *cells: str) -> Notebook:
        self.server.notebook(f"{name}.ipynb", PREPARED, *cells)
        return Notebook(self.page, self.server, f"{name}.ipynb").open().run()

    def looks(self) -> Iterator[str]:
        """The page at each width in each theme; the end of a file's name."""
        for theme in THEMES:
            self.page.evaluate("t => lab.command('apputils:change-theme', { theme: `JupyterLab ${t}` })", theme)
            self.page.wait_for_function("t => document.body.dataset.jpThemeLight === String(t === 'Light')", arg=theme)
            for width in WIDTHS:
                self.page.set_viewport_size({"width": width, "height": HEIGHT + 150})
                self.page.wait_for_timeout(700)
                yield f"{width}-{theme.lower()}"

    def take(self, selector: str, number: int, name: str) -> None:
        """The upper part of an element, as high as a screen."""
        part = self.page.locator(selector).nth(number)
        part.evaluate("e => e.scrollIntoView({ block: 'start' })")
        self.page.wait_for_timeout(250)
        box = part.bounding_box()
        assert box is not None, name
        clip = {**box, "height": min(box["height"], HEIGHT)}
        keep(self.page.screenshot(clip=clip), self.folder / f"{name}.png")


def keep(png: bytes, path: Path) -> None:
    """A picture in few colours: text and edges need no more, and it is a sixth of the size."""
    picture = (
        Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    )
    picture.save(path, optimize=True)


def shoot_forms(studio: Studio, name: str) -> None:
    """The four states of a template's form, below each other in one notebook."""
    cells = [f"empty, half, wrong, meant = forms({name!r})", "empty", "half", "wrong", "meant"]
    nb = studio.notebook(name, *cells)
    forms = nb.page.locator(".jp-Notebook .pf")
    forms.nth(3).wait_for()
    forms.nth(2).get_by_role("button", name="Save", exact=True).click()  # what is needed is said from now on
    forms.nth(3).get_by_role("button", name="Save", exact=True).click()
    forms.nth(3).locator(".pf-conflict").wait_for()
    for look in studio.looks():
        for number, state in enumerate(("empty", "half", "errors", "conflict")):
            studio.take(".jp-Notebook .pf", number, f"{name}-{state}-{look}")


def shoot_browser(studio: Studio, name: str) -> None:
    """The browser with plans, and without."""
    nb = studio.notebook(
        "browser", "full = pf.PlanBrowser(plans(), page_size=15)\nfull", "pf.PlanBrowser(pf.PlanStore(':memory:'))"
    )
    boxes = nb.page.locator(".pf-browser").first.locator("tbody input")
    for number in (1, 2):
        boxes.nth(number).check()
    for look in studio.looks():
        for number, state in enumerate(("full", "empty")):
            studio.take(".pf-browser", number, f"browser-{state}-{look}")


SHOTS = {"browser": shoot_browser}


def main() -> None:
    """Take all pictures, or those whose names are given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=[*TEMPLATES, "browser"])
    parser.add_argument("--out", type=Path, default=IMAGES)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        server = Lab(Path(home))
        settings = server.home / "settings" / "overrides.json"  # cells outside the window stay in the page
        whole = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
        settings.write_text(json.dumps({**json.loads(settings.read_text()), **whole}))
        with server:
            chrome = playwright.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
            for name in given.names:
                page = chrome.new_page(viewport={"width": 1200, "height": HEIGHT})
                SHOTS.get(name, shoot_forms)(Studio(page, server, given.out), name)
                page.close()
            chrome.close()


if __name__ == "__main__":
    main()
