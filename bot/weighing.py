"""The stretches of a cell's passages, each scored by how much of what was asked it covers, and explained."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.asked_figures import counts, same_unit, stated
from bot.evidence import Candidate, Cell
from bot.question import Question, Want
from bot.terms import Term, indicator_match, is_of, match, spelt_in, with_parts
from vectorstore.facts import Clause, Fact, Measure, clauses
from vectorstore.facts.tables import table_at
from vectorstore.periods import Period
from vectorstore.report import Outlook, Report, Sentence
from vectorstore.search import FoundPassage

_OWN, _INHERITED, _SAME_SENTENCE, _HEADING, _BEFORE = 1.0, 0.9, 0.55, 0.55, 0.3
"""How much a term counts by where it is met: in the stretch, its subject, its sentence, its heading, before it."""
_UNQUOTED = re.compile(r"[“”‘’\"]")
_CAUSE = re.compile(r"由于|因为|受.{1,16}影响|主要(?:是|受|因)|得益于|拉动|导致|造成")
_DANGLING = re.compile(r"(?:是|为|如下|包括)\s*[:：]?\s*$|[:：]\s*$|(?:项目|指标|任务|措施|工作)中[,，]?\s*$")
"""At the end of a stretch that only announces what follows it."""
_TIME_ALONE = re.compile(
    r"(?:(?:19|20)\d\d年)?(?:[上下]半年|全年|前三季度|[一二三四]季度|\d{1,2}月份?|今年以来|一年来|目前)"
)
"""A clause that only tells the time of those behind it."""
_LONGEST_STRETCH = 160
"""Characters; a longer stretch is no answer but a paragraph."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is known of a sentence before it is read: its passage's rank, and whether facts or meaning point to it."""

    rank: int
    holds: Collection[str]
    near: float


NEAR, _FARTHEST, _BY_DEVIATION = 1.5, 3.5, 0.25
"""Deviations from which a sentence counts as near, at which no more is credited, and the credit for each."""


def candidates(
    question: Question,
    asked: Sequence[Term],
    cell: Cell,
    found: Sequence[FoundPassage],
    holding: Mapping[tuple[str, int], Collection[str]] = MappingProxyType({}),
    near: Mapping[tuple[str, int], float] = MappingProxyType({}),
) -> list[Candidate]:
    """Every stretch of the passages that lies in the cell, best first.

    ``holding`` has the sentences, by report and offset, from which facts of indicators asked for were read, with the
    names of these; ``near`` tells how much nearer to the question in meaning than others a sentence is, in standard
    deviations.
    """
    allowed = set(cell.reports)
    if question.section:
        under = [f for f in found if question.section in _UNQUOTED.sub("", f.report.heading_text(f.passage))]
        found = under or found
    result: list[Candidate] = []
    best_rank: dict[tuple[str, int], int] = {}
    for rank, passage in enumerate(found):
        if passage.report.id in allowed:
            best_rank.setdefault((passage.report.id, passage.passage.number), rank)
    for passage in found:
        key = (passage.report.id, passage.passage.number)
        if passage.report.id not in allowed:
            continue
        before: list[float] = [0.0] * len(asked)
        for sentence in passage.report.sentences_of_passage.get(passage.passage.number, ()):
            place = (passage.report.id, sentence.start)
            sentence_rank = _Standing(best_rank[key], holding.get(place, ()), near.get(place, 0.0))
            result.extend(_of_sentence(question, asked, cell, passage.report, sentence, before, sentence_rank))
            words = passage.report.quote(sentence)
            before = [max(met, match(term, words)) for met, term in zip(before, asked, strict=True)]
    return sorted(result, key=lambda c: -c.score)


