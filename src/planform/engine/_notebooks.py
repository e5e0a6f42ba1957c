"""Notebooks as text: read, and given their parameters without being executed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InvalidTableError, NotFoundError

if TYPE_CHECKING:
    from ._jobs import Job


def prepared(job: Job) -> str:
    """The notebook with its parameters, as papermill injects them, and without results."""
    notebook = json.loads(job.notebook)
    tagged = [n for n, cell in enumerate(notebook["cells"]) if "parameters" in cell["metadata"].get("tags", [])]
    source = "".join(f"{name} = {literal(value)}\n" for name, value in job.parameters.items())
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "injected-parameters",
        "metadata": {"tags": ["injected-parameters"]},
        "outputs": [],
        "source": f"# Parameters\n{source}".splitlines(keepends=True),
    }
    notebook["cells"].insert(tagged[0] + 1 if tagged else 0, cell)
    said = {"input_path": job.source, "output_path": job.target, "parameters": plain(job.parameters)}
    notebook["metadata"]["papermill"] = said
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def literal(value: Any) -> str:
    """Python source that gives a value back; it holds nothing that runs. Days become ISO text, tuples lists."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{str(k)!r}: {literal(v)}' for k, v in value.items())}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, float) and not math.isfinite(value):
        return f"float({str(value)!r})"
    if value is None or type(value) in (bool, int, float, str):
        return repr(value)
    return repr(value.isoformat() if hasattr(value, "isoformat") else str(value))


def plain(value: Any) -> Any:
    """The same as JSON has it; what no JSON holds, as text."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if value is None or type(value) in (bool, int, str) or (type(value) is float and math.isfinite(value)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


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
