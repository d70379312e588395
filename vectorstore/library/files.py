"""Where reports were read from: which files are known, so that an unchanged one need not be read again."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, Row

from vectorstore.library.tables import FILES, REPORTS

if TYPE_CHECKING:
    from vectorstore.sources import Source

__all__ = ["KnownFile", "forget_files", "is_gone", "known_by_hash", "known_file", "put_file"]


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was when it was last read."""

    origin: str
    name: str
    hash: str
    """SHA-256 of its bytes."""
    parser: int
    sidecar: str
    """The text of the sidecar that lay beside it; empty without one."""
    report: str
    """Id of the report in it."""
    size: int
    """In bytes."""
    modified: str
    """When it was last changed, ISO 8601; empty for members of archives and for addresses."""

    @classmethod
    def of(cls, source: "Source", content: bytes, parser: int, report: str) -> "KnownFile":
        """The file that a source is now, with this content."""
        modified = ""
        if source.path is not None:
            with suppress(OSError):  # it was there when it was read, and need not be any more
                stamp = datetime.fromtimestamp(source.path.stat().st_mtime, UTC)
                modified = stamp.isoformat(timespec="seconds")
        digest = hashlib.sha256(content).hexdigest()
        return cls(source.origin, source.name, digest, parser, source.sidecar or "", report, len(content), modified)


def is_gone(origin: str) -> bool:
    """Whether nothing is left where a file was found; addresses and members of archives still there are not gone."""
    if not origin or "://" in origin:
        return not origin
    path = Path(origin)
    try:
        return not path.exists() and not any(folder.is_file() for folder in path.parents)
    except OSError:  # a folder that may not be entered
        return False


def known_file(connection: Connection, origin: str) -> KnownFile | None:
    """The file of an origin as it was last read."""
    row = connection.execute(select(FILES).where(FILES.c.origin == origin)).first()
    return _file(row) if row else None


def known_by_hash(connection: Connection, digest: str, parser: int) -> KnownFile | None:
    """A file with these bytes, anywhere, that this parser has read."""
    same = select(FILES).where(FILES.c.hash == digest, FILES.c.parser == parser).order_by(FILES.c.origin)
    row = connection.execute(same).first()
    return _file(row) if row else None


def put_file(connection: Connection, file: KnownFile) -> None:
    """Remembers a file. Where it held another report of which there is a copy, that report goes by the copy's name."""
    before = known_file(connection, file.origin)
    connection.execute(delete(FILES).where(FILES.c.origin == file.origin))
    values: dict[str, Any] = {name: getattr(file, name) for name in KnownFile.__dataclass_fields__}
    connection.execute(insert(FILES).values(**values))
    if before is None or before.report == file.report:
        return
    copies = select(FILES.c.origin, FILES.c.name).where(FILES.c.report == before.report).order_by(FILES.c.origin)
    copy = connection.execute(copies).first()
    if copy:
        moved = (REPORTS.c.id == before.report) & (REPORTS.c.origin == file.origin)
        connection.execute(update(REPORTS).where(moved).values(origin=copy.origin, source=copy.name))


def forget_files(connection: Connection, *, report: str = "", origin: str = "") -> None:
    """Forgets the files of a report, or that of an origin."""
    connection.execute(delete(FILES).where(FILES.c.report == report if report else FILES.c.origin == origin))


def _file(row: Row[Any]) -> KnownFile:
    return KnownFile(**{name: getattr(row, name) for name in KnownFile.__dataclass_fields__})
