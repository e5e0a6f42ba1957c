"""Jupyter messages over a stream of bytes, and the small requests between a worker and its zygote.

A message is the parts that jupyter_client makes of it for zmq, header, parent, metadata, content and binary ones, after
their number and their lengths. So what arrives is the same to the letter.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from jupyter_client.session import Session, json_unpacker

Message = dict[str, Any]

NUMBER = struct.Struct(">I")
LENGTH = struct.Struct(">Q")
TEXTS = ("header", "parent_header", "metadata", "content")
CHUNK = 1 << 18


def frame(session: Session, message: Message, buffers: Sequence[Any] = ()) -> bytes:
    """One message as bytes."""
    try:
        texts = session.serialize(message)[-len(TEXTS) :]
    except UnicodeEncodeError:  # half a character, which no file can hold either
        packed = json.dumps(message["content"], ensure_ascii=False, default=str).encode("utf-8", "replace")
        texts = session.serialize({**message, "content": packed})[-len(TEXTS) :]
    parts: list[Any] = [*texts, *(memoryview(b).cast("B") for b in buffers)]
    return b"".join([NUMBER.pack(len(parts)), *(LENGTH.pack(len(p)) for p in parts), *parts])


class Frames:
    """Bytes as they come, given out as whole messages."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._lengths: list[int] = []  # of the parts of a message that is still on its way

    def feed(self, data: bytes) -> Iterator[Message]:
        """Whole messages; the rest waits for more bytes."""
        self._bytes += data
        while self._begun() and len(self._bytes) >= sum(self._lengths):
            parts = [self._take(n) for n in self._lengths]
            self._lengths = []
            yield _message(parts)

    def _begun(self) -> bool:
        """Whether the lengths of the next message are known."""
        if not self._lengths and len(self._bytes) >= NUMBER.size:
            (number,) = NUMBER.unpack_from(self._bytes)
            if len(self._bytes) >= NUMBER.size + number * LENGTH.size:
                self._take(NUMBER.size)
                self._lengths = [length for (length,) in LENGTH.iter_unpack(self._take(number * LENGTH.size))]
        return bool(self._lengths)

    def _take(self, count: int) -> bytes:
        taken = bytes(self._bytes[:count])
        del self._bytes[:count]
        return taken


def _message(parts: Sequence[bytes]) -> Message:
    """As a jupyter_client gives it out: kind and id outside too, the time as a datetime."""
    texts = {name: json_unpacker(part) for name, part in zip(TEXTS, parts, strict=False)}
    header = texts["header"]
    header["date"] = datetime.fromisoformat(header["date"])
    own = {"msg_id": header["msg_id"], "msg_type": header["msg_type"], "buffers": list(parts[len(TEXTS) :])}
    return {**texts, **own}


def say(to: socket.socket, request: Message, fd: int | None = None) -> None:
    """Send a request of one line, with a file descriptor where given."""
    line = json.dumps(request).encode() + b"\n"
    if fd is None:
        to.sendall(line)
        return
    sent = socket.send_fds(to, [line], [fd])
    if sent < len(line):  # even nothing cannot be sent to one who has read it all and closed
        to.sendall(line[sent:])


class Ear:
    """The other end of such requests; a file descriptor that comes is kept for the request that it came with."""

    def __init__(self, of: socket.socket) -> None:
        self.of, self.fds, self._text = of, list[int](), b""

    def listen(self) -> list[Message] | None:
        """What has come, waiting for the first of it; None when the other side is gone."""
        while b"\n" not in self._text:
            data, fds, _, _ = socket.recv_fds(self.of, CHUNK, 1)
            self.fds += fds
            if not data:
                return None
            self._text += data
        *lines, self._text = self._text.split(b"\n")
        return [json.loads(line) for line in lines]
