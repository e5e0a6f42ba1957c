"""What is a placeholder, and what only looks like one."""

import pytest

from planform.template import Blank, compile_text, parse


def shown(text, **how):
    """The placeholders of a text as they stand in it."""
    return [seg.raws[0] for seg in parse(text, **how) if isinstance(seg, Blank)]


@pytest.mark.parametrize(
    ("text", "placeholders"),
    [
        ("**Owner**: [Name]", ["[Name]"]),
        ('[Metric, e.g. "tickets about [X] fall"]', ['[Metric, e.g. "tickets about [X] fall"]']),
        ("Hosted at `<host>:{port}`", ["<host>", "{port}"]),
        ("{{A}} and ${B} and $NAME and 【名前】", ["{{A}}", "${B}", "$NAME", "【名前】"]),
        ("Story (est: __h) by @owner, ticket #___, cost $X", ["__", "@owner", "___", "$X"]),
        ("YYYY-MM-DD, JJ/MM/AAAA, TT.MM.JJJJ, XX/XX/20XX", ["YYYY-MM-DD", "JJ/MM/AAAA", "TT.MM.JJJJ", "XX/XX/20XX"]),
        ("YYYY年MM月DD日, at HH:MM", ["YYYY年MM月DD日", "HH:MM"]),
        ("As a ..., I want ..., so that ...", ["...", "...", "..."]),
        ('Chosen option: "", as it is best', ['""']),
        ("Proposal: [SE-NNNN](NNNN-name.md), design: [link](url)", ["[SE-NNNN](NNNN-name.md)", "[link](url)"]),
        (r"\[name\] and \_\_\_", [r"\[name\]", r"\_\_\_"]),
        ("Author(s): ____  Date: YYYY-MM-DD  State: draft | final", ["____", "YYYY-MM-DD", "draft | final"]),
        ("Risk: H/M/L", ["H/M/L"]),
        ("Status: **Awaiting code** or **Awaiting review**", ["**Awaiting code** or **Awaiting review**"]),
        ("Approved: [ ] Yes [ ] No", ["[ ] Yes [ ] No"]),
        ("Feature: (a unique name, `my_feature`)", ["(a unique name, `my_feature`)"]),
        ("Owner: _your name_", ["_your name_"]),
        ("Version: <!-- of the product -->", ["<!-- of the product -->"]),
        ("Why now: what has changed?", ["what has changed?"]),
        ("TODO: describe it", ["TODO: describe it"]),
        ("The $feature lets $USER do $ID", ["$feature", "$USER", "$ID"]),
        (
            "As {why, such as {force} | other}, <say <what> it is>",
            ["{why, such as {force} | other}", "<say <what> it is>"],
        ),
    ],
)
def test_a_placeholder_is_found_in_any_convention(text, placeholders):
    assert shown(text) == placeholders


@pytest.mark.parametrize(
    "text",
    [
        "- [ ] open and [x] done",
        "[text](https://example.org), [text][ref], ![picture](a.png), [![badge](b.svg)](c)",
        "a note[^1], a citation [1], [2, 3], [TOC], [!NOTE]",
        "[name]: https://example.org",
        "array[0], arr[i], List[str], List<String>, `Map<String, Int>`",
        "press [Ctrl] or [Ctrl+C]",
        "<br>, <b>bold</b>, <https://example.org>, <me@example.org>, <details>",
        "and/or, src/main, 1/2, n/a",
        "__bold__, snake_case, **bold**, 1,000, 0.000",
        "What is still to be done is TBD in most cases that we know; the rest (users, systems, …) is not",
        "x <!-- a note --> y",
        "add it to $PATH, $(date), $a$ and $5",
    ],
)
def test_what_only_looks_like_a_placeholder_is_none(text):
    assert shown(text) == []


@pytest.mark.parametrize("text", ["Owner:", "**Owner**:", "**Owner.**", "Owner:  ", "Fixed in: #", "担当："])
def test_a_label_with_nothing_behind_it_is_a_blank_where_it_is_asked_for(text):
    assert shown(text) == []
    assert shown(text, bare=True) == [""]


def test_segments_spell_their_text():
    for text in ("a [b] c", "A: x | y", "Owner: ____  Due: YYYY-MM-DD", "[a][b] {c", "`[a]` <b c>"):
        assert "".join(seg.raws[0] if isinstance(seg, Blank) else seg.text for seg in parse(text)) == text


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("[ ] I have read it\n[ ] It was tested", {"i_have_read_it": "flag", "it_was_tested": "flag"}),
        (
            "- **What went well?**\n- **Why?**\n- Owner: [name]",
            {"what_went_well": "line", "why": "line", "owner": "line"},
        ),
        ("Status: Draft · Owner: alice · Due: [date]", {"status": "line", "owner": "line", "due": "date"}),
        ("- <a b>\n- <first step>", {"items": "list"}),
        ("## Lines\n\n* ____\n* ____", {"lines": "list"}),
        ("## Men\n\n- **Name**: [a], **Task**: [b]\n- ...", {"men": "rows"}),
        ('!!! info "Meta"\n\n    **Owner**: [name]', {"owner": "line"}),
        ("## Who\n\n[optional: leave out]\n\n- [name]", {"who": "list"}),
        ("## X\n\n<details>\n<summary>The log</summary>\n\n- [entry]\n\n</details>", {"x.the_log": "list"}),
        ("- **A label that\n  goes on**: [x y]\n- **Other**: [z]", 2),
        ("## All\n\n- [ ] [task]\n  - Owner: [a]\n- [ ] [task]\n  - **Owner**: [b]", {"all": "rows"}),
    ],
)
def test_what_a_page_asks_for_is_found_where_it_stands(text, fields):
    found = {f.path: f.kind for f in compile_text(f"# Page\n\n{text}\n", "page").fields}
    assert (len(found) if isinstance(fields, int) else found) == fields


@pytest.mark.parametrize("text", ["<!-- what is it? -->", "_what is it?_", "(what is it?)", "> what is it?"])
def test_a_hint_is_told_in_plain_words(text):
    assert [f.hint for f in compile_text(f"# Page\n\n## Goal\n\n{text}\n", "page").fields] == ["what is it?"]
