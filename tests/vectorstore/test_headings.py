import pytest

from vectorstore.headings import build_sections, find_headings
from vectorstore.lines import lines_of
from vectorstore.outlook import with_times
from vectorstore.periods import Period
from vectorstore.report import Kind, Outlook

BODY = "完善河道巡查制度,新建绿道12公里,栽种乔木3400株,出行条件有了改善。"


def sections_of(text, styled=()):
    return build_sections(text, find_headings(lines_of(text), styled))


def tree(text, styled=()):
    return [(section.level, section.heading) for section in sections_of(text, styled)]


def test_marks_nest_to_any_depth():
    text = f"云汀市报告\n各位代表:\n一、产业\n（一）工业\n1.园区\n(1)厂房\n{BODY}\n(二)农业\n{BODY}\n二、民生\n{BODY}"
    assert tree(text) == [
        (0, ""),
        (1, "一、产业"),
        (2, "（一）工业"),
        (3, "1.园区"),
        (4, "(1)厂房"),
        (2, "(二)农业"),
        (1, "二、民生"),
    ]
    assert sections_of(text)[4].path == ("一、产业", "（一）工业", "1.园区", "(1)厂房")


def test_a_section_ends_where_the_next_of_its_level_begins():
    text = f"一、产业\n（一）工业\n{BODY}\n二、民生\n{BODY}"
    industry, manufacturing, welfare = sections_of(text)
    assert industry.end == manufacturing.end == welfare.start == text.index("二、")
    assert welfare.end == len(text)


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u3000\u3000", "\u2003"])
def test_blanks_before_a_mark_do_not_hide_it(blank):
    assert tree(f"开头\n{blank}一、产业 \n{BODY}") == [(0, ""), (1, "一、产业")]


def test_a_marked_heading_is_split_from_the_text_that_runs_on():
    text = f"一、产业\n（一）细化调度、分类施策，带动产业回升。{BODY}{BODY}"
    section = sections_of(text)[1]
    assert section.heading == "（一）细化调度、分类施策，带动产业回升"
    assert text[section.start : section.end].endswith(BODY)


def test_a_long_line_without_a_full_stop_is_a_heading_as_a_whole():
    words = "（一）“稳健”主要表现为" + "统筹有力," * 12 + "成效显著"
    assert tree(f"一、产业\n{words}\n{BODY}")[1] == (2, words)


def test_a_paragraphs_short_first_sentence_heads_that_paragraph_only():
    text = f"一、产业\n绿色转型步伐加快。{BODY}\n此段没有小标题,{BODY}"
    industry, green = sections_of(text)
    assert (green.level, green.heading, green.end) == (2, "绿色转型步伐加快", text.index("\n此段"))
    assert industry.end == len(text)


@pytest.mark.parametrize(
    "paragraph",
    [
        f"新增绿地12公顷。{BODY}",
        f"我区坚持绿色发展。{BODY}",
        f"各位代表,成绩来之不易。{BODY}",
        f"任重道远，奋发有为。{BODY}",
        f"发展才能行稳致远。我们要再接再厉,{BODY}",
        f"一是产业加快转型。{BODY}",
        f"绿色转型：步伐加快。{BODY}",
        f"面向未来,坚持绿色,坚持转型。{BODY}",
        "绿色转型步伐加快。短。",
    ],
)
def test_other_first_sentences_are_text(paragraph):
    assert tree(f"一、产业\n{paragraph}") == [(1, "一、产业")]


def test_ordinals_head_a_section_only_when_alone_on_their_line():
    assert tree(f"一、产业\n一是稳住工业基本盘\n{BODY}\n二是稳住农业。{BODY}") == [
        (1, "一、产业"),
        (2, "一是稳住工业基本盘"),
    ]


def test_entries_of_a_list_are_no_sections():
    text = f"一、产业\n{BODY}\n附件:1.名词解释\n2.2020年上半年重点指标\n3.项目进展表"
    assert tree(text) == [(1, "一、产业"), (1, "附件:1.名词解释")]
    assert tree(f"一、产业\n二、民生\n三、生态\n{BODY}") == [(0, ""), (1, "三、生态")]
    assert tree(f"一、产业\n{BODY}\n名词解释\n1.“三河”：三条河流。\n2.“一园”：一个公园。")[1:] == [(1, "名词解释")]


def test_marks_in_an_annex_stand_below_it():
    text = f"一、产业\n{BODY}\n附件\n2025年云汀市实事\n一、修路。{BODY}\n二、植树。{BODY}"
    assert tree(text)[1:] == [(1, "附件"), (2, "2025年云汀市实事"), (3, "一、修路"), (3, "二、植树")]


def test_headings_without_marks_are_known_by_their_words():
    assert tree(f"各位代表：\n2024年工作回顾\n{BODY}\n2025年工作安排\n{BODY}") == [
        (0, ""),
        (1, "2024年工作回顾"),
        (1, "2025年工作安排"),
    ]


def test_decimals_and_years_at_a_lines_start_are_no_marks():
    assert tree(f"一、产业\n3.5万人参加\n{BODY}\n2020年\n{BODY}") == [(1, "一、产业")]


def test_heading_styles_win_and_marks_stand_below_them():
    text = f"开头\n发展\n一、产业\n{BODY}\n民生\n{BODY}"
    assert tree(text, [(text.index("发展"), 1), (text.index("民生"), 1)]) == [
        (0, ""),
        (1, "发展"),
        (2, "一、产业"),
        (1, "民生"),
    ]


def test_a_text_of_no_headings_is_one_section():
    assert tree(BODY) == [(0, "")]
    assert sections_of("") == []


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
