"""A child of the zygote: one notebook's kernel, from the fork to the end of the process."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import ctypes
import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping
from contextvars import copy_context
from importlib.util import find_spec
from typing import Any, NoReturn

from tornado.ioloop import IOLoop

from ._kernel import HISTORY, WireApp
from ._wire import CHUNK, Ear, Frames, Message

PR_SET_PDEATHSIG = 1
LAUNCHER = str(getattr(find_spec("ipykernel_launcher"), "origin", ""))  # what starts a kernel, and stands in sys.argv
GRACE = 1.0  # seconds for what a notebook has started to end when it is asked to


def run(app: WireApp, told: socket.socket, environment: Mapping[str, str], zygote: int) -> NoReturn:
    """Wait for a client and its folder, serve it until it is done or gone; the process ends here."""
    status, to = 1, told
    try:
        _alone(zygote)
        _at_home(app, environment)
        ear = Ear(told)
        if (heard := ear.listen()) is None:
            os._exit(0)
        told.close()
        to = socket.socket(fileno=ear.fds.pop())
        os.chdir(heard[0]["folder"])
        app.begin(to)
        _Serving(app, to).until_done()
        _leave(app)
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    finally:
        with contextlib.suppress(BaseException):
            app.publisher.finish()
            to.shutdown(socket.SHUT_RDWR)
        os._exit(status)


def _alone(zygote: int) -> None:
    """A process group of its own, that ends with the zygote."""
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != zygote:
        os._exit(1)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def _at_home(app: WireApp, environment: Mapping[str, str]) -> None:
    """An environment as a kernel that was just started has it, and no random state that others have too."""
    backend = os.environ["MPLBACKEND"]
    os.environ.clear()
    os.environ.update({"MPLBACKEND": backend, "JPY_PARENT_PID": str(os.getppid()), **environment})
    app.shell.init_environment()
    sys.argv[:] = [LAUNCHER, "-f", "", HISTORY]
    gc.enable()
    if "numpy" in sys.modules:  # Python's own `random` sees to itself
        sys.modules["numpy"].random.seed()


class _Serving:
    """Messages of the client, handled one after the other in one context, as ipykernel does."""

    def __init__(self, app: WireApp, to: socket.socket) -> None:
        self.app, self.to, self.frames = app, to, Frames()
        self.context, self.tasks = copy_context(), set[asyncio.Task[Any]]()
        self.loop = asyncio.new_event_loop()  # the zygote's, if it has one, is not to be shared
        asyncio.set_event_loop(self.loop)

    def until_done(self) -> None:
        self.app.kernel.start()
        self.loop.add_reader(self.to, self._come)
        IOLoop.current().start()
        self.loop.remove_reader(self.to)

    def _come(self) -> None:
        try:
            data = self.to.recv(CHUNK, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        if not data:
            os.killpg(0, signal.SIGKILL)  # nobody waits for what this would say
        for message in self.frames.feed(data):
            self._handle(message)

    def _handle(self, message: Message) -> None:
        if message["msg_type"] == "shutdown_request":
            self.loop.stop()
            return
        task = self.loop.create_task(self.app.received(message), context=self.context)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


def _leave(app: WireApp) -> None:
    """What Python does when a process ends, less taking apart what will be gone with it."""
    _end_started()
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    app.shell.user_ns.clear()  # an open file is written to its end when nobody holds it
    app.shell.user_ns_hidden.clear()
    gc.collect()


def _end_started() -> None:
    """Ask what the notebook has started and left running to end; the zygote kills what does not."""
    if not _running():
        return
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)
    until = time.monotonic() + GRACE
    while _running() and time.monotonic() < until:
        time.sleep(0.01)


def _running() -> bool:
    """Whether a process that this one started still runs; one that is over and not waited for does not."""
    try:
        return os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except ChildProcessError:
        return False
