"""Documents that people wrote themselves are read as a person reads them, and no byte of them is lost."""

import re
from functools import cache

import pytest

import planform as pf
from planform.settings import Settings

from . import corpus, inventory
from .golden import FOLDERS, load, names, score, template, total

# At least this share of the facts right, at most this share wrong.
RIGHT, WRONG = 0.92, 0.02

scored = cache(lambda name: score(load(name)))


@pytest.fixture(scope="module")
def matched(tmp_path_factory):
    """Every document read without a word about its template, all templates known: name -> result, or why none."""
    settings = Settings.load(tmp_path_factory.mktemp("elsewhere"), templates=str(FOLDERS[1]))
    return {name: _read(load(name).text, settings) for name in names()}


def _read(text, settings):
    try:
        return pf.read_plan(text, settings=settings)
    except pf.PlanformError as error:
        return error


def test_there_are_documents_enough_of_templates_enough():
    assert len(names()) >= 30
    assert len({load(name).template for name in names()}) >= 12
    assert {path.stem for path in FOLDERS[0].glob("*.md")} <= {load(name).template for name in names()}


@pytest.mark.parametrize("name", names())
def test_what_a_person_reads_are_fields_of_the_template(name):
    golden = load(name)
    known = inventory.wanted if golden.template in inventory.NAMES else corpus.wanted
    assert _said(golden.values) - {line.path for line in known(golden.template)} == set()


@pytest.mark.parametrize("name", names())
def test_what_a_person_reads_stands_in_the_document(name):
    golden = load(name)
    plain = " ".join(re.sub(r"(?m)^[ \t]*>", " ", golden.text).split())
    assert [line for line in golden.unplaced if line not in golden.text] == []
    assert [text for text in _texts(golden.values) if " ".join(text.split()) not in plain] == []


def test_most_facts_are_read_as_meant_and_hardly_one_is_wrong():
    together = total(scored(name) for name in names())
    assert together.share_right >= RIGHT, together.summary
    assert together.share_wrong <= WRONG, together.summary


@pytest.mark.parametrize("name", names())
def test_what_has_no_field_is_left_alone(name):
    assert scored(name).kept == scored(name).parts


@pytest.mark.parametrize("name", names())
def test_a_document_comes_back_byte_for_byte(name):
    golden = load(name)
    plan = pf.read_plan(golden.text, template(golden.template)).plan
    assert pf.update_document(golden.text, plan) == golden.text


@pytest.mark.parametrize("name", names())
def test_the_template_is_found_by_the_document_alone(matched, name):
    read = matched[name]
    assert isinstance(read, pf.ReadResult), read
    assert read.plan.template.name == load(name).template, read.doubts[0]


def test_the_guess_is_told_with_its_likeness_and_the_next_best(matched):
    said = str(matched["odd-setext--mailserver"].doubts[0])
    assert re.search(r"read as odd-setext \(\d+% alike\); the next best is [\w-]+ \(\d+%\)", said)


def test_a_text_that_follows_no_template_is_no_plan(tmp_path):
    with pytest.raises(pf.PlanformError, match="fits no known template; name one"):
        pf.read_plan("Bread,\nbutter and four eggs.\n", settings=Settings.load(tmp_path))


def test_a_document_comes_back_byte_for_byte_whatever_template_was_found(matched):
    read = [(load(name).text, result) for name, result in matched.items() if isinstance(result, pf.ReadResult)]
    assert [text for text, result in read if pf.update_document(text, result.plan) != text] == []


def _said(values, group=""):
    """The paths of a document's values, columns included."""
    paths = set()
    for name, value in values.items():
        paths.add(path := f"{group}{name}")
        for row in value if isinstance(value, list) else ():
            if isinstance(row, dict) and set(row) != {"text", "done"}:
                paths |= _said({column: cell for column, cell in row.items() if column != "done"}, f"{path}[].")
    return paths


def _texts(value):
    if isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
    elif value not in ("true", "false"):
        yield value
