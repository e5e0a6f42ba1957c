"""A program that saves plans until it is stopped, and tells each save that was acknowledged: `key revision` a line.

    python writer.py URL NAME COUNT TIMEOUT

Three of four saves are new plans and changes of its own; the fourth adds a step to a plan that all writers share.
"""

import sys

import planform as pf
from planform.settings import Settings

TEXT = """# [Title]

**Key**: [Task ID]
**Status**: [Todo | In Progress | Done]
**Estimate**: [Time estimate]

## Summary

[What it is about]

## Steps

1. **[Step]**: [Description]
   - **Estimated Time**: [Time estimate]
2. **[Step]**: [Description]
   - **Estimated Time**: [Time estimate]
"""
SHARED = "SHARED"
template = pf.Template.from_markdown(TEXT, name="fault")


def plan(key, n):
    """A plan whose facts say how often it was saved: as many steps as its summary says."""
    steps = [{"step": f"{key} step {i}", "estimated_time": "1 h"} for i in range(n)]
    return {"title": key, "key": key, "status": "Todo", "summary": f"{n} steps, " + "x" * 2_000, "steps": steps}


def shared(store, name, n):
    """Add a step to the plan that all share, whoever else does so at this moment."""
    while True:
        try:
            found = store.find(SHARED) or store.save(template.plan(title="Shared", key=SHARED, status="Todo"))
            return store.save(
                found.with_values({"steps": [*found["steps"], {"step": f"{name}-{n}", "estimated_time": "1 h"}]})
            )
        except pf.RevisionConflictError as error:
            try:
                return store.merge(error)
            except pf.RevisionConflictError:
                continue
        except pf.PlanformError as error:
            if SHARED not in str(error) or "belongs to another plan" not in str(error):
                raise


def run(url, name, count, timeout):
    with pf.PlanStore(url, Settings(), timeout=timeout) as store:
        saved = None
        for n in range(count):
            if n % 4 == 3:
                last = shared(store, name, n)
                print(last.key, last.revision, f"{name}-{n}", flush=True)
                continue
            saved = (
                store.save(template.plan(plan(f"{name}-{n}", 1)))
                if n % 4 == 0
                else store.save(saved.with_values(plan(saved.key, saved.revision + 1)))
            )
            print(saved.key, saved.revision, "-", flush=True)


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
