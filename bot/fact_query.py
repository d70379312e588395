"""Which facts are asked for, by the names that people use, and what there is where there are none."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.cited_facts import Sourced, kind_word, measure_word
from vectorstore.errors import GongbaoError
from vectorstore.facts import Fact
from vectorstore.facts.measures import Measure
from vectorstore.indicators import find_indicators
from vectorstore.periods import Period, find_periods
from vectorstore.places import find_places
from vectorstore.report import Outlook

__all__ = ["FactQuery", "Taken", "nearest", "place_names", "select", "take_indicator", "take_periods"]

_MOST_NAMED = 8
"""Names in a hint; more would not be read."""
_MEASURE_WORDS = re.compile(r"(?:的|同比|增速|增幅|增长率?|降幅|总量|数量|目标|完成情况|水平|规模|情况|是?多少)*")


@dataclass(frozen=True, slots=True)
class Taken:
    """What the name of an indicator was taken for."""

    name: str
    """The dictionary's name, or the words as given."""
    known: bool
    """Whether it is the dictionary's; otherwise facts match whose indicator holds the words."""
    remark: str = ""
    """One line where the name could mean something else; empty where it could not."""
    others: tuple[str, ...] = ()
    """What else it could mean."""

    def matches(self, fact: Fact) -> bool:
        """Whether a fact is of this indicator."""
        return fact.indicator == self.name if self.known else self.name.lower() in fact.indicator.lower()


@dataclass(frozen=True, slots=True)
class FactQuery:
    """What is asked for; what is empty or None lets everything through."""

    places: tuple[str, ...] = ()
    """Full names."""
    indicators: tuple[Taken, ...] = ()
    periods: tuple[Period, ...] = ()
    """Facts match that are of one of these, or of a part of it."""
    kind: Outlook | None = None
    measure: Measure | None = None
    known: bool = False
    """Whether only the dictionary's indicators are wanted."""

    def matches(self, fact: Fact) -> bool:
        """Whether a fact is asked for."""
        return (
            (not self.places or fact.place in self.places)
            and (not self.indicators or any(taken.matches(fact) for taken in self.indicators))
            and (not self.periods or self._in_time(fact.period))
            and self.kind in (None, fact.kind)
            and self.measure in (None, fact.measure)
            and (fact.known or not self.known)
        )

    def _in_time(self, period: Period | None) -> bool:
        return period is not None and any(asked.covers(period) for asked in self.periods)


_Sourced = TypeVar("_Sourced", bound=Sourced)


def select(facts: Iterable[_Sourced], query: FactQuery) -> list[_Sourced]:
    """The facts asked for, in their order; those of exactly a period asked for before those of a part of it."""
    found = [sourced for sourced in facts if query.matches(sourced.fact)]
    if query.periods:
        found.sort(key=lambda sourced: sourced.fact.period not in query.periods)
    return found


def take_indicator(name: str) -> Taken:
    """What a name stands for: an indicator of the dictionary by any of its names (GDP), else the words themselves.

    Raises GongbaoError when the name is blank.
    """
    name = name.strip()
    if not name:
        raise GongbaoError("指标是空的：请写出指标名称，如 地区生产总值")
    mentions = find_indicators(name)
    if len(mentions) != 1:
        return Taken(name, False)
    mention = mentions[0]
    if mention.start or not _MEASURE_WORDS.fullmatch(name, mention.end):
        return Taken(name, False)
    own, others = mention.indicator.name, tuple(other.name for other in mention.alternatives)
    remark = f"“{name}”取作{own}；它也可能指{'、'.join(others)}，两者不合并，需要时请写全称" if others else ""
    return Taken(own, True, remark, others)


def take_periods(names: Collection[str]) -> tuple[Period, ...]:
    """Periods by name (2020年上半年, 2020H1, “十四五”). Raises GongbaoError for a name that is none."""
    periods = []
    for name in names:
        found = find_periods(name.strip())
        if not found:
            raise GongbaoError(f"看不懂时间“{name}”：请写成 2020年、2020年上半年、2020年前三季度 这样")
        periods.append(found[0].period)
    return tuple(periods)


def place_names(names: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """Places by full name: 朝阳 becomes 朝阳区 where that is known. Raises GongbaoError when one is blank."""
    result = []
    for name in names:
        if not name.strip():
            raise GongbaoError("地名是空的：请写出地名，如 岚桥区")
        mentions = find_places(name.strip(), known)
        result.append(mentions[-1].place.name if mentions else name.strip())
    return tuple(dict.fromkeys(result))


def nearest(query: FactQuery, facts: Callable[[FactQuery], Sequence[Sourced]]) -> str:
    """One line on what there is, for a query that finds nothing; ``facts`` gives what a wider query finds.

    What else a name could mean is tried first; then measure and kind are dropped, then period, indicator and place.
    """
    others = tuple(Taken(name, True) for taken in query.indicators for name in taken.others)
    wider = replace(query, kind=None, measure=None, known=False)
    steps: tuple[tuple[FactQuery, str, Callable[[Fact], str]], ...] = (
        (wider, "只有", lambda fact: f"{kind_word(fact.kind)}的{measure_word(fact.measure)}"),
        (replace(wider, periods=()), "有这些时期", lambda fact: fact.period.label if fact.period else ""),
        (replace(wider, indicators=()), "有这些指标", lambda fact: fact.indicator if fact.known else ""),
        (replace(wider, places=()), "有这些地方", lambda fact: fact.place),
        (
            replace(wider, indicators=(), periods=()),
            "有这些时期",
            lambda fact: fact.period.label if fact.period else "",
        ),
        (replace(wider, places=(), periods=()), "有这些地方", lambda fact: fact.place),
        (FactQuery(), "有这些地方", lambda fact: fact.place),
    )
    if others and (meant := facts(replace(query, indicators=others))):
        there = _listed(Counter(sourced.fact.indicator for sourced in meant))
        return f"没有符合的事实；有的是{there}：请用 --indicator 写全称"
    for step, words, name in steps:
        if step == query:
            continue
        counted = Counter(named for sourced in facts(step) if (named := name(sourced.fact)))
        if counted:
            about = _about(step)
            return f"没有符合的事实；{f'{about}{words}' if about else f'库里{words}'}：{_listed(counted)}"
    return "库里还没有带数字的事实：用 gongbao ingest 读入报告"


def _about(query: FactQuery) -> str:
    parts = [*query.places, *(period.label for period in query.periods), *(taken.name for taken in query.indicators)]
    return "、".join(dict.fromkeys(parts))


def _listed(counted: Counter[str]) -> str:
    names = [name for name, _ in counted.most_common(_MOST_NAMED)]
    more = f" 等 {len(counted)} 个" if len(counted) > len(names) else ""
    return f"{'、'.join(names)}{more}"
