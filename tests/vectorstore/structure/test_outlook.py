import pytest

from vectorstore.periods import Period
from vectorstore.report import Kind, Layout, Outlook, Table
from vectorstore.structure.headings import build_sections, find_headings
from vectorstore.structure.lines import lines_of
from vectorstore.structure.outlook import with_times

BODY = "完善河道巡查制度,新建绿道12公里,栽种乔木3400株,出行条件有了改善。"


def sections_of(text, layout=Layout()):  # noqa: B008  (frozen)
    return build_sections(text, find_headings(lines_of(text), layout))


def timed(headings, kind, period, title=""):
    text = "开头\n" + "\n".join(f"{heading}\n{BODY}" for heading in headings)
    told = with_times(sections_of(text), kind, period, title)[1:]
    return [(section.period.label if section.period else None, section.outlook) for section in told]


DONE, PLANNED = Outlook.ACHIEVED, Outlook.TARGET


def test_a_half_year_report_tells_that_half_and_plans_the_year():
    headings = ["一、上半年计划执行情况", "（一）产业", "二、需要关注的主要问题", "三、下半年工作安排", "（一）产业"]
    assert timed(headings, Kind.PLAN, Period.months(2023, 1, 6)) == [
        ("2023年上半年", DONE),
        ("2023年上半年", DONE),
        ("2023年上半年", DONE),
        ("2023年", PLANNED),
        ("2023年", PLANNED),
    ]


def test_a_work_report_looks_back_a_year_and_ahead():
    headings = [
        "一、2022年工作回顾",
        "二、“十四五”时期主要目标",
        "三、2023年工作任务",
        "（一）产业",
        "四、建设服务型政府",
    ]
    assert timed(headings, Kind.WORK, Period.months(2023)) == [
        ("2022年", DONE),
        ("2021—2025年", PLANNED),
        ("2023年", PLANNED),
        ("2023年", PLANNED),
        ("2023年", PLANNED),
    ]


def test_five_years_back_and_ahead_are_counted_from_the_report():
    assert timed(["一、过去五年工作回顾", "二、今后五年的目标任务"], Kind.WORK, Period.months(2022)) == [
        ("2017—2021年", DONE),
        ("2022—2026年", PLANNED),
    ]


def test_a_report_on_a_whole_year_plans_the_next():
    title = "云汀市2022年国民经济和社会发展计划执行情况与2023年计划草案的报告"
    assert timed(["一、2022年计划执行情况", "二、主要目标"], Kind.PLAN, Period.months(2022), title) == [
        ("2022年", DONE),
        ("2023年", PLANNED),
    ]


def test_a_report_on_how_opinions_were_followed_tells_results():
    assert timed(["一、培育新动能", "二、优化环境", "三、下一步工作安排"], Kind.REVIEW, Period.months(2024)) == [
        ("2024年", DONE),
        ("2024年", DONE),
        ("2024年", PLANNED),
    ]


def test_without_a_period_the_outlook_is_still_told():
    assert timed(["一、工作回顾", "二、工作安排"], Kind.WORK, None) == [(None, DONE), (None, PLANNED)]


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("一、过去五年工作回顾", ("2020—2024年", DONE)),
        ("一、2024年和过去五年工作回顾", ("2020—2024年", DONE)),
        ("一、三年来的主要成就", ("2022—2024年", DONE)),
        ("一、本届政府工作回顾", ("2020—2024年", DONE)),
        ("一、2020—2024年工作回顾", ("2020—2024年", DONE)),
        ("一、今后三年的主要任务", ("2025—2027年", PLANNED)),
        ("一、2024年主要工作", ("2024年", DONE)),
        ("一、2024年目标任务", ("2024年", PLANNED)),
        ("一、2025年主要工作", ("2025年", PLANNED)),
        ("一、二〇二四年工作回顾", ("2024年", DONE)),
    ],
)
def test_headings_of_a_work_report_tell_their_years(heading, told):
    assert timed([heading], Kind.WORK, Period.months(2025)) == [told]


