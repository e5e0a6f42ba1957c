"""What reading, rendering and updating a document cost, as multiples of a markdown-it parse of the same text.

Limits: read 2.5, render with its own check 5, an update of one field in a document of 1 MB 3; median of the templates.
A document is updated by who has just read it, so that reading is not counted again; the update reads its result back.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from markdown_it import MarkdownIt

from planform.document import Lens
from planform.template import compile_text

LIMITS = {"read": 2.5, "render": 5.0, "update 1 MB": 3.0}
MARKDOWN = MarkdownIt("commonmark").enable("table")
TEXT = {"line": "retry the client with backoff", "prose": "One paragraph.\n\n- and\n- a list", "code": "x = 1"}


def seconds(work: Callable[[], Any], least: float = 0.4) -> float:
    """Seconds of processor time a call takes: the best of some."""
    work()
    taken: list[float] = []
    while sum(taken) < least or not taken:
        begin = process_time()
        work()
        taken.append(process_time() - begin)
    return min(taken)


def filled(lens: Lens, rows: int = 3) -> dict[str, Any]:
    """A plan with something in every field."""
    return lens.canonical({field.key: value(field, rows) for field in lens.template.fields})


def value(field: Any, rows: int) -> Any:
    """Something to write in a field."""
    many = {
        "list": lambda n: f"item {n}",
        "checklist": lambda n: {"text": f"check {n}", "done": n % 2 == 0},
        "rows": lambda n: {c.key: value(c, 2) for c in field.columns},
    }
    if field.kind in many:
        return [many[field.kind](n) for n in range(rows)]
    return True if field.kind == "flag" else TEXT.get(field.kind, f"{field.label} of this plan")


def of_a_megabyte(lens: Lens) -> str:
    """A document of 1 MB: the same plan with many rows."""
    size = len(lens.render(filled(lens, 8))) - len(lens.render(filled(lens, 4)))
    return lens.render(filled(lens, 4 * 1_000_000 // size))


def measured(path: Path) -> dict[str, float]:
    """The three multiples for one template."""
    compiled = compile_text(path.read_text(encoding="utf-8"), path.stem)
    lens = Lens(compiled)
    wanted = filled(lens)
    text = lens.render(wanted)
    key = next(f.key for f in lens.template.fields if f.kind not in ("rows", "list", "checklist", "flag", "code"))
    fresh = count()  # no plan twice: what was just read is known
    parse = seconds(lambda: MARKDOWN.parse(text))
    out = {
        "read": seconds(lambda: Lens(compiled).read(text)) / parse,
        "render": seconds(lambda: lens.render({**wanted, key: f"another one {next(fresh)}"})) / parse,
    }
    large = of_a_megabyte(lens)
    known = lens.read(large).values
    parse = seconds(lambda: MARKDOWN.parse(large), 0)
    out["update 1 MB"] = seconds(lambda: lens.update(large, {**known, key: f"another one {next(fresh)}"}), 0) / parse
    return out


def main() -> int:
    """Print the table; 1 where a limit does not hold."""
    templates = sorted((Path(__file__).parents[1] / "templates").glob("*.md"))
    each = {}
    for path in templates:
        each[path.stem] = measured(path)
        print(
            f"{path.stem:22}", "  ".join(f"{what} {times:4.1f}" for what, times in each[path.stem].items()), flush=True
        )
    found = {what: median(multiples[what] for multiples in each.values()) for what in LIMITS}
    print("median                ", "  ".join(f"{what} {found[what]:4.1f} of {LIMITS[what]}" for what in LIMITS))
    return int(any(found[what] > limit for what, limit in LIMITS.items()))


if __name__ == "__main__":
    sys.exit(main())
