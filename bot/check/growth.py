"""Growth rates that two stated levels contradict: 2023年 100, 2024年 120, and yet 增长5%."""

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from bot.check.finding import Finding, Kind, Severity, said, subject_of
from bot.check.scope import basis_of, scope_of
from bot.check.values import Allowed, allowed, base_of
from bot.cited_facts import CitedFact
from vectorstore.facts.measures import Measure
from vectorstore.figures import format_decimal
from vectorstore.report import Outlook

__all__ = ["growth_errors"]

_REAL = re.compile(r"生产总值|增加值|可支配收入|劳动生产率")
"""Their growth is at constant prices: levels at current prices prove nothing."""
_RESTATED = re.compile(
    r"投资|零售额|消费|规模以上|限额以上|产值|收入|支出|税|进出口|出口|进口|外资|利润|经费|存款|贷款|旅游|游客"
)
"""Bases that are revised, or currencies that differ, from one year to the next."""
_SLACK = Decimal("0.1")
"""Percentage points beyond rounding that are never an error: the rate was taken from unrounded figures."""
_SLACK_RESTATED = Decimal(3)


def growth_errors(facts: Iterable[CitedFact]) -> Iterator[Finding]:
    """A finding for each stated growth that the levels of the two years exclude; ``facts`` are clear ones."""
    levels: dict[Hashable, list[CitedFact]] = {}
    rates: list[CitedFact] = []
    for cited in facts:
        fact = cited.fact
        if fact.kind is Outlook.TARGET or fact.figure.low != fact.figure.high or _REAL.search(fact.indicator):
            continue
        if fact.measure is Measure.LEVEL and not fact.figure.sign:
            levels.setdefault((_thing(cited), fact.period), []).append(cited)
        elif fact.measure is Measure.GROWTH and fact.figure.base == "%" and basis_of(cited) == "同比":
            rates.append(cited)
    for rate in rates:
        period = rate.fact.period
        if period is not None:
            now, before = (levels.get((_thing(rate), at), []) for at in (period, period.shifted(-1)))
            yield from _errors(rate, now, before)


def _thing(cited: CitedFact) -> tuple[str, str, str, str | None]:
    return cited.fact.place, cited.parent, cited.fact.indicator, scope_of(cited)


def _errors(rate: CitedFact, now: Sequence[CitedFact], before: Sequence[CitedFact]) -> Iterator[Finding]:
    """The pair of levels nearest to the rate, if even that excludes it."""
    pairs = [(a, b) for a in now for b in before if base_of(a.fact.figure) == base_of(b.fact.figure)]
    slack = _SLACK_RESTATED if _RESTATED.search(rate.fact.indicator) else _SLACK
    stated = allowed(rate.fact.figure)
    excluded = []
    for a, b in pairs:
        implied = _implied(allowed(a.fact.figure), allowed(b.fact.figure))
        if implied is None or _with_slack(implied, slack).meets(stated):
            return
        excluded.append((a, b))
    if excluded:
        yield _finding(rate, *excluded[0])


def _implied(now: Allowed, before: Allowed) -> Allowed | None:
    """The growth in per cent that two levels allow; None where they set no limits."""
    if before.low is None or before.low <= 0:
        return None
    highest = None if now.high is None else (now.high / before.low - 1) * 100
    if before.high is None:
        return Allowed(None, highest)
    return Allowed(None if now.low is None else (now.low / before.high - 1) * 100, highest)


def _with_slack(span: Allowed, slack: Decimal) -> Allowed:
    return Allowed(None if span.low is None else span.low - slack, None if span.high is None else span.high + slack)


def _finding(rate: CitedFact, now: CitedFact, before: CitedFact) -> Finding:
    a, b = now.fact.figure, before.fact.figure
    change = (a.low * a.scale / (b.low * b.scale) - 1) * 100
    computed = format_decimal(change.quantize(Decimal("0.1"), ROUND_HALF_UP))
    restated = bool(_RESTATED.search(rate.fact.indicator))
    note = "，可能是基数修订或口径不同" if restated else ""
    message = (
        f"{subject_of(rate.fact)}与两年的数量不合：{said(rate, (now, before))}，"
        f"而由“{before.value}”到“{now.value}”推算为{computed}%{note}。"
    )
    severity = Severity.POSSIBLE if restated else Severity.SERIOUS
    return Finding(Kind.GROWTH, "增速与数量不合", severity, message, (rate, now, before))
