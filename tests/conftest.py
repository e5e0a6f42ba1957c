"""What a run of the tests prints of itself."""

from . import golden
from .corpus import accuracy

SUMMARIES = {  # file of tests -> the figure it is about, where that file was run
    "test_corpus.py": lambda: accuracy().summary,
    "test_golden.py": lambda: golden.total(golden.score(golden.load(name)) for name in golden.names()).summary,
}


def pytest_terminal_summary(terminalreporter):
    """Say how much the compiler finds as a person does, and how much of people's documents is read as meant."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ())]
    for file, summary in SUMMARIES.items():
        if any(file in report.nodeid for report in reports):
            terminalreporter.write_line(summary())
