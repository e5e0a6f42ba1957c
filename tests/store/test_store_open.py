"""Opening, waiting, refusing: one clear line each, nothing half written, no password told."""

import logging
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text as sql

import planform as pf
from planform.errors import StoreError
from planform.settings import Settings

FOREIGN = Path("/proc/planform/plans.db") if Path("/proc").is_dir() else Path("/System/plans.db")


def refused(target, **more):
    """The one line with which a store is refused."""
    with pytest.raises(StoreError) as caught:
        pf.PlanStore(target, Settings(), **more)
    assert caught.value.__cause__ is None and str(caught.value).count("\n") == 0
    return str(caught.value)


def test_settings_say_where_the_store_is(tmp_path, monkeypatch, task):
    (tmp_path / "planform.toml").write_text('store = "team/plans.db"\n')
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    with pf.PlanStore() as store:
        store.save(task.plan(title="T"))
    assert (tmp_path / "team" / "plans.db").is_file()


def test_a_relative_path_stays_where_it_was(tmp_path, monkeypatch, task):
    monkeypatch.chdir(tmp_path)
    store = pf.PlanStore("plans.db", Settings())
    monkeypatch.chdir("/")
    store.save(task.plan(title="T"))
    store.close()
    assert len(store) == 1 and store.url == f"sqlite:///{tmp_path}/plans.db"
    assert len(pf.PlanStore(store.url, Settings())) == 1
    assert bool(pf.PlanStore(":memory:", Settings()))


def test_a_store_in_memory_works(task):
    store = pf.PlanStore(":memory:", Settings())
    store.save(task.plan(title="T"))
    assert store.plans()["title"].tolist() == ["T"]


def test_places_that_cannot_hold_a_store(tmp_path):
    (tmp_path / "file").write_text("x")
    assert "cannot be opened" in refused(tmp_path)
    assert "folder cannot be made" in refused(tmp_path / "file" / "plans.db")
    assert "cannot be made" in refused(FOREIGN)


def test_a_file_that_is_no_database_is_left_alone(tmp_path):
    path = tmp_path / "notes.db"
    path.write_text("dear diary, " * 100)
    assert f"{path}: is no planform store" in refused(path)
    assert path.read_text() == "dear diary, " * 100


def test_a_database_of_something_else_is_left_alone(tmp_path):
    path = tmp_path / "bookmarks.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    before = path.read_bytes()
    assert "other tables (bookmarks)" in refused(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name, fits", [("other", True), ("risks", False)])
def test_postgresql_may_hold_other_tables_but_not_ours(empty_postgres, name, fits):
    with psycopg.connect(empty_postgres, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE {name} (a int)")
    if fits:
        assert pf.PlanStore(empty_postgres, Settings()).plans().empty
    else:
        assert "other tables (risks)" in refused(empty_postgres)


def test_a_newer_schema_is_refused_untouched(store):
    with store._writing() as connection:
        connection.execute(sql("UPDATE planform SET value = '99' WHERE name = 'schema'"))
    url = store._url.render_as_string(hide_password=False)
    assert "made by a newer planform (schema 99, this one knows 2)" in refused(url)


def test_a_damaged_file_is_told(tmp_path, task):
    path = tmp_path / "plans.db"
    with pf.PlanStore(path, Settings()) as store:
        store.save_many(task.plan(title=f"T{n}", summary="x" * 500) for n in range(200))
    data = bytearray(path.read_bytes())
    data[len(data) // 4 :] = b"\xff" * (len(data) - len(data) // 4)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="is damaged"), pf.PlanStore(path, Settings()) as store:
        store.plans()
    assert path.read_bytes() == bytes(data)


@pytest.mark.parametrize(
    "url, said",
    [
        ("mysql://u:s3cret@host/db", "SQLite or PostgreSQL, not in 'mysql'"),
        ("postgresql://u:s3cret@host:x/db", "cannot be read"),
        ("postgresql://u:s3cret@127.0.0.1:1/db", "cannot be reached"),
        ("postgresql://u@127.0.0.1:1/db?password=s3cret", "cannot be reached"),
        ("://s3cret", "cannot be read"),
    ],
)
def test_no_refusal_tells_a_password(url, said, caplog):
    with caplog.at_level(logging.DEBUG):
        line = refused(url)
    assert said in line and "s3cret" not in line + caplog.text


def test_an_open_store_tells_no_password(empty_postgres):
    store = pf.PlanStore(empty_postgres.replace("postgres:@", "postgres:s3cret@"), Settings())
    assert "s3cret" not in f"{store!r} {store} {store.url} {store.__dict__}"


def test_a_locked_store_is_told_in_one_line_and_can_be_read(url, task):
    with pf.PlanStore(url, Settings(), timeout=0.2) as store, pf.PlanStore(url, Settings()) as other:
        saved = store.save(task.plan(title="T"))
        with other._writing() as connection:
            connection.execute(sql("UPDATE plans SET title = 'busy'"))
            with pytest.raises(StoreError, match="is locked: another program is writing") as caught:
                store.save(saved.with_values(title="U"))
            assert "\n" not in str(caught.value) and store.plans()["title"].tolist() == ["T"]
        assert store.save(saved.with_values(title="U")).revision == 2


def test_a_file_locked_by_a_stranger_is_told(tmp_path):
    path = tmp_path / "plans.db"
    stranger = sqlite3.connect(path, isolation_level=None)
    stranger.execute("BEGIN EXCLUSIVE")
    assert "is locked" in refused(path, timeout=0.1)
    stranger.close()


def test_a_store_that_can_only_be_read_is_read(tmp_path, task):
    path = tmp_path / "plans.db"
    with pf.PlanStore(path, Settings()) as store:
        saved = store.save(task.plan(title="T"))
    with pf.PlanStore(f"sqlite:///file:{path}?mode=ro&uri=true", Settings()) as store:
        assert store.plans()["title"].tolist() == ["T"]
        with pytest.raises(StoreError, match="can only be read"):
            store.save(saved.with_values(title="U"))


def test_of_writers_of_one_plan_one_wins_each_time(store, task):
    base, start = store.save(task.plan(title="T")), threading.Barrier(4)

    def write(n):
        start.wait()
        try:
            return store.save(base.with_values(title=f"T{n}")).title
        except pf.RevisionConflictError as error:
            assert error.theirs.revision == 2
            return None

    with ThreadPoolExecutor(4) as pool:
        winners = [title for title in pool.map(write, range(4)) if title]
    assert len(winners) == 1 and store.get(base.id).title == winners[0] and len(store.history(base.id)) == 2


def test_of_writers_of_one_new_key_one_wins(store, task):
    start = threading.Barrier(4)

    def write(n):
        start.wait()
        try:
            return store.save(task.plan(title=f"T{n}", key="P-1")).title
        except StoreError as error:
            assert "P-1" in str(error) or "at this moment" in str(error)
            return None

    with ThreadPoolExecutor(4) as pool:
        winners = [title for title in pool.map(write, range(4)) if title]
    assert len(winners) == len(store) == 1 and store.get("P-1").title == winners[0]
