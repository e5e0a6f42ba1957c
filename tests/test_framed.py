"""A template that a page shows inside a fence: the fence is a frame, what it holds is the form."""

import pytest

import planform as pf
from planform.template import compile_text

PAGE = """\
# How we write a hypothesis

Take this page for every bet.

```markdown
## Bet: [name]

**Owner**: [who]

### How we know

- [sign]
- ...
```

Ask the research group if in doubt.
"""


def paths(text):
    return {f.path: f.kind for f in compile_text(text, "page").fields}


@pytest.mark.parametrize("fence", ["```markdown", "```md", "```", "~~~markdown"])
def test_what_a_fence_holds_is_the_form(fence):
    text = PAGE.replace("```markdown", fence).replace("```\n\nAsk", fence[:3] + "\n\nAsk")
    assert paths(text) == {"name": "line", "owner": "line", "how_we_know": "list"}


def test_its_frame_stays_and_it_reads_back():
    template = pf.Template.from_markdown(PAGE, name="page")
    values = {"name": "More calls", "owner": "Ada", "how_we_know": ["calls rise", "costs fall"]}
    text = template.plan().with_values(values).to_markdown()
    assert "for every bet.\n\n```markdown\n## Bet: More calls\n" in text
    assert text.endswith("- calls rise\n- costs fall\n```\n\nAsk the research group if in doubt.\n")
    assert template.lens.read(text).values == template.lens.read(text).values | values


@pytest.mark.parametrize(
    "text",
    [
        PAGE.replace("Take this page", "Written by [author]. Take this page"),  # something is asked for outside
        PAGE.replace("```markdown", "```bash"),  # another language
        PAGE.replace("[", "").replace("]", "").replace("- ...\n", ""),  # an example, filled in
        PAGE + "\n" + PAGE,  # two examples
        PAGE.replace("Take this page", "## Why\n\nWhy?\n\n## What\n\nWhat?\n\n## Then\n\n"),  # a part of the form
    ],
)
def test_other_fences_hold_code(text):
    assert "code" in set(paths(text).values()) or "how_we_know" not in paths(text)
