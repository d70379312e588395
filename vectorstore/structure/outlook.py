"""What time a section speaks of, and whether it tells results or plans: read from headings, by rule."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vectorstore.figures.numerals import number_value
from vectorstore.periods import Period, find_periods, plain_years
from vectorstore.report import Kind, Outlook, Part, Section

__all__ = ["with_times"]

_YEAR = r"(?:19|20)\d\d\s*年"
_RESULTS = re.compile(
    r"回顾|(?:执行|完成|落实|进展|实施)情况|主要做了|取得.{0,8}(?:成效|成就|进展|成绩)|成效|成就|过去|问题|困难|不足|“?十.五”?(?:以来|收官)"
)
_PLANS = re.compile(
    r"措施|下半年|下一步|下一阶段|工作(?:安排|打算|任务|思路|建议)|(?:主要|目标|重点)任务|重点工作|(?:主要|预期|发展)?目标|总体要求|今后|未来|时期|自身建设|实事|"
    rf"{_YEAR}.{{0,6}}工作|草案"
)
_CLEAR_RESULTS = re.compile(r"工作回顾|(?:执行|完成|落实)情况|(?:存在|面临|主要).{0,6}问题")
_CLEAR_PLANS = re.compile(
    rf"(?:{_YEAR}|[上下]半年|下一步|今后|未来|明年|今年).{{0,12}}(?:工作|任务|目标|安排|措施|打算|实事)|总体要求|(?:预期|主要)目标"
)
_ANNEX_PLANS = re.compile(
    r"目标|预期|安排|草案|实事|计划(?!.{0,6}(?:完成|执行|进展))|(?:预算|任务)(?!.{0,6}(?:完成|执行|进展))"
)
"""What else tells plans in the heading of an annex or the caption of a table: 2025年重点项目计划表."""
_STANDING = re.compile(
    r"回顾|发展(?:基础|环境|形势|现状|成就|条件|背景)|(?:取得|重大|主要).{0,6}(?:成就|成效|进展)|面临.{0,8}(?:挑战|机遇|形势|问题)|现状"
)
"""Where a 规划纲要 tells how things stand, before it plans."""
_CAPTION = re.compile(r"表\s*[\d０-９一二三四五六七八九十]")
_YEARS = r"(?<![\d一二三四五六七八九十〇零])(?P<count>[一二两三四五六七八九十]|\d)年"
_NEXT_YEARS = re.compile(rf"(?:今后|未来){_YEARS}")
_LAST_YEARS = re.compile(rf"(?:过去|这|近){_YEARS}|{_YEARS.replace('count', 'since')}(?:来|(?:工作|的)?回顾)")
_TERM = re.compile("本届政府")
_MERE_YEAR = re.compile(r"安排|打算|目标|任务|计划|措施|思路|建议|草案")
"""What 2023年主要工作 lacks: a year that is over makes such a heading one of results."""

_LOOK_BACK = (Kind.WORK, Kind.CONGRESS, Kind.COURT, Kind.PROCURATORATE)
"""Kinds delivered at the beginning of a year: they tell of the year before and plan their own."""
_EXECUTION = (Kind.PLAN, Kind.BUDGET)
"""Kinds that tell how a plan was carried out, and what is planned next."""
_ALL_RESULTS = (Kind.REVIEW, Kind.AUDIT, Kind.BULLETIN, Kind.SPECIAL, Kind.OTHER)
"""Kinds that tell results unless a heading tells plans."""


@dataclass(frozen=True, slots=True)
class _Times:
    report: Period
    results: Period
    plans: Period


def _times(kind: Kind, period: Period, title: str) -> _Times:
    """Times of unlabelled results and plans by the kind of report.

    A 政府工作报告 of a year looks back on the year before and ahead on its own; a half-year report
    on a plan or budget tells that half and plans the whole year; a report on a whole year's plan is
    followed by the next year's; a 规划纲要 stands at the end of the five years before its own.
    """
    year = Period.months(period.year)
    if kind in _LOOK_BACK:
        return _Times(period, year.shifted(-1), period)
    if kind in _EXECUTION:
        later = [mention.period for mention in find_periods(title) if mention.period.first > period.last]
        return _Times(period, period, year if period != year else (later or [year.shifted(1)])[0])
    if kind is Kind.PROGRAMME and period.year != period.last_year:
        return _Times(period, Period.years(period.year - 5, period.year - 1), period)
    return _Times(period, period, period)


def with_times(sections: Sequence[Section], kind: Kind, period: Period | None, title: str) -> tuple[Section, ...]:
    """The sections with period and outlook: from their own heading, else from the section around them."""
    times = _times(kind, period, title) if period else None
    told: list[Section] = []
    around: list[Section] = []
    before: Section | None = None
    for section in sections:
        around = [outer for outer in around if outer.level < section.level and outer.end >= section.end]
        outlook = _outlook(section, kind, times, around[-1] if around else None, before)
        told.append(replace(section, outlook=outlook, period=_period(section, outlook, times, around)))
        around.append(told[-1])
        if section.level == 1 and section.part is Part.BODY:
            before = told[-1]
    return tuple(told)


def _outlook(
    section: Section, kind: Kind, times: _Times | None, outer: Section | None, before: Section | None
) -> Outlook:
    """By the heading's cues; without any, like the section around it, or by its place in the report."""
    heading = plain_years(section.heading)
    if section.part is not Part.BODY or _CAPTION.match(heading):
        return _outlook_apart(heading, outer)
    if kind is Kind.PROGRAMME and _STANDING.search(heading):
        return Outlook.ACHIEVED
    if section.level > 1 and outer and outer.level:
        if _CLEAR_RESULTS.search(heading):
            return Outlook.ACHIEVED
        return Outlook.TARGET if _CLEAR_PLANS.search(heading) else outer.outlook
    if kind is Kind.PROGRAMME:
        return Outlook.TARGET
    if _RESULTS.search(heading):
        return Outlook.ACHIEVED
    if kind is Kind.BULLETIN:
        return Outlook.ACHIEVED
    if by_year := _outlook_of_year(heading, times):
        return by_year
    if _PLANS.search(heading):
        return Outlook.TARGET
    if before is None or kind in _ALL_RESULTS:
        return Outlook.ACHIEVED
    # After its review, a 政府工作报告 only looks ahead.
    return Outlook.TARGET if kind is Kind.WORK else before.outlook


