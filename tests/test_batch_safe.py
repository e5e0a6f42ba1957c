"""Parameters are data, names of files are slugs, and what is secret stays secret."""

import json
import math
import os
import unicodedata
from datetime import date, datetime
from pathlib import Path

import nbformat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from papermill.parameterize import parameterize_notebook

import planform as pf
from planform.batch import run_batch
from planform.batch.mapping._candidates import prepare
from planform.engine import Job
from planform.engine._notebooks import prepared
from planform.errors import InvalidTableError, OutputError
from planform.files import DEFAULT, RESERVED, check_layout, inside, name_of, slug_of

TASK = "implementation-task"
CELL = nbformat.v4.new_code_cell("values = None", metadata={"tags": ["parameters"]})
SPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}
NOTEBOOK = nbformat.writes(nbformat.v4.new_notebook(cells=[CELL], metadata={"kernelspec": SPEC}))

NASTY = [
    '"; import os; os.system("touch pwned")',
    "'''; raise SystemExit",
    '"""\n"""',
    "{{ 7 * 7 }} {% raw %} ${HOME} $(id) `id` %%bash\n!ls",
    "\\n \\x41 \\N{BULLET} \\",
    "\u2028\u2029\x85\x0b\x0c\x1b[31m\u202e",
    "values = {}\n# Parameters",
    "é\u0301 \U0001f4a5",
]
texts = st.one_of(st.sampled_from(NASTY), st.text(st.characters(codec="utf-8"), max_size=40))
scalars = st.one_of(
    texts, st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.datetimes(timezones=st.none())
)
nested = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)


def told(value):
    """A value with its type, so that 1 is no True and NaN is itself; days are ISO text when they arrive."""
    if isinstance(value, dict):
        return {k: told(v) for k, v in value.items()}
    if isinstance(value, list):
        return [told(v) for v in value]
    if isinstance(value, (date, datetime)):
        return ("str", value.isoformat())
    return "NaN" if isinstance(value, float) and math.isnan(value) else (type(value).__name__, value)


def executed(notebook):
    """What the injected cell of a notebook makes of its names."""
    (cell,) = [c for c in notebook["cells"] if "injected-parameters" in c["metadata"].get("tags", [])]
    names = {"__builtins__": {"float": float}}  # nothing else can be called
    exec(compile("".join(cell["source"]), "injected", "exec"), names)
    return names["values"]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(texts, nested, max_size=4))
@example({"a": [float("nan"), [float("inf"), -0.0], {"b": (date(2026, 1, 2))}]})
def test_parameters_arrive_as_themselves(values):
    job = Job("x", NOTEBOOK, "in.ipynb", "out.ipynb", {"values": values}, None, {})
    text = prepared(job)
    assert told(executed(json.loads(text))) == told(values)
    text.encode("utf-8")
    json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(texts, nested.filter(lambda v: not isinstance(v, (date, datetime))), max_size=3))
def test_papermill_itself_gives_the_same(values):
    plain = json.loads(json.dumps(values, default=lambda day: day.isoformat()))
    notebook = nbformat.reads(NOTEBOOK, 4)
    notebook.metadata["papermill"] = {}
    notebook = parameterize_notebook(notebook, {"values": plain})
    assert told(executed(notebook)) == told(plain)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.lists(texts, max_size=3))
@example("x" * 1_048_576, [])
@example("half a \ud83d character", NASTY)
def test_cells_of_a_table_reach_the_notebook_as_the_plan_has_them(cell, tags):
    found = prepare([{"Title": "t", "Solution": cell, "Tags": tags}], TASK)
    for candidate in found.good:
        values = candidate.values
        text = prepared(Job("x", NOTEBOOK, "in.ipynb", "out.ipynb", {"values": values}, None, {}))
        assert executed(json.loads(text)) == values
        text.encode("utf-8")
        assert found.template.plan(values).values == found.template.plan(executed(json.loads(text))).values


# --- names of files ---------------------------------------------------------------------------------------------------

NAMES = [
    "../../etc/passwd", "..\\..\\x", "C:\\x", "CON", "con.txt", "NUL.x", "aux", "COM1", "lpt9.md", "CONIN$", "COM¹",
    "a/b", ".", "..", ".hidden", "-rf", "x" * 400, "Ü" * 300, "e\u0301", "\u00e9", "A", "a", "\x00", "\n", "a\u202eb",
    "💥", "a:b", "/abs", 'a|b?*<>"', "summary", "failures", "Summary", "con ",
]  # fmt: skip


names = st.one_of(st.sampled_from(NAMES), st.text(max_size=80))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(names, names), max_size=6),
    st.sampled_from([DEFAULT, "{slug}/plan", "{key}", "{template}/{slug}", "plans/{slug}-{key}"]),
)
def test_names_of_files_stay_inside_and_apart_on_every_system(pairs, layout):
    taken = []
    for key, title in pairs:
        taken.append(name_of(check_layout(layout), key, slug_of(title), TASK, taken))
    for name in taken:
        assert name.isascii() and unicodedata.is_normalized("NFD", name) and unicodedata.is_normalized("NFC", name)
        assert inside(Path("/somewhere/out"), name, ".ipynb").is_relative_to("/somewhere/out")
        for part in name.split("/"):
            assert 0 < len(f"{part}.ipynb".encode()) <= 255
            assert part.split(".")[0].casefold() not in RESERVED and part.strip(" .") == part
            assert not set(part) & set('<>:"\\|?*') and part.isprintable() and not part.startswith((".", "-"))
    assert len({name.casefold() for name in taken}) == len(taken)


LAYOUTS = ["../{slug}", "/abs/{slug}", "a/../../{slug}", "C:{slug}", "{slug}/..", "a\x00{slug}", "{slug}?", "x" * 300]


@pytest.mark.parametrize("layout", [*LAYOUTS, "x" * 300 + "{slug}"])
def test_a_layout_that_leads_elsewhere_is_refused(layout):
    with pytest.raises(InvalidTableError) as error:
        check_layout(layout)
    assert len(str(error.value)) < 600


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "away").symlink_to(tmp_path)
    with pytest.raises(OutputError, match="outside"):
        inside(tmp_path / "out", "away/x", ".md")


# --- secrets ----------------------------------------------------------------------------------------------------------

SECRETS = {
    "PLANFORM_STORE_PASSWORD": "s3cret-of-the-store",
    "API_TOKEN": "tok-4711-hidden",
    "PGPASSWORD": "pg-hidden-815",
}


def test_what_the_environment_knows_is_in_no_output(tmp_path, monkeypatch):
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    rows = [{"Key": "S-1", "Title": "One", "Estimate": "2-4 h"}, {"Key": "S-2", "Title": "Two", "Created": "soon"}]
    result = run_batch(rows, TASK, "out", "out/plans.db", workers=1)
    assert (len(result.created), len(result.failures)) == (1, 1)
    written = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert {"summary.html", "summary.ipynb", "failures.csv"} <= {p.name for p in written}
    told = json.dumps(result.to_dict()).encode() + repr(result).encode()
    for value in SECRETS.values():
        assert value in os.environ.values()
        assert value.encode() not in told
        assert [p.name for p in written if value.encode() in p.read_bytes()] == []


def test_a_table_cannot_name_a_template_or_a_store(tmp_path):
    """Columns are fields of plans only: what the batch is told stays what it was told."""
    with pytest.raises(pf.PlanformError, match="no field answers to column 'store'"):
        run_batch([{"Title": "t", "store": "/etc/x.db"}], TASK, tmp_path / "out", ":memory:", render_only=True)
