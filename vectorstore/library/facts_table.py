"""Facts as rows of the catalogue: written with their report, looked up without opening one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.engine import Row

from vectorstore.facts import Fact, Measure
from vectorstore.figures import Figure
from vectorstore.library.cards import SEARCHED
from vectorstore.library.tables import FACTS, REPORTS
from vectorstore.periods import Period
from vectorstore.report import Outlook

__all__ = ["StoredFact", "facts_query", "rows_of", "stored"]


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A fact and the report it was read from."""

    report: str
    """Id of the report."""
    source: str
    """Name of its file."""
    fact: Fact


def rows_of(report_id: str, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """A row a fact, numbered in the order given."""
    return [{"report": report_id, "number": number} | _columns(fact) for number, fact in enumerate(facts)]


def stored(row: Row[Any]) -> StoredFact:
    """What ``rows_of`` made a row of, exactly."""
    figure = Figure(
        start=row.figure_start,
        end=row.figure_end,
        low=Decimal(row.low),
        high=Decimal(row.high),
        unit=row.unit,
        scale=Decimal(row.scale),
        base=row.base,
        qualifier=row.qualifier,
        sign=row.sign,
        ordinal=bool(row.ordinal),
        text=row.figure_text,
    )
    fact = Fact(
        figure=figure,
        measure=Measure(row.measure),
        subject=row.subject,
        basis=row.basis,
        indicator=row.indicator,
        known=bool(row.known),
        place=row.place,
        period=None if row.period_first is None else Period(row.period_first, row.period_last),
        kind=Outlook(row.kind),
        start=row.start,
        end=row.end,
    )
    return StoredFact(row.report, row.source, fact)


def facts_query(
    places: Collection[str],
    indicators: Collection[str],
    periods: Collection[Period],
    exact: bool,
    kind: Outlook | None,
    measure: Measure | None,
    reports: Collection[str],
) -> Select[Any]:
    """The facts of searched reports that fit; an empty collection and None let everything through."""
    wanted: list[ColumnElement[bool]] = [REPORTS.c.state.in_([state.value for state in SEARCHED])]
    for column, values in ((FACTS.c.place, places), (FACTS.c.indicator, indicators), (FACTS.c.report, reports)):
        if values:
            wanted.append(column.in_(sorted(values)))
    if periods:
        wanted.append(or_(*(_at(period) if exact else _overlaps(period) for period in periods)))
    if kind is not None:
        wanted.append(FACTS.c.kind == kind.value)
    if measure is not None:
        wanted.append(FACTS.c.measure == measure.value)
    joined = FACTS.join(REPORTS, REPORTS.c.id == FACTS.c.report)
    return (
        select(FACTS, REPORTS.c.source)
        .select_from(joined)
        .where(*wanted)
        .order_by(REPORTS.c.place, REPORTS.c.period, FACTS.c.report, FACTS.c.number)
    )


def _at(period: Period) -> ColumnElement[bool]:
    return and_(FACTS.c.period_first == period.first, FACTS.c.period_last == period.last)


def _overlaps(period: Period) -> ColumnElement[bool]:
    return and_(FACTS.c.period_first <= period.last, FACTS.c.period_last >= period.first)


def _columns(fact: Fact) -> dict[str, Any]:
    figure, period = fact.figure, fact.period
    return {
        "figure_text": figure.text,
        "figure_start": figure.start,
        "figure_end": figure.end,
        "low": str(figure.low),
        "high": str(figure.high),
        "value": float(figure.low * figure.scale) * (-1 if figure.sign < 0 else 1),
        "unit": figure.unit,
        "scale": str(figure.scale),
        "base": figure.base,
        "qualifier": figure.qualifier,
        "sign": figure.sign,
        "ordinal": int(figure.ordinal),
        "measure": fact.measure.value,
        "subject": fact.subject,
        "basis": fact.basis,
        "indicator": fact.indicator,
        "known": int(fact.known),
        "place": fact.place,
        "period_first": None if period is None else period.first,
        "period_last": None if period is None else period.last,
        "period": "" if period is None else period.label,
        "kind": fact.kind.value,
        "start": fact.start,
        "end": fact.end,
    }
