"""Passwords are found and used, and stand nowhere: not in errors, logs, notebooks, reports, records or messages."""

import logging
import shutil
import traceback
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

import planform as pf
from planform.errors import PlanformError, StoreError
from planform.settings import Settings
from planform.store import missing_file
from planform.store._url import url_of

SECRET = "s3cret p@ss/w:rd"  # the kind that needs quoting


@pytest.fixture
def guarded(empty_postgres):
    """(URL with, URL without the password) of an account that PostgreSQL lets in by password only."""
    with psycopg.connect(empty_postgres, autocommit=True) as connection:
        folder = Path(connection.execute("SHOW data_directory").fetchone()[0])
        hba = folder / "pg_hba.conf"
        before = hba.read_text()
        connection.execute("DROP ROLE IF EXISTS ada")
        connection.execute(f"CREATE ROLE ada LOGIN SUPERUSER PASSWORD '{SECRET}'")
        hba.write_text("local all ada scram-sha-256\n" + before)
        connection.execute("SELECT pg_reload_conf()")
        host = quote(connection.info.host, safe="")
    query = f"/postgres?host={host}"
    yield f"postgresql://ada:{quote(SECRET, safe='')}@{query}", f"postgresql://ada@{query}"
    hba.write_text(before)
    with psycopg.connect(empty_postgres, autocommit=True) as connection:
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("REASSIGN OWNED BY ada TO CURRENT_USER")
        connection.execute("DROP OWNED BY ada")
        connection.execute("DROP ROLE ada")


def told(text):
    return any(form in text for form in (SECRET, quote(SECRET, safe=""), quote(SECRET)))


def test_a_missing_password_comes_from_the_environment_or_the_settings(guarded, task, monkeypatch):
    full, bare = guarded
    with pytest.raises(StoreError, match="asks for a password"):
        pf.PlanStore(bare, Settings())
    with pf.PlanStore(full, Settings()) as store:
        store.save(task.plan(title="T"))
        assert store.environment == {"PLANFORM_STORE_PASSWORD": SECRET}
        monkeypatch.setenv("PLANFORM_STORE_PASSWORD", SECRET)
        assert len(pf.PlanStore(bare, Settings())) == len(pf.PlanStore(store.url, Settings())) == 1
        monkeypatch.delenv("PLANFORM_STORE_PASSWORD")
        assert len(pf.PlanStore(store.url, Settings(store=full))) == 1
    for other in (Settings(store=full.replace("ada:", "eve:")), Settings(store="plans.db")):
        with pytest.raises(StoreError, match="asks for a password"):
            pf.PlanStore(bare, other)


def test_nothing_that_a_store_says_tells_the_password(guarded, task, caplog, monkeypatch):
    full, _ = guarded
    with caplog.at_level(logging.DEBUG), pf.PlanStore(full, Settings(store=full)) as store:
        store.save(task.plan(title="T", key="A"))
        said = [repr(store), str(store), store.url, str(store.__dict__), repr(store.settings), str(vars(store._engine))]
        said += list(store.export_lines())
    monkeypatch.setattr("planform.store._connected.PAUSE", 1)
    for broken in (
        full.replace("/postgres?", "/nowhere?"),
        full.replace("ada:", "nobody:"),
        full.replace("s3cret", "wrong"),
        full + "%2Fnowhere",
        full.replace("postgresql", "mysql"),
        full.replace("/postgres?", ":port/postgres?"),
    ):
        with pytest.raises(PlanformError) as caught:
            pf.PlanStore(broken, Settings(store=full))
        said.append("".join(traceback.format_exception(caught.value)))
    assert not told("\n".join(said) + caplog.text)


def test_no_notebook_report_or_manifest_of_a_batch_tells_the_password(guarded, tmp_path, monkeypatch, capfd):
    full, bare = guarded
    monkeypatch.chdir(tmp_path)
    row = {"Key": "W-1", "Title": "First", "Status": "Todo", "Estimate": "2-4 h"}
    result = pf.run_batch([row], "implementation-task", "out", full)
    assert result.exit_code == 0, result.failures
    assert {p.suffix for p in Path("out").iterdir()} >= {".ipynb", ".html", ".md"}
    found = [path for path in Path("out").rglob("*") if path.is_file() and told(path.read_text("utf-8", "replace"))]
    assert found == [] and not told("".join(capfd.readouterr()))
    assert "ada@" in Path("out/W-1-first.ipynb").read_text(encoding="utf-8")
    monkeypatch.setenv("PLANFORM_STORE_PASSWORD", SECRET)
    assert len(pf.PlanStore(bare)) == 1


def test_a_form_and_its_journal_do_not_tell_the_password(guarded, task, tmp_path, monkeypatch):
    full, _ = guarded
    monkeypatch.chdir(tmp_path)
    with pf.PlanStore(full, Settings()) as store:
        form = pf.PlanForm(store.save(task.plan(title="T", key="A")), store=store)
        form["title"].value = "U"
        form.save()
        said = str(form.get_state()) + str(form._repr_mimebundle_())
    files = [p.read_text("utf-8", "replace") for p in tmp_path.rglob("*") if p.is_file()]
    assert not told(said + "".join(files))


# --- paths and URLs as people write them ------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["plans.db", "sqlite:///plans.db", "sqlite+pysqlite:///plans.db", "./plans.db"])
def test_a_relative_place_is_in_the_current_folder_or_beside_the_settings(written, tmp_path, monkeypatch, task):
    (tmp_path / "planform.toml").write_text(f'store = "{written}"\n')
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    pf.PlanStore().save(task.plan(title="T"))
    assert (tmp_path / "plans.db").is_file() and not (tmp_path / "deep" / "plans.db").exists()
    assert missing_file(written) == Path(tmp_path / "deep" / "plans.db")
    pf.PlanStore(written).close()
    assert (tmp_path / "deep" / "plans.db").is_file() and missing_file(written) is None


@pytest.mark.parametrize("written", ["~/p.db", "sqlite:///~/p.db"])
def test_a_tilde_is_the_persons_own_folder(written, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.chdir(tmp_path)
    Path("planform.toml").write_text(f'store = "{written}"\n')
    pf.PlanStore().close()
    assert (tmp_path / "me" / "p.db").is_file()
    shutil.rmtree(tmp_path / "me")
    pf.PlanStore(written, Settings()).close()
    assert (tmp_path / "me" / "p.db").is_file() and not (tmp_path / "~").exists()


@pytest.mark.parametrize("written", [":memory:", "sqlite://", "sqlite:///:memory:"])
def test_a_store_in_memory_is_no_file(written, tmp_path, monkeypatch, task):
    monkeypatch.chdir(tmp_path)
    Path("planform.toml").write_text(f'store = "{written}"\n')
    for store in (pf.PlanStore(), pf.PlanStore(written)):
        store.save(task.plan(title="T"))
        assert len(store) == 1 and missing_file(written) is None
    assert [p.name for p in tmp_path.iterdir()] == ["planform.toml"]


def test_names_of_engines_that_people_know():
    for name in ("postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"):
        assert url_of(f"{name}://me@host/db").drivername == "postgresql+psycopg"
