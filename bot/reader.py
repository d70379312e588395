"""Answers without a model: the reports' own words, chosen, labelled with place and period, and cited."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from bot import absence, comparison, lists, plan
from bot.answer import Answer, Check, Status
from bot.draft import Draft, Source
from bot.evidence import Candidate, Cell, candidates, label_of, same_unit, sentence_text, stated
from bot.question import Question, Want, parts_by_place
from bot.terms import Term, terms
from vectorstore.facts import Measure
from vectorstore.report import Outlook, Report
from vectorstore.search import FoundPassage

Search = Callable[[str, str, tuple[str, ...], int], list[FoundPassage]]
"""(text, further wordings, report ids, k) → passages, best first."""

ENOUGH = 0.5
"""Share of the asked terms' weight that a stretch must cover to count as an answer."""
LEAST = 0.35
"""The same for a stretch that has the asked indicator as its subject."""
_BY_FIGURE = 0.25
"""The same for one that states a figure of the question's own."""
_WORTH, _TOUCHES = 0.12, 0.2
"""A further stretch must add so much of the asked weight, and cover so much of it in all."""
_BY_UNIT = 0.3
"""The same for one that has the very unit asked for, a telling one (人份)."""
MOST_STATEMENTS = 5
MOST_CHARACTERS = 480
"""Of statements; a longer answer hands the reading back to its reader."""
PASSAGES = 14
"""Passages read closely for one cell."""
_ASPECTS = re.compile(r"[、,，;；?？]|和|与|及|以及|还有|并")


@dataclass(frozen=True)
class Filled:
    """A cell with what was chosen for it; nothing chosen when nothing suffices."""

    cell: Cell
    chosen: tuple[Candidate, ...]
    nearest: Candidate | None = None
    """The best that did not suffice, for saying what is there."""


@dataclass(frozen=True)
class Library:
    """What the reader reads from: the reports held, a search over them, and word frequencies."""

    holdings: Sequence[plan.Holding]
    report: Callable[[str], Report]
    search: Search
    frequency: Callable[[str], int]
    passages: int
    watch: Callable[[Question, Sequence[Term], Cell, list[Candidate]], None] | None = None
    """Told of every cell that is looked at, for whoever explains an answer."""


