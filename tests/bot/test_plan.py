"""Which reports a question is about, and what of it was never read."""

import pytest

from bot import plan
from bot.plan import Holding
from bot.question import understand
from vectorstore.library import Library
from vectorstore.periods import Period

HALF, YEAR = Period.months(2022, 1, 6), Period.months(2022)


def held(number, place, *periods, parent=""):
    return Holding(number, place, parent, periods[0].label, frozenset(periods))


LIBRARY = [
    held("a", "朝阳区", HALF, YEAR, parent="北京市"),
    held("b", "海淀区", HALF, parent="北京市"),
    held("c", "北京市", HALF),
    held("d", "朝阳区", Period.months(2021)),
]
DISTRICT_ONLY = [LIBRARY[0]]


def made(text, library=LIBRARY, **narrowing):
    known = {h.place for h in library} | {h.parent for h in library if h.parent}
    return plan.make(understand(text, known_places=known), library, **narrowing)


def cells(text, library=LIBRARY, **narrowing):
    return [(c.place, c.period and c.period.label, c.reports) for c in made(text, library, **narrowing).cells]


def test_one_place_and_period_is_one_cell_of_the_reports_that_speak_of_it():
    assert cells("朝阳区2022年上半年GDP是多少？") == [("朝阳区", "2022年上半年", ("a",))]
    assert cells("朝阳区2021年GDP是多少？") == [("朝阳区", "2021年", ("d",))]


@pytest.mark.parametrize("address", ["北京市朝阳区", "北京朝阳区", "北京市的朝阳区"])
def test_a_district_named_with_its_city_is_the_district_alone(address):
    assert [place for place, _, _ in cells(f"{address}2022年上半年GDP是多少？")] == ["朝阳区"]


def test_a_district_beside_its_city_is_both():
    assert {place for place, _, _ in cells("朝阳区和北京市2022年上半年GDP相差多少？")} == {"朝阳区", "北京市"}


def test_places_times_periods_make_the_grid():
    text = "朝阳区和海淀区2022年上半年、2021年GDP分别是多少？"
    assert {(place, period) for place, period, _ in cells(text)} == {
        ("朝阳区", "2022年上半年"), ("朝阳区", "2021年"), ("海淀区", "2022年上半年"),
    }  # fmt: skip
    assert Period.months(2021) in made(text).missing_periods


def test_a_place_that_was_never_read_is_missing_and_not_replaced_by_another():
    scheme = made("上海市2022年上半年GDP是多少？")
    assert scheme.cells == ()
    assert scheme.missing_places == ("上海市",)


def test_a_district_that_was_never_read_is_missing_though_its_city_was():
    scheme = made("北京市丰台区2022年上半年GDP是多少？")
    assert "丰台区" in scheme.missing_places
    assert all(cell.place != "朝阳区" for cell in scheme.cells)


def test_a_city_is_not_answered_by_one_of_its_districts():
    assert made("北京市2022年上半年GDP是多少？", DISTRICT_ONLY).missing_places == ("北京市",)


def test_one_missing_side_of_a_comparison_is_named():
    scheme = made("朝阳区和浦东新区2022年上半年GDP相差多少？")
    assert [cell.place for cell in scheme.cells] == ["朝阳区"]
    assert scheme.missing_places == ("浦东新区",)


def test_a_period_that_was_never_read_is_missing():
    scheme = made("朝阳区2015年GDP是多少？")
    assert scheme.told_by_others
    assert all(cell.told for cell in scheme.cells)
    assert [period.label for period in scheme.missing_periods] == ["2015年"]


def test_an_indicator_without_a_place_asks_every_place_that_has_the_period():
    scheme = made("2022年上半年GDP是多少？")
    assert {cell.place for cell in scheme.cells} == {"朝阳区", "海淀区", "北京市"}
    assert scheme.open_place


def test_what_the_user_set_wins_over_the_question():
    assert cells("朝阳区2022年上半年GDP？", places=("海淀区",)) == [("海淀区", "2022年上半年", ("b",))]
    assert cells("朝阳区2022年上半年GDP？", periods=(Period.months(2021),)) == [("朝阳区", "2021年", ("d",))]


def test_half_a_year_without_its_year_is_the_latest_one_held():
    assert cells("朝阳区上半年GDP是多少？") == [("朝阳区", "2022年上半年", ("a",))]


def test_an_empty_library_has_no_cells():
    assert made("朝阳区2022年GDP是多少？", []).cells == ()


def test_a_holding_is_what_the_report_says_of_itself(make_report, tmp_path):
    report = make_report("新增停车位12个。")
    with Library(tmp_path / "catalogue.sqlite") as library:
        library.add(report)
        found = plan.holding(library.reports()[0])
    assert (found.place, found.period) == ("云泽县", "2023年上半年")
    assert found.speaks_of(Period.months(2023, 3, 3))
    assert not found.speaks_of(Period.months(2022))
