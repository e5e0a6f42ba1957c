"""Any text compiles or is refused in one clear line, in work as long as the text; usual encodings are read."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planform.document import Lens
from planform.errors import InvalidDocumentError, InvalidTemplateError, PlanformError
from planform.plan import Template, read_plan
from planform.template import compile_text, flatten, mojibake, read_text

# --- any text ---------------------------------------------------------------------------------------------------------

PIECES = (
    *(
        "# ",
        "## ",
        "### ",
        "- ",
        "- [ ] ",
        "1. ",
        "> ",
        "| ",
        "|",
        "|---|---|\n",
        "```",
        "```yaml\n",
        "---\n",
        "***",
        "===\n",
    ),
    *(
        "\n",
        "\n\n",
        "  ",
        "    ",
        "\t",
        "  \n",
        "\r\n",
        "\r",
        "\\",
        "\n-\n",
        "\n*\n",
        "\n1.\n",
        "\ufeff",
        "**",
        "*",
        "_",
        "`",
    ),
    *(
        "[x]",
        "[ ] ",
        "[a b]",
        "[Name]",
        "{{A}}",
        "<b c>",
        "____",
        "_a b_",
        "(b c d)",
        "...",
        "a | b",
        "a/b",
        "YYYY-MM-DD",
    ),
    *(
        "**A**",
        "**A**: ",
        "**A:** ",
        "A: ",
        "Owner: ",
        "Step 1: ",
        "Step 2: ",
        "(optional)",
        "etc.",
        "[Add more as needed]",
    ),
    *(
        "[a](b)",
        "![a](b)",
        "[a]: #b\n",
        "[^1]",
        "@name",
        "#___",
        "H/M/L",
        "~X tests",
        "<br>",
        "<details>\n",
        "</details>\n",
    ),
    *(
        "<!-- d -->",
        "<!--\nd\n-->",
        "status: draft\n",
        "tags: []\n",
        "  - x\n",
        "key:\n",
        "é",
        "字",
        "שלום",
        "👍",
        "word ",
    ),
)
markdown = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
quiet = settings(deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))


@settings(quiet, max_examples=400)
@given(markdown | st.text())
def test_any_text_compiles_and_gives_its_own_text_back_or_is_refused_with_its_line(text):
    try:
        template = compile_text(text)
    except PlanformError as error:
        assert all(found.message and found.line for found in error.diagnostics)
        return
    lens = Lens(template)
    assert lens.render(lens.blank()) == text
    assert len({field.path for field in flatten(template.fields)}) == len(flatten(template.fields))


FOUND_BY_FUZZING = [
    "---\n...",  # front matter without an entry
    "---\n# only a comment\n---\n",
    "- - - a\n\n  - b",
    "| a |\n|---|\n| b | c | d |",  # more cells than its header
    "Goals:\n-",  # one dash does not underline
    "<Describe the problem>\n",
    "[ ]\n[x]\n",
    "> - [a b]\nlazy",
    "\ufeff\r\r\n\r",
]


@pytest.mark.parametrize("text", FOUND_BY_FUZZING, ids=repr)
def test_a_text_that_once_did_not_compile_does(text):
    lens = Lens(compile_text(text))
    assert lens.render(lens.blank()) == text


# --- linear work ------------------------------------------------------------------------------------------------------

TRAPS = {  # n -> a text that is long by n: each of these once took quadratic time, or would in a compiler less careful
    "spaces in a line": lambda n: "! " + " " * 10 * n + "x",
    "spaces behind bold": lambda n: "**" + " " * 20 * n,
    "spaces in a choice": lambda n: "State: a" + " " * 10 * n + "b",
    "stars": lambda n: "*" * 20 * n,
    "bullets in a line": lambda n: "- " * n + "a",
    "comments never closed": lambda n: "a <!--" * 10 * n,
    "markers never closed": lambda n: "".join(f"<!-- pf:v{k} --> " for k in range(5 * n)),
    "slashes": lambda n: "A/" * 20 * n,
    "placeholders in a line": lambda n: "[a b] x " * n,
    "brackets": lambda n: "[" * n + "a" + "]" * n,
    "links never closed": lambda n: "[a](" * n,
    "braces": lambda n: "{{a" * 10 * n,
    "tags": lambda n: "<a " * 10 * n,
    "back-ticks": lambda n: "`a` " * 5 * n,
    "brackets in brackets": lambda n: "Why: (" + "(" * 5 * n + "a" + ")" * 5 * n,
    "labels in a line": lambda n: "Label: [x] | " * n,
    "label lines": lambda n: "Label: [x]\n" * (n // 5),
    "items": lambda n: "- [x y] and z\n" * (n // 5),
    "sections": lambda n: "# T\n\n" + "".join(f"## Part {k}\n\n[text]\n\n" for k in range(n // 10)),
    "bold headings": lambda n: "".join(f"**Part {k}**\n\ntext\n\n" for k in range(n // 10)),
    "fences": lambda n: "```\n[code of it]\n```\n\n" * (n // 10),
    "rows": lambda n: "| A | B | C |\n|---|---|---|\n" + "| [a] | b | c |\n" * (n // 10),
    "columns": lambda n: "|" + " a |" * (n // 5) + "\n|" + "---|" * (n // 5) + "\n|" + " [b] |" * (n // 5),
    "front matter": lambda n: "---\n" + "a: b\n" * (n // 5) + "---\n",
    "quotes in quotes": lambda n: ">" * n + " a",
    "paragraphs": lambda n: "some text here.\n\n" * (n // 5),
}
GROWTH = 4  # times the length
TOLERATED = 9  # times the work: 4 is linear, 16 quadratic
QUICK = 0.05  # seconds in which nothing can be told apart


def seconds(text):
    """Processor time to compile a text: the best of three, as others run here too."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        compile_text(text)
        best = min(best, time.process_time() - start)
        if best < QUICK:
            break
    return best


