"""The catalogue's tables, as they are now; ``migrations.py`` brings older ones to this form.

SQLAlchemy's core without its ORM: rows are read into the project's own frozen classes, and the ORM
takes a tenth of a second to import.
"""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, MetaData, String, Table, Text

METADATA = MetaData()


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _count(name: str, default: int = 0) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=str(default))


VERSIONS = Table("catalogue", METADATA, Column("version", Integer, primary_key=True))
"""Which migrations have run."""

REPORTS = Table(
    "reports",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("source", String(1024), index=True, nullable=False),
    Column("title", Text, nullable=False),
    Column("place", String(256), nullable=False),
    Column("parent", String(256), nullable=False),
    Column("period", String(64), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("date", String(10), nullable=False),
    Column("passages", Integer, nullable=False),
    Column("sentences", Integer, nullable=False),
    Column("state", String(16), index=True, nullable=False),
    Column("added", String(40), nullable=False),
    Column("embedder", String(256), nullable=False),
    Column("parser", Integer, nullable=False),
    Column("content", Text, nullable=False),
    _text("origin"),
    _text("session"),
    _text("speaker"),
    _text("published"),
    _text("level"),
    _text("guessed", "[]"),
    _text("by_hand", "[]"),
    _text("warnings", "[]"),
    _text("covers", "[]"),
    _count("pages"),
    _count("sections"),
    _count("figures"),
    _count("facts"),
    _count("derived"),
    _text("twin_of"),
    _count("differing"),
    _count("indexed", 1),
    Column("sketch", LargeBinary),
)
"""One report a row; ``content`` is the whole Report as JSON, except that its source is the row's.

``derived`` tells whether its facts are in FACTS, ``indexed`` whether the index may hold its passages.
"""

FILES = Table(
    "files",
    METADATA,
    Column("origin", String(2048), primary_key=True),
    Column("name", String(1024), nullable=False),
    Column("hash", String(64), index=True, nullable=False),
    Column("parser", Integer, nullable=False),
    Column("sidecar", Text, nullable=False),
    Column("report", String(64), index=True, nullable=False),
    Column("size", Integer, nullable=False),
    Column("modified", String(40), nullable=False),
)
"""Where reports were read from, one file a row; ``sidecar`` is the text that lay beside it."""

FACTS = Table(
    "facts",
    METADATA,
    Column("report", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("figure_text", Text, nullable=False),
    Column("figure_start", Integer, nullable=False),
    Column("figure_end", Integer, nullable=False),
    Column("low", String(64), nullable=False),
    Column("high", String(64), nullable=False),
    Column("value", Float, nullable=False),
    Column("unit", String(64), nullable=False),
    Column("scale", String(64), nullable=False),
    Column("base", String(64), nullable=False),
    Column("qualifier", String(16)),
    Column("sign", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("measure", String(16), nullable=False),
    Column("subject", Text, nullable=False),
    Column("basis", Text),
    Column("indicator", String(1024), nullable=False),
    Column("known", Integer, nullable=False),
    Column("place", String(256), nullable=False),
    Column("period_first", Integer),
    Column("period_last", Integer),
    Column("period", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Index("facts_by_indicator", "indicator", "place"),
    Index("facts_by_place", "place"),
    Index("facts_by_period", "period_first", "period_last"),
)
"""One fact a row, in order of the report's text; ``low``, ``high`` and ``scale`` as exact decimals.

``value`` is the signed low end in the base unit, to sort by; periods are months since the year 0.
"""

CORRECTIONS = Table(
    "corrections",
    METADATA,
    Column("report", String(64), primary_key=True),
    Column("corrections", Text, nullable=False),
)
"""What people set by hand of a report, as JSON; it outlives the report, in case that comes back."""

VECTORS = Table(
    "vectors",
    METADATA,
    Column("embedder", String(256), primary_key=True),
    Column("text", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)
"""One text's vector by one embedder: the text by its SHA-256, the vector as little-endian float32."""
