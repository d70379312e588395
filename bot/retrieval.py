"""The evidence for a question: searched and read off the facts kept, cell by cell, and weighed by what is asked."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from statistics import mean, pstdev

from bot import plan
from bot.evidence import Candidate, Cell
from bot.meaning import Closeness
from bot.question import Question
from bot.terms import Term, terms, with_parts
from bot.weighing import candidates
from vectorstore.library import StoredFact
from vectorstore.report import Report, sentence_number
from vectorstore.search import FoundPassage

Search = Callable[[str, str, tuple[str, ...], int], list[FoundPassage]]
"""(text, further wordings, report ids, k) → passages, best first."""

PASSAGES = 14
"""Passages read closely for one cell."""
_LOOSE = 12
"""Stretches kept that share only the words of an indicator."""
_EACH_SEARCHED, _OF_EACH = 4, 5
"""Reports of a cell up to which each is looked into by itself, and the passages that are read of each at least."""
_PASSAGES_MEASURED, _FEW = 8, 5
"""Passages whose sentences are measured for a question in English; of fewer sentences no deviation is told."""
_STRETCHES_MEASURED, _STRETCH_CREDIT = 12, 0.15
"""Stretches that are measured by themselves then, and the credit for each standard deviation."""


@dataclass(frozen=True)
class Library:
    """What the reader reads from: the reports held, a search over them, and word frequencies."""

    holdings: Sequence[plan.Holding]
    report: Callable[[str], Report]
    search: Search
    frequency: Callable[[str], int]
    passages: int
    facts: Callable[[Collection[str], Collection[str]], list[StoredFact]]
    """(names of indicators, report ids) → the facts kept of them."""
    closeness: Closeness
    watch: Callable[[Question, Sequence[Term], Cell, list[Candidate]], None] | None = None
    """Told of every cell that is looked at, for whoever explains an answer."""


class Retrieval:
    """What one understood question finds in a library."""

    def __init__(self, library: Library, question: Question, k: int = PASSAGES) -> None:
        self.library = library
        self.question = question
        self.k = k
        self.asked = terms(question, library.frequency, library.passages)

    def wordings(self) -> str:
        """What the index looks for beside the question's words: its topic, and every name of its indicators."""
        forms = [form for term in self.asked if term.indicator or self.question.terms_en for form in term.forms[:6]]
        return " ".join([self.question.topic, *dict.fromkeys(forms)])

    def evidence(self, cell: Cell) -> list[Candidate]:
        """Everything in a cell that bears on the question, best first."""
        found = self._searched(cell)
        kept = self._kept_facts(cell)
        found = [*found, *self._passages_of(kept, found)]
        holding: dict[tuple[str, int], set[str]] = {}
        for fact in kept:
            holding.setdefault((fact.report, fact.fact.start), set()).add(fact.fact.indicator)
        near = self._near(found) if self.question.language == "en" and not kept else {}
        weighed = candidates(self.question, self.asked, cell, found, holding, near)
        if near:
            weighed = self._by_meaning(weighed)
        if not kept and any(t.indicator for t in self.asked) and not any(self.keeps_to_indicator(c) for c in weighed):
            weighed = sorted([*weighed, *self._in_other_words(cell, found)], key=lambda c: -c.score)
        return weighed

    def keeps_to_indicator(self, candidate: Candidate) -> bool:
        """Whether a stretch is about an indicator that is asked for, if one is."""
        indicators = [t for t in self.asked if t.indicator]
        return not indicators or any(t.word in candidate.covered for t in indicators)

    def _in_other_words(self, cell: Cell, found: Sequence[FoundPassage]) -> list[Candidate]:
        """For an indicator that the cell's reports never name: what shares its words and is of no other indicator."""
        words = terms(self.question, self.library.frequency, self.library.passages, by_word=True)
        loose = candidates(self.question, words, cell, found)
        asked = [named.word for named in self.asked if named.indicator]
        needed = {t.word for t in words if any(t.word in name for name in asked)}
        return [
            replace(c, reasons={**c.reasons, "loose": 0.0})
            for c in loose
            if needed <= c.covered
            and not any(fact.known and not _within_name(fact.indicator, asked) for fact in c.facts)
        ][:_LOOSE]

    def _near(self, found: Sequence[FoundPassage]) -> dict[tuple[str, int], float]:
        """How much nearer than the others each sentence of the best passages is in meaning, in standard deviations.

        For questions in another language than the reports', which share no words with them.
        """
        nearest = sorted(found, key=lambda passage: passage.ranks.get("dense", len(found) + _PASSAGES_MEASURED))
        sentences = [
            (passage.report, sentence)
            for passage in nearest[:_PASSAGES_MEASURED]
            for sentence in passage.report.sentences_of_passage.get(passage.passage.number, ())
        ]
        closeness = (
            self.library.closeness(self.question.plain, [r.quote(s) for r, s in sentences]) if sentences else None
        )
        if closeness is None or len(closeness) < _FEW:
            return {}
        middle, spread = mean(closeness), pstdev(closeness) or 1.0
        return {(r.id, s.start): (c - middle) / spread for (r, s), c in zip(sentences, closeness, strict=True)}

    def _searched(self, cell: Cell) -> list[FoundPassage]:
        """The passages that a search of the cell's reports finds: some of each, for one may crowd out another."""
        text, wordings = self.question.plain, self.wordings()
        found = self.library.search(text, wordings, cell.reports, self.k)
        if 1 < len(cell.reports) <= _EACH_SEARCHED:
            seen = {(passage.report.id, passage.passage.number) for passage in found}
            counted = Counter(passage.report.id for passage in found)
            for report in cell.reports:
                if counted[report] < _OF_EACH:
                    own = self.library.search(text, wordings, (report,), _OF_EACH)
                    found += [p for p in own if (p.report.id, p.passage.number) not in seen]
        return found

    def _by_meaning(self, weighed: Sequence[Candidate]) -> list[Candidate]:
        """The best stretches in the order that their meaning and their words give together."""
        best, rest = weighed[:_STRETCHES_MEASURED], weighed[_STRETCHES_MEASURED:]
        closeness = self.library.closeness(self.question.plain, [c.text for c in best]) or []
        spread = pstdev(closeness) if len(closeness) > 1 else 0.0
        if not spread:
            return list(weighed)
        middle = mean(closeness)
        deviations = [_STRETCH_CREDIT * (c - middle) / spread for c in closeness]
        measured = [
            replace(c, score=c.score + credit, reasons={**c.reasons, "stretch": credit})
            for c, credit in zip(best, deviations, strict=True)
        ]
        return [*sorted(measured, key=lambda c: -c.score), *rest]

    def _kept_facts(self, cell: Cell) -> list[StoredFact]:
        """The facts of the cell's reports and time that are of an indicator asked for."""
        names = with_parts([name for term in self.asked for name in term.names])
        kept = self.library.facts(names, cell.reports) if names else []
        return [k for k in kept if not (cell.period and k.fact.period and not cell.period.overlaps(k.fact.period))]

    def _passages_of(self, kept: Sequence[StoredFact], found: Sequence[FoundPassage]) -> list[FoundPassage]:
        """The passages that hold these facts, and that the search did not find."""
        seen = {(passage.report.id, passage.passage.number) for passage in found}
        further: dict[tuple[str, int], FoundPassage] = {}
        for fact in kept:
            report = self.library.report(fact.report)
            number = report.sentences[sentence_number(report, fact.fact.start)].passage
            if (fact.report, number) not in seen:
                further[fact.report, number] = FoundPassage(report, report.passages[number], 0.0, {})
        return list(further.values())


def _within_name(indicator: str, asked: Sequence[str]) -> bool:
    """Whether an indicator's name is part of one that is asked for: 老旧小区改造 of 老旧小区改造新开工."""
    return any(indicator in name for name in asked)
