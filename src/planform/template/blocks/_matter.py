"""Front matter as blocks: entries, entries of entries, lists. What configures an issue tracker is nobody's blank."""

from __future__ import annotations

import re

from ..blanks._blanks import Blank, Lit, Seg, blanks, parse
from ..blanks._labelled import menu
from ..text._source import Source
from ..words._record import is_record
from ..words._roles import TOP, role_of
from ._blocks import Block

ENTRY = re.compile(r"(?![-#\s\[{])(?:\"[^\"\n]*\"|'[^'\n]*'|[^:\n\"'])[^:\n]*:(?=\s|$)")
ITEM = re.compile(r"-(?:\s+|$)")
COMMENT = re.compile(r"(?:^|\s)#")
QUOTES = ("'", '"')
OURS = "planform"
TRACKER = frozenset(("name:", "about:"))
EMPTY = frozenset(("", "[]", "[ ]", "{}", '""', "''", '" "', "null", "~", "TBD", "TODO"))
BARRED, BARS = re.compile(r"\s*[|·•]\s*"), re.compile(r"\s*[|·•]\s*|\s+/\s+")
ASIDE = re.compile(r"\s*\([^()]*\)")
LONGEST_CHOICE, LONGEST_ITEM = 4, 2  # words
SAMPLE_KEY = re.compile(r"[A-Z]{1,6}[-_ ]?(?:0*[01X]|YYYY[A-Z-]*)")
SAMPLE_END = re.compile(r"[-_ ]?(?:\d|(?<=[-_ ])[a-z])$")
NOTED, MANY_NOTES = re.compile(r"[^\s#].*\s#\s*\S"), 4
LISTED = frozenset(("tags:", "labels:", "keywords:", "aliases:", "categories:", "topics:"))


def matter(first: int, last: int, source: Source) -> Block:
    """The block between the dashes; `last` is the line after them."""
    front = Block("front", 0, last)
    lines = [n for n in range(first + 1, last - 1) if (said := source.line(n).strip()) and not said.startswith("#")]
    keys = {m[0] for n in lines if (m := ENTRY.match(source.line(n)))}
    if not keys >= TRACKER:
        _fill(front, lines, source)
    noted = sum(bool(NOTED.search(source.line(n))) for n in lines) >= MANY_NOTES
    for entry in front.kids:
        entry.level = int(noted)  # whether what stands behind a value tells how to fill it in
    return front


def _fill(front: Block, lines: list[int], source: Source) -> None:
    """Nest the lines by their indents, without recursion: deeper lines are their entry's."""
    stack: list[tuple[int, Block]] = [(-1, front)]
    closed = -1  # the indent below which nothing is read: a text of several lines, or our own entry
    for n in lines:
        line = source.line(n)
        indent = len(line) - len(line.lstrip())
        if 0 <= closed < indent:
            continue
        closed = -1
        while stack[-1][0] >= indent and not (ITEM.match(line, indent) and stack[-1][0] == indent):
            stack.pop()
        block = _line(n, line, indent, source, stack[-1][1])
        if block is None:
            closed = indent
        elif block.kind == "entry":
            stack[-1][1].kids.append(block)
            stack.append((indent, block))
            closed = indent if block.text.endswith(("|", ">", "|-", ">-")) else -1
    for kid in front.kids:
        _close(kid)


def _line(n: int, line: str, indent: int, source: Source, parent: Block) -> Block | None:
    at = source.start(n) + indent
    if m := ITEM.match(line, indent):
        return _item(n, line, m.end(), indent, source, parent)
    m = ENTRY.match(line, indent)
    if not m or (indent == 0 and m[0] == f"{OURS}:"):
        return None
    return Block("entry", n, n + 1, line.strip(), (at,), prefix=" " * indent)


def _item(n: int, line: str, begin: int, indent: int, source: Source, parent: Block) -> Block | None:
    """An item of the list that its entry holds."""
    if parent.kind == "front":
        return None
    held = parent.kids[-1] if parent.kids else None
    if held is None or held.kind != "list":
        held = Block("list", n, n + 1, mark="-", prefix=" " * indent)
        parent.kids.append(held)
    text = line[begin:].strip()
    place = source.start(n) + (begin if text else len(line))
    held.kids.append(Block("item", n, n + 1, text, (place,), "-", " " * (indent + 2)))
    held.last = n + 1
    return held


