"""Files in a real git repository and a store, kept in step: nothing that a person wrote is overwritten."""

import os
import subprocess
from pathlib import Path

import pytest

import planform as pf
from planform.cli import app

TASK = "implementation-task"


def git(folder, *arguments):
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    return subprocess.run(["git", "-C", str(folder), *who, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def repo(tmp_path):
    folder = tmp_path / "repo"
    (folder / "plans").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    return folder


@pytest.fixture
def plans(repo):
    return repo / "plans"


@pytest.fixture
def store(tmp_path):
    with pf.PlanStore(tmp_path / "plans.db") as found:
        yield found


def states(result):
    return {o.path: o.state for o in result.outcomes}


def save(store, key, **values):
    return store.save(pf.Template.load(TASK).plan(key=key, title=f"Task {key}", **values))


def commit(repo, said="a change"):
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", said)


def in_step(store, plans):
    """Running again does nothing."""
    found = pf.sync(store, plans, check=True)
    assert list(found) == []
    assert found.in_step
    return True


def replace_in(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def one(store, plans, repo):
    """One plan, in step and committed."""
    plan = save(store, "T-1", status="Todo", estimate="3 d", assignee="ada")
    pf.sync(store, plans)
    commit(repo)
    return plan, plans / "T-1-task-t-1.md"


def test_a_plan_gets_a_file_and_a_file_a_plan(store, plans):
    save(store, "T-1")
    text = pf.Template.load(TASK).plan(title="Written by hand", status="Todo").to_markdown()
    (plans / "by-hand.md").write_text(text, encoding="utf-8")
    found = pf.sync(store, plans)
    assert states(found) == {"T-1-task-t-1.md": "new file", "by-hand.md": "new plan"}
    assert set(store.plans()["title"]) == {"Task T-1", "Written by hand"}
    assert "id: " in (plans / "by-hand.md").read_text(encoding="utf-8")
    assert in_step(store, plans)


def test_checking_changes_nothing(store, plans):
    save(store, "T-1")
    found = pf.sync(store, plans, check=True)
    assert not found.in_step
    assert list(plans.iterdir()) == []


def test_only_changed_files_are_read(store, plans, one, monkeypatch):
    read = []
    from planform.syncing import _folder

    real = _folder.read_text
    monkeypatch.setattr(_folder, "read_text", lambda path, *more: read.append(path) or real(path, *more))
    assert in_step(store, plans)
    assert read == []
    one[1].touch()
    assert in_step(store, plans)
    assert read == []  # another time, the same bytes
    replace_in(one[1], "3 d", "5 d")
    pf.sync(store, plans)
    assert read == [one[1]]


def test_each_side_takes_what_only_the_other_changed(store, plans, one):
    plan, path = one
    replace_in(path, "3 d", "5 d")
    assert states(pf.sync(store, plans)) == {path.name: "to store"}
    assert store.get(plan.id)["estimate"] == "5 d"
    before = path.read_text(encoding="utf-8")
    store.save(store.get(plan.id).with_values(assignee="grace"))
    assert states(pf.sync(store, plans)) == {path.name: "to file"}
    changed = [
        (a, b)
        for a, b in zip(before.splitlines(), path.read_text(encoding="utf-8").splitlines(), strict=True)
        if a != b
    ]
    assert len(changed) == 1
    assert "grace" in changed[0][1]
    assert in_step(store, plans)


def test_different_changes_are_merged(store, plans, one):
    plan, path = one
    replace_in(path, "3 d", "5 d")
    store.save(store.get(plan.id).with_values(assignee="grace"))
    assert states(pf.sync(store, plans)) == {path.name: "merged"}
    text = path.read_text(encoding="utf-8")
    assert "5 d" in text
    assert "grace" in text
    assert (store.get(plan.id)["estimate"], store.get(plan.id)["assignee"]) == ("5 d", "grace")
    assert in_step(store, plans)


def test_where_both_changed_one_field_both_are_shown_and_nothing_is_touched(store, plans, one):
    plan, path = one
    replace_in(path, "3 d", "5 d")
    store.save(store.get(plan.id).with_values(estimate="8 d"))
    before, revision = path.read_bytes(), store.get(plan.id).revision
    found = pf.sync(store, plans)
    assert states(found) == {path.name: "conflict"}
    assert found.failed[0].detail == "estimate: the file says '5 d', the store '8 d'"
    assert path.read_bytes() == before
    assert store.get(plan.id).revision == revision
    store.save(store.get(plan.id).with_values(estimate="5 d"))  # a person settles it
    pf.sync(store, plans)
    assert in_step(store, plans)


def test_without_a_memory_an_old_file_is_known_as_old(store, plans, one):
    plan, path = one
    store.save(store.get(plan.id).with_values(estimate="8 d"))
    forget(plans)
    assert states(pf.sync(store, plans)) == {path.name: "to file"}
    assert "8 d" in path.read_text(encoding="utf-8")


def test_without_a_memory_the_base_is_what_git_has(store, plans, one, repo):
    plan, path = one
    store.save(store.get(plan.id).with_values(estimate="8 d"))
    replace_in(path, "ada", "grace")
    forget(plans)
    assert states(pf.sync(store, plans)) == {path.name: "merged"}
    assert store.get(plan.id)["estimate"] == "8 d"
    assert store.get(plan.id)["assignee"] == "grace"


def forget(plans):
    for file in (plans.parent / ".git" / "planform").iterdir():
        file.unlink()


def test_a_note_of_ones_own_stays_and_is_kept(store, plans, one):
    plan, path = one
    path.write_text(path.read_text(encoding="utf-8") + "\n## Our own section\n\nOur words.\n", encoding="utf-8")
    assert states(pf.sync(store, plans)) == {path.name: "to store"}
    assert "Our words." in store.get(plan.id).document
    store.save(store.get(plan.id).with_values(assignee="grace"))
    pf.sync(store, plans)
    assert "Our words." in path.read_text(encoding="utf-8")
    assert in_step(store, plans)


def test_a_renamed_file_is_the_same_plan(store, plans, one):
    plan, path = one
    other = plans / "sub" / "other.md"
    other.parent.mkdir()
    path.rename(other)
    pf.sync(store, plans)
    assert len(store) == 1
    assert in_step(store, plans)
    replace_in(other, "3 d", "5 d")
    pf.sync(store, plans)
    assert store.get(plan.id)["estimate"] == "5 d"


def test_a_copy_becomes_a_plan_of_its_own_and_says_so(store, plans, one):
    plan, path = one
    copy = plans / "A-copy.md"  # before the original by name
    copy.write_bytes(path.read_bytes().replace(b"key: T-1\n", b"").replace(b"3 d", b"9 d"))
    found = pf.sync(store, plans)
    assert states(found) == {"A-copy.md": "copy", path.name: "same"}
    assert len(store) == 2
    assert store.get(plan.id)["estimate"] == "3 d"
    assert plan.id not in copy.read_text(encoding="utf-8")
    assert in_step(store, plans)


def test_a_deleted_file_deletes_its_plan_until_it_is_restored(store, plans, one):
    plan, path = one
    path.unlink()
    assert states(pf.sync(store, plans)) == {path.name: "deleted plan"}
    assert len(store) == 0
    store.restore(plan.id)
    pf.sync(store, plans)
    assert path.exists()
    assert in_step(store, plans)


def test_a_deleted_file_whose_plan_changed_comes_back(store, plans, one):
    plan, path = one
    path.unlink()
    store.save(store.get(plan.id).with_values(assignee="grace"))
    assert states(pf.sync(store, plans)) == {path.name: "came back"}
    assert "grace" in path.read_text(encoding="utf-8")


def test_a_deleted_plan_deletes_its_file_unless_that_changed(store, plans, one):
    plan, path = one
    store.delete(plan.id)
    replace_in(path, "3 d", "5 d")
    assert states(pf.sync(store, plans)) == {path.name: "conflict"}
    assert path.exists()
    replace_in(path, "5 d", "3 d")
    assert states(pf.sync(store, plans)) == {path.name: "deleted file"}
    assert not path.exists()


def test_conflict_markers_stop_one_file_only(store, plans, one):
    _, path = one
    save(store, "T-2")
    text = path.read_text(encoding="utf-8")
    path.write_text(f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n", encoding="utf-8")
    before = path.read_bytes()
    found = pf.sync(store, plans)
    assert states(found)[path.name] == "failed"
    assert "conflict markers" in found.failed[0].detail
    assert states(found)["T-2-task-t-2.md"] == "new file"
    assert path.read_bytes() == before


def test_two_branches_merged_by_git_are_taken(store, plans, one, repo):
    plan, path = one
    git(repo, "checkout", "-q", "-b", "other")
    replace_in(path, "ada", "grace")
    commit(repo)
    git(repo, "checkout", "-q", "main")
    path.write_text(path.read_text(encoding="utf-8") + "\nA last word.\n", encoding="utf-8")
    commit(repo)
    assert git(repo, "merge", "-q", "other", "-m", "merge").returncode == 0
    pf.sync(store, plans)
    assert store.get(plan.id)["assignee"] == "grace"
    assert "A last word." in store.get(plan.id).document
    assert in_step(store, plans)


def test_two_people_with_stores_of_their_own_share_plans_by_git(store, plans, one, repo, tmp_path):
    plan, path = one
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(repo), str(clone))
    with pf.PlanStore(tmp_path / "other.db") as other:
        pf.sync(other, clone / "plans")
        assert other.get("T-1").id == plan.id  # one plan, one id
        other.save(other.get("T-1").with_values(estimate="5 d"))
        pf.sync(other, clone / "plans")
    commit(clone)
    git(repo, "pull", "-q", str(clone), "main")
    assert states(pf.sync(store, plans)) == {path.name: "to store"}
    assert store.get("T-1")["estimate"] == "5 d"


def test_one_store_and_two_clones_are_not_at_one_point(store, plans, one, repo, tmp_path):
    plan, _ = one
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(repo), str(clone))
    store.save(store.get(plan.id).with_values(estimate="8 d"))
    pf.sync(store, plans)  # the first clone is ahead of the second
    found = pf.sync(store, clone / "plans")
    assert [o.state for o in found.outcomes] == ["to file"]
    assert store.get(plan.id)["estimate"] == "8 d"


def test_a_changed_template_loses_no_plan(store, plans, repo, tmp_path, monkeypatch):
    (repo / "planform.toml").write_text('templates = "templates"\n', encoding="utf-8")
    (repo / "templates").mkdir()
    template = repo / "templates" / "small.md"
    template.write_text("# [Title]\n\nOwner: [name]\n\n## Why\n\n[Say why]\n", encoding="utf-8")
    monkeypatch.chdir(repo)
    plan = store.save(pf.Template.load("small").plan(title="One", owner="ada", why="Because."))
    pf.sync(store, plans)
    template.write_text("# [Title]\n\nOwner: [name]\n\n## What for\n\n[Say what for]\n", encoding="utf-8")
    path = next(plans.glob("*.md"))
    replace_in(path, "ada", "grace")
    pf.sync(store, plans)
    assert (store.get(plan.id)["owner"], store.get(plan.id)["why"]) == ("grace", "Because.")
    assert in_step(store, plans)


def test_other_markdown_is_left_alone(store, plans):
    (plans / "README.md").write_text("# About these plans\n", encoding="utf-8")
    (plans / ".hidden").mkdir()
    (plans / ".hidden" / "x.md").write_text("x", encoding="utf-8")
    (plans / "bad.md").write_bytes(b"\xff\xfe\x00\xd8")
    found = pf.sync(store, plans)
    assert states(found) == {"README.md": "ignored", "bad.md": "failed"}
    assert len(store) == 0


def test_windows_line_ends_stay(store, plans, one):
    plan, path = one
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    pf.sync(store, plans)
    store.save(store.get(plan.id).with_values(assignee="grace"))
    pf.sync(store, plans)
    assert b"grace" in path.read_bytes()
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")
    assert in_step(store, plans)


def test_outside_of_git_it_works_too(store, tmp_path):
    folder = tmp_path / "plain"
    folder.mkdir()
    save(store, "T-1")
    pf.sync(store, folder)
    assert in_step(store, folder)


def test_the_command_says_what_differs_and_exits_1(store, plans, tmp_path):
    from typer.testing import CliRunner

    save(store, "T-1")
    where = ["--store", str(tmp_path / "plans.db")]
    checked = CliRunner().invoke(app, ["sync", str(plans), "--check", *where])
    assert checked.exit_code == 1
    assert "T-1-task-t-1.md: new in the folder" in checked.output
    assert CliRunner().invoke(app, ["sync", str(plans), *where]).exit_code == 0
    again = CliRunner().invoke(app, ["sync", str(plans), "--check", *where])
    assert (again.exit_code, again.output.strip()) == (0, "1 in step")


def test_the_hook_for_pre_commit_names_the_command():
    import yaml

    hooks = yaml.safe_load((Path(__file__).parents[1] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hooks[0]["entry"] == "planform sync --check"


def test_an_unreadable_file_keeps_its_plan_and_gets_no_twin(store, plans, one):
    plan, path = one
    path.write_text(path.read_text(encoding="utf-8") + "\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n", encoding="utf-8")
    assert states(pf.sync(store, plans)) == {path.name: "failed"}
    path.rename(plans / "renamed.md")
    assert states(pf.sync(store, plans)) == {"renamed.md": "failed"}
    assert plan.id in store


def test_no_plan_is_deleted_while_a_new_file_cannot_be_read(store, plans, one):
    plan, path = one
    path.rename(plans / "renamed.md")
    (plans / "renamed.md").write_bytes(b"\xff\x00\xfe\x81")
    assert states(pf.sync(store, plans)) == {path.name: "failed", "renamed.md": "failed"}
    assert plan.id in store
    (plans / "renamed.md").unlink()
    assert states(pf.sync(store, plans)) == {path.name: "deleted plan"}


def test_a_file_that_comes_back_and_a_new_one_do_not_share_a_name(store, plans):
    first = store.save(pf.Template.load(TASK).plan(title="Same", assignee="ada"))
    pf.sync(store, plans)
    (plans / "same.md").unlink()
    store.save(first.with_values(assignee="grace"))
    store.save(pf.Template.load(TASK).plan(title="Same"))
    assert states(pf.sync(store, plans)) == {"same.md": "came back", "same-2.md": "new file"}
    assert "grace" in (plans / "same.md").read_text(encoding="utf-8")
    assert in_step(store, plans)


def test_a_second_file_with_a_key_that_another_file_has_is_told(store, plans, one):
    _, path = one
    by_hand = pf.Template.load(TASK).plan(key="T-1", title="Task T-1", task_summary="Of the second file.")
    (plans / "hand.md").write_text(by_hand.to_markdown(), encoding="utf-8")
    found = pf.sync(store, plans)
    assert states(found) == {path.name: "same", "hand.md": "failed"}
    assert path.name in found.failed[0].detail
    assert "second file" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("step", ["_save", "_carry_out"])
def test_a_sync_that_is_killed_makes_no_second_plan_of_a_file(store, plans, one, monkeypatch, step):
    _, path = one
    (plans / "new.md").write_text(pf.Template.load(TASK).plan(title="New").to_markdown(), encoding="utf-8")
    (plans / "copy.md").write_bytes(path.read_bytes().replace(b"key: T-1\n", b""))
    with monkeypatch.context() as m:
        m.setattr(f"planform.syncing._sync.{step}", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            pf.sync(store, plans)
    pf.sync(store, plans)
    assert len(store) == 3
    assert in_step(store, plans)


def test_an_edit_while_sync_runs_is_seen_the_next_time(store, plans, one, monkeypatch):
    plan, path = one
    (plans / "new.md").write_text(pf.Template.load(TASK).plan(title="New").to_markdown(), encoding="utf-8")
    from planform.syncing import _sync

    saved = _sync._save

    def edited(*given):
        replace_in(path, "ada", "grace")
        return saved(*given)

    with monkeypatch.context() as m:
        m.setattr(_sync, "_save", edited)
        pf.sync(store, plans)
    assert states(pf.sync(store, plans))[path.name] == "to store"
    assert store.get(plan.id)["assignee"] == "grace"


def test_an_edit_that_keeps_size_and_time_is_neither_overwritten_nor_deleted(store, plans, one):
    plan, path = one

    def edit(old, new):
        was = path.stat()
        replace_in(path, old, new)
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))

    edit("3 d", "4 d")
    store.save(store.get(plan.id).with_values(assignee="grace"))
    assert states(pf.sync(store, plans)) == {path.name: "merged"}
    assert store.get(plan.id)["estimate"] == "4 d"
    edit("4 d", "5 d")
    store.delete(plan.id)
    assert states(pf.sync(store, plans)) == {path.name: "conflict"}
    assert path.exists()


def test_a_read_only_file_is_told_and_left(store, plans, one):
    plan, path = one
    path.chmod(0o444)
    before = path.read_bytes()
    store.save(store.get(plan.id).with_values(assignee="grace"))
    assert "read-only" in pf.sync(store, plans).failed[0].detail
    assert path.read_bytes() == before
    path.chmod(0o644)
    assert states(pf.sync(store, plans)) == {path.name: "to file"}


def test_a_copy_of_a_plan_whose_template_is_gone_is_read_as_the_store_keeps_it(store, plans):
    template = pf.Template.from_markdown("# [Title]\n\n## Why\n\n[Say why]\n", name="gone")
    plan = store.save(template.plan(title="One", why="Because."))
    pf.sync(store, plans)
    path = next(plans.glob("*.md"))
    (plans / "z.md").write_bytes(path.read_bytes())
    assert states(pf.sync(store, plans)) == {path.name: "same", "z.md": "copy"}
    assert plan.id in path.read_text(encoding="utf-8")
    assert len(store) == 2


def test_a_branch_without_the_file_and_back_is_no_loss(store, plans, one, repo):
    plan, path = one
    text = path.read_text(encoding="utf-8")
    path.unlink()
    pf.sync(store, plans)
    path.write_text(text.replace("ada", "grace"), encoding="utf-8")
    assert states(pf.sync(store, plans)) == {path.name: "back"}
    assert store.get(plan.id)["assignee"] == "grace"
    assert in_step(store, plans)


def test_a_plan_that_somebody_deleted_is_not_brought_back_by_an_old_file(store, plans, one):
    plan, path = one
    text = path.read_bytes()
    store.delete(plan.id)
    pf.sync(store, plans)
    path.write_bytes(text)
    assert states(pf.sync(store, plans)) == {path.name: "failed"}
    assert plan.id not in store
    assert path.read_bytes() == text


def test_in_a_hook_of_git_the_base_is_found_as_well(store, plans, one, repo, monkeypatch):
    plan, path = one
    (repo / ".git" / "planform").rename(repo / "forgotten")
    replace_in(path, "3 d", "4 d")
    store.save(store.get(plan.id).with_values(assignee="grace"))
    monkeypatch.setenv("GIT_DIR", str(repo / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(repo / ".git" / "index"))
    assert states(pf.sync(store, plans)) == {path.name: "merged"}
    assert list(plans.iterdir()) == [path]


def test_a_link_is_told_and_left_and_the_mode_of_a_file_stays(store, plans, one, tmp_path):
    plan, path = one
    path.chmod(0o600)
    store.save(store.get(plan.id).with_values(assignee="grace"))
    pf.sync(store, plans)
    assert path.stat().st_mode & 0o777 == 0o600
    path.rename(tmp_path / "outside.md")
    path.symlink_to(tmp_path / "outside.md")
    store.save(store.get(plan.id).with_values(assignee="zoe"))
    assert "is a link" in pf.sync(store, plans).failed[0].detail
    assert path.is_symlink()
    assert "grace" in (tmp_path / "outside.md").read_text(encoding="utf-8")
