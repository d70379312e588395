"""Arithmetic within one place and time: what part A is of B, how far apart two are, what a rate implies."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bot import calculate
from bot.asked_figures import same_unit, stated
from bot.draft import Draft, Source
from bot.evidence import Candidate
from bot.question import Question, Want, understand
from bot.writing import label_of, sentence_text
from vectorstore.facts import Fact, Measure, clauses
from vectorstore.figures import Figure

if TYPE_CHECKING:
    from bot.reader import Filled, Reader

_AMONG = re.compile(
    r"(?P<whole>.{2,40}?)(?:里面?|中|当中)[，,]?(?P<part>.{2,30}?)(?:的)?(?:占比|占(?:多少|几成|百分之几|多大比例))"
)
_PART_OF = re.compile(
    r"(?P<part>.{2,40}?)(?:大?约|大概)?(?:占|相当于|约为|是)"
    r"(?P<whole>(?:(?!多少|[，,。；;？?]).){2,40}?)的?(?:比例|比重|份额|百分之几|百分之多少|几成|几分之几|多少)"
)
_APART = re.compile(
    r"(?P<part>.{2,40}?)(?:比|和|与|跟)(?P<whole>.{2,40}?)(?:还)?(?:多|少|高|低|快|慢|大|小|相差|差)(?:了|出)?(?:多少|几)"
)
_TIMES_OF = re.compile(r"(?P<part>.{2,40}?)(?:是|为|相当于)(?P<whole>.{2,40}?)的?(?:几倍|多少倍)")
_BEFORE = re.compile(
    r"(?:上年|去年|前一年|上一年|(?:19|20)\d\d年)(?:的)?.{0,16}(?:约|大约|大概|应|是|为).{0,4}多少|推算|反推|倒推|折算"
)
_EACH_OWN = re.compile(r"^[\s，,、的]+|[\s，,、的]+$")


@dataclass(frozen=True)
class _Operand:
    fact: Fact
    candidate: Candidate

    @property
    def figure(self) -> Figure:
        return self.fact.figure

    @property
    def source(self) -> Source:
        return self.candidate.report, self.candidate.sentence


def of_one_place(draft: Draft, reader: "Reader", filled: "Filled", *, only_told: bool = False) -> bool:
    """What follows from the figures of one place: an earlier or another's rate, a whole, a share, a difference.

    With ``only_told`` just what its own sentence implies about another time or place. Tells whether anything was added.
    """
    question = reader.question
    if told := _told_of_another(reader, filled):
        own, points, source, other = told
        result = calculate.other_rate(own, points)
        draft.add(f"据此推算{other}为{result.text}（{result.formula}）。", [source], result.formula)
    elif earlier := _quarter_before(reader, filled):
        own, points, source = earlier
        result = calculate.earlier_rate(own, points)
        draft.add(f"据此推算一季度为{result.text}（{result.formula}）。", [source], result.formula)
    elif whole := _whole_of_share(reader, filled):
        part, rate, source, name = whole
        result = calculate.implied_whole(part, rate)
        draft.add(f"据此推算{name}约为{result.text}（{result.formula}）。", [source], result.formula)
    elif before := _year_before(reader, filled):
        amount, rate, source = before
        result = calculate.before_growth(amount, rate)
        draft.add(f"据此推算上年约为{result.text}（{result.formula}）。", [source], result.formula)
    elif only_told:
        return False
    elif parts := _before_and_left(reader, filled):
        result = calculate.total([p.figure for p in parts])
        draft.add(f"据此推算原来为{result.text}（{result.formula}）。", [p.source for p in parts], result.formula)
    elif rest := _all_and_left(reader, filled):
        result = calculate.difference(*(p.figure for p in rest))
        draft.add(f"据此推算已有{result.text}（{result.formula}）。", [p.source for p in rest], result.formula)
    elif done := _done_of_all(reader, filled):
        _tell_completion(draft, reader, *done)
    elif Want.DIFFERENCE in question.wants and (pair := _listed_pair(filled)):
        result = calculate.difference(*sorted((p.figure for p in pair), key=lambda f: -calculate.signed(f) * f.scale))
        draft.add(f"相差{result.text}（{result.formula}）。", [p.source for p in pair], result.formula)
    else:
        return _set_against(draft, reader, filled)
    return True


def _set_against(draft: Draft, reader: "Reader", filled: "Filled") -> bool:
    """Two things that the question sets one against the other (A占B, A比B, A是B的几倍)."""
    question = reader.question
    patterns = ((_TIMES_OF, _told_times), (_AMONG, _told_share), (_PART_OF, _told_share), (_APART, _told_difference))
    for pattern, compute in patterns:
        if question.language == "zh" and (match := pattern.search(question.plain)):
            part, whole = (_operand(reader, filled, match[name]) for name in ("part", "whole"))
            if part and whole and part.fact != whole.fact:
                compute(draft, part, whole)
                return True
    return False


_OTHER = re.compile(r"(?P<more>大于|高于|高出|快于|多于|超过)|(?P<less>小于|低于|慢于|少于)")
_OTHERS_NAME = re.compile(
    r"(?:大于|高于|高出|快于|多于|超过|小于|低于|慢于|少于)(?P<name>[\u4e00-\u9fff]{2,8}?)(?:平均水平|平均|同期|增速|降幅)?(?:约|近)?$"
)
_BY_ITS_WORD = re.compile(r"按|根据|据|照|推算|对比|比较|反推|倒推|应(?:是|为|该)")


def _told_of_another(reader: "Reader", filled: "Filled") -> tuple[Figure, Figure, Source, str] | None:
    """Another place's rate, told only by how far the report's own is from it: 降低10.8%,大于北京市0.7个百分点."""
    if not _BY_ITS_WORD.search(reader.question.plain):
        return None
    for candidate in filled.chosen[:1]:
        rate: Fact | None = None
        for fact in _facts_of_sentence(candidate):
            if fact.measure in (Measure.GROWTH, Measure.COMPLETION, Measure.SHARE) and fact.figure.base == "%":
                rate = fact
            text = candidate.report.text[max(0, fact.figure.start - 20) : fact.figure.start]
            name = _OTHERS_NAME.search(text)
            if rate and fact.measure is Measure.POINTS and name and _asks_of(reader.question, name["name"]):
                more = bool(_OTHER.search(text) and _OTHER.search(text)["more"])  # type: ignore[index]
                points = replace(fact.figure, sign=1 if more else -1)
                return rate.figure, points, (candidate.report, candidate.sentence), name["name"]
    return None


def _asks_of(question: Question, name: str) -> bool:
    return name in question.plain or any(name in place or place in name for place in question.places) or name == "全市"


_FIRST_QUARTER = re.compile(r"一季度|Q1|第一季度", re.IGNORECASE)


def _quarter_before(reader: "Reader", filled: "Filled") -> tuple[Figure, Figure, Source] | None:
    """The rate of a half-year and how far it is from the first quarter's: 下降1.5%、降幅比一季度收窄5.6个百分点."""
    question = reader.question
    if not _FIRST_QUARTER.search(question.plain) or not _BY_ITS_WORD.search(question.plain):
        return None
    for candidate in filled.chosen[:1]:
        rate: Fact | None = None
        for fact in _facts_of_sentence(candidate):
            if fact.figure.start < candidate.start:
                continue
            if fact.measure is Measure.GROWTH and fact.figure.base == "%":
                rate = rate or fact
            lead = candidate.report.text[max(0, fact.figure.start - 14) : fact.figure.start]
            if rate and fact.measure is Measure.POINTS and "一季度" in lead:
                toward = re.search("收窄|回落|放缓|(?P<more>扩大|提高|提升|加快|回升)", lead)
                points = replace(fact.figure, sign=1 if toward and toward["more"] else -1)
                return rate.figure, points, (candidate.report, candidate.sentence)
    return None


