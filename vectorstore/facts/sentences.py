"""Sentences → clauses → facts: which figure says what of which thing, when, achieved or intended.

Chinese report prose strings a subject and its measures together with commas:
``社会消费品零售额完成1409.9亿元,同比降低16.6%,较一季度收窄6.3个百分点``. A clause that opens with a
measure (同比, 较…, 占…, 完成全年任务的) speaks of the subject of the clause before it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from vectorstore.facts.counted import counted_behind, done_behind
from vectorstore.facts.measures import RUNS, SPANS, Measure, is_threshold, measure_of
from vectorstore.facts.subjects import (
    TIMELY,
    Subject,
    in_context,
    is_bare,
    measured_of,
    named,
    runs_of,
    shared_names,
    subject_words,
    unit_of,
    whole_of,
    within,
)
from vectorstore.facts.tables import readings, table_at
from vectorstore.facts.times import find_period_of, time_of
from vectorstore.figures import Figure, find_figures
from vectorstore.indicators import find_indicators
from vectorstore.periods import Mention, Period, find_periods
from vectorstore.report import Kind, Outlook, Part, Report, Sentence, Table

__all__ = [
    "YEAR_TASK",
    "Clause",
    "Fact",
    "Measure",
    "clauses",
    "facts_of",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure and what it says: place, indicator, period, achieved or target; spans are into the report's text."""

    figure: Figure
    measure: Measure
    subject: str
    """The words it is about, inherited from an earlier clause where its own has none."""
    basis: str | None
    """What a change is measured against, as printed: 同比, 较一季度."""
    indicator: str
    """The dictionary's name for the subject; where it has none, the subject's own words."""
    known: bool
    """Whether the indicator is one of the dictionary's."""
    place: str
    """Full name of the place; empty when nothing tells."""
    period: Period | None
    kind: Outlook
    start: int
    end: int
    """What is cited: the sentence, or the cell of a table."""


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
    spoken: str = ""
    """For a cell of a table, its headings and value as words (地区生产总值（2024年）3174.6亿元); empty for prose."""


_KEPT = 20_000
"""Sentences whose clauses are remembered, some 2 kB each: those of forty reports."""

_COMMA = re.compile(r"[，；;：:！？!?。]|,(?!\d{3}(?!\d))|(?<!\d),")
_PAUSE = re.compile(r"、")
_CONTINUES = re.compile(
    r"\s*(?:均(?![衡质])|也|都(?!市)|并(?![网购联轨])|且|其?增速|其?增幅|其?降幅|增长(?!极)|下降|降低|上升|减少|增加(?!值)|同比|环比|"
    r"较(?![大小多少])|比(?!例|重|亚)|与去?上?年同期|占(?!地)|完成(?:全年|年度)|高于|低于|快于|高出|好于|优于|大于|"
    r"位列|位居|位次|居(?!民|住|家)|排名|排在|排第|总数|总量|总规模|总额达|累计达|创(?=历史|新|近|同期|有)|连续|收窄|回升|回落|"
    r"(?:扩大|提高|提升|突破)(?=[至到了约近超]*\s*\d)|达到?(?!标)|为全[省市国]|是全[省市国]|核销率|合格率)"
)
_BASIS = re.compile(
    r"(?:较|比)(?:去年|上年|同期|上年同期|去年同期|一季度|前一?季度|前三季度|年初|[^,，。;；0-9]{1,8}?)(?=[增减下上降收提高低扩回多少好快慢])|同比|环比|年均"
)
_TARGET = re.compile(
    r"力争|争取(?:到?20\d\d|在|年底|年内|全年|今年|明年|实现|达到|完成|突破|率先)|确保|预期目标|目标(?:是|为)|(?<!招生)计划(?:新增|完成|建设|投资|到|于|今年|明年)|(?:年底前|年内|今年底前|明年)(?!已)|拟(?:定|新|建)|将(?:新增|完成|建成|达到|实现|建设)"
)
_DONE = re.compile(
    r"年初[^,，。;；]{0,10}(?:目标|计划)|我[省市区县]有|现有|距[^,，。;；]{0,12}目标|完成率|(?:高于|低于|超过?|好于|快于|优于)[^,，。;；]{0,6}(?:目标|预期|计划)|已(?:经|完成|建成|实现|达|有|累计|启动|开工|新增|落地)|上半年(?:[^,，。;；]{0,12})(?:完成|实现|达到|增长|下降)|去年|上年|截至|(?:完成|实现|达到)了"
)
YEAR_TASK = re.compile(r"全年(?=任务|计划|目标|预算|预期|工作|各项|主要|经济|指标)")
"""A 全年 that tells whose task it is, not when: 完成全年任务的45.6% is of the half-year."""
_FORECAST = re.compile(r"预计(?:到)?(?:全年|年底|年末)")
"""Halfway through a year a forecast of the whole, no result; a report given after it means the result."""


