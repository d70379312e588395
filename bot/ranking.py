"""One indicator over many places, read off the table of facts: who is highest, how many have so much, in what order.

What is compared is one fact a place: of the very indicator, of the time and kind asked for, of the place itself and
not of a part of it. Places that give no such figure are counted and said, never passed over.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.answer import Answer, Check, Status
from bot.calculate import in_common_unit
from bot.draft import Draft, Source
from bot.terms import with_parts
from vectorstore.facts import Measure, clauses
from vectorstore.figures import Figure
from vectorstore.library import StoredFact
from vectorstore.periods import Period
from vectorstore.places import place_named
from vectorstore.report import Outlook, sentence_number

if TYPE_CHECKING:
    from bot.reader import Reader

MOST_COMPARED_ONE_BY_ONE = 5
"""Places whose sentences are all quoted; more are ranked from the table."""
_SHOWN = 5
"""Places named at each end of a ranking."""
_MOST_LISTED = 40

_EXTREME = re.compile(
    r"最|第[一二三四五1-5]|排名|排序|排在|前[两二三四五六七八九十0-9]+|谁|哪(?:个|些|几|里|一)?|冠|领先|垫底|倒数"
)
_QUOTED = re.compile(r"[“\"「]")
"""Before a figure that is asked for just as it is printed: 写“5%以上”的有几个."""
_BARE = re.compile(r"-?[\d.,]+")
_LOWEST = re.compile(r"最(?:低|小|少|慢|差)|垫底|倒数")
_HIGHEST = re.compile(r"最(?:高|大|多|快|强|好|狠|厉害)|第一|领先|冠")
_COUNTS = re.compile(r"(?:几|多少)个?(?:省|地|市|区|县)|有几个|有多少个?")
_ABOVE = re.compile(r"(?:超过?|高于|大于|多于|不低于|以上|突破|达到)")
_BELOW = re.compile(r"(?:低于|小于|少于|不到|不足|以下|以内)")
_RATE = re.compile(r"增长|增速|增幅|同比|涨幅|降幅|率|经济(?:增长)?目标")
_PROVINCES = re.compile(r"省|自治区|直辖市|\d{2}个?(?:地区|地方)|全国")
_DISTRICTS = re.compile(r"(?:哪|几|各|多少)个?(?:些)?(?:区|县)")


@dataclass(frozen=True)
class Standing:
    """The figure of one place."""

    place: str
    fact: StoredFact

    @property
    def figure(self) -> Figure:
        """The figure that is compared."""
        return self.fact.fact.figure

    @property
    def value(self) -> Decimal:
        """What places are ordered by: the value with its direction, in the unit that its like are compared in."""
        return in_common_unit(self.figure)[0]

    @property
    def shown(self) -> str:
        """The figure as printed, a fall told by its sign."""
        printed = self.figure.text
        if _BARE.fullmatch(printed):  # a cell of a table, whose unit stands in its head
            printed += self.figure.unit
        return f"下降{printed}" if self.figure.sign < 0 and printed[0].isdigit() else printed


def across(draft: Draft, reader: "Reader") -> Answer | None:
    """The answer to a question over many places; None when it is no such question or the table does not bear it."""
    question = reader.question
    indicators = [term for term in reader.asked if term.indicator]
    named = reader.plan.places
    wide = len(named) > MOST_COMPARED_ONE_BY_ONE or (question.across and not named)
    if not wide or not indicators or not (_EXTREME.search(question.plain) or _COUNTS.search(question.plain)):
        return None
    names = indicators[0].names
    scope = [h for h in reader.library.holdings if h.place and (not named or h.place in named)]
    scope = [h for h in scope if named or place_named(h.place).level == _level(question.plain, scope_levels(reader))]
    facts = reader.library.facts(with_parts(names), [h.id for h in scope])
    standings = _one_a_place(reader, facts, names, {h.id: h.place for h in scope})
    if len(standings) < 2:
        return None
    places = list(dict.fromkeys(h.place for h in scope))
    without = [place for place in places if place not in {s.place for s in standings}]
    if question.figures:
        _tell_those_with(draft, reader, standings)
    else:
        _tell_order(draft, reader, standings, whole=not without)
    if not draft.statements:
        return None
    if without:
        _tell_ranks(draft, reader, [kept for kept in facts if kept.fact.place in without], names)
        listed = "、".join(without[:_SHOWN])
        draft.say(f"没有给出可比数字的还有：{listed}{'等' if len(without) > _SHOWN else ''}。")
    return draft.finish(Status.ANSWERED)


def scope_levels(reader: "Reader") -> list[str]:
    """The levels of the places held, most frequent first."""
    levels = [place_named(h.place).level for h in reader.library.holdings if h.place]
    return sorted(set(levels), key=lambda level: -levels.count(level))


def _level(text: str, held: Sequence[str]) -> str:
    if _DISTRICTS.search(text) and "district" in held:
        return "district"
    return "province" if _PROVINCES.search(text) and "province" in held else held[0]


def _one_a_place(
    reader: "Reader", facts: Sequence[StoredFact], names: frozenset[str], owners: dict[str, str]
) -> list[Standing]:
    """The best fact of each place, all of one measure and one unit."""
    question, periods = reader.question, reader.question.periods
    wanted = Outlook.TARGET if question.outlook is Outlook.TARGET else Outlook.ACHIEVED
    fitting = [
        kept
        for kept in facts
        if kept.fact.kind is wanted
        and kept.fact.place == owners[kept.report]
        and (not periods or (kept.fact.period is not None and any(p.covers(kept.fact.period) for p in periods)))
    ]
    rates = frozenset({Measure.GROWTH, Measure.SHARE})
    levels = frozenset({Measure.LEVEL})
    order = (rates, levels) if _RATE.search(question.plain) else (levels, rates)
    best: list[Standing] = []
    for measures in order:
        chosen: dict[str, StoredFact] = {}
        for kept in _of_one_time([k for k in fitting if k.fact.measure in measures], owners, periods):
            place = owners[kept.report]
            if place not in chosen or _rank(kept, names) < _rank(chosen[place], names):
                chosen[place] = kept
        units = [in_common_unit(kept.fact.figure)[1] for kept in chosen.values()]
        common = max(set(units), key=units.count, default="")
        found = [
            Standing(place, kept) for place, kept in chosen.items() if in_common_unit(kept.fact.figure)[1] == common
        ]
        if len(found) > 2 * len(best):
            best = found
    return best


def _of_one_time(facts: Sequence[StoredFact], owners: dict[str, str], asked: Sequence[Period]) -> Sequence[StoredFact]:
    """The facts of the time asked for, else of the time that most places give: a half year is no match for a year."""
    places: dict[Period, set[str]] = {}
    for kept in facts:
        if kept.fact.period is not None:
            places.setdefault(kept.fact.period, set()).add(owners[kept.report])
    if not places:
        return facts
    time = max(places, key=lambda p: (p in asked and len(places[p]) > 1, len(places[p]), p.last, p.first))
    return [kept for kept in facts if kept.fact.period == time]


def _rank(kept: StoredFact, names: frozenset[str]) -> tuple[bool, int]:
    """The very indicator before a part of it, then the order of the text."""
    return kept.fact.indicator not in names, kept.fact.start


def _sources(reader: "Reader", standings: Sequence[Standing]) -> list[Source]:
    found: list[Source] = []
    for standing in standings:
        report = reader.library.report(standing.fact.report)
        found.append((report, report.sentences[sentence_number(report, standing.fact.fact.start)]))
    return found


def _heading(reader: "Reader", standings: Sequence[Standing]) -> str:
    """``2025年地区生产总值增速目标``: what is compared."""
    term = next(term for term in reader.asked if term.indicator)
    when = period.label if (period := standings[0].fact.fact.period) else ""
    name = re.sub("(?:增长率?|增速)$", "", term.word)
    measure = "增速" if standings[0].fact.fact.measure is Measure.GROWTH else ""
    return f"{when}{name}{measure}{'目标' if reader.question.outlook is Outlook.TARGET else ''}"


def _tell_those_with(draft: Draft, reader: "Reader", standings: Sequence[Standing]) -> None:
    """The places whose figure is the one asked for, or above or below it."""
    question = reader.question
    asked = question.figures[0]
    around = question.plain[max(0, asked.start - 5) : asked.end + 3]
    value = in_common_unit(asked)[0]
    if _QUOTED.search(question.plain[max(0, asked.start - 4) : asked.start]):
        has = [s for s in standings if s.value == value and s.figure.qualifier == asked.qualifier]
    elif (_ABOVE.search(around) or asked.qualifier in ("以上", "超")) and asked.qualifier not in ("左右", "约"):
        has = [s for s in standings if s.value >= value and (s.value > value or "不低于" in around or "以上" in around)]
    elif _BELOW.search(around):
        has = [s for s in standings if s.value < value]
    else:
        has = [s for s in standings if s.value == value and s.figure.low == s.figure.high]
        if asked.qualifier:
            has = [s for s in has if s.figure.qualifier == asked.qualifier]
    if not has:
        draft.say(f"{_heading(reader, standings)}为{asked.text}的，已收录的报告里没有。")
        return
    shown = sorted(has, key=lambda s: -s.value)[:_MOST_LISTED]
    alike = len({s.shown for s in shown}) == 1
    items = "、".join(s.place if alike else f"{s.place}（{s.shown}）" for s in shown)
    draft.add(
        f"{_heading(reader, standings)}为{asked.text}的有{len(has)}个：{items}。",
        _sources(reader, shown),
        f"计数 = {len(has)} 个",
    )


def _tell_ranks(draft: Draft, reader: "Reader", facts: Sequence[StoredFact], names: frozenset[str]) -> None:
    """First places that reports claim without a figure that could be compared: they may overturn the order."""
    periods = reader.question.periods
    for kept in facts:
        fact = kept.fact
        in_time = not periods or (fact.period is not None and any(p.covers(fact.period) for p in periods))
        if fact.measure is Measure.RANK and fact.indicator in names and fact.figure.low == 1 and in_time:
            source = _sources(reader, [Standing(fact.place, kept)])[0]
            clause = next(c for c in clauses(*source) if c.start <= fact.figure.start < c.end)
            words = source[0].text[clause.start : clause.end].strip("，,；;。 ")
            draft.add(f"{fact.place}的报告没有给出可比的数字，但称“{words}”。", [source])


def _tell_order(draft: Draft, reader: "Reader", standings: Sequence[Standing], *, whole: bool) -> None:
    """The ends of the order, or all of it where it is short; places with the same figure stand together."""
    text = reader.question.plain
    ordered = sorted(standings, key=lambda s: (-s.value, s.place))
    lowest, highest = bool(_LOWEST.search(text)), bool(_HIGHEST.search(text))
    if lowest and not highest:
        ordered.reverse()
    heading, formula = _heading(reader, standings), None
    if not whole:
        heading, formula = f"在给出可比数字的{len(standings)}个地区中，{heading}", f"计数 = {len(standings)} 个"
    top = ordered[:_SHOWN]
    ends = [s for s in ordered if s.value == ordered[0].value]
    word = "最低" if lowest and not highest else "最高"
    if lowest or highest:
        first = draft.add(f"{heading}{word}的是{_listed(ends)}。", _sources(reader, ends), formula)
        if first.status is Check.UNVERIFIED:
            return
        following = [s for s in ordered if s not in ends][: _SHOWN - 2]
        if lowest and highest:
            last = [s for s in ordered if s.value == ordered[-1].value]
            draft.add(f"最低的是{_listed(last)}。", _sources(reader, last))
        elif following:
            draft.add(f"其次是{_listed(following)}。", _sources(reader, following))
        return
    draft.add(f"{heading}由高到低：{_listed(top)}。", _sources(reader, top), formula)


def _listed(standings: Sequence[Standing]) -> str:
    return "、".join(f"{s.place}（{s.shown}）" for s in standings)