def _whole_of_share(reader: "Reader", filled: "Filled") -> tuple[Figure, Figure, Source, str] | None:
    """An amount and the share of a whole that it is: 46.2亿美元, 占全市三分之一."""
    if not re.search("倒推|反推|推算|折算|按.{2,24}(?:算|推)", reader.question.plain):
        return None
    for candidate in filled.chosen[:1]:
        facts = [f for f in _facts_of_sentence(candidate) if f.figure.start >= candidate.start]
        amount = next((f for f in facts if f.measure is Measure.LEVEL and f.figure.low == f.figure.high), None)
        for fact in facts:
            lead = candidate.report.text[max(0, fact.figure.start - 10) : fact.figure.start]
            name = re.search("占(全[市区省国县]|北京市?|全球)", lead)
            if amount and name and fact.measure is Measure.SHARE and fact.figure.base == "%":
                return amount.figure, fact.figure, (candidate.report, candidate.sentence), name[1]
    return None


_FORMER = re.compile(r"原来|原有|原先|当初|最初|年初")
_GONE, _LEFT = re.compile(r"减少|清退|化解|退出|压减|注销|下降|疏解"), re.compile(r"仍有|还有|剩|现有|尚有|余|目前")


def _before_and_left(reader: "Reader", filled: "Filled") -> list[_Operand] | None:
    """What has gone and what is left of one thing, where it is asked how much there was before."""
    question = reader.question
    if not _FORMER.search(question.plain) or not re.search("推算|核对|剩|减少|清退|原来|相加", question.plain):
        return None
    gone: list[_Operand] = []
    left: list[_Operand] = []
    for candidate in filled.found[:_READ]:
        for fact in candidate.facts:
            if fact.measure is not Measure.LEVEL or fact.figure.low != fact.figure.high or fact.figure.base == "%":
                continue
            lead = re.split(r"[，,；;。]", candidate.report.text[candidate.start : fact.figure.start])[-1]
            words = [t.word for t in reader.asked if len(t.word) > 1 and any(form in lead for form in t.forms)]
            before = candidate.report.text[max(candidate.sentence.start, fact.figure.start - 40) : fact.figure.start]
            if _GONE.search(lead) and (words or not reader.asked):
                gone.append(_Operand(fact, candidate))
            elif _LEFT.search(before) and words:
                left.append(_Operand(fact, candidate))
    for a in gone:
        for b in left:
            alike = calculate.comparable(a.figure, b.figure) or {a.figure.base, b.figure.base} <= calculate.COUNTED
            if alike and a.fact != b.fact and a.figure.base == b.figure.base:
                return [a, b]
    return None


