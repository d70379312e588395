"""Which cells of the library a question asks about: places × periods, and what of it was never read."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.evidence import Cell
from bot.question import Question, Want
from vectorstore.library import ReportCard
from vectorstore.periods import Period
from vectorstore.places import chain_of, place_named, short_name

MOST_PLACES = 5
"""Places answered at once when a question names none; more would be a table, not an answer."""

_CITY_AS_A_SIDE = re.compile(
    r"[、/和与跟,，及]\s*[\u4e00-\u9fff]{0,3}全市|(?:全市|市里)(?:、|和|与|跟|比)|(?:占|相当于)(?:北京)?全[市省]|全[市省](?:的比|的百分|总)|(?:比|与|和|跟|同)(?:全市|市里|全省|省里)"
)


@dataclass(frozen=True)
class Holding:
    """What planning needs to know of a report: whose it is and which periods its sections speak of."""

    id: str
    place: str
    parent: str
    period: str
    periods: frozenset[Period]

    def speaks_of(self, period: Period) -> bool:
        """Whether any section is about (a part of) a period."""
        return any(p.overlaps(period) for p in self.periods)


def holding(card: ReportCard) -> Holding:
    """A report as planning sees it."""
    periods = frozenset(period for period, _ in card.spans)
    return Holding(card.id, card.place, card.parent, card.period, periods)


@dataclass(frozen=True)
class Plan:
    """The cells to fill, and the places and periods asked for that the library does not have."""

    cells: tuple[Cell, ...]
    missing_places: tuple[str, ...] = ()
    missing_periods: tuple[Period, ...] = ()
    places: tuple[str, ...] = ()
    """The places asked for that the library has."""
    open_place: bool = False
    """Whether the question left the place open."""
    told_by_others: bool = False
    """Whether no report is of the place and time asked for, and others may mention them: a district in its province's
    report, a year that is only looked back on."""


def make(
    question: Question, reports: Sequence[Holding], places: Collection[str] = (), periods: Sequence[Period] = ()
) -> Plan:
    """The cells of a question; ``places`` and ``periods``, set by the user, win over the question's own."""
    held = tuple(dict.fromkeys(r.place for r in reports if r.place))
    asked_places = tuple(places) or _places(question, reports, held)
    asked_periods = tuple(periods) or _periods(question, reports, asked_places)
    present = tuple(p for p in asked_places if p in held)
    missing = tuple(p for p in asked_places if p not in held)
    if asked_places and not present:
        return Plan(_in_parents(question, reports, held, missing, asked_periods), missing, (), told_by_others=True)
    cells: list[Cell] = []
    lacking: list[Period] = []
    aside: list[Cell] = []
    scopes = present or (_open_places(question, reports, held, asked_periods))
    for place in scopes or ("",):
        for period in asked_periods or (None,):
            if question.pairs and period is not None and (place, period) not in question.pairs:
                continue
            ids = _reports_of(question, reports, place, period)
            others = tuple(p for p in asked_periods if p != period and period is not None and period.covers(p))
            if ids:
                cells.append(
                    Cell(place, ids, period, others, outlook=dict(question.outlooks).get(period) if period else None)
                )
            elif period is not None:
                lacking.append(period)
                if place and (every := _reports_of(question, reports, place, None)):
                    aside.append(Cell(place, every, period, others, told=True))
    if not cells and aside:
        return Plan(tuple(aside), (), tuple(dict.fromkeys(lacking)), present, told_by_others=True)
    comparing = question.wants & {Want.COMPARISON, Want.DIFFERENCE, Want.SUM, Want.SHARE}
    return Plan(
        tuple(cells),
        missing if comparing or not cells else (),
        tuple(dict.fromkeys(lacking)),
        present,
        not asked_places,
    )


def _in_parents(
    question: Question,
    reports: Sequence[Holding],
    held: Collection[str],
    missing: Sequence[str],
    periods: Sequence[Period],
) -> tuple[Cell, ...]:
    """Cells of the places around those that have no report of their own, for sentences that name these."""
    cells = []
    for place in missing:
        around = next((p for p in chain_of(place) if p in held), None)
        if around is None:
            continue
        for period in periods or (None,):
            ids = _reports_of(question, reports, around, period)
            cells += [Cell(around, ids, period, naming=short_name(place))] if ids else []
    return tuple(cells)