@lru_cache(maxsize=_KEPT)
def clauses(report: Report, sentence: Sentence) -> tuple[Clause, ...]:
    """The clauses of one sentence, in order, with their facts."""
    table = table_at(report, sentence.start)
    return tuple(_row(report, sentence, table) if table else _Reading(report, sentence).clauses())


def _row(report: Report, sentence: Sentence, table: Table) -> Iterator[Clause]:
    """The value cells of a table's row, a clause each; a row without any is one clause that states nothing."""
    section = report.section_of(sentence)
    scope = section.period or find_period_of(report)
    found = [r for r in readings(report, table) if sentence.start <= r.cell.start < sentence.end]
    for reading in found:
        start, end = reading.cell.start, reading.cell.end
        period, kind = reading.period or scope, reading.kind or section.outlook
        subject = f"{reading.row} {reading.column}".strip()
        fact = Fact(
            figure=reading.figure,
            measure=Measure(reading.measure),
            subject=subject,
            basis=reading.basis,
            indicator=reading.indicator,
            known=reading.known,
            place=reading.place or report.place.value,
            period=period,
            kind=kind,
            start=start,
            end=end,
        )
        yield Clause(start, end, start, subject, False, period, kind, (fact,), reading.spoken)
    if not found:
        words = report.quote(sentence)
        yield Clause(sentence.start, sentence.end, sentence.start, words, False, scope, section.outlook, ())


