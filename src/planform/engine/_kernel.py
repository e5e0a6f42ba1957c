"""ipykernel's own kernel, less its sockets: what a child of the zygote runs cells with.

Application, kernel, shell, display hooks and comms are ipykernel's; here is only what takes the place of zmq.
"""

from __future__ import annotations

import io
import logging
import os
import sys
import threading
from types import SimpleNamespace
from typing import Any

from ipykernel.displayhook import ZMQDisplayHook
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel
from jupyter_client.session import Session

from ._streams import Publisher, Stream
from ._wire import Message, frame

HISTORY = "--HistoryManager.hist_file=:memory:"  # what nbclient starts its kernels with


class WireSession(Session):
    """Messages to the worker instead of to sockets; those that come are whole already."""

    publisher: Publisher

    def send(  # as jupyter_client has it
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> Any:
        """Send a message, or one of that kind made of the rest."""
        whole = isinstance(msg_or_type, dict)
        made = msg_or_type if whole else self.msg(msg_or_type, content, parent, header, metadata)
        self.publisher.publish(frame(self, made, buffers or made.get("buffers") or ()))
        return made

    def feed_identities(self, msg_list: Any, copy: bool = True) -> Any:
        """No identities: there is one client."""
        return [], msg_list

    def deserialize(self, msg_list: Any, content: bool = True, copy: bool = True) -> Any:
        """A message as it came."""
        return msg_list


class WireKernel(IPythonKernel):
    """A kernel without threads for channels: one client asks, one thing after the other."""

    _supports_kernel_subshells = False
    _execute_sleep = 0  # zmq needs a rest to keep messages in order, one stream does not

    def start(self) -> None:
        """Without a debugger."""
        shell: Any = self.shell
        shell.exit_now = False
        Kernel.start(self)  # type: ignore[no-untyped-call]

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing is queued: the client asks for a cell when it has the answer to the last."""


class WireApp(IPKernelApp):
    """The application that reads IPython's configuration and builds the kernel; in the zygote, once.

    `init_code` is left to the child: what a person's start-up files do is done for every notebook.
    """

    kernel_class = WireKernel
    shell: Any
    publisher: Publisher

    def init_sockets(self) -> None:
        """A session that knows where to send."""
        self.publisher = self.iopub_thread = Publisher()
        self.session = WireSession(parent=self)
        self.session.publisher = self.publisher

    def init_io(self) -> None:
        """Streams before anything is imported that keeps hold of sys.stdout."""
        sys.stdout = Stream(self.session, self.publisher, "stdout")
        sys.stderr = Stream(self.session, self.publisher, "stderr")
        self.displayhook = sys.displayhook = ZMQDisplayHook(self.session, None)  # type: ignore[no-untyped-call]
        self.patch_io()  # type: ignore[no-untyped-call]

    def init_kernel(self) -> None:
        """The kernel; interrupts are for the main thread, as ever."""
        main = SimpleNamespace(parent_thread=threading.main_thread())
        self.kernel = self.kernel_class.instance(
            parent=self,
            session=self.session,
            shell_channel_thread=main,
            iopub_thread=self.publisher,
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count

    def init_poller(self) -> None:
        """The system ends a child whose zygote is gone."""

    def init_connection_file(self) -> None:
        """There is none."""

    def write_connection_file(self, **_: Any) -> None:
        """There is none."""

    def log_connection_info(self) -> None:
        """There is nothing to connect to."""

    def init_heartbeat(self) -> None:
        """The end of the stream says that a child is gone."""

    def init_code(self) -> None:
        """In the child: see `begin`."""

    def close(self) -> None:
        """No sockets."""

    def begin(self, to: Any) -> None:
        """In the child: send to the worker, take over what is printed, run what a person has run at the start."""
        self.session.pid = os.getpid()
        self.publisher.begin(to)
        streams: Any = (sys.stdout, sys.stderr)
        for number, stream in enumerate(streams, 1):
            stream.attach(number)
        self._log_beside(streams[1])
        super().init_code()  # type: ignore[no-untyped-call]
        sys.stdout.flush()
        sys.stderr.flush()

    def _log_beside(self, stream: Stream) -> None:
        """The application's own log goes to the real standard error, not into the notebook."""
        real = io.TextIOWrapper(io.FileIO(stream._original_stdstream_copy, "w"))
        for handler in self.log.handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(real)

    def received(self, message: Message) -> Any:
        """Handle a message from the worker; to be awaited."""
        return self.kernel.shell_main(None, message)


def build() -> WireApp:
    """The application, ready to be forked."""
    app: WireApp = WireApp.instance()
    app.initialize([HISTORY])  # type: ignore[no-untyped-call]
    return app
