"""Faults in small; `python -m tests.store.faults` runs them in full, docs/reliability.md has the figures."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import planform as pf
from planform.errors import StoreError
from planform.settings import Settings

from .faults.harm import Server, half_plans, kills, many_writers, restarts


def good(found, least):
    assert (found.lost, found.half, found.errors) == (0, 0, ())
    assert found.saves >= least
    return True


def test_many_writers_lose_nothing_and_see_no_error(url):
    assert good(many_writers(url, 3, 16), 48)


def test_a_writer_that_is_killed_leaves_no_half_plan_and_loses_nothing(url):
    assert good(kills(url, 2, random.Random(1), longest=0.4), 4)


def test_a_server_that_is_killed_and_started_again_loses_nothing(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("restarted"))
    try:
        assert good(restarts(server, server.url, 1, random.Random(2)), 10)
    finally:
        server.stop()


def test_what_is_counted_as_half_is_seen(store, task):
    saved = store.save(task.plan(title="T", summary="1 step", steps=[{"step": "One", "estimated_time": "1 h"}]))
    assert half_plans(store) == 0
    with store._writing() as connection:
        connection.exec_driver_sql("DELETE FROM texts")
    assert half_plans(store) == 1
    store.save(saved.with_values(summary="5 steps"))
    assert half_plans(store) == 1


def test_a_full_disk_is_told_and_nothing_is_half(tmp_path, task):
    with pf.PlanStore(tmp_path / "plans.db", Settings()) as store:
        first = store.save(task.plan(title="First"))
        with store._reading() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
        with pytest.raises(StoreError, match=r"has no room to write.*nothing was saved") as caught:
            for n in range(200):
                store.save(task.plan(title=f"T{n}", summary="x" * 3_000))
        assert "\n" not in str(caught.value)
        kept = len(store)
        assert 1 < kept < 200 and store.get(first.id) == first and len(store.search("first")) == 1
        with store._reading() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 100000")
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        store.save(task.plan(title="There is room again"))
        assert len(store) == kept + 1


READER = """
import os, sys
import planform as pf
from planform.settings import Settings

def use(store):
    print(store.plans()["title"].tolist(), len(store.search("only")), store.history("A")["revision"].tolist())
    try:
        store.save(store.get("A").with_values(title="Changed"))
    except pf.PlanformError as error:
        print(error)

with pf.PlanStore(":memory:", Settings()) as store:  # all that is needed is loaded
    store.save(pf.Template.from_markdown(sys.argv[2], name="task").plan(title="Read only", key="A"))
    use(store)
if os.geteuid() == 0:  # whom nothing is forbidden
    os.setgid(65534)
    os.setuid(65534)
with pf.PlanStore(sys.argv[1], Settings()) as store:
    use(store)
"""


@pytest.mark.parametrize("what", ["file", "folder", "both"])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open elsewhere"])
def test_what_may_only_be_read_is_read_and_says_so(task, what, closed, tmp_path_factory):
    folder = Path(tmp_path_factory.mktemp("read"))
    for above in (folder, folder.parent, folder.parent.parent):
        above.chmod(0o755)
    path = folder / "plans.db"
    writer = pf.PlanStore(path, Settings())
    writer.save(task.plan(title="Read only", key="A"))
    if closed:
        writer.close()
    if os.geteuid() == 0:
        for each in (folder, *folder.iterdir()):
            shutil.chown(each, "nobody")
    folder.chmod(0o555 if what != "file" else 0o755)
    for each in folder.iterdir():
        each.chmod(0o444 if what != "folder" else 0o644)
    before = path.read_bytes()
    done = subprocess.run([sys.executable, "-c", READER, str(path), task.text], capture_output=True, text=True, cwd="/")
    folder.chmod(0o755)
    assert done.returncode == 0, done.stderr[-500:]
    _, shown, said = done.stdout.splitlines()
    assert shown == "['Read only'] 1 [1]" and "can only be read" in said
    assert path.read_bytes() == before
    writer.close()


def test_a_file_put_in_the_place_of_an_open_one_is_used_from_then_on(tmp_path, task):
    path, other = tmp_path / "plans.db", tmp_path / "other.db"
    with pf.PlanStore(other, Settings()) as store:
        store.save(task.plan(title="In the other", key="B"))
    with pf.PlanStore(path, Settings()) as store:
        saved = store.save(task.plan(title="In the first", key="A"))
        other.replace(path)
        assert store.plans()["title"].tolist() == ["In the other"]
        store.save(task.plan(title="After", key="C"))
        assert store.find(saved.id) is None
    with pf.PlanStore(path, Settings()) as store:
        assert store.plans()["key"].tolist() == ["B", "C"]


def test_a_file_that_is_taken_away_is_told_and_not_made_anew(tmp_path, task):
    path = tmp_path / "plans.db"
    with pf.PlanStore(path, Settings()) as store:
        saved = store.save(task.plan(title="T"))
        path.rename(tmp_path / "moved.db")
        for act in (lambda: store.save(saved.with_values(title="U")), store.plans):
            with pytest.raises(StoreError, match="was moved or deleted while the store was open"):
                act()
        assert not path.exists()
        (tmp_path / "moved.db").rename(path)
        assert store.save(saved.with_values(title="U")).revision == 2