def _of_sentence(
    question: Question,
    asked: Sequence[Term],
    cell: Cell,
    report: Report,
    sentence: Sentence,
    before: Sequence[float],
    standing: _Standing,
) -> Iterator[Candidate]:
    heading = " ".join(report.section_of(sentence).path[-2:])
    whole = report.quote(sentence)
    if table_at(report, sentence.start):
        whole = " ".join(clause.spoken for clause in clauses(report, sentence))
    if cell.naming and cell.naming not in whole:
        return
    if whole.strip("。 \u3000") in report.section_of(sentence).path:
        return  # a heading announces; what it announces is in the sentences below it
    within = [
        1.0
        if t.indicator and not with_parts(t.names).isdisjoint(standing.holds)
        else (indicator_match if t.indicator else match)(t, whole)
        for t in asked
    ]
    around = [
        max(_SAME_SENTENCE * inside, _HEADING * match(term, heading), _BEFORE * earlier)
        for term, inside, earlier in zip(asked, within, before, strict=True)
    ]
    if not any(within) and max(around, default=0.0) < _BEFORE and standing.near < NEAR:
        return
    parts = clauses(report, sentence)
    total = sum(term.weight for term in asked) or 1.0
    own: list[list[float]] = []
    inherited: list[list[float]] = []
    for term, inside in zip(asked, within, strict=True):
        meets = indicator_match if term.indicator else match
        row = [meets(term, c.spoken or report.text[c.start : c.end]) if inside else 0.0 for c in parts]
        if term.indicator:
            row = [max([met, *(is_of(term, f) for f in c.facts)]) for met, c in zip(row, parts, strict=True)]
        own.append(row)
        inherited.append([_INHERITED * meets(term, c.subject) if inside and c.continues else 0.0 for c in parts])
    indicators = [term for term in asked if term.indicator]
    certainty = {
        fact: max((is_of(term, fact) for term in indicators), default=0.0) for clause in parts for fact in clause.facts
    }
    for first in range(len(parts)):
        if parts[first].continues and first:
            continue
        for last in range(first, len(parts)):
            if last > first and (
                parts[last].end - parts[first].start > _LONGEST_STRETCH or _apart(parts[first], parts[last])
            ):
                break
            stretch = parts[first : last + 1]
            values = [
                max(max(own[t][first : last + 1]), max(inherited[t][first : last + 1]), around[t])
                for t in range(len(asked))
            ]
            coverage = sum(v * term.weight for v, term in zip(values, asked, strict=True)) / total
            named = frozenset(
                i - first
                for i in range(first, last + 1)
                for t, term in enumerate(asked)
                if term.indicator and max(own[t][i], inherited[t][i]) >= _INHERITED
            )
            words = report.text[stretch[0].start : stretch[-1].end]
            if _DANGLING.search(words) or _TIME_ALONE.fullmatch(words.strip("，,；;。 ")):
                continue
            if cell.naming and cell.naming not in report.text[sentence.start : stretch[-1].end]:
                continue
            about = _about(stretch, named, certainty, indicators)
            facts = about if named or about else [f for clause in stretch for f in clause.facts]
            reasons = _adjustments(question, cell, report, stretch, facts, standing.rank)
            if reasons is None:
                continue
            reasons["coverage"] = coverage
            if standing.near >= NEAR:
                reasons["near"] = _BY_DEVIATION * min(standing.near, _FARTHEST)
            if Want.REASON in question.wants and _CAUSE.search(report.text[stretch[0].start : stretch[-1].end]):
                reasons["cause"] = 0.2
            covered = frozenset(term.word for v, term in zip(values, asked, strict=True) if v >= 0.5)
            surest = max((certainty[f] for f in about), default=0.0)
            if surest and Want.REASON not in question.wants:
                reasons["fact"] = _SURE * surest
            score = sum(reasons.values())
            yield Candidate(report, sentence, stretch, covered, coverage, score, reasons, tuple(about), surest)


def _apart(cell: Clause, other: Clause) -> bool:
    """Whether two cells of a row tell of another time, or one of results and the other of plans."""
    return bool(other.spoken) and (cell.period, cell.outlook) != (other.period, other.outlook)


def _about(
    stretch: Sequence[Clause], named: frozenset[int], certainty: Mapping[Fact, float], indicators: Sequence[Term]
) -> list[Fact]:
    """The facts that are most surely of an indicator asked for.

    Where none is by its own reading, those without an indicator of the dictionary in the clauses that name it, or
    behind the first of these.
    """
    sure = [(certainty[fact], fact) for clause in stretch for fact in clause.facts if certainty[fact]]
    if sure:
        most = max(value for value, _ in sure)
        return [fact for value, fact in sure if value == most]
    beside = [fact for i, clause in enumerate(stretch) if i in named for fact in clause.facts]
    beside = beside or [fact for clause in stretch[min(named, default=len(stretch)) :] for fact in clause.facts]
    return [fact for fact in beside if not fact.known or any(spelt_in(term, fact.subject) for term in indicators)]


_SURE = 0.25
"""For a fact that was read as one of the very indicator asked for."""


