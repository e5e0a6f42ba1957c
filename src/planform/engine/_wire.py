"""Jupyter messages over a stream of bytes, and the small requests between a worker and its zygote.

A frame is the length of a JSON text, the text, and what the message has in binary parts. JSON is packed and unpacked as
jupyter_client does it over zmq, so that what arrives is the same to the letter.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from jupyter_client.session import json_packer, json_unpacker

Message = dict[str, Any]

HEAD = struct.Struct(">Q")
KEPT = ("header", "parent_header", "metadata", "content")
CHUNK = 1 << 18


def frame(message: Message, buffers: Sequence[Any] = ()) -> bytes:
    """One message as bytes."""
    parts = [memoryview(b).cast("B") for b in buffers]
    text = json_packer({**{k: message[k] for k in KEPT}, "sizes": [len(p) for p in parts]})
    return b"".join([HEAD.pack(len(text)), text, *parts])


class Frames:
    """Bytes as they come, given out as whole messages."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._head: Message | None = None  # of a message whose binary parts are still on their way

    def feed(self, data: bytes) -> Iterator[Message]:
        """Whole messages; the rest waits for more bytes."""
        self._bytes += data
        while (message := self._next()) is not None:
            yield message

    def _next(self) -> Message | None:
        if self._head is None:
            text = self._text()
            if text is None:
                return None
            self._head = json_unpacker(text)
        message, sizes = self._head, self._head["sizes"]
        if len(self._bytes) < sum(sizes):
            return None
        message["buffers"] = [self._take(n) for n in sizes]
        self._head = None
        return _complete(message)

    def _text(self) -> bytes | None:
        if len(self._bytes) < HEAD.size:
            return None
        (length,) = HEAD.unpack_from(self._bytes)
        if len(self._bytes) < HEAD.size + length:
            return None
        self._take(HEAD.size)
        return self._take(length)

    def _take(self, count: int) -> bytes:
        taken = bytes(self._bytes[:count])
        del self._bytes[:count]
        return taken


def _complete(message: Message) -> Message:
    """As a jupyter_client gives it out: kind and id outside too, the time as a datetime."""
    header = message["header"]
    header["date"] = datetime.fromisoformat(header["date"])
    return {**message, "msg_id": header["msg_id"], "msg_type": header["msg_type"]}


def say(to: socket.socket, request: Message, fd: int | None = None) -> None:
    """Send a request of one line, with a file descriptor where given."""
    line = json.dumps(request).encode() + b"\n"
    if fd is None:
        to.sendall(line)
        return
    sent = socket.send_fds(to, [line], [fd])
    to.sendall(line[sent:])


def hear(of: socket.socket) -> tuple[Message | None, int | None]:
    """The next request and the file descriptor that came with it; (None, None) when the other side is gone.

    The other side waits for an answer before it asks again, so that nothing of a further request is read here.
    """
    line, fds = b"", []
    while not line.endswith(b"\n"):
        data, came, _, _ = socket.recv_fds(of, CHUNK, 1)
        fds += came
        if not data:
            return None, None
        line += data
    return json.loads(line), fds[0] if fds else None
