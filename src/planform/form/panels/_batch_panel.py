"""BatchPanel: a table becomes plans in a notebook. Choose it, say where its columns go, run, correct what failed."""

from __future__ import annotations

import io
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from ...batch import (
    BatchResult,
    Report,
    Table,
    TableGuess,
    check_table,
    field_choices,
    guess_table,
    read_table,
)
from ...errors import PlanformError
from ...plan import Template, templates
from ...store import PlanStore
from ..page._assets import style
from ._batch_columns import ColumnRow
from ._batch_failures import FailedRows
from ._batch_run import Run
from ._batch_words import count, progress, told, verdict

SUFFIXES = (".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".yaml", ".yml", ".parquet")
BUTTONS = {  # name -> (what it says, what it does)
    "run": ("Make the plans", "Records, documents and notebooks of all rows; what has not changed is left"),
    "stop": ("Stop", "Finish what has begun, and end; the next run does the rest"),
    "retry": ("Try these rows again", "With the mapping and the values as they are now"),
    "keep": ("Keep this mapping", "Write it beside the table, for the command line"),
}
MOST_TABLES = 50
MOST_TRIED = 1_000  # rows that are tried at each change of a select; the run tries them all
FIRST = "Choose a table: one row a task. CSV, TSV, XLSX, JSON, JSON lines, YAML or Parquet."


class BatchPanel(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """A table of tasks, step by step: table, columns, check, run, what failed.

    Attributes:
        file: upload of a table.
        path: path of a table, or a pattern.
        template: what the rows become.
        rows: the columns, each with its selects, by name.
        out: folder for documents, notebooks and the summary.
        notebooks: whether to execute the notebooks.
        buttons: by name: run, stop, retry, keep.
        table: the table that was read, or None.
        guess: what it would become, or None.
        run: the last run, or None; `run.wait()` waits for it.
        failed: the rows that failed.
    """

    def __init__(
        self,
        store: PlanStore | str | Path | None = None,
        table: Any = None,
        template: str = "implementation-task",
        out: str | Path = "out",
    ) -> None:
        """Show a panel.

        Args:
            store: where records go: an open store, a path or a URL; without it what planform.toml says.
            table: a table to begin with: whatever `run_batch` takes.
            template: name or path of the template.
            out: folder for documents, notebooks and the summary.

        Raises:
            NotFoundError: there is no such table or template.
            InvalidTableError: the table cannot be read.
        """
        self._store = store
        self.table: Table | None = None
        self.guess: TableGuess | None = None
        self.run: Run | None = None
        self.rows: dict[str, ColumnRow] = {}
        self._chosen = Template.load(template)
        self._make(template, str(out))
        super().__init__([self._style(), *self._steps()])
        self.add_class("pf-batch")
        self._listen()
        self._show_table(read_table(table)) if table is not None else self._offer()

    # --- what stands where ------------------------------------------------------------------------------------------

    def _make(self, template: str, out: str) -> None:
        names = [str(name) for name in templates()["name"]]
        self.file = widgets.FileUpload(accept=",".join(SUFFIXES), description="Upload a table")
        self.path = widgets.Combobox(
            description="or its path", placeholder="tasks.csv", options=_tables(), continuous_update=False
        )
        self.template = widgets.Dropdown(
            description="becomes plans of", options=list(dict.fromkeys([template, *names])), value=template
        )
        self.out = widgets.Text(out, description="Into the folder", continuous_update=False)
        self.notebooks = widgets.Checkbox(value=True, description="Execute a notebook for each plan", indent=False)
        self.buttons = {name: _button(name) for name in BUTTONS}
        self.bar = widgets.IntProgress(min=0, max=1)
        self.bar.add_class("pf-bar")
        self._name, self._verdict, self._said, self._result = (widgets.HTML() for _ in range(4))
        self._columns, self.failed = widgets.VBox(), FailedRows()
        self._columns.add_class("pf-columns")

    def _style(self) -> widgets.HTML:
        return widgets.HTML(f"<style>{style('batch')}</style>", layout={"display": "none"})

    def _steps(self) -> list[widgets.VBox]:
        act = _line([self.out, self.notebooks, self.buttons["run"], self.buttons["stop"]], "pf-act")
        self._parts = {
            "table": _step("Table", [_line([self.file, self.path, self.template], "pf-find"), self._name]),
            "columns": _step("Columns", [self._columns, self._verdict, _line([self.buttons["keep"]], "pf-act")]),
            "run": _step("Run", [act, self.bar, self._said, self._result]),
            "failed": _step("What failed", [self.failed, _line([self.buttons["retry"]], "pf-act")]),
        }
        return list(self._parts.values())

    def _listen(self) -> None:
        self.file.observe(lambda _: self._safely(self._uploaded), "value")
        self.path.observe(lambda _: self._safely(self._named), "value")
        self.template.observe(lambda _: self._safely(self._retemplated), "value")
        acts = {"run": self.start, "stop": self._stop, "retry": self.retry, "keep": self._keep}
        for name, button in self.buttons.items():
            button.on_click(lambda _, act=acts[name]: self._safely(act))

    # --- the table ----------------------------------------------------------------------------------------------------

    def _uploaded(self) -> None:
        for found in self.file.value[-1:]:
            content = io.BytesIO(found["content"])
            content.name = Path(found["name"]).name  # its suffix tells what it is
            self._show_table(read_table(content))

    def _named(self) -> None:
        if self.path.value.strip():
            self._show_table(read_table(self.path.value.strip()))

    def _retemplated(self) -> None:
        self._chosen = Template.load(self.template.value)
        if self.table is not None:
            self._show_table(self.table)

    def _show_table(self, table: Table) -> None:
        guess = guess_table(table, self._chosen, limit=MOST_TRIED)
        self.table = table
        choices = field_choices(self._chosen)
        self.rows = {c.column: ColumnRow(c, choices, self._changed) for c in guess.columns}
        self._columns.children = tuple(self.rows.values())
        self.failed.show(())
        self._result.value = self._said.value = ""
        self._changed()

    # --- the mapping --------------------------------------------------------------------------------------------------

    @property
    def mapping(self) -> dict[str, Any]:
        """What the selects say, as a mapping file would."""
        return {column: row.rule for column, row in self.rows.items()}

    def _changed(self) -> None:
        self._safely(self._try)

    def _try(self) -> None:
        if self.table is None:
            return
        self.guess = None  # a mapping that cannot be used cannot be run
        self._offer()
        self.guess = guess_table(self.table, self._chosen, self.mapping, limit=MOST_TRIED)
        for guess in self.guess.columns:
            if guess.column in self.rows:
                self.rows[guess.column].show(guess)
        self._offer()

    def _keep(self) -> None:
        if self.table is None:
            return
        path = Path(self.table.name)
        name = (
            path.with_suffix(".map.yaml").name
            if path.suffix in SUFFIXES and "," not in path.name
            else "tables.map.yaml"
        )
        check_table(self.table, self._chosen, self.mapping, write=name)
        self._said.value = told(f"The mapping is in {name}: planform batch … --map {name}")

    # --- the run ------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Make the plans of all rows, in the background."""
        if self.table is not None:
            self._begin(self.table)

    def retry(self) -> None:
        """Try the rows that failed again, as they are corrected now."""
        self._begin(read_table(self.failed.corrected()))

    def _begin(self, table: Table) -> None:
        if self.run is not None and not self.run.ended:
            return
        given = {
            "source": table,
            "template": self._chosen if Path(self.template.value).suffix else self.template.value,
            "out": self.out.value or "out",
            "store": self._store,
            "mapping": self.mapping,
            "render_only": not self.notebooks.value,
        }
        self.failed.show(())
        self._result.value = ""
        self.run = Run(given, self._watch)
        self._watch(self.run)

    def _stop(self) -> None:
        if self.run is not None:
            self.run.stop()
            self._said.value = told("Finishing what has begun …")
            self.buttons["stop"].disabled = True

    def _watch(self, run: Run) -> None:
        """Show how far it is; called in the thread of the run."""
        if run.ended:
            self._ended(run)
        elif not run.stopped:
            self.bar.max, self.bar.value = max(run.total, 1), run.done
            self._said.value = told(progress(run), bad=bool(run.failed))
        self._offer()

    def _ended(self, run: Run) -> None:
        self.bar.value = self.bar.max if run.result and not run.stopped else self.bar.value
        if run.result is None:
            self._said.value = told(run.problem, bad=True)
            return
        more = " Stopped: run again to do the rest." if run.stopped else ""
        self._said.value = told(f"{run.result}.{more}", bad=bool(run.result.failures))
        self.failed.show(run.result.failures, str(run.result.out / "failures.csv"))
        self._result.value = self._outcome(run.result)

    def _outcome(self, result: BatchResult) -> str:
        """Where everything lies, and what it adds up to."""
        lies = f"Documents and notebooks are in {escape(str(result.out))}"
        summary = f", the summary is {escape(str(result.summary))}" if result.summary else ""
        try:
            overview = Report(self._store).overview().html if self._store != ":memory:" else ""
        except PlanformError:
            overview = ""
        return f'<p>{lies}{summary}.</p><div class="pf-report">{overview}</div>'

    # --- small things -------------------------------------------------------------------------------------------------

    def _offer(self) -> None:
        """Show what there is, and let be pressed what can be done now."""
        running, guess = self.run is not None and not self.run.ended, self.guess
        good = len(guess.found.good) if guess else 0
        self.buttons["run"].disabled = running or not good
        whole = self.table is not None and len(self.table.rows) <= MOST_TRIED
        self.buttons["run"].description = f"Make {count(good, 'plan')}" if good and whole else BUTTONS["run"][0]
        self.buttons["stop"].disabled = not running
        self.buttons["retry"].disabled = running
        _show(self.bar, running)
        _show(self._parts["columns"], self.table is not None)
        _show(self._parts["run"], self.table is not None)
        _show(self._parts["failed"], bool(self.failed.children))
        if self.table is None:
            self._name.value = told(FIRST)
        else:
            rows, columns = count(len(self.table.rows), "row"), count(len(self.table.columns), "column")
            self._name.value = told(f"{self.table.name}: {rows}, {columns}")
        if guess:
            self._verdict.value = verdict(guess)

    def _safely(self, act: Any) -> None:
        """Do what a person asked for in the page; what goes wrong is said there."""
        try:
            act()
        except PlanformError as error:
            place = self._verdict if self.table is not None else self._name
            place.value = told(str(error), bad=True)


def _tables() -> list[str]:
    """Tables in this folder."""
    return sorted(str(p) for p in Path().iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())[:MOST_TABLES]


def _button(name: str) -> widgets.Button:
    said, does = BUTTONS[name]
    button = widgets.Button(description=said, tooltip=does)
    button.add_class(f"pf-do-{name}")
    return button


def _line(shown: list[Any], name: str) -> widgets.HBox:
    line = widgets.HBox(shown)
    line.add_class(name)
    return line


def _step(title: str, shown: list[Any]) -> widgets.VBox:
    box = widgets.VBox([widgets.HTML(f"<h2>{title}</h2>"), *shown])
    box.add_class("pf-step")
    return box


def _show(widget: Any, shown: bool) -> None:
    widget.layout.display = None if shown else "none"
