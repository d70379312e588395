"""What time a section speaks of, and whether it tells results or plans: read from headings, by rule."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vectorstore.periods import Period, find_periods
from vectorstore.report import Kind, Outlook, Section

__all__ = ["with_times"]

_RESULTS = re.compile(
    r"回顾|(?:执行|完成|落实|进展)情况|主要做了|取得.{0,8}(?:成效|成就|进展|成绩)|成效|成就|过去|问题|困难|不足|“?十.五”?(?:以来|收官)"
)
_PLANS = re.compile(
    r"措施|下半年|下一步|下一阶段|工作(?:安排|打算|任务|思路|建议)|(?:主要|目标|重点)任务|重点工作|(?:主要|预期|发展)?目标|总体要求|今后|未来|时期|自身建设|实事|"
    r"20\d\d\s*年.{0,6}工作"
)
_CLEAR_RESULTS = re.compile(r"工作回顾|执行情况|完成情况|(?:存在|面临|主要).{0,6}问题")
_CLEAR_PLANS = re.compile(
    r"(?:20\d\d\s*年|[上下]半年|下一步|今后|未来|明年|今年).{0,12}(?:工作|任务|目标|安排|措施|打算|实事)|总体要求|(?:预期|主要)目标"
)
_ANNEX = re.compile(r"附[件录表]|.{0,20}名词(?:解释|注释)")
_NEXT_FIVE = re.compile(r"(?:今后|未来)五年")
_LAST_FIVE = re.compile(r"(?:过去|这)五年|五年来|本届政府|五年工作回顾")


@dataclass(frozen=True, slots=True)
class _Times:
    report: Period
    results: Period
    plans: Period


def _times(kind: Kind, period: Period, title: str) -> _Times:
    """Times of unlabelled results and plans by the kind of report.

    A 政府工作报告 of a year looks back on the year before and ahead on its own; a half-year report
    on a plan tells that half and plans the whole year; a report on a whole year's plan is followed
    by the next year's.
    """
    year = Period.months(period.year)
    if kind is Kind.WORK:
        return _Times(period, year.shifted(-1), period)
    if kind is Kind.PLAN:
        later = [mention.period for mention in find_periods(title) if mention.period.first > period.last]
        return _Times(period, period, year if period != year else (later or [year.shifted(1)])[0])
    return _Times(period, period, period)


def with_times(sections: Sequence[Section], kind: Kind, period: Period | None, title: str) -> tuple[Section, ...]:
    """The sections with period and outlook: from their own heading, else from the section around them."""
    times = _times(kind, period, title) if period else None
    told: list[Section] = []
    around: list[Section] = []
    for section in sections:
        around = [outer for outer in around if outer.level < section.level and outer.end >= section.end]
        before = next((other for other in reversed(told) if other.level == 1), None)
        outlook = _outlook(section, kind, around[-1] if around else None, before)
        told.append(replace(section, outlook=outlook, period=_period(section, outlook, times, around)))
        around.append(told[-1])
    return tuple(told)


def _outlook(section: Section, kind: Kind, outer: Section | None, before: Section | None) -> Outlook:
    """By the heading's cues; without any, like the section around it, or by its place in the report."""
    if section.level > 1 and outer and outer.level:
        if _CLEAR_RESULTS.search(section.heading):
            return Outlook.ACHIEVED
        return Outlook.TARGET if _CLEAR_PLANS.search(section.heading) else outer.outlook
    if _RESULTS.search(section.heading):
        return Outlook.ACHIEVED
    if _PLANS.search(section.heading):
        return Outlook.TARGET
    if before is None or _ANNEX.match(section.heading) or kind in (Kind.REVIEW, Kind.OTHER):
        return Outlook.ACHIEVED
    # After its review, a 政府工作报告 only looks ahead.
    return Outlook.TARGET if kind is Kind.WORK else before.outlook


def _period(section: Section, outlook: Outlook, times: _Times | None, around: Sequence[Section]) -> Period | None:
    """The period its heading names, else that of the section around it, else the usual one of its outlook."""
    named = _named(section.heading, outlook, times)
    if named:
        return named
    outer = around[-1] if around else None
    if outer and outer.level and outer.outlook is outlook:
        return outer.period
    if times is None:
        return None
    if _ANNEX.match(section.heading):
        return times.report
    return times.plans if outlook is Outlook.TARGET else times.results


def _named(heading: str, outlook: Outlook, times: _Times | None) -> Period | None:
    cues = (_RESULTS, _PLANS, _CLEAR_RESULTS, _CLEAR_PLANS)
    if not any(cue.search(heading) for cue in cues):
        return None
    if times and _LAST_FIVE.search(heading):
        return Period.years(times.report.year - 5, times.report.year - 1)
    if times and _NEXT_FIVE.search(heading):
        return Period.years(times.plans.year, times.plans.year + 4)
    explicit = [mention.period for mention in find_periods(heading) if mention.explicit]
    if explicit:
        return explicit[0]
    if times is None or outlook is Outlook.TARGET:
        return None
    within = [mention.period for mention in find_periods(heading, times.results)]
    return next((period for period in within if Period.months(times.results.year).covers(period)), None)
