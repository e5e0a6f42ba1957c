"""The laws for templates that nobody wrote, and for values of their own kinds."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import planform as pf
from planform.document import Lens
from planform.template import compile_text

from .cases import LONG
from .strategies import values
from .templates import templates

EXAMPLES = LONG or 40
MOST_TOLD = 0.05  # share of the templates that may hold what cannot come back, if their report says so
any_template = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    derandomize=not LONG,
    max_examples=EXAMPLES,
    phases=[Phase.explicit, Phase.generate],
)


@any_template
@given(templates())
def test_a_blank_plan_of_any_template_renders_as_the_template(text):
    own = Lens(compile_text(text))
    assert own.render(own.blank()) == own.template.text


@pytest.mark.parametrize("hostile", [False, True], ids=["ordinary", "hostile"])
def test_what_is_rendered_by_any_template_reads_back(hostile):
    """Or the template's report says which field does not: two headings without words over different parts."""
    told = []

    @any_template
    @given(templates(), st.data())
    def law(text, data):
        own = Lens(compile_text(text))
        wanted = data.draw(values(own, hostile))
        if not _comes_back(own, wanted):
            assert "does-not-return" in {doubt.code for doubt in pf.Template.from_markdown(text).report().doubts}
            told.append(text)

    law()
    assert len(told) <= MOST_TOLD * EXAMPLES


def _comes_back(own, wanted):
    try:
        return own.read(own.render(wanted)).values == wanted
    except pf.InvalidDocumentError:
        return False
