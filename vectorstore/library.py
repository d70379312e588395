"""The catalogue: every report whole, the state it is in, and the vectors already paid for.

One SQLite file in the home by default; any SQLAlchemy URL when many hosts share a library.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter
from sqlalchemy import Engine, create_engine, delete, event, exc, func, insert, inspect, select, update
from sqlalchemy.engine import Connection, RowMapping, make_url
from sqlalchemy.pool import StaticPool

from vectorstore.errors import GongbaoError, StoreError
from vectorstore.report import Report
from vectorstore.tables import MIGRATIONS, REPORTS, VECTORS, VERSIONS

Vector = NDArray[np.float32]

_KEPT = 64
"""Reports held in memory, 0.5 MB each: more than one comparison touches."""

_MANY = 500
"""Values in one IN (…): SQLite's oldest limit is 999."""

_BUSY_MILLISECONDS = 10_000

_DAMAGED = "目录库 {} 已损坏: 请运行 gongbao doctor --rebuild (旧文件会改名保留), 再重新 gongbao ingest"


class State(StrEnum):
    """How far a report has come; only ready ones are searched."""

    INDEXING = "indexing"
    READY = "ready"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class ReportCard:
    """What a list of reports shows of one."""

    id: str
    source: str
    title: str
    place: str
    parent: str
    period: str
    kind: str
    date: str
    passages: int
    sentences: int
    state: State
    added: str
    """ISO 8601, UTC, to the microsecond: of two reports from one source the later one counts."""
    embedder: str
    """Whose vectors its passages are indexed by; empty before they are."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What must be known of a report before it is searched or read again."""

    state: State
    embedder: str
    parser: int
    """Version of the parser that read it."""
    added: str


class DamagedError(StoreError):
    """The catalogue's file is damaged and must be set aside."""


_CARD = tuple(REPORTS.c[name] for name in ReportCard.__dataclass_fields__)
_REPORT = TypeAdapter(Report)


