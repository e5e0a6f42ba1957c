"""A report names every placeholder: what it became and why, what was taken as it stands, what is doubtful."""

import json
import re
import time
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import planform as pf
from planform.document import Lens
from planform.errors import InvalidDocumentError
from planform.template import compile_text, data_folder, flatten

from .corpus import names
from .corpus import text as corpus_text

BUNDLED = {p.stem: p for p in sorted(data_folder("templates").glob("*.md"))}
ALL = [*BUNDLED, *names()]

# A plain-text scan that knows nothing of the compiler: one expression, read from left to right.
OCCURRENCE = re.compile(
    r"<!--(?:(?!-->)[\s\S])*-->"
    r"|\{\{[^{}\n]+\}\}"
    r"|\$\{[^{}\n]+\}"
    r"|(?<!\{)\{(?![#.:%])[^{}\n]+\}(?!\})"
    r"|(?<![!\]])\[(?![ xX]\]|\^)(?:[^\[\]\n]|\[[^\[\]\n]*\])+\](?!\(|\[|:[ ]*(?:https?:|/|\.|\#))"
    r"|<(?!/|https?:|mailto:|[^ >]+@)"
    r"(?!(?:br|details|summary|table|tr|td|th|sub|sup|kbd|img|div|p|a|b|i|em|strong|hr)\b)"
    r"[A-Za-z][^<>\n]*>"
    r"|\b(?:YYYY-MM-DD|TBD|TODO|FIXME|XXX)\b"
    r"|(?<![_\w])_{4,}(?![_\w])"
)


def text(name):
    return BUNDLED[name].read_bytes().decode("utf-8") if name in BUNDLED else corpus_text(name)


def plain(name):
    """As offsets count it: one character a line end."""
    return text(name).replace("\r\n", "\n").replace("\r", "\n")


@pytest.fixture(scope="module")
def reports():
    """Made once: every test here reads them."""
    made = {}

    def report(name):
        if name not in made:
            made[name] = pf.Template.from_markdown(text(name), name=name).report()
        return made[name]

    return report


# --- the law of the sum -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_fields_hints_and_literals_are_all_occurrences(name, reports):
    """Each placeholder that a plain scan finds is told once: in the places of a field, as a hint, or as a literal."""
    rows = [row for row in reports(name).rows if row.end > row.start]
    told = Counter()
    for m in OCCURRENCE.finditer(plain(name)):
        holding = [row for row in rows if row.start < m.end() and m.start() < row.end]
        assert holding, f"line {plain(name).count(chr(10), 0, m.start()) + 1}: {m[0]!r} is not told"
        assert len({(row.what, row.field) for row in holding}) == 1, holding
        told[holding[0].what] += 1
    assert sum(told[what] for what in ("field", "hint", "literal")) == len(OCCURRENCE.findall(plain(name)))


def test_the_scan_finds_what_a_person_would_count():
    found = [
        m[0]
        for m in OCCURRENCE.finditer("[a] {{b}} <c d> ${e} {f} <!-- g --> TBD ____ [ ] [x] [l](u) ![i](u) <br> [^1]")
    ]
    assert found == ["[a]", "{{b}}", "<c d>", "${e}", "{f}", "<!-- g -->", "TBD", "____"]
    assert sum(len(OCCURRENCE.findall(plain(name))) for name in ALL) > 1000


@pytest.mark.parametrize("name", ALL)
def test_every_field_is_in_the_report_with_its_kind_and_rule(name, reports):
    report = reports(name)
    fields = {f.path: f for f in flatten(pf.Template.from_markdown(text(name), name=name).tree)}
    rows = [row for row in report.rows if row.what == "field"]
    assert {row.field for row in rows} == set(fields)
    for row in rows:
        field = fields[row.field]
        assert (row.kind, row.rule, row.sure) == (field.shown_kind, field.rule, field.sure)
        assert row.rule and 0 <= row.sure <= 1
        assert row.text == (plain(name)[row.start : row.end] if row.start >= 0 else "")
        assert row.start < 0 or row.line == plain(name).count("\n", 0, row.start) + 1


@pytest.mark.parametrize("name", ALL)
def test_no_two_places_overlap(name, reports):
    spans = sorted((row.start, row.end) for row in reports(name).rows if row.end > row.start)
    assert [(a, b) for a, b in pairwise(spans) if b[0] < a[1]] == []


@pytest.mark.parametrize("name", ALL)
def test_sample_values_come_back(name, reports):
    assert reports(name).lost == ()


