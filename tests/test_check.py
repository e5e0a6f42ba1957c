"""`planform check`: what a template, a plan or a folder holds, what is wrong with it, and how it ends."""

import json
from pathlib import Path

import pytest

import planform as pf

from .commands import run
from .corpus import names
from .test_cli import refused

CORPUS = Path(__file__).parent / "corpus"
BODY = (
    "# [Title]\n\n**Owner**: [Name]  \n**Status**: [Todo | Done]\n\n"
    "## Facts\n\n- **Details**: [What]\n- **Notes**: [What]\n"
)


def write(path, text=BODY):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


@pytest.fixture
def plan(tmp_path):
    """A folder with a template of its own, and the text of an empty plan of it."""
    write(tmp_path / "templates" / "mine.md")
    return pf.Template.load(tmp_path / "templates" / "mine.md").blank().to_markdown()


# --- a template -------------------------------------------------------------------------------------------------------


def test_each_placeholder_with_its_field_kind_and_rule(tmp_path):
    done = run("check", write(tmp_path / "t.md"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (status,) = [line.split() for line in done.stdout.splitlines() if "[Todo | Done]" in line]
    assert status[0] == "4" and "status" in status and "choice" in status
    assert "sample values: 5 of 5 come back" in done.stdout
    data = json.loads(run("check", "t.md", "--json", cwd=tmp_path).stdout)
    assert {row["field"] for row in data["rows"]} == {"title", "owner", "status", "facts.details", "facts.notes"}
    assert data["lost"] == [] and all(d["line"] and d["override"] for d in data["doubts"])


def test_a_template_by_its_name(tmp_path):
    assert "technical-plan: 38 fields" in run("check", "technical-plan", cwd=tmp_path).stdout
    refused(run("check", "technical-pln", cwd=tmp_path), 2, "did you mean 'technical-plan'")


def test_the_suggestion_is_a_file_that_settles_the_doubts(tmp_path):
    write(tmp_path / "t.md")
    before = run("check", "t.md", cwd=tmp_path).stdout
    assert "doubts, each with the override" in before
    said = run("check", "t.md", "--suggest", cwd=tmp_path)
    assert said.returncode == 0 and said.stdout.startswith("planform:\n  fields:\n")
    write(tmp_path / "t.planform.yaml", said.stdout)
    after = run("check", "t.md", cwd=tmp_path).stdout
    assert "doubts, each with" not in after and "override" in after
    assert run("check", "t.planform.yaml", cwd=tmp_path).stdout == after
    assert run("check", "t.md", "--suggest", cwd=tmp_path).stdout == ""
    assert run("check", "t.md", "--suggest", "--all", cwd=tmp_path).stdout.count("kind:") == 5


def test_wrong_overrides_are_told_with_their_line(tmp_path):
    write(tmp_path / "t.md")
    write(tmp_path / "t.planform.yaml", "fields:\n  ownr: {kind: line}\n  status: {kind: choise}\n")
    done = run("check", "t.md", cwd=tmp_path)
    assert done.returncode == 2
    assert [line.split(": ", 2)[1].rpartition(":")[2] for line in done.stderr.splitlines()] == ["3", "2"]
    assert "did you mean 'choice'" in done.stderr and "did you mean 'owner'" in done.stderr


def test_mistakes_in_what_is_asked_for(tmp_path):
    write(tmp_path / "t.md", "---\nplanform: [\n---\n" + BODY)
    refused(run("check", "t.md", cwd=tmp_path), 2, "t.md:2", "no YAML")
    refused(run("check", ".", "--suggest", cwd=tmp_path), 2, "is no file")
    refused(run("check", "none.md", "--suggest", cwd=tmp_path), 2, "none.md", "no such file")
    write(tmp_path / "t.md", "---\nplanform: {ignore: [zzz]}\n---\n# Plan\n\nDone: [When]\n")
    refused(run("check", "t.md", cwd=tmp_path), 2, "t.md:2", "'zzz'; it has done")


@pytest.mark.parametrize("text", ["", "\n\n", "Only words, nobody asks for anything.\n", "- [a link](x.md)\n"])
def test_a_text_with_no_field_says_so(tmp_path, text):
    refused(run("check", write(tmp_path / "t.md", text), cwd=tmp_path), 2, "t.md", "has no field")


def test_spoilt_letters_are_told_with_their_line(tmp_path):
    spoilt = BODY.replace("## Facts", "## Faits clÃ©s")
    done = run("check", write(tmp_path / "t.md", spoilt), cwd=tmp_path)
    assert done.returncode == 0 and "line 6: 'Ã©' is 'é' spoilt" in done.stdout
    (told,) = json.loads(run("check", "t.md", "--json", cwd=tmp_path).stdout)["spoilt"]
    assert told["line"] == 6


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_read_and_what_is_no_text_refused(tmp_path, encoding):
    (tmp_path / "t.md").write_bytes(BODY.encode(encoding))
    assert "t: 5 fields" in run("check", "t.md", cwd=tmp_path).stdout
    (tmp_path / "t.md").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    refused(run("check", "t.md", cwd=tmp_path), 2, "t.md")


# --- a plan -----------------------------------------------------------------------------------------------------------


def test_what_is_wrong_with_a_plan_has_its_line(tmp_path, plan):
    filled = plan.replace("[Todo | Done]", "Nearly").replace("## Facts", "## Facts\n\nA word between.")
    write(tmp_path / "p.md", filled)
    done = run("check", "p.md", cwd=tmp_path)
    assert done.returncode == 1
    lines = filled.splitlines()
    status, title, stray = (
        1 + next(n for n, line in enumerate(lines) if w in line) for w in ("Nearly", "# [T", "between")
    )
    assert f"line {status}: Status: 'Nearly' is none of Todo, Done" in done.stdout
    assert f"line {title}: title is empty and required" in done.stdout
    assert f"lines {stray}-{stray} have no field: A word between." in done.stdout
    data = json.loads(run("check", "p.md", "--json", cwd=tmp_path).stdout)
    assert data["missing"] == ["title"] and [u["line"] for u in data["unplaced"]] == [stray]


def test_doubts_of_a_plan_are_told_and_are_no_failure(tmp_path, plan):
    write(tmp_path / "p.md", plan.replace("[Title]", "One").replace("**Owner**: [Name]", "*Owner* - Mina"))
    done = run("check", "p.md", cwd=tmp_path)
    assert done.returncode == 0 and "doubt: line" in done.stdout


def test_how_much_must_be_filled(tmp_path, plan):
    write(tmp_path / "p.md", plan.replace("[Title]", "One").replace("[Name]", "Mina"))
    assert run("check", "p.md", cwd=tmp_path).returncode == 0
    assert run("check", "p.md", "--min-complete", "0.4", cwd=tmp_path).returncode == 0
    done = run("check", "p.md", "--min-complete", "0.8", cwd=tmp_path)
    assert done.returncode == 1 and "40% filled, less than 80%" in done.stdout
    assert run("check", "p.md", "--min-complete", "8", cwd=tmp_path).returncode == 2


# --- a folder ---------------------------------------------------------------------------------------------------------


def test_a_bad_file_is_named_and_the_others_are_checked(tmp_path, plan):
    write(tmp_path / "plans" / "a.md", plan.replace("[Title]", "One"))
    write(tmp_path / "plans" / "b.md", "a\0b")
    write(tmp_path / "plans" / "c.md", "only words\n")
    write(tmp_path / "plans" / "d" / "e.md", plan.replace("[Title]", "Two"))
    done = run("check", "plans", cwd=tmp_path)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert [name in done.stderr for name in ("a.md", "b.md", "c.md", "e.md")] == [False, True, True, False]
    assert "a.md: a plan of mine" in done.stdout and "e.md: a plan of mine" in done.stdout
    data = json.loads(run("check", "plans", "--json", cwd=tmp_path).stdout)
    assert [row["template"] for row in data] == ["mine", "mine"]


def test_a_folder_of_nothing_is_unusable(tmp_path):
    (tmp_path / "empty").mkdir()
    refused(run("check", "empty", cwd=tmp_path), 2, "no Markdown file")
    write(tmp_path / "bad" / "a.md", "a\0b")
    refused(run("check", "bad", cwd=tmp_path), 2, "a.md")


def test_the_whole_corpus_is_checked_at_once(tmp_path):
    data = json.loads(run("check", CORPUS, "--json", cwd=tmp_path).stdout)
    assert [row["template"] for row in data] == list(names())
