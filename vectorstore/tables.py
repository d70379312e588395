"""The catalogue's tables and the ordered steps that brought them to their present form.

SQLAlchemy's core without its ORM: rows are read into the project's own frozen classes, and the ORM
takes a tenth of a second to import.
"""

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, Text
from sqlalchemy.engine import Connection

_METADATA = MetaData()

VERSIONS = Table("catalogue", _METADATA, Column("version", Integer, primary_key=True))
"""Which migrations have run."""

REPORTS = Table(
    "reports",
    _METADATA,
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
)
"""One report a row; ``content`` is the whole Report as JSON."""

VECTORS = Table(
    "vectors",
    _METADATA,
    Column("embedder", String(256), primary_key=True),
    Column("text", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)
"""One text's vector by one embedder: the text by its SHA-256, the vector as little-endian float32."""


def _first_version(connection: Connection) -> None:
    _METADATA.create_all(connection)


MIGRATIONS = (_first_version,)
"""In order; the schema's version is how many have run. Add at the end, never change one."""
