"""A finished chart: one offline bundle for notebooks, SVG for reports. The only module that knows vl-convert."""

from __future__ import annotations

import base64
import html
import itertools
import json
import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import vl_convert

from ..errors import OutputError

MIME = "application/vnd.vegalite.v5+json"
INK = "#24292f"  # text and axes; becomes currentColor in an SVG, so that it is readable in light and dark pages
FAINT = "#8c959f"  # grid lines
_ids = itertools.count(1)


@dataclass(frozen=True, repr=False)
class Chart:
    """A picture with its words.

    Attributes:
        spec: Vega-Lite 5 specification, data included.
        text: what the chart shows, in words: for text output, and for people who cannot see it.
    """

    spec: dict[str, Any]
    text: str

    def png(self, scale: float = 2.0) -> bytes:
        """A PNG on white, `scale` times 72 dots an inch."""
        return _smaller(bytes(vl_convert.vegalite_to_png(self._json, vl_version=_version(), scale=scale)))

    def svg(self) -> str:
        """An SVG to stand inline in a page: transparent, its text in the colour of the page, its ids its own."""
        clear = json.dumps({**self.spec, "background": None})
        return _inline(str(vl_convert.vegalite_to_svg(clear, vl_version=_version())), self.text)

    def html(self) -> str:
        """A ``<figure>`` with the inline SVG; needs no script and no network."""
        return f'<figure class="pf-chart" style="margin:0 0 1.5em;overflow-x:auto">{self.svg()}</figure>'

    def save(self, path: str | Path) -> Path:
        """Writes .svg, .png, .html or .json, as the name says.

        Raises:
            OutputError: another ending, or a place that cannot be written.
        """
        target = Path(path)
        kinds: dict[str, Callable[[], str | bytes]] = {
            ".svg": self.svg, ".html": self.html, ".png": self.png, ".json": lambda: self._json,
        }  # fmt: skip
        make = kinds.get(target.suffix.lower())
        if make is None:
            raise OutputError(f"a chart is saved as one of {', '.join(kinds)}", path=target)
        content = make()
        try:
            target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        except OSError as error:
            raise OutputError(f"cannot be written: {error.strerror}", path=target) from error
        return target

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {MIME: self.spec, "image/png": self._encoded, "text/plain": self.text}

    def __repr__(self) -> str:
        return f"<Chart: {self.text}>"

    @cached_property
    def _json(self) -> str:
        return json.dumps(self.spec)

    @cached_property
    def _encoded(self) -> str:
        return base64.b64encode(self.png()).decode("ascii")


def _version() -> str:
    """The newest Vega-Lite 5 that is there: what JupyterLab 4 shows."""
    fives = [v for v in vl_convert.get_vegalite_versions() if v.startswith("5.")]
    return str(max(fives, key=lambda v: [int(part) for part in v.split(".")]))


def _smaller(png: bytes) -> bytes:
    """The same picture in a quarter of the bytes: vl-convert packs loosely, and notebooks keep every chart."""
    chunks, place = [], 8
    while place < len(png):
        size = struct.unpack(">I", png[place : place + 4])[0]
        chunks.append((png[place + 4 : place + 8], png[place + 8 : place + 8 + size]))
        place += size + 12
    pixels = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    head = [c for c in chunks if c[0] not in (b"IDAT", b"IEND")]
    packed = [*head, (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")]
    return png[:8] + b"".join(_chunk(kind, body) for kind, body in packed)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _inline(svg: str, text: str) -> str:
    own = f"pf{next(_ids)}-"
    found = re.sub(r'\bid="', f'id="{own}', svg[svg.index("<svg") :])
    found = re.sub(r"url\(#", f"url(#{own}", found)
    found = re.sub(r'(href=")#', rf"\1#{own}", found).replace(INK, "currentColor")
    label = html.escape(text, quote=True)
    return found.replace("<svg", f'<svg role="img" aria-label="{label}" style="max-width:100%;height:auto"', 1)
