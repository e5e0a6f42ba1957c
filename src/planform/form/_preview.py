"""The plan as a document beside the form: sanitised HTML, cut at its headings, so that only what changed is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from html import escape
from typing import Any

from ..document import sections, to_html
from ..errors import PlanformError
from ..plan import Plan


def preview(plan: Plan, known: Collection[str]) -> dict[str, Any]:
    """What a browser is told of a plan's document.

    Args:
        plan: as it stands in the form.
        known: names of the parts that the browser has.

    Returns:
        The parts in their order: each with a name that stands for its content, and its HTML unless it is known.
    """
    named = [(hashlib.sha256(html.encode()).hexdigest()[:16], html) for html in _parts(plan)]
    return {"op": "preview", "parts": [{"name": n} if n in known else {"name": n, "html": html} for n, html in named]}


def _parts(plan: Plan) -> list[str]:
    try:
        text = plan.to_markdown(blanks=False)
    except PlanformError as error:  # a value that no document can hold: the form goes on, and says why
        return [f"<p>{escape(str(error))}</p>"]
    return [to_html(part) for part in sections(text, deepest=6)]
