"""The browser of plans without a page: what is found, in which order, what is read; what a change of many leaves."""

import sqlite3

import pytest

import planform as pf
from planform.errors import InvalidValueError, UnknownNameError
from planform.form.panels._browse import found_plans, in_order, shown_rows

ROWS = (
    {"key": "T-10", "title": "Ten", "status": "Todo", "owner": "Ada", "estimate": "1d", "tags": ["ui", "api"]},
    {"key": "T-2", "title": "two", "status": "Done", "owner": "Lin", "estimate": "2-4 h"},
    {"key": "", "title": "<img src=x onerror=alert(1)>", "status": "Todo", "owner": "", "estimate": "3 pts"},
)


@pytest.fixture
def store(tmp_path):
    found = pf.PlanStore(tmp_path / "plans.db")
    template = pf.Template.load("implementation-task")
    found.save_many(template.plan(row) for row in ROWS)
    return found


@pytest.fixture
def browser(store):
    return pf.PlanBrowser(store, by="Grace")


def ids(browser, *keys):
    return [browser._store.get(key).id for key in keys]


def titles(browser):
    return [row["cells"]["title"] for row in browser.table._view["rows"]]


@pytest.mark.parametrize(
    ("column", "down", "order"),
    [
        ("key", False, ["T-2", "T-10", ""]),  # numbers as numbers, what is empty last, both ways
        ("key", True, ["T-10", "T-2", ""]),
        ("title", False, ["", "T-10", "T-2"]),
        ("effort_text", False, ["T-2", "T-10", ""]),  # hours by their typical amount, points after them
    ],
)
def test_columns_sort_as_people_read_them(store, column, down, order):
    found = in_order(found_plans(store, "", {}), column, down)
    assert [row["cells"]["key"] for row in shown_rows(found)] == order


def test_a_column_that_is_none_is_refused(browser):
    with pytest.raises(InvalidValueError, match="cannot be sorted by 'colour'"):
        browser.sort("colour")


def test_words_and_filters_together(browser):
    browser.search.value = "Ten"
    assert titles(browser) == ["Ten"]
    assert browser.table._view["rows"][0]["found"] == [("Ten", True)]
    browser.filters["status"].value = "Done"
    assert titles(browser) == []
    assert "“Ten”, status Done" in browser.table._view["empty"]
    browser._clear()
    assert len(titles(browser)) == 3 and browser.chosen == {}


def test_what_cannot_be_looked_for_is_said(browser):
    browser.search.value = "***"
    assert "has no word to look for" in browser.table.message and browser.table._warning


def test_an_empty_store_says_what_to_do(tmp_path):
    browser = pf.PlanBrowser(tmp_path / "new.db")
    assert "Press New plan" in browser.table._view["empty"]
    browser.buttons["create"].click()
    *_, line = browser.area.children
    next(b for b in line.children if b.description == "technical-spec").click()
    form = browser.area.children[1]
    form["title"].value = "The first"
    form.save()
    assert titles(browser) == ["The first"]  # what is saved is in the list at once


def test_new_plans_know_the_templates_of_their_store(tmp_path):
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "retro.md").write_text("# [Title]\n\n**Mood**: [How it felt]\n", encoding="utf-8")
    browser = pf.PlanBrowser(pf.PlanStore(":memory:", pf.Settings(templates="ours", root=tmp_path)))
    browser.new_plan("retro")
    assert browser.area.children[1].template.name == "retro"


def test_pages_read_no_plan(browser, monkeypatch):
    """Bodies that cannot be decoded disturb no list."""
    with sqlite3.connect(browser._store.url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE revisions SET body = 'none'")
    browser.refresh()
    browser.sort("owner")
    assert len(titles(browser)) == 3 and browser.table.message == ""
    browser.table.selected = [browser.plans["plan_id"][0]]
    browser.buttons["open"].click()
    assert "damaged" in browser.table.message  # the proof that they cannot


def test_a_change_of_many_is_a_revision_each_and_comes_back(store, browser):
    browser.table.selected = ids(browser, "T-10", "T-2")
    browser.new["status"].value = "In Progress"
    browser.buttons["status"].click()
    assert [store.get(key)["status"] for key in ("T-10", "T-2")] == ["In Progress", "In Progress"]
    assert store.history("T-10")["by"].tolist()[1:] == ["Grace"] and store.get("T-10")["started"]
    assert browser.table.message == "Status of 2 plans is now In Progress."
    browser.buttons["undo"].click()
    assert [store.get(key)["status"] for key in ("T-10", "T-2")] == ["Todo", "Done"]
    assert not store.get("T-10")["started"]  # the day that the store stamped is gone, too
    assert browser.buttons["undo"].disabled and len(store.history("T-10")) == 3


def test_what_others_saved_is_left_and_named(store, browser):
    browser.table.selected = ids(browser, "T-10", "T-2")
    store.save(store.get("T-2").with_values(owner="Edsger"))
    browser.change("owner", "Barbara")
    assert store.get("T-10")["owner"] == "Barbara" and store.get("T-2")["owner"] == "Edsger"
    assert "Not changed: T-2: somebody saved it meanwhile (revision 2)" in browser.table.message
    store.save(store.get("T-10").with_values(title="Eleven"))
    browser.undo()
    assert store.get("T-10")["title"] == "Eleven" and store.get("T-10")["owner"] == "Barbara"
    assert "T-10: somebody saved it since (revision 3)" in browser.table.message


def test_what_a_template_refuses_is_named(store, browser):
    browser.table.selected = ids(browser, "T-10")
    browser.change("status", "Whatever")
    assert store.get("T-10")["status"] == "Todo"
    assert browser.table.message.startswith("Status of 0 plans") and "T-10: " in browser.table.message
    with pytest.raises(UnknownNameError, match="cannot be changed"):
        browser.change("title", "x")


def test_nothing_unseen_is_changed(browser):
    browser.table.selected = ids(browser, "T-10", "T-2")
    browser.filters["owner"].value = "Lin"
    assert list(browser.selected) == ids(browser, "T-2")


def test_forms_keep_what_was_typed(browser):
    plan_id = ids(browser, "T-10")[0]
    browser.open_plan(plan_id)
    browser.forms[plan_id]["owner"].value = "typed"
    browser._put_away()
    browser.open_plan(plan_id)
    assert browser.area.children[1]["owner"].value == "typed"


def test_comparing_shows_values_as_text(browser):
    hostile = next(name for name in browser.plans["plan_id"] if name not in ids(browser, "T-10", "T-2"))
    browser.compare(*ids(browser, "T-10"), hostile)
    html = browser.area.children[1].value
    assert "&lt;img src=x" in html and "<img" not in html


def test_a_store_that_cannot_be_read_is_said(store, browser, tmp_path):
    (tmp_path / "damaged").write_bytes(b"no database at all" * 400)
    (tmp_path / "damaged").replace(tmp_path / "plans.db")
    browser.buttons["refresh"].click()
    assert browser.table._warning and "plans.db" in browser.table.message
    assert len(titles(browser)) == 3  # what was shown stays
