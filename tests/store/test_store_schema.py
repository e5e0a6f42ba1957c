"""Schemas: a store of every earlier one opens and loses nothing; a file is copied before; two may upgrade at once."""

import shutil
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
from planform.store import _migrations, _tables

SCHEMAS = Path(__file__).parent / "schemas"
EARLIER = sorted({int(path.name.split("-")[1].split(".")[0]) for path in SCHEMAS.glob("*.sql")})


def test_every_earlier_schema_is_here():
    assert list(range(1, _tables.VERSION)) == EARLIER == sorted(v - 1 for v in _migrations.STEPS)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request, tmp_path):
    """Lays a store of an earlier schema; gives its URL."""

    def lay(version):
        script = (SCHEMAS / f"schema-{version}.{request.param}.sql").read_text(encoding="utf-8")
        if request.param == "sqlite":
            with sqlite3.connect(tmp_path / "plans.db") as connection:
                connection.executescript(script)
            connection.close()
            return str(tmp_path / "plans.db")
        url = request.getfixturevalue("empty_postgres")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(script.encode())
        return url

    return lay


@pytest.mark.parametrize("version", EARLIER)
def test_a_store_of_an_earlier_schema_opens_with_all_it_has(old, version):
    with pf.PlanStore(old(version), Settings()) as store:
        assert store.plans()["key"].tolist() == ["P-1", "P-2", "S-1"]
        one = store.get("P-1")
        assert (one.revision, one["status"], one["tags"]) == (2, "Done", ["api"])
        assert store.get("P-1", revision=1)["status"] == "Todo"
        assert store.history("P-1")["by"].tolist() == ["ann", "bo"]
        assert store.efforts()["likely"].tolist()[:2] == [12, 5]
        assert store.search("naive facade")["key"].tolist() == store.search("retry")["key"].tolist() == ["P-1"]
        assert store.save(one.with_values(title="Again")).revision == 3
        assert store.history(_deleted(store))["action"].tolist() == ["save", "delete"]
        assert store.restore(_deleted(store)).key == "P-3"
        assert "Good" in store.get("S-1").to_markdown()


def _deleted(store):
    with store._reading() as connection:
        return connection.execute(sql("SELECT id FROM plans WHERE deleted")).scalar_one()


def test_a_file_is_copied_before_it_is_upgraded(tmp_path):
    path = lay_file(tmp_path / "plans.db")
    before = rows_of(path)
    pf.PlanStore(path, Settings()).close()
    (copy,) = tmp_path.glob("*.bak")
    assert copy.name == "plans.db.schema-1.bak" and rows_of(copy) == before
    shutil.copy(copy, path)  # the person goes back, and forward again: the first copy stays
    for leftover in ("plans.db-wal", "plans.db-shm"):
        (tmp_path / leftover).unlink(missing_ok=True)
    assert len(pf.PlanStore(path, Settings())) == 3
    assert len(list(tmp_path.glob("*.bak"))) == 2
    pf.PlanStore(path, Settings()).close()
    assert len(list(tmp_path.glob("*.bak"))) == 2


def lay_file(path):
    with sqlite3.connect(path) as connection:
        connection.executescript((SCHEMAS / "schema-1.sqlite.sql").read_text(encoding="utf-8"))
    connection.close()
    return path


def rows_of(path):
    with sqlite3.connect(path) as connection:
        return list(connection.iterdump())


def test_a_step_that_fails_changes_nothing(old, monkeypatch):
    url = old(1)

    def broken(connection):
        _migrations._to_2(connection)
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setitem(_migrations.STEPS, 2, broken)
        with pytest.raises(StoreError, match="no room to write"):
            pf.PlanStore(url, Settings())
    with pf.PlanStore(url, Settings()) as store:
        assert len(store) == 3 and len(store.search("retry")) == 1


def test_no_upgrade_without_a_copy(tmp_path, monkeypatch):
    path = lay_file(tmp_path / "plans.db")
    before = path.read_bytes()
    (tmp_path / f"plans.db.schema-1.bak.{_migrations.os.getpid()}.part").mkdir()  # where the copy would be written
    with pytest.raises(StoreError, match="was not upgraded, because no copy could be made"):
        pf.PlanStore(path, Settings())
    assert path.read_bytes() == before


def test_two_upgrades_at_once(old):
    url, start = old(1), threading.Barrier(3)

    def open_it(_):
        start.wait()
        with pf.PlanStore(url, Settings(), timeout=30) as store:
            return len(store), len(store.search("retry"))

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(open_it, range(3))) == [(3, 1)] * 3
    assert len(list(Path(url).parent.glob("*.bak"))) == ("://" not in url)


def test_a_store_upgraded_while_open_is_not_written_by_the_old_program(store, task):
    saved = store.save(task.plan(title="T"))
    with store._writing() as connection:
        connection.execute(sql("UPDATE planform SET value = '99' WHERE name = 'schema'"))
    with pytest.raises(StoreError, match=r"newer planform \(schema 99.*nothing was saved"):
        store.save(saved.with_values(title="U"))
    assert store.get(saved.id).title == "T"
