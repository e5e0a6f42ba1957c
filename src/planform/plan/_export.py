"""One plan in the forms that others read: Markdown, notebook, page, data. One table."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ..document import sections, style, to_html, to_page
from ..errors import InvalidValueError, nearest
from ._plan import Plan


def export(plan: Plan, to: str, blanks: bool = True) -> str:
    """A plan as the text of one file.

    Args:
        plan: any plan.
        to: ``md`` (the document), ``ipynb`` (each section a cell), ``html`` (one file without a network) or ``json``
            (values and their JSON Schema).
        blanks: also show what is not filled in yet.

    Raises:
        InvalidValueError: no such format.
    """
    if to not in FORMATS:
        raise InvalidValueError(f"there is no format {to!r}{nearest(to, FORMATS) or '.'} Known: {', '.join(FORMATS)}")
    return FORMATS[to](plan, blanks)


def _notebook(plan: Plan, blanks: bool) -> str:
    """Cell ids count up, so that the same plan gives the same file."""
    named = {"template": plan.template.name, "hash": plan.template.hash, "id": plan.id, "key": plan.key}
    cells = [
        {"cell_type": "markdown", "id": f"section-{n}", "metadata": {}, "source": part.strip("\n")}
        for n, part in enumerate(sections(plan.to_markdown(blanks=blanks)), 1)
    ]
    metadata = {"planform": {k: v for k, v in named.items() if v}}
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _page(plan: Plan, blanks: bool) -> str:
    return to_page(plan.title or plan.template.title, to_html(plan.to_markdown(blanks=blanks)), style())


def _json(plan: Plan, blanks: bool) -> str:
    data: dict[str, Any] = {**plan.to_dict(), "schema": plan.template.json_schema()}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


FORMATS: dict[str, Callable[[Plan, bool], str]] = {
    "md": lambda plan, blanks: plan.to_markdown(blanks=blanks),
    "ipynb": _notebook,
    "html": _page,
    "json": _json,
}
