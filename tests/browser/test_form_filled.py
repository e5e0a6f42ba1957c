"""A person fills in a form in JupyterLab; the plan is found in pandas and in the terminal."""

import json
import subprocess
import sys

import pytest

import planform as pf

from .lab import environment


@pytest.fixture
def filled(open_form, tmp_path):
    """The form of an implementation task, filled in by typing and clicking only, and saved."""
    path = tmp_path / "plans.db"
    nb = open_form(
        f"import planform as pf\nstore = pf.PlanStore({str(path)!r})",
        'form = pf.PlanForm("implementation-task", store=store)\nform',
    )
    form, keys = nb.form, nb.page.keyboard
    form.get_by_label("Task Title", exact=True).click()
    keys.type("Retry fetches with backoff")
    form.get_by_label("Status", exact=True).select_option("In Progress")
    form.get_by_label("Acceptance Criteria, acceptance criterion 1").click()
    keys.type("Retried three times")
    keys.press("Enter")
    keys.type("Shown on the metrics page")
    form.get_by_role("button", name="Add development step").click()
    keys.type("Write the helper")  # the new row has the focus
    form.get_by_label("Estimated Time", exact=True).click()
    keys.type("2-4 hours")
    form.get_by_text("2 to 4 h, typically 2.8 h").wait_for()
    form.get_by_label("Done: The code is written and its tests pass").check()
    form.get_by_role("button", name="Save").click()
    form.get_by_text("Saved, revision 1").wait_for()
    return path


def test_what_was_typed_is_in_pandas(filled):
    with pf.PlanStore(filled) as store:
        (plan,) = store.plans().to_dict("records")
        assert (plan["title"], plan["status"], plan["revision"]) == ("Retry fetches with backoff", "In Progress", 1)
        (effort,) = store.efforts().to_dict("records")
        assert (effort["item"], effort["low"], effort["high"]) == ("Write the helper", 2.0, 4.0)
        checks = store.checks()
        assert list(checks.loc[checks.done, "text"]) == ["The code is written and its tests pass"]
        assert {"Retried three times", "Shown on the metrics page"} <= set(checks.text)


def test_what_was_typed_is_in_the_terminal(filled):
    done = subprocess.run(
        [sys.executable, "-m", "planform.cli", "list", "--store", str(filled), "--json"],
        cwd=filled.parent,
        env=environment(filled.parent),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [p["title"] for p in json.loads(done.stdout)] == ["Retry fetches with backoff"]
    shown = subprocess.run(
        [sys.executable, "-m", "planform.cli", "list", "--store", str(filled)],
        cwd=filled.parent,
        env=environment(filled.parent),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "Retry fetches" in shown.stdout
