"""Statements of a report that are odd in themselves: said beside the answer, with both quotes."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from bot import calculate
from bot.draft import Draft, Source
from bot.evidence import Candidate
from bot.terms import with_parts
from vectorstore.facts import Measure
from vectorstore.figures import Figure
from vectorstore.library import StoredFact
from vectorstore.places import place_named
from vectorstore.report import Outlook, sentence_number

if TYPE_CHECKING:
    from bot.reader import Filled, Reader

_CLAIM = re.compile(
    r"(?P<what>降幅|增幅|增速|跌幅)(?:(?P<less>低于|小于|慢于)|(?P<more>高于|大于|快于))(?P<name>全[市省国]|[\u4e00-\u9fff]{2,6}?[市省区县])"
    r"(?:平均水平|平均|同期)?(?P<points>\d+(?:\.\d+)?)\s*个百分点"
)
_ASKS_OF_CLAIM = re.compile(r"低于|高于|相符|一致|矛盾|对得上|属实|全市|北京|[市省]里")


def remark(draft: Draft, reader: "Reader", answered: Sequence["Filled"]) -> None:
    """Add what does not fit together in what the reports say of the indicator that is asked for."""
    if len([term for term in reader.asked if term.indicator]) != 1:
        return
    for filled in answered:
        kept = _of_cell(reader, filled)
        for first, second in _twice_told(kept):
            _tell_both(draft, reader, first, second)
        if _ASKS_OF_CLAIM.search(reader.question.plain):
            for candidate, claim in _claims(filled):
                _hold_against(draft, reader, kept, candidate, claim)


def _of_cell(reader: "Reader", filled: "Filled") -> list[StoredFact]:
    """The results kept of the asked indicator in a cell's reports and exactly its time."""
    names = with_parts([name for term in reader.asked for name in term.names])
    facts = reader.library.facts(names, filled.cell.reports)
    return [k for k in facts if k.fact.kind is Outlook.ACHIEVED and k.fact.period == filled.cell.period]


def _source(reader: "Reader", kept: StoredFact) -> Source:
    report = reader.library.report(kept.report)
    return report, report.sentences[sentence_number(report, kept.fact.start)]


def _twice_told(kept: Sequence[StoredFact]) -> Iterator[tuple[StoredFact, StoredFact]]:
    """Pairs of one amount that one report prints once rounded and once not: 20.6 and 20.58亿元."""
    levels = [k for k in kept if k.fact.measure is Measure.LEVEL and k.fact.figure.low == k.fact.figure.high]
    for i, first in enumerate(levels):
        for second in levels[i + 1 :]:
            a, b = first.fact.figure, second.fact.figure
            same = first.report == second.report
            if same and a.base == b.base and a.unit == b.unit and a.low != b.low and _rounds_to(a.low, b.low):
                yield first, second
                return


def _rounds_to(a: Decimal, b: Decimal) -> bool:
    """Whether one number is the other with fewer decimals."""
    coarse, fine = sorted((a, b), key=lambda value: -int(value.as_tuple().exponent))
    return coarse == fine.quantize(coarse)


def _tell_both(draft: Draft, reader: "Reader", first: StoredFact, second: StoredFact) -> None:
    told = "".join(statement.text for statement in draft.statements)
    shown = [kept for kept in (first, second) if kept.fact.figure.text in told]
    other = second if shown == [first] else first if shown == [second] else None
    if other is not None:
        draft.add(f"同一报告的另一处写作{other.fact.figure.text}。", [_source(reader, other)])


def _claims(filled: "Filled") -> Iterator[tuple[Candidate, re.Match[str]]]:
    """The stretches that set the place's own rate against another's, each sentence once."""
    seen = set()
    for candidate in filled.found:
        claim = _CLAIM.search(candidate.text)
        key = (candidate.report.id, candidate.sentence.number)
        if claim and key not in seen and candidate.coverage >= _ABOUT:
            seen.add(key)
            yield candidate, claim


_ABOUT = 0.5
"""Share of what is asked that a stretch must cover for its claim to be about it."""


def _hold_against(
    draft: Draft, reader: "Reader", kept: Sequence[StoredFact], candidate: Candidate, claim: re.Match[str]
) -> None:
    """A claim to have fallen less, or grown more, than another place, where the figures of both say the opposite."""
    own = next((k for k in kept if _is_rate(k)), None)
    name = _place_of(reader, candidate, claim["name"])
    reports = [h.id for h in reader.library.holdings if h.place == name]
    if own is None or not reports or own.fact.period is None:
        return
    others = reader.library.facts([own.fact.indicator], reports)
    other = next((k for k in others if _is_rate(k) and k.fact.period == own.fact.period and k.fact.place == name), None)
    if other is None or not _contradicts(claim, own.fact.figure, other.fact.figure):
        return
    word = claim["what"]
    more, less = sorted((own, other), key=lambda k: -k.fact.figure.low)
    result = calculate.difference(more.fact.figure, less.fact.figure)
    if claim.group() not in "".join(statement.text for statement in draft.statements):
        draft.add(f"报告另有一句称“{claim.group()}”。", [(candidate.report, candidate.sentence)])
    draft.add(
        f"这与数字不符：{more.fact.place}{word}更大，相差{result.text}（{result.formula}）。",
        [_source(reader, more), _source(reader, less)],
        result.formula,
    )


def _is_rate(kept: StoredFact) -> bool:
    return kept.fact.measure is Measure.GROWTH and kept.fact.figure.base == "%" and kept.fact.basis in (None, "同比")


def _place_of(reader: "Reader", candidate: Candidate, name: str) -> str:
    """The place that a claim names: 全市 is the city around the report's own."""
    if name.startswith("全"):
        cities = {h.place for h in reader.library.holdings if h.place.endswith("市")}
        return candidate.report.parent.value or (cities.pop() if len(cities) == 1 else "")
    return place_named(name, {h.place for h in reader.library.holdings} - {""}).name


def _contradicts(claim: re.Match[str], own: Figure, other: Figure) -> bool:
    """Whether two changes of one direction stand the other way round than a claim has it."""
    if own.sign != other.sign or own.low == other.low:
        return False
    said_less = claim["less"] is not None
    return (own.low > other.low) if said_less else (own.low < other.low)


__all__ = ["remark"]
