"""The tables by kind of block know the same kinds: what can be found can be priced, matched and written."""

from pathlib import Path

from planform.document._cost import COST, COST_OF_ANY
from planform.document._match import MATCH
from planform.document._update import EDIT
from planform.document._write import WRITE
from planform.template import Blank, Flag, Node, compile_text

TEMPLATES = sorted((Path(__file__).parents[2] / "templates").glob("*.md"))
BY_THEIR_PARENT = {"doc", "cell"}  # the document is always there, cells go with their row
MANY = {"repeat"}  # has a hit for each row: its unit is matched
EVERYTHING = """\
---
owner:
---

# Plan: [Title]

[Words about it]

- **Owner**: [Name]
- **Team**: [Name]

## Steps

1. [Step 1]
2. [Step 2]

| Risk | Impact |
| --- | --- |
| [Risk 1] | [H/M/L] |

| Fact | Value |
| --- | --- |
| Host | [name] |
| Port | [number] |

```bash
[command]
```

    code of [four blanks]

> [One sentence]

<div>as it is</div>

---
"""


def kinds(node: Node) -> set[str]:
    return {n.kind for n in node.walk()}


def test_a_document_with_everything_has_all_kinds():
    assert kinds(compile_text(EVERYTHING).root) == set(WRITE) | BY_THEIR_PARENT


def test_the_templates_have_no_other_kinds():
    found = set().union(*(kinds(compile_text(p.read_text(encoding="utf-8")).root) for p in TEMPLATES))
    assert found <= set(WRITE) | BY_THEIR_PARENT


def test_what_is_written_is_matched_and_has_a_price():
    assert set(MATCH) | MANY == set(WRITE)
    assert set(COST) | set(COST_OF_ANY) == set(WRITE)
    assert not set(COST) & set(COST_OF_ANY)


def test_whatever_holds_a_value_can_be_edited():
    assert set(EDIT) == {Blank, Flag, Node}
