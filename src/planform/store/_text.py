"""Text that a database must hold: any string comes back from JSON; what lists and filters see is cleaned."""

from __future__ import annotations

import json
import re
from typing import Any

SURROGATE = re.compile("[\ud800-\udfff]")
UNFIT = re.compile("[\0\ud800-\udfff]")  # PostgreSQL refuses NUL, UTF-8 refuses half characters


def dump(value: Any) -> str:
    """JSON in which every string survives; equal values give equal text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return SURROGATE.sub(lambda hit: f"\\u{ord(hit[0]):04x}", text)


def load(text: str) -> Any:
    """What `dump` wrote."""
    return json.loads(text)


def fit(text: str) -> str:
    """A text that any database takes; characters that are none become the replacement character."""
    return UNFIT.sub("\ufffd", text)


def known(text: str | None) -> str | None:
    """A text to show and filter by, or None where it says nothing."""
    return fit(text).strip() or None if text else None
