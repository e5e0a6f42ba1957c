"""What is a placeholder, and what only looks like one."""

import pytest

from planform.template import Blank, parse


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
