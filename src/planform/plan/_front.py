"""Front matter: what a document says about itself above its text."""

from __future__ import annotations

import re
from typing import Any

import yaml

from ..errors import InvalidDocumentError

FRONT = re.compile(r"\A---[ \t]*\r?\n(?P<body>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)


def split(text: str) -> tuple[dict[str, Any], str]:
    """(front matter as a mapping, the text below it).

    Raises:
        InvalidDocumentError: the front matter is no YAML mapping.
    """
    m = FRONT.match(text)
    if not m:
        return {}, text
    try:
        data = yaml.safe_load(m["body"])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise InvalidDocumentError(
            f"the front matter is no YAML: {getattr(error, 'problem', error)}", line=line
        ) from error
    if data is None:
        return {}, text[m.end() :]
    if not isinstance(data, dict):
        return {}, text
    return data, text[m.end() :]


def join(data: dict[str, Any], text: str) -> str:
    """The text with this front matter, in the place of what it had."""
    below = text[m.end() :] if (m := FRONT.match(text)) else text
    if not data:
        return below
    body = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=1_000_000, default_flow_style=None)
    front = f"---\n{body}---\n"
    return (front.replace("\n", "\r\n") if "\r\n" in below else front) + below
