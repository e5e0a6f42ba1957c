"""What the browser is told of a template, once: its sections, and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ...plan import Template
from ...template import COMMON, KINDS, Field
from ._tail import with_tail

DETAILS = "Details"  # name of the section for what stands above all headings
_BAR = (
    "title",
    "key",
    "status",
    "owner",
    "effort",
    "actual",
    "sprint",
    "parent",
    "started",
    "due",
    "finished",
    "depends_on",
    "tags",
)


def common_fields(template: Template) -> dict[str, Field]:
    """The common fields that the template has no place for, by name; their path is the name behind an ``@``."""
    taken = {field.path for field in template.tree}
    lacking = {name for name, field in template.common.items() if field is None and name not in taken}
    return {name: _common(name) for name in _BAR if name in lacking}


def _common(name: str) -> Field:
    field = COMMON[name]
    return replace(field, path=f"@{name}", key=f"@{name}", kind="tokens" if field.kind == "list" else field.kind)


def own_fields(template: Template) -> tuple[Field, ...]:
    """The template's fields; rows behind a tick box have a column for it, risks two for what their text may say."""
    ticked = {n.key for n in template.compiled.root.walk() if n.kind == "repeat" and n.unit.tick}
    return tuple(with_tail(_with_tick(f, ticked)) for f in template.tree)


def _with_tick(field: Field, ticked: set[str]) -> Field:
    if field.kind != "rows":
        return field
    columns = tuple(_with_tick(c, ticked) for c in field.columns)
    if field.key in ticked and all(c.key != "done" for c in columns):
        tick = Field(path=f"{field.path}[].done", key="done", label="Done", kind="flag", group=field.path)
        columns = (tick, *columns)
    return replace(field, columns=columns)


def schema(template: Template, fields: Iterable[Field], common: Iterable[Field]) -> dict[str, Any]:
    """Everything that stays as it is while a plan is filled in, as plain data for JSON."""
    return {
        "name": _spaced(template.name),
        "common": [{**_field(f), "kind": "short" if f.kind == "line" else f.kind} for f in common],
        "sections": sections(fields),
        "start": {path: value for path, value in template.blank_values.items() if value},
    }


def sections(fields: Iterable[Field]) -> list[dict[str, Any]]:
    """Fields under their headings, in the order of the document; a section returned to is one section."""
    root: dict[str, Any] = {"items": []}
    for field in fields:
        node = root
        for label in field.headings or (DETAILS,):
            node = _child(node, label)
        node["items"].append(_field(field))
    for node in root["items"]:
        _mark(node)
    return list(root["items"])


def _child(node: dict[str, Any], label: str) -> dict[str, Any]:
    found: dict[str, Any] | None = next((i for i in node["items"] if "items" in i and i["label"] == label), None)
    if found is None:
        found = {"label": label, "items": []}
        node["items"].append(found)
    return found


def _mark(node: dict[str, Any]) -> bool:
    """A section is optional when all in it is; said once, at the outermost."""
    flags = [_mark(item) if "items" in item else bool(item.get("optional")) for item in node["items"]]
    node["optional"] = all(flags)
    return bool(node["optional"])


def _field(field: Field) -> dict[str, Any]:
    """One field for the browser; what says nothing is left out, so that a large form is a small message."""
    control = KINDS[field.kind].control if field.kind in KINDS else field.kind
    told: dict[str, Any] = {
        "path": field.path,
        "key": field.key,
        "label": field.label,
        "kind": control,
        "role": field.role,
        "options": list(field.options),
        "required": field.required,
        "hint": _hint(field),
        "lang": field.lang,
        "optional": field.optional,
        "columns": [_field(c) for c in field.columns],
        "item": _noun(field) if field.kind in ("list", "checklist", "rows") else "",
    }
    return {name: value for name, value in told.items() if value}


def _noun(field: Field) -> str:
    """What one item of a list or one row of a group is called."""
    if one := singular(field.label):
        return one
    first = next((c.label.lower() for c in field.columns if c.kind == "line"), "item")
    return _NOUNS.get(field.role, first)


def _hint(field: Field) -> str:
    """The template's hint, unless it only repeats the label or is a name such as ``TASK_NAME``."""
    hint = field.hint.strip()
    same = re.sub(r"\W", "", hint).lower() == re.sub(r"\W", "", field.label).lower()
    return "" if same or re.fullmatch(r"\W*[A-Z][A-Z0-9_]*\W*", hint) else hint


def _spaced(name: str) -> str:
    words = re.sub(r"[-_\s]+", " ", name).strip()
    return words[:1].upper() + words[1:]


_ENDS = (
    ("ies", "y"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("xes", "x"),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
)
# what ends the noun that names a row
_JOINED = re.compile(r"\s*[&/(]\s*|\s+(?:to|of|and|for|after|considered)\s+", re.IGNORECASE)
_NOUNS = {role: role for role in ("risk", "step", "criterion", "metric", "dependency")}
_ODD = {"criteria": "criterion", "analyses": "analysis", "data": "data", "series": "series"}


def singular(label: str) -> str:
    """``"Development Steps"`` -> ``"development step"``; ``""`` where the label names nothing in the plural."""
    first = _JOINED.split(label.strip(), maxsplit=1)[0]
    *before, last = (first or label).split() or ["row"]
    if last.lower() not in _ODD and _one(last) == last:
        return ""
    word = " ".join([*before, _one(last)])
    return word if any(c.isupper() for c in word[1:].replace(" ", "")) and not word.istitle() else word.lower()


def _one(word: str) -> str:
    lower = word.lower()
    if lower in _ODD:
        return _ODD[lower]
    end, instead = next(((e, i) for e, i in _ENDS if lower.endswith(e) and len(lower) > len(e) + 1), ("", ""))
    return word[: len(word) - len(end)] + instead if end else word
