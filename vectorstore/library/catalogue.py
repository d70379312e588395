"""The catalogue: every report whole, its facts, its files, the state it is in, and the vectors already paid for.

One SQLite file in the home by default; any SQLAlchemy URL when many hosts share a library.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, Row

from vectorstore.corrections import UNCORRECTED, Corrections
from vectorstore.errors import GongbaoError
from vectorstore.facts import Fact, Measure, facts_of
from vectorstore.library.cards import CARD, SEARCHED, ReportCard, Standing, State, card_of, columns_of, report_of
from vectorstore.library.database import DamagedError
from vectorstore.library.facts_table import StoredFact, facts_query, rows_of, stored
from vectorstore.library.files import KnownFile, forget_files, known_by_hash, known_file, put_file
from vectorstore.library.kin import hand_on, kinship_of, relate, supersede
from vectorstore.library.tables import CORRECTIONS, FACTS, REPORTS
from vectorstore.library.twins import Kinship, sketch
from vectorstore.library.vectors import VectorCache
from vectorstore.periods import Period
from vectorstore.report import Outlook, Report

__all__ = ["SEARCHED", "DamagedError", "Library", "ReportCard", "Standing", "State", "StoredFact", "UnknownReportError"]

_KEPT = 64
"""Reports held in memory, 0.5 MB each: more than one comparison touches."""

_ALONE = Kinship()

_STANDING = tuple(REPORTS.c[name] for name in Standing.__dataclass_fields__)

_UNKNOWN = "库中没有编号为 {} 的报告: 用 gongbao reports 查看编号"


class UnknownReportError(GongbaoError):
    """No report of that id is in the library."""


class Library(VectorCache):
    """The catalogue behind one SQLAlchemy URL, or a SQLite file by its path."""

    def __init__(self, place: str | Path, *, create: bool = True) -> None:
        self._load = lru_cache(maxsize=_KEPT)(self._read)
        super().__init__(place, create=create)

    # reports

    def add(
        self,
        report: Report,
        *,
        parser: int = 0,
        facts: Sequence[Fact] | None = None,
        file: KnownFile | None = None,
        kinship: Kinship = _ALONE,
        corrections: Corrections | None = None,
        origin: str = "",
        indexed_as: Standing | None = None,
        moved_from: str = "",
        sketched: bytes | None = None,
    ) -> None:
        """Keeps a report, replacing the one with its id, with its facts and all that was found with it, at once.

        Its state is ``indexing`` until ``mark_words``; ``twin`` when it is the twin of another; that of
        ``indexed_as`` when what the index holds of it is still right. Facts and sketch are made where not given.
        The file that was at ``moved_from`` is forgotten.
        """
        facts = facts_of(report) if facts is None else facts
        state = State.TWIN if kinship.twin_of else indexed_as.state if indexed_as else State.INDEXING
        values = columns_of(report) | {
            "state": state.value,
            "parser": parser,
            "embedder": indexed_as.embedder if indexed_as else "",
            "added": datetime.now(UTC).isoformat(timespec="microseconds"),
            "origin": origin,
            "figures": _count_figures(facts),
            "facts": len(facts),
            "derived": 1,
            "sketch": sketch(report) if sketched is None else sketched,
            "twin_of": kinship.twin_of,
            "differing": kinship.differing,
        }
        with self.transaction() as connection:
            held = connection.execute(select(REPORTS.c.indexed).where(REPORTS.c.id == report.id)).scalar()
            connection.execute(delete(REPORTS).where(REPORTS.c.id == report.id))
            values["indexed"] = int(bool(held) or not kinship.twin_of)
            connection.execute(insert(REPORTS), [values])
            _put_facts(connection, report.id, facts)
            if corrections is not None:
                _put_corrections(connection, report.id, corrections)
            if file is not None:
                put_file(connection, file)
            if moved_from:
                forget_files(connection, origin=moved_from)
            relate(connection, kinship, report.id)
            if kinship.twin_of or indexed_as:
                supersede(connection, report.id)
        self.forget()

    def mark_words(self, report_id: str) -> tuple[str, ...]:
        """Lets a report be searched by its words; gives the ids of the older ones it replaces, now ``leaving``.

        Those are the ones from the same file. Twins that it stands for are searched no longer.
        """
        with self.transaction() as connection:
            mine = REPORTS.c.id == report_id
            connection.execute(update(REPORTS).where(mine).values(state=State.WORDS.value))
            return supersede(connection, report_id)

    def mark_ready(self, report_id: str, embedder: str) -> tuple[str, ...]:
        """Lets a report be searched by its vectors too; gives the ids of those it replaces, as ``mark_words``."""
        with self.transaction() as connection:
            ready = {"state": State.READY.value, "embedder": embedder}
            connection.execute(update(REPORTS).where(REPORTS.c.id == report_id).values(**ready))
            return supersede(connection, report_id)

    def mark(self, state: State, report_ids: Iterable[str] | None = None) -> None:
        """Sets the state of some reports, or of all."""
        statement = update(REPORTS).values(state=state.value)
        if report_ids is not None:
            statement = statement.where(REPORTS.c.id.in_(tuple(report_ids)))
        with self.transaction() as connection:
            connection.execute(statement)

    def begin_anew(self) -> None:
        """Sets every report that is searched back to ``indexing``, for an index that holds nothing any more."""
        searched = REPORTS.c.state.in_([State.INDEXING.value, *SEARCHED])
        with self.transaction() as connection:
            connection.execute(update(REPORTS).where(~searched).values(indexed=0))
            connection.execute(update(REPORTS).where(searched).values(state=State.INDEXING.value, indexed=1))

    def leave(self, report_id: str) -> str:
        """Marks a report as ``leaving`` and forgets its files.

        Gives the id of the twin that takes its place; empty when there is none.
        """
        with self.transaction() as connection:
            leaving = update(REPORTS).where(REPORTS.c.id == report_id).values(state=State.LEAVING.value, twin_of="")
            connection.execute(leaving)
            forget_files(connection, report=report_id)
            return hand_on(connection, report_id)

    def mark_unindexed(self, report_id: str) -> None:
        """Notes that the index holds nothing of a twin any more."""
        with self.transaction() as connection:
            connection.execute(update(REPORTS).where(REPORTS.c.id == report_id).values(indexed=0))

    def remove(self, report_id: str) -> None:
        """Forgets a report; its vectors and corrections stay, in case it comes back."""
        with self.transaction() as connection:
            connection.execute(delete(REPORTS).where(REPORTS.c.id == report_id))
            connection.execute(delete(FACTS).where(FACTS.c.report == report_id))
        self.forget()

    def forget(self) -> None:
        """Lets go of the reports held in memory, which another process may have changed."""
        self._load.cache_clear()

    def reports(self) -> list[ReportCard]:
        """All reports, by place and then period."""
        with self.transaction() as connection:
            ordered = select(*CARD).order_by(REPORTS.c.place, REPORTS.c.period, REPORTS.c.source, REPORTS.c.id)
            rows = connection.execute(ordered).all()
        return [card_of(row._mapping) for row in rows]

    def card(self, report_id: str) -> ReportCard | None:
        """One report's card, or None."""
        with self.transaction() as connection:
            row = connection.execute(select(*CARD).where(REPORTS.c.id == report_id)).first()
        return card_of(row._mapping) if row else None

    def standing(self, report_id: str) -> Standing | None:
        """How one report stands, or None."""
        with self.transaction() as connection:
            row = connection.execute(select(*_STANDING).where(REPORTS.c.id == report_id)).first()
        return _standing(row) if row else None

    def to_clear_away(self) -> list[tuple[str, State]]:
        """Ids and states of the reports of which the index may hold what it should not."""
        leaving = REPORTS.c.state == State.LEAVING.value
        twins = (REPORTS.c.state == State.TWIN.value) & (REPORTS.c.indexed == 1)
        with self.transaction() as connection:
            rows = connection.execute(select(REPORTS.c.id, REPORTS.c.state).where(leaving | twins)).all()
        return [(row.id, State(row.state)) for row in rows]

    def standings(self) -> dict[str, Standing]:
        """How each report stands, by id: quick enough to ask before every search."""
        with self.transaction() as connection:
            rows = connection.execute(select(REPORTS.c.id, *_STANDING)).all()
        return {row.id: _standing(row) for row in rows}

    def report(self, report_id: str) -> Report:
        """A report exactly as it was added; raises UnknownReportError when it isn't here."""
        return self._load(report_id)

    def find(self, prefix: str) -> str:
        """The id that begins so; raises GongbaoError when none does, or more than one."""
        with self.transaction() as connection:
            begins = REPORTS.c.id.startswith(prefix.lower(), autoescape=True)
            ids = connection.execute(select(REPORTS.c.id).where(begins).limit(3)).scalars().all()
        if len(ids) == 1:
            return str(ids[0])
        if prefix in ids:
            return prefix
        if ids:
            raise GongbaoError(f"编号 {prefix} 对应多份报告({'、'.join(ids)}…): 请多写几位")
        raise UnknownReportError(_UNKNOWN.format(prefix))

    def kinship(self, report: Report, sketched: bytes, origin: str) -> Kinship:
        """How a report that is about to be added from ``origin`` stands to those that are there."""
        with self.transaction() as connection:
            return kinship_of(connection, report, sketched, origin)

    def _read(self, report_id: str) -> Report:
        with self.transaction() as connection:
            wanted = select(REPORTS.c.content, REPORTS.c.source).where(REPORTS.c.id == report_id)
            row = connection.execute(wanted).first()
        if row is None:
            raise UnknownReportError(_UNKNOWN.format(report_id))
        return report_of(row.content, row.source)

    # files and corrections

    def file(self, origin: str) -> KnownFile | None:
        """The file of an origin as it was last read."""
        with self.transaction() as connection:
            return known_file(connection, origin)

    def file_with(self, digest: str, parser: int) -> KnownFile | None:
        """A file with these bytes, anywhere, that this parser has read."""
        with self.transaction() as connection:
            return known_by_hash(connection, digest, parser)

    def keep_file(self, file: KnownFile) -> None:
        """Remembers a file whose report is here already."""
        with self.transaction() as connection:
            put_file(connection, file)

    def forget_file(self, origin: str) -> None:
        """Forgets a file that is no longer where it was."""
        with self.transaction() as connection:
            forget_files(connection, origin=origin)

    def corrections(self, report_id: str) -> Corrections:
        """What people set by hand of a report, even of one that is not here now."""
        with self.transaction() as connection:
            wanted = select(CORRECTIONS.c.corrections).where(CORRECTIONS.c.report == report_id)
            kept = connection.execute(wanted).scalar()
        return Corrections.model_validate_json(kept) if kept else UNCORRECTED

    def correct(self, report_id: str, corrections: Corrections) -> None:
        """Keeps what people set by hand, in place of what was kept; ``ingest.amend`` applies it."""
        with self.transaction() as connection:
            _put_corrections(connection, report_id, corrections)

    # facts

    def facts(
        self,
        *,
        places: Collection[str] = (),
        indicators: Collection[str] = (),
        periods: Collection[Period] = (),
        exact: bool = False,
        kind: Outlook | None = None,
        measure: Measure | None = None,
        reports: Collection[str] = (),
    ) -> list[StoredFact]:
        """The facts of searched reports that fit all that is given, by place, period and the order of the text.

        Places and indicators by full name, periods that overlap one of those given or, with ``exact``, are
        one of them; ``reports`` are ids. What is left empty lets everything through.
        """
        self._derive()
        with self.transaction() as connection:
            query = facts_query(places, indicators, periods, exact, kind, measure, reports)
            return [stored(row) for row in connection.execute(query)]

    def _derive(self) -> None:
        """Finds the facts of reports kept by a version that had no table of them."""
        with self.transaction() as connection:
            lacking = connection.execute(select(REPORTS.c.id).where(REPORTS.c.derived == 0)).scalars().all()
        for report_id in lacking:
            facts = facts_of(self.report(report_id))
            counts = {"derived": 1, "facts": len(facts), "figures": _count_figures(facts)}
            with self.transaction() as connection:
                _put_facts(connection, report_id, facts)
                connection.execute(update(REPORTS).where(REPORTS.c.id == report_id).values(**counts))


def _standing(row: Row[Any]) -> Standing:
    return Standing(State(row.state), row.embedder, row.parser, row.added, row.origin, bool(row.indexed))


def _put_facts(connection: Connection, report_id: str, facts: Sequence[Fact]) -> None:
    connection.execute(delete(FACTS).where(FACTS.c.report == report_id))
    if facts:
        connection.execute(insert(FACTS), rows_of(report_id, facts))


def _put_corrections(connection: Connection, report_id: str, corrections: Corrections) -> None:
    connection.execute(delete(CORRECTIONS).where(CORRECTIONS.c.report == report_id))
    if corrections != UNCORRECTED:
        written = corrections.model_dump_json(exclude_none=True)
        connection.execute(insert(CORRECTIONS).values(report=report_id, corrections=written))


def _count_figures(facts: Sequence[Fact]) -> int:
    """One figure may be several facts."""
    return len({(fact.figure.start, fact.figure.end) for fact in facts})
