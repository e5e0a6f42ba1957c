"""The browser's half of the form: plain ES modules, read in this order and joined into the one that anywidget takes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "js"
# in the order of reading: each imports only from those before it
MODULES = (
    "dom",
    "net",
    "connection",
    "values",
    "state",
    "controls",
    "drag",
    "paste",
    "lines",
    "fields",
    "group",
    "sections",
    "navigation",
    "notices",
    "head",
    "panels",
    "missing",
    "preview",
    "conflict",
    "revisions",
    "exchange",
    "document",
    "form",
)
SHEETS = {"form": ("colours", "form", "kept"), "browser": ("colours", "browser"), "batch": ("colours", "batch")}

_IMPORT = re.compile(r"^import \{[^}]*\} from \"\./\w+\.js\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


@cache
def script(modules: tuple[str, ...] = MODULES) -> str:
    """Modules as one: names are unique across them, so taking out `import` and `export` is all there is to do."""
    parts = (FOLDER.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in modules)
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", part)) for part in parts)


@cache
def style(name: str = "form") -> str:
    """The style sheets of the form, or of the browser, as one."""
    return "\n".join(FOLDER.with_name(f"{part}.css").read_text(encoding="utf-8") for part in SHEETS[name])
