import pytest

from vectorstore.reading import read_bytes
from vectorstore.report import Kind, Outlook

BODY = "我区经济稳步回升,青禾区新增企业1200家,云汀市新建学校8所,税收增长4.5%。青禾区还新建绿道。"
HALF = f"""您当前的位置:首页>>人大>>会刊
关于青禾区2023年国民经济和社会发展计划上半年执行情况的报告
日期:2024-02-03 来源:青禾区人大网 打印页面
——2023年8月9日在青禾区第五届人民代表大会常务委员会第九次会议上
青禾区发展和改革委员会主任 \u00a0林 远
主任、各位副主任、各位委员:
一、上半年计划执行情况
{BODY}
二、下半年工作安排
{BODY}
"""


def read(text, name="甲.txt"):
    return read_bytes(text.encode(), name)


def test_a_title_tells_place_period_and_kind():
    report = read(HALF)
    assert report.title.value == "关于青禾区2023年国民经济和社会发展计划上半年执行情况的报告"
    assert (report.place.value, report.period.value, report.kind.value) == ("青禾区", "2023年上半年", Kind.PLAN)
    assert all(found.certain for found in (report.title, report.place, report.period, report.kind))


def test_what_was_found_is_quoted_from_the_text():
    report = read(HALF)
    assert report.text[report.place.start : report.place.end] == "青禾区"
    assert report.text[report.date.start : report.date.end] == "2023年8月9日"
    assert report.text[report.period.start : report.period.end].startswith("2023年")
    assert report.text[report.period.start : report.period.end].endswith("上半年")


def test_the_day_of_delivery_is_not_the_day_of_the_web_page():
    assert read(HALF).date.value == "2023-08-09"
    undated = "\n".join(line for line in HALF.split("\n") if not line.startswith("——"))
    assert read(undated).date.value == ""


def test_a_session_line_broken_in_two_still_tells_the_day():
    text = HALF.replace("常务委员会第九次会议上", "常务委员会\n第九次会议上")
    assert read(text).date.value == "2023-08-09"


@pytest.mark.parametrize(
    ("title", "place", "parent", "period", "kind"),
    [
        ("2025年云汀市政府工作报告", "云汀市", "", "2025年", Kind.WORK),
        ("2025年宁夏政府工作报告", "宁夏回族自治区", "中国", "2025年", Kind.WORK),
        (
            "关于云汀市青禾区2023年上半年国民经济和社会发展计划执行情况的报告",
            "青禾区",
            "云汀市",
            "2023年上半年",
            Kind.PLAN,
        ),
        ("云汀市2022年国民经济和社会发展计划执行情况与2023年计划草案的报告", "云汀市", "", "2022年", Kind.PLAN),
        ("关于云汀市2023年上半年计划执行情况审议意见落实情况的报告", "云汀市", "", "2023年", Kind.REVIEW),
        ("关于云汀市2023年前三季度预算执行的报告", "云汀市", "", "2023年前三季度", Kind.BUDGET),
        ("关于东城区2023年计划上半年执行情况的报告", "东城区", "北京市", "2023年上半年", Kind.PLAN),
        ("云汀市2023年国民经济和社会发展统计公报", "云汀市", "", "2023年", Kind.BULLETIN),
        ("关于云汀市2023年预算执行情况和2024年预算草案的报告", "云汀市", "", "2023年", Kind.BUDGET),
        ("关于云汀市2022年度市级预算执行和其他财政收支的审计工作报告", "云汀市", "", "2022年", Kind.AUDIT),
        ("云汀市国民经济和社会发展第十四个五年规划和2035年远景目标纲要", "云汀市", "", "2021—2025年", Kind.PROGRAMME),
        ("关于云汀市“十四五”规划实施情况的中期评估报告", "云汀市", "", "2021—2025年", Kind.OTHER),
        ("2024年云汀市人民代表大会常务委员会工作报告", "云汀市", "", "2024年", Kind.CONGRESS),
        ("2024年云汀市中级人民法院工作报告", "云汀市", "", "2024年", Kind.COURT),
        ("2024年岚桥区人民检察院工作报告", "岚桥区", "", "2024年", Kind.PROCURATORATE),
        ("关于岚桥区2023年度优化营商环境工作情况的报告", "岚桥区", "", "2023年", Kind.SPECIAL),
        ("崇文区2008年政府工作报告", "崇文区", "北京市", "2008年", Kind.WORK),
        ("热河省一九五四年政府工作报告", "热河省", "中国", "1954年", Kind.WORK),
        ("关于云汀市84年国民经济计划执行情况的报告", "云汀市", "", "1984年", Kind.PLAN),
        ("中华人民共和国2023年国民经济和社会发展统计公报", "中国", "", "2023年", Kind.BULLETIN),
        ("国务院关于2022年度国有资产管理情况的报告", "中国", "", "2022年", Kind.SPECIAL),
        ("关于1954年国家决算和1955年国家预算的报告", "", "", "1954年", Kind.BUDGET),
    ],
)
def test_titles_of_every_kind_are_read(title, place, parent, period, kind):
    report = read(f"{title}\n各位代表:\n一、情况\n{BODY}")
    found = (report.title.value, report.place.value, report.parent.value, report.period.value, report.kind.value)
    assert found == (title, place, parent, period, kind)