def test_what_does_not_come_back_is_named(monkeypatch):
    """Break the lens twice over: one value is lost in reading, another is refused in writing."""
    read, render = Lens.read, Lens.render

    def forgetful(lens, markdown):
        found = read(lens, markdown)
        return replace(found, values={**found.values, "facts.owner": ""})

    def refusing(lens, values):
        if values["facts.steps"]:
            raise InvalidDocumentError("this value cannot be written so that it reads back", path="facts.steps")
        return render(lens, values)

    monkeypatch.setattr(Lens, "read", forgetful)
    monkeypatch.setattr(Lens, "render", refusing)
    t = pf.Template.from_markdown("# [Title]\n\n## Facts\n\n**Owner**: [Name]\n\n**Steps**:\n- [Step]\n", name="broken")
    report = t.report()
    assert report.lost == ("facts.steps", "facts.owner")
    assert [(d.line, d.override) for d in report.doubts if d.code == "does-not-return"] == [
        (5, "planform: {ignore: [facts.owner]}"),
        (8, "planform: {ignore: [facts.steps]}"),
    ]
    assert "sample values: 1 of 3 come back; lost: facts.steps, facts.owner" in repr(report)
    assert "ignore" not in (yaml.safe_load(report.suggest()) or {}).get("planform", {}), (
        "what would change a field is a comment"
    )


# --- what became nothing ----------------------------------------------------------------------------------------------


def doubts(markdown, **more):
    return {(d.code, d.line) for d in pf.Template.from_markdown(markdown, name="t", **more).report().doubts}


def test_every_literal_has_its_reason():
    body = (
        "# [Title]\n\nRead {#this}, the [guide](a.md), the [map] and ![it](b.png), see [^1] and <br>.\n\nTwo words...\n"
    )
    body += "\n[map]: https://example.org\n"
    report = pf.Template.from_markdown(body, name="t").report()
    assert {row.text: row.note for row in report.literals} == {
        "{#this}": "anchor or attribute",
        "[guide](a.md)": "link",
        "[map]": "link",
        "![it](b.png)": "image",
        "[^1]": "footnote",
        "<br>": "HTML",
        "...": "dots in a sentence",
        "[map]:": "link definition",
    }
    assert [d for d in report.doubts if d.code != "unsure"] == []


def test_a_label_with_fixed_words_is_told_as_literal():
    report = pf.Template.from_markdown("# [Title]\n\n**Type**: Specification  \n**Owner**: [Name]\n", name="t").report()
    assert [(r.line, r.text, r.note) for r in report.literals] == [
        (3, "**Type**: Specification", "a label with words of its own")
    ]


def test_what_the_compiler_passes_over_is_a_doubt():
    """Force it: a line is settled as literal by the compiler alone when its field is taken out of the tree."""
    t = pf.Template.from_markdown("# [Title]\n\n## Facts\n\nOwner: [Name]\n\nWhat is the risk?\n", name="t")
    kept = tuple(f for f in t.tree if f.role == "title")
    node = next(n for n in t.compiled.root.walk() if n.kind == "section")
    node.body = []
    object.__setattr__(t.compiled, "fields", kept)
    found = {(d.code, d.line) for d in pf.Template(t.compiled).report().doubts}
    assert {("not-recognised", 5), ("unplaced", 5), ("became-nothing", 7)} <= found


# --- doubts and what settles them -------------------------------------------------------------------------------------


def test_some_templates_leave_doubts(reports):
    assert sum(bool(reports(name).doubts) for name in ALL) > 5


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("place", ["beside", "front"])
def test_pasting_the_suggestion_settles_the_doubts_and_changes_no_field(name, place, reports):
    said = reports(name).suggest()
    if not said:
        assert reports(name).doubts == ()
        return
    before = pf.Template.from_markdown(text(name), name=name)
    if place == "beside":
        after = pf.Template.from_markdown(text(name), name=name, overrides=said)
    else:
        after = pf.Template.from_markdown(pasted(said, text(name)), name=name)
    assert [d for d in after.report().doubts if not d.changes] == []
    assert seen(after) == seen(before)


def pasted(said, markdown):
    """The block put at the end of the front matter, as a person would."""
    end = "\r\n" if "\r\n" in markdown else "\n"
    said = said.replace("\n", end)
    m = re.match(r"---\r?\n[\s\S]*?^---\r?\n", markdown, re.M)
    is_front = m and re.search(r"^[\w #]", m[0][4:], re.M)
    return (
        f"{m[0][: -3 - len(end)]}{said}---{end}{markdown[m.end() :]}"
        if is_front
        else f"---{end}{said}---{end}{markdown}"
    )


