"""Answers without a model: the reports' own words, chosen, labelled with place and period, and cited."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from bot import absence, comparison, lists, oddities, plan, ranking
from bot.answer import Answer, Check, Status
from bot.asked_figures import same_unit, stated
from bot.draft import Draft, Source
from bot.evidence import Candidate, Cell
from bot.meaning import ALIKE
from bot.question import Question, Want, parts_by_place
from bot.retrieval import PASSAGES, Library, Retrieval
from bot.terms import Term, match
from bot.writing import label_of, sentence_text
from vectorstore.facts import Measure
from vectorstore.report import Outlook

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
_IN_TOUCH, _MEASURED, _A_TOPIC = 0.12, 6, 4
"""What a stretch must cover to be measured by its meaning, how many are, and the characters of a topic that means
something by itself."""
_BY_WORDS = 0.6
"""Share of the asked words' weight that such a stretch must cover."""
_SURELY_NEAR = 0.5
"""Credit for nearness (two deviations) with which a stretch answers whatever its words cover."""
MOST_STATEMENTS = 5
MOST_CHARACTERS = 480
"""Of statements; a longer answer hands the reading back to its reader."""
_LISTED = re.compile(r"[、,，;；/\s]+|以及|和|与|及|还有")
_LEAD, _BEHIND = 20, 10
"""Characters before and behind a figure in which its thing is named."""
_A_LIST, _A_PAIR = 3, 2
"""Things that a question must list for each of them to be looked up by itself; two, where it says 各 or 分别."""
_EACH = re.compile(r"分别|各(?:是|为|有|自|多少|几|占)")
_ASPECTS = re.compile(r"[、,，;；?？]|和|与|及|以及|还有|并")


@dataclass(frozen=True)
class Filled:
    """A cell with what was chosen for it; nothing chosen when nothing suffices."""

    cell: Cell
    chosen: tuple[Candidate, ...]
    found: tuple[Candidate, ...] = ()
    """Everything that was weighed, best first."""

    @property
    def nearest(self) -> Candidate | None:
        """The best of it, for saying what is there where nothing suffices."""
        return self.found[0] if self.found else None


