"""The ordered steps that brought the catalogue to its present form."""

from sqlalchemy import inspect, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateColumn

from vectorstore.library.cards import columns_of, report_of
from vectorstore.library.tables import METADATA, REPORTS
from vectorstore.library.twins import sketch

__all__ = ["MIGRATIONS"]


def _first_version(connection: Connection) -> None:
    METADATA.create_all(connection)


def _facts_files_and_corrections(connection: Connection) -> None:
    """New tables and columns; what the columns say is read from the kept reports, but for their figures and facts.

    Those take a tenth of a second a report and are found when facts are first asked for.
    """
    METADATA.create_all(connection)
    held = {column["name"] for column in inspect(connection).get_columns(REPORTS.name)}
    for column in REPORTS.columns:
        if column.name not in held:
            written = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {REPORTS.name} ADD COLUMN {written}")
    for report_id in connection.execute(select(REPORTS.c.id)).scalars().all():
        mine = REPORTS.c.id == report_id
        row = connection.execute(select(REPORTS.c.source, REPORTS.c.content).where(mine)).one()
        report = report_of(row.content, row.source)
        told = columns_of(report) | {"content": row.content, "sketch": sketch(report)}
        connection.execute(update(REPORTS).where(mine).values(**told))


MIGRATIONS = (_first_version, _facts_files_and_corrections)
"""In order; the schema's version is how many have run. Add at the end, never change one."""
