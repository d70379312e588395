from decimal import Decimal

import pytest

from vectorstore.facts import clauses, facts_of
from vectorstore.periods import Period
from vectorstore.reading import read_bytes
from vectorstore.report import Outlook

YEARS = """云汀市2024年主要经济指标完成情况,,,,,
单位：亿元,,,,,
指标名称,计量单位,2023年实绩,2024年完成,同比增长（%）,2025年预期目标
一、地区生产总值,亿元,2301.5,2441.2,5.6,6左右
其中：第一产业增加值,亿元,120.3,123.1,3.1,
二、规模以上工业增加值,%,—,—,7.2,7以上
三、城镇调查失业率,%,5.1,5.0,,5.5以内
四、居民人均可支配收入,元,"41,230","43,502",5.5,与经济增长同步
五、PM2.5平均浓度,微克/立方米,31.2,29.8,-4.5,30以内
六、粮食产量,万吨,82.1,83.0,1.1,≥83
"""
COUNTIES = """各县区2024年上半年主要指标,,,
县区,地区生产总值（亿元）,增长（%）,位次
岚桥区,412.3,5.1,2
青禾县,102.5,-0.8,3
合计,514.8,4.2,
"""


def read(table, name):
    return read_bytes(table.encode(), name)


def facts_by_cell(table, name):
    report = read(table, name)
    return {(fact.subject, report.text[fact.start : fact.end]): fact for fact in facts_of(report)}


@pytest.fixture(scope="module")
def years():
    return facts_by_cell(YEARS, "云汀市2024年主要经济指标完成情况.csv")


@pytest.fixture(scope="module")
def counties():
    return facts_by_cell(COUNTIES, "云汀市2024年上半年各县区指标.csv")


@pytest.mark.parametrize(
    ("cell", "indicator", "unit", "measure", "period", "kind", "sign"),
    [
        (("地区生产总值 2023年实绩", "2301.5"), "地区生产总值", "亿元", "level", "2023年", "achieved", 0),
        (("地区生产总值 同比增长", "5.6"), "地区生产总值", "%", "growth", "2024年", "achieved", 1),
        (("地区生产总值 2025年预期目标", "6左右"), "地区生产总值", "%", "growth", "2025年", "target", 1),
        (("第一产业增加值 2024年完成", "123.1"), "第一产业增加值", "亿元", "level", "2024年", "achieved", 0),
        (("规模以上工业增加值 2025年预期目标", "7以上"), "规模以上工业增加值", "%", "growth", "2025年", "target", 1),
        (("城镇调查失业率 2024年完成", "5.0"), "城镇调查失业率", "%", "share", "2024年", "achieved", 0),
        (("PM2.5平均浓度 同比增长", "-4.5"), "PM2.5浓度", "%", "growth", "2024年", "achieved", -1),
        (("粮食产量 2025年预期目标", "≥83"), "粮食产量", "万吨", "level", "2025年", "target", 0),
    ],
)
def test_a_cell_is_a_fact_with_what_its_headings_tell(years, cell, indicator, unit, measure, period, kind, sign):
    fact = years[cell]
    assert fact.indicator == indicator
    assert fact.known
    assert (fact.figure.unit, fact.measure.value, fact.figure.sign) == (unit, measure, sign)
    assert (fact.period.label, fact.kind.value, fact.place) == (period, kind, "云汀市")


def test_thousands_and_comparators_of_a_cell_are_read(years):
    assert years["居民人均可支配收入 2024年完成", "43,502"].figure.low == Decimal(43502)
    assert years["粮食产量 2025年预期目标", "≥83"].figure.qualifier == "不低于"
    assert years["城镇调查失业率 2025年预期目标", "5.5以内"].figure.qualifier == "以内"


def test_dashes_and_words_are_no_facts(years):
    assert not [cell for cell in years if cell[1] in ("—", "与经济增长同步")]


def test_a_row_that_names_a_place_gives_it_its_figures(counties):
    fact = counties["岚桥区 地区生产总值", "412.3"]
    assert (fact.place, fact.indicator, fact.figure.unit, fact.period.label) == (
        "岚桥区",
        "地区生产总值",
        "亿元",
        "2024年上半年",
    )


def test_a_column_of_changes_is_of_the_indicator_on_its_left(counties):
    fact = counties["青禾县 增长", "-0.8"]
    assert (fact.indicator, fact.place, fact.measure.value, fact.figure.sign) == (
        "地区生产总值",
        "青禾县",
        "growth",
        -1,
    )


def test_a_column_of_positions_holds_ranks(counties):
    fact = counties["岚桥区 位次", "2"]
    assert (fact.indicator, fact.measure.value, fact.figure.ordinal) == ("地区生产总值", "rank", True)


def test_a_total_is_of_the_report_s_own_place(counties):
    assert counties["合计 地区生产总值", "514.8"].place == "云汀市"


def test_merged_headings_stand_over_every_column_they_cover(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in (
        ["岚桥区2024年主要指标", None, None, None],
        ["指标", "2023年", "2024年", None],
        [None, "实绩（亿元）", "完成（亿元）", "增长（%）"],
        ["地区生产总值", 391.5, 412.3, 5.1],
    ):
        sheet.append(row)
    sheet.merge_cells("C2:D2")
    sheet.merge_cells("A2:A3")
    path = tmp_path / "岚桥区2024年主要指标.xlsx"
    book.save(path)
    report = read_bytes(path.read_bytes(), path.name)
    found = {report.text[fact.start : fact.end]: fact for fact in facts_of(report)}
    assert found["391.5"].period == Period.months(2023)
    assert (found["5.1"].period, found["5.1"].measure.value) == (Period.months(2024), "growth")
    assert found["412.3"].figure.unit == "亿元"


def test_every_fact_of_a_table_cites_its_cell():
    report = read(YEARS, "云汀市2024年主要经济指标完成情况.csv")
    for fact in facts_of(report):
        assert report.text[fact.start : fact.end] == fact.figure.text
        assert (fact.figure.start, fact.figure.end) == (fact.start, fact.end)


def test_a_row_is_spoken_with_its_headings():
    report = read(COUNTIES, "云汀市2024年上半年各县区指标.csv")
    sentence = next(sentence for sentence in report.sentences if report.quote(sentence).startswith("岚桥区"))
    assert clauses(report, sentence)[0].spoken == "岚桥区（地区生产总值）412.3亿元"
    assert clauses(report, sentence)[0].outlook is Outlook.ACHIEVED


def test_a_unit_is_spoken_before_its_qualifier():
    report = read(YEARS, "云汀市2024年主要经济指标完成情况.csv")
    spoken = [clause.spoken for sentence in report.sentences for clause in clauses(report, sentence)]
    assert "地区生产总值（2025年预期目标）6%左右" in spoken


def test_budget_revenue_is_an_indicator_and_no_plan():
    table = "岚桥区2024年上半年主要指标,,\n指标,绝对值,增长（%）\n一般公共预算收入（亿元）,16.9,3.2\n"
    facts = facts_of(read(table, "岚桥区2024年上半年主要指标.csv"))
    assert {fact.kind for fact in facts} == {Outlook.ACHIEVED}


def test_a_table_of_words_states_nothing():
    table = "责任分工,,\n任务,牵头部门,时限\n修订办法,区发展改革委,6月底前\n印发方案,区财政局,9月底前\n"
    assert facts_of(read(table, "云汀市2024年责任分工.csv")) == ()
