"""From a question's cell to the stretches of sentences that could answer it, each scored and explained.

A cell is one place, one set of reports and one period. Its passages come from the index; what
competes is smaller: a run of clauses of one sentence, scored by how much of what was asked it covers.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from math import log

import yaml

from bot.question import Question, Want
from vectorstore.facts import Clause, Fact, Measure, clauses
from vectorstore.figures import Figure, same_value
from vectorstore.indicators import IndicatorMention, find_indicators
from vectorstore.periods import Period
from vectorstore.report import Outlook, Report, Sentence
from vectorstore.search import FoundPassage
from vectorstore.words import segment


@dataclass(frozen=True)
class Cell:
    """Where to look for one part of an answer."""

    place: str
    reports: tuple[str, ...]
    period: Period | None
    exact_place: bool = True
    others: tuple[Period, ...] = ()
    """Periods of the question's other cells of this place; what belongs to them is not this cell's."""


@dataclass(frozen=True)
class Term:
    """Something the question is about: its accepted wordings and its weight (inverse document frequency)."""

    word: str
    forms: tuple[str, ...]
    weight: float
    known: bool
    """Whether any form occurs in the library at all."""
    indicator: bool = False
    context: str = ""
    """For an indicator, the question it stands in."""
    loose: tuple[str, ...] = ()
    """For an indicator, its name in other words (新设市场主体 for 新登记企业), met wherever they stand."""


@dataclass(frozen=True)
class Candidate:
    """A run of clauses of one sentence, and how well it answers."""

    report: Report
    sentence: Sentence
    clauses: tuple[Clause, ...]
    covered: frozenset[str]
    coverage: float
    """Share of the terms' weight that the stretch and its context cover, 0 to 1."""
    score: float
    reasons: dict[str, float]
    named: frozenset[int] = frozenset()
    """Which of the clauses, by position, speak of the indicator that is asked for."""

    @property
    def leading_facts(self) -> tuple[Fact, ...]:
        """The facts of the clauses that speak of the asked indicator."""
        return tuple(fact for i, clause in enumerate(self.clauses) if i in self.named for fact in clause.facts)

    @property
    def start(self) -> int:
        return self.clauses[0].start

    @property
    def end(self) -> int:
        return self.clauses[-1].end

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for clause in self.clauses for fact in clause.facts)

    @property
    def outlook(self) -> Outlook:
        return self.clauses[0].outlook

    @property
    def period(self) -> Period | None:
        return self.clauses[0].period

    def extended(self, most: int = 64) -> "Candidate":
        """The stretch with the clauses after it that go on about its subject, up to ``most`` characters."""
        every = clauses(self.report, self.sentence)
        taken = list(self.clauses)
        for clause in every[every.index(self.clauses[-1]) + 1 :]:
            goes_on = clause.continues or self.report.text[clause.start : clause.end].lstrip().startswith("其中")
            if not (goes_on and clause.facts) or clause.end - taken[0].start > most:
                break
            taken.append(clause)
        return replace(self, clauses=tuple(taken))

    @cached_property
    def text(self) -> str:
        """The stretch, exactly as printed, without its last comma."""
        return self.report.text[self.start : self.end].strip().rstrip("，,；;：:、。").strip()


@lru_cache(maxsize=1)
def synonyms() -> dict[str, tuple[str, ...]]:
    """Colloquial and official wordings, each mapped to all of its row."""
    rows = yaml.safe_load((files("bot") / "colloquial.yaml").read_text(encoding="utf-8"))
    table: dict[str, list[str]] = {}
    for row in rows:
        for word in row:
            table.setdefault(word, []).extend(w for w in row if w not in table.get(word, []))
    return {word: tuple(forms) for word, forms in table.items()}


