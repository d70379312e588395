"""The catalogue's database: opened, migrated, and its failures told in one line that names the mend."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Engine, create_engine, event, exc, func, insert, inspect, select
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.pool import StaticPool

from vectorstore.errors import StoreError
from vectorstore.library.migrations import MIGRATIONS
from vectorstore.library.tables import VERSIONS

__all__ = ["DamagedError", "Database"]

_BUSY_MILLISECONDS = 10_000

_DAMAGED = "目录库 {} 已损坏: 请运行 gongbao doctor --rebuild (旧文件会改名保留), 再重新 gongbao ingest"


class DamagedError(StoreError):
    """The catalogue's file is damaged and must be set aside."""


class Database:
    """The database behind one SQLAlchemy URL, or a SQLite file by its path.

    With ``create=False`` a SQLite file that doesn't exist is not made: the database is empty.
    Every method raises StoreError, naming the place and the mend, when it can't be used.
    """

    def __init__(self, place: str | Path, *, create: bool = True) -> None:
        self.place = str(place)
        url = make_url(place if isinstance(place, str) and "://" in place else f"sqlite:///{place}")
        file = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
        self.missing = file is not None and not file.exists() and not create
        """Whether this is the empty database that stands for a file that doesn't exist."""
        if file is not None and create:
            make_folder(file.parent)
        self._engine = _nowhere() if self.missing else create_engine(url)
        if self._engine.dialect.name == "sqlite":
            _prepare_sqlite(self._engine)
        self._migrate()

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def check(self) -> None:
        """Reads the whole SQLite file through; raises DamagedError when it is damaged."""
        if self._engine.dialect.name == "sqlite":
            with self.transaction() as connection:
                answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
            if answer != "ok":
                raise DamagedError(_DAMAGED.format(self.place))

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: kept when the block ends, undone when it raises."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except exc.DBAPIError as error:
            reason = str(error.orig)
            if "not a database" in reason or "malformed" in reason:
                raise DamagedError(_DAMAGED.format(self.place)) from error
            raise StoreError(_explained(self.place, reason)) from error

    def _migrate(self) -> None:
        with self.transaction() as connection:
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


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it; raises StoreError when it can't be."""
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
