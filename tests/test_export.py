"""One plan in every form: each is valid, complete, and runs nothing."""

import json
import re

import nbformat
import pytest

import planform as pf
from planform.document import sections, to_html
from planform.errors import InvalidValueError

TASK = pf.Template.load("implementation-task")
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "<svg onload=alert(1)>",
    '<a href="data:text/html,x">x</a>',
    '<iframe src="https://example.org"></iframe>',
    '<p style="background:url(https://example.org/x)">x</p>',
    "![x](https://example.org/x.png)",
    '<form action="https://example.org"><input type="image" src="https://example.org/y"></form>',
]


def plan(**values):
    return TASK.plan(title="Add retry", key="T-1", **values)


def test_the_notebook_is_valid_and_holds_every_section():
    found = plan(status="Todo")
    book = nbformat.reads(pf.export(found, "ipynb"), as_version=4)
    nbformat.validate(book)
    assert book.metadata["planform"]["template"] == "implementation-task"
    joined = "\n\n".join(cell.source for cell in book.cells)
    headings = re.findall(r"^## .*$", found.to_markdown(), re.M)
    assert [cell.source.split("\n")[0] for cell in book.cells if cell.source.startswith("## ")] == headings
    assert "Add retry" in joined
    assert pf.export(found, "ipynb") == pf.export(found, "ipynb")


def test_sections_together_are_the_text():
    text = plan().template.text
    assert "".join(sections(text)) == text


def test_a_heading_in_a_fence_begins_no_section():
    assert len(sections("# A\n\n```\n## B\n```\n")) == 1


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_page_runs_nothing_and_fetches_nothing(hostile):
    page = pf.export(plan(solution=f"Before\n\n{hostile}\n\nafter", assignee=hostile), "html")
    body = page[page.index("<body") :]
    assert not re.search(r"<(?:script|img|svg|iframe|form|object|embed|link|style)\b", body)
    assert not re.search(r"<[^>]*\b(?:on\w+|src|action)\s*=", body)
    assert not re.search(r"<[^>]*(?:javascript|data):", body)
    assert not re.search(r"<[^>]*url\(", body)
    assert "Before" in body
    assert "after" in body
    assert "default-src 'none'" in page


def test_a_page_shows_ticks_tables_and_code_and_no_front_matter():
    items = [{"text": "One", "done": True}, {"text": "Two", "done": False}]
    html = pf.export(plan(acceptance_criteria=items, tags=["x"]), "html")
    assert html.count('type="checkbox"') >= 2
    assert "checked" in html
    assert "planform:" not in html
    table = to_html("| a | b |\n|:--|--:|\n| 1 | 2 |\n\n```python\nx < 1\n```\n")
    assert '<td style="text-align:right">2</td>' in table
    assert "x &lt; 1" in table


def test_a_marked_value_is_shown_without_its_markers():
    assert to_html("<!-- pf:v -->**bold**<!-- /pf:v -->\n") == "<p><strong>bold</strong></p>\n"


def test_json_has_the_values_and_their_schema():
    data = json.loads(pf.export(plan(status="Todo"), "json"))
    assert data["values"]["status"] == "Todo"
    assert data["schema"]["$schema"].endswith("2020-12/schema")


def test_an_unknown_format_is_told_with_the_nearest():
    with pytest.raises(InvalidValueError, match="'ipynb'"):
        pf.export(plan(), "ipnb")


@pytest.mark.parametrize("to", ["md", "ipynb", "html"])
def test_what_is_not_filled_in_can_be_left_out(to):
    found = plan(status="Todo", solution="Use a queue.")
    whole, bare = (pf.export(found, to, blanks=blanks) for blanks in (True, False))
    assert "Use a queue." in bare
    assert len(bare) < len(whole) / 2
    assert not re.search(r"\[[A-Z][a-z]+ [a-z]+\]", bare)  # `[Short description]`


@pytest.mark.parametrize(
    "tag", ["<script>", "<style>", "<!-- ", "<title>", "<textarea>", "<iframe>", "<svg><style>", "<plaintext>"]
)
def test_a_tag_that_is_not_closed_swallows_nothing(tag):
    task = pf.Template.load("implementation-task")
    page = pf.export(task.plan(title="x", task_summary=f"Use {tag}b", estimate="4 h", review_date="2026-12-24"), "html")
    assert "2026-12-24" in page and "4 h" in page
    assert tag == "<!-- " or tag[1:].split(">")[0] in page