_STOP = frozenset(
    "是 有 在 要 会 能 可 到 为 对 从 这 那 它 其 该 本 我 你 他 我们 他们 自己 之 以 及 并 而 但 或 等 中 后 前 时 内 外 间 次 年 月 日 "
    "情况 方面 数字 数据 报告 提到 归纳 多 少 大 小 高 低 新 做 搞 用 让 使 叫 算 说 讲 看 想 请 问 吧 啊 呀 只 又 也 还 就 才 已 已经 "
    "全区 全市 我区 本市 区 市 县 省 街 各 每 第 个 家 项 户 套 亿 万 元 亿元 万元 张 名 人 条 座 栋 处 所 期间 时候 其中 以来 实现 完成 达到 "
    "目标 计划 实际 完了 最后 结果 具体 主要 几成 占 差 比 更 谁 快 慢 厉害 狠 vs 半年 全年 上半年 下半年 年底 年中 规定 分 按 倒推 是否 有没有 "
    "左右 约 大约 走势 不同 有何 差别 差异 异同 幅度 改善 总数 总量 比例 要求 没有 占比 进度 状况 水平 金额 额度 个数 数目 总额 规模 盘子 提出 提到 概括 核对 绝对额 分母 反推 推算 百分点 收窄 变化 排名 位居 份 实绩 成绩 成果 结果 口径 比重 "
    "同比 环比 增长 下降 增速 降幅 增幅 涨幅 数 值 数量 数值 一致 所谓 关于 由 先 再 请 所有 整个 总 共 约 相比 对比 比较 情形 需 重点 关注".split()
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*[A-Za-z0-9+]|[0-9]+[A-Za-z][A-Za-z0-9]*")
"""Names such as P2P, 5G and CBD, which a word cutter would take apart."""
_OWN, _INHERITED, _SAME_SENTENCE, _HEADING, _BEFORE = 1.0, 0.9, 0.55, 0.55, 0.3
"""How much a term counts by where it is met: in the stretch, its subject, its sentence, its heading, the sentence before."""
_PARTIAL = 0.6
"""Credit for a word met only in part (by its character pairs), so that 核酸检测量 meets 核酸检测."""
_LONGEST_STRETCH = 160
"""Characters; a longer stretch is no answer but a paragraph."""


def terms(question: Question, frequency: Callable[[str], int], passages: int) -> tuple[Term, ...]:
    """What a question is about, weighted by rarity in the library.

    ``frequency(word)`` is the number of passages that hold a word, ``passages`` their total.
    """
    source = question.plain if question.language == "zh" else "，".join(question.terms_en)
    mentions = find_indicators(source)
    found: dict[str, Term] = {}

    def keep(word: str, forms: Sequence[str], indicator: bool = False, boost: float = 1.0) -> None:
        counts = [frequency(form) for form in forms]
        total = min(passages, sum(counts))
        weight = boost * log((passages + 1) / (total + 0.5))
        if total == 0:
            weight = 0.35 * log(passages + 1)
        found.setdefault(
            word,
            Term(
                word,
                tuple(forms),
                max(weight, 0.2),
                total > 0,
                indicator,
                question.plain if indicator else "",
                _reworded(word) if indicator else (),
            ),
        )

    blank = list(question.topic)
    for mention in mentions:
        surface = source[mention.start : mention.end]
        keep(surface, _forms(mention, surface), indicator=True, boost=2.0)
        at = question.topic.find(surface)
        if at >= 0:
            blank[at : at + len(surface)] = " " * len(surface)
    for match in _LATIN.finditer("".join(blank)):
        keep(match.group(0), (match.group(0),))
        blank[match.start() : match.end()] = " " * (match.end() - match.start())
    for piece in "".join(blank).split():
        for word in segment(piece):
            if word in _STOP or (len(word) < 2 and not word.isdigit()) or word.replace(".", "").isdigit():
                continue
            keep(word, synonyms().get(word, (word,)))
    for word in question.terms_en:
        if not any(word in form for term in found.values() for form in term.forms) and word not in _STOP:
            keep(word, synonyms().get(word, (word,)))
    return tuple(found.values())


def _reworded(name: str) -> tuple[str, ...]:
    """An indicator's name with its words changed for those that say the same."""
    found = {name}
    for word, others in synonyms().items():
        if len(word) > 1 and word in name and len(found) < _MOST_REWORDINGS:
            found |= {known.replace(word, other) for known in found for other in others if len(other) > 1}
    return tuple(sorted(found - {name}))


_MOST_REWORDINGS = 60


def _forms(mention: IndicatorMention, surface: str) -> tuple[str, ...]:
    indicators = (mention.indicator, *mention.alternatives)
    return tuple(dict.fromkeys([surface, *(form for i in indicators for form in (i.name, *i.aliases))]))


def match(term: Term, text: str) -> float:
    """1 when a form stands in the text, a part of 1 when most of its character pairs do, else 0."""
    best = 0.0
    lowered = _QUOTES.sub("", text.lower())
    for form in term.forms:
        form = form.lower()
        if form in lowered:
            return 1.0
        if len(form) >= 3 and not form.isascii():
            pairs = [form[i : i + 2] for i in range(len(form) - 1)]
            share = sum(pair in lowered for pair in pairs) / len(pairs)
            if share >= 0.5:
                best = max(best, _PARTIAL * share)
    return best


_QUOTES = re.compile(r"[“”‘’\"]")
_DENOMINATOR = re.compile(r"占[^,，、;；0-9]{0,4}$|单位$")
"""Before an indicator that is only what something else is a share of (占GDP比重)."""


def _indicator_match(term: Term, text: str) -> float:
    """1 only when the text speaks of that indicator and not of one that merely contains its name."""
    for mention in find_indicators(text):
        if _DENOMINATOR.search(text[: mention.start]):
            continue
        surface = text[mention.start : mention.end]
        names = {mention.indicator.name, *(i.name for i in mention.alternatives)}
        if names & set(term.forms) or surface in term.forms:
            return 1.0
        # a longer name (每千人养老床位数) is meant when the question has all of its characters
        if (
            term.context
            and set(surface) - set("数率") <= set(term.context)
            and any(form in surface for form in term.forms)
        ):
            return 1.0
    if any(form in text for form in term.loose):
        return 1.0
    return 1.0 if any(_with_verb(form).search(text) for form in term.forms if len(form) >= 4) else 0.0


@lru_cache(maxsize=2000)
def _with_verb(name: str) -> re.Pattern[str]:
    """An indicator's name with a verb put into it: 金融业实现增加值 for 金融业增加值."""
    pieces = [re.escape(name[:i]) + "(?:共?实现|完成|达到?)" + re.escape(name[i:]) for i in range(2, len(name) - 1)]
    return re.compile("|".join(pieces) or r"(?!)")


def candidates(question: Question, asked: Sequence[Term], cell: Cell, found: Sequence[FoundPassage]) -> list[Candidate]:
    """Every stretch of the passages that lies in the cell, best first."""
    allowed = set(cell.reports)
    result: list[Candidate] = []
    best_rank: dict[tuple[str, int], int] = {}
    for rank, passage in enumerate(found):
        if passage.report.id in allowed:
            best_rank.setdefault((passage.report.id, passage.passage.number), rank)
    for passage in found:
        key = (passage.report.id, passage.passage.number)
        if passage.report.id not in allowed:
            continue
        start = passage.passage.start
        for sentence in passage.report.sentences_of_passage.get(passage.passage.number, ()):
            before = passage.report.text[start : sentence.start]
            result.extend(_of_sentence(question, asked, cell, passage.report, sentence, before, best_rank[key]))
    return sorted(result, key=lambda c: -c.score)


def _of_sentence(
    question: Question, asked: Sequence[Term], cell: Cell, report: Report, sentence: Sentence, before: str, rank: int
) -> Iterator[Candidate]:
    parts = clauses(report, sentence)
    if not parts:
        return
    total = sum(term.weight for term in asked) or 1.0
    heading = " ".join(report.section_of(sentence).path[-2:])
    whole = report.quote(sentence)
    own: list[list[float]] = []
    inherited: list[list[float]] = []
    around: list[float] = []
    for term in asked:
        meets = _indicator_match if term.indicator else match
        in_sentence = meets(term, whole)
        around.append(max(_SAME_SENTENCE * in_sentence, _HEADING * match(term, heading), _BEFORE * match(term, before)))
        own.append([meets(term, report.text[c.start : c.end]) if in_sentence else 0.0 for c in parts])
        inherited.append([_INHERITED * meets(term, c.subject) if in_sentence and c.continues else 0.0 for c in parts])
    if not any(map(any, own)) and max(around, default=0.0) < _BEFORE:
        return
    for first in range(len(parts)):
        if parts[first].continues and first:
            continue
        for last in range(first, len(parts)):
            if parts[last].end - parts[first].start > _LONGEST_STRETCH and last > first:
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
            facts = [f for i, clause in enumerate(stretch) if i in named or not named for f in clause.facts]
            reasons = _adjustments(question, cell, stretch, facts, rank)
            if reasons is None:
                continue
            reasons["coverage"] = coverage
            covered = frozenset(term.word for v, term in zip(values, asked, strict=True) if v >= 0.5)
            yield Candidate(report, sentence, stretch, covered, coverage, sum(reasons.values()), reasons, named)


def _adjustments(
    question: Question, cell: Cell, stretch: Sequence[Clause], facts: Sequence[Fact], rank: int
) -> dict[str, float] | None:
    """What speaks for and against a stretch beside its words; None when its period is another.

    ``facts`` are those that are about what is asked.
    """
    reasons = {"rank": 0.12 / (1 + rank), "length": -0.0009 * (stretch[-1].end - stretch[0].start)}
    if cell.period is not None and (period := stretch[0].period) is not None:
        if not cell.period.overlaps(period):
            return None
        reasons["period"] = 0.12 if period == cell.period else 0.0
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
            reasons["wider"] = 0.0 if question.outlook is Outlook.TARGET else -0.3
    if question.wants_figure:
        if not facts:
            reasons["figure"] = -0.4
        elif question.unit:
            reasons["figure"] = 0.15 if any(same_unit(question.unit, fact) for fact in facts) else -0.15
            if question.unit in _TELLING and any(fact.figure.base == question.unit for fact in facts):
                reasons["unit"] = 0.1
        elif question.percent or Want.CHANGE in question.wants:
            kinds = {fact.measure for fact in facts}
            reasons["figure"] = (
                0.15 if kinds & {Measure.GROWTH, Measure.SHARE} else -0.05 if Measure.POINTS in kinds else -0.1
            )
        else:
            kinds = {fact.measure for fact in facts}
            reasons["figure"] = (
                0.12 if kinds & {Measure.LEVEL, Measure.SHARE} else 0.04 if kinds != {Measure.POINTS} else -0.08
            )
        kinds = {fact.measure for fact in facts}
        if Want.CHANGE in question.wants and question.unit and kinds & {Measure.GROWTH, Measure.POINTS}:
            reasons["change"] = 0.06
        parts = len(_HOW_MANY.findall(question.plain))
        reasons["parts"] = 0.05 * (min(sum(len(clause.facts) for clause in stretch), parts) - 1) if parts > 1 else 0.0
        if _TASK_SHARE.search(question.plain) and Measure.COMPLETION in kinds:
            reasons["completion"] = 0.15
    if question.figures and any(stated(figure, fact) for figure in question.figures for fact in facts):
        reasons["stated"] = -0.15 if question.contrasts and len(question.figures) == 1 else 0.2
    if question.outlook is not None:
        reasons["outlook"] = 0.08 if stretch[0].outlook is question.outlook else -0.15
    elif stretch[0].outlook is Outlook.TARGET:
        reasons["outlook"] = -0.05
    return reasons


def _within(period: Period, asked: Period) -> bool:
    """Whether a figure of a period answers for the asked one: it lies in it, or both end together (6月底, 上半年)."""
    return asked.covers(period) or (
        period.covers(asked) and period.last == asked.last and asked.first != asked.last - 5
    )


_HOW_MANY = re.compile(r"多少|几(?=[个家项次户套亿万张名人])|多高|多大")
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


def stated(figure: Figure, fact: Fact) -> bool:
    """Whether a fact's figure is one the question states itself."""
    return same_value(figure, fact.figure) or (figure.low == fact.figure.low and figure.scale == fact.figure.scale)


_SAME_UNITS = {
    "平": "平方米",
    "百分点": "个百分点",
    "亿元": "元",
    "万元": "元",
    "亿": "元",
    "人": "人",
    "名": "人",
    "微克": "微克/立方米",
    "成": "%",
}


def same_unit(unit: str, fact: Fact) -> bool:
    base = fact.figure.base
    wanted = _SAME_UNITS.get(unit, unit)
    return (
        base == wanted
        or (wanted in base and bool(wanted))
        or (unit in ("亿", "亿元") and fact.figure.unit.startswith("亿"))
        or (wanted == "人" and base in ("名", "人次", "人份"))
    )


def label_of(candidate: Candidate) -> str:
    """Place, period and whether it is a target: 朝阳区2020年上半年, 朝阳区2021年目标."""
    period = candidate.period.label if candidate.period else candidate.report.period.value
    return f"{candidate.report.place.value}{period}{'目标' if candidate.outlook is Outlook.TARGET else ''}"


_LEADING = re.compile(r"^(?:其中|同时|此外|另外|并且|并)[,，]?")


def sentence_text(candidate: Candidate, label: str) -> str:
    """The stretch as a statement: ``朝阳区2020年上半年：GDP实现3174.6亿元,同比降低4.9%。``"""
    body = _LEADING.sub("", candidate.text)
    return f"{label}：{body}。" if label else f"{body}。"


def measures(candidate: Candidate) -> set[Measure]:
    """The kinds of figures a stretch states."""
    return {fact.measure for fact in candidate.facts}


def in_scope(reports: Collection[Report], place: str | None, period: Period | None) -> tuple[str, ...]:
    """Ids of the reports of a place that speak of a period (any of their sections does)."""
    return tuple(
        report.id
        for report in reports
        if (place is None or report.place.value == place)
        and (period is None or any(s.period is not None and s.period.overlaps(period) for s in report.sections))
    )
