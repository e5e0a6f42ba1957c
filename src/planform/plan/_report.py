"""What the compiler made of a template, and why: placeholders with their fields, literals, doubts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from ..template import flatten
from ._doubts import Doubt, doubts, one_line, said_of, short
from ._found import Row, rows
from ._samples import lost

if TYPE_CHECKING:
    import pandas as pd

    from ._template import Template

COLUMNS = ("line", "text", "what", "field", "kind", "rule", "sure", "note")


class Report:
    """What was inferred of a template.

    Attributes:
        name: of the template.
        rows: every placeholder and every field, in the order of the template.
        doubts: what a person should look at, each with its line and the override that settles it.
        lost: paths of fields whose sample values do not come back when they are written and read once.
    """

    def __init__(self, template: Template) -> None:
        """Read the template's own text, and try sample values."""
        self.name, self.path = template.name, template.source or template.name
        self._template = template
        self.rows: tuple[Row, ...] = tuple(rows(template))
        self.lost: tuple[str, ...] = lost(template)
        self.doubts: tuple[Doubt, ...] = tuple(doubts(template, self.rows, self.lost, self.path))

    @property
    def literals(self) -> tuple[Row, ...]:
        """What looks like a placeholder and was taken as it stands, with the reason in its note."""
        return tuple(row for row in self.rows if row.what == "literal")

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row a placeholder or field; the columns are `COLUMNS`."""
        import pandas as pd

        return pd.DataFrame([{c: getattr(row, c) for c in COLUMNS} for row in self.rows], columns=list(COLUMNS))

    @property
    def summary(self) -> str:
        """One line: how much was found, how much is doubtful."""
        counts = Counter(row.what for row in self.rows)
        return (
            f"{self.name}: {len(flatten(self._template.tree))} fields in {counts['field']} places, "
            f"{counts['hint']} hints, {counts['literal']} literal; {len(self.doubts)} doubts"
        )

    def suggest(self, every: bool = False) -> str:
        """Overrides for the front matter or for ``NAME.planform.yaml``; ``""`` where none are needed.

        Args:
            every: what is said of all fields; else of the doubtful ones. What would change a field is only a comment.
        """
        fields = {f.path: said_of(f) for f in flatten(self._template.tree) if every}
        notes: dict[str, str] = {}
        ignored: dict[str, str] = {}
        changing = []
        for doubt in self.doubts:
            told = f"line {doubt.line}: {doubt.message}"
            if doubt.changes:
                changing.append(f"  # {_comment(told)}\n  # {doubt.override}\n")
                continue
            for path, said in doubt.about.get("fields", {}).items():
                fields[path] = {**said, **fields.get(path, {})}
                notes[path] = told
            ignored.update(dict.fromkeys(doubt.about.get("ignore", ()), told))
        body = _block("fields", [(f"{one_line(p)}: {one_line(v)}", notes.get(p, "")) for p, v in fields.items()])
        body += _block("ignore", [(f"- {one_line(text)}", told) for text, told in ignored.items()])
        return (f"planform:\n{body}" if body else "") + "".join(changing)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        rows = [{c: getattr(r, c) for c in COLUMNS} | {"sure": None if r.sure != r.sure else r.sure} for r in self.rows]
        doubts = [{"line": d.line, "code": d.code, "message": d.message, "override": d.override} for d in self.doubts]
        return {"template": self.name, "rows": rows, "doubts": doubts, "lost": list(self.lost)}

    def lines(self) -> Iterator[str]:
        """The report as a person reads it in a terminal."""
        yield self.summary
        table: list[tuple[str, ...]] = [("line", "text", "field", "kind", "rule", "sure", "note")]
        table += [_cells(row) for row in self.rows if row.what == "field"]
        yield from _columns(table)
        others = [row for row in self.rows if row.what != "field"]
        if others:
            yield "taken as they stand:"
            yield from _columns([(str(r.line), r.what, short(r.text), r.note or "not recognised") for r in others])
        if self.doubts:
            yield "doubts, each with the override that settles it:"
        for doubt in self.doubts:
            yield f"  line {doubt.line}: {doubt.message}"
            yield f"      {doubt.override}"
        total = len(self._template.tree)
        gone = f"; lost: {', '.join(self.lost)}" if self.lost else ""
        yield f"sample values: {total - len(set(self.lost))} of {total} come back{gone}"

    def __repr__(self) -> str:
        """The whole report."""
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        doubts = "".join(
            f"<li>line {d.line}: {escape(d.message)}<br><code>{escape(d.override)}</code></li>" for d in self.doubts
        )
        table = self.frame.to_html(index=False, escape=True, na_rep="", border=0)
        return f"<p><b>{escape(self.summary)}</b></p>{table}" + (f"<p>Doubts</p><ul>{doubts}</ul>" if doubts else "")


# --- words ------------------------------------------------------------------------------------------------------------


def _block(name: str, entries: list[tuple[str, str]]) -> str:
    lines = [f"    {entry}  # {_comment(told)}\n" if told else f"    {entry}\n" for entry, told in entries]
    return f"  {name}:\n{''.join(lines)}" if lines else ""


def _comment(text: str) -> str:
    """One line that YAML takes as it is: control characters are not allowed there."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def _cells(row: Row) -> tuple[str, ...]:
    return (str(row.line), short(row.text), row.field, row.kind, row.rule, f"{row.sure:.2f}", row.note)


def _columns(table: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Cells in columns, numbers to the right."""
    widths = [max(len(row[k]) for row in table) for k in range(len(table[0]))]
    for line, *cells in table:
        rest = (cell.ljust(width) for cell, width in zip(cells, widths[1:], strict=True))
        yield "  ".join(["", line.rjust(widths[0]), *rest]).rstrip()
