"""Undo and redo: each step is a change and its inverse; typing on in one field is one step."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ._entries import Change

TOGETHER = 1.0  # seconds: changes of one field that follow faster are one step for a person


@dataclass(slots=True)
class _Step:
    do: Change
    undo: Change
    at: float


class History:
    def __init__(self) -> None:
        self._done: list[_Step] = []
        self._undone: list[_Step] = []

    @property
    def can(self) -> tuple[bool, bool]:
        """Whether there is something to undo, and something to do again."""
        return bool(self._done), bool(self._undone)

    def record(self, do: Change, undo: Change, source: str) -> None:
        now, last = time.monotonic(), self._done[-1] if self._done else None
        if source and last is not None and now - last.at < TOGETHER and _typing(last.do, do):
            last.do, last.at = do, now
        else:
            self._done.append(_Step(do, undo, now))
        self._undone.clear()

    def back(self) -> Change | None:
        """The change that takes the last one back."""
        return self._shift(self._done, self._undone, "undo")

    def forth(self) -> Change | None:
        """The change last taken back."""
        return self._shift(self._undone, self._done, "do")

    @staticmethod
    def _shift(source: list[_Step], target: list[_Step], which: str) -> Change | None:
        if not source:
            return None
        step = source.pop()
        step.at = 0.0  # typing after an undo is a step of its own
        target.append(step)
        change: Change = getattr(step, which)
        return change


def _typing(before: Change, now: Change) -> bool:
    """Whether a change looks like typing on: the same field; of a list, no more than one line came or went."""
    if before["op"] != "set" or now["op"] != "set" or tuple(before["at"]) != tuple(now["at"]):
        return False
    old, new = before["value"], now["value"]
    return not (isinstance(old, list) and isinstance(new, list)) or abs(len(old) - len(new)) <= 1
