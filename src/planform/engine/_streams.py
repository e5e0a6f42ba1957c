"""What a notebook prints, taken as ipykernel takes it: its own streams and thread, only the socket is another.

Text written below Python (by a program that is started, by a C library) goes to a file in memory, which each write
and each flush looks into first. So it comes in its place; out of ipykernel's pipe it may come after what was printed
later.
"""

from __future__ import annotations

import codecs
import contextlib
import fcntl
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream

WATCHED = 0.2  # seconds between two looks at what was written below Python, as ipykernel waits before it sends


class Publisher(IOPubThread):
    """The thread that sends: no exception that a signal raises in a notebook can cut a message in two.

    Before it is started everything is done at once, and what would be sent is dropped: nobody listens to a rehearsal.
    """

    def __init__(self) -> None:
        self.io_loop: Any = self  # of a loop only `call_later` is used
        self.socket: socket.socket | None = None
        self.thread = threading.Thread()  # not alive
        self._todo: SimpleQueue[Callable[[], Any] | bytes] = SimpleQueue()
        self._later: list[tuple[float, int, Callable[[], Any]]] = []
        self._order = count()
        self._waiting, self._lock = 0, threading.Lock()

    def begin(self, to: socket.socket) -> None:
        """Send to a socket from now on."""
        self.socket = to
        self.thread = threading.Thread(target=self._run, name="IOPub", daemon=True)  # a fork ends those made before
        self.thread.start()

    def publish(self, data: bytes) -> None:
        """Send a frame after all that was scheduled before."""
        if threading.current_thread() is self.thread:
            self._send(data)
        elif self.thread.is_alive():
            self._put(data)

    def schedule(self, f: Callable[[], Any]) -> None:
        """Call it in the thread."""
        if self.thread.is_alive():
            self._put(f)
        else:
            f()

    def call_later(self, delay: float, f: Callable[[], Any]) -> None:
        """Call it in the thread after some seconds; called by what runs in the thread."""
        if self.thread.is_alive():
            heappush(self._later, (time.monotonic() + delay, next(self._order), f))

    def finish(self, timeout: float = 10) -> None:
        """Wait until all is sent."""
        if self._waiting and threading.current_thread() is not self.thread:
            sent = threading.Event()
            self.schedule(sent.set)
            sent.wait(timeout)

    def stop(self) -> None:
        """Nothing to stop: the thread ends with its process."""

    def _put(self, item: Callable[[], Any] | bytes) -> None:
        with self._lock:
            self._waiting += 1
        self._todo.put(item)

    def _send(self, data: bytes) -> None:
        if self.socket is not None:
            with contextlib.suppress(OSError):  # nobody listens any more: the process is about to end
                self.socket.sendall(data)

    def _run(self) -> None:
        while True:
            wait = max(0.0, self._later[0][0] - time.monotonic()) if self._later else None
            with contextlib.suppress(Empty):
                self._do(self._todo.get(timeout=wait))
                with self._lock:
                    self._waiting -= 1
            while self._later and self._later[0][0] <= time.monotonic():
                self._do(heappop(self._later)[2])

    def _do(self, item: Callable[[], Any] | bytes) -> None:
        if isinstance(item, bytes):
            self._send(item)
        else:
            with contextlib.suppress(Exception):  # one stream that fails must not silence the others
                item()


class Stream(OutStream):
    """Standard output or error of a notebook."""

    _memory: int | None = None

    def __init__(self, session: Any, publisher: Publisher, name: str) -> None:
        super().__init__(session, publisher, name, watchfd=False)  # type: ignore[no-untyped-call]
        self._seen = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def attach(self, number: int) -> None:
        """In the child: take over a file descriptor, 1 or 2."""
        self._master_pid = os.getpid()
        self._rotate_buffers()  # type: ignore[no-untyped-call]  # what was said in the zygote
        self._flush_pending = False
        self._original_stdstream_fd, self._original_stdstream_copy = number, os.dup(number)
        self._memory = _memory(self.name)
        os.dup2(self._memory, number)
        self.pub_thread.schedule(self._watch)

    def write(self, string: str) -> int:
        """Text, after what was written below Python before it."""
        if self._memory is not None and not self._ours():
            # A fork of the notebook's own has no thread to send; its words come as those of a program do.
            os.write(self._original_stdstream_fd, string.encode("utf-8", "replace"))
            return len(string)
        self._take()
        return super().write(string) or 0

    def flush(self) -> None:
        """Send what there is, and wait until it is sent."""
        self._take()
        with self._buffer_lock:
            waiting = any(buffer.tell() for buffer in self._buffers.values())
        if waiting:
            super().flush()  # type: ignore[no-untyped-call]
        else:
            self.pub_thread.finish(self.flush_timeout)

    def _ours(self) -> bool:
        return os.getpid() == self._master_pid

    def _take(self) -> None:
        if self._memory is None or not self._ours():
            return
        with self._buffer_lock:
            size = os.lseek(self._memory, 0, os.SEEK_END)
            if size > self._seen:
                data = os.pread(self._memory, size - self._seen, self._seen)
                self._seen += len(data)
                super().write(self._decoder.decode(data))

    def _watch(self) -> None:
        """Look at times, so that a program that runs long is seen while it runs."""
        self._take()
        self.pub_thread.call_later(WATCHED, self._watch)


def _memory(name: str) -> int:
    """A file in memory to append to, whoever writes."""
    if hasattr(os, "memfd_create"):
        number = os.memfd_create(name)
    else:
        with tempfile.TemporaryFile() as file:
            number = os.dup(file.fileno())
    fcntl.fcntl(number, fcntl.F_SETFL, fcntl.fcntl(number, fcntl.F_GETFL) | os.O_APPEND)
    return number
