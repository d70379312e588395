"""What several cells say together: who is higher, by how much, what share, whether a target was met.

Every figure compared is cited; every difference is computed by ``calculate`` and shown with its formula.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot import calculate
from bot.answer import Answer, Status
from bot.draft import Draft, Source
from bot.evidence import Candidate, Cell, label_of, same_unit, sentence_text, stated
from bot.question import Want
from bot.terms import match
from vectorstore.facts import Fact, Measure
from vectorstore.figures import Figure, format_decimal
from vectorstore.periods import Period
from vectorstore.report import Outlook

if TYPE_CHECKING:
    from bot.reader import Filled, Reader

_RATE_ASKED = re.compile(r"幅度?|增速|百分点|百分之几|同比|比例|几成|厉害|狠|快|慢|掉|涨|降了|growth|rate|decline")


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a figure and the stretch it stands in."""

    name: str
    fact: Fact
    candidate: Candidate

    @property
    def figure(self) -> Figure:
        """The figure compared."""
        return self.fact.figure


def sides(reader: "Reader", filled: Sequence["Filled"]) -> list[Side]:
    """One figure a cell, all of the same measure; empty when the cells have none in common."""
    places = {f.cell.place for f in filled}
    for wanted in _preference(reader):
        found = []
        for f in filled:
            fact, candidate = _pick(reader, f, wanted)
            if fact is not None and candidate is not None:
                period = candidate.period.label if candidate.period else ""
                name = candidate.report.place.value if len(places) > 1 else period
                found.append(Side(name, fact, candidate))
        if len(found) == len(filled) and all(calculate.comparable(found[0].figure, s.figure) for s in found):
            return found
    return []


def _preference(reader: "Reader") -> tuple[frozenset[Measure], ...]:
    rates, levels = frozenset({Measure.GROWTH}), frozenset({Measure.LEVEL, Measure.SHARE})
    question = reader.question
    level_unit = question.unit not in (None, "个百分点", "百分点", "成")
    if not level_unit and _RATE_ASKED.search(question.plain):
        return rates, levels
    return levels, rates


def _pick(reader: "Reader", filled: "Filled", wanted: frozenset[Measure]) -> tuple[Fact | None, Candidate | None]:
    """The fact of the right measure, and unit where one is asked for, whose own words say most of what is asked."""
    best: tuple[float, Fact, Candidate] | None = None
    for candidate in filled.chosen:
        pool = candidate.leading_facts or candidate.facts
        for fact in pool:
            figure = fact.figure
            if fact.measure not in wanted or figure.low != figure.high:
                continue
            if reader.question.unit and not same_unit(reader.question.unit, fact) and figure.base != "%":
                continue
            fit = (
                candidate.score + sum(t.weight for t in reader.asked if match(t, _own_words(candidate, fact)) >= 1) / 10
            )
            fit += 0.5 if _TOTAL.search(reader.question.plain) and _TOTAL.search(_own_words(candidate, fact)) else 0.0
            if best is None or fit > best[0] + 1e-9:
                best = (fit, fact, candidate)
    return (best[1], best[2]) if best else (None, None)


_TOTAL = re.compile(r"累计|总数|总量")


_NOUN = 3
"""Characters after a count that name what is counted: 2.4万家企业."""


def _own_words(candidate: Candidate, fact: Fact) -> str:
    """The words right before a figure, back to the figure or comma before it, and the noun right after it."""
    text = candidate.report.text
    before = re.split(r"[，,、；;。]|\d", text[candidate.start : fact.figure.start])[-1]
    after = re.split(r"[，,、；;。]|\d", text[fact.figure.end : candidate.end])[0]
    return f"{before} {after[:_NOUN]}"


def conclude(draft: Draft, reader: "Reader", answered: Sequence["Filled"]) -> None:
    """Add what follows from the statements already made: differences, sums, ranks, shares."""
    wants = reader.question.wants
    if reader.question.figures and _IMPLIED.search(reader.question.plain):
        _implied(draft, reader, answered)
        return
    if len(answered) == 1 and Want.SUM in wants:
        _sum_of_parts(draft, answered[0])
        return
    if len(answered) < 2 or not wants & {Want.DIFFERENCE, Want.COMPARISON, Want.SUM, Want.SHARE, Want.CHANGE}:
        return
    found = sides(reader, answered)
    if not found:
        return
    if Want.SUM in wants and found[0].figure.base != "%":
        result = calculate.total([s.figure for s in found])
        draft.add(f"合计{result.text}（{result.formula}）。", _sources(found), result.formula)
    elif Want.SHARE in wants and found[0].figure.base != "%":
        part, whole = sorted(found[:2], key=lambda s: s.figure.low * s.figure.scale)
        result = calculate.share(part.figure, whole.figure)
        draft.add(
            f"{part.name}约占{whole.name}的{result.text}（{result.formula}）。", _sources(found[:2]), result.formula
        )
    elif len(found) == 2:
        _pair(draft, reader, *found)
    elif wants & {Want.COMPARISON, Want.DIFFERENCE}:
        _rank(draft, found)


def _sources(found: Sequence[Side]) -> list[Source]:
    return [(s.candidate.report, s.candidate.sentence) for s in found]


