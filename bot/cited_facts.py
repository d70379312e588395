"""Facts as they are shown and exported: each with its report, its place in it and the sentence it was read from."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from vectorstore.facts import Fact, find_period_of
from vectorstore.facts.measures import Measure
from vectorstore.facts.tables import table_at
from vectorstore.periods import Period
from vectorstore.report import Outlook, Report

__all__ = ["CitedFact", "Sourced", "cite", "kind_word", "measure_word"]


_REACH = 400
"""Characters before a figure that are looked at; longer sentences are no prose."""
_LONGEST_ROW = 400
"""Characters of a table's row that are shown around a cell."""


class Sourced(Protocol):
    """A fact and the id of its report, as the catalogue gives them."""

    @property
    def report(self) -> str:
        """Id of the report."""
        ...

    @property
    def fact(self) -> Fact:
        """The fact itself."""
        ...


@dataclass(frozen=True, slots=True)
class CitedFact:
    """A fact with all that a reader needs to find it again."""

    fact: Fact
    report: str
    """Id of the report."""
    source: str
    """Name of its file."""
    title: str
    """Of the report; the file's name where it has none."""
    quote: str
    """What the fact was read from: ``text[fact.start:fact.end]`` of the canonical text."""
    section: tuple[str, ...] = ()
    """Headings from the outermost to the one it stands under."""
    page: int | None = None
    told: Period | None = None
    """The report's own period."""
    parent: str = ""
    """The place that contains the fact's; empty when unknown."""
    row: str = ""
    """For a cell of a table, the row it stands in, cells divided by ``|``; empty for prose."""

    @property
    def where(self) -> str:
        """Title, headings and page in one line."""
        page = (f"第 {self.page} 页",) if self.page else ()
        return " · ".join((self.title, *self.section, *page))

    @property
    def shown(self) -> str:
        """What a reader is shown: the sentence, or the row around a cell, on one line."""
        return self.row or " ".join(self.quote.split())

    @property
    def before(self) -> str:
        """The last words of the quote that stand before the figure."""
        at = max(0, self.fact.figure.start - self.fact.start)
        return self.quote[max(0, at - _REACH) : at]

    @property
    def value(self) -> str:
        """The figure as printed, with its basis and its own verb: 同比下降4.9%, 较一季度收窄1.9个百分点."""
        fact, figure = self.fact, self.fact.figure
        # A member of 增长3.4、2.8个百分点 is printed without the unit that it shares.
        text = figure.text + figure.unit if _NUMBER.fullmatch(figure.text) else figure.text
        if figure.ordinal or not figure.sign or _VERB_FIRST.match(text):
            return text
        if against := _AGAINST.search(self.before):
            return f"{against.group()}{text}"
        printed = _VERB.search(self.before)
        verb = printed["verb"] if printed else _DIRECTIONS[figure.sign]
        return f"{fact.basis or ''}{verb}{text.lstrip('-−－')}"

    def as_json(self) -> dict[str, Any]:
        """The object that ``gongbao facts --json`` prints: the contract's fields, then others."""
        fact, figure = self.fact, self.fact.figure
        return {
            "place": fact.place,
            "indicator": fact.indicator,
            "measure": fact.measure.value,
            "low": format(figure.low, "f"),
            "high": format(figure.high, "f"),
            "unit": figure.unit,
            "qualifier": figure.qualifier,
            "sign": figure.sign,
            "basis": fact.basis,
            "period": fact.period.label if fact.period else None,
            "kind": fact.kind.value,
            "report": self.report,
            "source": self.source,
            "start": fact.start,
            "end": fact.end,
            "quote": self.quote,
            "figure": figure.text,
            "printed_start": figure.start,
            "printed_end": figure.end,
            "known": fact.known,
            "title": self.title,
            "section": list(self.section),
            "page": self.page,
            "row": self.row or None,
        }


def cite(facts: Iterable[Sourced], open_report: Callable[[str], Report]) -> Iterator[CitedFact]:
    """The facts with their quotes; facts of one report should stand together, for each is opened once a run."""
    for report_id, of_report in groupby(facts, key=lambda sourced: sourced.report):
        report = open_report(report_id)
        starts = [sentence.start for sentence in report.sentences]
        span, quote = (0, 0), ""
        for sourced in of_report:
            fact = sourced.fact
            if span != (fact.start, fact.end):
                # One string for all facts of a sentence: a text without 。 may be one of a megabyte.
                span, quote = (fact.start, fact.end), report.text[fact.start : fact.end]
            yield _cited(fact, report, starts, quote)


def _cited(fact: Fact, report: Report, starts: list[int], quote: str) -> CitedFact:
    number = bisect_right(starts, fact.start) - 1
    path = report.section_of(report.sentences[number]).path if number >= 0 else ()
    return CitedFact(
        fact=fact,
        report=report.id,
        source=report.source,
        title=report.title.value or report.source,
        quote=quote,
        section=path,
        page=report.page_of(fact.start),
        told=find_period_of(report),
        parent=report.parent.value if fact.place == report.place.value else "",
        row=_row_around(report, fact.start),
    )


def _row_around(report: Report, offset: int) -> str:
    if table_at(report, offset) is None:
        return ""
    start = report.text.rfind("\n", 0, offset) + 1
    end = report.text.find("\n", offset)
    row = report.text[start : end if end >= 0 else len(report.text)]
    return " | ".join(cell.strip() for cell in row.split("\t"))[:_LONGEST_ROW]


_MEASURES = {
    Measure.LEVEL: "数量",
    Measure.GROWTH: "增速",
    Measure.SHARE: "比率",
    Measure.POINTS: "百分点",
    Measure.COMPLETION: "完成进度",
    Measure.RANK: "位次",
    Measure.THRESHOLD: "界限",
}
_DIRECTIONS = {1: "增长", -1: "下降"}
_VERB = re.compile(
    r"(?P<verb>负增长|增长|下降|降低|上升|减少|增加(?!值)|提高|提升|回升|回落|收窄|扩大|上涨|下跌|上调|下调|压减|压降|削减|缩短|缩减|缩小|"
    r"下滑|放缓|加快|净增|增收|减收)[^，。；、,;\d]{0,4}$"
)
_VERB_FIRST = re.compile(r"增长|下降|降低|上升|减少|增加|提高|提升|回落|收窄")
"""In a cell that prints its own verb: 增长5.5%以上."""
_AGAINST = re.compile(r"(?:高于|低于|快于|慢于|高出|跑赢)[^，。；、,;\d]{0,8}$")
"""What a difference is measured against belongs to it: 高于全市0.3个百分点."""
_NUMBER = re.compile(r"[\d.,，０-９．]+")


def measure_word(measure: Measure) -> str:
    """What a measure is called in Chinese."""
    return _MEASURES[measure]


def kind_word(kind: Outlook) -> str:
    """完成 or 目标."""
    return "目标" if kind is Outlook.TARGET else "完成"
