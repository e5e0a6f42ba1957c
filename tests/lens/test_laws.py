"""The laws of documents: what is rendered reads back; what did not change is not touched."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from planform.document import Lens
from planform.template import compile_text

from .strategies import values

TEMPLATES = sorted((Path(__file__).parents[2] / "templates").glob("*.md"))
LENSES = {p.stem: Lens(compile_text(p.read_text(encoding="utf-8"), p.stem)) for p in TEMPLATES}
# the same examples at every run: a rare value that cannot be written yet must not stop what has nothing to do with it
quiet = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    derandomize=True,
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
)  # to shrink a plan of a hundred fields takes minutes
each_template = pytest.mark.parametrize("lens", LENSES.values(), ids=LENSES)


@each_template
def test_a_blank_plan_renders_as_the_template_byte_for_byte(lens):
    assert lens.render(lens.blank()) == lens.template.text


@each_template
@pytest.mark.parametrize("hostile", [False, True], ids=["ordinary", "hostile"])
def test_what_is_rendered_reads_back(lens, hostile):
    @quiet
    @given(values(lens, hostile))
    def law(wanted):
        assert lens.read(lens.render(wanted)).values == wanted

    law()


@each_template
def test_a_document_that_did_not_change_stays_byte_for_byte(lens):
    @quiet
    @given(values(lens, hostile=False))
    def law(wanted):
        text = lens.render(wanted)
        assert lens.update(text, lens.read(text).values) == text

    law()


@each_template
def test_one_changed_field_goes_and_comes_back(lens):
    @quiet
    @given(values(lens, hostile=False), st.data())
    def law(wanted, data):
        text = lens.render(wanted)
        assume("pf:v" not in text)  # a value that needed a marker may do without it later
        keys = [k for k, v in wanted.items() if isinstance(v, str)]
        key = data.draw(st.sampled_from(keys))
        changed = lens.update(text, {**wanted, key: "something else"})
        assert lens.read(changed).values == lens.canonical({**wanted, key: "something else"})
        assert lens.update(changed, wanted) == text

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
