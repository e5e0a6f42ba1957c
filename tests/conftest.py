"""What a run of the tests prints of itself."""

from .corpus import accuracy


def pytest_terminal_summary(terminalreporter):
    """Say how much of the corpus the compiler finds as a person does, where the corpus was run."""
    reports = (report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ()))
    if any("test_corpus.py" in report.nodeid for report in reports):
        terminalreporter.write_line(accuracy().summary)
