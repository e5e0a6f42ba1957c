"""What people and templates say is never run: in form, preview, browser, comparison, dashboard, and the exported page.

The notebook's own watch stands behind each test: a dialog, an error on the console or a request elsewhere ends it.
"""

import pytest

import planform as pf

VALUES = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(2)</script>",
    "<svg/onload=alert(3)><animate onbegin=alert(3) attributeName=x>",
    "[x](javascript:alert(4)) <javascript:alert(4)> [y](data:text/html,<script>alert(4)</script>)",
    "![p](http://planform.invalid/p.png) <iframe src=//planform.invalid></iframe>",
    "<link rel=stylesheet href=//planform.invalid>",
    "{{7*7}} ${alert(5)} {% raw %} <%= 1 %>",
    "\"' autofocus onfocus=alert(6) x='",
    "</textarea></style></title></option></select><script>alert(7)</script>",
    "<style>* { display: none !important; background: url(//planform.invalid) }</style>",
    "\u202e\u2066gnp.exe\u2069\u200b\ufeff",
    "<form action=javascript:alert(8)><button>go</button></form><details open ontoggle=alert(8)>",
    "<math><mi xlink:href='javascript:alert(9)'>x</mi></math><base href=//planform.invalid>",
]
FILL = f"""
import planform as pf
bad = {VALUES!r}
text = ' '.join(bad)
made = {{
    'list': lambda f: bad,
    'checklist': lambda f: [{{'text': b}} for b in bad],
    'rows': lambda f: [{{c.key: made.get(c.kind, lambda f: text)(c) for c in f.columns}}],
}}
def fill(form):
    for name, field in {{**{{f.path: f for f in form.template.tree}}, **form._common}}.items():
        form[name].value = made.get(field.kind, lambda f: text)(field)
    form['key'].value = bad[0]  # 200 characters are the most
    return form
"""
# what could run or fetch: elements, handlers, addresses
DANGER = """root => [...root.querySelectorAll('*')].flatMap((e) => [
  ...(/^(script|iframe|object|embed|img|link|base|form|video|audio|meta|math|animate)$/i.test(e.tagName)
    ? [e.outerHTML] : []),
  ...[...e.attributes].filter((a) => /^on/i.test(a.name) || (ADDRESS.test(a.name) && RUNS.test(a.value)))
    .map((a) => `${e.tagName} ${a.name}=${a.value}`)])""".replace(
    "ADDRESS", "/^(href|src|action|formaction|xlink:href|srcdoc)$/i"
).replace("RUNS", "/^\\s*(javascript|data|vbscript):/i")


def harmless(nb, *selectors):
    nb.page.wait_for_timeout(700)
    for selector in selectors:
        for part in nb.page.locator(selector).all():
            assert part.evaluate(DANGER) == [], selector


def test_values_are_only_text(open_form):
    nb = open_form(
        f"{FILL}\nstore = pf.PlanStore(':memory:')\nform = fill(pf.PlanForm('implementation-task', store=store))",
        "form",
    )
    nb.form.get_by_role("button", name="Preview").click()
    nb.form.locator(".pf-doc").get_by_text("gnp.exe").first.wait_for()
    nb.form.get_by_role("button", name="Save", exact=True).click()
    nb.until("print(form.plan.revision)", "1")
    nb.form.get_by_role("button", name="History").click()
    harmless(nb, ".pf")
    assert nb.form.get_by_label("Assignee", exact=True).input_value() == " ".join(VALUES).strip()
    assert nb.page.evaluate("getComputedStyle(document.body).display") != "none"


def test_values_are_only_text_in_lists_and_summaries(open_form):
    nb = open_form(
        f"{FILL}\nfrom IPython.display import display, HTML\nstore = pf.PlanStore(':memory:')\n"
        "one = fill(pf.PlanForm('implementation-task', store=store)).save()\n"
        "store.save(pf.Template.load('implementation-task').plan(title='Plain', estimate='2 h'))\n"
        "browser = pf.PlanBrowser(store)",
        "browser",
        "board = pf.Dashboard(store)\nboard",
        "display(HTML(pf.PlanForm(one)._repr_mimebundle_()[0]['text/html']))",
    )
    browser = nb.page.locator(".pf-browser")
    browser.get_by_label("Find").fill("alert")
    nb.page.keyboard.press("Enter")
    browser.locator("mark").first.wait_for()
    browser.get_by_label("Find").fill("")
    nb.page.keyboard.press("Enter")
    browser.get_by_text("2 plans").first.wait_for()
    for box in browser.locator("tbody input").all():
        box.check()
    browser.get_by_role("button", name="Compare").click()
    browser.locator(".pf-compare table").first.wait_for()
    harmless(nb, ".pf-browser", ".pf-dashboard", ".planform-static")
    assert "<script>alert" in (nb.page.locator(".pf-dashboard").text_content() or "")


