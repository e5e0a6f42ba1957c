"""YAML without surprises: words stay words, nothing is built, nothing blows up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from ...errors import InvalidTableError
from ._limits import MAX_YAML


class _Loader(yaml.SafeLoader):
    """Only true, false and null are more than text: ``no`` is a country, ``3.10`` a version, a date stays as typed."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):  # nine of them can stand for a billion values
            raise yaml.MarkedYAMLError(
                None,
                None,
                "aliases (*name) are not read; write the value out",
                self.peek_event().start_mark,  # type: ignore[no-untyped-call]
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(None, None, "a name is text, not a list or a mapping", key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(None, None, f"{key.value!r} stands twice", key.start_mark)
            seen.add(key.value)
        return {str(key.value): self.construct_object(value, deep=True) for key, value in node.value}


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|True|false|False)$"), list("tTfF"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(?:~|null|)$"), ["~", "n", ""])


def documents(text: str, path: Path | str) -> Iterator[Any]:
    """The documents of a YAML file: mappings, lists, text, flags and None.

    Raises:
        InvalidTableError: with the line, when it is not YAML, uses aliases or tags, or is too large.
    """
    if len(text) > MAX_YAML:
        raise InvalidTableError(f"is larger than {MAX_YAML // 1_000_000} MB of YAML; use CSV or JSON lines", path=path)
    try:
        yield from (document for document in yaml.load_all(text, _Loader) if document is not None)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise InvalidTableError(f"is not YAML that can be read: {error.problem}", path=path, line=line) from error
    except yaml.YAMLError as error:
        raise InvalidTableError(f"is not YAML that can be read: {error}", path=path) from error