class _Reading:
    """A sentence being read from left to right; what a clause names holds for those that continue it."""

    def __init__(self, report: Report, sentence: Sentence) -> None:
        section = report.section_of(sentence)
        self.sentence = sentence
        self.place = report.place.value
        self.text = report.quote(sentence)
        self.scope = time_of(report, sentence)
        self.year = _year_spoken_in(report)
        self.outlook = _outlook(self.text, section.outlook)
        self.figures = find_figures(self.text)
        self.period = self.scope
        self.words, self.head = "", sentence.start
        self.previous = ""
        self.named_until = 0
        self.mentions: list[Mention] = []
        self.subject = Subject("", False)
        self.shared: tuple[Subject, ...] = ()

    def clauses(self) -> Iterator[Clause]:
        began = False
        for start, end in _clause_spans(self.text, self.figures):
            yield self._clause(start, end, began)
            began = True

    def _clause(self, start: int, end: int, began: bool) -> Clause:
        text = self.text[start:end]
        own = [figure for figure in self.figures if start <= figure.start < end]
        lead = self.text[start : own[0].start] if own else text
        self.mentions = self._mentions(start, end)
        named_periods = [m.period for m in self.mentions if not _COMPARED.search(self.text, start, m.start)]
        if named_periods:
            self.period = named_periods[0]
        opens = bool(own) and not text[: own[0].start - start].strip()
        continues = began and (opens or bool(_CONTINUES.match(text)) or not subject_words(lead))
        if not continues:
            self.words, self.head = subject_words(lead) or text.strip(), self.sentence.start + start
            self.shared = ()
            if not named_periods and not began:
                self.period = self.scope
        outlook = self._outlook_of(text)
        facts = tuple(self._facts(start, end, own, continues, outlook))
        if not own or not is_bare(lead):
            self.previous = text
        offset = self.sentence.start
        return Clause(offset + start, offset + end, self.head, self.words, continues, self.period, outlook, facts)

    def _mentions(self, start: int, end: int) -> list[Mention]:
        """The periods that a clause names as the time of something, by where they stand in the sentence."""
        text = self.text[start:end]
        if not TIMELY.search(text):
            return []
        return [
            replace(m, start=start + m.start, end=start + m.end, period=self._related(m, text))
            for m in find_periods(YEAR_TASK.sub("＿＿", text), self.scope)
            if (m.period != Period.months(m.period.year) or m.explicit or "全年" in text or self._is_told(m, text))
            and not _BEYOND.match(text, m.end)
            and not any(start + m.start <= f.start < start + m.end and f.base not in SPANS for f in self.figures)
        ]

    def _is_told(self, mention: Mention, text: str) -> bool:
        """Whether a year is told by 去年 or the like, in a report whose own year is known."""
        return self.year is not None and text[mention.start : mention.start + 2] in _OTHER_YEARS

    def _related(self, mention: Mention, text: str) -> Period:
        """去年 is the year before the report's own, not before the time its section tells of."""
        if self.scope is None or self.year is None or not self._is_told(mention, text):
            return mention.period
        return mention.period.shifted(self.year - self.scope.year)

    def _period_of(self, figure: Figure, start: int) -> Period | None:
        """The period named last before a figure; one that opens a change (由2020年的5.1亿元) is of its own figure."""
        before = [m for m in self.mentions if m.end <= figure.start]
        while before:
            mention = before.pop()
            if not _COMPARED.search(self.text, start, mention.start):
                return mention.period
            opened = _OPENED.search(self.text, start, mention.start)
            if opened and not any(mention.end <= other.start < figure.start for other in self.figures):
                return mention.period
        return self.period

    def _outlook_of(self, text: str) -> Outlook:
        if self.scope is not None and self.scope.last % 12 != 11 and _FORECAST.search(text):
            return Outlook.TARGET
        return Outlook.TARGET if _TARGET.search(text) and not _DONE.search(text) else self.outlook

    def _facts(self, start: int, end: int, figures: list[Figure], continues: bool, outlook: Outlook) -> Iterator[Fact]:
        shared = self._shared(start, figures, continues)
        cut = start
        for figure in figures:
            lead = self.text[cut : figure.start]
            measure = measure_of(figure, lead, self.text[start : figure.start])
            if is_threshold(figure, self.text):
                measure = Measure.THRESHOLD
            if figure.start in shared:
                self.subject = shared[figure.start]
                if self.subject.known and unit_of(self.subject.indicator) == "%" and not _CHANGES.search(lead):
                    figure, measure = replace(figure, sign=0), Measure.SHARE
            elif measure is Measure.THRESHOLD:
                if RUNS.search(lead) and subject_words(lead):
                    self.subject = named(_CROSSES.sub("", lead), self.place)
            else:
                tail = self.text[_end_of_run(figure, figures, self.text) : end]
                self.subject = self._about(figure, lead, tail, continues and figure is figures[0])
            if not self.subject.measured_in(figure.base, measure is Measure.LEVEL):
                self.subject = Subject(subject_words(lead) or self.words, False, self.subject.place)
            if measure is Measure.LEVEL and not figure.sign and _REDUCES.search(lead):
                figure = replace(figure, sign=-1)
            yield self._fact(figure, measure, outlook, start)
            cut = max(figure.end, self.named_until)

    def _shared(self, start: int, figures: list[Figure], continues: bool) -> dict[int, Subject]:
        """Who owns the figures that pair with a list of names, by where they begin."""
        if continues:
            pairs = zip(figures, self.shared, strict=True) if len(figures) == len(self.shared) else ()
            return {figure.start: subject for figure, subject in pairs}
        self.shared = ()
        owners: dict[int, Subject] = {}
        for run in runs_of(figures, self.text):
            self.shared = shared_names(self.text[start : run[0].start], len(run), self.place, self.subject)
            owners |= {figure.start: subject for figure, subject in zip(run, self.shared, strict=False)}
        return owners

    def _about(self, figure: Figure, lead: str, tail: str, continues: bool) -> Subject:
        before = self.subject
        if figure.base in _MEDALS:
            return Subject(f"{self.words}{figure.base}牌", False)
        rate = figure.base in ("%", "个百分点", "倍", "番")
        of_all = figure.base == "%" and (tail.startswith("的") or not lead.strip() or (is_bare(lead) and not continues))
        counts = not figure.ordinal and (not rate or of_all)
        if counts and (behind := counted_behind(tail, figure.unit, lead)):
            verb = subject_words(lead)[-4:] if is_bare(lead) and not rate else ""
            self.named_until = max(0, self.text.find(behind, figure.end)) + len(behind)
            return Subject(verb + behind, False)
        if (figure.ordinal or rate) and before.indicator and (continues or is_bare(lead, most=3)):
            return before
        sums_up = bool(_SUMS_UP.match(lead)) and is_bare(lead)
        goes_on = continues or not subject_words(lead) or sums_up
        if before.indicator and goes_on and not find_indicators(lead):
            return whole_of(before) if _SUMS_UP.match(lead) else before
        if generic := within(before, lead) or measured_of(self.previous, lead, self.place):
            return generic
        if is_bare(lead) and (deed := done_behind(tail, figure.unit)):
            return Subject(subject_words(lead)[-4:] + deed, False)
        if is_bare(lead) and not find_indicators(lead) and (context := in_context(lead, self.previous)):
            return context
        return named(lead, self.place)

    def _fact(self, figure: Figure, measure: Measure, outlook: Outlook, start: int) -> Fact:
        basis = match.group() if (match := _BASIS.search(self.text[start : figure.start])) else None
        offset = self.sentence.start
        return Fact(
            figure=replace(figure, start=figure.start + offset, end=figure.end + offset),
            measure=measure,
            subject=self.words,
            basis=basis,
            indicator=self.subject.indicator or self.words,
            known=self.subject.known,
            place=self.subject.place or self.place,
            period=self._period_of(figure, start),
            kind=outlook,
            start=offset,
            end=self.sentence.end,
        )


