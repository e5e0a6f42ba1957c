"""A pytest plugin: a run in which no test marked `browser` passed is a failed run, however green the others are."""

from __future__ import annotations

from collections.abc import Generator

import pytest

_passed: list[str] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count browser tests whose body ran and passed."""
    report = yield
    if report.when == "call" and report.passed and item.get_closest_marker("browser"):
        _passed.append(item.nodeid)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run."""
    if not _passed and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it above pytest's own last line."""
    text = f"{len(_passed)} browser tests passed" if _passed else "no browser test ran: this counts as a failure"
    terminalreporter.write_line(text, green=bool(_passed), red=not _passed)
