"""How sure the reader may be of its answer, from the stretches it weighed."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import Answer
from bot.evidence import Candidate
from bot.reader import Reader
from bot.writing import body_of

_NAMED, _WORDED = 0.6, 0.85
"""Share of the asked weight that suffices where the asked indicator is met, and where none is asked for by name."""

_LEAST = 4
"""Characters of a stretch that tells something; 上半年 alone is none."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """What speaks for the stretch that an answer rests on."""

    coverage: float
    """Share of the asked terms' weight that it covers."""
    lead: float
    """Its score above that of the best stretch of another sentence; 1 where there is none."""
    indicator: bool | None
    """Whether the asked indicator is its subject; None where the question names none."""
    measure: bool
    """Whether it states the kind of figure asked for."""
    period: bool
    """Whether it is of the very period asked for, where one is."""
    figure: bool
    """Whether a figure is asked for: those are met by indicator, unit and period, names by words alone."""

    @property
    def sure(self) -> bool:
        """Whether a model has nothing to add: a figure of the right thing, time and kind."""
        if not (self.figure and self.measure and self.period) or self.indicator is False:
            return False
        return self.coverage >= (_NAMED if self.indicator else _WORDED)


def chosen(answer: Answer, seen: Sequence[Candidate]) -> list[Candidate]:
    """The stretches that an answer tells, one for each statement that has any; best first among equals."""
    by_text: list[Candidate] = []
    for statement in answer.statements:
        spans = {(c.report, c.start) for c in answer.citations if c.number in statement.citations}
        told = [c for c in seen if (c.report.id, c.sentence.start) in spans]
        inside = [c for c in told if len(body := body_of(c)) >= _LEAST and body in statement.text]
        if inside:
            by_text.append(max(inside, key=lambda c: c.score))
    return by_text


def meets_indicator(reader: Reader, candidate: Candidate) -> bool:
    """Whether a stretch speaks of an indicator that is asked for, if one is."""
    indicators = [term for term in reader.asked if term.indicator]
    return not indicators or any(term.word in candidate.covered for term in indicators)


def confidence(reader: Reader, candidate: Candidate) -> Confidence:
    """What speaks for a stretch as the answer."""
    question = reader.question
    others = [
        c.score
        for c in reader.seen
        if (c.report.id, c.sentence.number) != (candidate.report.id, candidate.sentence.number)
    ]
    return Confidence(
        coverage=candidate.coverage,
        lead=candidate.score - max(others, default=candidate.score - 1),
        indicator=meets_indicator(reader, candidate) if question.indicator else None,
        measure=reader.has_measure(candidate),
        period=candidate.reasons.get("period", 1.0) > 0,
        figure=question.wants_figure,
    )