def _all_and_left(reader: "Reader", filled: "Filled") -> tuple[_Operand, _Operand] | None:
    """All there was and what is left of it, where what is done is to be worked out from the two."""
    if not re.search("总数.{0,4}剩|剩余.{0,8}(?:推算|核对|倒推)|用.{0,8}剩", reader.question.plain):
        return None
    left: list[_Operand] = []
    whole: list[_Operand] = []
    for candidate in (*filled.chosen, *filled.found[:_READ]):
        for fact in candidate.facts:
            if fact.measure is Measure.LEVEL and fact.figure.low == fact.figure.high:
                lead = re.split(r"[，,；;。]", candidate.report.text[candidate.start : fact.figure.start])[-1]
                (left if re.search("剩|余下|尚有|仍有", lead) else whole).append(_Operand(fact, candidate))
    for a in whole:
        for b in left:
            if (
                calculate.comparable(a.figure, b.figure)
                and a.figure.low * a.figure.scale > b.figure.low * b.figure.scale
            ):
                return a, b
    return None


_READ = 40
"""Stretches of a cell that are looked through for the other operand."""


def _done_of_all(reader: "Reader", filled: "Filled") -> tuple[_Operand, _Operand] | None:
    """How many of how many are done, where one stretch says both: 71项创建任务已完成64项."""
    if not reader.question.wants & {Want.PROGRESS, Want.REMAINDER, Want.SHARE}:
        return None
    for candidate in filled.chosen[:1]:
        later = [f for f in _facts_of_sentence(candidate) if f.figure.start >= candidate.start]
        levels = [f for f in later if f.measure is Measure.LEVEL and f.figure.low == f.figure.high]
        for all_of, done in pairwise(levels):
            between = candidate.report.text[all_of.figure.end : done.figure.start]
            alike = all_of.figure.base == done.figure.base and all_of.figure.low > done.figure.low
            apart = "其中" in between or len(between) > _NEAR or (all_of.known and done.known)
            if alike and not apart and re.search("完成|实现|办结|达到|建成|解决|投入使用|启用|开通", between):
                return _Operand(done, candidate), _Operand(all_of, candidate)
    return None


