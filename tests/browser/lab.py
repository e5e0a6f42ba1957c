"""A real JupyterLab on a free loopback port, with its home and all its folders in a temporary one."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import planform

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SPEC = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}


def chromium() -> str | None:
    """The system's browser; None leaves the choice to Playwright, which may have one of its own."""
    for path in filter(None, map(shutil.which, CHROMIUM)):
        if subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


def environment(home: Path) -> dict[str, str]:
    """Everything that Jupyter, its kernel and planform keep goes below `home`."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON", "PLANFORM", "XDG", "PYTEST"))
    }
    source = str(Path(planform.__file__).parents[1])
    return {
        **kept,
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "run"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH")])),
    }


class Lab:
    """The server runs inside the `with` block and at no other time."""

    def __init__(self, home: Path) -> None:
        self.home, self.work, self.token = home, home / "work", secrets.token_hex(16)
        settings = home / "settings"
        for folder in (self.work, settings):
            folder.mkdir()
        quiet = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
        (settings / "overrides.json").write_text(json.dumps(quiet))
        self.command = [
            sys.executable,
            "-m",
            "jupyter",
            "lab",
            "--no-browser",
            "--ip=127.0.0.1",
            "--allow-root",
            f"--ServerApp.root_dir={self.work}",
            f"--IdentityProvider.token={self.token}",
            f"--LabApp.app_settings_dir={settings}",
            "--LabApp.expose_app_in_browser=True",
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--LabApp.extension_manager=readonly",
        ]

    def __enter__(self) -> "Lab":
        return self.start()

    @property
    def port(self) -> int:
        return urllib.parse.urlsplit(self.url).port or 0

    def start(self, port: int = 0) -> "Lab":
        with (self.home / "lab.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.command, f"--port={port}"],
                cwd=self.work,
                env=environment(self.home),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            self.url = self._wait(90)
        except BaseException:
            self.stop()
            raise
        return self

    def _wait(self, seconds: float) -> str:
        # the server chooses the port; its runtime file, named by its process id, says which
        told, end = self.home / "run" / f"jpserver-{self.process.pid}.json", time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError, ValueError):
                url = json.loads(told.read_text())["url"]
                urllib.request.urlopen(f"{url}api/status?token={self.token}", timeout=5).close()
                return url
            time.sleep(0.1)
        raise RuntimeError("JupyterLab did not start:\n" + (self.home / "lab.log").read_text(errors="replace")[-2000:])

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        for number, patience in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):  # the server takes its kernels along
            if self.process.poll() is None:
                self.process.send_signal(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(patience)

    def notebook(self, name: str, *cells: str) -> None:
        """Lay a notebook with these cells."""
        made = [
            {
                "cell_type": "code",
                "id": f"cell-{n}",
                "metadata": {},
                "outputs": [],
                "execution_count": None,
                "source": source,
            }
            for n, source in enumerate(cells)
        ]
        text = json.dumps({"cells": made, "metadata": {"kernelspec": SPEC}, "nbformat": 4, "nbformat_minor": 5})
        (self.work / name).write_text(text)
