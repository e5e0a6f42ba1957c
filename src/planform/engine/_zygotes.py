"""The zygotes of this process: started when first needed, one for each environment, shared by its threads."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ._wire import Ear, Message, say

START = "import sys; sys.path[:1] == [''] and sys.path.pop(0); from planform.engine._zygote import main; main({})"
SINGLE = {  # libraries that would start threads when they are loaded, which a fork does not survive
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
GRACE = 5.0  # seconds


class ZygoteError(Exception):
    """The zygote could not be started, or is gone."""


@dataclass(frozen=True, slots=True)
class Breed:
    """What a zygote is made with; notebooks that want the same share one.

    Attributes:
        environment: of its children.
        preload: modules to import.
        rehearsed: the notebook that it has run once; "" for none.
        rehearsal: gives that notebook with parameters, as JSON.
    """

    environment: Mapping[str, str] = field(repr=False)
    preload: Sequence[str] = ()
    rehearsed: str = field(default="", repr=False)
    rehearsal: Callable[[], str] = str

    @property
    def key(self) -> str:
        """Equal for equal environments and notebooks; modules and parameters are only a matter of speed."""
        told = json.dumps([sorted(self.environment.items()), self.rehearsed])
        return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()

    @property
    def told(self) -> Message:
        """What the zygote is told first."""
        return {
            "environment": dict(self.environment),
            "preload": list(self.preload),
            "rehearsal": self.rehearsal() if self.rehearsed else "",
        }


class Zygote:
    """A zygote as its worker sees it; threads ask in turn."""

    def __init__(self, breed: Breed) -> None:
        self.control, theirs = socket.socketpair()
        self.ear = Ear(self.control)
        self.turn = threading.Lock()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - this interpreter, our own code
                [sys.executable, "-c", START.format(theirs.fileno())],
                env={**breed.environment, **SINGLE},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C in the terminal is for the batch, which ends it in order
            )
        try:
            self.ask(breed.told)
        except ZygoteError:
            self.close()
            raise

    def ask(self, request: Message, fd: int | None = None) -> Message:
        """Its answer.

        Raises:
            ZygoteError: it cannot, and says why, or it is gone.
        """
        with self.turn:
            try:
                say(self.control, request, fd)
                answers = self.ear.listen()
            except OSError as error:
                raise ZygoteError(f"it is gone ({error})") from error
        if not answers:
            raise ZygoteError("it is gone")
        if "error" in answers[0]:
            raise ZygoteError(answers[0]["error"])
        return answers[0]

    def fork(self, folder: str) -> tuple[int, socket.socket]:
        """A new child in a folder: its process id, and our end of the socket to it."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                return self.ask({"do": "fork", "folder": folder}, theirs.fileno())["pid"], ours
            except ZygoteError:
                ours.close()
                raise

    def kill(self, pid: int, number: int) -> None:
        """Send a signal to a child and what it has started.

        A zygote that is dead has taken its children with it; what those had started is still in their group.
        """
        with self.turn, contextlib.suppress(OSError):
            say(self.control, {"do": "kill", "pid": pid, "signal": number})
            return
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)

    def close(self) -> None:
        """End it and all it has started."""
        self.control.close()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def forget(self) -> None:
        """In a fork of this process: it is not ours, and must see the end of the one whose it is."""
        self.control.close()
        self.process.returncode = 0


_here: dict[str, Zygote] = {}
_refused: dict[str, str] = {}  # breeds that could not be made ready, and why: not tried for each notebook again
_starting = threading.Lock()
_users = 0


def zygote(breed: Breed) -> Zygote:
    """The zygote of that breed, started if there is none.

    Raises:
        ZygoteError: it cannot be started.
    """
    with _starting:
        key = breed.key
        found = _here.get(key)
        if found is not None and found.process.poll() is None:
            return found
        if key in _refused:
            raise ZygoteError(_refused[key])
        try:
            _here[key] = Zygote(breed)
        except ZygoteError as error:
            _refused[key] = str(error)
            raise
        return _here[key]


def forked(breed: Breed, folder: str) -> tuple[Zygote, int, socket.socket]:
    """A new child in a folder, and the zygote it comes from; a zygote that turns out to be dead is replaced once.

    Raises:
        ZygoteError: there is none, and none can be started.
    """
    found = zygote(breed)
    try:
        return found, *found.fork(folder)
    except ZygoteError:
        found.close()
    found = zygote(breed)
    return found, *found.fork(folder)


@contextlib.contextmanager
def zygotes_ended() -> Iterator[None]:
    """Afterwards no zygote of this process is left, unless somebody else still uses them."""
    global _users
    with _starting:
        _users += 1
    try:
        yield
    finally:
        with _starting:
            _users -= 1
            ended = not _users
        if ended:
            end_all()


def end_all() -> None:
    """End the zygotes of this process with all they have started, whoever uses them."""
    with _starting:
        ended = [_here.pop(key) for key in list(_here)]
        _refused.clear()
    for found in ended:
        found.close()


def _forget_all() -> None:
    global _starting, _users
    _starting, _users = threading.Lock(), 0
    for found in _here.values():
        found.forget()
    _here.clear()


atexit.register(end_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