_NEAR = 16
"""Characters between how many there are and how many are done, beyond which the second is of something else."""


def _tell_completion(draft: Draft, reader: "Reader", done: _Operand, all_of: _Operand) -> None:
    result = calculate.share(done.figure, all_of.figure)
    draft.add(f"完成率约为{result.text}（{result.formula}）。", [done.source], result.formula)
    if Want.REMAINDER in reader.question.wants:
        left = calculate.difference(all_of.figure, done.figure)
        draft.add(f"还剩{left.text}（{left.formula}）。", [done.source], left.formula)


def _told_share(draft: Draft, part: _Operand, whole: _Operand) -> None:
    if not calculate.comparable(part.figure, whole.figure) or part.figure.base == "%":
        return
    _show(draft, part, whole)
    result = calculate.share(part.figure, whole.figure)
    draft.add(f"前者约为后者的{result.text}（{result.formula}）。", [part.source, whole.source], result.formula)


def _told_difference(draft: Draft, a: _Operand, b: _Operand) -> None:
    if not calculate.comparable(a.figure, b.figure):
        return
    _show(draft, a, b)
    result = calculate.difference(a.figure, b.figure)
    word = "高" if result.value > 0 else "低"
    draft.add(f"前者比后者{word}{result.text}（{result.formula}）。", [a.source, b.source], result.formula)


def _told_times(draft: Draft, a: _Operand, b: _Operand) -> None:
    if not calculate.comparable(a.figure, b.figure) or a.figure.base == "%":
        return
    _show(draft, a, b)
    result = calculate.times(a.figure, b.figure)
    draft.add(f"前者约为后者的{result.text}（{result.formula}）。", [a.source, b.source], result.formula)


def _show(draft: Draft, *operands: _Operand) -> None:
    """The stretches of operands that no statement has quoted yet."""
    for operand in operands:
        told = "".join(s.text for s in draft.statements)
        if operand.figure.text not in told:
            draft.add(sentence_text(operand.candidate, label_of(operand.candidate)), [operand.source])


def _operand(reader: "Reader", filled: "Filled", words: str) -> _Operand | None:
    """The figure of what these words of the question name, within the question's own place and time."""
    asked = _EACH_OWN.sub("", words)
    known = {h.place for h in reader.library.holdings} - {""}
    part = understand(f"{asked}是多少", known_places=known)
    part = replace(part, places=(), periods=(), unit=None, percent=False, wants=frozenset({Want.VALUE}), figures=())
    inner = type(reader)(reader.library, part, reader.plan, reader.k)
    found = inner.fill(filled.cell)
    for candidate in found.chosen[:1]:
        for fact in candidate.leading_facts or candidate.facts:
            if fact.measure in (Measure.LEVEL, Measure.SHARE) and fact.figure.low == fact.figure.high:
                return _Operand(fact, candidate)
    return None


def _listed_pair(filled: "Filled") -> list[_Operand] | None:
    """The two figures that one list of names shares: 城乡居民人均可支配收入分别增长4.3%、6.1%."""
    for candidate in filled.chosen[:1]:
        facts = [f for f in candidate.leading_facts if f.measure in (Measure.GROWTH, Measure.LEVEL, Measure.SHARE)]
        bases = {fact.figure.base for fact in facts}
        if len(facts) == 2 and len(bases) == 1 and facts[0].indicator != facts[1].indicator:
            return [_Operand(fact, candidate) for fact in facts]
    return None


