"""How much of what a question needs is among the passages found first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from evals.gold import GoldQuestion
from evals.scoring import Tally, Texts, evidence_met
from vectorstore.search import FoundPassage


@dataclass(frozen=True, slots=True)
class Recall:
    """Of the questions that have gold evidence."""

    evidence: Tally
    """Gold evidence that a found passage overlaps."""
    questions: Tally
    """Questions all of whose evidence is found; those whose evidence is all stale are not counted."""


def recall(questions: Iterable[GoldQuestion], find: Callable[[str], Sequence[FoundPassage]], texts: Texts) -> Recall:
    """Asks ``find`` each question and counts the gold evidence that what it gives overlaps."""
    found = [
        evidence_met(question, map(_stretch, find(question.question)), texts)
        for question in questions
        if question.evidence
    ]
    return Recall(Tally.sum(found), Tally.of(tally.good == tally.total for tally in found if tally.total))


def _stretch(found: FoundPassage) -> tuple[str, int, int]:
    return found.report.source, found.passage.start, found.passage.end
