"""The form as a plain document: what exports and viewers without widgets show. All text is escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&])")  # what Markdown would take for mark-up


def as_html(schema: dict[str, Any], values: dict[str, Any]) -> str:
    """An HTML fragment with everything that is filled in."""
    body = "".join(_section_html(s, values, 3) for s in schema["sections"])
    bar = "".join(_field_html(f, values[f["path"]]) for f in schema["common"])
    return f'<div class="planform-static"><h2>{_e(_title(schema, values))}</h2>{bar}{body or ""}</div>'


def as_markdown(schema: dict[str, Any], values: dict[str, Any]) -> str:
    """The same as Markdown."""
    lines = [f"## {_m(_title(schema, values))}"]
    for field in schema["common"]:
        lines += _field_md(field, values[field["path"]])
    for section in schema["sections"]:
        lines += _section_md(section, values, 3)
    return "\n\n".join(lines) + "\n"


def _title(schema: dict[str, Any], values: dict[str, Any]) -> str:
    titles = [values[f["path"]] for f in _fields(schema) if f.get("role") == "title"]
    return next((t for t in titles if t), "") or str(schema["name"])


def _fields(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from node.get("common", ())
    for item in node.get("items") or node.get("sections") or ():
        if "path" in item:
            yield item
        else:
            yield from _fields(item)


def _e(text: str) -> str:
    return html.escape(str(text), quote=True)


def _section_html(node: dict[str, Any], values: dict[str, Any], level: int) -> str:
    body = "".join(
        _field_html(i, values[i["path"]]) if "path" in i else _section_html(i, values, min(level + 1, 6))
        for i in node["items"]
    )
    return f"<h{level}>{_e(node['label'])}</h{level}>{body}" if body else ""


def _field_html(field: dict[str, Any], value: Any) -> str:
    shown = _value_html(field, value)
    return f"<p><strong>{_e(field['label'])}</strong></p>{shown}" if shown else ""


def _value_html(field: dict[str, Any], value: Any) -> str:
    if not value:
        return ""
    if field["kind"] == "rows":
        return "".join(_row_html(field, row) for row in value)
    if field["kind"] == "checklist":
        return "<ul>" + "".join(f"<li>{'☑' if v['done'] else '☐'} {_e(v['text'])}</li>" for v in value) + "</ul>"
    if isinstance(value, list):
        return "<ul>" + "".join(f"<li>{_e(v)}</li>" for v in value) + "</ul>"
    if field["kind"] == "code":
        return f"<pre><code>{_e(value)}</code></pre>"
    return f'<p style="white-space: pre-wrap">{"yes" if value is True else _e(value)}</p>'


def _row_html(field: dict[str, Any], row: dict[str, Any]) -> str:
    cells = [(c, _value_html(c, row[c["key"]])) for c in field["columns"]]
    return "<dl>" + "".join(f"<dt>{_e(c['label'])}</dt><dd>{shown}</dd>" for c, shown in cells if shown) + "</dl>"


def _m(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(str(text).split()))


def _section_md(node: dict[str, Any], values: dict[str, Any], level: int) -> list[str]:
    below: list[str] = []
    for item in node["items"]:
        field = "path" in item
        below += _field_md(item, values[item["path"]]) if field else _section_md(item, values, min(level + 1, 6))
    return [f"{'#' * level} {_m(node['label'])}", *below] if below else []


def _field_md(field: dict[str, Any], value: Any) -> list[str]:
    if not value:
        return []
    label = f"**{_m(field['label'])}**"
    if field["kind"] == "rows":
        return [label, "\n".join(f"- {_row_md(field, row)}" for row in value)]
    if field["kind"] == "checklist":
        return [label, "\n".join(f"- [{'x' if v['done'] else ' '}] {_m(v['text'])}" for v in value)]
    if isinstance(value, list):
        return [label, "\n".join(f"- {_m(v)}" for v in value)]
    if field["kind"] in ("prose", "code"):
        return [label, "\n".join(f"    {line}" for line in str(value).splitlines())]
    return [f"{label}: {'yes' if value is True else _m(value)}"]


def _row_md(field: dict[str, Any], row: dict[str, Any]) -> str:
    return "; ".join(f"{_m(c['label'])}: {_said(c, row[c['key']])}" for c in field["columns"] if row[c["key"]])


def _said(column: dict[str, Any], value: Any) -> str:
    if column["kind"] == "rows":
        return " / ".join(_row_md(column, row) for row in value)
    items = value if isinstance(value, list) else ["yes" if value is True else value]
    return ", ".join(_m(v["text"] if isinstance(v, dict) else v) for v in items)
