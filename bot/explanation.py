"""How an answer came about: what was understood, where it was looked for, what was weighed and chosen.

Nothing here is worked out unless it is asked for; ``gongbao ask --explain`` shows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.answer import Answer, Statement
from bot.evidence import Candidate, Cell
from bot.question import Question
from bot.reader import Reader
from bot.terms import Term
from bot.writing import body_of
from vectorstore.figures import find_figures
from vectorstore.search import FoundPassage

BEST = 5
"""Stretches told of one cell, beside those that were chosen."""


@dataclass(frozen=True, slots=True)
class TermRead:
    """Something the question is about, as it was looked for."""

    word: str
    weight: float
    """Inverse document frequency, twice that for an indicator."""
    indicator: bool
    known: bool
    """Whether the library has it in any wording."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was read."""

    plain: str
    """Simplified, typing mistakes mended."""
    language: str
    places: tuple[str, ...]
    periods: tuple[str, ...]
    indicators: tuple[str, ...]
    wants: tuple[str, ...]
    outlook: str | None
    """``achieved`` or ``target`` where the question says which."""
    unit: str | None
    figures: tuple[str, ...]
    """Figures that the question itself states."""
    terms: tuple[TermRead, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A stretch of a sentence that competed, with the reasons whose sum is its score."""

    chosen: bool
    """Whether the answer states it."""
    score: float
    reasons: dict[str, float]
    coverage: float
    """Share of the terms' weight that it and its context cover, 0 to 1."""
    covered: tuple[str, ...]
    text: str
    source: str
    report: str
    start: int
    end: int
    period: str | None
    outlook: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellLooked:
    """One place × period that was looked at."""

    place: str
    period: str | None
    reports: tuple[str, ...]
    """Their ids."""
    planned: bool
    """Whether the plan asked for it, rather than a later step (the other side of a comparison)."""
    weighed: int
    """Stretches that competed; ``best`` are some of them."""
    best: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement and what its check compared."""

    text: str
    status: str
    figures: tuple[str, ...]
    """Its figures: each stands in a cited sentence, or is the result of ``formula``."""
    citations: tuple[int, ...]
    formula: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one answer came about."""

    question: Reading
    missing_places: tuple[str, ...]
    """Places asked for that the library doesn't have."""
    missing_periods: tuple[str, ...]
    cells: tuple[CellLooked, ...]
    checks: tuple[Checked, ...]


@dataclass(frozen=True, slots=True)
class PassagePlaced:
    """Where each ranking put a passage, from 1; None where it did not find it."""

    source: str
    start: int
    words: int | None
    dense: int | None
    score: float
    """Of both, fused."""


@dataclass(frozen=True, slots=True)
class SearchExplanation:
    """How one search came about."""

    question: Reading
    reports: tuple[str, ...]
    """Ids of the reports the search was narrowed to; empty when it was not."""
    passages: tuple[PassagePlaced, ...]


@dataclass
class Looked:
    """The cells that were looked at while a question was answered, in order."""

    cells: list[tuple[Cell, list[Candidate]]] = field(default_factory=list)

    def watch(self, question: Question, asked: Sequence[Term], cell: Cell, weighed: list[Candidate]) -> None:
        """Takes note of one cell; looked at again, it is told once."""
        del question, asked
        if not any(cell == known for known, _ in self.cells):
            self.cells.append((cell, weighed))


def explain_answer(reader: Reader, looked: Looked, answer: Answer) -> Explanation:
    """The account of an answer, of what the reader looked at for it."""
    stated = _stated([c for _, weighed in looked.cells for c in weighed], answer)
    return Explanation(
        reading(reader),
        reader.plan.missing_places,
        tuple(period.label for period in reader.plan.missing_periods),
        tuple(_cell(cell, weighed, stated, cell in reader.plan.cells) for cell, weighed in looked.cells),
        tuple(map(_checked, answer.statements)),
    )


def explain_search(reader: Reader, found: Sequence[FoundPassage]) -> SearchExplanation:
    """The account of a search: how it was read, narrowed, and what each ranking thought of each passage."""
    narrowed = dict.fromkeys(report for cell in reader.plan.cells for report in cell.reports)
    return SearchExplanation(
        reading(reader),
        tuple(narrowed),
        tuple(
            PassagePlaced(f.report.source, f.passage.start, f.ranks.get("words"), f.ranks.get("dense"), f.score)
            for f in found
        ),
    )


def reading(reader: Reader) -> Reading:
    """How a reader's question was read."""
    question = reader.question
    within = (question.within.label.removeprefix("0年"),) if question.within else ()
    return Reading(
        question.plain,
        question.language,
        question.places,
        tuple(period.label for period in question.periods) or within,
        tuple(term.word for term in reader.asked if term.indicator),
        tuple(sorted(question.wants)),
        question.outlook and question.outlook.value,
        question.unit,
        tuple(figure.text for figure in question.figures),
        tuple(TermRead(t.word, round(t.weight, 2), t.indicator, t.known) for t in reader.asked),
    )


def _cell(cell: Cell, weighed: list[Candidate], stated: set[int], planned: bool) -> CellLooked:
    best = [c for number, c in enumerate(weighed) if number < BEST or id(c) in stated]
    return CellLooked(
        cell.place,
        cell.period.label if cell.period else None,
        cell.reports,
        planned,
        len(weighed),
        tuple(_weighed(c, id(c) in stated) for c in best),
    )


def _weighed(candidate: Candidate, chosen: bool) -> Weighed:
    return Weighed(
        chosen=chosen,
        score=round(candidate.score, 3),
        reasons={name: round(value, 3) for name, value in candidate.reasons.items()},
        coverage=round(candidate.coverage, 3),
        covered=tuple(sorted(candidate.covered)),
        text=candidate.text,
        source=candidate.report.source,
        report=candidate.report.id,
        start=candidate.start,
        end=candidate.end,
        period=candidate.period.label if candidate.period else None,
        outlook=candidate.outlook.value,
        figures=tuple(fact.figure.text for fact in candidate.facts),
    )


def _stated(candidates: Sequence[Candidate], answer: Answer) -> set[int]:
    """Which candidates, by ``id``, the answer states: of each cited sentence the longest stretch that it tells."""
    chosen: dict[tuple[str, int, str], Candidate] = {}
    for statement in answer.statements:
        cited = {(c.report, c.start) for c in answer.citations if c.number in statement.citations}
        for candidate in candidates:
            sentence = (candidate.report.id, candidate.sentence.start)
            if sentence not in cited or body_of(candidate) not in statement.text:
                continue
            key = (*sentence, statement.text)
            if key not in chosen or len(candidate.text) > len(chosen[key].text):
                chosen[key] = candidate
    return {id(candidate) for candidate in chosen.values()}


def _checked(statement: Statement) -> Checked:
    return Checked(
        statement.text,
        statement.status.value,
        tuple(figure.text for figure in find_figures(statement.text)),
        statement.citations,
        statement.calculation.formula if statement.calculation else None,
    )
