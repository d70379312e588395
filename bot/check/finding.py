"""What a check finds: two or three facts that belong together, and what is to be said of them."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from bot.check.scope import basis_of, scope_of
from bot.check.values import base_of, contradict
from bot.cited_facts import CitedFact, kind_word, measure_word
from vectorstore.facts import Fact
from vectorstore.facts.measures import Measure

__all__ = ["Finding", "Kind", "Severity", "clear_facts", "key_of", "said", "subject_of"]


_TIMES = frozenset(("年", "周年", "个月", "小时", "分钟"))
"""How long something takes or lasts; no indicator is measured so but by a figure that was misread."""


class Kind(StrEnum):
    """Which of the checks found it."""

    CONFLICT = "conflict"
    OUTCOME = "outcome"
    GROWTH = "growth"


class Severity(IntEnum):
    """How much a finding asks for a second look; the smaller, the more."""

    SERIOUS = 0
    """Both can't be right."""
    POSSIBLE = 1
    """They differ, and there may be a good reason."""
    NOTE = 2
    """Nothing is wrong; it is good to know."""

    @property
    def label(self) -> str:
        """What a list calls it, in Chinese."""
        return ("需要核对", "可能有别", "供参考")[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, with the facts it rests on."""

    kind: Kind
    verdict: str
    severity: Severity
    message: str
    """One plain sentence in Chinese."""
    facts: tuple[CitedFact, ...]

    def as_json(self) -> dict[str, Any]:
        """The object that ``gongbao check --json`` prints."""
        return {
            "kind": self.kind.value,
            "verdict": self.verdict,
            "severity": self.severity.name.lower(),
            "message": self.message,
            "facts": [fact.as_json() for fact in self.facts],
        }


def key_of(cited: CitedFact) -> tuple[Hashable, ...]:
    """What two facts must share to speak of one thing: place, indicator, measure, unit, period, basis and scope.

    And both be achieved, or both intended. An increase of a level (增加19天) is another thing than the level.
    """
    fact = cited.fact
    change = fact.figure.sign if fact.measure is Measure.LEVEL else 0
    stated = (fact.place, fact.indicator, fact.measure, base_of(fact.figure), fact.period, fact.kind)
    return (*stated, change, basis_of(cited), scope_of(cited))


def clear_facts(facts: Iterable[CitedFact]) -> list[CitedFact]:
    """The facts that can be compared: of a known indicator and a known time, whose own words name it.

    A sentence that gives one thing two values speaks of two things in words that were not understood
    (城乡居民收入分别增长4.1%、6%): neither is compared.
    """
    groups: dict[tuple[Hashable, ...], list[CitedFact]] = {}
    for cited in facts:
        fact = cited.fact
        told = fact.known and fact.place and fact.period and fact.figure.base not in _TIMES
        if told and fact.measure is not Measure.THRESHOLD and scope_of(cited) is not None:
            groups.setdefault((cited.report, fact.start, *key_of(cited)), []).append(cited)
    return [cited for group in groups.values() if not _at_odds(group) for cited in group]


def _at_odds(group: Sequence[CitedFact]) -> bool:
    first = group[0].fact.figure
    return any(contradict(first, other.fact.figure) for other in group[1:])


def subject_of(fact: Fact) -> str:
    """What a fact is of, for a sentence: 岚桥区2023年上半年地区生产总值（增速，目标）."""
    notes = [word for word in (measure_word(fact.measure), kind_word(fact.kind)) if word not in ("数量", "完成")]
    period = fact.period.label if fact.period else ""
    aside = f"（{'，'.join(notes)}）" if notes else ""
    return f"{fact.place}{period}{fact.indicator}{aside}"


def said(cited: CitedFact, others: Sequence[CitedFact] = ()) -> str:
    """Who says what: 《松屿区政府工作报告》作“增长4.4%”; the file's name too where the titles are alike."""
    alike = any(other.title == cited.title and other.report != cited.report for other in others)
    name = f"《{cited.title}》（{cited.source}）" if alike and cited.source != cited.title else f"《{cited.title}》"
    return f"{name}作“{cited.value}”"
