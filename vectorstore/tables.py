"""The catalogue's tables and the ordered steps that brought them to their present form."""

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What the tables have in common."""


class SchemaVersion(Base):
    """Which migrations have run."""

    __tablename__ = "catalogue"

    version: Mapped[int] = mapped_column(primary_key=True)


class ReportRow(Base):
    """One report."""

    __tablename__ = "reports"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(String(1024), index=True)
    title: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(256))
    parent: Mapped[str] = mapped_column(String(256))
    period: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(64))
    date: Mapped[str] = mapped_column(String(10))
    passages: Mapped[int]
    sentences: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), index=True)
    added: Mapped[str] = mapped_column(String(40))
    embedder: Mapped[str] = mapped_column(String(256))
    parser: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    """The whole Report as JSON."""


class VectorRow(Base):
    """One text's vector by one embedder."""

    __tablename__ = "vectors"

    embedder: Mapped[str] = mapped_column(String(256), primary_key=True)
    text: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the text that was embedded."""
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    """Little-endian float32."""


def _first_version(connection: Connection) -> None:
    Base.metadata.create_all(connection)


MIGRATIONS = (_first_version,)
"""In order; the schema's version is how many have run. Add at the end, never change one."""
