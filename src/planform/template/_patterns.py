"""The tree of patterns, and the matching of one text against one head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ._blanks import Blank, Flag, Num, Seg, literal_words, spell
from ._outline import Block


@dataclass(slots=True, eq=False)
class Node:
    """One shape. `head` is the pattern of its own text, `body` the patterns inside; a repeat has its unit as its body."""

    kind: str  # doc title section text prose list item table row cell fence quote html rule repeat
    block: Block
    head: list[Seg] = field(default_factory=list)
    body: list[Node] = field(default_factory=list)
    mark: str = ""
    gap: int = 0  # blank lines before it
    tail: str = ""  # what ends its line: a hard break
    optional: bool = False
    key: str = ""  # name of the value of a fence, prose or repeat
    form: str = ""  # kind of that value
    raws: list[str] = field(default_factory=list)  # source of examples: hints, no content
    examples: list[Node] = field(default_factory=list)
    tick: bool = False
    own: frozenset[str] = frozenset()  # words of its heading that no sibling's has
    langs: tuple[str, ...] = ()  # languages that the examples of a fence show
    lead: str = ""  # the label of the text just before it
    _matchers: tuple[Any, Any] | None = None

    @property
    def unit(self) -> Node:
        return self.body[0]

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.body:
            yield from child.walk()

    def keys(self) -> list[str]:
        """Names of the values this node holds in its own scope (those inside a repeat are the repeat's)."""
        own = [self.key] if self.key else []
        if self.kind == "repeat":
            return own
        own += [s.key for s in self.head if isinstance(s, (Blank, Flag)) and s.key and not getattr(s, "shared", False)]
        return own + [k for child in self.body for k in child.keys()]

    @property
    def static(self) -> bool:
        return not any(n.key or n.kind in ("fence", "code", "prose", "repeat") or any(isinstance(s, (Blank, Flag)) for s in n.head) for n in self.walk())

    def absorbs(self) -> bool:
        last = self.head[-1] if self.head else None
        return self.kind == "prose" or self.kind == "text" and isinstance(last, Blank) and last.kind == "prose"

    def find(self, text: str):
        """(exact, [(segment, start, end)]) of a text, or None."""
        if self._matchers is None:
            self._matchers = _matcher(self.head, _exact), _matcher(self.head, _loose)
        for exact, matcher in ((True, self._matchers[0]), (False, self._matchers[1])):
            if (found := _scan(matcher, text)) is not None:
                return exact, found
        return None


MARKUP = r"[\s*_`~]"


def _exact(segs: list[Seg]) -> str:
    out = ""
    for seg in segs:
        if isinstance(seg, Num):
            out += r"(?:\d+(?:\.\d+)*|\[[Nn#]\])"
        elif isinstance(seg, Flag):
            out += f"(?P<flag>{re.escape(seg.text)})?"
        else:
            out += "(?:" + "|".join(_words_of(t) for t in seg.texts) + ")"
    return out


def _words_of(text: str) -> str:
    """Any white space stands for a space: people wrap lines; a text may end where only a blank would follow."""
    pattern = r"\s+".join(re.escape(part) for part in re.split(r"\s+", text))
    return pattern[:-3] + r"(?:\s+|\Z)" if pattern.endswith(r"\s+") else pattern


def _loose(segs: list[Seg]) -> str:
    """The same words in any mark-up, case and separators."""
    out = []
    for seg in segs:
        if isinstance(seg, Num):
            out.append(r"(?:\d+(?:\.\d+)*|\[\w\])?")
        elif isinstance(seg, Flag):
            out.append(f"(?P<flag>{re.escape(seg.text)})?")
        else:
            for token in re.findall(r"\w+|[:\-–—]+|[^\w\s*`~]", seg.text):
                out.append(re.escape(token) if token[0].isalnum() else r"[:\-–—]" if token[0] in ":-–—" else f"(?:{re.escape(token)})?")
    return f"{MARKUP}*" + "".join(f"{piece}{MARKUP}*" for piece in out)


def _matcher(head: list[Seg], dialect):
    """Anchors between the blanks: [anchor, blank, anchor, ..., anchor]."""
    runs: list = [[]]
    for seg in head:
        if isinstance(seg, Blank):
            runs += [seg, []]
        else:
            runs[-1].append(seg)
    flags = re.S | (re.I if dialect is _loose else 0)
    out = []
    for k, run in enumerate(runs):
        if isinstance(run, Blank):
            out.append(run)
            continue
        pattern = dialect(run)
        inner = 0 < k < len(runs) - 1
        if inner and dialect is _loose and not literal_words(run) and not any(c in spell(run) for c in ":-–—(|"):
            pattern = f"{MARKUP}+"
        flag = next((s for s in run if isinstance(s, Flag)), None)
        out.append((re.compile(("" if k else r"\A") + pattern + (r"\Z" if k == len(runs) - 1 else ""), flags), flag))
    return out


def _scan(matcher, text: str):
    """Leftmost anchors, no backtracking: linear, and what it gets wrong a marker puts right."""
    found, pos, blank = [], 0, None
    for part in matcher:
        if isinstance(part, Blank):
            blank = part
            continue
        pattern, flag = part
        m = _hinted(blank, pattern, text, pos) or pattern.search(text, pos)
        if not m:
            return None
        if blank is not None:
            found.append((blank, *_trim(text, pos, m.start())))
        if flag:
            found.append((flag, *(m.span("flag") if m["flag"] else (m.end(), m.end()))))
        pos = m.end()
    return found


def _hinted(blank: Blank | None, pattern, text: str, pos: int):
    """A placeholder left in is taken whole, whatever separators it holds."""
    for raw in blank.raws if blank else ():
        if raw and text.startswith(raw, pos) and (m := pattern.match(text, pos + len(raw))):
            return m
    return None


def _trim(text: str, a: int, b: int) -> tuple[int, int]:
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    return a, b
