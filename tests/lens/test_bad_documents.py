"""Documents that went wrong: one clear line each, the rest is read, nothing is lost."""

import time

import pytest

import planform as pf
from planform.errors import InvalidDocumentError, PlanformError, UnknownNameError

GOOD = """\
---
planform:
  template: implementation-task
---
# Task: Retry

**Status**: Todo
**Assignee**: Mina

## Overview

### Task Summary
> Try again.

## Technical Specifications

### Data Structures
```typescript
let a = 1;
```

## Deployment

### Deployment Steps
1. **Build**: on Monday
"""
TASK = pf.Template.load("implementation-task")


def told(result):
    return [(doubt.line, doubt.message) for doubt in result.doubts]


def read(text):
    """A document as it is read; and nothing that is written in it may be lost by that."""
    result = pf.read_plan(text, "implementation-task")
    assert pf.update_document(text, result.plan) == text
    assert result.plan.to_markdown() == text or "planform:" not in text
    return result


def test_a_good_document_has_no_troubles():
    assert told(read(GOOD)) == []


def test_a_truncated_document():
    result = read(GOOD[: GOOD.index("let a") + 5])
    assert (18, "code begins here and never ends: is the document cut off?") in told(result)
    assert (result.plan["status"], result.plan["owner"]) == ("Todo", "Mina")


def test_two_documents_in_one_file():
    result = read(GOOD + "\n" + GOOD.replace("Retry", "Second"))
    assert (result.plan.title, result.plan["status"]) == ("Retry", "Todo")
    assert (27, "a second document begins here: only the first was read") in told(result)
    assert any("Second" in text for _, _, text in result.unplaced)


def test_merge_conflict_markers():
    text = GOOD.replace(
        "**Status**: Todo\n", "<<<<<<< HEAD\n**Status**: Todo\n=======\n**Status**: Done\n>>>>>>> theirs\n"
    )
    result = read(text)
    assert (7, "a merge was not finished here: decide between the two versions") in told(result)
    assert result.plan["task_summary"] == "Try again."


def test_duplicate_headings():
    text = GOOD + "\n### Task Summary\n\nOnce more.\n"
    result = read(text)
    assert result.plan["task_summary"] == "Try again."
    assert [text for _, _, text in result.unplaced] == ["### Task Summary\n\nOnce more."]
    assert (27, "'Task Summary' stands here again: only one was read") in told(result)


@pytest.mark.parametrize("entry", ["tags: [a, b", "planform: {template: implementation-task", "planform: &a [*a]"])
def test_front_matter_that_is_no_yaml(entry):
    with pytest.raises(InvalidDocumentError, match="in the front matter is no YAML") as caught:
        pf.read_plan(GOOD.replace("planform:\n  template: implementation-task", entry), "implementation-task")
    assert caught.value.diagnostics[0].line == 2
    assert "\n" not in str(caught.value).strip()


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system ['true']", "!!binary aGk=", "!mine x"])
def test_front_matter_with_tags_runs_nothing(tag):
    text = GOOD.replace("---\n# Task", f"other: {tag}\n---\n# Task")
    assert read(text).plan["status"] == "Todo"
    try:
        result = pf.read_plan(text.replace("other:", "tags:"), "implementation-task")
    except InvalidDocumentError as error:
        assert error.diagnostics[0].line == 4
    else:
        assert all(isinstance(tag, str) for tag in result.plan["tags"])


def test_a_template_that_nobody_has(tmp_path):
    text = (
        TASK.plan(title="Retry", status="Todo").to_markdown().replace("template: implementation-task", "template: ours")
    )
    result = pf.read_plan(text)
    assert result.plan.template.name == "implementation-task"
    first, second, *_ = [doubt.message for doubt in result.doubts]
    assert "no template is called 'ours'" in first
    assert "implementation-task" in second
    with pytest.raises(UnknownNameError, match="'ours'"):
        pf.read_plan("---\nplanform: {template: ours}\n---\n# Cake\n\nFlour and eggs.\n")


def test_a_document_far_too_large(tmp_path):
    path = tmp_path / "plan.md"
    path.write_text(GOOD + "words and words\n" * 3_200_000, encoding="utf-8")
    began = time.perf_counter()
    with pytest.raises(PlanformError, match=r"has 51,200,\d+ characters; 20,000,000 are the most"):
        pf.read_plan(path, "implementation-task")
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize(
    "text",
    [
        "> " * 300 + "deep\n",
        "\n".join("  " * n + "- deep" for n in range(100)),
        "# " + "x" * 100_000 + "\n",
        "**" * 20_000 + "\n",
        "[" * 20_000 + "\n",
        "| " * 5_000 + "\n" + "|-" * 5_000 + "|\n",
        "`" * 30_000 + "\n",
        "\ufeff# Task: A\n\n**Status**: Todo\n",
        "\r\n\r\n# Task: A\r**Status**: Todo\n",
        "",
        "\n",
    ],
    ids=["quotes", "lists", "heading", "stars", "brackets", "cells", "ticks", "mark", "line-ends", "empty", "line"],
)
def test_odd_texts_are_read_and_kept(text):
    result = TASK.lens.read(text)
    began = time.perf_counter()
    assert TASK.lens.update(text, result.values) == text
    assert time.perf_counter() - began < 10


def test_a_title_goes_where_there_is_none_and_the_first_of_several_is_it():
    for text in ("## Overview\n\n### Task Summary\n> B\n", "**Status**: Todo\n", "# Overview\n\n# Deployment\n"):
        values = TASK.lens.read(text).values
        assert TASK.lens.update(text, {**values, "task_title": "Retry"}) == f"# Task: Retry\n\n{text}"
    text = "# Task: A\n\n**Status**: Todo\n\n# Appendix\n\nmore\n"
    read = TASK.lens.read(text)
    assert (read.values["task_title"], read.values["status"]) == ("A", "Todo")
    assert TASK.lens.update(text, {**read.values, "status": "Done"}) == text.replace("Todo", "Done")
