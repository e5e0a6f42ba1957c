"""The tables of a store: plain types that SQLite and PostgreSQL share.

A plan's current state is a row of `plans` (what lists and filters need, nothing to decode) and its newest row of
`revisions` (the values themselves). Facts are rows beside it. Times are whole microseconds since 1970, UTC; days are
ISO text; amounts are kept as written with their parts as parsed, `parser` saying by which version of the parser.
What changes here needs a step in `_migrations`, and a store of the version before among the tests.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Double, ForeignKey, Index, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import TSVECTOR

VERSION = 2
"""Version of the schema; a store with a newer one is refused, an older one is brought forward (`_migrations`)."""

metadata = MetaData()

meta = Table("planform", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

templates = Table(
    "templates",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),  # JSON string: any character comes back
    Column("overrides", Text, nullable=False),
)


def _amount(prefix: str) -> list[Column[object]]:
    """Columns of an amount of work: as written, and as read in the unit it was written in ("1d 4h" has JSON parts)."""
    kinds = (
        ("text", Text),
        ("kind", Text),
        ("unit", Text),
        ("low", Double),
        ("likely", Double),
        ("high", Double),
        ("parts", Text),
    )
    return [Column(f"{prefix}{name}", kind) for name, kind in kinds]


plans = Table(
    "plans",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, unique=True),
    Column("template_hash", Text, ForeignKey(templates.c.hash), nullable=False),
    Column("template", Text, nullable=False),
    *(
        Column(name, Text)
        for name in ("title", "status", "owner", "parent", "sprint", "tags", "started", "finished", "due")
    ),
    *_amount("effort_"),
    *_amount("actual_"),
    Column("completeness", Double, nullable=False),
    Column("risks", Integer, nullable=False),
    Column("open_checks", Integer, nullable=False),
    Column("parser", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("deleted_key", Text),  # the key that a deleted plan had: others may have it now
    Index("plans_updated_at", "updated_at"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("plan_id", Text, ForeignKey(plans.c.id, ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("by", Text),
    Column("action", Text, nullable=False),  # save, delete, restore
    Column("template_hash", Text, ForeignKey(templates.c.hash), nullable=False),
    Column("template", Text, nullable=False),
    Column("body", Text, nullable=False),  # JSON: {"common": ..., "values": ...}
    Column("document", Text),  # JSON string: the text the plan was read from
)


def _facts(name: str, *columns: Column[object]) -> Table:
    return Table(
        name,
        metadata,
        Column("plan_id", Text, ForeignKey(plans.c.id, ondelete="CASCADE"), primary_key=True),
        Column("position", Integer, primary_key=True),
        *columns,
    )


efforts = _facts(
    "efforts",
    Column("item", Text),
    *_amount(""),
    Column("owner", Text),
    Column("status", Text),
    Column("done", Boolean, nullable=False),
    Column("depends_on", Text),
)
risks = _facts(
    "risks",
    Column("risk", Text),
    Column("likelihood", Text),
    Column("impact", Text),
    Column("probability", Double),
    *_amount("impact_")[1:],
    Column("mitigation", Text),
    Column("contingency", Text),
    Column("owner", Text),
    Column("mitigated", Boolean),
)
checks = _facts("checks", Column("section", Text), Column("text", Text), Column("done", Boolean, nullable=False))
dependencies = _facts("dependencies", Column("relation", Text, nullable=False), Column("text", Text))
tags = _facts("tags", Column("tag", Text))

FACTS = (efforts, risks, checks, dependencies, tags)

texts = Table(  # what full-text search looks through: folded words, key and title apart; `_search` lays an index on it
    "texts",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),  # SQLite's index knows rows by number
    Column("plan_id", Text, ForeignKey(plans.c.id, ondelete="CASCADE"), nullable=False, unique=True),
    Column("heading", Text, nullable=False),
    Column("words", Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
)

forecasts = Table(
    "forecasts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("by", Text),
    Column("headline", Text, nullable=False),
    Column("body", Text, nullable=False),  # JSON: what was forecast, as `_forecasts` keeps it
)
