"""Values in front matter: as YAML writes them, so that other programs can still read it."""

from __future__ import annotations

import json
import re

PLAIN = re.compile(r"[^\W_](?:[^\n:#,\[\]{}\"\\]|:(?=\S))*$")


def quoted(value: str, before: str) -> str:
    """A value as it stands in an entry; `before` is what stands in front of it on its line."""
    if _in_quotes(before):
        return json.dumps(value, ensure_ascii=False)[1:-1]
    return value if value == "" or PLAIN.match(value) else json.dumps(value, ensure_ascii=False)


def unquoted(text: str, before: str) -> str:
    """The value that stands in an entry."""
    if _in_quotes(before):
        return _loaded(f'"{text}"', text)
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return _loaded(text, text) if len(text) > 1 and text[0] == text[-1] == '"' else text


def _in_quotes(before: str) -> bool:
    return (before.count('"') - before.count('\\"')) % 2 == 1


def _loaded(text: str, otherwise: str) -> str:
    try:
        said = json.loads(text)
    except ValueError:
        return otherwise
    return said if isinstance(said, str) else otherwise
