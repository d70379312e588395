"""How reports of one catalogue stand to each other: which replaces which, which are twins, who takes whose place."""

from sqlalchemy import exists, select, update
from sqlalchemy.engine import Connection

from vectorstore.library.cards import State, report_of
from vectorstore.library.tables import FILES, REPORTS
from vectorstore.library.twins import Kinship, alike, differing, fuller, may_be_twins, share_figures
from vectorstore.report import Report

__all__ = ["hand_on", "hand_over", "kinship_of", "relate", "supersede"]


def kinship_of(connection: Connection, report: Report, sketched: bytes, origin: str) -> Kinship:
    """How a report that is about to be added from ``origin`` stands to those that are there."""
    same_file = (REPORTS.c.origin == "") & (REPORTS.c.source == report.source)
    if origin:
        same_file |= REPORTS.c.origin == origin
    copied = exists().where((FILES.c.report == REPORTS.c.id) & (FILES.c.origin != origin))
    makes_way = same_file & ~copied
    known = (REPORTS.c.id, REPORTS.c.sketch, REPORTS.c.twin_of, REPORTS.c.place, REPORTS.c.period, REPORTS.c.kind)
    others = (
        select(*known, makes_way.label("makes_way"))
        .where(REPORTS.c.id != report.id, REPORTS.c.state != State.LEAVING.value)
        .order_by(REPORTS.c.added)
    )
    rows = connection.execute(others).all()
    about = (report.place.value, report.period.value, report.kind.value)
    near = [
        row
        for row in rows
        if may_be_twins(about, (row.place, row.period, row.kind)) and alike(sketched, row.sketch or b"")
    ]
    for row in near:
        if not row.twin_of and not row.makes_way:
            other = _report(connection, row.id)
            if share_figures(report, other):
                return _between(connection, report, other)
    left = {row.id for row in rows if row.makes_way}
    orphans = [_report(connection, row.id) for row in near if row.twin_of in left]
    own = [_report(connection, row.id) for row in rows if row.twin_of == report.id]
    adopted = [orphan for orphan in orphans if share_figures(report, orphan)]
    return Kinship(twins=tuple((twin.id, differing(report, twin)) for twin in (*own, *adopted)))


def _between(connection: Connection, report: Report, other: Report) -> Kinship:
    if not fuller(report, other):
        return Kinship(twin_of=other.id, differing=differing(report, other))
    of_either = REPORTS.c.twin_of.in_((other.id, report.id)) & (REPORTS.c.id != report.id)
    ids = connection.execute(select(REPORTS.c.id).where(of_either).order_by(REPORTS.c.added)).scalars()
    twins = [other, *(_report(connection, number) for number in ids)]
    return Kinship(twins=tuple((twin.id, differing(report, twin)) for twin in twins))


def relate(connection: Connection, kinship: Kinship, report_id: str) -> None:
    """Writes down whom a report stands for; they are searched until it is."""
    for twin, figures in kinship.twins:
        related = {"twin_of": report_id, "differing": figures}
        connection.execute(update(REPORTS).where(REPORTS.c.id == twin).values(**related))
    if kinship.twin_of:
        hand_over(connection, report_id, kinship.twin_of)


def supersede(connection: Connection, report_id: str) -> tuple[str, ...]:
    """What a report that is now searched (or whose twin is) puts aside; gives the ids of those it replaces.

    Older ones of the same file leave; its twins are searched no longer.
    """
    row = connection.execute(
        select(REPORTS.c.source, REPORTS.c.origin, REPORTS.c.added).where(REPORTS.c.id == report_id)
    ).one()
    same_file = (REPORTS.c.origin == "") & (REPORTS.c.source == row.source)
    if row.origin:
        same_file |= REPORTS.c.origin == row.origin
    older = same_file & (REPORTS.c.added < row.added) & (REPORTS.c.state != State.LEAVING.value)
    replaced = tuple(connection.execute(select(REPORTS.c.id).where(older)).scalars())
    connection.execute(update(REPORTS).where(REPORTS.c.id.in_(replaced)).values(state=State.LEAVING.value))
    for number in replaced:
        hand_on(connection, number)
    put_aside = (REPORTS.c.twin_of == report_id) & (REPORTS.c.state != State.LEAVING.value)
    connection.execute(update(REPORTS).where(put_aside).values(state=State.TWIN.value, embedder=""))
    return replaced


def hand_on(connection: Connection, leaving: str) -> str:
    """Puts the first of a leaving report's twins in its place; gives its id, empty when there is none."""
    staying = (REPORTS.c.twin_of == leaving) & (REPORTS.c.state != State.LEAVING.value)
    heir = connection.execute(select(REPORTS.c.id, REPORTS.c.state).where(staying).order_by(REPORTS.c.added)).first()
    if heir is None:
        return ""
    state = State.INDEXING.value if heir.state == State.TWIN else heir.state
    alone = {"twin_of": "", "differing": 0, "state": state, "indexed": 1}
    connection.execute(update(REPORTS).where(REPORTS.c.id == heir.id).values(**alone))
    hand_over(connection, leaving, heir.id)
    return str(heir.id)


def hand_over(connection: Connection, before: str, now: str) -> None:
    """Makes the twins of one report those of another."""
    theirs = (REPORTS.c.twin_of == before) & (REPORTS.c.id != now)
    twins = connection.execute(select(REPORTS.c.id).where(theirs)).scalars().all()
    for twin in twins:
        figures = differing(_report(connection, now), _report(connection, twin))
        related = {"twin_of": now, "differing": figures}
        connection.execute(update(REPORTS).where(REPORTS.c.id == twin).values(**related))


def _report(connection: Connection, report_id: str) -> Report:
    row = connection.execute(select(REPORTS.c.content, REPORTS.c.source).where(REPORTS.c.id == report_id)).one()
    return report_of(row.content, row.source)