def _close(block: Block) -> None:
    for kid in block.kids:
        if kid.kind == "entry":
            _close(kid)
    block.last = max([block.last, *(kid.last for kid in block.kids)])
    block.body = block.first + 1


# --- what an entry asks for -------------------------------------------------------------------------------------------


def entry_head(block: Block) -> list[Seg]:
    """`status: draft # draft | final`: what is empty, a placeholder or a record's word is a blank."""
    m = ENTRY.match(block.text)
    if not m or block.kids:
        return [Lit([block.text])]
    key, rest = block.text[: m.end()], block.text[m.end() :]
    value, tail = _split(rest)
    note = tail.strip().lstrip("# ")
    listed = _choices(note, value)
    if value.strip('"') in EMPTY or value in EMPTY:
        blank = Blank(menu(note) or note, [value], "label", options=listed)
    elif _is_sample(value) or (
        _is_default(key, value, note, bool(block.level)) and not blanks(parse(value, alone=True))
    ):
        blank = Blank(menu(note) or note, [value], "default", options=listed)
    else:
        return _parsed(key, rest, value, tail)
    lead = key + (rest[: rest.index(value)] if value else " ")
    return [Lit([lead]), blank, *([Lit([tail])] if tail else [])]


def _is_default(key: str, value: str, note: str, noted: int) -> bool:
    """Whether a fixed value stands there to begin with: a record's, one of those listed behind it, one with a note."""
    numbered = SAMPLE_KEY.fullmatch(value.strip("\"'")) and (key == "id:" or role_of(key.rstrip(":"), TOP) == "key")
    return bool(_choices(note, value) or numbered or (noted and note) or is_record(key.rstrip(":")))


def _is_list(value: str) -> bool:
    """`[reader, writer]`: a list as YAML writes it, no placeholder."""
    parts = value.strip("[]").split(",")
    if parts[0].strip().lower() in ("e.g.", "i.e.", "z. b.", "z.b."):
        return False
    return len(parts) > 1 and all(0 < len(part.split()) <= LONGEST_ITEM for part in parts) and "[" not in value[1:]


def _is_sample(value: str) -> bool:
    """`medium`, which is one of few; `[tag1, tag2]`."""
    from ...quantities import Level

    parts = [part.strip(" \"'") for part in value.strip("[]").split(",")]
    stems = {SAMPLE_END.sub("", part) for part in parts} - {""}
    return bool(Level.parse(value.strip("\"'"))) or (
        len(parts) > 1 == len(stems) and all(map(SAMPLE_END.search, parts))
    )


def _choices(note: str, value: str) -> tuple[str, ...]:
    """`draft # draft | final`, `draft # draft (default) · final`: what a comment lists, the value among it."""
    bars = BARS if value.strip("\"'") not in ("", "[]", "[ ]") else BARRED
    parts = tuple(ASIDE.sub("", part).strip(" `\"'*") for part in bars.split(note))
    short = len(parts) > 1 and all(0 < len(part.split()) <= LONGEST_CHOICE for part in parts)
    said = value.strip("\"'")
    return parts if short and (not said or value in EMPTY or said in parts) else ()


def _parsed(key: str, rest: str, value: str, tail: str) -> list[Seg]:
    """Placeholders in a value; quotation marks around the only one belong to it."""
    segs = parse(value, alone=True)
    found = blanks(segs)
    if not found or (value.startswith("[") and (key in LISTED or _is_list(value))):
        return [Lit([key + rest])]
    if value[:1] in QUOTES and all(blank.rule == "dots" for blank in found):
        segs = [Blank(value.strip("\"'{}<>"), [value], "default")]  # `"{draft | … | done by 12"`: a list that goes on
        found = blanks(segs)
    around = "".join(s.text for s in segs if isinstance(s, Lit))
    if len(found) == 1 and around.strip("\"' ") == "":
        segs = [Blank(found[0].hint, [value], found[0].rule, options=found[0].options)]
    lead = key + rest[: rest.index(value)]
    return [Lit([lead]), *segs, *([Lit([tail])] if tail else [])]


def _split(rest: str) -> tuple[str, str]:
    """The value, and the comment behind it with the white space between."""
    value = rest.strip()
    if value[:1] in ("'", '"') and (end := value.find(value[0], 1)) > 0:
        cut = end + 1
    else:
        m = COMMENT.search(value)
        cut = m.start() if m else len(value)
    said = value[:cut].rstrip()
    return said, rest[rest.index(value) + len(said) :] if value else ""