def _reports_of(question: Question, reports: Sequence[Holding], place: str, period: Period | None) -> tuple[str, ...]:
    """Reports of a place (or any place) about a period; districts of a city join for questions after names."""
    own = [r for r in reports if not place or r.place == place]
    if question.told_in and (named := [r for r in own if r.period.startswith(f"{question.told_in}年")]):
        own = named
    if place and not question.wants_figure and question.wants & {Want.NAME, Want.PERSON, Want.LIST, Want.REASON}:
        own += [r for r in reports if r.parent == place]
    return tuple(r.id for r in own if period is None or r.speaks_of(period))


def _places(question: Question, reports: Sequence[Holding], held: Sequence[str]) -> tuple[str, ...]:
    named = list(question.places)
    parents = {r.place: r.parent for r in reports}
    for place in question.places:
        for parent in {parents.get(place) or place_named(place).parent, *(p for p in held if p != place)} & set(named):
            if _adjacent(question.plain, parent, place):
                named.remove(parent)
    if question.everywhere and not question.across and len(named) <= 1:
        told = {r.place for r in reports if all(r.speaks_of(p) for p in question.periods)}
        named = list(dict.fromkeys([*named, *(p for p in held if p in told)]))[:MOST_PLACES]
    if question.whole_city:
        cities = [parents.get(p, "") for p in named if parents.get(p, "") in held] or _cities(question, reports, held)
        if cities and (not named or _CITY_AS_A_SIDE.search(question.plain)) and cities[0] not in named:
            named.append(cities[0])
    if any(p in held for p in named):
        comparing = question.wants & {Want.COMPARISON, Want.DIFFERENCE, Want.SUM}
        return tuple(p for p in named if p in held or (comparing and p.endswith(("区", "县", "市", "省"))))
    return tuple(named)


def _cities(question: Question, reports: Sequence[Holding], held: Sequence[str]) -> list[str]:
    """The city that 全市 means where no district is named: one told of at that time, best with districts here."""
    parents = {r.parent for r in reports}
    own = [p for p in held if p.endswith("市")]
    told = [p for p in own if all(any(r.place == p and r.speaks_of(x) for r in reports) for x in question.periods)]
    return sorted(told or own, key=lambda place: place not in parents)[:1]


def _adjacent(text: str, parent: str, child: str) -> bool:
    """Whether the parent's name stands right before the child's (北京市朝阳区, 北京朝阳)."""
    short = parent.rstrip("市省区县")
    return re.search(rf"{re.escape(short)}(?:自治区|[市省区县])?\s*的?{re.escape(child[:2])}", text) is not None


def _periods(question: Question, reports: Sequence[Holding], places: Collection[str]) -> tuple[Period, ...]:
    if question.periods:
        years = question.periods
        if question.outcome_of_year and len({p.year for p in years}) == 1 and all(p.year == p.last_year for p in years):
            year = years[0].year
            return Period.months(year, 1, 6), Period.months(year)
        return years
    if question.outcome_of_year:
        halves = sorted(
            {
                p.year
                for r in reports
                if not places or r.place in places
                for p in r.periods
                if p == Period.months(p.year, 1, 6)
            }
        )
        if halves:
            return Period.months(halves[-1], 1, 6), Period.months(halves[-1])
    if question.within is not None:
        years_held = sorted(
            {
                p.year
                for r in reports
                if not places or r.place in places
                for p in r.periods
                if p == question.within.shifted(p.year)
            }
        )
        return tuple(question.within.shifted(year) for year in years_held[-1:])
    return ()


def _open_places(
    question: Question, reports: Sequence[Holding], held: Sequence[str], periods: Sequence[Period]
) -> tuple[str, ...]:
    """For a question after an indicator that names no place: every place whose reports fit, if they are few."""
    if not question.indicator or not question.wants_figure:
        return ()
    fitting = [p for p in held if any(r.place == p and all(r.speaks_of(x) for x in periods) for r in reports)]
    return tuple(fitting) if len(fitting) <= MOST_PLACES else ()
