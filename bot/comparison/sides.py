"""One figure a side, chosen together: of two stretches that read alike, not each the best by itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import calculate
from bot.asked_figures import counts, same_unit
from bot.draft import Source
from bot.evidence import Candidate
from bot.question import Question, Want
from bot.terms import match
from vectorstore.facts import Fact, Measure
from vectorstore.figures import Figure
from vectorstore.report import Outlook

if TYPE_CHECKING:
    from bot.reader import Filled, Reader

_RATE_ASKED = re.compile(r"幅度?|增速|百分点|百分之几|同比|比例|几成|厉害|狠|快|慢|掉|涨|降了|growth|rate|decline")
_LEVEL_ASKED = re.compile(r"目标|达到|完成了?多少|总[量额数]|规模|累计")
_TOTAL = re.compile(r"累计|总数|总量")
_NOUN = 3
"""Characters after a count that name what is counted: 2.4万家企业."""
_ALIKE, _SAME_INDICATOR, _BY_ITSELF = 0.4, 0.3, 0.25
"""For reading as the other side does, for being of its indicator, and for having been chosen alone."""
_COUNTED = 0.4
"""For counting the very thing that is asked for."""
_WEIGHED = 24
"""Stretches of a side that are weighed; what answers is among the first few of them."""
_JOINED = frozenset({Want.DIFFERENCE, Want.COMPARISON, Want.SUM, Want.SHARE, Want.AVERAGE, Want.CHANGE})


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a figure and the stretch it stands in."""

    name: str
    fact: Fact
    candidate: Candidate

    @property
    def figure(self) -> Figure:
        """The figure compared."""
        return self.fact.figure

    @property
    def source(self) -> Source:
        """What it rests on."""
        return self.candidate.report, self.candidate.sentence


@dataclass(frozen=True)
class _Choice:
    fact: Fact
    candidate: Candidate
    fit: float
    words: frozenset[str]


def aligned(reader: "Reader", filled: Sequence["Filled"]) -> list["Filled"]:
    """The cells with, in each, the stretch that is compared; as they were where nothing is compared."""
    if len(filled) < 2 or not reader.question.wants & _JOINED or not all(f.found for f in filled):
        return list(filled)
    if not all(f.chosen for f in filled) or reader.question.items > len(filled) or reader.things():
        return list(filled)
    found = sides(reader, filled)
    if not found:
        return list(filled)
    result = []
    for f, side in zip(filled, found, strict=True):
        kept = any(_holds(c, side.fact) for c in f.chosen)
        result.append(f if kept else replace(f, chosen=(side.candidate.extended(),)))
    return result


def sides(reader: "Reader", filled: Sequence["Filled"]) -> list[Side]:
    """One figure a cell, all of one measure and unit; empty when the cells have none in common."""
    for wanted in _preference(reader.question):
        pools = [_pool(reader, f, wanted) for f in filled]
        if not all(pools):
            continue
        best = max((_beside(anchor, pools[1:]) for anchor in pools[0]), key=lambda pair: pair[0], default=(0.0, None))
        if best[1] is not None:
            places = {f.cell.place for f in filled}
            return [Side(_name(choice, len(places) > 1), choice.fact, choice.candidate) for choice in best[1]]
    return []


def _beside(anchor: _Choice, pools: Sequence[Sequence[_Choice]]) -> tuple[float, list[_Choice] | None]:
    """The choices of the other sides that go best with one of the first, and how well they do."""
    total, chosen = anchor.fit, [anchor]
    for pool in pools:
        fitting = [c for c in pool if calculate.comparable(anchor.fact.figure, c.fact.figure)]
        fitting = [c for c in fitting if c.candidate.sentence != anchor.candidate.sentence or _told_apart(c, anchor)]
        if not fitting:
            return float("-inf"), None
        best = max(fitting, key=lambda c: c.fit + _likeness(anchor, c))
        total += best.fit + _likeness(anchor, best)
        chosen.append(best)
    return total, chosen


def _told_apart(a: _Choice, b: _Choice) -> bool:
    """Whether two facts are of different reports, or of different times in one sentence."""
    return a.candidate.report is not b.candidate.report or a.fact.period != b.fact.period


def _likeness(a: _Choice, b: _Choice) -> float:
    alike = len(a.words & b.words) / (min(len(a.words), len(b.words)) or 1)
    same = a.fact.indicator == b.fact.indicator and (a.fact.known or alike)
    return _ALIKE * alike + (_SAME_INDICATOR if same else 0.0)


def _preference(question: Question) -> tuple[frozenset[Measure], ...]:
    rates = frozenset({Measure.GROWTH})
    levels, done = frozenset({Measure.LEVEL, Measure.SHARE}), frozenset({Measure.COMPLETION, Measure.SHARE})
    level_unit = question.unit not in (None, "个百分点", "百分点", "成")
    if Want.SHARE in question.wants or Want.SUM in question.wants:
        return (levels,)
    if not level_unit and _RATE_ASKED.search(question.plain):
        return rates, levels, done
    return levels, rates, done


def _pool(reader: "Reader", filled: "Filled", wanted: frozenset[Measure]) -> list[_Choice]:
    """The facts of a cell that could be its side, each with how well it fits what is asked."""
    question = reader.question
    choices: dict[tuple[str, int], _Choice] = {}
    least = 0.6 * max((c.coverage for c in filled.chosen), default=0.0)
    outlooks = {c.outlook for c in filled.chosen}
    for candidate in (*filled.chosen, *filled.found[:_WEIGHED]):
        alone = any(candidate is c for c in filled.chosen)
        if not alone and (candidate.coverage < least or candidate.outlook not in outlooks):
            continue
        for fact in candidate.leading_facts or candidate.facts:
            figure = fact.figure
            if fact.measure not in wanted or figure.low != figure.high:
                continue
            if fact.basis == "年均" and "年均" not in question.plain:
                continue
            if question.unit and not same_unit(question.unit, fact) and figure.base != "%":
                continue
            words = _own_words(candidate, fact)
            fit = candidate.score + sum(t.weight for t in reader.asked if match(t, words) >= 1) / 10
            fit += _BY_ITSELF if alone else 0.0
            fit += _COUNTED if question.counted and counts(candidate.report, question.counted, fact) else 0.0
            fit += 0.5 if _TOTAL.search(question.plain) and _TOTAL.search(words) else 0.0
            key = (candidate.report.id, figure.start)
            if key not in choices or choices[key].fit < fit - 1e-9:
                choices[key] = _Choice(fact, candidate, fit, _pairs(words))
    return list(choices.values())


def _name(choice: _Choice, by_place: bool) -> str:
    """What a side is called: its place where places are compared, else its time."""
    period = choice.candidate.period.label if choice.candidate.period else ""
    if by_place:
        return choice.candidate.report.place.value
    return f"{period}目标" if choice.candidate.outlook is Outlook.TARGET else period


def _own_words(candidate: Candidate, fact: Fact) -> str:
    """The words right before a figure, back to the figure or comma before it, and the noun right after it."""
    text = candidate.report.text
    before = re.split(r"[，,、；;。]|\d", text[candidate.start : fact.figure.start])[-1]
    after = re.split(r"[，,、；;。]|\d", text[fact.figure.end : candidate.end])[0]
    return f"{before} {after[:_NOUN]}"


def _pairs(words: str) -> frozenset[str]:
    plain = re.sub(r"[^\u4e00-\u9fffA-Za-z]", "", words)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1))


def _holds(candidate: Candidate, fact: Fact) -> bool:
    return candidate.start <= fact.figure.start < candidate.end