def _end_of_run(figure: Figure, figures: Sequence[Figure], text: str) -> int:
    """Where the figures end that stand together with this one: 7.8万户、22.9万人 are of one thing behind them."""
    end = figure.end
    for after in figures[figures.index(figure) + 1 :]:
        if text[end : after.start].strip() not in ("、", "和", "，", ""):
            break
        end = after.end
    return end


_SUMS_UP = re.compile(r"[、，, ]*(?:累计|总[数量]|合计|共计?|已)")
"""What goes on about the thing before: 新开通5G基站5135个、累计开通2.25万个."""
_OTHER_YEARS = frozenset(("去年", "上年", "前年", "明年", "来年"))
_COMPARED = re.compile(r"(?:较|比|与|同|自|由|从|提前[^，。；]{0,4}|“)$")
_OPENED = re.compile(r"[由从]$")
_BEYOND = re.compile(r"(?:以来|以后|来(?!源)|.{0,4}(?:目标|规划|任务)|[^“”，。；]{0,8}”)")
"""Around a period that a figure is measured against, or that is part of a name: 比2019年末, “2030先锋工程”."""
_MEDALS = frozenset(("金", "银", "铜"))
_CHANGES = re.compile(r"(?:增长|下降|提高|降低|上升|减少|增加|扩大|收窄)[了约]?$|[、和与]$")
_CROSSES = re.compile(r"(?:连续?)?(?:跨过?|迈上)$")
_REDUCES = re.compile(
    r"(?:^|[、，,])\s*(?:累计|预计|可|将|共|力争|再)*(?:压减|削减|缩减|降低|减少|压降)[^，。；、由从到至]{2,16}$|"
    r"(?:压减|削减|降低|减少|减轻)[^，。；由从到至]{2,20}(?:成本|负担|排放|费用|能耗)$"
)
"""What is cut down by an amount: 压减地下水开采量1.57亿立方米."""


def facts_of(report: Report) -> tuple[Fact, ...]:
    """Every fact of a report, in order of its text: those of its sentences and those of its tables."""
    return tuple(
        fact
        for sentence in report.sentences
        for clause in clauses(report, sentence)
        for fact in clause.facts
        if fact.measure is not Measure.THRESHOLD and report.section_of(sentence).part is not Part.GLOSSARY
    )


def _year_spoken_in(report: Report) -> int | None:
    """The year in which a report was given, by which 去年 is told; None where the title leaves it open."""
    period = find_period_of(report)
    within_year = period is not None and period != Period.months(period.year) and period.year == period.last_year
    return period.year if period and (within_year or report.kind.value == Kind.WORK) else None


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
