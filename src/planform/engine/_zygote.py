"""The zygote: a process that has imported and rehearsed, has one thread, and is forked for each notebook.

It is started by its worker (`python -c "... main(fd)"`), which holds the other end of a socket that has no name. When
that end is closed, because the worker is done or dead, the zygote ends all it has started and then itself.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from ._child import run
from ._kernel import WireApp, build
from ._wire import Ear, Message, say

IDLE = 60.0  # seconds without a notebook after which it goes; the next one starts another
PR_SET_CHILD_SUBREAPER = 36
HARMLESS = {"jemalloc_bg_thd"}  # a thread that sees to forks itself


def main(number: int) -> NoReturn:
    """Get ready, say so, and fork on request; the process ends here."""
    control = socket.socket(fileno=number)
    ear = Ear(control)
    if (heard := ear.listen()) is None:
        os._exit(0)
    told = heard[0]
    try:
        app = _ready(told["preload"], told["rehearsal"])
    except Exception as error:  # noqa: BLE001 - the worker uses a real kernel then, and says why
        say(control, {"error": f"{type(error).__name__}: {error}"})
        os._exit(1)
    say(control, {"ready": os.getpid()})
    _Zygote(app, ear, told["environment"]).serve()
    os._exit(0)


def _ready(preload: Iterable[str], rehearsal: str) -> WireApp:
    """The application, with everything imported that notebooks will want."""
    app = build()
    with app.shell.builtin_trap:  # a module may look at import whether it is in a notebook: pandas does
        for name in preload:
            importlib.import_module(name)
        if rehearsal:
            _rehearse(app, json.loads(rehearsal))
    if (count := _threads()) > 1:
        raise RuntimeError(f"{count} threads after the imports; a process is forked with one only")
    gc.collect()
    gc.freeze()
    gc.disable()
    return app


def _rehearse(app: WireApp, notebook: Mapping[str, Any]) -> None:
    """Run a notebook, in a folder that is removed: what it imports and caches is then there for all."""
    home = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="planform-") as folder:
        os.chdir(folder)
        try:
            sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
            # twice, as the second time finds what the first has made; until one fails: the others are only slower
            all(app.shell.run_cell(source).success for source in 2 * sources)
        finally:
            os.chdir(home)
            app.shell.reset(new_session=False)


def _threads() -> int:
    """Threads of this process, those of libraries included."""
    tasks = Path("/proc/self/task")
    if not tasks.exists():
        import threading

        return threading.active_count()
    return sum((task / "comm").read_text().strip() not in HARMLESS for task in tasks.iterdir())


class _Zygote:
    """Forks, and what became of them."""

    def __init__(self, app: WireApp, ear: Ear, environment: Mapping[str, str]) -> None:
        self.app, self.ear, self.control, self.environment = app, ear, ear.of, environment
        self.children: set[int] = set()
        self.spare: tuple[int, socket.socket] | None = None  # a child that waits for its notebook
        self.woken, self.wake = os.pipe()
        for end in (self.woken, self.wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self.wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: self.end())
        if sys.platform == "linux":  # what a child leaves behind comes here, and is ended here
            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
        self.ways: dict[str, Callable[[Message], None]] = {"fork": self.fork, "kill": self.kill}

    def serve(self) -> None:
        while True:
            ends: list[Any] = [self.control, self.woken]
            come, _, _ = select.select(ends, [], [], IDLE)
            if not come and self.children <= {self.spare and self.spare[0]}:
                self.end()
            if self.woken in come:
                os.read(self.woken, 4096)
                self.reap()
            if self.control in come:
                if (requests := self.ear.listen()) is None:
                    self.end()
                for request in requests:
                    self.ways[request["do"]](request)

    def fork(self, request: Message) -> None:
        """A child that serves the client at the other end of the socket that came with the request.

        It was forked before it was asked for; while it works, the next one is.
        """
        fd = self.ear.fds.pop()
        try:
            child = self._give(request, fd)
        except OSError:  # somebody has killed the one that waited
            self.spare = None
            child = self._give(request, fd)
        os.close(fd)
        say(self.control, {"pid": child})
        self.spare = self._new()

    def _give(self, request: Message, fd: int) -> int:
        child, to = self.spare or self._new()
        say(to, request, fd)
        to.close()
        return child

    def _new(self) -> tuple[int, socket.socket]:
        ours, theirs = socket.socketpair()
        here = os.getpid()
        if (child := os.fork()) == 0:
            signal.set_wakeup_fd(-1)
            for end in (self.control, ours):
                end.close()
            for number in (self.woken, self.wake):
                os.close(number)
            run(self.app, theirs, self.environment, here)
        theirs.close()
        self.children.add(child)
        return child, ours

    def kill(self, request: Message) -> None:
        """Send a signal to a child and what it has started, if it is still there."""
        if request["pid"] in self.children:
            _signal(request["pid"], request["signal"])

    def reap(self) -> None:
        """Those that are over; what one has left running in its group is killed."""
        while (gone := _over()) is not None:
            if gone in self.children:
                self.children.discard(gone)
                _signal(gone, signal.SIGKILL)

    def end(self) -> NoReturn:
        """Everything that was started here is over, now."""
        for child in self.children:
            _signal(child, signal.SIGKILL)
        for child in _left():
            os.kill(child, signal.SIGKILL)
        os._exit(0)


def _signal(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return


def _over() -> int | None:
    try:
        return os.waitpid(-1, os.WNOHANG)[0] or None
    except ChildProcessError:
        return None


def _left() -> list[int]:
    """Processes that came here when their parents ended."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []
