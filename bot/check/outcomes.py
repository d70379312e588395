"""Targets and what became of them: reached, missed, on the way, or never mentioned again."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from decimal import Decimal

from bot.check.finding import Finding, Kind, Severity, key_of, said, subject_of
from bot.check.scope import scope_of
from bot.check.values import Allowed, allowed, contradict, last_digit
from bot.cited_facts import CitedFact
from vectorstore.facts.measures import Measure
from vectorstore.figures import Figure
from vectorstore.periods import Period
from vectorstore.report import Outlook

__all__ = ["outcomes", "reached"]

_MEASURES = frozenset((Measure.LEVEL, Measure.GROWTH, Measure.SHARE))
_THE_LESS_THE_BETTER = re.compile(
    r"失业率|价格指数|浓度|能耗|排放|水耗|能源消费|不良贷款|收入比$|费用占比|债务|(?:起|案件|事故|死亡人|信访)[数总]|确诊|减量|流动人口"
)
"""Indicators whose plain target (2%左右) is a ceiling."""
_NEAR_ENOUGH = Decimal("0.5")
"""Percentage points that 左右 forgives."""

_REACHED, _MISSED, _UNSURE, _UNDER_WAY, _SILENT = "达到", "未达到", "不能确定", "进行中", "没有下文"


def outcomes(facts: Iterable[CitedFact]) -> Iterator[Finding]:
    """A finding for each target of a year that a later report could tell of; ``facts`` are clear ones.

    Of targets of things that other words narrow (新增, 其中), silence is not told.
    """
    results: dict[tuple[Hashable, ...], list[CitedFact]] = defaultdict(list)
    targets: dict[tuple[Hashable, ...], list[CitedFact]] = defaultdict(list)
    tellers: dict[tuple[Hashable, ...], set[str]] = defaultdict(set)
    mentioned: set[tuple[Hashable, ...]] = set()
    for cited in facts:
        if cited.fact.kind is Outlook.ACHIEVED:
            results[_thing(cited)].append(cited)
            tellers[cited.fact.place, cited.fact.period].add(cited.report)
            mentioned.add((cited.fact.place, cited.fact.indicator, cited.fact.period))
        elif cited.fact.measure in _MEASURES and _one_year(cited.fact.period):
            targets[key_of(cited)].append(cited)
    for group in targets.values():
        for target in _different(group):
            thing, named = _thing(target), (target.fact.place, target.fact.indicator, target.fact.period)
            yield from _outcome(target, results[thing], tellers[named[0], named[2]], named in mentioned)


def _thing(cited: CitedFact) -> tuple[Hashable, ...]:
    """The key without the time and whether it is achieved."""
    place, indicator, measure, base, _, _, *others = key_of(cited)
    return place, indicator, measure, base, *others


def _one_year(period: Period | None) -> bool:
    return period is not None and period == Period.months(period.year)


def _different(group: Sequence[CitedFact]) -> list[CitedFact]:
    """The first of those that state the same target."""
    kept: list[CitedFact] = []
    for cited in group:
        if not any(not contradict(cited.fact.figure, other.fact.figure) for other in kept):
            kept.append(cited)
    return kept


def _outcome(target: CitedFact, results: Sequence[CitedFact], tellers: set[str], mentioned: bool) -> Iterator[Finding]:
    year = target.fact.period
    assert year is not None  # noqa: S101  only targets of a year come here
    related = [result for result in results if not (result.parent and target.parent and result.parent != target.parent)]
    whole = [result for result in related if result.fact.period == year and _told_after(result, target, year)]
    if whole:
        yield _judged(target, max(whole, key=_told_until))
        return
    parts = [result for result in related if (period := result.fact.period) and _begins(period, year)]
    if parts:
        yield _under_way(target, max(parts, key=lambda part: part.fact.period or year))
    elif tellers - {target.report} and not mentioned and scope_of(target) == "":
        message = f"{subject_of(target.fact)}没有下文：{said(target)}，之后的报告没有说到结果。"
        yield Finding(Kind.OUTCOME, _SILENT, Severity.NOTE, message, (target,))


def _told_after(result: CitedFact, target: CitedFact, year: Period) -> bool:
    """Whether a report could know the whole year: another one than that of the target, of that year's end or later."""
    return result.report != target.report and (result.told is None or result.told.last >= year.last)


