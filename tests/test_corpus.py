"""The compiler finds in the corpus what a person finds in it."""

import pytest

from .corpus import found, names, wanted

# (template, path): why the compiler may find it otherwise; a line that has come right must leave
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("bmad-story", "tasks_subtasks[].ac"): "a sign in a remark: `(AC: # if applicable)`",
    ("data-migration", "inventory[].rows_approx"): "a row of dots hides the count",
    ("data-migration", "steps"): "bold words before places are samples",
    ("design-doc", "design.data.table"): "words in code before a colon; boxes to choose from",
    ("design-doc", "decision.decision"): "words in code before a colon; boxes to choose from",
    ("enhancement", "proposal.text"): "a quoted question above sections",
    ("github-feature", "would_you_build_it_yourself.yes_no"): "an answer with a condition behind a dash",
    ("github-pr", "description.text"): "a comment above a line to fill in",
    ("incident-timeline", "headline"): "a key and a name side by side",
    ("incident-timeline", "nnnn"): "a key and a name side by side",
    ("kep", "release_signoff_checklist"): "an item that ends in a link by name",
    ("meeting-minutes", "agenda"): "words alone among items of several parts",
    ("odd-front-matter", "tags"): "an empty list in brackets",
    ("odd-long", "appendix_b_change_log[].what_changed"): "two places joined without words",
    ("okrs", "team"): "several places in the first heading",
    ("okrs", "q"): "several places in the first heading",
    ("okrs", "year"): "several places in the first heading",
    ("okrs", "description"): "several places in the first heading",
    ("okrs", "objectives[].optional"): "several places in the first heading",
    ("onboarding", "weeks"): "what only some of the alike sections say",
    ("onboarding", "our_code"): "the same placeholder twice",
    ("openspec-change", "requirements.requirements[].text"): "a comment that is all of a repeated section",
    ("postmortem", "five_whys.why_did_it_happen"): "a question inside a question",
    ("postmortem", "five_whys.why"): "a question inside a question",
    ("postmortem", "five_whys.why_2"): "a question inside a question",
    ("postmortem", "five_whys"): "a question inside a question",
    ("postmortem", "five_whys[].text"): "a question inside a question",
    ("postmortem", "five_whys[].items"): "a question inside a question",
    ("postmortem", "five_whys[].items[].text"): "a question inside a question",
    ("postmortem", "five_whys[].items[].items"): "a question inside a question",
    ("release-checklist", "before.items"): "sentences with the title in them",
    ("release-checklist", "release.items"): "sentences with the title in them",
    ("release-checklist", "after.items"): "sentences with the title in them",
    ("release-checklist", "before.versions"): "sentences with the title in them",
    ("release-checklist", "release.versions"): "sentences with the title in them",
    ("release-checklist", "after.staffs"): "sentences with the title in them",
    ("retro", "actions"): "italic brackets with boxes",
    ("retro", "actions[].what"): "italic brackets with boxes",
    ("retro", "actions[].who"): "italic brackets with boxes",
    ("retro", "actions[].until_when"): "italic brackets with boxes",
    ("rfc-numbered", "author_s"): "a table of one row; numbers typed by hand; a choice in a sentence",
    ("rfc-numbered", "status"): "a table of one row; numbers typed by hand; a choice in a sentence",
    ("rfc-numbered", "created"): "a table of one row; numbers typed by hand; a choice in a sentence",
    ("rfc-numbered", "target"): "a table of one row; numbers typed by hand; a choice in a sentence",
    ("rfc-numbered", "costs.remove_again"): "a table of one row; numbers typed by hand; a choice in a sentence",
    ("rfc-numbered", "alternatives"): "a table of one row; numbers typed by hand; a choice in a sentence",
    ("rfc-numbered", "alternatives[].alternative"): "a table of one row; numbers typed by hand; a choice in a sentence",
    ("rfc-numbered", "alternatives[].why"): "a table of one row; numbers typed by hand; a choice in a sentence",
    ("rfc-numbered", "author_s[].author_s"): "a table of one row; numbers typed by hand; a choice in a sentence",
    ("rfc-numbered", "author_s[].status"): "a table of one row; numbers typed by hand; a choice in a sentence",
    ("rfc-numbered", "author_s[].created"): "a table of one row; numbers typed by hand; a choice in a sentence",
    ("rfc-numbered", "author_s[].target"): "a table of one row; numbers typed by hand; a choice in a sentence",
    (
        "rfc-numbered",
        "alternatives_optional.alternative_a",
    ): "a table of one row; numbers typed by hand; a choice in a sentence",
    (
        "rfc-numbered",
        "alternatives_optional.why_not",
    ): "a table of one row; numbers typed by hand; a choice in a sentence",
    (
        "rfc-numbered",
        "alternatives_optional.alternative_b",
    ): "a table of one row; numbers typed by hand; a choice in a sentence",
    (
        "rfc-numbered",
        "alternatives_optional.why_not_2",
    ): "a table of one row; numbers typed by hand; a choice in a sentence",
    ("rust-rfc", "tracking_issue"): "a sign before a line to write on, in code",
    ("speckit-plan", "feature_name"): "a name inside a path",
    ("speckit-spec", "user_scenarios_testing.user_stories[].priority"): "a value in brackets in a heading",
    ("speckit-tasks", "input"): "a description of the format; sentences with places in a checklist",
    ("speckit-tasks", "phase_setup"): "a description of the format; sentences with places in a checklist",
    ("speckit-tasks", "phase_foundational"): "a description of the format; sentences with places in a checklist",
    ("speckit-tasks", "format.format"): "a description of the format; sentences with places in a checklist",
    ("speckit-tasks", "format_2"): "a description of the format; sentences with places in a checklist",
    ("speckit-tasks", "format_2[].p"): "a description of the format; sentences with places in a checklist",
    ("speckit-tasks", "format_2[].description"): "a description of the format; sentences with places in a checklist",
    (
        "speckit-tasks",
        "phase_foundational.purpose",
    ): "a description of the format; sentences with places in a checklist",
    ("speckit-tasks", "phase_foundational.items"): "a description of the format; sentences with places in a checklist",
    (
        "speckit-tasks",
        "phase_foundational.checkpoint",
    ): "a description of the format; sentences with places in a checklist",
    ("speckit-tasks", "notes"): "a description of the format; sentences with places in a checklist",
    ("sprint-plan", "people[].focus_factor"): "figures of an example row",
    (
        "story-map",
        "activities[].tasks[].stories[].size",
    ): "an answer in code; a section of the same kind that has a name; items that are question marks",
    (
        "story-map",
        "release_slices.slices",
    ): "an answer in code; a section of the same kind that has a name; items that are question marks",
    (
        "story-map",
        "questions",
    ): "an answer in code; a section of the same kind that has a name; items that are question marks",
    (
        "story-map",
        "activities[].tasks[].stories[].description",
    ): "an answer in code; a section of the same kind that has a name; items that are question marks",
    (
        "story-map",
        "release_slices.slice_walking_skeleton",
    ): "an answer in code; a section of the same kind that has a name; items that are question marks",
    ("threat-model", "version"): "NN is no sign of a place",
}


@pytest.mark.parametrize(
    ("name", "line"),
    [(n, line) for n in names() for line in wanted(n)],
    ids=lambda v: v if isinstance(v, str) else v.path,
)
def test_a_field_is_found_with_its_kind_role_options_and_default(name, line):
    assert (line in found(name)) is ((name, line.path) not in EXCEPTIONS)


@pytest.mark.parametrize("name", names())
def test_nothing_else_is_found_and_the_order_is_the_template_s(name):
    mine, theirs = ([line.path for line in lines if (name, line.path) not in EXCEPTIONS] for lines in _both(name))
    assert theirs == mine


def test_every_exception_names_a_line_of_its_template():
    assert [key for key in EXCEPTIONS if key[1] not in {line.path for lines in _both(key[0]) for line in lines}] == []


def _both(name):
    return wanted(name), found(name)