def test_old_speeches_tell_their_years_in_chinese_digits():
    headings = ["一、过去三年的成就", "二、一九五三年计划的执行情况", "三、今后的任务"]
    assert timed(headings, Kind.WORK, Period.months(1954)) == [
        ("1951—1953年", DONE),
        ("1953年", DONE),
        ("1954年", PLANNED),
    ]


def test_a_bulletin_tells_results_whatever_its_headings():
    assert (
        timed(["一、综合", "二、目标任务", "（一）就业"], Kind.BULLETIN, Period.months(2023)) == [("2023年", DONE)] * 3
    )


def test_a_programme_plans_its_years_and_looks_back_on_those_before():
    headings = ["第一章 发展环境", "第二章 指导方针", "第三章 改善生态环境", "第一节 发展基础", "第二节 主要任务"]
    assert timed(headings, Kind.PROGRAMME, Period.years(2021, 2025)) == [
        ("2016—2020年", DONE),
        ("2021—2025年", PLANNED),
        ("2021—2025年", PLANNED),
        ("2016—2020年", DONE),
        ("2021—2025年", PLANNED),
    ]


def test_a_budget_report_tells_one_year_and_plans_the_next():
    title = "关于云汀市2023年预算执行情况和2024年预算草案的报告"
    headings = ["一、2023年预算执行情况", "（一）收入", "二、2024年预算草案", "（一）收入"]
    assert timed(headings, Kind.BUDGET, Period.months(2023), title) == [
        ("2023年", DONE),
        ("2023年", DONE),
        ("2024年", PLANNED),
        ("2024年", PLANNED),
    ]


def test_a_courts_report_goes_on_with_results_until_it_plans():
    headings = ["一、2023年主要工作", "二、司法改革", "三、2024年工作安排"]
    assert timed(headings, Kind.COURT, Period.months(2024)) == [("2023年", DONE), ("2023年", DONE), ("2024年", PLANNED)]


@pytest.mark.parametrize("kind", [Kind.AUDIT, Kind.SPECIAL, Kind.OTHER])
def test_reports_on_one_matter_tell_results_until_they_plan(kind):
    assert timed(["一、主要做法", "二、建议", "三、下一步打算"], kind, Period.months(2023)) == [
        ("2023年", DONE),
        ("2023年", DONE),
        ("2023年", PLANNED),
    ]


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("附表1 2020年上半年主要指标完成情况", ("2020年上半年", DONE)),
        ("附表2：2021年主要预期目标", ("2021年", PLANNED)),
        ("附件3：2021年重点项目计划表", ("2021年", PLANNED)),
        ("附件4 2020年计划执行情况表", ("2020年", DONE)),
        ("附表5：主要指标", ("2020年上半年", DONE)),
        ("名词解释", ("2020年上半年", DONE)),
    ],
)
def test_an_annex_has_its_own_outlook_and_time(heading, told):
    headings = ["一、上半年计划执行情况", "二、下半年工作安排", heading]
    assert timed(headings, Kind.PLAN, Period.months(2020, 1, 6))[-1] == told


@pytest.mark.parametrize(
    ("caption", "told"),
    [
        ("表1 2025年主要预期目标", ("2025年", PLANNED)),
        ("表2 2024年主要指标完成情况", ("2024年", DONE)),
        ("2025年各项目标表", ("2025年", PLANNED)),
    ],
)
def test_a_captioned_table_has_its_own_outlook_and_time(caption, told):
    text = f"开头\n一、工作回顾\n{BODY}\n{caption}\n指标\t数值\n生产总值\t5\n{BODY}"
    table = Table(text.index("指标\t"), text.index("\t5") + 2, ())
    section = with_times(sections_of(text, Layout(tables=(table,))), Kind.WORK, Period.months(2025), "")[-1]
    assert (section.heading, section.end) == (caption, table.end)
    assert section.period
    assert (section.period.label, section.outlook) == told
