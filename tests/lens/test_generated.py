"""The laws for templates that nobody wrote, and for values of their own kinds."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from planform.document import Lens
from planform.template import compile_text

from .cases import LONG
from .strategies import values
from .templates import templates

EXAMPLES = LONG or 60
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
    @any_template
    @given(templates(), st.data())
    def law(text, data):
        own = Lens(compile_text(text))
        wanted = data.draw(values(own, hostile))
        assert own.read(own.render(wanted)).values == wanted

    law()
