"""Facts kept in the catalogue come back exactly, and only those that fit and are searched."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert, select

from vectorstore.facts import Fact, Measure, facts_of
from vectorstore.figures import Figure
from vectorstore.library import Library, State
from vectorstore.library.facts_table import rows_of, stored
from vectorstore.library.tables import FACTS
from vectorstore.periods import Period
from vectorstore.report import Outlook

CLOUDS = "全县生产总值41.2亿元，同比增长5%。\n新增学位620个。"
RIVERS = "粮食产量12.5万吨，同比下降0.4%。\n力争全年生产总值增长6%左右。"

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
amounts = st.decimals(min_value=0, max_value=10**12, allow_nan=False, allow_infinity=False, places=3)
spans = st.integers(0, 10**6)
figures = st.builds(
    Figure,
    start=spans,
    end=spans,
    low=amounts,
    high=amounts,
    unit=words,
    scale=st.sampled_from([Decimal(1), Decimal("1E+8"), Decimal(10000), Decimal("0.1")]),
    base=words,
    qualifier=st.none() | st.sampled_from(["约", "不低于"]),
    sign=st.sampled_from([-1, 0, 1]),
    ordinal=st.booleans(),
    text=words,
)
facts = st.builds(
    Fact,
    figure=figures,
    measure=st.sampled_from(list(Measure)),
    subject=words,
    basis=st.none() | words,
    indicator=words,
    known=st.booleans(),
    place=words,
    period=st.none() | st.builds(Period, first=st.integers(24000, 24100), last=st.integers(24101, 24400)),
    kind=st.sampled_from(list(Outlook)),
    start=spans,
    end=spans,
)


@pytest.fixture(scope="module")
def table():
    engine = create_engine("sqlite://")
    FACTS.metadata.create_all(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@settings(max_examples=60)
@given(st.lists(facts, min_size=1, max_size=4))
def test_what_is_kept_of_a_fact_is_the_fact(table, some):
    table.execute(insert(FACTS), rows_of("r", some))
    rows = table.execute(select(FACTS, FACTS.c.report.label("source")).order_by(FACTS.c.number)).all()
    table.rollback()
    back = [stored(row).fact for row in rows]
    assert back == some
    assert [str(fact.figure.low) for fact in back] == [str(fact.figure.low) for fact in some]


@pytest.fixture
def library(tmp_path, make_report):
    with Library(tmp_path / "catalogue.sqlite") as library:
        for place, text in (("云泽县", CLOUDS), ("明河市", RIVERS)):
            report = make_report(text, source=f"{place}.txt", place=place)
            library.add(report)
            library.mark_ready(report.id, "hash")
        yield library


def told(found):
    return [kept.fact.figure.text for kept in found]


def test_all_facts_of_the_library_are_those_of_its_reports(library, make_report):
    expected = facts_of(make_report(CLOUDS))
    kept = library.facts(places=["云泽县"])
    assert tuple(one.fact for one in kept) == expected
    assert {(one.report, one.source) for one in kept} == {(make_report(CLOUDS).id, "云泽县.txt")}
    assert len(library.facts()) == len(expected) + len(library.facts(places=["明河市"]))


def test_facts_are_narrowed_by_all_that_is_given(library):
    assert told(library.facts(indicators=["粮食产量"], measure=Measure.LEVEL)) == ["12.5万吨"]
    achieved = library.facts(places=["云泽县", "明河市"], measure=Measure.GROWTH, kind=Outlook.ACHIEVED)
    assert told(achieved) == ["5%", "0.4%"]
    assert told(library.facts(places=["云泽县"], indicators=["粮食产量"])) == []
    (clouds,) = [card.id for card in library.reports() if card.place == "云泽县"]
    assert told(library.facts(reports=[clouds], measure=Measure.LEVEL)) == ["41.2亿元", "620个"]


def test_periods_overlap_or_are_the_very_ones_asked_for(library):
    year, half = Period.months(2023), Period.months(2023, 1, 6)
    assert set(told(library.facts(periods=[half], exact=True, kind=Outlook.ACHIEVED))) == {
        "41.2亿元", "5%", "620个", "12.5万吨", "0.4%",
    }  # fmt: skip
    assert "12.5万吨" in told(library.facts(periods=[year]))
    assert "12.5万吨" not in told(library.facts(periods=[year], exact=True))
    assert library.facts(periods=[Period.months(2021)]) == []


@pytest.mark.parametrize("state", [State.INDEXING, State.TWIN, State.LEAVING])
def test_facts_of_a_report_that_is_not_searched_are_not_given(library, state):
    library.mark(state, [card.id for card in library.reports() if card.place == "云泽县"])
    assert {kept.fact.place for kept in library.facts()} == {"明河市"}
    library.mark(State.WORDS)
    assert {kept.fact.place for kept in library.facts()} == {"云泽县", "明河市"}


def test_facts_leave_with_their_report_and_change_with_it(library, make_report):
    report = make_report(RIVERS, source="明河市.txt", place="明河市")
    fewer = tuple(replace(fact, place="汐川区") for fact in facts_of(report)[:1])
    library.add(report, facts=fewer)
    library.mark_ready(report.id, "hash")
    assert [kept.fact for kept in library.facts(reports=[report.id])] == list(fewer)
    library.remove(report.id)
    assert library.facts(reports=[report.id]) == []
