"""Sentences → clauses → facts: which figure says what of which thing, when, achieved or intended.

Chinese report prose strings a subject and its measures together with commas:
``社会消费品零售额完成1409.9亿元,同比降低16.6%,较一季度收窄6.3个百分点``. A clause that opens with a
measure (同比, 较…, 占…, 完成全年任务的) speaks of the subject of the clause before it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from vectorstore.figures import Figure, find_figures
from vectorstore.periods import Period, find_periods
from vectorstore.report import Outlook, Report, Sentence


class Measure(StrEnum):
    """What kind of quantity a figure is."""

    LEVEL = "level"
    GROWTH = "growth"
    SHARE = "share"
    POINTS = "points"
    """A difference in percentage points."""
    COMPLETION = "completion"
    """Part of the year's task that is done."""
    RANK = "rank"


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of one sentence. ``figure`` spans are offsets into the report's text."""

    figure: Figure
    measure: Measure
    subject: str
    """The words it is about, inherited from an earlier clause where its own has none."""
    basis: str | None
    """What a change is measured against, as printed: 同比, 较一季度."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence between commas, with what its figures are about."""

    start: int
    end: int
    head: int
    """Where the clause stands that names the subject; ``start`` unless this one continues another."""
    subject: str
    continues: bool
    period: Period | None
    outlook: Outlook
    facts: tuple[Fact, ...]


_KEPT = 20_000
"""Sentences whose clauses are remembered, some 2 kB each: those of forty reports."""

_COMMA = re.compile(r"[，；;：:！？!?。]|,(?!\d{3}(?!\d))|(?<!\d),")
_PAUSE = re.compile(r"、")
_CONTINUES = re.compile(
    r"\s*(?:均|也|都|并|且|其?增速|其?增幅|其?降幅|增长|下降|降低|上升|减少|增加(?!值)|同比|环比|较|比(?!例|重)|与去?上?年同期|占|完成(?:全年|年度)|高于|低于|快于|高出|好于|优于|大于|"
    r"位列|位居|位次|居|排名|排在|排第|总数|总量|总规模|总额达|累计达|创|连续|收窄|回升|回落|扩大|提高|提升|达到?|突破|为全市|是全市|核销率|合格率|[约近超]?\d)"
)
_LEADING = re.compile(
    r"^(?:其中|同时|此外|另外|目前|预计|总的来看|初步|截至目前|全年|今年|上半年|下半年|\s|[:：，,、])+"
)
_TRAILING = re.compile(
    r"(?:分别)?(?:已经|已)?(?:实现|完成|达到|达|为|是|共|共计|合计|累计|控制在|保持在|稳定在|约|近|超过|超|突破|由|从|不低于|不超过|不少于|增长|下降|降低|上升|减少|提高到?|增加到?|同比|环比|预期|目标|左右|在|到|至|计)+$"
)
_GROWTH = re.compile(r"增长|下降|降低|上升|减少|增加|增速|增幅|降幅|涨幅|跌幅|回落|下滑|提高(?!到)|压减|翻")
_SHARE = re.compile(r"占|比重|占比|率|比例|覆盖|达标|份额|渗透")
_BASIS = re.compile(
    r"(?:较|比)(?:去年|上年|同期|上年同期|去年同期|一季度|前一?季度|前三季度|年初|[^,，。;；0-9]{1,8}?)(?=[增减下上降收提高低扩回多少好快慢])|同比|环比|年均"
)
_COMPLETION = re.compile(
    r"完成(?:了)?(?:全年|年度|年初|市级)?(?:的)?(?:任务|计划|目标|预算)|(?:任务|计划|目标)(?:完成率|的)$|占(?:全年|年度)(?:任务|计划|目标)|为(?:全年|年度)(?:任务|计划|预算|目标)|完成率"
)

_TARGET = re.compile(
    r"力争|争取(?!市级|国家|到(?!20))|确保|预期目标|目标(?:是|为)|计划(?:新增|完成|建设|投资|到|于|今年|明年)|(?:年底前|年内|今年底前|明年)(?!已)|拟(?:定|新|建)|将(?:新增|完成|建成|达到|实现|建设)"
)
_DONE = re.compile(
    r"年初[^,，。;；]{0,10}(?:目标|计划)|距[^,，。;；]{0,12}目标|已(?:经|完成|建成|实现|达|有|累计|启动|开工|新增|落地)|上半年(?:[^,，。;；]{0,12})(?:完成|实现|达到|增长|下降)|去年|上年|截至|(?:完成|实现|达到)了"
)
YEAR_TASK = re.compile(r"全年(?=任务|计划|目标|预算|预期|工作|各项|主要|经济|指标)")
"""A 全年 that tells whose task it is, not when: 完成全年任务的45.6% is of the half-year."""
_FORECAST = re.compile(r"预计(?:到)?(?:全年|年底|年末)")
"""Halfway through a year a forecast of the whole, no result; a report given after it means the result."""


