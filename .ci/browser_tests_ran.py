"""A pytest plugin: a run in which no test marked `browser` passed is a failed run, however green the others are."""

from __future__ import annotations

import pytest

_passed: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count browser tests whose body ran and passed, in whichever process."""
    if report.when == "call" and report.passed and "browser" in report.keywords:
        _passed.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run; a worker of pytest-xdist may well have run none of them."""
    if not _passed and session.exitstatus == pytest.ExitCode.OK and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it above pytest's own last line."""
    text = f"{len(_passed)} browser tests passed" if _passed else "no browser test ran: this counts as a failure"
    terminalreporter.write_line(text, green=bool(_passed), red=not _passed)
