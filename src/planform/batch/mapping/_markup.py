"""Mark-up of other tools as Markdown, by a library in a process of its own: a text that it cannot end is left."""

from __future__ import annotations

import atexit
import json
import re
import subprocess
import sys
from functools import lru_cache
from threading import Lock, Timer
from typing import IO

from ...errors import InvalidValueError

PATIENCE = 20.0  # seconds for one text; some kinds take jira2markdown minutes, "-a -a -a ..." among them
CONVERT = (
    "import json, sys\n"
    "from jira2markdown import convert\n"
    "for line in sys.stdin:\n"
    "    try:\n"
    "        said = convert(json.loads(line))\n"
    "    except Exception:\n"
    "        said = None\n"
    "    print(json.dumps(said), flush=True)\n"
)
JIRA = re.compile(  # what may be mark-up; a text without any of it is Markdown already, and most paragraphs are
    r"(?<!\w)[*_\-+^~!](?=\S)|[{}\[\]|\\]|\?\?|--|^\s*[*#-]+\s|^h[1-6]\.\s|^bq\.|:[()DP]|;\)|\([!?xyin*/+-]", re.M
)


class _Child:
    """A process that converts one text after the other; started by the first."""

    def __init__(self) -> None:
        self.lock, self.process = Lock(), None  # type: tuple[Lock, subprocess.Popen[str] | None]
        atexit.register(self.stop)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.communicate()
        self.process = None

    def _pipes(self) -> tuple[subprocess.Popen[str], IO[str], IO[str]]:
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(  # noqa: S603  # this very Python, and no text of anybody on its command line
                [sys.executable, "-c", CONVERT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="ascii"
            )
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("a process without pipes")
        return self.process, self.process.stdin, self.process.stdout

    def ask(self, text: str) -> str | None:
        """The Markdown; None where it cannot be told, or not in time."""
        with self.lock:
            process, told, answers = self._pipes()
            timer = Timer(PATIENCE, process.kill)
            timer.start()
            try:
                told.write(json.dumps(text) + "\n")
                told.flush()
                line = answers.readline()
            except OSError:
                line = ""
            finally:
                timer.cancel()
            if not line:
                self.stop()
            found = json.loads(line) if line else None
            return found if isinstance(found, str) else None


_CHILD = _Child()


@lru_cache(4096)
def jira(text: str) -> str:
    """Jira's wiki mark-up as Markdown.

    Raises:
        InvalidValueError: the library cannot make sense of it.
    """
    parts = [text] if "{" in text else re.split(r"(\n\s*\n)", text)  # {code} and its like hold several paragraphs
    return "".join(_converted(part) if JIRA.search(part) else part for part in parts)


def _converted(text: str) -> str:
    found = _CHILD.ask(text)
    if found is None:
        raise InvalidValueError(
            "its wiki mark-up cannot be turned into Markdown; write it as Markdown, or take 'markup' out of the map"
        )
    return found


MARKUPS = {"jira": jira}
