"""A model's judgement on stretches the reader is unsure of: may lift an abstention, change the choice, or abstain.

The model says only how surely a stretch answers; the statement is the reader's writer's, of the report's own
words, verified like any other. So nothing it says can bring a wrong figure into an answer.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot import absence
from bot.answer import Answer, Check, Status
from bot.confidence import chosen, confidence, meets_indicator
from bot.draft import Draft
from bot.evidence import Candidate
from bot.inert import inert
from bot.judging import Judge, Verdict
from bot.question import Want
from bot.reader import LEAST, Filled, Reader
from bot.writing import label_of, sentence_text
from vectorstore.facts import Measure
from vectorstore.report import Outlook

ACCEPTED = 3.0
"""Odds of twenty to one. Measured on 90 questions: near misses stay below 2, answers lie above 4."""
CERTAIN = 5.0
"""For a stretch whose figure the reader takes for another kind than was asked for (a growth for a level)."""
GAIN = 1.0
"""By so much must another stretch be surer than the reader's own."""
UNDOUBTED = 4.0
"""From here on nothing else is looked at."""
REJECTED = -1.0
"""Below this a stretch of the very time asked for is no answer, whatever words it shares with the question.

A right figure of part of that time (4月 for 上半年) lies at 0.6, a target of the year for its half at -0.2.
"""
NONE = 0.0
"""Below this none of several stretches, which the reader put together from the words of the question, answers.

Read off 43 such answers: the surest stretch of the 31 right ones lies at 0.9 and above; of five told to a false
premise, three lie at -0.2 to 0 and two at 0.8 and 1.4. Few, and the limit was chosen on them.
"""
MOST_WEIGHED = 4
"""Stretches a question; each takes a small model on two cores a second or two."""
_TOUCHES = 0.2
"""Share of the asked weight that a stretch must cover to be looked at."""


def reconsider(reader: Reader, answer: Answer, judge: Judge, name: str) -> Answer:
    """The answer as the model's judgement leaves it; ``name`` is the model's. Raises ModelError when it fails."""
    if answer.status is Status.NOT_STATED:
        return _lifted(reader, answer, judge, name)
    told = chosen(answer, reader.seen)
    if len(told) > 1:
        return _borne_out(reader, answer, told, judge, name)
    own = told[0]
    verdict = _weigh(reader, own, judge)
    if not verdict.weighed or verdict.at_least(UNDOUBTED):
        return answer
    others = [(_weigh(reader, c, judge), c) for c in rivals(reader, own)]
    best = max(others, key=lambda pair: pair[0].margin, default=None)
    if best and best[0].at_least(max(ACCEPTED, verdict.margin + GAIN)):
        return _told(reader, best[1], name) or answer
    if verdict.margin < REJECTED and confidence(reader, own).period:
        return _withdrawn(reader, answer, own, name)
    return answer


def _lifted(reader: Reader, answer: Answer, judge: Judge, name: str) -> Answer:
    """The stretch that the model finds to answer after all, the surest of several; else the abstention."""
    best: tuple[float, Candidate] | None = None
    for candidate in rivals(reader):
        verdict = _weigh(reader, candidate, judge)
        least = ACCEPTED if _of_kind(reader, candidate) else CERTAIN
        by_word = not verdict.weighed and verdict.margin > 0 and candidate.coverage >= LEAST and least == ACCEPTED
        if (verdict.at_least(least) or by_word) and (best is None or verdict.margin > best[0]):
            best = verdict.margin, candidate
            if by_word or verdict.at_least(UNDOUBTED):
                break
    return (_told(reader, best[1], name) if best else None) or answer


def _borne_out(reader: Reader, answer: Answer, told: Sequence[Candidate], judge: Judge, name: str) -> Answer:
    """The answer of several stretches, as soon as the model finds that one may answer; withdrawn when none does."""
    margins = []
    for candidate in told:
        verdict = _weigh(reader, candidate, judge)
        if not verdict.weighed or verdict.margin >= NONE:
            return answer
        margins.append(verdict.margin)
    return _withdrawn(reader, answer, told[margins.index(max(margins))], name)


def _withdrawn(reader: Reader, answer: Answer, own: Candidate, name: str) -> Answer:
    """That the reports do not say it, though the reader took a stretch for the answer."""
    absent = absence.not_stated(Draft(answer.question), reader, [Filled(cell, ()) for cell in reader.plan.cells])
    notice = f"最相近的原文是“{inert(own.text)[:_SHOWN]}”，模型判断它没有回答所问。"
    return replace(absent, mode="model", model=name, notice=notice)


_SHOWN = 100
"""Characters of a stretch that a notice repeats."""


def _told(reader: Reader, candidate: Candidate, name: str) -> Answer | None:
    """The stretch as the reader would tell it; None when it does not pass the check."""
    draft = Draft(reader.question.text)
    whole = candidate.extended()
    text = sentence_text(whole, label_of(whole))
    if draft.add(text, [(candidate.report, candidate.sentence)]).status is Check.UNVERIFIED:
        return None
    return draft.finish(Status.ANSWERED, "model", name)


def _weigh(reader: Reader, candidate: Candidate, judge: Judge) -> Verdict:
    first = candidate.clauses[0]
    subject = f"{first.subject}：" if first.continues and not first.spoken else ""
    return judge.weigh(reader.question.plain, label_of(candidate), f"{subject}{candidate.text}")


def rivals(reader: Reader, own: Candidate | None = None) -> list[Candidate]:
    """The best stretches, none overlapping another, that have the asked place, time, indicator and kind of figure."""
    found: list[Candidate] = []
    for candidate in sorted(reader.seen, key=lambda c: -c.score):
        if len(found) == MOST_WEIGHED:
            break
        if _fit(reader, candidate) and not any(_overlap(candidate, other) for other in (*found, *filter(None, [own]))):
            found.append(candidate)
    return found


def _fit(reader: Reader, candidate: Candidate) -> bool:
    question = reader.question
    if candidate.coverage < _TOUCHES:
        return False
    if not reader.has_measure(candidate) and (question.unit or not candidate.leading_facts):
        return False
    if not meets_indicator(reader, candidate):
        return False
    if question.outlook is None:
        return candidate.outlook is Outlook.ACHIEVED or not question.wants_figure
    return candidate.outlook is question.outlook


def _of_kind(reader: Reader, candidate: Candidate) -> bool:
    """Whether a stretch has the kind of figure asked for; changes alone are none where the value is asked."""
    wants = reader.question.wants
    value_alone = Want.VALUE in wants and Want.CHANGE not in wants and not reader.question.percent
    value_alone = value_alone and reader.question.outlook is not Outlook.TARGET  # a target of 地区生产总值 is a growth
    kinds = {fact.measure for fact in candidate.leading_facts or candidate.facts}
    changes_alone = bool(kinds) and kinds <= {Measure.GROWTH, Measure.POINTS}
    return reader.has_measure(candidate) and not (value_alone and reader.question.indicator and changes_alone)


def _overlap(a: Candidate, b: Candidate) -> bool:
    return a.report.id == b.report.id and a.start < b.end and b.start < a.end