def _pair(draft: Draft, reader: "Reader", a: Side, b: Side) -> None:
    word = _word([a, b])
    x, y = _strength(a, word), _strength(b, word)
    if x == y:
        draft.add(f"两者{word}相同。", _sources([a, b]))
        return
    more, less = (a, b) if x > y else (b, a)
    result = calculate.difference(more.figure, less.figure)
    if word.endswith("幅"):
        verdict = f"{more.name}{word}更大"
    elif word == _RATE:
        verdict = f"{more.name}{word}更高"
    elif _LOWER.search(reader.question.plain):
        verdict = f"{less.name}更低"
    else:
        verdict = f"{more.name}更高"
    draft.add(f"{verdict}，相差{result.text}（{result.formula}）。", _sources([a, b]), result.formula)


_LOWER = re.compile(r"谁.{0,2}(?:低|少|小|慢)|更(?:低|少|小|慢)|最(?:低|少|小|慢)|低(?:多少|几|了)")


def _rank(draft: Draft, found: Sequence[Side]) -> None:
    word = _word(found)
    ordered = sorted(found, key=lambda side: _strength(side, word), reverse=True)
    if len({_strength(s, word) for s in ordered}) == 1:
        figure = ordered[0].figure
        draft.add(f"{len(ordered)}处数值相同，均为{format_decimal(figure.low)}{figure.unit}。", _sources(ordered))
        return
    items = "、".join(f"{s.name}{_directed(s, word)}" for s in ordered)
    direction = "由大到小" if word.endswith("幅") else "由高到低"
    draft.add(f"{word}{direction}：{items}。", _sources(ordered))


def _directed(side: Side, word: str) -> str:
    """A figure as a ranking shows it; among rises and falls each with its direction."""
    direction = {-1: "下降", 0: "", 1: "增长"}[side.figure.sign] if word == _RATE else ""
    return f"{direction}{format_decimal(side.figure.low)}{side.figure.unit}"


_RATE = "增速"
"""What is compared where some rose and some fell."""


def _strength(side: Side, word: str) -> Decimal:
    """What sides are ordered by: the size of a fall among falls, the signed change where some rose."""
    figure = side.figure
    return (calculate.signed(figure) if word == _RATE else figure.low) * figure.scale


def _word(found: Sequence[Side]) -> str:
    """What is being compared: 降幅 when all fell, 增幅 when none did, 增速 when some did, else the value."""
    if found[0].fact.measure is not Measure.GROWTH:
        return "数值"
    falls = [s.figure.sign < 0 for s in found]
    return "降幅" if all(falls) else _RATE if any(falls) else "增幅"


_IMPLIED = re.compile(r"倒推|反推|推算|分母|折算|推出")


def _implied(draft: Draft, reader: "Reader", answered: Sequence["Filled"]) -> None:
    """The whole that an amount and its rate imply: 371.4万元 at 22.4% is of 1658万元."""
    for f in answered:
        for candidate in f.chosen:
            facts = _facts_of_sentence(candidate)
            given = [x.figure for x in facts if any(stated(y, x) for y in reader.question.figures)]
            rate = next((x for x in given if x.base == "%"), None)
            before = [x for x in given if x.base != "%" and rate and x.start < rate.start]
            if rate and before:
                amount = before[-1]
                result = calculate.implied_whole(amount, rate)
                draft.add(
                    f"据此推算约为{result.text}（{result.formula}）。",
                    [(candidate.report, candidate.sentence)],
                    result.formula,
                )
                return


def _facts_of_sentence(candidate: Candidate) -> list[Fact]:
    from vectorstore.facts import clauses

    return [fact for clause in clauses(candidate.report, candidate.sentence) for fact in clause.facts]


_COUNTED = frozenset({"家", "户", "个", "所", "处"})


def _sum_of_parts(draft: Draft, filled: "Filled") -> None:
    """The sum of the counts in the stretches chosen for one place (已清退13户 and 仍有17家)."""
    found = []
    for candidate in filled.chosen:
        fact = next((f for f in candidate.facts if f.measure is Measure.LEVEL and f.figure.low == f.figure.high), None)
        if fact:
            found.append((candidate, fact.figure))
    if len(found) < 2:
        return
    units = {figure.base for _, figure in found}
    figures = [figure for _, figure in found]
    if units <= _COUNTED:
        figures = [replace(f, base=figures[0].base, unit=figures[0].unit) for f in figures]
    elif len(units) > 1:
        return
    result = calculate.total(figures)
    draft.add(f"合计{result.text}（{result.formula}）。", [(c.report, c.sentence) for c, _ in found], result.formula)


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
    found = [c for c in neutral.evidence(wide) if c.coverage >= _LEAST and c.facts]
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
        return None
    goal, g, result, r = max(
        pairs, key=lambda p: p[0].score + p[2].score + _timing(p[2], cell.period, late) + _shared(p[0], p[2])
    )
    for candidate in (goal, result):
        draft.add(sentence_text(candidate, label_of(candidate)), [(candidate.report, candidate.sentence)])
    if len(draft.statements) < 2:
        return None
    _judge(draft, reader, (goal, g), (result, r))
    return draft.finish(Status.ANSWERED)


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
    draft.add(f"据此推算下半年为{result.text}（{result.formula}）。", _sources(found), result.formula)
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
