"""An executed notebook as one HTML file: text and results without the code, charts as SVG, nothing fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from ...analysis import Chart
from ...document import to_html, to_page
from ._fragments import DATA, css

VEGA = "application/vnd.vegalite.v5+json"
ANSI = re.compile(r"\x1b\[[0-9;]*m")
TITLE = re.compile(r"^#\s+(.+)$", re.M)


def page(notebook: str) -> str:
    """The page of an executed notebook.

    Args:
        notebook: its text.
    """
    cells = json.loads(notebook)["cells"]
    body = _sections([part for cell in cells for part in CELLS.get(cell["cell_type"], _nothing)(cell) if part])
    title = next(
        (m[1] for cell in cells if cell["cell_type"] == "markdown" and (m := TITLE.search(_text(cell["source"])))),
        "planform",
    )
    style = css() + Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    made = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    footer = f"<footer>Made by planform on {made}. This page needs no network.</footer>"
    return to_page(title, f"{body}\n{footer}", style, kind="pf-report")


def data_of(notebook: str) -> dict[str, Any]:
    """What an executed summary says as data; nothing where it shows no changes."""
    outputs = (o for cell in json.loads(notebook)["cells"] for o in cell.get("outputs", []))
    return next((dict(o["data"][DATA]) for o in outputs if DATA in o.get("data", {})), {})


def _sections(parts: list[str]) -> str:
    """Each second-level heading begins a section."""
    out, inside = [], False
    for part in parts:
        if part.startswith("<h2"):
            out.append("</section>\n<section>" if inside else "<section>")
            inside = True
        out.append(part)
    return "\n".join([*out, "</section>"] if inside else out)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "".join(value)


def _nothing(cell: Mapping[str, Any]) -> Iterator[str]:
    yield from ()


def _markdown(cell: Mapping[str, Any]) -> Iterator[str]:
    yield to_html(_text(cell["source"]))


def _code(cell: Mapping[str, Any]) -> Iterator[str]:
    for output in cell.get("outputs", []):
        yield OUTPUTS.get(output["output_type"], _other)(output)


def _shown(output: Mapping[str, Any]) -> str:
    data = output["data"]
    return next((make(data[kind]) for kind, make in KINDS.items() if kind in data), "")


def _other(output: Mapping[str, Any]) -> str:
    return ""


def _stream(output: Mapping[str, Any]) -> str:
    return f"<pre>{escape(ANSI.sub('', _text(output['text'])))}</pre>" if output.get("name") == "stdout" else ""


def _error(output: Mapping[str, Any]) -> str:
    return (
        f'<pre class="warn">{escape(output.get("ename", ""))}: {escape(ANSI.sub("", output.get("evalue", "")))}</pre>'
    )


def _html(value: Any) -> str:
    return re.sub(r"<style>.*?</style>", "", _text(value), flags=re.S)  # the page has the style once


def _chart(value: Any) -> str:
    title = value.get("title", {})
    text = title.get("text", "chart") if isinstance(title, dict) else title
    return Chart(value, _text(text)).html()


def _image(value: Any) -> str:
    return f'<figure><img alt="chart" src="data:image/png;base64,{escape(_text(value).strip())}"></figure>'


KINDS: dict[str, Callable[[Any], str]] = {  # of several forms of one output the first is taken
    VEGA: _chart,
    "text/html": _html,
    "image/png": _image,
    "text/markdown": lambda value: to_html(_text(value)),
    "text/plain": lambda value: f"<pre>{escape(_text(value))}</pre>",
}
OUTPUTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "display_data": _shown,
    "execute_result": _shown,
    "stream": _stream,
    "error": _error,
}
CELLS: dict[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {"markdown": _markdown, "code": _code}