def test_a_title_set_with_spaces_or_broken_in_two_is_made_whole():
    assert read(f"政 府 工 作 报 告\n一、情况\n{BODY}").title.value == "政府工作报告"
    broken = read(f"关于青禾区2023年国民经济和社会发展计划\n上半年执行情况的报告\n一、情况\n{BODY}")
    assert broken.title.value == "关于青禾区2023年国民经济和社会发展计划上半年执行情况的报告"
    assert broken.period.value == "2023年上半年"


def test_the_session_line_tells_what_the_title_does_not():
    report = read(f"政府工作报告\n——2022年1月8日在云汀市第五届人民代表大会第一次会议上\n各位代表:\n一、情况\n{BODY}")
    assert (report.place.value, report.place.certain) == ("云汀市", True)
    assert (report.period.value, report.period.certain) == ("2022年", True)


def test_without_a_header_everything_is_inferred_and_marked_so():
    body = (
        "我区经济回升。东城区2021年投资增长3%。截至6月30日,东城区发布2021年方案。"
        "北京市开放活动在东城举办。2021年新增企业。2020年底完成。"
    )
    report = read(f"一、上半年计划执行情况\n{body}\n二、下半年工作安排\n{body}")
    assert report.title.value == "东城区2021年上半年国民经济和社会发展计划执行情况的报告"
    assert (report.place.value, report.parent.value, report.period.value) == ("东城区", "北京市", "2021年上半年")
    assert report.kind.value == Kind.PLAN
    found = (report.title, report.place, report.parent, report.period, report.kind)
    assert not any(item.certain for item in found)
    assert report.title.start is None


def test_other_places_in_the_text_do_not_win_over_the_title():
    report = read(f"关于青禾区2023年计划执行情况的报告\n一、情况\n{BODY}" + "与海淀区、西城区、北京市合作。" * 20)
    assert report.place.value == "青禾区"


def test_the_file_name_is_the_last_resort():
    text = "一、情况\n工作稳步推进,群众满意度提高。"
    assert read(text, "2024年海淀区报告.txt").place.value == "海淀区"
    assert read(text, "2024年海淀区报告.txt").period.value == "2024年"
    assert not read(text, "2024年海淀区报告.txt").place.certain
    assert read(HALF, "2019年西城区报告.txt").place.value == "青禾区"


SPEECH = f"""团结一心，为建设富强的国家而奋斗
——一九七八年二月二十六日在第五届全国人民代表大会第一次会议上的政府工作报告
国务院总理 林国安
各位代表：
一、过去三年的工作
{BODY}
二、今后八年的任务
{BODY}
"""


def test_an_old_speech_bears_a_motto_and_is_of_the_whole_country():
    report = read(SPEECH)
    assert report.title.value == "团结一心，为建设富强的国家而奋斗"
    assert (report.place.value, report.kind.value, report.period.value) == ("中国", Kind.WORK, "1978年")
    assert (report.date.value, report.speaker.value) == ("1978-02-26", "国务院总理 林国安")
    assert report.session.value == "第五届全国人民代表大会第一次会议"
    assert [(period.label, outlook) for period, outlook in report.covers] == [
        ("1975—1977年", Outlook.ACHIEVED),
        ("1977年", Outlook.ACHIEVED),
        ("1978—1985年", Outlook.TARGET),
    ]


def test_a_speech_for_the_state_council_is_known_by_its_words():
    report = read(f"政府工作报告\n各位代表：\n现在，我代表国务院，向大会报告政府工作，请予审议。\n一、工作回顾\n{BODY}")
    assert (report.place.value, report.place.certain) == ("中国", True)
    assert report.text[report.place.start : report.place.end].startswith("代表国务院")


def test_a_report_covers_the_results_of_a_year_and_the_targets_of_the_next():
    report = read(f"2021年云汀市政府工作报告\n各位代表:\n一、2020年工作回顾\n{BODY}\n二、2021年工作任务\n{BODY}")
    assert [(period.label, outlook) for period, outlook in report.covers] == [
        ("2020年", Outlook.ACHIEVED),
        ("2021年", Outlook.TARGET),
    ]


def test_a_report_after_five_years_covers_them():
    report = read(f"2022年云汀市政府工作报告\n各位代表:\n一、过去五年工作回顾\n{BODY}\n二、今后五年的目标任务\n{BODY}")
    assert ("2017—2021年", Outlook.ACHIEVED) in [(period.label, outlook) for period, outlook in report.covers]
    assert ("2022—2026年", Outlook.TARGET) in [(period.label, outlook) for period, outlook in report.covers]


def test_a_title_broken_into_three_lines_is_made_whole():
    text = f"云汀市国民经济和社会发展\n第十四个五年规划和\n二〇三五年远景目标纲要\n第一章 发展环境\n{BODY}"
    report = read(text)
    assert report.title.value == "云汀市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要"
    assert (report.period.value, report.kind.value) == ("2021—2025年", Kind.PROGRAMME)


def test_a_text_that_tells_nothing_is_named_after_its_file():
    report = read("一些文字。", "笔记.txt")
    assert (report.title.value, report.place.value, report.period.value, report.date.value) == ("笔记", "", "", "")
    assert report.kind.value == Kind.OTHER
