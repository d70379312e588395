"""A target beside its outcome, and the half of a year that no report tells of."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import calculate
from bot.answer import Answer, Status
from bot.asked_figures import stated
from bot.comparison.sides import sides
from bot.draft import Draft
from bot.evidence import Candidate, Cell
from bot.question import Want
from bot.writing import label_of, sentence_text
from vectorstore.facts import Fact, Measure
from vectorstore.figures import Figure
from vectorstore.periods import Period
from vectorstore.report import Outlook

if TYPE_CHECKING:
    from bot.reader import Filled, Reader


def target_and_outcome(draft: Draft, reader: "Reader") -> Answer | None:
    """A target beside its outcome: met or missed, how much is done, how much is left.

    None when the reports do not give both for one thing in one unit.
    """
    cell = reader.plan.cells[0]
    question = reader.question
    year = cell.period.year if cell.period else None
    reports = tuple(h.id for h in reader.library.holdings if not cell.place or h.place == cell.place)
    wide = Cell(cell.place, reports, Period.months(year) if year else None)
    neutral = type(reader)(reader.library, replace(question, outlook=None, wants=frozenset({Want.VALUE})), reader.plan)
    found = [c for c in neutral.evidence(wide) if c.coverage >= _LEAST]
    goals = [c for c in found if c.outlook is Outlook.TARGET]
    results = [c for c in found if c.outlook is Outlook.ACHIEVED]
    if cell.period is not None and cell.period.last % 12 != 11 and not question.later:
        results = [c for c in results if c.period is not None and cell.period.covers(c.period)] or results
    first_half = cell.period is not None and cell.period.last % 12 == 5
    late = (question.later or Want.FULFILMENT in question.wants) and not (
        Want.PROGRESS in question.wants and first_half
    )
    pairs = [
        (goal, g, result, r)
        for goal in goals[:12]
        for result in results[:24]
        for g in goal.facts
        for r in result.facts
        if g.figure.base == r.figure.base
        and g.measure is not Measure.COMPLETION
        and r.measure not in (Measure.COMPLETION, Measure.RANK)
        and _same_thing(g, r, goal, result)
        and (not question.figures or _any_stated(question.figures, g) or _any_stated(question.figures, r))
    ]
    if not pairs:
        return _deed(draft, reader, goals, results)
    goal, g, result, r = max(
        pairs, key=lambda p: p[0].score + p[2].score + _timing(p[2], cell.period, late) + _shared(p[0], p[2])
    )
    for candidate in (goal, result):
        draft.add(sentence_text(candidate, label_of(candidate)), [(candidate.report, candidate.sentence)])
    if len(draft.statements) < 2:
        return None
    _judge(draft, reader, (goal, g), (result, r))
    return draft.finish(Status.ANSWERED)


def _deed(draft: Draft, reader: "Reader", goals: Sequence[Candidate], results: Sequence[Candidate]) -> Answer | None:
    """What was to be done beside what was: 争取年内建成开园 and 建成开园, with no figure to compare.

    None unless both are found, and say the same in half their words.
    """
    if Want.FULFILMENT not in reader.question.wants or reader.question.figures:
        return None
    pairs = [(a, b) for a in goals[:6] for b in results[:6] if _shared(a, b) >= _HALF and a.covered & b.covered]
    if not pairs:
        return None
    goal, result = max(pairs, key=lambda pair: pair[0].score + pair[1].score + _shared(*pair))
    for candidate in (goal, result):
        draft.add(sentence_text(candidate, label_of(candidate)), [(candidate.report, candidate.sentence)])
    return draft.finish(Status.ANSWERED) if len(draft.statements) == 2 else None


_HALF = 0.4
"""Share of the pairs of characters that a plan and its outcome must have in common."""


def second_half(draft: Draft, reader: "Reader", filled: Sequence["Filled"]) -> Answer | None:
    """What the second half of a year came to, from the year's figure and the first half's, where no report says it."""
    if reader.question.outlook is Outlook.TARGET or reader.question.contrasts:
        return None
    half = next(
        (f for f in filled if f.cell.period and f.cell.period == Period.months(f.cell.period.year, 7, 12)), None
    )
    if (
        half is None
        or half.cell.period is None
        or any("wider" not in c.reasons for c in half.chosen)
        or not reader.question.wants_figure
    ):
        return None
    year = half.cell.period.year
    whole, first = Period.months(year), Period.months(year, 1, 6)
    reports = tuple(h.id for h in reader.library.holdings if h.place == half.cell.place)
    parts = [
        reader.fill(Cell(half.cell.place, reports, p, others=o))
        for p, o in ((whole, (first, half.cell.period)), (first, ()))
    ]
    if not all(part.chosen for part in parts):
        return None
    found = sides(reader, parts)
    if len(found) != len(parts) or found[0].figure.base == "%" or found[0].fact == found[1].fact:
        return None
    if any(side.candidate.outlook is Outlook.TARGET for side in found):
        return None
    for side in found:
        c = side.candidate
        draft.add(sentence_text(c, label_of(c)), [(c.report, c.sentence)])
    result = calculate.difference(found[0].figure, found[1].figure)
    draft.add(f"据此推算下半年为{result.text}（{result.formula}）。", [side.source for side in found], result.formula)
    return draft.finish(Status.ANSWERED)


_LEAST = 0.45


def _any_stated(figures: Sequence[Figure], fact: Fact) -> bool:
    return any(stated(figure, fact) for figure in figures)


def _same_thing(g: Fact, r: Fact, goal: Candidate, result: Candidate) -> bool:
    return bool(goal.covered & result.covered)


def _shared(a: Candidate, b: Candidate) -> float:
    """How alike two stretches are worded, by character pairs of their Chinese text."""
    x, y = (_pairs(c.text) for c in (a, b))
    return len(x & y) / (min(len(x), len(y)) or 1)


def _pairs(text: str) -> set[str]:
    text = re.sub(r"[^\u4e00-\u9fff]", "", text)
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _timing(result: Candidate, period: Period | None, late: bool) -> float:
    if result.period is None:
        return 0.0
    whole = result.period.last % 12 == 11
    if late:
        return 0.4 if whole else 0.0
    return 0.3 if period is not None and result.period == period else 0.0


def _judge(draft: Draft, reader: "Reader", goal: tuple[Candidate, Fact], result: tuple[Candidate, Fact]) -> None:
    sources = [(c.report, c.sentence) for c, _ in (goal, result)]
    g, r = goal[1].figure, result[1].figure
    wants = reader.question.wants
    if not calculate.comparable(g, r):
        return
    if Want.PROGRESS in wants and g.base != "%":
        done = calculate.share(r, g)
        draft.add(f"完成目标的{done.text}（{done.formula}）。", sources, done.formula)
    elif Want.REMAINDER in wants:
        left = calculate.difference(g, r)
        text = f"还差{left.text}（{left.formula}）。" if left.value > 0 else "目标已经达到。"
        draft.add(text, sources, left.formula)
    else:
        left = calculate.difference(r, g)
        if left.value >= 0:
            extra = f"，超过{left.text}（{left.formula}）" if left.value else ""
            draft.add(f"目标已完成{extra}。", sources, left.formula)
        else:
            draft.add(f"目标未完成，差{left.text}（{left.formula}）。", sources, left.formula)
