"""The templates that the laws are held against, and how many examples of each."""

import os
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings

from planform.document import Lens
from planform.template import compile_text

TESTS = Path(__file__).parents[1]
BUNDLED = {p.stem: p for p in sorted((TESTS.parent / "templates").glob("*.md"))}
CORPUS = {p.stem: p for p in sorted((TESTS / "corpus").glob("*.md"))}
ALL = {**CORPUS, **BUNDLED}
LONG = int(os.environ.get("PLANFORM_LONG", "0"))  # examples of each law and template; `make test-long` says 200


@cache
def lens(name: str) -> Lens:
    """The lens of a template, compiled once."""
    return Lens(compile_text(ALL[name].read_bytes().decode("utf-8"), name))


def quiet(name: str, bundled: int = 25, corpus: int = 4) -> settings:
    """The same examples at every short run; other ones at every long run. Shrinking a plan of 100 fields is no use."""
    return settings(
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=not LONG,
        max_examples=LONG or (bundled if name in BUNDLED else corpus),
        phases=[Phase.explicit, Phase.generate],
    )