def _outlook_of_year(heading: str, times: _Times | None) -> Outlook | None:
    """What the year a heading names tells: one that is over its results, a later one its plans."""
    named = next((mention.period for mention in find_periods(heading) if mention.explicit), None)
    if times is None or named is None:
        return None
    if named.first > times.results.last:
        return Outlook.TARGET
    over = named.last <= times.results.last and not _MERE_YEAR.search(heading)
    return Outlook.ACHIEVED if over else None


def _outlook_apart(heading: str, outer: Section | None) -> Outlook:
    """That of an annex or a captioned table: by its heading, else that of the section around it."""
    if _CLEAR_RESULTS.search(heading):
        return Outlook.ACHIEVED
    if _ANNEX_PLANS.search(heading):
        return Outlook.TARGET
    return outer.outlook if outer and outer.level else Outlook.ACHIEVED


def _period(section: Section, outlook: Outlook, times: _Times | None, around: Sequence[Section]) -> Period | None:
    """The period its heading names, else that of the section around it, else the usual one of its outlook."""
    named = _named(section, outlook, times)
    if named:
        return named
    outer = around[-1] if around else None
    if outer and outer.level and outer.outlook is outlook:
        return outer.period
    if times is None:
        return None
    if section.part is not Part.BODY and section.level == 1 and outlook is Outlook.ACHIEVED:
        return times.report
    return times.plans if outlook is Outlook.TARGET else times.results


def _named(section: Section, outlook: Outlook, times: _Times | None) -> Period | None:
    heading = section.heading
    apart = section.part is not Part.BODY or _CAPTION.match(heading)
    cues = (_RESULTS, _PLANS, _CLEAR_RESULTS, _CLEAR_PLANS)
    if not apart and not any(cue.search(plain_years(heading)) for cue in cues):
        return None
    if times and (several := _several_years(heading, times)):
        return several
    explicit = [mention.period for mention in find_periods(heading) if mention.explicit]
    if explicit:
        return explicit[0]
    if times is None or outlook is Outlook.TARGET:
        return None
    within = [mention.period for mention in find_periods(heading, times.results)]
    return next((period for period in within if Period.months(times.results.year).covers(period)), None)


def _several_years(heading: str, times: _Times) -> Period | None:
    """过去五年 and 三年来 end with the year of the results, 今后五年 begin with that of the plans."""
    if match := _LAST_YEARS.search(heading):
        last = times.results.last_year
        return Period.years(last + 1 - _count(match["count"] or match["since"]), last)
    if _TERM.search(heading):
        return Period.years(times.results.last_year - 4, times.results.last_year)
    if match := _NEXT_YEARS.search(heading):
        return Period.years(times.plans.year, times.plans.year + _count(match["count"]) - 1)
    return None


def _count(words: str) -> int:
    value = number_value(words)
    return 1 if value is None else max(1, int(value))
