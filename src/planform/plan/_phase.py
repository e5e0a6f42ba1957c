"""Where a status stands between idea and done. Teams name their columns as they like: one table of their words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Phase = Literal["open", "begun", "done", "dropped"]

WORDS: dict[Phase, str] = {
    "begun": """in progress, progress, doing, started, begun, underway, under way, ongoing, active, wip,
        work in progress, working, working on it, in work, in development, development, implementing, coding,
        in implementation, in review, review, reviewing, under review, in code review, code review, in test,
        in testing, testing, in qa, qa, verifying""",
    "done": """done, closed, complete, completed, finished, shipped, merged, released, resolved, fixed, deployed,
        delivered, accepted, verified, implemented, live, in production, 100%""",
    "dropped": """won't do, wont do, won't fix, wont fix, will not do, cancelled, canceled, rejected, abandoned,
        obsolete, duplicate, dropped, declined, withdrawn, superseded, discarded, not planned, not doing, invalid""",
}
PHASES: dict[str, Phase] = {word.strip(): phase for phase, line in WORDS.items() for word in line.split(",")}


def phase(status: str) -> Phase:
    """The phase that a status stands for; what is not known to be begun, done or dropped is open.

    Only whole phrases count: "not started" is open, "complete by Friday" is no "complete".
    """
    return _phase(status[:200])


@lru_cache(maxsize=1024)  # a team has a few statuses and many plans
def _phase(status: str) -> Phase:
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", status.casefold().replace("’", "'"))
    text = re.split(r"\s[-–—]\s|[:;,]", text)[0]
    return PHASES.get(" ".join(re.sub(r"[^\w%' ]|_", " ", text).split()), "open")


def nothing_left(status: str) -> bool:
    """Whether work with this status is out of what remains: done, or dropped."""
    return phase(status) in ("done", "dropped")
