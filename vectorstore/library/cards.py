"""What the catalogue tells of a report without opening it, and how a report becomes a row."""

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.engine import RowMapping

from vectorstore.library.tables import REPORTS
from vectorstore.periods import Period
from vectorstore.places import place_named
from vectorstore.report import Found, Outlook, Report

__all__ = ["CARD", "SEARCHED", "ReportCard", "Standing", "State", "card_of", "columns_of", "report_of"]

_FOUND = ("title", "place", "parent", "period", "kind", "date", "session", "speaker", "published")
_REPORT = TypeAdapter(Report)


class State(StrEnum):
    """How far a report has come."""

    INDEXING = "indexing"
    """Kept, not yet searched."""
    WORDS = "words"
    """Searched by words; its vectors are still to come."""
    READY = "ready"
    """Searched by words and by vectors."""
    TWIN = "twin"
    """The same report as another one, transcribed twice: kept and listed, not searched."""
    LEAVING = "leaving"

    @property
    def label(self) -> str:
        """What a list calls it, in Chinese."""
        return _LABELS[self]


_LABELS = {
    State.INDEXING: "待编入",
    State.WORDS: "可用（只按词语）",
    State.READY: "可用",
    State.TWIN: "重复",
    State.LEAVING: "移除中",
}

SEARCHED = frozenset({State.WORDS, State.READY})
"""The states in which a report answers questions."""


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
    """ISO 8601, UTC, to the microsecond: when it was last read or corrected."""
    embedder: str
    """Whose vectors its passages are indexed by; empty before they are."""
    session: str
    speaker: str
    published: str
    level: str
    """Of its place: country, province, city, district, other; empty without a place."""
    guessed: tuple[str, ...]
    """Names of the metadata that were inferred."""
    by_hand: tuple[str, ...]
    """Names of the metadata that a person set."""
    warnings: tuple[str, ...]
    """What a reader should know of how well the file was read."""
    spans: tuple[tuple[Period, Outlook], ...]
    """The periods its sections speak of, as results or as plans, in order of time."""
    pages: int
    """0 for formats without fixed pages."""
    sections: int
    """Those with a heading."""
    figures: int
    facts: int
    twin_of: str
    """Id of the report that it is the same as; empty when it stands for itself."""
    differing: int
    """In how many figures it differs from that one."""
    origin: str
    """Where its file was found: an absolute path, a path inside an archive, or an address."""

    @property
    def covers(self) -> tuple[tuple[str, str], ...]:
        """``spans`` in words: label of the period, ``achieved`` or ``target``."""
        return tuple((period.label, outlook.value) for period, outlook in self.spans)


@dataclass(frozen=True, slots=True)
class Standing:
    """What must be known of a report before it is searched or read again."""

    state: State
    embedder: str
    parser: int
    """Version of the parser that read it."""
    added: str
    origin: str = ""
    indexed: bool = True
    """Whether the index may hold passages of it."""


_COLUMN_OF = {"spans": "covers"}
CARD = tuple(REPORTS.c[_COLUMN_OF.get(name, name)] for name in ReportCard.__dataclass_fields__)
"""The columns a card is made of."""


def card_of(row: RowMapping) -> ReportCard:
    """A card from a row of CARD's columns."""
    told: dict[str, Any] = dict(row)
    lists = {name: tuple(json.loads(told[name])) for name in ("guessed", "by_hand", "warnings")}
    spans = tuple((Period(first, last), Outlook(kind)) for first, last, kind in json.loads(told.pop("covers")))
    return ReportCard(**(told | lists | {"spans": spans, "state": State(told["state"])}))


def columns_of(report: Report) -> dict[str, Any]:
    """What a report's row says of it by itself, without its facts and how it stands."""
    found: dict[str, Found] = {name: getattr(report, name) for name in _FOUND}
    spans = [(period.first, period.last, outlook.value) for period, outlook in report.covers]
    return {name: value.value for name, value in found.items()} | {
        "id": report.id,
        "source": report.source,
        "published": report.published.value or report.layout.published,
        "level": place_named(report.place.value).level if report.place.value else "",
        "guessed": _listed(name for name, value in found.items() if value.value and not value.certain),
        "by_hand": _listed(name for name, value in found.items() if value.by_hand),
        "warnings": _listed(report.layout.warnings),
        "covers": json.dumps(spans),
        "pages": len(report.layout.pages),
        "sections": sum(1 for section in report.sections if section.level),
        "passages": len(report.passages),
        "sentences": len(report.sentences),
        "content": _REPORT.dump_json(report).decode(),
    }


def report_of(content: str, source: str) -> Report:
    """The report of a row; a file that was renamed gives its report the new name."""
    report = _REPORT.validate_json(content)
    return report if report.source == source else replace(report, source=source)


def _listed(texts: Any) -> str:
    return json.dumps(list(texts), ensure_ascii=False)
