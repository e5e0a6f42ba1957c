"""The house keeps its own rules: layers, faces, light import, one list of dependencies, clean notebooks, no traces."""

import ast
import configparser
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "planform"

# Parts of planform, lowest first. Those of one row do not know each other.
LAYERS = (
    ("errors", "lazy"),
    ("settings", "files"),
    ("quantities",),
    ("template",),
    ("document",),
    ("plan",),
    ("store", "analysis", "engine"),
    ("batch", "syncing"),
    ("form",),
    ("workspace", "doctor"),
    ("cli",),
    ("papermill_engine", "__main__"),  # entry points: imported by papermill and by Python, by nobody here
    ("__init__",),  # the public face
)
# Rooms inside a part, lowest first; "" is what stands beside them.
ROOMS = {
    "template": ("text", "words", "blanks", "blocks", "patterns", "names", "overrides", ""),
    "batch": ("tables", "mapping", "plans", "report", "run", ""),
    "form": ("page", "state", "keeping", "", "panels"),
}
LEVEL = {part: level for level, parts in enumerate(LAYERS) for part in parts}
HEAVY = ("pandas", "numpy", "ipywidgets", "sqlalchemy", "papermill", "altair", "networkx", "IPython")


# --- layers and faces -------------------------------------------------------------------------------------------------


class Import(NamedTuple):
    """Something a file of planform imports from planform: by whom (dotted, below planform), from where, which name."""

    by: str
    module: str
    name: str
    line: int

    def __str__(self) -> str:
        return f"{self.by}:{self.line} imports {self.name or 'all'} from {self.module or 'planform'}"


def imports(text: str, by: str, is_package: bool) -> Iterator[Import]:
    """Imports of planform's own modules, wherever in the file they stand."""
    package = by.split(".") if is_package else by.split(".")[:-1]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first, _, rest = alias.name.partition(".")
                if first == "planform":
                    yield Import(by, rest, "", node.lineno)
        elif isinstance(node, ast.ImportFrom):
            yield from _from(node, by, [p for p in package if p != "__init__"])


def _from(node: ast.ImportFrom, by: str, package: list[str]) -> Iterator[Import]:
    module = (node.module or "").split(".") if node.module else []
    if node.level:
        module = [*package[: len(package) - node.level + 1], *module]
    elif module[:1] == ["planform"]:
        module = module[1:]
    else:
        return
    for alias in node.names:
        below = ".".join([*module, alias.name])
        if is_module(below):
            yield Import(by, below, "", node.lineno)
        else:
            yield Import(by, ".".join(module), alias.name, node.lineno)


def is_module(dotted: str) -> bool:
    path = SOURCE.joinpath(*dotted.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def part(dotted: str) -> str:
    return dotted.split(".")[0] or "__init__"


def looks_up(found: Import) -> bool:
    """Whether it imports from a higher layer, or from another part of its own."""
    ours, theirs = part(found.by), part(found.module)
    return ours != theirs and LEVEL[theirs] >= LEVEL[ours]


def looks_inside(found: Import) -> bool:
    """Whether it imports what another part keeps to itself."""
    private = any(p.startswith("_") and not p.startswith("__") for p in [*found.module.split("."), found.name])
    return private and part(found.by) != part(found.module)


def all_imports() -> list[Import]:
    found = []
    for path in SOURCE.rglob("*.py"):
        is_package = path.name == "__init__.py"
        inner = path.relative_to(SOURCE).with_suffix("").parts
        dotted = ".".join(inner[:-1] if is_package and len(inner) > 1 else inner)
        found += imports(path.read_text(encoding="utf-8"), dotted, is_package)
    assert len(found) > 20
    return found


def test_every_part_has_a_layer():
    parts = {p.stem for p in SOURCE.glob("*.py")} | {p.parent.name for p in SOURCE.glob("*/__init__.py")}
    assert parts - set(LEVEL) == set()


def test_imports_go_only_downward():
    assert [str(i) for i in all_imports() if looks_up(i)] == []


def room(dotted: str) -> str:
    """The room of a module in its part: "" for one beside the rooms."""
    inner = dotted.split(".")[1:2]
    return inner[0] if inner and not inner[0].startswith("_") else ""


def looks_up_inside(found: Import) -> bool:
    """Whether it imports from a higher room of its own part; a face may name all of them."""
    rooms = ROOMS.get(part(found.by), ())
    if not rooms or part(found.by) != part(found.module) or found.by == part(found.by):
        return False
    return rooms.index(room(found.module)) > rooms.index(room(found.by))


def test_rooms_are_those_that_are_there():
    for name, rooms in ROOMS.items():
        assert {p.parent.name for p in SOURCE.joinpath(name).glob("*/__init__.py")} == set(rooms) - {""}


def test_rooms_import_from_those_before_them():
    assert [str(i) for i in all_imports() if looks_up_inside(i)] == []
    assert looks_up_inside(Import("template.words._roles", "template.names._naming", "Naming", 1))


def test_other_parts_are_used_through_their_face():
    assert [str(i) for i in all_imports() if looks_inside(i)] == []


@pytest.mark.parametrize(
    ("by", "text", "up", "inside"),
    [
        ("template._infer", "from ..errors import PlanformError", False, False),
        ("template._infer", "from ._blanks import _scan", False, False),
        ("template._infer", "from ..plan import Plan", True, False),
        ("template._infer", "def f():\n    import planform.store", True, False),
        ("template._infer", "from planform import Plan", True, False),
        ("analysis._risk", "from ..store import PlanStore", True, False),
        ("store._store", "from ..plan._plan import Plan", False, True),
        ("store._store", "from ..errors import _rebuild", False, True),
        ("errors", "from .settings import Settings", True, False),
        ("settings", "from . import errors", False, False),
    ],
)
def test_the_layer_rules_see_what_they_should(by, text, up, inside):
    (found,) = imports(text, by, is_package=False)
    assert (looks_up(found), looks_inside(found)) == (up, inside)


def test_importing_planform_loads_nothing_heavy():
    code = "import sys, planform; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "planform" in modules
    assert [m for m in HEAVY if m in modules] == []


# --- dependencies -----------------------------------------------------------------------------------------------------


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def conda() -> list:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]