class Reader:
    """Answers one understood question from a library."""

    def __init__(self, library: Library, question: Question, scheme: plan.Plan, k: int = PASSAGES) -> None:
        self.library = library
        self.question = question
        self.plan = scheme
        self.k = k
        self.asked = terms(question, library.frequency, library.passages)
        self.parts = parts_by_place(question, {h.place for h in library.holdings} - {""})
        self.seen: list[Candidate] = []
        """Every stretch weighed so far, for whoever writes from the same evidence."""
        self.seconds = 0.0
        """Time spent in retrieval."""
        self.checking = 0.0
        """Time spent in verification."""

    def wordings(self) -> str:
        """What the index looks for beside the question's words: its topic, and every name of its indicators."""
        forms = [form for term in self.asked if term.indicator or self.question.terms_en for form in term.forms[:6]]
        return " ".join([self.question.topic, *dict.fromkeys(forms)])

    def evidence(self, cell: Cell) -> list[Candidate]:
        """Everything in a cell that bears on the question, best first."""
        began = perf_counter()
        found = self.library.search(self.question.plain, self.wordings(), cell.reports, self.k)
        self.seconds += perf_counter() - began
        weighed = candidates(self.question, self.asked, cell, found)
        self.seen.extend(weighed)
        if self.library.watch:
            self.library.watch(self.question, self.asked, cell, weighed)
        return weighed

    def answer(self) -> Answer:
        """The answer, or an honest account of what is missing."""
        draft = Draft(self.question.text)
        if not self.plan.cells:
            return absence.not_in_library(draft, self.plan, self.library.holdings)
        if listed := lists.presenters(self.question, self.plan, self.library.report) or lists.points_asked(
            self.question, self.plan, self.library.report
        ):
            label = lists.label_of(*listed[0][1:]) if listed[0][0].endswith("；") else ""
            for number, (text, report, sentence) in enumerate(listed, 1):
                closed = f"{text[:-1]}。" if number == len(listed) else text
                draft.add(f"{label if number == 1 else ''}{closed}", [(report, sentence)])
            if draft.statements:
                return draft.finish(Status.ANSWERED)
        if Want.PERSON in self.question.wants and lists.POST.search(self.question.plain):
            return absence.not_stated(draft, self, [Filled(cell, ()) for cell in self.plan.cells])
        if self.question.wants & {Want.PROGRESS, Want.REMAINDER, Want.FULFILMENT} and (
            done := comparison.target_and_outcome(draft, self)
        ):
            return done
        filled = [self.fill(cell) for cell in self.plan.cells]
        if halved := comparison.second_half(draft, self, filled):
            return halved
        return self._compose(draft, filled)

    @staticmethod
    def sources(answer: Answer, seen: Sequence[Candidate]) -> list[Source]:
        """The sentences an answer cites."""
        by_span = {(c.report.id, c.sentence.start): (c.report, c.sentence) for c in seen}
        keys = [(c.report, c.start) for c in answer.citations]
        return [by_span[key] for key in keys if key in by_span]

    def fill(self, cell: Cell) -> Filled:
        """The stretches that answer the question, or its part about this place, within one cell."""
        if part := self.parts.get(cell.place):
            return Reader(self.library, part, self.plan, self.k).fill(cell)
        found = self.evidence(cell)
        good = [c for c in found if self.suffices(c)]
        if not good:
            return Filled(cell, (), found[0] if found else None)
        return Filled(cell, tuple(c.extended() for c in self._chosen(good, found)), found[0])

    def _chosen(self, good: Sequence[Candidate], found: Sequence[Candidate]) -> list[Candidate]:
        """One stretch for each indicator asked for; else the best and what it leaves open."""
        indicators = [t.word for t in self.asked if t.indicator]
        if len(indicators) > 1:
            firsts = [
                next((c for c in found if word in c.covered and self.has_measure(c)), None) for word in indicators
            ]
            distinct = [c for i, c in enumerate(firsts) if c and not any(d and _overlap(c, d) for d in firsts[:i])]
            if len(distinct) > 1:
                return distinct[:MOST_STATEMENTS]
        chosen = self._cover(good, found)
        for figure in self.question.figures:
            held = [c for c in found if c.covered and any(stated(figure, fact) for fact in c.facts)]
            if len(self.question.figures) > 1 and held and not any(stated(figure, f) for c in chosen for f in c.facts):
                chosen.append(held[0])
        return chosen[:MOST_STATEMENTS]

    def suffices(self, candidate: Candidate) -> bool:
        """Whether a stretch answers, rather than merely touches on, the question."""
        if not self.has_measure(candidate) or not (candidate.covered or candidate.reasons.get("unit")):
            return False
        indicators = [t for t in self.asked if t.indicator]
        met = [t for t in indicators if t.word in candidate.covered]
        if len(indicators) == 1 and not met and not candidate.reasons.get("unit"):
            return False
        if len(indicators) > 1 and met:
            others = sum(t.weight for t in indicators if t not in met)
            total = sum(t.weight for t in self.asked)
            return candidate.coverage * total / ((total - others) or 1.0) >= LEAST
        if candidate.reasons.get("unit"):
            return candidate.coverage >= _BY_UNIT
        if candidate.reasons.get("stated", 0.0) > 0:
            return candidate.coverage >= _BY_FIGURE
        return candidate.coverage >= (LEAST if met else ENOUGH)

    def _leading_indicators(self) -> tuple[Term, ...]:
        indicators = tuple(t for t in self.asked if t.indicator)
        return indicators if len(indicators) == 1 else ()

    def has_measure(self, candidate: Candidate) -> bool:
        """Whether a stretch states the kind of figure that is asked for."""
        question = self.question
        facts = candidate.leading_facts if self._leading_indicators() else candidate.facts
        kinds = {fact.measure for fact in facts}
        if not question.wants_figure:
            return True
        if not kinds:
            return False
        if question.unit and question.unit not in _GENERAL_UNITS:
            return any(same_unit(question.unit, fact) for fact in candidate.facts) or self._of_percent(candidate)
        level_asked = question.unit in _MONEY or re.search(r"总额|总量|绝对额|规模", question.plain)
        change_asked = Want.CHANGE in question.wants
        if level_asked and question.indicator and not change_asked:
            return any(f.measure is Measure.LEVEL and (f.figure.base == "元" or question.unit is None) for f in facts)
        if change_asked and not level_asked and question.indicator:
            return bool(kinds & {Measure.GROWTH, Measure.POINTS, Measure.SHARE})
        return True

    def _of_percent(self, candidate: Candidate) -> bool:
        """Whether the stretch states the rate of an indicator that is asked for beside a count."""
        return Want.CHANGE in self.question.wants and bool(candidate.leading_facts)

    def _cover(self, good: Sequence[Candidate], found: Sequence[Candidate]) -> list[Candidate]:
        """The best stretch and, for a question of several parts, those that cover what it leaves open."""
        chosen = [good[0]]
        known = {t.word: t.weight for t in self.asked if t.known}
        total = sum(known.values()) or 1.0
        open_terms = set(known) - good[0].covered
        parts = len([p for p in _ASPECTS.split(self.question.topic + self.question.plain) if len(p.strip()) > 1])
        if parts < 2 or (self.question.wants & {Want.DIFFERENCE, Want.COMPARISON} and len(self.plan.cells) > 1):
            return chosen
        while open_terms and len(chosen) < MOST_STATEMENTS:
            gains = ((c, sum(known[w] for w in c.covered & open_terms) / total) for c in found)
            rest = [(c, gain) for c, gain in gains if gain >= _WORTH and c.coverage >= _TOUCHES]
            rest = [(c, gain) for c, gain in rest if not any(_overlap(c, d) for d in chosen)]
            if self.question.wants_figure:
                rest = [(c, gain) for c, gain in rest if c.facts]
            if not rest:
                break
            best, _ = max(rest, key=lambda pair: pair[1] + 0.6 * pair[0].score)
            chosen.append(best)
            open_terms -= best.covered
        return chosen

    def _compose(self, draft: Draft, filled: Sequence[Filled]) -> Answer:
        answered = [f for f in filled if f.chosen]
        if not answered:
            return absence.not_stated(draft, self, filled)
        if false := absence.false_premise(draft, self, answered):
            return false
        if self._only_intended(answered):
            return absence.target_only(draft, answered)
        last = ""
        length = 0
        if self._only_achieved(answered):
            draft.say("报告没有给出这一目标，给出的是：")
        left_out = False
        told: list[Candidate] = []
        for f in answered:
            for candidate in sorted(f.chosen, key=lambda c: (c.report.id, c.start)) if len(f.chosen) > 1 else f.chosen:
                if any(_overlap(candidate, other) for other in told):
                    continue
                told.append(candidate)
                label = label_of(candidate)
                text = sentence_text(candidate, "" if label == last else label)
                if length + len(text) > MOST_CHARACTERS and draft.statements:
                    break
                if draft.add(text, [(candidate.report, candidate.sentence)]).status is Check.UNVERIFIED:
                    left_out = True
                    continue
                last, length = label, length + len(text)
        if not draft.statements:
            return absence.not_stated(draft, self, filled)
        if left_out:
            draft.say("有原文没有通过核对，未列出。")
        comparison.conclude(draft, self, answered)
        absence.remark_gaps(draft, self, filled)
        return draft.finish(Status.ANSWERED)

    def _only_achieved(self, answered: Sequence[Filled]) -> bool:
        """Whether a target is asked for by name and only results were found."""
        wanted = self.question.outlook is Outlook.TARGET and re.search("目标|预期|打算|target", self.question.plain)
        return bool(wanted) and all(c.outlook is Outlook.ACHIEVED for f in answered for c in f.chosen)

    def _only_intended(self, answered: Sequence[Filled]) -> bool:
        """Whether a result is asked for and only intentions were found."""
        question = self.question
        if question.outlook is Outlook.TARGET or not question.wants_figure:
            return False
        chosen = [c for f in answered for c in f.chosen]
        asked = question.outlook is Outlook.ACHIEVED or all("wider" in c.reasons for c in chosen)
        return asked and all(c.outlook is Outlook.TARGET for c in chosen)


_MONEY = frozenset({"亿", "亿元", "万元", "元"})
_GENERAL_UNITS = _MONEY | {"个", "家", "项", "户", "人", "名", "个百分点", "百分点", "成", "倍", "年", "天"}
"""Units that a report may print otherwise (家 for 户), or that say little; a figure asked in any other must have it."""


def _overlap(a: Candidate, b: Candidate) -> bool:
    return a.report.id == b.report.id and a.start < b.end and b.start < a.end
