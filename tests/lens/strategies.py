"""Values of a template's own kinds, ordinary and hostile."""

from hypothesis import strategies as st

from planform.document import Lens

SENTENCES = (
    "retry the client with backoff, add metrics for each queue",
    "and keep p95 under 200 ms in the API gateway (see RFC 12) - v2.1",
)
WORDS = " ".join(SENTENCES).split()
HOSTILE_LINES = [
    "a | b",
    "**bold** and *it*",
    "[x] done",
    "[Date]",
    "`code`",
    "```",
    "# Heading",
    "## Overview",
    "---",
    "<b>x</b>",
    "<!-- c -->",
    "- item",
    "1. one",
    "* star",
    "> quote",
    "a: b - c: d",
    "**Label**: text",
    "x ** y",
    "a\\|b",
    "end\\",
    "a `b | c` d",
    "emoji 🎉✅",
    "שלום עולם",
    "مرحبا",
    "[a](http://b)",
    "{{TASK_NAME}}",
    "...",
    "TBD",
    "etc.",
    "Step 1: x",
    "<!-- pf:v -->",
    "<!-- /pf:v -->",
    "<!-- pf:v -->x<!-- /pf:v -->",
    "+ plus",
    "10) ten",
    "| a | b |",
    "===",
    "~~~",
    "&amp; &#42;",
    "a  b",
    "tab\there",
    "- [ ] task",
    "- [x] **Step 9**: z",
    "**",
    "__init__",
    "[Add more as needed]",
    "[ ]",
    "a ** - b",
    " - ",
    ": ",
    "** to x",
    "()",
    "\\",
    "*",
    "_",
    "[",
    "]",
    "](x)",
    "\u200f",
    "e\u0301",
    "\u2028x",
    "=",
    "-",
    "#",
    "1.",
    "H/M/L",
    "\ue000",
]
HOSTILE_BLOCKS = [
    "```\ncode\n```",
    "````\n```\nx\n```\n````",
    "```\nnever closed",
    "# Title\n\ntext",
    "## Overview\n\n- a\n- b",
    "---",
    "a\n---\nb",
    "- [ ] a\n- [x] b",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "<div>\n\ntext\n\n</div>",
    "> q\nlazy",
    "    indented",
    "1. a\n2. b\n\n   c",
    "text\n\n\n\ntext",
    "**Created**: x",
    "### Unit tests\n\nfoo",
    "<!--\nunclosed",
    "<script>\nx",
    "~~~\n```\n~~~",
    "* * *",
    "[a]: http://b",
    "a  \nb",
    "a\\\nb",
    "{{MOTIVATION}}",
    "---\nfront: matter\n---",
]

plain_line = st.lists(st.sampled_from([word for word in WORDS if word.isalpha()]), min_size=2, max_size=6).map(" ".join)
ordinary_line = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
hostile_line = st.one_of(
    st.sampled_from(HOSTILE_LINES),
    st.lists(st.sampled_from(HOSTILE_LINES + WORDS), min_size=1, max_size=4).map(" ".join),
    text,
)
ordinary_block = st.lists(
    st.one_of(ordinary_line, st.sampled_from(["- one\n- two", "1. a\n2. b", "```python\nx = 1\n```"])), max_size=3
).map("\n\n".join)
hostile_block = st.one_of(
    st.sampled_from(HOSTILE_BLOCKS),
    st.lists(st.one_of(st.sampled_from(HOSTILE_BLOCKS), hostile_line), max_size=4).map("\n".join),
    text,
)

LARGE = 100_000  # characters


def _repeated(parts, between):
    said = between.join(parts) + between
    return (said * (LARGE // len(said) + 1))[:LARGE]


large_line = st.lists(st.one_of(ordinary_line, hostile_line), min_size=5, max_size=20).map(
    lambda parts: _repeated([*parts, "and"], " ")
)
large_block = st.lists(st.one_of(ordinary_block, hostile_block), min_size=5, max_size=20).map(
    lambda parts: _repeated([*parts, "and"], "\n\n")
)


def large(field):
    """A value of 100 kB for a field of one text."""
    return large_block if field.kind in ("prose", "code") else large_line


def scalar(field, hostile):
    if field.kind == "flag":
        return st.booleans()
    if field.kind in ("prose", "code"):
        return hostile_block if hostile else ordinary_block
    return hostile_line if hostile else ordinary_line


def value(field, hostile):
    line = hostile_line if hostile else ordinary_line
    if field.kind == "list":
        return st.lists(line, max_size=3)
    if field.kind == "checklist":
        return st.lists(st.fixed_dictionaries({"text": line, "done": st.booleans()}), max_size=3)
    if field.kind == "rows":  # those without a tick have no use for "done"
        return st.lists(scope(field.columns, hostile, done=st.booleans()), max_size=3)
    return scalar(field, hostile)


def scope(fields, hostile, **more):
    return st.fixed_dictionaries({field.key: value(field, hostile) for field in fields} | more)


def values(lens: Lens, hostile: bool):
    """Canonical values of a template."""
    return scope(lens.template.fields, hostile).map(lens.canonical)


def filled(lens: Lens):
    """Canonical values with plain words in every field, so that nothing in them has a meaning in Markdown."""
    return st.fixed_dictionaries({field.key: _said(field) for field in lens.template.fields}).map(lens.canonical)


def _said(field):
    many = {"list": plain_line, "checklist": st.fixed_dictionaries({"text": plain_line, "done": st.booleans()})}
    if field.kind == "rows":
        many["rows"] = st.fixed_dictionaries({c.key: _said(c) for c in field.columns} | {"done": st.booleans()})
    if field.kind in many:
        return st.lists(many[field.kind], min_size=1, max_size=3)
    return st.booleans() if field.kind == "flag" else plain_line