def conda_pip_part() -> list[str]:
    (pip,) = [d["pip"] for d in conda() if isinstance(d, dict)]
    return pip


def test_environment_yml_is_equal_to_pyproject():
    assert conda_pip_part() == project()["project"]["dependencies"]
    assert f"python{project()['project']['requires-python']}" in conda()


def test_the_pip_part_of_environment_yml_installs():
    """In this environment, which the lock made, the installer finds nothing missing and nothing in conflict."""
    run = subprocess.run([*installer(), "--dry-run", *conda_pip_part()], capture_output=True, text=True, cwd="/")
    assert run.returncode == 0, run.stderr
    assert "Would install" not in run.stdout + run.stderr


def installer() -> list[str]:
    """`install` without a network: pip's, or uv's where an environment was made without pip."""
    has_pip = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode == 0
    pip = [sys.executable, "-m", "pip", "install", "--no-index", "--disable-pip-version-check"]
    return pip if has_pip else ["uv", "pip", "install", "--python", sys.executable, "--offline"]


def locked() -> dict[str, list[Requirement]]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins: dict[str, list[Requirement]] = {}
    for pin in map(Requirement, filter(None, lines)):
        pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def test_the_lock_is_exact_and_names_no_place():
    for pins in locked().values():
        for pin in pins:
            assert pin.url is None
            assert re.fullmatch(r"==[\w.!+]+", str(pin.specifier)), str(pin)


def test_the_lock_holds_what_pyproject_asks_for():
    data = project()
    extras = data["project"]["optional-dependencies"]
    asked = [*data["project"]["dependencies"], *data["dependency-groups"]["dev"], *extras["postgres"]]
    pins = locked()
    for wanted in map(Requirement, asked):
        versions = [str(pin.specifier).removeprefix("==") for pin in pins.get(canonicalize_name(wanted.name), ())]
        assert versions, f"requirements.lock lacks {wanted}: make lock"
        assert all(wanted.specifier.contains(v, prereleases=True) for v in versions), f"{wanted}, but {versions}"


# --- tracked files ----------------------------------------------------------------------------------------------------


def tracked(*patterns: str) -> list[Path]:
    run = subprocess.run(["git", "ls-files", "-z", *patterns], check=True, capture_output=True, text=True, cwd=ROOT)
    return [ROOT / name for name in run.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_notebooks_are_stored_without_outputs():
    notebooks = tracked("*.ipynb")
    assert notebooks
    for path in notebooks:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        assert [i for i, cell in enumerate(code) if cell["outputs"] or cell["execution_count"]] == [], path.name


def test_the_contributor_page_names_files_that_exist():
    """Paths between back-ticks, in CONTRIBUTING.md and the decisions, are there; so is what the page calls by name."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:\.ci|src|tests|docs|examples|templates|notebooks)/[\w./-]*)`|\]\((docs/[^)]+)\)", page)
    assert len(paths) > 8
    assert [a or b for a, b in paths if not (ROOT / (a or b)).exists()] == []
    assert re.search(r"^KINDS\b", (SOURCE / "template/words/_kinds.py").read_text(encoding="utf-8"), re.M)
    assert re.search(r"^READERS\b", (SOURCE / "batch/tables/_readers.py").read_text(encoding="utf-8"), re.M)


def traces() -> list[str]:
    """What would tie the project to a machine or a registry. In pieces, or this file would hold it itself."""
    fixed = ["/wo" + "rk/", "/fa" + "rm/", "/ro" + "ot/", "/tmp/" + "env", "/tmp/" + "studio", "/ho" + "me/"]
    hosts = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com"]
    hosts += ["debian" + ".org", "ana" + "conda.org"]
    here = [f"{p}/" for p in (ROOT, Path.home()) if len(p.parts) > 2]  # /app or / would be found everywhere
    return [*fixed, *hosts, *here, *configured_hosts()]


def configured_hosts() -> list[str]:
    """Hosts of the registries that this machine installs from."""
    config = configparser.RawConfigParser(strict=False)
    config.read([Path.home() / ".config/pip/pip.conf", Path.home() / ".pip/pip.conf", "/etc/pip.conf"])
    texts = [v for name, v in os.environ.items() if re.match(r"(PIP|UV)_.*(INDEX|LINKS)", name)]
    texts += [config.get(s, o) for s in config.sections() for o in config.options(s) if "index" in o or "links" in o]
    return re.findall(r"https?://(?:[^\s/@]*@)?([\w.-]+\.\w+)", " ".join(texts))


def test_no_tracked_file_names_this_machine_or_a_registry():
    found = []
    for path in tracked():
        content = path.read_bytes()
        found += [f"{path.relative_to(ROOT)}: {t}" for t in traces() if t.encode() in content]
    assert found == []
