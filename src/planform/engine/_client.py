"""nbclient's view of a forked child: a kernel manager and a client that speak over a socket instead of zmq.

nbclient and papermill drive it as they drive any kernel: outputs, errors, time limits, hooks and saves are theirs.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import Empty
from string import Template
from time import monotonic
from typing import Any, ClassVar

from jupyter_client.manager import KernelManager
from jupyter_client.session import Session

from ._wire import CHUNK, Frames, Message, frame
from ._zygotes import Breed, Zygote, forked

NO_ANSWER = "Kernel didn't respond in %d seconds"  # as jupyter_client says it
DIED = "Kernel died before replying to kernel_info"


class Line:
    """The socket to a child, read by the event loop that asks; messages sorted into channels."""

    def __init__(self, to: socket.socket, child: int) -> None:
        to.setblocking(False)
        self.socket, self.child, self.frames, self.alive = to, child, Frames(), True
        self.loop: asyncio.AbstractEventLoop | None = None
        self.come: dict[str, deque[Message]] = {"shell": deque(), "iopub": deque()}
        self.waiting: dict[str, asyncio.Future[None]] = {}  # by channel; "" for any change
        self.unsent = bytearray()

    def send(self, data: bytes) -> None:
        """Send now what can be sent, and the rest while somebody waits for an answer."""
        self.unsent += data
        self._send()

    async def next(self, channel: str, timeout: float | None) -> Message:
        """The next message of a channel.

        Raises:
            queue.Empty: none came in time.
        """
        if not self.come[channel] and not await self._wait(channel, timeout):
            raise Empty
        return self.come[channel].popleft()

    async def until(self, reached: Callable[[], bool], timeout: float | None) -> bool:
        """Wait for something that a message or the end of the line brings; whether it came in time."""
        end = None if timeout is None else monotonic() + timeout
        while not reached():
            if not await self._wait("", None if end is None else max(0.0, end - monotonic())):
                return reached()
        return True

    def close(self) -> None:
        if self.loop is not None and not self.loop.is_closed():
            self.loop.remove_reader(self.socket)
            self.loop.remove_writer(self.socket)
        self.alive = False
        self.socket.close()

    async def _wait(self, key: str, timeout: float | None) -> bool:
        self._watch()
        self.waiting[key] = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(self.waiting[key], timeout)
        except TimeoutError:
            return False
        return True

    def _wake(self, *keys: str) -> None:
        for key in keys:
            if (future := self.waiting.get(key)) and not future.done():
                future.set_result(None)

    def _watch(self) -> None:
        if self.loop is not (loop := asyncio.get_running_loop()) and self.alive:
            self.loop = loop
            loop.add_reader(self.socket, self._receive)
            self._send()

    def _send(self) -> None:
        try:
            while self.unsent:
                del self.unsent[: self.socket.send(self.unsent)]
        except BlockingIOError:
            pass
        except OSError:  # it is gone, which the reader finds out
            self.unsent.clear()
        if self.loop is not None and self.unsent:
            self.loop.add_writer(self.socket, self._send)
        elif self.loop is not None:
            self.loop.remove_writer(self.socket)

    def _receive(self) -> None:
        try:
            data = self.socket.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._over()
            return
        try:
            messages = list(self.frames.feed(data))
        except (ValueError, KeyError, TypeError, AttributeError):  # a notebook wrote into the socket, or patched json
            self._over()
            return
        for message in messages:
            if message["msg_id"].split("_")[-2] != str(self.child):  # better no answer than that of another notebook
                self._over()
                return
            channel = "shell" if message["msg_type"].endswith("_reply") else "iopub"
            self.come[channel].append(message)
            self._wake(channel, "")

    def _over(self) -> None:
        self.alive = False  # who waits for a message waits on: nbclient asks every second whether anybody is there
        if self.loop is not None:
            self.loop.remove_reader(self.socket)
        self._wake("")


class Channel:
    """One of the two channels that nbclient listens to."""

    def __init__(self, line: Line, session: Session, name: str) -> None:
        self.line, self.session, self.name = line, session, name

    async def get_msg(self, timeout: float | None = None) -> Message:
        """The next message; raises `queue.Empty` when none comes in time."""
        return await self.line.next(self.name, timeout)

    def send(self, message: Message) -> None:
        """Send a message of the client's session: a widget of nbclient's own does."""
        self.line.send(frame(self.session, message, message.get("buffers") or ()))


class WireClient:
    """What nbclient asks of a client."""

    allow_stdin = False

    def __init__(self, line: Line, session: Session) -> None:
        self.line, self.session = line, session
        self.shell_channel, self.iopub_channel = (Channel(line, session, name) for name in ("shell", "iopub"))

    def start_channels(self) -> None:
        """They are open."""

    def stop_channels(self) -> None:
        """The manager closes the line."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the child's first words.

        Raises:
            RuntimeError: it said nothing in time, or is dead.
        """
        line = self.line
        if not await line.until(lambda: bool(line.come["iopub"]) or not line.alive, timeout):
            raise RuntimeError(NO_ANSWER % (timeout or 0))
        if not line.come["iopub"]:
            raise RuntimeError(DIED)

    def execute(
        self,
        code: str,
        silent: bool = False,
        store_history: bool = True,
        user_expressions: Mapping[str, str] | None = None,
        allow_stdin: bool | None = None,
        stop_on_error: bool = True,
    ) -> str:
        """Ask to run code; the id of the request."""
        content = {
            "code": code,
            "silent": silent,
            "store_history": store_history,
            "user_expressions": user_expressions or {},
            "allow_stdin": False,
            "stop_on_error": stop_on_error,
        }
        return self._ask("execute_request", content)

    def kernel_info(self) -> str:
        """Ask what language it speaks; the id of the request."""
        return self._ask("kernel_info_request", {})

    def is_alive(self) -> bool:
        """Whether the child is there."""
        return self.line.alive

    def _ask(self, kind: str, content: dict[str, Any]) -> str:
        message = self.session.msg(kind, content)
        self.line.send(frame(self.session, message))
        return str(message["header"]["msg_id"])


class ForkedKernel(KernelManager):
    """A kernel forked from the zygote of this process."""

    options: ClassVar[dict[str, Any]] = {}
    child: int | None = None
    asked = False  # to end
    line: Line
    from_zygote: Zygote

    @classmethod
    def like(cls, **options: Any) -> type[ForkedKernel]:
        """A kind of its own, by options.

        Args:
            options: `spec_env` and `environment`, over this process's; `preload`, `rehearsed` and `rehearsal`, see
                `Breed`; `real`: the kind to start where none can be forked.
        """
        return type(cls.__name__, (cls,), {"options": options})

    @classmethod
    def breed(cls) -> Breed:
        """The zygote it comes from."""
        spec_env: Mapping[str, str] = cls.options.get("spec_env", {})
        of_spec = {k: Template(v).safe_substitute(os.environ) for k, v in spec_env.items()}
        environment = {**os.environ, **of_spec, **cls.options.get("environment", {})}
        environment.pop("PYTHONEXECUTABLE", None)
        own = {k: cls.options[k] for k in ("preload", "rehearsed", "rehearsal") if k in cls.options}
        return Breed(environment, **own)

    @property
    def has_kernel(self) -> bool:
        """Whether it was started."""
        return self.child is not None

    def start_kernel(self, *, extra_arguments: Any = None, cwd: Any = None, **_: Any) -> None:
        """Fork it; extra arguments say where its history goes, which is into memory anyway."""
        self.from_zygote, self.child, to = forked(self.breed(), str(Path(cwd or ".").absolute()))
        self.line = Line(to, self.child)

    def client(self, **_: Any) -> Any:
        """Somebody to talk to it."""
        return WireClient(self.line, self.session)

    def is_alive(self) -> bool:
        """Whether it is there."""
        return self.has_kernel and self.line.alive

    def interrupt_kernel(self) -> None:
        """As Ctrl-C does, for the cell and what it has started."""
        self._signal(signal.SIGINT)

    async def shutdown_kernel(  # type: ignore[override]  # nbclient awaits what can be awaited
        self, now: bool = False, restart: bool = False
    ) -> None:
        """Ask it to end; kill it when it does not."""
        self.asked = True
        if not now:
            self.interrupt_kernel()
            self.line.send(frame(self.session, self.session.msg("shutdown_request", {"restart": restart})))
            for number in (signal.SIGTERM, signal.SIGKILL):
                if await self.line.until(lambda: not self.line.alive, self.shutdown_wait_time / 2):
                    return
                self._signal(number)
        self._signal(signal.SIGKILL)

    def cleanup_resources(self, restart: bool = False) -> None:
        """Close the line; a child that is left at the other end is killed, and what one has left that died."""
        if self.has_kernel:
            if self.line.alive or not self.asked:
                self._signal(signal.SIGKILL)
            self.line.close()
            self.child = None

    def _signal(self, number: int) -> None:
        if self.child is not None:
            self.from_zygote.kill(self.child, number)
