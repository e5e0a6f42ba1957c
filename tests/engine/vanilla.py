"""Executes the cases, and says of each what can be compared. As a program: renews what vanilla papermill makes of them.

    python -m tests.engine.vanilla          # from the top of the repository; writes tests/engine/vanilla.json

What differs between two runs of one engine is masked: times, process ids, memory addresses, random ids, folders.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import chdir
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat

from .cases import CASES, Case

KEPT = Path(__file__).with_name("vanilla.json")
OF = ("papermill", "nbclient", "nbformat", "ipykernel", "ipython", "jupyter_client", "pandas", "altair", "ipywidgets")

LONG = 4000
SLICED = ("flushed between", "slow stream")
MASKS = (
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(Z|\+00:00)?", "TIME"),
    (r"ipykernel_\d+/\d+\.py", "CELL.py"),
    (r"\b0x[0-9a-f]{6,}", "ADDRESS"),
    (r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])|\b[0-9a-f]{8}-[0-9a-f-]{27}\b", "ID"),
    (r"(pid|PID)([ =:]+)\d+", r"\1\2N"),
    (r"(CPU times: |Wall time: )[^\\\n]+", r"\1SOME"),
)


def notebook(case: Case) -> Any:
    """A case as a notebook, with ids that are always the same."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    cells = []
    for number, cell in enumerate(case.cells):
        source, tags = cell if isinstance(cell, tuple) else (cell, [])
        new = new_markdown_cell if source.startswith("# ") and not tags else new_code_cell
        cells.append(new(source, id=f"cell-{number}", metadata={"tags": tags} if tags else {}))
    spec = {"name": "python3", "language": "python", "display_name": "Python 3"}
    return new_notebook(cells=cells, metadata={"kernelspec": spec})


def outcome(name: str, engine: str | None, folder: Path) -> dict[str, Any]:
    """What comes of a case: the file, the exception, the other files, all masked."""
    import papermill

    case, raised = CASES[name], ""
    folder.mkdir(parents=True)
    (folder / "own.txt").write_text("own\n", encoding="utf-8")
    nbformat.write(notebook(case), folder / "in.ipynb")
    with chdir(folder):
        try:
            papermill.execute_notebook(
                "in.ipynb",
                "out.ipynb",
                parameters=case.parameters,
                engine_name=engine,
                progress_bar=False,
                **case.options,
            )
        except Exception as error:  # noqa: BLE001 - it is what is compared
            raised = f"{type(error).__name__}: {error}"
    written = {p.name: p.read_text(encoding="utf-8") for p in sorted(folder.iterdir()) if p.is_file()}
    made = json.loads(written.pop("out.ipynb"))
    if name not in SLICED:
        whole_streams(made)
    return masked({"notebook": made, "raised": raised, "files": written}, folder)


def whole_streams(content: dict[str, Any]) -> None:
    """Slices of one stream put together: what is sent at a time depends on how busy the machine is."""
    for cell in content["cells"]:
        joined: list[dict[str, Any]] = []
        for output in cell.get("outputs", ()):
            before = joined[-1] if joined else {}
            if output.get("name") is not None and before.get("name") == output["name"]:
                before["text"] = [*before["text"], *output["text"]]
            else:
                joined.append(output)
        if "outputs" in cell:
            cell["outputs"] = [
                {**o, "text": "".join(o["text"]).splitlines(keepends=True)} if "name" in o else o for o in joined
            ]


def masked(result: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The same for two runs of one engine."""
    result["notebook"] = _timeless(result["notebook"])
    text = json.dumps(result, indent=1, ensure_ascii=False)
    for place in (str(folder), sys.prefix, sys.base_prefix, tempfile.gettempdir() + os.sep, str(Path.home())):
        text = text.replace(place, "PLACE/" if place.endswith(os.sep) else "PLACE")
    for sign, mask in MASKS:
        text = re.sub(sign, mask, text)
    return _short(json.loads(text))


def _short(value: Any) -> Any:
    """Long texts by their digest."""
    if isinstance(value, dict):
        return {k: _short(v) for k, v in value.items()}
    if isinstance(value, list):
        joined = "".join(value) if all(isinstance(v, str) for v in value) else ""
        return _short(joined) if len(joined) > LONG else [_short(v) for v in value]
    if isinstance(value, str) and len(value) > LONG:
        return f"{len(value)} characters, {hashlib.sha256(value.encode('utf-8', 'surrogatepass')).hexdigest()}"
    return value


def _timeless(content: dict[str, Any]) -> dict[str, Any]:
    for kept in content["metadata"].get("widgets", {}).values():  # in the order of ids that are random
        kept["state"] = sorted(kept["state"].values(), key=lambda s: (s["model_name"], len(json.dumps(s))))
    for cell in [*content["cells"], content]:
        told = cell["metadata"].get("papermill", {})
        if told.get("duration") is not None:
            told["duration"] = "SOME"
        if "papermill-error-cell-tag" in cell["metadata"].get("tags", []) or len(cell.get("id", "")) == 8:
            cell["id"] = "NEW"
    return content


def versions() -> dict[str, str]:
    """What the results depend on."""
    return {"python": platform.python_version(), **{name: version(name) for name in OF}}


def _vanilla(name: str) -> tuple[str, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        return name, outcome(name, None, Path(folder) / "case")


def main(names: list[str]) -> None:
    """Write what vanilla papermill makes of these cases, or of all."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))["cases"] if names else {}
    with ProcessPoolExecutor(2) as pool:
        for name, made in pool.map(_vanilla, names or CASES):
            kept[name] = made
            sys.stdout.write(f"{name}\n")
    cases = {name: kept[name] for name in CASES}
    told = json.dumps({"versions": versions(), "cases": cases}, indent=1, ensure_ascii=False)
    KEPT.write_text(told + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
