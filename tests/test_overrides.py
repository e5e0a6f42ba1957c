"""Overrides: what an author says of fields goes before inference; what makes no sense is answered with its line."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import planform as pf
from planform.document import Lens
from planform.errors import InvalidTemplateError
from planform.template import Catalog, beside, compile_text, flatten

from .corpus import names, text

TASK = """\
# Task: [Task Title]

**Owner**: [Name]
**Size**: [S, M or L]

Last words: [Words]

## Summary

[One paragraph]

## Steps

- **[Step 1]**: [What is done]
- **[Step 2]**: [What is done]

## Checks

- [ ] [Check]
- [ ] The tests pass

## Costs

| Item | Cost |
|------|------|
| [Item] | [Cost] |

## Code

```python
run([name])
```

## More

**Parts**:
- [Part]
"""


def compiled(overrides="", body=TASK, name="task"):
    return compile_text(body, name, overrides=overrides)


def fields(template):
    return {f.path: f for f in flatten(template.fields)}


def in_front(overrides, body=TASK):
    return f"---\n{overrides}---\n{body}"


def wrong(overrides, body=TASK):
    """What is said of overrides that make no sense: (line, message) of each."""
    with pytest.raises(InvalidTemplateError) as caught:
        compiled(overrides, body)
    assert all(d.path == "task.planform.yaml" for d in caught.value.diagnostics)
    return [(d.line, d.message) for d in caught.value.diagnostics]


# --- what can be said -------------------------------------------------------------------------------------------------


def test_every_attribute_of_a_field_can_be_said():
    found = fields(
        compiled(
            "fields:\n"
            "  owner: {label: Driver, required: true, role: '', hint: who drives it}\n"
            "  size: {kind: choice, options: [S, M, L]}\n"
            "  last_words: {kind: effort, role: actual}\n"
        )
    )
    owner, size, last = found["owner"], found["size"], found["last_words"]
    assert (owner.label, owner.required, owner.role, owner.hint) == ("Driver", True, "", "who drives it")
    assert (size.kind, size.options, size.rule, size.sure) == ("choice", ("S", "M", "L"), "override", 1.0)
    assert (last.kind, last.role) == ("effort", "actual")


def test_the_reading_follows_the_kind():
    """A kind is no label: values are kept and refused as it says."""
    t = pf.Template.from_markdown(TASK, name="task", overrides="fields: {size: {options: [Small, Large]}}")
    assert [p.label for p in t.plan(title="x", size="Huge").problems] == ["Size"]
    assert t.plan(title="x", size="small")["size"] == "Small"
    prose = pf.Template.from_markdown(TASK, name="task", overrides="fields: {last_words: {kind: prose}}")
    said = "One.\n\nTwo."
    document = prose.plan(title="x", last_words=said).to_markdown()
    assert pf.read_plan(document, prose).plan["last_words"] == said


@pytest.mark.parametrize("path", ["steps", "checks", "costs"])
def test_a_list_or_a_table_may_be_one_text(path):
    t = pf.Template.from_markdown(TASK, name="task", overrides=f"fields: {{{path}: {{kind: prose}}}}")
    assert t.field(path).kind == "prose" and not t.field(path).columns
    assert t.lens.render(t.blank_values) == TASK
    document = t.plan({path: "First this.\n\nThen that."}).to_markdown()
    assert pf.read_plan(document, t).plan[path] == "First this.\n\nThen that."


def test_roles_name_their_fields_and_a_common_field_is_one():
    t = pf.Template.from_markdown(
        "# [Title]\n\nOwner: [Name]\nDriver: [Name]\n", name="t", overrides="roles: {owner: driver}"
    )
    assert (t.field("driver").role, t.find("owner").path, t.common["owner"].path) == ("owner", "owner", "driver")
    assert t.plan(title="x", driver="Mina")["driver"] == "Mina"
    several = compiled("roles:\n  risk: [steps, costs]\n")
    assert {fields(several)[p].role for p in ("steps", "costs")} == {"risk"}


@pytest.mark.parametrize("path", ["owner", "summary", "steps", "checks", "costs", "costs[].cost", "code", "task_title"])
def test_what_is_ignored_belongs_to_the_template(path):
    before, t = fields(compiled()), compiled(f"ignore: ['{path}']")
    gone = {p for p in before if p == path or p.startswith(f"{path}[]")}
    assert set(fields(t)) == set(before) - gone
    lens = Lens(t)
    assert lens.render(lens.blank()) == TASK
    assert lens.read(TASK).unplaced == ()


def test_a_line_is_ignored_by_its_words():
    t = compiled('ignore: ["**Owner**: [Name]"]')
    assert set(fields(compiled())) - set(fields(t)) == {"owner"}


def test_a_field_is_named_by_path_tail_label_or_role():
    body = (
        "# [Title]\n\n## Risks\n\n| Risk | Owner |\n|---|---|\n| [Risk] | [Who] |\n\n## Deep\n\n"
        "**Due date**: [YYYY-MM-DD]\n**Place**: [Where]\n"
    )
    for name in ("deep.due_date", "due_date", "Due date", "due"):
        assert fields(compiled(f"fields: {{'{name}': {{label: X}}}}", body))["deep.due_date"].label == "X"
    for name in ("risks[].owner", "Owner"):
        assert fields(compiled(f"fields: {{'{name}': {{label: X}}}}", body))["risks[].owner"].label == "X"


def test_examples_are_taken_apart_and_siblings_made_one_group():
    body = (
        "# [Title]\n\n## Teams\n\n- [Web team]: [What]\n- [Data team]: [What]\n\n"
        "## Facts\n\n- **Given**: [A]\n- **Then**: [B]\n"
    )
    assert [f.path for f in compiled("", body).fields] == ["title", "teams", "facts.given", "facts.then"]
    apart = compiled("fields: {teams: {group: false}}", body)
    assert "teams" not in fields(apart) and sum(p.startswith("teams.") for p in fields(apart)) >= 2
    together = compiled("fields: {given: {group: true}}", body)
    assert fields(together)["facts"].kind == "rows" and "facts.given" not in fields(together)
    for t in (apart, together):
        lens = Lens(t)
        assert lens.render(lens.blank()) == body


# --- where it is said -------------------------------------------------------------------------------------------------

SAID = "planform:\n  fields:\n    size: {kind: effort}\n"


def test_in_the_front_matter_it_is_no_part_of_plans():
    t = pf.Template.from_markdown(in_front(SAID + "audience: [Who reads it]\n"), name="task")
    assert t.field("size").kind == "effort"
    assert t.lens.render(t.blank_values) == in_front("audience: [Who reads it]\n")
    assert pf.Template.from_markdown(in_front(SAID), name="task").lens.render(t.blank_values) == TASK
    document = t.plan(title="x").to_markdown()
    assert "fields:" not in document and document.count("planform:") == 1


def test_lines_are_those_of_the_file():
    plain, said = fields(compiled()), fields(compile_text(in_front(SAID), "task"))
    assert {p: f.line + 5 for p, f in plain.items()} == {p: f.line for p, f in said.items()}
    mixed = compile_text("---\na: 1\n" + SAID + "b: 2\n---\n" + TASK, "task")
    assert fields(mixed)["owner"].line == plain["owner"].line + 7


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("more", ["", "audience: all\n"])
def test_any_line_ends_and_a_byte_order_mark(end, mark, more):
    body = (in_front(more) if more else TASK).replace("\n", end)
    said = mark + in_front(SAID + more).replace("\n", end)
    t = compile_text(said, "task")
    assert t.body == mark + body
    assert fields(t)["size"].kind == "effort"
    assert {p: f.line + 3 for p, f in fields(compile_text(body, "task")).items() if p != "audience"} == {
        p: f.line - (0 if more else 2) for p, f in fields(t).items() if p != "audience"
    }
    with pytest.raises(InvalidTemplateError, match="task:4: "):
        compile_text(said.replace("size:", "sise:"), "task")


def test_a_file_beside_the_template_says_the_same_and_wins(tmp_path):
    path = tmp_path / "task.md"
    path.write_text(in_front(SAID), encoding="utf-8")
    alone = Catalog((tmp_path,)).load("task")
    beside(path).write_text("fields: {size: {kind: line}}\n", encoding="utf-8")
    both = Catalog((tmp_path,)).load("task")
    assert (fields(alone)["size"].kind, fields(both)["size"].kind) == ("effort", "line")
    assert pf.Template.load(path).overrides == "fields: {size: {kind: line}}\n"


def test_the_hash_is_of_the_exact_text_and_the_overrides():
    plain, said = compiled(), compiled(SAID)
    assert plain.hash == compile_text(TASK, "other", overrides="").hash
    assert len({plain.hash, said.hash, compiled(SAID + "\n").hash, compile_text(in_front(SAID), "task").hash}) == 4


def test_a_change_of_line_ends_alone_is_no_change():
    dos = TASK.replace("\n", "\r\n")
    lf, crlf = pf.Template.from_markdown(TASK, name="task"), pf.Template.from_markdown(dos, name="task")
    assert lf.hash != crlf.hash
    assert lf.is_state(crlf.hash) and crlf.is_state(lf.hash) and not lf.is_state(compiled("", TASK + "x").hash)


def test_a_plan_is_no_template_with_overrides():
    """The same entry in a filled plan says what it was made from."""
    document = pf.Template.from_markdown(TASK, name="task").plan(title="x").to_markdown()
    assert compile_text(document, "copy").body == document


# --- what makes no sense ----------------------------------------------------------------------------------------------


def test_each_mistake_is_told_with_its_line_and_the_nearest():
    found = wrong(
        "feilds: {}\nfields:\n  statsu: {kind: line}\n  owner: {knid: line}\n  size: {kind: choise}\n"
        "roles: {ownr: size}\nfields_: 1\nignore: [summry]\n"
    )
    assert [line for line, _ in found] == [1, 4, 5, 6, 7, 3, 8]
    for (_, message), told in zip(
        found, ["'fields'", "'kind'", "'choice'", "'owner'", "'fields'", "", "ummary"], strict=True
    ):
        assert told in message


def test_an_ambiguous_name_lists_what_it_may_be():
    body = "# [T]\n\n## A\n\n### Notes\n\n[x]\n\n## B\n\n### Notes\n\n[y]\n"
    ((line, message),) = wrong("fields:\n  notes: {kind: line}\n", body)
    assert line == 2 and "a.notes" in message and "b.notes" in message


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("fields: {steps: {kind: line}}", "its kind can be prose, rows"),
        ("fields: {code: {kind: line}}", "its kind can be code"),
        ("fields: {parts: {kind: prose}}", "a text there would join"),
        ("fields: {summary: {kind: rows}}", "not rows"),
        ("fields: {owner: {kind: choice}}", "options"),
        ("fields: {owner: {kind: line, options: [a]}}", "options"),
        ("fields: {owner: {options: []}}", "at least one"),
        ("fields: {owner: {options: a}}", "list"),
        ("fields: {owner: {required: perhaps}}", "true or false"),
        ("fields: {owner: [a]}", "mapping"),
        ("fields: {owner: {group: true}}", "no siblings"),
        ("fields: {owner: {group: false}}", "no group"),
        ("ignore: ['costs[].item', 'costs[].cost']", "ignore the whole group"),
        ("fields: {owner: {label: {a: b}}}", "one text"),
        ("- a", "mapping"),
        ("a: [", "no YAML"),
        ("a: &x [*x", "no YAML"),
        ("- " * 5000, "no YAML"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(said, words):
    assert words in wrong(said)[0][1]


def test_a_list_in_the_front_matter_stays_one():
    front = in_front("readers: [A, B]\nreviewers:\n  - [Name]\n")
    t = compile_text(front, "task")
    assert fields(t)["reviewers"].kind == "list"
    assert "a list in the front matter" in wrong("fields: {reviewers: {kind: prose}}", front)[0][1]
    ignored = compiled("ignore: [reviewers]", front)
    assert "reviewers" not in fields(ignored) and Lens(ignored).render(Lens(ignored).blank()) == front


def test_a_mistake_in_the_front_matter_has_the_line_of_the_file():
    with pytest.raises(InvalidTemplateError) as caught:
        compile_text("---\na: 1\nplanform:\n  fields:\n    onwer: {kind: line}\n---\n" + TASK, "task", "dir/task.md")
    assert str(caught.value).startswith("dir/task.md:5: ") and "owner" in str(caught.value).lower()


# --- laws over all templates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", names())
def test_confirming_what_was_inferred_changes_nothing(name):
    before = compile_text(text(name), name)
    said = {
        f.path: {"kind": f.kind, **({"options": list(f.options)} if f.options else {})} for f in flatten(before.fields)
    }
    after = compile_text(text(name), name, overrides=yaml.safe_dump({"fields": said}, allow_unicode=True))
    assert [(f.path, f.kind, f.options, f.role, f.line) for f in flatten(before.fields)] == [
        (f.path, f.kind, f.options, f.role, f.line) for f in flatten(after.fields)
    ]
    assert {f.rule for f in flatten(after.fields)} <= {"override"}


@pytest.mark.parametrize("name", names())
def test_each_field_can_be_ignored_and_the_template_stays(name):
    """Every fourth field, each alone: the others keep their names, and the text is the template's."""
    before = compile_text(text(name), name)
    known = [f.path for f in flatten(before.fields)]
    for field in before.fields[::4]:
        after = compile_text(text(name), name, overrides=yaml.safe_dump({"ignore": [field.path]}, allow_unicode=True))
        gone = {f.path for f in field.walk()}
        assert [f.path for f in flatten(after.fields)] == [p for p in known if p not in gone]
        lens = Lens(after)
        assert lens.render(lens.blank()) == text(name)