@pytest.mark.parametrize("make", TRAPS.values(), ids=TRAPS)
def test_four_times_the_text_is_about_four_times_the_work(make):
    long = seconds(make(1000 * GROWTH))
    assert long < QUICK or long < TOLERATED * max(seconds(make(1000)), QUICK / GROWTH)


def test_a_text_of_many_signs_is_read_as_quickly_as_any():
    text = "# {a} " + "# | ~ " * 200 + "{b}\n\n" + "{c} " + "(* _ * ` " * 200 + "{d}\n"
    start = time.process_time()
    lens = Lens(compile_text(text))
    assert lens.read(text.replace("{a}", "x")).values
    assert time.process_time() - start < 2  # signs that may be there or not once took time without end


def test_what_is_nested_too_deep_is_text_and_is_not_lost():
    deep = "".join(" " * 2 * k + "- a\n" for k in range(60)) + " " * 120 + "- [last of all]\n"
    assert compile_text(deep).fields
    for text in (deep, ">" * 5000 + " [a b]", "- " * 5000 + "a", "1. " * 500 + "a"):
        lens = Lens(compile_text(text))
        assert lens.render(lens.blank()) == text


def test_a_text_beyond_the_limit_is_refused_whether_template_or_document():
    text = "word \n" * 4_000_000
    with pytest.raises(InvalidTemplateError, match="the most"):
        compile_text(text)
    with pytest.raises(InvalidDocumentError, match="the most"):
        read_plan(text, Template.from_markdown("# [Title]\n"))


# --- encodings --------------------------------------------------------------------------------------------------------

TEXT = "# [Title]\n\n**Größe**: [Zahl] 字 👍\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old-mac"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_in_any_usual_encoding_and_keeps_its_line_ends(tmp_path, encoding, newline):
    text = TEXT.replace("\n", newline)
    (tmp_path / "a.md").write_bytes(text.encode(encoding))
    found = read_text(tmp_path / "a.md")
    assert found.removeprefix("\ufeff") == text
    assert found.startswith("\ufeff") is (encoding == "utf-8-sig")
    lens = Lens(compile_text(found))
    assert [field.label for field in lens.template.fields] == ["Title", "Größe"]
    assert lens.render(lens.blank()) == found
    assert lens.render({"title": "x"}) == found.replace("[Title]", "x")


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"# a\n\nGr\xf6\xdfe\n", "is not UTF-8 text (byte 0xF6)", 3),
        (b"# a\n\0\n", "NUL", 2),
        ("# a".encode("utf-32"), "UTF-32", 0),
        ("# a".encode("utf-16-le"), "NUL", 1),
        (b"\x01\x02\x03\x04\x05\x06abc", "control characters", 1),
        (b"\xff\xfea", "UTF-16", 1),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_its_line(tmp_path, data, message, line):
    (tmp_path / "a.md").write_bytes(data)
    with pytest.raises(InvalidTemplateError) as refused:
        read_text(tmp_path / "a.md")
    (found,) = refused.value.diagnostics
    assert message in found.message and found.line == line and found.path == str(tmp_path / "a.md")


def test_spoilt_letters_are_told_with_their_line():
    spoilt = "Größe".encode().decode("cp1252")
    told = mojibake(f"# Größe\n{spoilt}\nGib’s\n{'Gib’s'.encode().decode('cp1252')}\n\ufffd\nÃ la carte, â la mode\n")
    assert [(found.code, found.line) for found in told] == [("mojibake", 2), ("mojibake", 4), ("mojibake", 5)]
    assert "'ö'" in told[0].message and "’" in told[1].message