def _told_until(result: CitedFact) -> int:
    return result.told.last if result.told else 0


def _begins(period: Period, year: Period) -> bool:
    return period.first == year.first and period.last < year.last


def _judged(target: CitedFact, result: CitedFact) -> Finding:
    verdict = reached(target.fact.figure, result.fact.figure, target.fact.indicator)
    severity = Severity.POSSIBLE if verdict == _MISSED else Severity.NOTE
    message = f"{subject_of(target.fact)}{verdict}：{said(target, (result,))}，{said(result, (target,))}。"
    return Finding(Kind.OUTCOME, verdict, severity, message, (target, result))


def _under_way(target: CitedFact, part: CitedFact) -> Finding:
    period = part.fact.period
    until = f"截至{period.label}" if period else "目前"
    done = part.fact.measure is Measure.LEVEL and (
        reached(target.fact.figure, part.fact.figure, target.fact.indicator) == _REACHED
        and not _is_ceiling(target.fact.figure, target.fact.indicator)
    )
    verdict = _REACHED if done else _UNDER_WAY
    message = f"{subject_of(target.fact)}{verdict}：{said(target, (part,))}，{until}为“{part.value}”。"
    return Finding(Kind.OUTCOME, verdict, Severity.NOTE, message, (target, part))


def _is_ceiling(target: Figure, indicator: str) -> bool:
    """Whether the target says at most; a fall of 2% says at most -2."""
    if target.sign < 0 or target.qualifier in ("以内", "不超过"):
        return True
    return bool(_THE_LESS_THE_BETTER.search(indicator)) and target.qualifier not in ("以上", "不低于", "超")


def reached(target: Figure, result: Figure, indicator: str) -> str:
    """达到, 未达到, or 不能确定 where the prints are too coarse to tell.

    A plain target is the least that counts, a range counts from its nearer end, 左右 forgives half a point; of 失业率
    and its like a target is the most that counts, as it is with 以内 and with a fall.
    """
    least, most = (value * target.scale for value in (target.low, target.high))
    ceiling = _is_ceiling(target, indicator)
    if target.sign < 0:
        # 下降2%—3% is met from -2 downwards, and 降幅2%以内 is a fall that must not be greater.
        limit = -least
        ceiling = target.qualifier not in ("以内", "不超过")
    else:
        limit = most if ceiling else least
    forgiven = _forgiven(target)
    possible, told = _outcome_span(result), _told_span(result)
    best = possible.low if ceiling else possible.high
    if best is not None and (best > limit + forgiven if ceiling else best < limit - forgiven):
        return _MISSED
    worst = told.high if ceiling else told.low
    met = worst is not None and (worst <= limit + forgiven if ceiling else worst >= limit - forgiven)
    return _REACHED if met else _UNSURE


def _outcome_span(result: Figure) -> Allowed:
    """What a result may be; who passes the next round number too says so: 突破80万吨 is below 90."""
    span = allowed(result)
    if result.qualifier != "超" or span.low is None or result.sign < 0:
        return span
    return Allowed(span.low, (result.high + last_digit(result.high)) * result.scale)


def _told_span(result: Figure) -> Allowed:
    """What a result is said to be: the print itself, where no word loosens it."""
    if result.qualifier is None:
        low, high = sorted(value * result.scale * (result.sign or 1) for value in (result.low, result.high))
        return Allowed(low, high)
    span = allowed(result)
    if result.qualifier in ("超", "以上", "不低于", "余") and result.sign >= 0:
        return Allowed(result.low * result.scale, span.high)
    if result.qualifier in ("以内", "不超过") and result.sign >= 0:
        return Allowed(span.low, result.high * result.scale)
    return span


def _forgiven(target: Figure) -> Decimal:
    if target.qualifier not in ("左右", "约"):
        return Decimal(0)
    if target.base == "%":
        return _NEAR_ENOUGH
    span = allowed(target)
    return (span.high - span.low) / 2 if span.high is not None and span.low is not None else Decimal(0)