def _adjustments(
    question: Question, cell: Cell, report: Report, stretch: Sequence[Clause], facts: Sequence[Fact], rank: int
) -> dict[str, float] | None:
    """What speaks for and against a stretch beside its words; None when its period is another.

    ``facts`` are those that are about what is asked.
    """
    reasons = {"rank": 0.12 / (1 + rank), "length": -0.0009 * (stretch[-1].end - stretch[0].start)}
    if stretch[0].spoken:
        # A sentence says the same in its own words; of a row's cells the level comes first.
        level = bool(stretch[0].facts) and stretch[0].facts[0].measure in (Measure.LEVEL, Measure.SHARE)
        reasons["cell"] = -0.06 if level else -0.08
    if cell.told and stretch[0].period is None:
        return None
    if cell.period is not None and (period := stretch[0].period) is not None:
        if not cell.period.overlaps(period):
            return None
        reasons["period"] = 0.12 if period == cell.period else 0.0
        if cell.told and not cell.period.covers(period):
            return None
        part_only = period != cell.period and cell.period.covers(period) and stretch[0].outlook is Outlook.ACHIEVED
        if part_only and question.wants_figure:
            # a part of a year is no answer for the year as a whole, and half a year none for five
            if question.full_year or cell.period.year != cell.period.last_year:
                return None
            reasons["period"] = -0.05
        if any(other.covers(period) for other in cell.others):
            return None
        if question.wants_figure and not _within(period, cell.period):
            # results of another time never answer; a target of the same year does where targets are asked for
            if (
                stretch[0].outlook is Outlook.ACHIEVED
                or period.year != cell.period.last_year
                or period.last_year != period.year
            ):
                return None
            ahead = stretch[0].outlook is Outlook.TARGET and question.outlook is not Outlook.ACHIEVED
            reasons["wider"] = 0.0 if question.outlook is Outlook.TARGET else -0.1 if ahead else -0.3
    if question.wants_figure:
        if not facts:
            reasons["figure"] = -0.4
        elif question.unit:
            beside = (fact for clause in stretch for fact in clause.facts)
            about = any(same_unit(question.unit, fact) for fact in facts)
            reasons["figure"] = 0.15 if about else 0.1 if any(same_unit(question.unit, f) for f in beside) else -0.15
            if question.unit in _TELLING and any(fact.figure.base == question.unit for fact in facts):
                reasons["unit"] = 0.1
        elif question.percent or Want.CHANGE in question.wants:
            kinds = {fact.measure for fact in facts}
            reasons["figure"] = (
                0.15 if kinds & {Measure.GROWTH, Measure.SHARE} else -0.05 if Measure.POINTS in kinds else -0.1
            )
        else:
            kinds = {fact.measure for fact in facts}
            if Want.SHARE in question.wants and Measure.SHARE in kinds:
                reasons["share"] = 0.1
            reasons["figure"] = (
                0.12 if kinds & {Measure.LEVEL, Measure.SHARE} else 0.04 if kinds != {Measure.POINTS} else -0.08
            )
        kinds = {fact.measure for fact in facts}
        if {Want.CHANGE, Want.VALUE} <= question.wants and {Measure.LEVEL, Measure.GROWTH} <= kinds:
            reasons["both"] = 0.06
        if Want.CHANGE in question.wants and question.unit and kinds & {Measure.GROWTH, Measure.POINTS}:
            reasons["change"] = 0.06
        if question.items > 1:
            reasons["parts"] = 0.05 * (min(len(facts), question.items) - 1)
        if question.counted and any(counts(report, question.counted, fact) for fact in facts):
            reasons["counted"] = 0.15
        if _TASK_SHARE.search(question.plain) and Measure.COMPLETION in kinds:
            reasons["completion"] = 0.15
    if question.listed and _named_in_a_row(report.text[stretch[0].start : stretch[-1].end]) >= question.listed:
        reasons["list"] = 0.3
    if question.figures and any(stated(figure, fact) for figure in question.figures for fact in facts):
        reasons["stated"] = -0.15 if question.contrasts and len(question.figures) == 1 else 0.2
    wanted = cell.outlook or question.outlook
    if wanted is not None:
        reasons["outlook"] = 0.08 if stretch[0].outlook is wanted else -0.3 if cell.outlook else -0.15
    elif stretch[0].outlook is Outlook.TARGET:
        reasons["outlook"] = -0.05
    return reasons


def _within(period: Period, asked: Period) -> bool:
    """Whether a figure of a period answers for the asked one: it lies in it, or ends with the month asked (6月底)."""
    return asked.covers(period) or (asked.first == asked.last == period.last)


def _named_in_a_row(text: str) -> int:
    """How many things the longest list of a text names: 新产业、新基建、新消费 are three."""
    return max(len(re.findall("、", run)) + 1 for run in re.split(r"[，,；;。：:]", text))


_TASK_SHARE = re.compile(r"占?(?:全年|年度)?的?(?:任务|计划|目标)的?(?:几成|比例|百分之几|多少)|完成率")


_TELLING = frozenset(
    {
        "人份",
        "人次",
        "栋",
        "张",
        "床",
        "座",
        "辆",
        "例",
        "亩",
        "公里",
        "平方米",
        "微克",
        "吨",
        "只",
        "届",
        "小时",
        "分钟",
    }
)
"""Units that alone tell much of what is counted."""
