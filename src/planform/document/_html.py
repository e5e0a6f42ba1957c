"""Markdown shown to people: as sanitised HTML, as a page that needs no network, as sections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.tasklists import tasklists_plugin

from ..template import front_matter

MARKER = re.compile(r"<!-- /?pf:\w+ -->")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A browser fetches and runs nothing, whatever a document holds."""

TAGS = (nh3.ALLOWED_TAGS | {"input", "section"}) - {"img", "map", "area"}  # an image is a request
ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items() if tag in TAGS},
    "input": {"type", "checked", "disabled"},
    "li": {"class"},
    "ul": {"class"},
    "code": {"class"},
    "th": {"style"},
    "td": {"style"},
}
CLASSES = re.compile(r"task-list-item|contains-task-list|language-[\w+-]+")
PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body class="{kind}">
<main>
{body}
</main>
</body>
</html>
"""


MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|</?([A-Za-z][A-Za-z0-9-]*)\b[^<>]*>|<", re.DOTALL)


@cache
def _renderer() -> MarkdownIt:
    found = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(tasklists_plugin)
    found.add_render_rule("html_inline", _markup)
    found.add_render_rule("html_block", _markup)
    return found


def _markup(_: Any, tokens: Sequence[Token], n: int, *__: Any) -> str:
    """Mark-up that a person wrote: tags that are shown stay; others are text, or an unclosed one swallows the rest."""
    return MARKUP.sub(_kept, tokens[n].content)


def _kept(found: re.Match[str]) -> str:
    if found[0].startswith("<!--"):
        return ""
    return found[0] if (found[1] or "").lower() in TAGS else escape(found[0])


def to_html(markdown: str) -> str:
    """A document's text as HTML that runs nothing and fetches nothing; front matter and markers are left out."""
    return str(
        nh3.clean(
            _renderer().render(_shown(markdown)),
            tags=TAGS,
            attributes=ATTRIBUTES,
            attribute_filter=_attribute,
            url_schemes={"http", "https", "mailto"},
        )
    )


def to_page(title: str, body: str, style: str, kind: str = "plan") -> str:
    """One HTML file that needs nothing else.

    Args:
        title: plain text.
        body: HTML that is already safe.
        style: CSS.
        kind: class of the body, for the style.
    """
    return PAGE.format(policy=POLICY, title=escape(title), style=style, body=body, kind=kind)


def style() -> str:
    """The look of a document: light, dark, and printed."""
    return Path(__file__).with_name("document.css").read_text(encoding="utf-8")


def sections(markdown: str, deepest: int = 2) -> list[str]:
    """The document cut before its headings down to a level; together they are all of its text but the front matter."""
    text = _shown(markdown)
    lines = text.splitlines(keepends=True)
    tokens = _renderer().parse(text)
    headings = [t for t in tokens if t.type == "heading_open" and t.level == 0 and int(t.tag[1]) <= deepest]
    starts = [t.map[0] for t in headings if t.map]
    edges = [0, *(n for n in starts if n), len(lines)]
    return [part for a, b in pairwise(edges) if (part := "".join(lines[a:b])).strip()]


def _shown(markdown: str) -> str:
    front = front_matter(markdown)
    return MARKER.sub("", markdown[front.end() :] if front else markdown)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return " ".join(CLASSES.findall(value)) or None
    if name == "style":
        return value if re.fullmatch(r"text-align:(?:left|right|center)", value) else None
    if tag == "input" and name == "type":
        return "checkbox"
    return value