@lru_cache(maxsize=_KEPT)
def clauses(report: Report, sentence: Sentence) -> tuple[Clause, ...]:
    """The clauses of one sentence, in order, with their facts."""
    section = report.section_of(sentence)
    text = report.quote(sentence)
    scope = section.period or find_period_of(report)
    figures = find_figures(text)
    sentence_outlook = _outlook(text, section.outlook)
    found: list[Clause] = []
    subject, head, period = "", sentence.start, scope
    for start, end in _clause_spans(text, figures):
        own = tuple(f for f in figures if start <= f.start < end)
        lead = text[start : own[0].start] if own else text[start:end]
        named = find_periods(YEAR_TASK.sub("＿＿", text[start:end]), scope)
        named = [
            m for m in named if m.period != Period.months(m.period.year) or m.explicit or "全年" in text[start:end]
        ]
        if named:
            period = named[0].period
        continues = bool(found) and (bool(_CONTINUES.match(text[start:end])) or not _subject(lead))
        if not continues:
            subject, head = _subject(lead) or text[start:end].strip(), sentence.start + start
            if not named and not found:
                period = scope
        forecast = scope is not None and scope.last % 12 != 11 and _FORECAST.search(text[start:end])
        outlook = (
            Outlook.TARGET
            if forecast or (_TARGET.search(text[start:end]) and not _DONE.search(text[start:end]))
            else sentence_outlook
        )
        facts = tuple(_facts(text, start, own, subject, sentence.start))
        found.append(
            Clause(sentence.start + start, sentence.start + end, head, subject, continues, period, outlook, facts)
        )
    return tuple(found)


def find_period_of(report: Report) -> Period | None:
    """The period in a report's title, as a range of months."""
    mentions = find_periods(report.period.value)
    return mentions[0].period if mentions else None


def _outlook(text: str, section: Outlook) -> Outlook:
    if section is Outlook.ACHIEVED:
        return Outlook.TARGET if re.match(r"\s*(?:力争|确保|预期目标|主要预期目标)", text) else section
    return Outlook.ACHIEVED if _DONE.search(text) and not _TARGET.search(text) else section


def _clause_spans(text: str, figures: list[Figure]) -> Iterator[tuple[int, int]]:
    """Spans between commas; and between 、 where each side has a figure and the right one a subject of its own."""
    cuts = [m.end() for m in _COMMA.finditer(text) if not any(f.start < m.end() < f.end for f in figures)]
    previous = 0
    for cut in [*cuts, len(text)]:
        if cut <= previous:
            continue
        piece_start = previous
        for pause in _PAUSE.finditer(text, previous, cut):
            at = pause.end()
            before = [f for f in figures if piece_start <= f.start < at]
            after = next((f for f in figures if at <= f.start < cut), None)
            following = text[at : after.start] if after else ""
            nearer = "、" not in following and len(re.findall(r"[\u4e00-\u9fffA-Za-z]", following)) >= 2
            if before and after and nearer and not any(f.start < at < f.end for f in figures):
                yield piece_start, at
                piece_start = at
        yield piece_start, cut
        previous = cut


def _subject(lead: str) -> str:
    """The words before a clause's first figure, without its time, its verbs and its particles."""
    lead = _LEADING.sub("", lead.strip())
    for mention in reversed(find_periods(lead, Period.months(2000))):
        lead = lead[: mention.start] + lead[mention.end :]
    lead = lead.strip(" ,，、:：()（）")
    return _TRAILING.sub("", lead).strip(" ,，、:：")


def _facts(text: str, start: int, figures: tuple[Figure, ...], subject: str, offset: int) -> Iterator[Fact]:
    cut = start
    for figure in figures:
        lead = text[cut : figure.start]
        basis = m.group(0) if (m := _BASIS.search(text[start : figure.start])) else None
        shifted = replace(figure, start=figure.start + offset, end=figure.end + offset)
        yield Fact(shifted, _measure(figure, lead, text[start : figure.start]), subject, basis)
        cut = figure.end


def _measure(figure: Figure, lead: str, clause: str) -> Measure:
    if figure.ordinal:
        return Measure.RANK
    if figure.base == "个百分点":
        return Measure.POINTS
    if figure.base not in ("%", "‰", "倍", "番"):
        return Measure.LEVEL
    if _COMPLETION.search(clause):
        return Measure.COMPLETION
    if figure.sign or _GROWTH.search(lead):
        return Measure.GROWTH
    if _SHARE.search(clause):
        return Measure.SHARE
    return Measure.GROWTH if _GROWTH.search(clause) else Measure.SHARE
