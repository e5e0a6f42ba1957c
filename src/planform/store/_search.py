"""Full-text search behind one method: FTS5 in SQLite, tsvector in PostgreSQL, the same words in both.

Words are folded here and not by the engines, so that both find the same; what reaches an engine's query language is
letters and digits alone, whatever a person typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, cast, column, desc, func, literal, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY

from ..errors import InvalidValueError
from ..plan import Plan
from ._dialect import on_postgres
from ._filters import conditions
from ._frames import frame
from ._tables import plans, texts
from ._words import Hit, Term, hits, terms, tokens

SEARCH = {
    "plan_id": "string",
    "key": "string",
    "title": "string",
    "field": "string",
    "snippet": "string",
    "score": "Float64",
}
MOST_TERMS = 32
AROUND = 60  # characters of a snippet on each side
MOST_BYTES = 900_000  # of different words of one plan: PostgreSQL takes a megabyte
MOST_PLACES = 16_383  # PostgreSQL counts words no further
PLACES_EACH = 255
SEPARATOR = " · "

SQLITE = (
    """CREATE VIRTUAL TABLE texts_index USING fts5(heading, words, content='texts', content_rowid='n',
        tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER texts_insert AFTER INSERT ON texts BEGIN
        INSERT INTO texts_index(rowid, heading, words) VALUES (new.n, new.heading, new.words); END""",
    """CREATE TRIGGER texts_delete AFTER DELETE ON texts BEGIN
        INSERT INTO texts_index(texts_index, rowid, heading, words)
        VALUES ('delete', old.n, old.heading, old.words); END""",
)
INDEX = table("texts_index", column("rowid"))
POSTGRES = ("CREATE INDEX texts_index ON texts USING gin (words)",)


def create_index(connection: Connection) -> None:
    """Lay the engine's own index on the table of texts."""
    for statement in POSTGRES if on_postgres(connection) else SQLITE:
        connection.execute(text(statement))


def text_row(plan_id: str, heading: Iterable[str | None], body: Mapping[str, Any], postgres: bool) -> dict[str, Any]:
    """The row of `texts` of a plan: its key and title, and all that it says."""
    top = tokens(" ".join(filter(None, heading)))
    words = _few([word for said in _strings([body["values"], body["common"]], []) for word in tokens(said)])
    if not postgres:
        return {"plan_id": plan_id, "heading": " ".join(top), "words": " ".join(words)}
    return {"plan_id": plan_id, "heading": "", "words": _vector(top, words)}


def _few(words: list[str]) -> list[str]:
    """As many words as every engine takes."""
    if sum(map(len, words)) * 4 + len(words) * 16 <= MOST_BYTES:
        return words
    size, seen = 0, set()
    for n, word in enumerate(words):
        if word not in seen:
            seen.add(word)
            size += 4 * len(word) + 16
            if size > MOST_BYTES:
                return words[:n]
    return words


def _vector(heading: list[str], words: list[str]) -> str:
    """A tsvector: each word with its places, those of key and title marked A."""
    places: dict[str, list[str]] = {}
    for n, (word, mark) in enumerate([*((w, "A") for w in heading), *((w, "") for w in words)], 1):
        own = places.setdefault(word, [])
        if len(own) < PLACES_EACH:
            own.append(f"{min(n, MOST_PLACES)}{mark}")
    return " ".join(f"'{word}':{','.join(dict.fromkeys(own))}" for word, own in places.items())


def _strings(value: Any, found: list[str]) -> list[str]:
    """The texts inside a value, put behind those that were found."""
    if isinstance(value, str):
        if value:
            found.append(value)
    elif isinstance(value, Mapping):
        for inner in value.values():
            _strings(inner, found)
    elif isinstance(value, list):
        for inner in value:
            _strings(inner, found)
    return found


def asked(query: str) -> list[Term]:
    """What a person looks for.

    Raises:
        InvalidValueError: there is no word in it, or too many.
    """
    found = terms(query)
    if not found:
        raise InvalidValueError(f"{query[:60]!r} has no word to look for; write letters or digits")
    if sum(len(term.words) for term in found) > MOST_TERMS:
        raise InvalidValueError(f"{MOST_TERMS} words are the most that can be looked for at once")
    return found


def ranked(
    connection: Connection, wanted: list[Term], limit: int, filters: Mapping[str, Any]
) -> list[tuple[str, float]]:
    """(id, score) of the plans that have all terms, the best first."""
    query = (_in_postgres if on_postgres(connection) else _in_sqlite)(wanted)
    rows = connection.execute(query.where(*conditions(filters)).order_by(desc("score"), plans.c.id).limit(limit)).all()
    return [(row.id, float(row.score)) for row in rows]


def _in_sqlite(wanted: list[Term]) -> Any:
    score = func.bm25(literal_column("texts_index"), 10.0, 1.0)  # the less, the better
    match = " AND ".join(_for_sqlite(term) for term in wanted)
    source = texts.join(plans, plans.c.id == texts.c.plan_id).join(INDEX, INDEX.c.rowid == texts.c.n)
    return (
        select(plans.c.id, (-score).label("score"))
        .select_from(source)
        .where(literal_column("texts_index").op("MATCH")(match))
    )


def _for_sqlite(term: Term) -> str:
    """Letters and digits between quotes: nothing of it is an operator of FTS5."""
    phrase = f'"{" ".join(term.words)}"'
    return phrase if term.exact else f"({phrase} OR {phrase} *)"  # whole words twice, so that they come first


def _in_postgres(wanted: list[Term]) -> Any:
    match = cast(literal(" & ".join(_for_postgres(term) for term in wanted)), TSQUERY)
    score = func.ts_rank(literal_column("'{0.1,0.2,0.4,1.0}'::float4[]"), texts.c.words, match, 1)
    return (
        select(plans.c.id, score.label("score"))
        .select_from(texts.join(plans, plans.c.id == texts.c.plan_id))
        .where(texts.c.words.op("@@")(match))
    )


def _for_postgres(term: Term) -> str:
    phrase = " <-> ".join(f"'{word}'" for word in term.words)
    return f"({phrase})" if term.exact else f"(({phrase}) | ({phrase}:*))"  # :* is the last word's


def search_frame(found: Iterable[tuple[Plan, float]], wanted: list[Term]) -> pd.DataFrame:
    """One row a plan: the field that says most of what was looked for, and the text around it."""
    rows = [(plan, score, *_best_field(plan, wanted)) for plan, score in found]
    return frame(
        {
            "plan_id": [plan.id for plan, *_ in rows],
            "key": [plan.key or None for plan, *_ in rows],
            "title": [plan.title or None for plan, *_ in rows],
            "field": [field for _, _, field, _ in rows],
            "snippet": [snippet for *_, snippet in rows],
            "score": [score for _, score, *_ in rows],
        },
        SEARCH,
    )


def _best_field(plan: Plan, wanted: list[Term]) -> tuple[str | None, str | None]:
    """The first of the fields that hold most of the terms, and its text around the first of them."""
    best: tuple[int, str, str, list[Hit]] | None = None
    for name, value in plan.said.items():
        said = SEPARATOR.join(filter(None, (" ".join(text.split()) for text in _strings(value, []))))
        found, count = hits(said, wanted) if said else ([], 0)
        if count and (best is None or count > best[0]):
            best = (count, name, said, found)
            if count == len(wanted):
                break
    return (best[1], _snippet(best[2], best[3])) if best else (None, None)


def _snippet(said: str, found: list[Hit]) -> str:
    """The text around the first hit, hits between two stars, cut at blanks."""
    start = max(0, found[0].start - AROUND)
    stop = min(len(said), found[0].end + AROUND)
    start = said.find(" ", start, found[0].start) + 1 if start else 0
    stop = cut if stop < len(said) and (cut := said.rfind(" ", found[0].end, stop)) > 0 else stop
    out, at = "", start
    for hit in found:
        if at <= hit.start and hit.end <= stop:
            out += f"{said[at : hit.start]}**{said[hit.start : hit.end]}**"
            at = hit.end
    return f"{'…' * bool(start)}{out}{said[at:stop]}{'…' * (stop < len(said))}"
