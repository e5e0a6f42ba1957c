"""Search: the same plans from both engines, whatever the language, whatever a person types."""

import string
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planform.errors import InvalidValueError, UnknownNameError

TEXTS = {
    "retry": "Retry the upload when the server is busy",
    "accents": "Café Zürich: straße, façade, Łódź",
    "hebrew": "תכנון הפרויקט עם לוח זמנים",
    "arabic": "خطة المشروع والمخاطر",
    "chinese": "实施计划包括风险评估",
    "japanese": "リスクの見積もりを行う",
    "russian": "Оценка рисков проекта ёлка",
    "hindi": "हिन्दी में योजना",
    "thai": "แผนงานโครงการ",
    "code": "call store.save_many(plans) in version 2.13",
}


@pytest.fixture
def filled(store, task):
    store.save_many(task.plan(key=key, title="Plan", summary=text) for key, text in TEXTS.items())
    return store


@pytest.mark.parametrize(
    "query, keys",
    [
        ("upload", {"retry"}),
        ("RETRY busy", {"retry"}),
        ("retry nowhere", set()),
        ("retr uplo", {"retry"}),
        ('"the server is busy"', {"retry"}),
        ('"server the"', set()),
        ('"retr"', set()),
        ("cafe zurich", {"accents"}),
        ("CAFÉ", {"accents"}),
        ("strasse facade lodz", {"accents"}),
        ("הפרויקט", {"hebrew"}),
        ("المشروع", {"arabic"}),
        ("风险", {"chinese"}),
        ("风评", set()),
        ("見積", {"japanese"}),
        ("рисков елка", {"russian"}),
        ("हिन्दी", {"hindi"}),
        ("โครงการ", {"thai"}),
        ("save_many", {"code"}),
        ("2.13", {"code"}),
    ],
)
def test_words_of_any_language_are_found(filled, query, keys):
    found = filled.search(query)
    assert set(found["key"]) == keys
    if keys:
        assert found["field"].tolist() == ["summary"] and "**" in found["snippet"][0]


def test_the_best_comes_first_and_says_where(filled, task):
    filled.save(task.plan(key="T-1", title="Upload", steps=[{"step": "Write", "description": "nothing here"}]))
    filled.save(task.plan(key="T-2", title="Other", summary="x " * 60 + "the uploader " + "y " * 60))
    found = filled.search("upload")
    assert found["key"].tolist()[0] == "T-1" and set(found["key"]) == {"T-1", "retry", "T-2"}
    assert found["score"].is_monotonic_decreasing
    row = found.set_index("key").loc["T-2"]
    assert (row["field"], row["title"]) == ("summary", "Other")
    assert row["snippet"].startswith("…x ") and "the **uploader** y" in row["snippet"] and len(row["snippet"]) < 160
    assert filled.search("nothing here")["field"].tolist() == ["steps"]
    assert len(filled.search("upload", limit=1)) == 1


def test_search_follows_saves_and_deletes(filled):
    plan = filled.get("retry")
    plan = filled.save(plan.with_values(summary="Something else"))
    assert filled.search("upload").empty and len(filled.search("something")) == 1
    filled.delete("retry")
    assert filled.search("something").empty
    filled.restore("retry", 1)
    assert len(filled.search("upload")) == 1


def test_filters_narrow_a_search(filled, task):
    filled.save(task.plan(key="A", title="Plan mine", owner="Ann", tags="net"))
    assert (
        filled.search("plan", owner="ann")["key"].tolist() == ["A"] == filled.search("ann", tag="net")["key"].tolist()
    )
    with pytest.raises(UnknownNameError, match="no filter 'onwer'"):
        filled.search("plan", onwer="x")


@pytest.mark.parametrize("query", ["", "  ", "***", '""', "-", "'", "🙂", "\0", " ".join(map(str, range(33)))])
def test_what_cannot_be_looked_for_is_told(filled, query):
    with pytest.raises(InvalidValueError):
        filled.search(query)


HOSTILE = [
    '"', 'retry" OR "a', "retry*", "NEAR(retry upload, 2)", "heading:retry", "retry AND NOT upload", "'retry':*",
    "retry'; DROP TABLE plans; --", "retry & !upload", "a <-> b", "{retry}", "^retry", "retry\\", "(", "%", "retry:A",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_nothing_a_person_types_is_an_operator(filled, query):
    try:
        found = filled.search(query)
    except InvalidValueError:
        found = None
    assert found is None or set(found["key"]) <= {"retry"}
    assert len(filled) == len(TEXTS)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40) | st.text(alphabet=string.punctuation + "ab '\"", max_size=20))
def test_any_text_is_searched_without_an_error(filled, query):
    try:
        filled.search(query)
    except InvalidValueError:
        assert not any(unicodedata.category(c) in ("Ll", "Lu", "Nd") for c in query) or len(query.split()) > 32


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=12))
def test_what_is_saved_is_found(store, task, word):
    saved = store.save(task.plan(title="T", summary=f"before {word} after"))
    assert saved.id in set(store.search(word, limit=1000)["plan_id"])
    store.delete(saved.id)