class Library:
    """The catalogue behind one SQLAlchemy URL, or a SQLite file by its path.

    With ``create=False`` a SQLite file that doesn't exist is not made: the library is empty.
    Every method raises StoreError, naming the place and the mend, when the store can't be used.
    """

    def __init__(self, place: str | Path, *, create: bool = True) -> None:
        self.place = str(place)
        url = make_url(place if isinstance(place, str) and "://" in place else f"sqlite:///{place}")
        file = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
        self.missing = file is not None and not file.exists() and not create
        """Whether this is the empty library that stands for a file that doesn't exist."""
        if file is not None and create:
            self._make_folder(file.parent)
        self._engine = _nowhere() if self.missing else create_engine(url)
        if self._engine.dialect.name == "sqlite":
            _prepare_sqlite(self._engine)
        self._load = lru_cache(maxsize=_KEPT)(self._read)
        self._migrate()

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # reports

    def add(self, report: Report, *, parser: int = 0) -> None:
        """Keeps a report, replacing the one with its id; its state is ``indexing`` until ``mark_ready``."""
        values = _columns(report) | {"state": State.INDEXING.value, "parser": parser, "embedder": ""}
        with self._transaction() as connection:
            connection.execute(delete(REPORTS).where(REPORTS.c.id == report.id))
            connection.execute(insert(REPORTS), [values])
        self._load.cache_clear()

    def mark_ready(self, report_id: str, embedder: str) -> tuple[str, ...]:
        """Lets a report be searched; gives the ids of those of the same source that it replaces, now ``leaving``."""
        with self._transaction() as connection:
            mine = select(REPORTS.c.source, REPORTS.c.added).where(REPORTS.c.id == report_id)
            row = connection.execute(mine).one()
            older = (REPORTS.c.source == row.source) & (REPORTS.c.added < row.added)
            replaced = tuple(connection.execute(select(REPORTS.c.id).where(older)).scalars())
            connection.execute(update(REPORTS).where(older).values(state=State.LEAVING.value))
            ready = {"state": State.READY.value, "embedder": embedder}
            connection.execute(update(REPORTS).where(REPORTS.c.id == report_id).values(**ready))
        return replaced

    def mark(self, state: State, report_ids: Iterable[str] | None = None) -> None:
        """Sets the state of some reports, or of all."""
        statement = update(REPORTS).values(state=state.value)
        if report_ids is not None:
            statement = statement.where(REPORTS.c.id.in_(tuple(report_ids)))
        with self._transaction() as connection:
            connection.execute(statement)

    def remove(self, report_id: str) -> None:
        """Forgets a report; its vectors stay, in case it comes back."""
        with self._transaction() as connection:
            connection.execute(delete(REPORTS).where(REPORTS.c.id == report_id))
        self._load.cache_clear()

    def reports(self) -> list[ReportCard]:
        """All reports, by place and then period."""
        with self._transaction() as connection:
            ordered = select(*_CARD).order_by(REPORTS.c.place, REPORTS.c.period, REPORTS.c.source)
            rows = connection.execute(ordered).all()
        return [_card(row._mapping) for row in rows]

    def card(self, report_id: str) -> ReportCard | None:
        """One report's card, or None."""
        with self._transaction() as connection:
            row = connection.execute(select(*_CARD).where(REPORTS.c.id == report_id)).first()
        return _card(row._mapping) if row else None

    def standings(self) -> dict[str, Standing]:
        """How each report stands, by id: quick enough to ask before every search."""
        columns = (REPORTS.c.id, REPORTS.c.state, REPORTS.c.embedder, REPORTS.c.parser, REPORTS.c.added)
        with self._transaction() as connection:
            rows = connection.execute(select(*columns)).all()
        return {row.id: Standing(State(row.state), row.embedder, row.parser, row.added) for row in rows}

    def report(self, report_id: str) -> Report:
        """A report exactly as it was added; raises GongbaoError when it isn't here."""
        return self._load(report_id)

    def find(self, prefix: str) -> str:
        """The id that begins so; raises GongbaoError when none does, or more than one."""
        with self._transaction() as connection:
            begins = REPORTS.c.id.startswith(prefix.lower(), autoescape=True)
            ids = connection.execute(select(REPORTS.c.id).where(begins).limit(3)).scalars().all()
        if len(ids) == 1:
            return str(ids[0])
        if prefix in ids:
            return prefix
        if ids:
            raise GongbaoError(f"编号 {prefix} 对应多份报告({'、'.join(ids)}…): 请多写几位")
        raise GongbaoError(f"库中没有编号为 {prefix} 的报告: 用 gongbao reports 查看编号")

    def _read(self, report_id: str) -> Report:
        with self._transaction() as connection:
            wanted = select(REPORTS.c.content).where(REPORTS.c.id == report_id)
            content = connection.execute(wanted).scalar_one_or_none()
        if content is None:
            raise GongbaoError(f"库中没有编号为 {report_id} 的报告: 用 gongbao reports 查看编号")
        return _REPORT.validate_json(content)

    # vectors

    def vectors(self, embedder: str, texts: Sequence[str]) -> dict[str, Vector]:
        """The kept vectors of these texts, by text; those never embedded are left out."""
        by_hash = {_hash(text): text for text in texts}
        hashes = list(by_hash)
        found: dict[str, Vector] = {}
        with self._transaction() as connection:
            for start in range(0, len(hashes), _MANY):
                wanted = VECTORS.c.text.in_(hashes[start : start + _MANY])
                kept = select(VECTORS.c.text, VECTORS.c.vector).where(VECTORS.c.embedder == embedder, wanted)
                for row in connection.execute(kept):
                    found[by_hash[row.text]] = np.frombuffer(row.vector, "<f4")
        return found

    def keep_vectors(self, embedder: str, texts: Sequence[str], vectors: Vector) -> None:
        """Keeps the vectors of texts that have none yet."""
        known = self.vectors(embedder, texts)
        rows = {
            _hash(text): {"embedder": embedder, "text": _hash(text), "vector": vector.astype("<f4").tobytes()}
            for text, vector in zip(texts, vectors, strict=True)
            if text not in known
        }
        if rows:
            with self._transaction() as connection:
                connection.execute(insert(VECTORS), list(rows.values()))

    # the store itself

    def check(self) -> None:
        """Reads the whole SQLite file through; raises StoreError when it is damaged."""
        if self._engine.dialect.name == "sqlite":
            with self._transaction() as connection:
                answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
            if answer != "ok":
                raise DamagedError(_DAMAGED.format(self.place))

    def _migrate(self) -> None:
        with self._transaction() as connection:
            if _version(connection) == len(MIGRATIONS):
                return
            if connection.dialect.name == "sqlite":
                # Python's driver begins no transaction before DDL, and two processes may open a new home at once
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            version = _version(connection)
            if version > len(MIGRATIONS):
                raise StoreError(f"目录库 {self.place} 由更新版本的 gongbao 写成: 请升级 gongbao")
            for number, migration in enumerate(MIGRATIONS[version:], version + 1):
                migration(connection)
                connection.execute(insert(VERSIONS).values(version=number))

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except exc.DBAPIError as error:
            reason = str(error.orig)
            if "not a database" in reason or "malformed" in reason:
                raise DamagedError(_DAMAGED.format(self.place)) from error
            raise StoreError(_explained(self.place, reason)) from error

    def _make_folder(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f"无法建立文件夹 {folder}({error.strerror}): 请检查权限, 或用 GONGBAO_HOME 换一处"
            raise StoreError(reason) from error


def _nowhere() -> Engine:
    """An empty database in memory, one for all threads."""
    return create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def pragmas(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode = WAL")  # readers go on while a report is added
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.close()


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table(VERSIONS.name):
        return 0
    return connection.execute(select(func.max(VERSIONS.c.version))).scalar() or 0


def _explained(place: str, reason: str) -> str:
    if "full" in reason:
        return f"目录库 {place} 所在的磁盘已满: 请腾出空间后重试"
    if "readonly" in reason or "unable to open" in reason:
        return f"目录库 {place} 无法写入: 请检查权限, 或用 GONGBAO_HOME 换一处"
    if "locked" in reason:
        return f"目录库 {place} 正被另一个进程占用: 请稍后重试"
    return f"目录库 {place} 无法使用({reason.splitlines()[0]}): 请检查权限或地址, 或运行 gongbao doctor --rebuild"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _card(row: RowMapping) -> ReportCard:
    return ReportCard(**{**row, "state": State(row["state"])})


def _columns(report: Report) -> dict[str, object]:
    found = {name: getattr(report, name).value for name in ("title", "place", "parent", "period", "kind", "date")}
    return found | {
        "id": report.id,
        "source": report.source,
        "passages": len(report.passages),
        "sentences": len(report.sentences),
        "added": datetime.now(UTC).isoformat(timespec="microseconds"),
        "content": _REPORT.dump_json(report).decode(),
    }
