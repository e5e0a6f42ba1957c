"""A kernel of its own for each notebook, as nbclient starts it: this very interpreter, no port, no file left."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import weakref
from contextlib import suppress
from functools import cache
from typing import Any

_begun: weakref.WeakSet[Any] = weakref.WeakSet()  # managers whose kernels may run
LONGEST_FOLDER = 90  # bytes of a folder's name in which sockets still get names that the system takes (107)


@cache
def own_kernel(environment: tuple[tuple[str, str], ...]) -> type[Any]:
    """A kernel manager that starts this very interpreter, whatever kernels the machine has; no port."""
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class OwnKernel(AsyncKernelManager):
        def __init__(self, **options: Any) -> None:
            self.sockets = tempfile.mkdtemp(prefix="planform-")  # without an address, ipc takes the current folder
            self.removed = weakref.finalize(self, shutil.rmtree, self.sockets, ignore_errors=True)
            fits = sys.platform != "win32" and len(os.fsencode(self.sockets)) <= LONGEST_FOLDER
            _begun.add(self)
            super().__init__(**({"transport": "ipc", "ip": f"{self.sockets}/k"} if fits else {}), **options)

        @property
        def kernel_spec(self) -> Any:
            spec = KernelSpec(**get_kernel_dict(extra_arguments=["--log-level=50"]))
            spec.env = dict(environment)
            return spec

        def cleanup_resources(self, restart: bool = False) -> Any:
            self.removed()
            return super().cleanup_resources(restart)

    return OwnKernel


def kill_all() -> None:
    """Kill the kernels that run, and what they have started; whoever waits for them hears that they are dead."""
    for manager in list(_begun):
        if (pid := getattr(manager.provisioner, "pid", None)) and sys.platform != "win32":
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