class Reader:
    """Answers one understood question from a library."""

    def __init__(self, library: Library, question: Question, scheme: plan.Plan, k: int = PASSAGES) -> None:
        self.library = library
        self.question = question
        self.plan = scheme
        self.k = k
        self.retrieval = Retrieval(library, question, k)
        self.asked = self.retrieval.asked
        self.parts = parts_by_place(question, {h.place for h in library.holdings} - {""})
        self.seen: list[Candidate] = []
        """Every stretch weighed so far, for whoever writes from the same evidence."""
        self.seconds = 0.0
        """Time spent in retrieval."""
        self.checking = 0.0
        """Time spent in verification."""

    def evidence(self, cell: Cell) -> list[Candidate]:
        """Everything in a cell that bears on the question, best first."""
        began = perf_counter()
        weighed = self.retrieval.evidence(cell)
        self.seconds += perf_counter() - began
        self.seen.extend(weighed)
        if self.library.watch:
            self.library.watch(self.question, self.asked, cell, weighed)
        return weighed

    def answer(self) -> Answer:
        """The answer, or an honest account of what is missing."""
        draft = Draft(self.question.text)
        if not self.plan.cells:
            return absence.not_in_library(draft, self.plan, self.library.holdings)
        if ranked := ranking.across(draft, self):
            return ranked
        readings = (lists.presenters, lists.meetings, lists.points_asked)
        tried = (reading(self.question, self.plan, self.library.report) for reading in readings)
        if listed := next(filter(None, tried), None):
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
        filled = comparison.aligned(self, [self.fill(cell) for cell in self.plan.cells])
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
        good = [c for c in found if self.suffices(c)] or self._alike(found)
        if not good:
            return Filled(cell, (), tuple(found))
        return Filled(cell, tuple(c.extended() for c in self._chosen(good, found)), tuple(found))

    def _alike(self, found: Sequence[Candidate]) -> list[Candidate]:
        """The stretch that says what is asked in words of its own, where none says it in the question's."""
        pool = [c for c in found if c.coverage >= _IN_TOUCH and self.has_measure(c)]
        pool = [c for c in pool if "loose" in c.reasons or self.retrieval.keeps_to_indicator(c)][:_MEASURED]
        if self.question.language != "zh" or not pool:
            return []
        began = perf_counter()
        stretches = [c.text for c in pool]
        whole = self.library.closeness(self.question.plain, stretches) or []
        topic = "".join(self.question.topic.split())
        bare = self.library.closeness(topic, stretches) if whole and len(topic) >= _A_TOPIC else None
        self.seconds += perf_counter() - began
        closeness = [max(pair) for pair in zip(whole, bare or whole, strict=True)]
        best = max(zip(closeness, pool, strict=False), key=lambda pair: pair[0], default=None)
        if best is None or best[0] < ALIKE:
            return []
        return [replace(best[1], reasons={**best[1].reasons, "meaning": best[0]})]

    def _chosen(self, good: Sequence[Candidate], found: Sequence[Candidate]) -> list[Candidate]:
        """One stretch for each indicator asked for; else the best and what it leaves open."""
        indicators = [t.word for t in self.asked if t.indicator]
        if len(indicators) > 1:
            firsts = [
                next((c for c in found if word in c.covered and self.has_measure(c)), None) for word in indicators
            ]
            distinct = [c for i, c in enumerate(firsts) if c and not any(d and _overlap(c, d) for d in firsts[:i])]
            if len(distinct) > 1:
                return self._listed(distinct, found)[:MOST_STATEMENTS]
        chosen = self._listed(self._cover(good, found), found)
        for figure in self.question.figures:
            held = [c for c in found if c.covered and any(stated(figure, fact) for fact in c.facts)]
            if len(self.question.figures) > 1 and held and not any(stated(figure, f) for c in chosen for f in c.facts):
                chosen.append(held[0])
        return chosen[:MOST_STATEMENTS]

    def suffices(self, candidate: Candidate) -> bool:
        """Whether a stretch answers, rather than merely touches on, the question."""
        touched = candidate.covered or candidate.reasons.get("unit") or candidate.reasons.get("near")
        if not self.has_measure(candidate) or not touched:
            return False
        if candidate.reasons.get("near", 0.0) >= _SURELY_NEAR:
            return True
        if "loose" in candidate.reasons:
            return candidate.coverage >= _BY_WORDS
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
        by_indicator = self._leading_indicators() and "loose" not in candidate.reasons
        facts = candidate.leading_facts if by_indicator else candidate.facts
        kinds = {fact.measure for fact in facts}
        if not question.wants_figure:
            return True
        if question.unit in _SERIAL and re.search(rf"[一二两三四五六七八九十百\d]{question.unit}", candidate.text):
            return True
        if not kinds:
            return False
        if question.unit and question.unit not in _GENERAL_UNITS:
            return any(same_unit(question.unit, fact) for fact in candidate.facts) or self._of_percent(candidate)
        around = question.plain
        for term in self.asked:
            around = around.replace(term.word, " ") if term.indicator else around
        level_asked = question.unit in _MONEY or re.search(r"总额|总量|绝对额|规模", around)
        change_asked = Want.CHANGE in question.wants
        if question.unit in _MONEY and not change_asked and not question.indicator and question.language == "zh":
            return any(same_unit(question.unit, f) for f in candidate.facts)
        if level_asked and question.indicator and not change_asked:
            levels = [f for f in facts if f.measure is Measure.LEVEL]
            return any(question.unit is None or same_unit(question.unit, f) for f in levels)
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

    def _listed(self, chosen: Sequence[Candidate], found: Sequence[Candidate]) -> list[Candidate]:
        """The chosen stretches, and one for each thing the question lists that none of them tells.

        A stretch of the same sentence is joined to the one that is there: 留白增绿40公顷、揭网见绿131公顷.
        """
        told = list(chosen)
        things = self.things()
        if not things:
            return told
        for thing in things:
            named = {t.word: t for t in self.asked if t.known and t.word in thing}
            if not named or any(self._counted_in(c, named) for c in told):
                continue
            for candidate in found:
                if any(_contains(c, candidate) for c in told) or not self._counted_in(candidate, named):
                    continue
                beside = next((i for i, c in enumerate(told) if c.sentence == candidate.sentence), None)
                if beside is None or told[beside].report is not candidate.report:
                    told.append(candidate)
                elif joined := told[beside].joined(candidate):
                    told[beside] = joined
                else:
                    continue
                break
        return told

    def _counted_in(self, candidate: Candidate, named: Mapping[str, Term]) -> bool:
        """Whether a figure of a stretch stands among most of the words of a thing: 8个重点街区."""
        least = sum(t.weight for t in named.values()) / 2
        text = candidate.report.text
        for fact in candidate.facts:
            around = text[
                max(candidate.start, fact.figure.start - _LEAD) : min(candidate.end, fact.figure.end + _BEHIND)
            ]
            if sum(t.weight * match(t, around) for t in named.values()) >= least:
                return True
        return False

    def things(self) -> list[str]:
        """The things a question lists, each to be looked up: 减税降费、免社保、帮贷款; empty where it lists none."""
        if not self.question.wants_figure or self.question.language != "zh":
            return []
        things = [thing for thing in _LISTED.split(self.question.topic) if len(thing.strip()) > 1]
        least = _A_PAIR if _EACH.search(self.question.plain) else _A_LIST
        return things if len(things) >= least else []

    def _compose(self, draft: Draft, filled: Sequence[Filled]) -> Answer:
        answered = [f for f in filled if f.chosen]
        if not answered and self.plan.told_by_others:
            return absence.not_in_library(draft, self.plan, self.library.holdings)
        if not answered:
            return absence.not_stated(draft, self, filled)
        for premise in (absence.false_premise, absence.false_direction, absence.unfinished):
            if corrected := premise(draft, self, answered):
                return corrected
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
        oddities.remark(draft, self, answered)
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
        wider = all("wider" in c.reasons for c in chosen) and not _AHEAD.search(question.plain)
        asked = question.outlook is Outlook.ACHIEVED or wider
        return asked and all(c.outlook is Outlook.TARGET for c in chosen)


_SERIAL = frozenset({"届", "次", "期", "版", "年"})
"""Units by which things are numbered in a row (连续四届), which is no quantity of anything."""
_AHEAD = re.compile(r"下半年|下一?步|明年|还剩|剩余|有待|要(?![么素闻点])")
"""Words that ask what is still to come."""
_MONEY = frozenset({"亿", "亿元", "万元", "元"})
_GENERAL_UNITS = _MONEY | {"个", "家", "项", "户", "人", "名", "个百分点", "百分点", "成", "倍", "年", "天"}
"""Units that a report may print otherwise (家 for 户), or that say little; a figure asked in any other must have it."""


def _contains(a: Candidate, b: Candidate) -> bool:
    return a.report.id == b.report.id and a.start <= b.start and b.end <= a.end


def _overlap(a: Candidate, b: Candidate) -> bool:
    return a.report.id == b.report.id and a.start < b.end and b.start < a.end
