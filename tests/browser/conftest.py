"""JupyterLab and Chromium for the tests of what a person sees."""

import itertools
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, sync_playwright

from .lab import FLAGS, Lab, chromium

HERE = Path(__file__).parent
SHOWN = ".pf, .pf-report, .pf-browser, .pf-batch"  # a form, or something else of planform's
_number = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab")) as server:
        yield server


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
        yield browser
        browser.close()


class Notebook:
    """A notebook open in JupyterLab, its cells run; `form` is the first form (or browser of plans) in it."""

    def __init__(self, page: Page, server: Lab, name: str) -> None:
        self.page, self.server, self.name = page, server, name
        self.errors: list[str] = []
        self.expected = ""  # what JupyterLab itself complains of in a test that breaks something
        self.outside: list[str] = []
        page.add_init_script(path=HERE / "page.js")
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("dialog", self._dialog)
        page.on("request", lambda r: self._watch(r.url))

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":
            dialog.accept()
        else:
            self.errors.append(f"dialog: {dialog.message}")
            dialog.dismiss()

    def _watch(self, url: str) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.outside.append(url)

    def open(self) -> "Notebook":
        # a workspace of its own: JupyterLab would open the notebooks of other tests again
        self.page.goto(f"{self.server.url}lab/workspaces/{self.name[:-6]}/tree/{self.name}?token={self.server.token}")
        self.page.wait_for_function("name => window.lab?.ready(name)", arg=self.name, timeout=120_000)
        self.page.evaluate("window.jupyterapp.shell.collapseLeft()")
        return self

    def run(self) -> "Notebook":
        self.page.evaluate("lab.runAll()")
        self.page.locator(".jp-Notebook").locator(SHOWN).first.wait_for(timeout=90_000)
        return self

    @property
    def form(self) -> Locator:
        return self.page.locator(".jp-Notebook :is(.pf, .pf-browser)").first

    def ask(self, code: str) -> str:
        """What the kernel prints."""
        return str(self.page.evaluate("c => lab.ask(c)", code)).strip()

    def until(self, code: str, wanted: str) -> None:
        """Wait until the kernel prints this: what is typed arrives after a pause."""
        for _ in range(40):
            if (said := self.ask(code)) == wanted:
                return
            self.page.wait_for_timeout(100)
        assert said == wanted

    def also(self) -> "Notebook":
        """The same notebook in a second tab."""
        self.page.evaluate("lab.command('docmanager:save')")
        self.page.wait_for_timeout(500)
        other = Notebook(self.page.context.new_page(), self.server, self.name).open()
        other.form.wait_for(timeout=90_000)
        return other


@pytest.fixture
def open_form(lab: Lab, chrome: Browser, tmp_path: Path):
    """Open a notebook with these cells and run them, until its form is there. The page must stay free of errors."""
    context = chrome.new_context(viewport={"width": 1200, "height": 900})
    context.set_default_timeout(30_000)
    opened: list[Notebook] = []

    def open_(*cells: str) -> Notebook:
        name = f"form-{next(_number)}.ipynb"
        lab.notebook(name, *cells)
        opened.append(Notebook(context.new_page(), lab, name).open().run())
        return opened[-1]

    yield open_
    for notebook in opened:
        notebook.page.evaluate("lab.panel()?.sessionContext?.shutdown()")
    context.close()
    assert [e for n in opened for e in n.errors if not n.expected or n.expected not in e] == []
    assert [n.outside for n in opened if n.outside] == []
