"""Notebooks as text: read, and given their parameters without being executed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InvalidTableError, NotFoundError

if TYPE_CHECKING:
    from ._jobs import Job


def prepared(job: Job) -> str:
    """The notebook with its parameters, as papermill injects them, and without results."""
    notebook = json.loads(job.notebook)
    tagged = [n for n, cell in enumerate(notebook["cells"]) if "parameters" in cell["metadata"].get("tags", [])]
    source = "".join(
        f"{name} = {value!r}\n" for name, value in job.parameters.items()
    )  # plain data: its repr is a literal
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "injected-parameters",
        "metadata": {"tags": ["injected-parameters"]},
        "outputs": [],
        "source": f"# Parameters\n{source}".splitlines(keepends=True),
    }
    notebook["cells"].insert(tagged[0] + 1 if tagged else 0, cell)
    said = {"input_path": job.source, "output_path": job.target, "parameters": dict(job.parameters)}
    notebook["metadata"]["papermill"] = said
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def read_notebook(path: Path) -> str:
    """The text of a notebook.

    Raises:
        NotFoundError: there is none.
        InvalidTableError: it is no notebook.
    """
    try:
        text = path.read_text(encoding="utf-8")
        good = all("metadata" in cell for cell in json.loads(text)["cells"])
    except FileNotFoundError as error:
        raise NotFoundError("no such notebook", path=path) from error
    except (OSError, ValueError, KeyError, TypeError):
        good = False
    if not good:
        raise InvalidTableError("is no notebook that can be read", path=path)
    return text