def seen(template):
    return [(f.path, f.kind, f.options, f.role, f.label, f.group) for f in flatten(template.tree)]


@pytest.mark.parametrize("name", ALL[::6])
def test_all_fields_can_be_written_out(name, reports):
    block = reports(name).suggest(every=True)
    said = yaml.safe_load(block)["planform"]["fields"]
    before = pf.Template.from_markdown(text(name), name=name)
    assert set(said) == {f.path for f in flatten(before.tree)}
    assert seen(pf.Template.from_markdown(text(name), name=name, overrides=block)) == seen(before)


@pytest.mark.parametrize("name", ALL)
def test_each_doubt_has_its_line_and_one_line_that_compiles(name, reports):
    lines = text(name).splitlines()
    for doubt in reports(name).doubts:
        assert 1 <= doubt.line <= len(lines) and doubt.message and "\n" not in doubt.override
        compile_text(text(name), name, overrides=doubt.override)


def test_a_doubt_is_settled_by_its_own_line():
    body = "# [Title]\n\n- **Details**: [What]\n- **Owner**: [Name]\n"
    found = pf.Template.from_markdown(body, name="t").report().doubts
    assert found
    for doubt in found:
        left = pf.Template.from_markdown(body, name="t", overrides=doubt.override).report().doubts
        assert (doubt.code, doubt.line) not in {(d.code, d.line) for d in left}


# --- how it is shown --------------------------------------------------------------------------------------------------


def test_the_frame_and_the_printed_forms(reports):
    report = reports("implementation-task")
    assert list(report.frame.columns) == ["line", "text", "what", "field", "kind", "rule", "sure", "note"]
    status = report.frame[report.frame["field"] == "status"].iloc[0]
    assert (status["what"], status["kind"], status["line"]) == ("field", "choice", 6)
    printed = repr(report)
    assert "implementation-task: 116 fields" in printed and "sample values: 71 of 71 come back" in printed
    assert json.loads(json.dumps(report.to_dict()))["lost"] == []


def test_html_shows_placeholders_as_text():
    page = (
        pf.Template.from_markdown("# <script>alert(1)</script> [Title]\n\n## A\n\n<b onclick=x>[y]\n", name="t")
        .report()
        ._repr_html_()
    )
    assert "<script" not in page and "onclick=x>" not in page


def test_lines_are_those_of_the_file_with_its_overrides():
    body = "# [Title]\n\n**Owner**: [Name]\n"
    front = "---\nplanform:\n  fields:\n    owner: {label: Driver}\n---\n"
    rows = {r.field: r.line for r in pf.Template.from_markdown(front + body, name="t").report().rows}
    assert rows == {"title": 6, "owner": 8}


# --- any text ---------------------------------------------------------------------------------------------------------

PIECES = [
    "# ",
    "## ",
    "- ",
    "1. ",
    "- [ ] ",
    "> ",
    "|",
    "---",
    "```",
    "\n",
    "\n\n",
    "[a]",
    "[a [b]]",
    "{{x}}",
    "<y z>",
    "${q}",
    "{v}",
]
PIECES += [
    "<!-- c -->",
    "<!--",
    "-->",
    "____",
    "...",
    "TBD",
    "YYYY-MM-DD",
    "Owner:",
    "**B**: ",
    "Why?",
    " ",
    "\t",
    "é",
    "：",
    "[x](y)",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=25).map("".join))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_has_a_report(markdown):
    try:
        t = pf.Template.from_markdown(markdown.replace("\0", ""), name="t")
    except pf.PlanformError:
        return  # what is wrong with it is said; no report is promised
    report = t.report()
    assert {row.field for row in report.rows if row.what == "field"} == {f.path for f in flatten(t.tree)}
    said = report.suggest()
    assert [
        d for d in pf.Template.from_markdown(t.text, name="t", overrides=said).report().doubts if not d.changes
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "[a" * 50_000,
        "<!-- " * 50_000,
        "{" * 50_000,
        "? " * 50_000,
        "Owner:" + " " * 50_000 + "x",
        "____ " * 20_000,
    ],
)
def test_traps_cost_no_time(text):
    begin = time.perf_counter()
    pf.Template.from_markdown(f"# [T]\n\n{text}\n", name="t").report()
    assert (
        time.perf_counter() - begin < 10
    )  # a second on a machine with nothing else to do; quadratic ways take minutes
