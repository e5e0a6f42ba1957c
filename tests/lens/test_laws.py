"""The laws of documents: what is rendered reads back; what did not change is not touched."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planform.document import Lens
from planform.template import compile_text

from .cases import ALL, BUNDLED, lens, quiet
from .strategies import large, values

each_template = pytest.mark.parametrize("name", ALL)


@each_template
def test_a_blank_plan_renders_as_the_template_byte_for_byte(name):
    assert lens(name).render(lens(name).blank()) == lens(name).template.text


@each_template
@pytest.mark.parametrize("hostile", [False, True], ids=["ordinary", "hostile"])
def test_what_is_rendered_reads_back(name, hostile):
    @quiet(name)
    @given(values(lens(name), hostile))
    def law(wanted):
        assert lens(name).read(lens(name).render(wanted)).values == wanted

    law()


@each_template
def test_one_changed_field_goes_and_comes_back(name):
    own = lens(name)

    @quiet(name, corpus=2)
    @given(values(own, hostile=False), st.data())
    def law(wanted, data):
        text = own.render(wanted)
        assume("pf:v" not in text)  # a value that needed a marker may do without it later
        keys = [k for k, v in wanted.items() if isinstance(v, str)]
        assume(keys)
        key = data.draw(st.sampled_from(keys))
        changed = own.update(text, {**wanted, key: "something else"})
        assert own.read(changed).values == own.canonical({**wanted, key: "something else"})
        assert own.update(changed, wanted) == text

    law()


@pytest.mark.parametrize("name", BUNDLED)
def test_a_value_of_100_kb_reads_back(name):
    own = lens(name)
    fields = [field for field in own.template.fields if field.kind not in ("flag", "list", "checklist", "rows")]

    @quiet(name, bundled=3)
    @given(values(own, hostile=False), st.data())
    def law(wanted, data):
        field = data.draw(st.sampled_from(fields))
        wanted = own.canonical({**wanted, field.key: data.draw(large(field))})
        assert own.read(own.render(wanted)).values == wanted

    law()


def test_a_field_called_done_is_no_tick():
    lens = Lens(compile_text("# [Title]\n\n**Done**: [Date]\n\n| Step | Done |\n|---|---|\n| [Step 1] | [Date] |\n"))
    (title, done, table) = (f.key for f in lens.template.fields)
    column = lens.template.fields[2].columns[1].key
    wanted = {title: "x", done: "2026-01-02", table: [{"step": "a", column: "2026-01-03"}]}
    assert lens.read(lens.render(wanted)).values == wanted


def test_a_ticked_box_of_fixed_words_stays_ticked():
    lens = Lens(compile_text("# [Title]\n\n- [ ] Read the guide\n- **Owner**: [Name]\n"))
    text = lens.render({"title": "x"}).replace("[ ] Read", "[x] Read")
    assert "[x] Read the guide" in lens.update(text, {**lens.read(text).values, "title": "y"})


def test_a_line_that_says_the_list_goes_on_goes_with_its_examples():
    lens = Lens(compile_text("# [Title]\n\n## Goals\n\n- [Goal 1]\n- [Goal 2]\n- ...\n\n## Notes\n\n[Text]\n"))
    assert lens.blank()["goals"] == []
    text = lens.render({"goals": ["a", "b"]})
    assert "- a\n- b\n\n## Notes" in text
    assert lens.read(text).values["goals"] == ["a", "b"]


def test_an_item_is_known_by_its_label_before_it_is_anybody_s():
    lens = Lens(compile_text("# [T]\n\n- Branch: [name]\n- Cut on: [YYYY-MM-DD]\n- [other chore]\n- [other chore]\n"))
    (_, _, cut, *chores) = (f.key for f in lens.template.fields)
    wanted = lens.canonical({cut: "2026-11-21", chores[0]: ["tell the team"] if len(chores) == 1 else "tell the team"})
    text = lens.render(wanted)
    assert lens.read(text).values == wanted


def test_a_new_row_of_a_nested_list_stands_in_that_list():
    lens = Lens(compile_text("# [T]\n\n- Rollout\n  - Stop when\n    - [condition]\n    - [condition]\n"))
    key = lens.template.fields[1].key
    text = lens.render({key: ["a"]})
    assert "    - a\n    - b\n" in lens.update(text, {key: ["a", "b"]})


def test_a_new_row_stands_in_the_columns_of_the_document():
    lens = Lens(compile_text("# [T]\n\n| Risk | Owner |\n|---|---|\n| [Risk 1] | [Name] |\n"))
    text = "# x\n\n| Since | Owner | Risk  |\n| ----- | ----- | ----- |\n| May   | Mina  | late  |\n"
    values = lens.read(text).values
    assert values["risks"] == [{"risk": "late", "owner": "Mina"}]
    new = lens.update(text, {**values, "risks": [*values["risks"], {"risk": "dear", "owner": "Jon"}]})
    assert new == text + "|       | Jon   | dear  |\n"
