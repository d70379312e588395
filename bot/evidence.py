"""From a question's cell to the stretches of sentences that could answer it: what they are.

A cell is one place, one set of reports and one period. What competes in it is smaller than a passage: a run of clauses
of one sentence (``bot.weighing`` scores them).
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from vectorstore.facts import Clause, Fact, Measure, clauses
from vectorstore.periods import Period
from vectorstore.report import Outlook, Report, Sentence


@dataclass(frozen=True)
class Cell:
    """Where to look for one part of an answer."""

    place: str
    reports: tuple[str, ...]
    period: Period | None
    others: tuple[Period, ...] = ()
    """Periods of the question's other cells of this place; what belongs to them is not this cell's."""
    naming: str = ""
    """A place without a report of its own, which a sentence must name to tell of it."""
    outlook: Outlook | None = None
    """Whether results or plans are asked of this period, where that differs among the question's periods."""
    told: bool = False
    """Whether a stretch must say the period itself, because no report is of it."""


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
    leading_facts: tuple[Fact, ...] = ()
    """Those of its facts that are about the indicator asked for, if one is."""
    sure: float = 0.0
    """How surely these are of that very indicator, 0 to 1 (``terms.is_of``)."""

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.clauses[0].start

    @property
    def end(self) -> int:
        """Offset after its last."""
        return self.clauses[-1].end

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The figures it states."""
        return tuple(fact for clause in self.clauses for fact in clause.facts)

    @property
    def outlook(self) -> Outlook:
        """Whether it tells a result or an intention."""
        return self.clauses[0].outlook

    @property
    def period(self) -> Period | None:
        """The time it speaks of."""
        return self.clauses[0].period

    def extended(self, most: int = 64) -> "Candidate":
        """The stretch with the clauses after it that go on about its subject, up to ``most`` characters.

        Not with one that gives another level in the same unit: 连续8年稳定在1300亿斤以上 is no part of this year's.
        """
        every = clauses(self.report, self.sentence)
        taken = list(self.clauses)
        bases = {fact.figure.base for fact in self.facts}
        for clause in every[every.index(self.clauses[-1]) + 1 :]:
            goes_on = clause.continues or self.report.text[clause.start : clause.end].lstrip().startswith("其中")
            words = self.report.text[clause.start : clause.end].lstrip()
            rivals = any(fact.measure is Measure.LEVEL and fact.figure.base in bases for fact in clause.facts)
            rivals = rivals and not _SUMS_UP.match(words)
            if not (goes_on and clause.facts) or rivals or clause.end - taken[0].start > most:
                break
            taken.append(clause)
        return replace(self, clauses=tuple(taken))

    def joined(self, other: "Candidate", most: int = 160) -> "Candidate | None":
        """Both stretches of one sentence with what stands between them; None when that is too long."""
        every = clauses(self.report, self.sentence)
        first = min(every.index(self.clauses[0]), every.index(other.clauses[0]))
        last = max(every.index(self.clauses[-1]), every.index(other.clauses[-1]))
        if every[last].end - every[first].start > most:
            return None
        return replace(
            self,
            clauses=every[first : last + 1],
            covered=self.covered | other.covered,
            leading_facts=tuple(dict.fromkeys((*self.leading_facts, *other.leading_facts))),
        )

    @cached_property
    def text(self) -> str:
        """The stretch, exactly as printed, without its last comma; cells of a table with their headings."""
        if spoken := [clause.spoken for clause in self.clauses if clause.spoken]:
            return "，".join(spoken)
        return self.report.text[self.start : self.end].strip().rstrip("，,；;：:、。").strip()


_SUMS_UP = re.compile(r"总[数量额]|累计|合计|共|其中")