def template(tmp_path):
    """A template hostile in its name, headings, labels, hints, options and columns."""
    a, b, c = (v.replace("\n", " ") for v in VALUES[:3])
    path = tmp_path / '"><img src=x onerror=alert(1)>.md'
    path.write_text(
        f"# [{a}]\n\n## {c}\n\n**{a}**: [{b}]\n\n**Status {b}**: [{a} | <b onclick=alert(1)>two</b> | three]\n\n"
        f"## Risks {b}\n\n| {a} | {c} |\n|---|---|\n| | |\n\n## Steps\n\n- [ ] [{a}]\n- [ ] [{b}]\n\n<!-- {a} -->\n",
        encoding="utf-8",
    )
    return path


def test_templates_are_only_text(open_form, tmp_path):
    path = template(tmp_path)
    nb = open_form(
        "import planform as pf, pathlib\n"
        f"store = pf.PlanStore(':memory:', pf.Settings(templates={str(tmp_path)!r}))\n"
        f"form = pf.PlanForm(pathlib.Path({str(path)!r}), store=store)\nform.save()\nform",
        "browser = pf.PlanBrowser(store)\nbrowser",
    )
    nb.form.get_by_role("button", name="Preview").click()
    browser = nb.page.locator(".pf-browser")
    browser.get_by_role("button", name="New plan").click()
    browser.get_by_role("button", name="onerror").wait_for()
    browser.get_by_role("button", name="onerror").click()
    browser.locator(".pf").wait_for()
    harmless(nb, ".pf", ".pf-browser")
    assert "Risks <script>alert" in nb.form.inner_text()


LARGE = "# [Title]\n\n## Story\n\n[Tell it]\n\n## Program\n\n```python\n[code]\n```\n"


def test_a_megabyte_is_shown_and_typed_into(open_form):
    nb = open_form(
        "import planform as pf\n"
        f"form = pf.PlanForm(pf.Template.from_markdown({LARGE!r}))\n"
        "names = form.template.fields.path.tolist()\nbig = '<b>x</b> &amp; ' * 70_000\n"
        "for name in names[1:]:\n    form[name].value = big\n"
        "[len(form[name].value) for name in names]",
        "form",
    )
    title = nb.form.get_by_label("Title", exact=True).first
    title.fill("Still quick")
    nb.until("print(form.plan.title)", "Still quick")
    sizes = nb.form.locator("textarea").evaluate_all("all => all.map((a) => a.value.length)")
    assert sorted(sizes)[-1] > 1_000_000
    harmless(nb, ".pf")


def test_the_exported_page_runs_and_fetches_nothing(chrome, tmp_path):
    names: dict = {}
    exec(FILL, names)
    plan = names["fill"](pf.PlanForm("implementation-task")).plan
    (tmp_path / "plan.html").write_text(pf.export(plan, "html"), encoding="utf-8")
    page, asked, said = chrome.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((tmp_path / "plan.html").as_uri())
    page.wait_for_timeout(500)
    found = page.locator("body").evaluate(DANGER)
    text = page.locator("body").text_content() or ""
    page.close()
    assert (found, said, asked) == ([], [], [(tmp_path / "plan.html").as_uri()])
    assert "alert(2)" in text and "Completion Target" in text  # shown as text; nothing after it is swallowed


@pytest.mark.parametrize("value", ["<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)' onclick=x>y</a>"])
def test_the_watch_sees_what_would_be_wrong(chrome, value):
    page = chrome.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.set_content(f"<main>{value}</main>")
    found = page.locator("main").evaluate(DANGER)
    page.close()
    assert found
