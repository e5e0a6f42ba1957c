"""The notebooks of a batch: which are to be executed, with what, and what their results say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...engine import Job, read_notebook
from ...files import inside
from ...plan import digest
from ...settings import Settings
from ...template import data_folder
from ..plans._place import Place
from ..plans._settle import Settled

REHEARSED = {"store": "plans.db", "out": "plans", "plan": None}  # in a folder of its own, which is removed
NOT_RUN = "not run: "  # before the digest of a notebook that lies there with its parameters only


@dataclass(frozen=True, slots=True)
class Given:
    """What all notebooks of a run have in common.

    Attributes:
        text: the notebook.
        origin: where it was read.
        place: the parameters that all share.
        engine: papermill's engine, None for the best.
        shown: digest of the settings that what it shows depends on.
        out: the folder.
        bundled: whether the notebook is our own, of which we know what it does.
    """

    text: str
    origin: str
    place: Place
    engine: str | None
    shown: str
    out: Path
    bundled: bool

    @classmethod
    def of(cls, notebook: str | Path | None, place: Place, engine: str | None, settings: Settings, out: Path) -> Given:
        """The bundled notebook, or another.

        Raises:
            NotFoundError: there is no such notebook.
            InvalidTableError: it is none that can be read.
        """
        path = Path(notebook) if notebook is not None else data_folder("notebooks") / "plan.ipynb"
        shown = digest(settings.model_dump(mode="json", include={"effort", "risk", "calendar"}))
        return cls(read_notebook(path), str(path), place, engine, shown, out, notebook is None)

    def job(self, settled: Settled, force: bool, mark: str = "") -> tuple[Job, str] | None:
        """The job of a notebook that would show something else than it does, and the state that it will show."""
        parameters = self.place.parameters(settled.candidate.values)
        if settled.identity not in (settled.candidate.key, settled.candidate.slug):
            parameters["plan"] = settled.identity  # one of several of that title
        told = {k: v for k, v in parameters.items() if k != "template"}  # its hash says more than how it is found
        state = digest([self.text, told, settled.plan.said, settled.plan.template.hash, self.shown])
        target = inside(self.out, settled.entry.file, ".ipynb").absolute()  # a worker may be elsewhere
        if not force and settled.entry.notebook in (state, mark + state) and target.exists():
            return None
        environment = self.place.environment
        name, own = settled.identity, REHEARSED if self.bundled else None
        job = Job(name, self.text, self.origin, str(target), parameters, self.engine, environment, own)
        return job, mark + state