def headings(name):
    """(offset, level) of the headings that are no rows of a group: there a section would part the rows."""
    template = compile_text(text(name), name)
    rows = {e.block.first for n in template.root.walk() if n.kind == "repeat" for e in n.examples}
    nodes = [n for n in template.root.walk() if n.kind == "section" and n.block.level <= 6]
    places = [n.block for n in nodes if n.block.first not in rows]
    return [(template.origin.raw_offset(template.origin.start(b.first)), b.level) for b in places]


@pytest.mark.parametrize("name", names())
def test_adding_a_section_renames_nothing(name):
    """A sibling before a heading, here and there, and at the end: all old paths are still there.

    Not inside a section that holds but one value: that value has the section's name only while it is alone.
    """
    known = {f.path for f in flatten(compile_text(text(name), name).fields)}
    end = "\r\n" if "\r\n" in text(name) else "\n"
    places = headings(name)
    gone = set()
    for at, level in [*places[::3], (len(text(name)), min([level for _, level in places], default=2))]:
        new = f"{end}{'#' * level} Zebra crossings{end}{end}[How zebras cross]{end}{end}"
        longer = text(name)[:at] + new + text(name)[at:]
        gone |= known - {f.path for f in flatten(compile_text(longer, name).fields)}
    assert gone == set()


WORDS = [
    "fields",
    "roles",
    "ignore",
    "owner",
    "steps",
    "costs[].item",
    "kind",
    "line",
    "prose",
    "required",
    "true",
    "group",
    "[a, b]",
    "{",
    "}",
]
WORDS += [
    ": ",
    "\n",
    "\n  ",
    "- ",
    "[",
    "]",
    "'",
    '"',
    "&a ",
    "*a",
    "!!python/object:os.system ",
    "#",
    "|",
    "code",
    "hint",
    "options",
]


@given(st.lists(st.sampled_from(WORDS), max_size=20).map("".join))
@settings(max_examples=200, deadline=None)
def test_any_overrides_compile_or_are_told_with_a_line(said):
    try:
        assert compiled(said).overrides == said
    except InvalidTemplateError as error:
        assert all(d.line >= 1 and d.message for d in error.diagnostics)
