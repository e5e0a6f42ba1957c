"""Front matter: what a document says about itself above its text. Only our own entries are read and written."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import yaml

from ..errors import InvalidDocumentError
from ..template import ENTRY, front_matter


def _entries(text: str) -> Iterator[tuple[str, str, int]]:
    """(key, its lines as they stand, first line's number); comments above the first entry have the key ""."""
    m = front_matter(text)
    line = 2
    for chunk in ENTRY.split(m["body"]) if m else ():
        key = chunk.split(":", 1)[0].strip(" '\"") if ENTRY.match(chunk) else ""
        yield key, chunk, line
        line += chunk.count("\n")


def read(text: str, names: Collection[str]) -> dict[str, Any]:
    """The entries of these names; what else stands there is its author's and is not even parsed.

    Raises:
        InvalidDocumentError: one of them is no YAML.
    """
    return {key: _value(key, chunk, line) for key, chunk, line in _entries(text) if key in names}


def _value(key: str, chunk: str, line: int) -> Any:
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(chunk)):
            raise yaml.YAMLError("an alias means nothing here")
        data = yaml.load(chunk, Loader=yaml.BaseLoader)  # noqa: S506  makes nothing but text: `key: 0123` stays so
        value = next(iter(data.values()))
        return "" if value in ("null", "~") else value
    except (yaml.YAMLError, ValueError, AttributeError, RecursionError) as error:
        problem = getattr(error, "problem", None) or error
        raise InvalidDocumentError(f"{key!r} in the front matter is no YAML: {problem}", line=line) from error


def write(text: str, names: Collection[str], data: dict[str, Any]) -> str:
    """The text with `data` in the place of its entries of these names; comments and other entries stay as they are."""
    body = (
        yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=1_000_000, default_flow_style=None)
        if data
        else ""
    )
    new = body.replace("\n", "\r\n") if "\r\n" in text else body
    found = list(_entries(text))
    front = front_matter(text)
    if front is None:
        mark = text[: int(text.startswith("\ufeff"))]
        return mark + _fenced(new, text) + text[len(mark) :]
    place = next((n for n, (key, *_) in enumerate(found) if key in names), 0)
    kept = [_comments(chunk) if key in names else chunk for key, chunk, _ in found]
    below = text[front.end() :]
    mark = text[: int(text.startswith("\ufeff"))]  # a byte order mark stays the first of all
    return mark + _fenced("".join([*kept[:place], new, *kept[place:]]), text) + below


def _comments(chunk: str) -> str:
    return "".join(line for line in chunk.splitlines(keepends=True) if line.lstrip().startswith("#"))


def _fenced(body: str, text: str) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    return f"---{end}{body}---{end}" if body else ""
