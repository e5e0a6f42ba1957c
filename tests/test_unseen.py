"""Templates that nobody wrote a line of code for: filled in a form, kept, written, read back, framed, batched."""

import json

import pandas as pd
import pytest
import yaml

import planform as pf
from planform.settings import Settings

from .commands import run
from .corpus import names, text

TEN = names()[3 :: len(names()) // 10][:10]  # spread over the corpus, whatever it holds


def typed(field, n=1):
    """What a person types into a field of this kind."""
    made = {
        "flag": lambda: True,
        "list": lambda: [f"first of {n}", f"second of {n}"],
        "checklist": lambda: [{"text": f"look at {n}", "done": True}, {"text": "look again", "done": False}],
        "rows": lambda: [{c.key: typed(c, k) for c in field.columns} for k in (1, 2)],
        "choice": lambda: field.options[0],
        "level": lambda: field.options[0] if field.options else "high",
        "date": lambda: "2026-11-21",
        "datetime": lambda: "2026-11-21T09:30",
        "number": lambda: str(n + 6),
        "effort": lambda: "2-4 hours",
        "prose": lambda: f"We tell it in a sentence or {n}.\n\nAnd in one more.",
        "code": lambda: f"x = {n}\ny = 2",
    }
    return made.get(field.kind, lambda: f"words {n} of a person")()


@pytest.fixture(params=TEN)
def template(request):
    return pf.Template.from_markdown(text(request.param), name=request.param)


@pytest.fixture
def store(tmp_path):
    with pf.PlanStore(tmp_path / "plans.db", Settings()) as opened:
        yield opened


def test_there_are_ten_of_many_sorts():
    kinds = {f.kind for name in TEN for f in pf.Template.from_markdown(text(name), name=name).tree}
    assert len(set(TEN)) == 10 and len(kinds) >= 6


def test_form_record_document_frame(template, store):
    form = pf.PlanForm(template, store=store)
    wanted = {f.path: typed(f) for f in template.tree}
    for path, value in wanted.items():
        form[path].value = value
    assert dict(form.plan.values) == template.plan(wanted).values
    saved = form.save(by="mina")
    assert not saved.problems and not saved.missing

    kept = store.get(saved.id)
    assert kept == saved and kept.template.hash == template.hash

    document = kept.to_markdown()
    read = pf.read_plan(document, template)
    assert (read.plan, read.unplaced) == (kept, ())
    assert pf.update_document(document, read.plan) == document

    (row,) = store.plans().to_dict("records")
    assert (row["template"], row["completeness"]) == (template.name, 1.0)
    assert row["title"] == (saved.title or None) or pd.isna(row["title"])
    values = store.values(template.name)
    scalars = [f for f in template.tree if f.kind not in ("list", "checklist", "rows")]
    assert len(values) == 1 and {f.path for f in scalars} <= set(values.columns)
    for group in (f for f in template.tree if f.kind == "rows"):
        assert len(store.rows(template.name, group.path)) == 2


def test_new_writes_it_from_a_file_of_values(template, tmp_path):
    (tmp_path / "t.md").write_bytes(template.text.encode())
    values = {f.path: typed(f) for f in template.tree}
    (tmp_path / "v.yaml").write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    done = run("new", "t.md", "--from", "v.yaml", "-o", "p.md", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert pf.read_plan(tmp_path / "p.md", template).plan.values == template.plan(values).values
    assert run("check", "p.md", "--template", "t.md", "--min-complete", "1", cwd=tmp_path).returncode == 0


def test_a_batch_makes_it_from_a_table(template, tmp_path):
    (tmp_path / "t.md").write_bytes(template.text.encode())
    scalars = [f for f in template.tree if f.kind not in ("list", "checklist", "rows")]
    rows = [{"key": f"K-{n}", **{f.path: typed(f, n) for f in scalars if f.role != "key"}} for n in (1, 2, 3)]
    (tmp_path / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    more = ("--key", "key", "--out", "out", "--store", "p.db", "--render-only")
    done = run("batch", "rows.json", "--template", "t.md", *more, cwd=tmp_path)
    assert done.returncode == 0, done.stderr + done.stdout
    with pf.PlanStore(tmp_path / "p.db", Settings()) as records:
        assert sorted(records.plans()["key"]) == ["K-1", "K-2", "K-3"]
        for n in (1, 2, 3):
            plan = records.get(f"K-{n}")
            assert all(plan.values[f.key] == typed(f, n) for f in scalars if f.role != "key")
    documents = sorted((tmp_path / "out").glob("*.md"))
    assert len(documents) == 3
    for path, n in zip(documents, (1, 2, 3), strict=True):
        read = pf.read_plan(path, template).plan
        assert all(read.values[f.key] == typed(f, n) for f in scalars if f.role != "key")