def _year_before(reader: "Reader", filled: "Filled") -> tuple[Figure, Figure, Source] | None:
    """An amount and its growth, where the amount of the year before is to be worked out from them."""
    question = reader.question
    if not _BEFORE.search(question.plain) or not re.search("增速|增长|增幅|降幅|下降", question.plain):
        return None
    for candidate in filled.chosen[:1]:
        facts = candidate.leading_facts or candidate.facts
        amount = next((f for f in facts if f.measure is Measure.LEVEL and f.figure.low == f.figure.high), None)
        rate = next((f for f in facts if f.measure is Measure.GROWTH and f.figure.base == "%"), None)
        asked = {p.year for p in question.periods}
        year = candidate.period.year if candidate.period else None
        if amount and rate and year and (year - 1 in asked or re.search("上年|去年|前一年|上一年", question.plain)):
            return amount.figure, rate.figure, (candidate.report, candidate.sentence)
    return None


def implied(draft: Draft, reader: "Reader", answered: Sequence["Filled"]) -> None:
    """The whole that an amount and its rate imply: 371.4万元 at 22.4% is of 1658万元."""
    for f in answered:
        for candidate in f.chosen:
            facts = _facts_of_sentence(candidate)
            given = [x.figure for x in facts if any(stated(y, x) for y in reader.question.figures)]
            rate = next((x for x in given if x.base == "%"), None)
            before = [x for x in given if x.base != "%" and rate and x.start < rate.start]
            if rate and before:
                result = calculate.implied_whole(before[-1], rate)
                source = (candidate.report, candidate.sentence)
                draft.add(f"据此推算约为{result.text}（{result.formula}）。", [source], result.formula)
                return


def _facts_of_sentence(candidate: Candidate) -> list[Fact]:
    return [fact for clause in clauses(candidate.report, candidate.sentence) for fact in clause.facts]


def sum_of_parts(draft: Draft, reader: "Reader", filled: "Filled") -> None:
    """The sum of the amounts in the stretches chosen for one place (已清退13户 and 仍有17家)."""
    found = []
    for candidate in filled.chosen:
        addable = [f for f in candidate.leading_facts or candidate.facts if _can_be_added(reader.question, f)]
        alone = len(filled.chosen) == 1
        found += [(candidate, fact.figure) for fact in (addable if alone else addable[:1])]
    if len(filled.chosen) == 1 and len({figure.base for _, figure in found}) > 1:
        money = [(c, figure) for c, figure in found if figure.base == "元"]
        found = money if len(money) > 1 else found
    if len(found) < 2:
        return
    if (match := _SO_MANY.search(reader.question.plain)) and _NUMERALS.index(match[1]) != len(found):
        draft.say(f"报告里只找到其中{_NUMERALS[len(found)]}项，没有合计。")
        return
    units = {figure.base for _, figure in found}
    figures = [figure for _, figure in found]
    if units <= calculate.COUNTED:
        figures = [replace(f, base=figures[0].base, unit=figures[0].unit) for f in figures]
    elif len(units) > 1:
        return
    result = calculate.total(figures)
    draft.add(f"合计{result.text}（{result.formula}）。", [(c.report, c.sentence) for c, _ in found], result.formula)


_NUMERALS = "〇一两三四五六七八九"
_SO_MANY = re.compile(r"(?:这|上述|以上)?([两三四五六七八九])(?:大?类|项|者|笔|部分|块)")
"""How many things a question wants to be added up; a sum of fewer would be wrong."""


def _can_be_added(question: Question, fact: Fact) -> bool:
    exact = fact.measure is Measure.LEVEL and fact.figure.low == fact.figure.high
    general = question.unit in (None, "家", "户", "个")
    return exact and (general or question.unit is None or same_unit(question.unit, fact))
