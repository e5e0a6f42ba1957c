"""The notebooks: stored without outputs, short enough to read, and running in a fresh workspace."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import planform as pf

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
ROWS = [
    {"Key": "W-1", "Title": "First", "Status": "In Progress", "Assignee": "Ada", "Estimate": "2-4 h"},
    {"Key": "W-2", "Title": "Second", "Assignee": "Lin", "Estimate": "1d/2d/6d", "Blocked By": "W-1",
     "Technical Risks": "Vendor is late (likelihood 30 %, impact 2-3 d)"},
]  # fmt: skip


def test_all_six_are_there():
    assert [p.name for p in NOTEBOOKS] == [
        "01-fill-a-plan.ipynb",
        "02-analyse-estimates.ipynb",
        "03-batch-generate.ipynb",
        "04-monday-questions.ipynb",
        "plan.ipynb",
        "summary.ipynb",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_stored_clean_and_short(path):
    notebook = nbformat.read(path, 4)
    nbformat.validate(notebook)
    code = [c for c in notebook.cells if c.cell_type == "code"]
    assert all(c.outputs == [] and c.execution_count is None for c in code)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.cells[0].cell_type == "markdown"
    assert len(notebook.cells) <= 20
    assert max(len(c.source.splitlines()) for c in code) <= 16


@pytest.mark.parametrize("name", ["plan", "summary", *(p.stem for p in NOTEBOOKS[1:4])])
def test_parameters_are_tagged(name):
    notebook = nbformat.read(next(p for p in NOTEBOOKS if p.stem == name), 4)
    assert sum("parameters" in c.metadata.get("tags", []) for c in notebook.cells) == 1


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
@pytest.mark.parametrize("filled", [True, False], ids=["filled", "empty"])
def test_runs_in_a_workspace(path, filled, tmp_path, monkeypatch):
    """With some plans in the store and with none, as a person or papermill finds it."""
    monkeypatch.chdir(tmp_path)
    Path("planform.toml").write_text('store = "plans.db"\n')
    if filled:
        pf.run_batch(ROWS, "implementation-task", "out", "plans.db", render_only=True)
    shutil.copy(path, tmp_path / path.name)
    notebook = nbformat.read(tmp_path / path.name, 4)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    errors = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs if o.output_type == "error"]
    warned = [
        o.text
        for c in notebook.cells
        if c.cell_type == "code"
        for o in c.outputs
        if o.get("name") == "stderr" and "it/s" not in o.text
    ]
    assert (errors, [w for w in warned if "Warning" in w]) == ([], [])
    assert Path.cwd() == tmp_path


def test_a_person_gets_the_form_and_papermill_none(tmp_path, monkeypatch):
    """JupyterLab tells its kernels which document they belong to; papermill's have none."""
    monkeypatch.chdir(tmp_path)
    source = next(p for p in NOTEBOOKS if p.stem == "plan")
    shown = {}
    for session in ("", str(tmp_path / "plan.ipynb")):
        monkeypatch.setenv("JPY_SESSION_NAME", session)
        notebook = nbformat.read(source, 4)
        NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
        ).execute()
        kinds = {kind for c in notebook.cells if c.cell_type == "code" for o in c.outputs for kind in o.get("data", {})}
        shown[bool(session)] = "application/vnd.jupyter.widget-view+json" in kinds
    assert shown == {False: False, True: True}
