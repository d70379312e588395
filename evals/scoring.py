"""What answers are worth, held against gold: the same rules as the project's outside scorer, for any format of report.

Each metric is a pure function of one question, its answer and the canonical texts by source; ``score`` adds them up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median_high

from bot.answer import Answer, Citation, Statement, Status
from evals.gold import GoldQuestion, Type
from evals.matching import figures, numbers, states, without_marks

LONGEST = 600
"""Characters; a longer answer to one question hands the reading back to its reader."""

Texts = Mapping[str, str]
"""Canonical text by source."""


@dataclass(frozen=True, slots=True)
class Tally:
    """So many good of so many."""

    good: int = 0
    total: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.good + other.good, self.total + other.total)

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.good / self.total if self.total else None

    @classmethod
    def of(cls, outcomes: Iterable[bool]) -> "Tally":
        """Counts outcomes, the true ones as good."""
        counted = list(outcomes)
        return cls(sum(counted), len(counted))

    @classmethod
    def sum(cls, tallies: Iterable["Tally"]) -> "Tally":
        """All of them together."""
        return sum(tallies, cls())


@dataclass(frozen=True, slots=True)
class Verdict:
    """All metrics of one answer."""

    question: GoldQuestion
    answer: Answer | None
    """None when there was none, which is never right."""
    right: bool
    mixed_up: bool
    over_abstained: bool
    figures: Tally
    quotes: Tally
    evidence: Tally


@dataclass(frozen=True, slots=True)
class Score:
    """All metrics of a set of answers."""

    verdicts: tuple[Verdict, ...]

    @property
    def right(self) -> Tally:
        """Questions answered right, or rightly not answered."""
        return Tally.of(verdict.right for verdict in self.verdicts)

    @property
    def answerable(self) -> Tally:
        """Answerable questions answered right."""
        return Tally.of(verdict.right for verdict in self.verdicts if verdict.question.answerable)

    @property
    def by_type(self) -> dict[Type, Tally]:
        """Right answers by type of question, in the order of ``Type``; types nobody asked are left out."""
        groups = {kind: [v.right for v in self.verdicts if v.question.type is kind] for kind in Type}
        return {kind: Tally.of(outcomes) for kind, outcomes in groups.items() if outcomes}

    @property
    def mixups(self) -> int:
        """Answers that give a figure of another report or year."""
        return sum(verdict.mixed_up for verdict in self.verdicts)

    @property
    def over_abstained(self) -> int:
        """Answerable questions met with an abstention."""
        return sum(verdict.over_abstained for verdict in self.verdicts)

    @property
    def figures(self) -> Tally:
        """Figures of statements that occur in a quote they cite or in their calculation."""
        return Tally.sum(verdict.figures for verdict in self.verdicts)

    @property
    def quotes(self) -> Tally:
        """Citations whose quote is the canonical text of their span."""
        return Tally.sum(verdict.quotes for verdict in self.verdicts)

    @property
    def evidence(self) -> Tally:
        """Gold evidence of answerable questions that a citation overlaps."""
        return Tally.sum(verdict.evidence for verdict in self.verdicts)

    @property
    def median_characters(self) -> int:
        """Of the answers' lengths; the higher of two in the middle, 0 without answers."""
        lengths = [len(verdict.answer.answer) for verdict in self.verdicts if verdict.answer]
        return median_high(lengths) if lengths else 0


def score(questions: Iterable[GoldQuestion], answers: Mapping[str, Answer], texts: Texts) -> Score:
    """Holds answers, by the id of their question, against gold; a missing answer counts as wrong."""
    return Score(tuple(_verdict(question, answers.get(question.id), texts) for question in questions))


def is_right(question: GoldQuestion, answer: Answer) -> bool:
    """Whether every fact is stated, no forbidden figure is, and it is short enough; or it is rightly not answered."""
    if not question.answerable:
        return answer.status.abstains or (answer.status is Status.CORRECTED and question.has_false_premise)
    text = without_marks(answer.answer)
    if answer.status.abstains or len(text) > LONGEST or is_mixed_up(question, answer):
        return False
    return all(any(states(text, form) for form in fact) for fact in question.answers)


def is_mixed_up(question: GoldQuestion, answer: Answer) -> bool:
    """Whether it states a figure that shows a wrong report or year, right or wrong otherwise."""
    text = without_marks(answer.answer)
    return any(states(text, wrong) for wrong in question.forbidden)


def is_over_abstained(question: GoldQuestion, answer: Answer) -> bool:
    """Whether it abstains where the reports do say it."""
    return question.answerable and answer.status.abstains


def unsupported(statement: Statement, citations: Iterable[Citation]) -> tuple[str, ...]:
    """The figures of a statement that are in no quote it cites and not in its calculation."""
    by_number = {citation.number: citation for citation in citations}
    calculation = statement.calculation
    cited = (*statement.citations, *(calculation.operands if calculation else ()))
    support = [by_number[number].quote for number in cited if number in by_number]
    known = numbers(" ".join([*support, calculation.formula if calculation else ""]))
    return tuple(str(figure) for figure in figures(statement.text) if figure not in known)


def grounded_figures(answer: Answer) -> Tally:
    """Figures of an answer's statements that are supported; abstentions assert nothing and are not counted."""
    if answer.status.abstains:
        return Tally()
    total = sum(len(figures(statement.text)) for statement in answer.statements)
    missing = sum(len(unsupported(statement, answer.citations)) for statement in answer.statements)
    return Tally(total - missing, total)


def exact_quotes(answer: Answer, texts: Texts) -> Tally:
    """Citations whose quote is ``text[start:end]`` of their report; one of a report that isn't there is not exact."""
    return Tally.of(
        bool(citation.quote) and texts.get(citation.source, "")[citation.start : citation.end] == citation.quote
        for citation in answer.citations
    )


def cited_evidence(question: GoldQuestion, answer: Answer | None, texts: Texts) -> Tally:
    """Gold evidence of an answerable question that some citation overlaps."""
    if not question.answerable:
        return Tally()
    cited = [(c.source, c.start, c.end) for c in answer.citations] if answer else []
    return evidence_met(question, cited, texts)


def evidence_met(question: GoldQuestion, stretches: Iterable[tuple[str, int, int]], texts: Texts) -> Tally:
    """Gold evidence that one of the stretches ``(source, start, end)`` overlaps, wherever it stands.

    Evidence that ``texts`` don't bear out (``evals.gold.stale``) is not counted.
    """
    met = list(stretches)
    places = [(each.source, each.spans(texts.get(each.source, ""))) for each in question.evidence]
    return Tally.of(
        any(source == wanted and start < last and first < end for first, last in spans for source, start, end in met)
        for wanted, spans in places
        if spans
    )


def _verdict(question: GoldQuestion, answer: Answer | None, texts: Texts) -> Verdict:
    return Verdict(
        question=question,
        answer=answer,
        right=answer is not None and is_right(question, answer),
        mixed_up=answer is not None and is_mixed_up(question, answer),
        over_abstained=answer is not None and is_over_abstained(question, answer),
        figures=grounded_figures(answer) if answer else Tally(),
        quotes=exact_quotes(answer, texts) if answer else Tally(),
        evidence=cited_evidence(question, answer, texts),
    )
